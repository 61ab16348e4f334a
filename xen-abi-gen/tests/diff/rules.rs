//! Each rule of `diff`, with a small header that it applies to.

use std::collections::BTreeSet;

use xen_abi_gen::diff::rules::Rule;

use super::{changes, compared};
use crate::common::folder::Folder;
use crate::common::libclang;
use crate::common::parallel::in_parallel;

/// The common part of the headers with operations.
const CALL: &str = "#define __HYPERVISOR_door_op 40
/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_door_op(enum door_op cmd, void *arg);
 */
struct door_open { unsigned int which; };
struct door_close { unsigned int which; };
/* ` enum door_op { // DOOROP_* => struct door_* */
#define DOOROP_open 0
#define DOOROP_close 1
/* ` } */
";

/// Texts and their replacements.
type Replacements = &'static [(&'static str, &'static str)];

/// Changes of [`CALL`], and their rules.
const CALLS: [(Replacements, &[&str]); 9] = [
    (
        &[("door_op 40", "door_op 41")],
        &["hypercall-renumbered", "constant-changed"],
    ),
    (&[("enum neg_errnoval", "long")], &["hypercall-returns"]),
    (
        &[("void *arg", "unsigned long arg")],
        &["hypercall-parameters"],
    ),
    (
        &[(
            "1\n/* ` }",
            "1\n#define DOOROP_lock 2 /* ` => NULL */\n/* ` }",
        )],
        &["op-added"],
    ),
    (&[("#define DOOROP_close 1\n", "")], &["op-removed"]),
    (&[("close 1", "close 2")], &["op-renumbered"]),
    (
        &[
            ("#define DOOROP_close 1", "#define DOOROP_paint 1"),
            ("struct door_close", "struct door_paint"),
        ],
        &["op-number-reused", "record-added", "record-removed"],
    ),
    (
        &[("close 1", "close 1 /* ` => struct door_open */")],
        &["op-argument", "said-otherwise"],
    ),
    (
        &[
            ("#define DOOROP_close 1", "#define DOOROP_closed 1"),
            ("struct door_close", "struct door_closed"),
        ],
        &["op-renamed", "record-renamed", "said-otherwise"],
    ),
];

