//! Annotations that parse, and do not fit what C says or each other.

use super::Content::Text;
use super::{Case, GOOD, one, tree};

/// A hypercall with two operations, of which the second is what the case is about.
macro_rules! ops {
    ($second:literal) => {
        concat!(
            "typedef unsigned int uint32_t;\n",
            "#define __HYPERVISOR_odd_op 40\n",
            "/*\n * ` enum neg_errnoval\n * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)\n */\n\n",
            "/* ` enum odd_op { // ODD_* => struct odd_* */\n",
            "#define ODD_get 0\n",
            $second,
            "/* ` } */\n\n",
            "struct odd_get {\n    uint32_t a; /* IN: the first. */\n};\n",
        )
    };
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        one("meaning/struct-that-does-not-exist", ops!("#define ODD_got 1\n"), &["warning[unresolved-argument] xen.h:10:9"])
            .reads(&[("/enums/odd_op/members/1/argument", "null")]),
        one("meaning/no-similar-struct", ops!("#define ODD_interrogate 1\n"), &["warning[unresolved-argument] xen.h:10:9"]),
        one(
            "meaning/own-line-of-unknown-type",
            ops!("#define ODD_set 1 /* ` => struct odd_gett */\n"),
            &["error[unknown-argument-type] xen.h:10:27"],
        ),
        one(
            "meaning/argument-of-unknown-type",
            ops!("/*\n * ODD_set\n *\n * arg1: XEN_GUEST_HANDLE(odd_set_t) IN what\n */\n#define ODD_set 1\n"),
            &["error[unknown-argument-type] xen.h:13:10"],
        ),
        one(
            "meaning/several-unknown-types",
            ops!("#define ODD_set 1 /* ` => odd_set_t */\n#define ODD_put 2 /* ` => odd_put_t */\n#define ODD_tell 3 /* ` => NULL */\n"),
            &["error[unknown-argument-type] xen.h:10:27", "error[unknown-argument-type] xen.h:11:27"],
        ),
        one(
            "meaning/direction-of-nothing",
            ops!("/*\n * ODD_set: Sets.\n *\n * Directions:\n *   aa  OUT\n *   whole  OUT\n */\n#define ODD_set 1 /* ` => struct odd_get */\n"),
            &["error[unknown-member] xen.h:14:6", "error[unknown-member] xen.h:15:6"],
        ),
        one(
            "meaning/unknown-refusal",
            ops!("/*\n * ODD_set: Sets.\n *\n * Refused:\n *   aa  ODD_get: no member\n *   a  ODD_got: no constant\n */\n#define ODD_set 1 /* ` => struct odd_get */\n"),
            &["error[unknown-refusal] xen.h:14:6", "error[unknown-refusal] xen.h:15:6"],
        ),
        one(
            "meaning/types-by-guest",
            ops!("#define ODD_set 1 /* ` => struct odd_get (hvm64), struct odd_gett (pv64) */\n"),
            &["error[unknown-argument-type] xen.h:10:27"],
        ),
        one(
            "meaning/return-type-of-an-op",
            ops!("/*\n * ODD_set: Sets.\n *\n * Returns: struct odd_get what was set\n */\n#define ODD_set 1 /* ` => NULL */\n"),
            &["error[unknown-return-type] xen.h:13:13"],
        ),
        one("meaning/return-type-of-a-hypercall", "/* ` struct pair HYPERVISOR_odd(int a); */\n#define __HYPERVISOR_odd 40\n", &["error[unknown-return-type] xen.h:1:6"]),
        one(
            "meaning/parameter-of-unknown-type",
            "/* ` long HYPERVISOR_odd(odd_t a); */\n#define __HYPERVISOR_odd 40\n",
            &["warning[unknown-parameter-type] xen.h:1:32"],
        ),
        one(
            "meaning/prototype-twice",
            "/* ` long HYPERVISOR_odd(int a); */\n\n/* ` long HYPERVISOR_odd(long a); */\n#define __HYPERVISOR_odd 40\n",
            &["error[prototype-twice] xen.h:3:11"],
        ),
        one(
            "meaning/operations-at-no-parameter",
            "#define __HYPERVISOR_odd_op 40\n/* ` enum odd_op { // ODD_* */\n#define ODD_get 0\n/* ` } */\nstruct odd_op {\n    unsigned int op;\n};\n/*\n * ` long HYPERVISOR_odd_op(struct odd_op *op)\n * ` ops enum odd_op in struct odd_op at arg\n */\n",
            &["error[unknown-place] xen.h:10:10"],
        ),
        one("meaning/no-number", "/* ` long HYPERVISOR_odd(int a); */\n#define XEN_A 1\n", &["warning[unnumbered-hypercall] xen.h:1:11"]),
        one(
            "meaning/six-arguments",
            "/* ` long HYPERVISOR_odd(long a, long b, long c, long d, long e, long f); */\n#define __HYPERVISOR_odd 40\n",
            &["error[too-many-arguments] xen.h:1:11"],
        ),
        one(
            "meaning/unknown-family",
            "/* ` enum reason { // ONE_* */\n#define ONE_a 0\n/* ` } */\nstruct pair {\n    unsigned int a; /* IN: the first; => enum raeson */\n};\n",
            &["warning[unknown-family] xen.h:5:47"],
        ),
        one(
            "meaning/unknown-tag",
            "struct pair {\n    unsigned int which; /* IN: which */\n    union {\n        int a; /* ONE_a: one */\n    } u; /* IN: the rest; => by \
             wich */\n};\n",
            &["warning[unknown-tag] xen.h:5:7"],
        ),
        one(
            "meaning/unknown-selector",
            "#define ONE_a 0\nstruct pair {\n    unsigned int which; /* IN: which */\n    union {\n        int a; /* ONE_a: one */\n        \
             int b; /* ONE_bb: two */\n    } u; /* IN: the rest; => by which */\n};\n",
            &["warning[unknown-selector] xen.h:6:13"],
        ),
        one(
            "meaning/elements-where-rust-has-none",
            "struct tail {\n    unsigned char n;\n    unsigned int of[];\n} __attribute__((packed, aligned(2)));\n",
            &["error[unsupported-member] xen.h:3:18"],
        ),
        one("meaning/negative-operation", ops!("#define ODD_set (-1) /* ` => NULL */\n"), &["error[unfit-value] xen.h:8:11"]),
        one("meaning/one-rust-name", "struct odd_pair { int a; };\nstruct OddPair { int a; };\n", &["error[name-collision] xen.h:2:8"]),
        renamed("meaning/one-rust-name-twice", "[[rename]]\nc = \"OddPair\"\nrust = \"odd_pair\"\nreason = \"as C has it\"\n", &[]),
        renamed(
            "meaning/override-of-nothing",
            "[[rename]]\nc = \"OddPair\"\nrust = \"StrangePair\"\nreason = \"as C has it\"\n\n[[rename]]\nc = \"OddPear\"\nrust = \"Fruit\"\nreason = \"sweeter\"\n",
            &["error[unused-renaming] names.toml:7:5"],
        ),
        renamed(
            "meaning/override-without-a-reason",
            "[[rename]]\nc = \"OddPair\"\nrust = \"StrangePair\"\nreason = \"\"\n",
            &["error[naming-table] names.toml:4:10"],
        ),
        renamed(
            "meaning/override-that-is-no-name",
            "[[rename]]\nc = \"OddPair\"\nrust = \"struct\"\nreason = \"as C has it\"\n",
            &["error[naming-table] names.toml:3:8"],
        ),
        renamed("meaning/override-with-a-typing-error", "[[rename]]\nc = \"OddPair\"\nrost = \"Odd\"\n", &["error[naming-table] names.toml:3:1"]),
        tabled(
            "meaning/table-of-operations",
            "[[argument]]\nop = \"ODD_set\"\ntakes = [\"odd_put\", \"odd_get\"]\nreason = \"it sets what it got\"\n\n[[argument]]\nop = \"ODD_put\"\ntakes = [\"NULL\"]\nreason = \"this tree has no such operation\"\n",
            &[],
        )
        .reads(&[
            ("/hypercalls/odd_op/ops/1/source", "\"override\""),
            ("/enums/odd_op/members/1/argument", "\"odd_get\""),
        ]),
        tabled(
            "meaning/entries-of-no-use",
            "[[argument]]\nop = \"ODD_get\"\ntakes = [\"odd_get\"]\nreason = \"as everybody knows\"\n\n[[argument]]\nop = \"ODD_set\"\ntakes = [\"odd_gett\"]\nreason = \"guessed\"\n",
            &["error[redundant-argument] ops.toml:2:6", "error[unknown-argument-type] ops.toml:7:6"],
        ),
        tabled(
            "meaning/entry-without-a-reason",
            "[[argument]]\nop = \"ODD_set\"\ntakes = [\"NULL\"]\nreason = \" \"\n",
            &["error[operations-table] ops.toml:4:10"],
        ),
        tabled(
            "meaning/entry-that-says-nothing",
            "[[argument]]\nop = \"ODD_set\"\ntakes = []\nreason = \"unknown\"\n",
            &["error[operations-table] ops.toml:3:9"],
        ),
        tabled(
            "meaning/entry-twice",
            "[[argument]]\nop = \"ODD_set\"\ntakes = [\"NULL\"]\nreason = \"one\"\n[[argument]]\nop = \"ODD_set\"\ntakes = [\"odd_get\"]\nreason = \"two\"\n",
            &["error[operations-table] ops.toml:6:6"],
        ),
        tabled(
            "meaning/entry-with-a-typing-error",
            "[[argument]]\nop = \"ODD_set\"\ntake = [\"NULL\"]\n",
            &["error[operations-table] ops.toml:3:1"],
        ),
        tabled(
            "meaning/table-with-a-bad-prototype",
            "[[family]]\nname = \"even_op\"\nhypercall = \"even_op\"\nprefix = \"EVEN_\"\nprototype = \"long even_op(int cmd\"\n",
            &["error[operations-table] ops.toml:5:13"],
        ),
        tabled(
            "meaning/prototype-without-a-reason",
            "[[prototype]]\nwrong = \"long even_op(int cmd)\"\nright = \"long even_op(void *arg)\"\nreason = \"\"\n",
            &["error[operations-table] ops.toml:4:10"],
        ),
        tabled(
            "meaning/prototypes-of-two-hypercalls",
            "[[prototype]]\nwrong = \"long even_op(int cmd)\"\nright = \"long odd_op(int cmd)\"\nreason = \"it is\"\n",
            &["error[operations-table] ops.toml:3:9"],
        ),
        tabled(
            "meaning/prototype-on-an-unknown-target",
            "[[prototype]]\nwrong = \"long even_op(int cmd)\"\nright = \"long even_op(void *arg)\"\ntargets = [\"riscv\"]\nreason = \"it is\"\n",
            &["error[operations-table] ops.toml:4:12"],
        ),
        tabled(
            "meaning/table-with-an-unknown-guest",
            "[[family]]\nname = \"even_op\"\nhypercall = \"even_op\"\nprefix = \"EVEN_\"\nguests = [\"pv32\", \"pvh\"]\n",
            &["error[operations-table] ops.toml:5:19"],
        ),
        tabled(
            "meaning/table-with-one-prefix-twice",
            "[[family]]\nname = \"even_op\"\nhypercall = \"even_op\"\nprefix = \"EVEN_\"\n[[family]]\nname = \"other_op\"\nhypercall = \"other_op\"\nprefix = \"EVEN_\"\n",
            &["error[operations-table] ops.toml:8:10"],
        ),
        tree(
            "meaning/one-module",
            vec![("io/a_b.h", Text(GOOD)), ("io/a-b.h", Text("#define XEN_A 1\n")), ("layout.h", Text("#define XEN_B 1\n"))],
            &["error[module-collision] io/a_b.h:1:1", "error[module-collision] layout.h:1:1"],
        ),
        // A family that no prototype takes says what its members take all the same.
        one(
            "meaning/no-prototype",
            "/* ` enum odd_op { // ODD_* => struct odd_* */\n#define ODD_get 0\n/* ` } */\n",
            &["warning[unresolved-argument] xen.h:2:9"],
        ),
        // What only the project's own rules ask for.
        one(
            "meaning/unstated",
            "#define __HYPERVISOR_odd_op 40\n/* ` enum neg_errnoval\n * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)\n */\n\n/* ` enum odd_op { // ODD_* */\n#define ODD_get 0\n#define ODD_set 1 /* ` => NULL */\n/* ` } */\n",
            &["error[unstated-argument] xen.h:7:9"],
        )
        .with(&["--strict"]),
        one(
            "meaning/unstated-direction",
            "typedef unsigned int uint32_t;\n#define __HYPERVISOR_odd_op 40\n/* ` enum neg_errnoval\n * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)\n */\n\n/* ` enum odd_op { // ODD_* => struct odd_* */\n#define ODD_get 0\n/* ` } */\n\nstruct odd_get {\n    uint32_t a;\n    uint32_t pad;\n};\n",
            &["error[unstated-direction] xen.h:12:14"],
        )
        .with(&["--strict"]),
        tree(
            "meaning/errors-in-several-headers",
            vec![
                ("argo.h", Text("/* ` long HYPERVISOR_odd(int a */\n")),
                ("sched.h", Text("/* ` enum reason { // ONE_* -> struct one_* */\n#define ONE_a 0\n/* ` } */\n")),
                ("xen.h", Text(GOOD)),
            ],
            &["error[malformed-signature] argo.h:1:25", "error[malformed-family] sched.h:1:29"],
        ),
    ]
}

