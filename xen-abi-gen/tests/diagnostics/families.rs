//! Families of constants: how they are opened and closed, and what may stand in them.

use super::{Case, one};

pub(super) fn cases() -> Vec<Case> {
    vec![
        // As upstream's reader has it: all up to the end are members.
        one(
            "families/never-closed",
            "/* ` enum sched_reason { */\n#define REASON_poweroff 0\n#define REASON_reboot 1\n",
            &["warning[unclosed-family] xen.h:1:11"],
        )
        .reads(&[("/enums/sched_reason/members/1/name", "\"REASON_reboot\"")]),
        one(
            "families/closed-twice",
            "/* ` enum sched_reason { */\n#define REASON_poweroff 0\n/* ` } */\n#define OTHER 1\n/* ` } */\n",
            &["warning[stray-close] xen.h:5:6"],
        )
        .reads(&[("/enums/sched_reason/members", r#"[{"name": "REASON_poweroff", "value": 0, "argument": null}]"#)]),
        one(
            "families/opened-twice",
            "/* ` enum first { // ONE_* */\n#define ONE_a 0\n/* ` enum second { // TWO_* */\n#define TWO_a 0\n#define ONE_b 1\n/* ` } */\n",
            &["warning[family-reopened] xen.h:3:6", "warning[foreign-member] xen.h:5:9"],
        )
        .reads(&[("/enums/first/members/0/name", "\"ONE_a\""), ("/enums/second/members/0/name", "\"TWO_a\"")]),
        one(
            "families/annotated-twice",
            "/* ` enum reason { */\n#define ONE_a 0\n/* ` } */\n/* ` enum reason { */\n#define TWO_a 0\n/* ` } */\n",
            &["error[family-twice] xen.h:4:11"],
        ),
        one(
            "families/closed-by-code",
            "/* ` enum reason { // ONE_* */\n#define ONE_a 0\nstruct pair {\n    int a;\n};\n#define ONE_b 1\n/* ` } */\n",
            &["warning[family-closed-by-code] xen.h:5:1", "warning[stray-close] xen.h:7:6"],
        )
        .reads(&[("/enums/reason/members", r#"[{"name": "ONE_a", "value": 0, "argument": null}]"#)]),
        one(
            "families/foreign-member",
            "/* ` enum evtchn_reason { // EVTCHN_* */\n#define EVTCHN_a 0\n#define EVTCHM_b 1\n/* ` } */\n",
            &["warning[foreign-member] xen.h:3:9"],
        )
        .reads(&[("/enums/evtchn_reason/members", r#"[{"name": "EVTCHN_a", "value": 0, "argument": null}]"#), ("/constants/EVTCHM_b/value", "1")]),
        one(
            "families/member-without-value",
            "/* ` enum reason { */\n#define ONE_a 0\n#define ONE_b \"text\"\n/* ` } */\n",
            &["warning[member-without-value] xen.h:3:9"],
        ),
        one(
            "families/negative-flag",
            "/* ` flags bits { // BIT_* */\n#define BIT_a (1U << 0)\n#define BIT_b (1 << 31)\n/* ` } */\n",
            &["error[negative-flag] xen.h:3:9"],
        ),
        one(
            "families/equal-operations",
            "/* ` enum odd_op { // ODD_* => struct odd_* */\n#define ODD_get 4\n#define ODD_set 4\n/* ` } */\nstruct odd_get { int a; };\nstruct odd_set { int a; };\n",
            &["error[equal-operations] xen.h:3:9"],
        ),
        // In a family that selects no operation, the second name is an alias.
        one(
            "families/equal-values",
            "/* ` enum reason { // ONE_* */\n#define ONE_again 11\n#define ONE_block 11\n/* ` } */\n",
            &[],
        )
        .reads(&[("/enums/reason/members/1/value", "11")]),
        one("families/no-name", "/* ` enum { // ONE_* */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:6"]),
        one("families/not-a-prefix", "/* ` enum reason { // => struct one_* */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:23"]),
        one("families/no-arrow", "/* ` enum reason { // ONE_* -> struct one_* */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:29"]),
        one("families/no-target", "/* ` enum reason { // ONE_* => one_* */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:32"]),
        one("families/words-behind-the-target", "/* ` enum reason { // ONE_* => struct one_* or so */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:45"]),
        one("families/no-comment-behind-the-brace", "/* ` enum reason { ONE_* */\n#define ONE_a 0\n/* ` } */\n", &["error[malformed-family] xen.h:1:20"]),
        one("families/flags-with-a-target", "/* ` flags bits { // BIT_* => struct bit_* */\n#define BIT_a 1\n/* ` } */\n", &["error[malformed-family] xen.h:1:31"]),
        one("families/flags-without-a-brace", "/* ` flags bits */\n#define BIT_a 1\n", &["error[malformed-family] xen.h:1:6"]),
    ]
}