/// Two texts of a header, and the rules of the change.
const HEADERS: [(&str, &str, &[&str]); 55] = [
    ("", "#define XEN_A 1\n", &["constant-added"]),
    ("#define XEN_A 1\n", "", &["constant-removed"]),
    (
        "#define XEN_A 1\n",
        "#define XEN_A 2\n",
        &["constant-changed"],
    ),
    (
        "#define XEN_A 1\n",
        "#define XEN_A 1U\n",
        &["constant-retyped"],
    ),
    (
        "#define XEN_A_b_map 7\n",
        "#define XEN_A_b_mapp 7\n",
        &["constant-renamed"],
    ),
    (
        "#define XEN_A_map 7\n",
        "#define XEN_A_unmap 8\n",
        &["constant-added", "constant-removed"],
    ),
    (
        "#define XEN_NR_A 1\n",
        "#define XEN_NR_A 2\n",
        &["bound-raised"],
    ),
    (
        "#define XEN_NR_A 2\n",
        "#define XEN_NR_A 1\n",
        &["bound-lowered"],
    ),
    (
        "#define XEN_A_MASK 3\n",
        "#define XEN_A_MASK 7\n",
        &["bound-raised"],
    ),
    (
        "#define XEN_A_MASK 7\n",
        "#define XEN_A_MASK 3\n",
        &["bound-lowered"],
    ),
    (
        "#define XEN_A_MASK 3\n",
        "#define XEN_A_MASK 4\n",
        &["constant-changed"],
    ),
    (
        "enum a { XEN_A, XEN_B };\n",
        "enum a { XEN_A, XEN_C_1, XEN_B };\n",
        &["constant-added", "constant-changed"],
    ),
    (
        "#define XEN_A_INTERFACE_VERSION 1\n",
        "#define XEN_A_INTERFACE_VERSION 2\n",
        &["version-moved"],
    ),
    (
        "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00040e00\n",
        "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300\n",
        &["latest-moved"],
    ),
    ("", "#define XEN_A \"a\"\n", &["string-added"]),
    ("#define XEN_A \"a\"\n", "", &["string-removed"]),
    (
        "#define XEN_A \"a\"\n",
        "#define XEN_A \"b\"\n",
        &["string-changed"],
    ),
    (
        "#define XEN_A_name \"a\"\n",
        "#define XEN_A_names \"a\"\n",
        &["string-renamed"],
    ),
    ("", "enum a { XEN_A };\n", &["enum-added", "constant-added"]),
    (
        "enum a { XEN_A };\n",
        "",
        &["enum-removed", "constant-removed"],
    ),
    ("", "struct a { int b; };\n", &["record-added"]),
    ("struct a { int b; };\n", "", &["record-removed"]),
    (
        "struct a { int b; };\n",
        "struct a { int b, c; };\n",
        &["record-resized", "field-appended"],
    ),
    (
        "struct a { int b; int c[1]; };\n",
        "struct a { int b; int c[]; };\n",
        &["record-opened", "field-opened"],
    ),
    (
        "struct a { int b; };\n",
        "struct a { int b; } __attribute__((aligned(8)));\n",
        &["record-resized", "record-realigned"],
    ),
    (
        "struct a { int b; };\n",
        "union a { int b; };\n",
        &["record-removed", "record-added"],
    ),
    (
        "typedef struct { int b; } a;\n",
        "typedef union { int b; } a;\n",
        &["record-reshaped"],
    ),
    (
        "struct door_map { int b; };\n",
        "struct door_mapp { int b; };\n",
        &["record-renamed"],
    ),
    (
        "struct a { int b, pad; };\n",
        "struct a { int b, flags; };\n",
        &["padding-used", "padding-changed"],
    ),
    (
        "struct a { int b, flags; };\n",
        "struct a { int b, pad; };\n",
        &["padding-made", "padding-changed"],
    ),
    (
        "struct a { int b; short c; };\n",
        "struct a { int b; short c; short d; };\n",
        &["hole-used"],
    ),
    (
        "struct a { int b, c; };\n",
        "struct a { int b, x, c; };\n",
        &["record-resized", "field-inserted", "field-moved"],
    ),
    (
        "struct a { int b, c; };\n",
        "struct a { int b; };\n",
        &["record-resized", "field-removed"],
    ),
    (
        "union a { int b; };\n",
        "union a { int b, c; };\n",
        &["union-member-added"],
    ),
    (
        "union a { int b, c; };\n",
        "union a { int b; };\n",
        &["union-member-removed"],
    ),
    (
        "struct a { int b, c; };\n",
        "struct a { int c, b; };\n",
        &["field-moved"],
    ),
    (
        "struct a { int b; };\n",
        "struct a { short b; };\n",
        &["field-resized", "record-resized", "record-realigned"],
    ),
    (
        "struct a { int b; };\nstruct c { struct a d; };\n",
        "struct a { int b, e; };\nstruct c { struct a d; };\n",
        &["field-follows", "record-resized", "field-appended"],
    ),
    (
        "struct a { int b; };\n",
        "struct a { unsigned int b; };\n",
        &["field-resigned"],
    ),
    (
        "struct a { int b; };\n",
        "struct a { float b; };\n",
        &["field-reinterpreted"],
    ),
    (
        "struct a { int b; };\n",
        "typedef int t;\nstruct a { t b; };\n",
        &["field-respelled", "typedef-added"],
    ),
    (
        "struct a { int nr_doms; };\n",
        "struct a { int nr_domains; };\n",
        &["field-renamed"],
    ),
    (
        "struct a { int limit; };\n",
        "struct a { int vcpu; };\n",
        &["field-repurposed"],
    ),
    ("", "typedef int t;\n", &["typedef-added"]),
    ("typedef int t;\n", "", &["typedef-removed"]),
    (
        "typedef int t;\n",
        "typedef long t;\n",
        &["typedef-changed"],
    ),
    (
        "typedef int u;\ntypedef int t;\n",
        "typedef int u;\ntypedef u t;\n",
        &["typedef-same"],
    ),
    ("", "#define XEN_CALL(x) x\n", &["said-otherwise"]),
    (
        "struct a { int b; };\n",
        "struct a { int b; /* OUT */ };\n",
        &["said-otherwise"],
    ),
    (
        "struct a { int b; /* IN */ };\n",
        "struct a { int b; /* OUT */ };\n",
        &["words-changed"],
    ),
    // With another layout, the words follow.
    (
        "struct a { int b; /* IN */ };\n",
        "struct a { unsigned int b; /* OUT */ };\n",
        &["field-resigned", "said-otherwise"],
    ),
    (
        "typedef int t;\n",
        "typedef int t; /* ` distinct */\n",
        &["said-otherwise"],
    ),
    // Comments and blanks are not compared.
    (
        "struct a { int b; };\n",
        "/* Words. */\n\nstruct a {\n    int b; /* More of them. */\n};\n",
        &[],
    ),
    (
        "#define XEN_A 16\n",
        "#define XEN_B 0x10\n#define XEN_A XEN_B\n",
        &["constant-added"],
    ),
    ("#define XEN_A 16\n", "#define XEN_A (1 << 4)\n", &[]),
];