/// Two structs of nearly one name, with a table of names.
fn renamed(name: &'static str, table: &'static str, finds: &'static [&'static str]) -> Case {
    let headers = "struct odd_pair { int a; };\nstruct OddPair { int a; };\n";
    tree(
        name,
        vec![("xen.h", Text(headers)), ("../names.toml", Text(table))],
        finds,
    )
    .with(&["--naming", "names.toml"])
}

/// Two operations, of which the mapping resolves one, with a table of operations.
fn tabled(name: &'static str, table: &'static str, finds: &'static [&'static str]) -> Case {
    // Nothing maps the second, so that there is something for a table to say.
    let headers = concat!(
        "typedef unsigned int uint32_t;\n",
        "#define __HYPERVISOR_odd_op 40\n",
        "/*\n * ` enum neg_errnoval\n * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)\n */\n\n",
        "/* ` enum odd_op { // ODD_* */\n",
        "#define ODD_get 0 /* ` => struct odd_get */\n",
        "#define ODD_set 1\n",
        "/* ` } */\n\n",
        "struct odd_get {\n    uint32_t a; /* IN: the first. */\n};\n",
    );
    tree(
        name,
        vec![("xen.h", Text(headers)), ("../ops.toml", Text(table))],
        finds,
    )
    .with(&["--operations", "ops.toml"])
}
