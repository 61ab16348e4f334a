//! Annotations that do not parse, or stand where they mean nothing.

use super::{Case, one};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = signatures();
    cases.extend(arguments());
    cases.extend(documentation());
    cases.extend(trailing());
    cases
}

fn signatures() -> Vec<Case> {
    vec![
        one(
            "signatures/no-return-type",
            "/* ` HYPERVISOR_odd(int a) */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:6"],
        ),
        one(
            "signatures/no-name",
            "/* ` long (int a) */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:6"],
        ),
        one(
            "signatures/no-function",
            "/*\n * ` enum neg_errnoval\n */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:2:6"],
        ),
        one(
            "signatures/never-closed",
            "/*\n * ` long\n * ` HYPERVISOR_odd(int a,\n * `                int b\n */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:3:20"],
        ),
        one(
            "signatures/comma-too-many",
            "/* ` long HYPERVISOR_odd(int a,, int b) */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:31"],
        ),
        one(
            "signatures/parameter-behind-dots",
            "/* ` long HYPERVISOR_odd(int a, ..., int b) */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:38"],
        ),
        one(
            "signatures/function-pointer",
            "/* ` long HYPERVISOR_odd(int (*a)(void)) */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:30"],
        ),
        one(
            "signatures/words-behind",
            "/* ` long HYPERVISOR_odd(int a) or so */\n#define XEN_A 1\n",
            &["error[malformed-signature] xen.h:1:33"],
        ),
        one(
            "signatures/several",
            "/* ` HYPERVISOR_odd(int a) */\n/* ` long HYPERVISOR_even(int a,, int b) */\n#define XEN_A 1\n",
            &[
                "error[malformed-signature] xen.h:1:6",
                "error[malformed-signature] xen.h:2:32",
            ],
        ),
        one(
            "signatures/no-annotation",
            "/* ` nonsense */\n#define XEN_A 1\n",
            &["warning[unknown-annotation] xen.h:1:6"],
        ),
        one(
            "signatures/unknown-guest",
            "/*\n * ` long HYPERVISOR_odd(int a);\n * ` guests pv32 pv46\n */\n#define XEN_A 1\n",
            &["error[unknown-guest] xen.h:3:18"],
        ),
        one(
            "signatures/guest-twice",
            "/*\n * ` long HYPERVISOR_odd(int a);\n * ` guests pv32 pv32\n */\n#define XEN_A 1\n",
            &["error[unknown-guest] xen.h:3:18"],
        ),
        one(
            "signatures/no-guest",
            "/*\n * ` long HYPERVISOR_odd(int a);\n * ` guests\n */\n#define XEN_A 1\n",
            &["error[unknown-guest] xen.h:3:12"],
        ),
        one(
            "signatures/guests-twice",
            "/*\n * ` long HYPERVISOR_odd(int a);\n * ` guests pv32\n * ` guests arm\n */\n#define XEN_A 1\n",
            &["error[repeated-guests] xen.h:4:6"],
        ),
        one(
            "signatures/guests-of-nothing",
            "/* ` guests arm */\n#define XEN_A 1\n",
            &["error[stray-annotation] xen.h:1:6"],
        ),
        one(
            "signatures/ops-without-a-place",
            "/*\n * ` long HYPERVISOR_odd(int a);\n * ` ops enum odd_op in struct odd\n */\n#define XEN_A 1\n",
            &["error[malformed-ops] xen.h:3:6"],
        ),
        one(
            "signatures/contents-without-a-number",
            "/*\n * `incontents first odd Oddities\n */\n#define XEN_A 1\n",
            &["warning[malformed-contents] xen.h:2:16"],
        ),
    ]
}

/// `/* … */` above `#define ODD_send 3`.
macro_rules! block {
    ($lines:literal) => {
        concat!(
            "#define XEN_A 1\n\n/*\n * ODD_send\n *\n",
            $lines,
            " */\n#define ODD_send 3\n"
        )
    };
}

fn arguments() -> Vec<Case> {
    vec![
        one(
            "arguments/gap",
            block!(" * arg1: unsigned long first\n * arg3: unsigned long third\n"),
            &["error[malformed-argument] xen.h:4:4"],
        ),
        one(
            "arguments/twice",
            block!(" * arg1: unsigned long first\n * arg1: unsigned long second\n"),
            &["error[malformed-argument] xen.h:7:10"],
        ),
        one(
            "arguments/ninth",
            block!(" * arg9: unsigned long ninth\n"),
            &["error[malformed-argument] xen.h:6:10"],
        ),
        one(
            "arguments/nothing",
            block!(" * arg1:\n"),
            &["error[malformed-argument] xen.h:6:9"],
        ),
        one(
            "arguments/open-parenthesis",
            block!(" * arg1: XEN_GUEST_HANDLE(uint8_t\n"),
            &["error[malformed-argument] xen.h:6:10"],
        ),
        one(
            "arguments/reference-to-nothing",
            block!(" * arg1: unsigned long flags => bitmap\n"),
            &["error[malformed-argument] xen.h:6:10"],
        ),
        one(
            "arguments/of-another-op",
            "/*\n * ODD_recv\n *\n * arg1: unsigned long first\n */\n#define ODD_send 3\n",
            &["error[argument-block-mismatch] xen.h:2:4"],
        ),
        one(
            "arguments/of-no-op",
            "/*\n * ODD_send\n *\n * arg1: unsigned long first\n */\n\n#define ODD_send 3\n",
            &["error[argument-block-mismatch] xen.h:2:4"],
        ),
        one(
            "arguments/unnamed-op",
            "/*\n * arg1: unsigned long first\n */\n#define ODD_send 3\n",
            &["error[argument-block-mismatch] xen.h:1:1"],
        ),
    ]
}