fn rules(old: &str, new: &str) -> BTreeSet<String> {
    let outcome = compared(old, new, &["--target", "x86_64", "--format", "json"]);
    let found: BTreeSet<String> = changes(&outcome)
        .iter()
        .map(|change| change["rule"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(outcome.code, i32::from(!found.is_empty()), "{old}\n{new}");
    found
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn each_change_gets_its_rules() {
    if libclang().is_none() {
        return;
    }
    in_parallel(&HEADERS, |(old, new, expected)| {
        assert_eq!(rules(old, new), set(expected), "\n{old}becomes\n{new}")
    });
    in_parallel(&CALLS, |(edits, expected)| {
        let new = edits.iter().fold(CALL.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        assert_eq!(rules(CALL, &new), set(expected), "\n{new}");
    });
    let moved = rules_of_two_headers();
    let mut judged: BTreeSet<String> = HEADERS
        .iter()
        .flat_map(|(_, _, rules)| set(rules))
        .collect();
    judged.extend(CALLS.iter().flat_map(|(_, rules)| set(rules)));
    judged.extend(moved);
    // These need a hypercall, or an operation with a result of its own.
    judged.extend(rules(
        &CALL
            .replace("door_op 40", "gate_op 40")
            .replace("HYPERVISOR_door", "HYPERVISOR_gate"),
        CALL,
    ));
    judged.extend(rules(CALL, "#define __HYPERVISOR_gate_op 39\n"));
    judged.extend(rules(
        CALL,
        &CALL.replace(
            "#define DOOROP_close",
            "/*\n * DOOROP_close: shuts it.\n *\n * Returns: int how often\n */\n\
             #define DOOROP_close",
        ),
    ));
    let without: Vec<&str> = Rule::ALL
        .iter()
        .map(|rule| rule.name())
        .filter(|name| !judged.contains(*name))
        .collect();
    assert!(without.is_empty(), "no header falls under {without:?}");
}

fn rules_of_two_headers() -> BTreeSet<String> {
    let folder = Folder::new();
    folder.put("one/xen.h", "#define XEN_A 1\n#define XEN_B 1\n");
    folder.put("two/xen.h", "#define XEN_A 1\n");
    folder.put("two/sched.h", "#define XEN_B 1\n#define XEN_C 1\n");
    let both = ["one", "two"];
    let run = |old, new| {
        let outcome = folder.run(&["diff", old, new, "--annotations", "one", "--format", "json"]);
        changes(&outcome)
            .iter()
            .map(|change| change["rule"].as_str().expect("a name").to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(run(both[0], both[1]), set(&["header-added", "rehoused"]));
    assert_eq!(run(both[1], both[0]), set(&["header-removed", "rehoused"]));
    set(&["header-added", "header-removed", "rehoused"])
}