fn documentation() -> Vec<Case> {
    vec![
        one(
            "documentation/errors-on-the-first-line",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Errors: EPERM when not allowed\n */\n#define ODD_send 3\n",
            &["error[malformed-errors] xen.h:5:12"],
        ),
        one(
            "documentation/hidden-characters",
            "/* One \u{202e}two. */\n#define XEN_A 1\n/*\n * Three\u{200b} four\u{feff}.\n * Five\u{1b}[2J.\n */\n#define XEN_B 2\n",
            &[
                "warning[hidden-character] xen.h:1:8",
                "warning[hidden-character] xen.h:4:9",
                "warning[hidden-character] xen.h:5:8",
            ],
        ),
        one(
            "documentation/no-such-error",
            concat!(
                "/* ` enum neg_errnoval {  [ -Efoo for each Efoo in the list below ]  } */\n",
                "/* ` enum errnoval { // XEN_E* */\n#define XEN_EPERM 1\n#define XEN_EINVAL 22\n/* ` } */\n",
                "/*\n * ODD_send: Sends.\n *\n * Errors:\n *   EPERM  not allowed\n *   EINVALID  wrong\n */\n#define ODD_send 3\n",
            ),
            &["error[unknown-error] xen.h:11:6"],
        ),
        one(
            "documentation/no-errors",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Errors:\n */\n#define ODD_send 3\n",
            &["error[malformed-errors] xen.h:5:4"],
        ),
        one(
            "documentation/no-error-name",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Errors:\n *   EPERM  not allowed\n *   perm  not allowed\n *   EINVAL\n */\n#define ODD_send 3\n",
            &[
                "error[malformed-errors] xen.h:7:6",
                "error[malformed-errors] xen.h:8:6",
            ],
        ),
        one(
            "documentation/no-safety",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Safety:\n */\n#define ODD_send 3\n",
            &["error[malformed-safety] xen.h:5:4"],
        ),
        one(
            "documentation/no-return-type",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Returns: how many\n */\n#define ODD_send 3\n",
            &["error[malformed-returns] xen.h:5:13"],
        ),
        one(
            "documentation/buffer-without-a-name",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Buffer: OUT uint8_t\n */\n#define ODD_send 3\n",
            &["error[malformed-buffer] xen.h:5:4"],
        ),
        one(
            "documentation/block-twice",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Returns: int how many\n * Returns: 0\n */\n#define ODD_send 3\n",
            &["error[repeated-block] xen.h:6:4"],
        ),
        one(
            "documentation/direction-that-is-none",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Directions:\n *   value  outward\n *   other  IN, also on failure\n */\n#define ODD_send 3\n",
            &[
                "error[malformed-directions] xen.h:6:6",
                "error[malformed-directions] xen.h:7:6",
            ],
        ),
        one(
            "documentation/no-directions",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Directions:\n */\n#define ODD_send 3\n",
            &["error[malformed-directions] xen.h:5:4"],
        ),
        one(
            "documentation/refusal-of-nothing",
            "#define XEN_A 1\n/*\n * ODD_send: Sends.\n *\n * Refused:\n *   value  XEN_A\n *   value  XEN_A in its low 99 bits: no\n */\n#define ODD_send 3\n",
            &[
                "error[malformed-refusal] xen.h:6:6",
                "error[malformed-refusal] xen.h:7:6",
            ],
        ),
    ]
}

fn trailing() -> Vec<Case> {
    vec![
        one(
            "trailing/unknown",
            "#define XEN_A 1 /* ` because */\n",
            &["warning[unknown-annotation] xen.h:1:22"],
        ),
        one(
            "trailing/target-of-nothing",
            "#define XEN_A /* ` => NULL */\n",
            &["error[stray-annotation] xen.h:1:20"],
        ),
        one(
            "trailing/target-on-its-own",
            "/* ` => NULL */\n#define XEN_A 1\n",
            &["error[stray-annotation] xen.h:1:6"],
        ),
        one(
            "trailing/target-does-not-parse",
            "#define XEN_A 1 /* ` => struct */\n",
            &["error[malformed-target] xen.h:1:25"],
        ),
        one(
            "trailing/distinct-define",
            "#define XEN_A 1 /* ` distinct */\n",
            &["error[stray-annotation] xen.h:1:22"],
        ),
        one(
            "trailing/distinct-what",
            "typedef unsigned int port_t; /* ` distinct port */\n",
            &["error[malformed-distinct] xen.h:1:44"],
        ),
        one(
            "trailing/reference-to-nothing",
            "struct pair {\n    unsigned int a; /* IN: the first; => bitmap b */\n};\n",
            &["error[malformed-reference] xen.h:2:39"],
        ),
    ]
}
