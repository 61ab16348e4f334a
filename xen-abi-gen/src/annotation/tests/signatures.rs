//! Prototypes: every form that the headers use, and forms that do not parse.

use super::{clean, error, messages, read};
use crate::model::annotations::{
    ArrayText, Direction, Guest, Holds, Nature, Reference, Signature, TypeText,
};

fn spell_type(ty: &TypeText) -> String {
    let constant = if ty.constant { "const " } else { "" };
    format!("{constant}{}{}", ty.base, "*".repeat(ty.pointers.into()))
}

/// A signature written in one way, whatever way it came in.
fn spell(signature: &Signature) -> String {
    let mut params: Vec<String> = signature
        .params
        .iter()
        .map(|param| {
            let array = match &param.ty.array {
                ArrayText::No => String::new(),
                ArrayText::Unsized => "[]".into(),
                ArrayText::Counted(count) => format!("[{count}]"),
            };
            format!(
                "{} {}{array}",
                spell_type(&param.ty),
                param.name.as_deref().unwrap_or("-")
            )
        })
        .collect();
    params.extend(signature.variadic.then(|| "...".into()));
    format!(
        "{} {}({})",
        spell_type(&signature.returns),
        signature.name,
        params.join(", ")
    )
}

fn one(text: &str) -> Signature {
    let mut found = clean(text);
    assert_eq!(found.signatures.len(), 1, "in {text}");
    found.signatures.remove(0)
}

const ERRNO: &str = "enum neg_errnoval";

/// The prototypes of the public headers: return type, name with parameters, what is read of these.
const PROTOTYPES: [(&str, &str, &str); 22] = [
    (
        ERRNO,
        "set_gdt(const xen_pfn_t frames[], unsigned int entries);",
        "const xen_pfn_t frames[], unsigned int entries",
    ),
    (
        ERRNO,
        "update_descriptor(u64 pa, u64 desc);",
        "u64 pa, u64 desc",
    ),
    (
        ERRNO,
        "stack_switch(unsigned long ss, unsigned long esp);",
        "unsigned long ss, unsigned long esp",
    ),
    (
        ERRNO,
        "set_trap_table(const struct trap_info traps[]);",
        "const struct trap_info traps[]",
    ),
    (ERRNO, "fpu_taskswitch(int set);", "int set"),
    (
        ERRNO,
        "set_debugreg(int regno, unsigned long value);",
        "int regno, unsigned long value",
    ),
    ("unsigned long", "get_debugreg(int regno);", "int regno"),
    (
        ERRNO,
        "set_callbacks(unsigned long event_selector,\n * `   unsigned long event_address,\n * `   \
         unsigned long failsafe_selector,\n \
             * `   unsigned long failsafe_address);",
        "unsigned long event_selector, unsigned long event_address, unsigned long \
         failsafe_selector, unsigned long failsafe_address",
    ),
    (
        ERRNO,
        "event_channel_op(enum event_channel_op cmd, void *args)",
        "enum event_channel_op cmd, void* args",
    ),
    (
        ERRNO,
        "event_channel_op_compat(struct evtchn_op *op)",
        "struct evtchn_op* op",
    ),
    (
        ERRNO,
        "grant_table_op(enum grant_table_op cmd,\n * `     void *args,\n * `     unsigned int \
         count)",
        "enum grant_table_op cmd, void* args, unsigned int count",
    ),
    (
        ERRNO,
        "dm_op(domid_t domid,\n * `   unsigned int nr_bufs,\n * `   xen_dm_op_buf_t bufs[])",
        "domid_t domid, unsigned int nr_bufs, xen_dm_op_buf_t bufs[]",
    ),
    (
        ERRNO,
        "platform_op(const struct xen_platform_op*);",
        "const struct xen_platform_op* -",
    ),
    (
        ERRNO,
        "xenpmu_op(enum xenpmu_op cmd, struct xenpmu_params *args);",
        "enum xenpmu_op cmd, struct xenpmu_params* args",
    ),
    (
        "long",
        "sched_op(enum sched_op cmd, void *arg, ...)",
        "enum sched_op cmd, void* arg, ...",
    ),
    (
        "long",
        "sched_op_compat(enum sched_op cmd, unsigned long arg)",
        "enum sched_op cmd, unsigned long arg",
    ),
    (
        ERRNO,
        "mmu_update(const struct mmu_update reqs[],\n * `   unsigned count, unsigned *done_out,\n \
         * `   unsigned foreigndom)",
        "const struct mmu_update reqs[], unsigned count, unsigned* done_out, unsigned foreigndom",
    ),
    (
        ERRNO,
        "mmuext_op(mmuext_op_t uops[],\n * `   unsigned int count,\n * `   unsigned int *pdone,\n \
         * `   unsigned int foreigndom)",
        "mmuext_op_t uops[], unsigned int count, unsigned int* pdone, unsigned int foreigndom",
    ),
    (
        ERRNO,
        "update_va_mapping(unsigned long va, u64 val,\n * `   enum uvm_flags flags)",
        "unsigned long va, u64 val, enum uvm_flags flags",
    ),
    (
        ERRNO,
        "update_va_mapping_otherdomain(unsigned long va, u64 val,\n * `   enum uvm_flags flags,\n \
         * `   domid_t domid)",
        "unsigned long va, u64 val, enum uvm_flags flags, domid_t domid",
    ),
    (
        "int",
        "console_io(unsigned int cmd,\n * `   unsigned int count,\n * `   char buffer[]);",
        "unsigned int cmd, unsigned int count, char buffer[]",
    ),
    (
        ERRNO,
        "multicall(multicall_entry_t call_list[],\n * `   unsigned long nr_calls);",
        "multicall_entry_t call_list[], unsigned long nr_calls",
    ),
];

#[test]
fn every_form_of_the_headers() {
    for (returns, tail, params) in PROTOTYPES {
        let name = tail.split('(').next().unwrap();
        let expected = format!("{returns} HYPERVISOR_{name}({params})");
        let above = format!("/*\n * ` {returns}\n * ` HYPERVISOR_{tail}\n */\n");
        assert_eq!(spell(&one(&above)), expected);
        let beside = format!("/*\n * ` {returns} HYPERVISOR_{tail}\n */\n");
        assert_eq!(spell(&one(&beside)), expected);
        // The first annotation line may open the comment, which may be one line as well.
        let opener = format!("/* ` {returns}\n * ` HYPERVISOR_{tail}\n * `\n */\n");
        assert_eq!(spell(&one(&opener)), expected);
        let crlf = above.replace('\n', "\r\n");
        assert_eq!(spell(&one(&crlf)), expected);
    }
}

#[test]
fn our_forms() {
    let table = [
        (
            "int f(void args[count], unsigned int count)",
            "int f(void args[count], unsigned int count)",
        ),
        ("long f(void)", "long f()"),
        ("long f()", "long f()"),
        (
            "const char *f(char const *s, unsigned long int **p);",
            "const char* f(const char* s, unsigned long int** p)",
        ),
        ("struct s *f(int)", "struct s* f(int -)"),
        (
            "UINTN UPPER(VOID *args, UINT32 count) ;",
            "UINTN UPPER(VOID* args, UINT32 count)",
        ),
    ];
    for (written, expected) in table {
        assert_eq!(spell(&one(&format!("/* ` {written} */\n"))), expected);
    }
}

/// Upstream's reader does not see comments, so a prototype may be spread over several.
#[test]
fn one_comment_for_every_line() {
    let found = one(
        "/* ` enum neg_errnoval */\n/* ` HYPERVISOR_f(int a, */\n/* `                int b); */\n",
    );
    assert_eq!(
        spell(&found),
        "enum neg_errnoval HYPERVISOR_f(int a, int b)"
    );
}

/// A star that ends a line inside the parentheses is a pointer's, not the comment's.
#[test]
fn star_at_the_end_of_a_line() {
    assert_eq!(
        spell(&one("/*\n * ` int f(char *\n * `       s)\n */\n")),
        "int f(char* s)"
    );
}

#[test]
fn words_of_the_language_as_parameters() {
    let found =
        one("/*\n * ` int f(enum uvm_flags\n * `       flags, int\n * `       guests)\n */\n");
    assert_eq!(spell(&found), "int f(enum uvm_flags flags, int guests)");
}

#[test]
fn prototypes_without_a_backtick_are_prose() {
    let found = clean(
        "/*\n * long HYPERVISOR_sched_op(enum sched_op cmd, void *arg, ...)\n * @cmd == \
         SCHEDOP_???\n */\n",
    );
    assert_eq!(found.signatures, []);
}

#[test]
fn descriptions_in_every_spelling() {
    let found = one(concat!(
        "/*\n * ` enum neg_errnoval\n * ` HYPERVISOR_f(int cmd, void *args)\n * `\n",
        " * @cmd  == FOO_* (operation).\n * @args == struct foo_* Extra\n *          arguments.\n \
         * @reqs is an array\n",
        " * @dom[15:0]: FD,\n *   of pages\n * @dom[31:16]: PFD\n * ...  == More\n *\n * Prose.\n \
         */\n",
    ));
    let lines: Vec<_> = found
        .descriptions
        .iter()
        .map(|d| (d.name.as_str(), d.equals, d.text.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            ("cmd", true, "FOO_* (operation)."),
            ("args", true, "struct foo_* Extra arguments."),
            ("reqs", false, "is an array"),
            ("dom", false, "FD, of pages"),
            ("dom", false, "PFD"),
            ("...", true, "More"),
        ]
    );
    assert_eq!(found.text.lines, ["Prose."]);
}

/// Consecutive signatures share the lines below the last one.
///
/// Each takes those of its own parameters.
#[test]
fn descriptions_with_a_backtick_are_shared() {
    let found = clean(concat!(
        "/*\n * ` int f(long va)\n * `\n * ` int g(long va,\n * `       domid_t domid)\n * `\n",
        " * ` @va   The address to\n * `       change\n * ` @domid: Whose\n */\n",
    ));
    let names = |index: usize| -> Vec<(String, String)> {
        found.signatures[index]
            .descriptions
            .iter()
            .map(|d| (d.name.clone(), d.text.clone()))
            .collect()
    };
    let va = ("va".to_owned(), "The address to change".to_owned());
    assert_eq!(names(0), std::slice::from_ref(&va));
    assert_eq!(names(1), [va, ("domid".to_owned(), "Whose".to_owned())]);
}

/// The text of ours follows the grammar of a field's comment.
#[test]
fn descriptions_with_direction_and_reference() {
    let found = one(concat!(
        "/*\n * ` int f(int a, int b, int c)\n * `\n * @a IN: the address,\n *   if any; => \
         vaddr\n * @b OUT: how; => flags how_flags\n",
        " * @c FOO_BAR: either\n *\n * Prose.\n */\n",
    ));
    let lines: Vec<_> = found
        .descriptions
        .iter()
        .map(|d| (d.direction, d.reference.clone(), d.text.as_str()))
        .collect();
    let vaddr = Reference::Nature(Nature::VirtualAddress);
    assert_eq!(
        lines,
        [
            (Some(Direction::In), Some(vaddr), "the address, if any"),
            (
                Some(Direction::Out),
                Some(Reference::Flags("how_flags".into())),
                "how"
            ),
            (None, None, "FOO_BAR: either"),
        ]
    );
    assert_eq!(
        messages("/*\n * ` int f(int a)\n * @a IN: x;\n *   => nix\n */\n"),
        [error("malformed-reference", "=> nix")]
    );
}

#[test]
fn blocks_document_the_hypercall() {
    let found = one(concat!(
        "/*\n * ` int f(int a)\n * ` guests arm\n * `\n * @a IN: x\n *\n * Does f.\n *\n * \
         Errors:\n *   ENOSYS  no such thing\n *\n",
        " * Safety:\n *   Be careful.\n *\n * Returns: int how many\n */\n",
    ));
    assert_eq!(found.text.lines, ["Does f."]);
    assert_eq!(
        found.errors,
        [("ENOSYS".to_owned(), "no such thing".to_owned())]
    );
    assert_eq!(found.safety.as_deref(), Some("Be careful."));
    let result = found.result.expect("a `Returns:` line");
    assert_eq!(
        (result.ty.as_deref(), result.meaning.as_str()),
        (Some("int"), "how many")
    );
    assert_eq!(found.guests, Some(vec![Guest::Arm]));
    assert_eq!(
        messages("/*\n * ` int f(int a)\n *\n * Errors: none\n */\n"),
        [error("malformed-errors", "none")]
    );
}

#[test]
fn guests() {
    let found =
        one("/*\n * ` long f(int a)\n * ` guests pv32 pv64 hvm32 hvm64 arm\n *\n * Does f.\n */\n");
    assert_eq!(
        found.guests,
        Some(vec![
            Guest::Pv32,
            Guest::Pv64,
            Guest::Hvm32,
            Guest::Hvm64,
            Guest::Arm
        ])
    );
    assert_eq!(found.text.lines, ["Does f."]);
    assert_eq!(one("/* ` long f(int a) */\n").guests, None);
    assert_eq!(
        messages("/*\n * ` long f(int a)\n * ` guests pv32 riscv\n */\n"),
        [error("unknown-guest", "riscv")]
    );
    assert_eq!(
        messages("/*\n * ` long f(int a)\n * ` guests\n */\n"),
        [error("unknown-guest", "")]
    );
    assert_eq!(
        messages("/*\n * ` long f(int a)\n * ` guests arm\n * ` guests pv64\n */\n"),
        [error("repeated-guests", "guests pv64")]
    );
}

#[test]
fn operations_in_a_record() {
    let found = one(
        "/*\n * ` long f(int a, buf_t bufs[a])\n * ` ops enum f_op in struct f_op at bufs[0]\n * ` \
         guests arm\n */\n",
    );
    let ops = found.ops.expect("an `ops` line");
    assert_eq!(
        (
            ops.family.as_str(),
            ops.record.as_str(),
            ops.param.as_str(),
            ops.holds
        ),
        ("f_op", "struct f_op", "bufs", Holds::Buffers)
    );
    assert_eq!(found.guests, Some(vec![Guest::Arm]));
    let direct =
        one("/*\n * ` long f(struct f_op *op)\n * ` ops enum f_op in struct f_op at op\n */\n");
    assert_eq!(
        direct.ops.map(|ops| (ops.param, ops.holds)),
        Some(("op".to_owned(), Holds::Record))
    );
    let several = one(
        "/*\n * ` long f(struct f_op ops[count], int count)\n * ` ops enum f_op in struct f_op at \
         ops[]\n */\n",
    );
    assert_eq!(
        several.ops.map(|ops| (ops.param, ops.holds)),
        Some(("ops".to_owned(), Holds::Records))
    );
    let told = |lines: &str| messages(&format!("/*\n * ` long f(int a)\n{lines} */\n"));
    for line in [
        "ops enum f_op",
        "ops enum f_op in struct s",
        "ops enum f_op in struct s at a[1]",
        "ops enum f_op at a",
    ] {
        assert_eq!(
            told(&format!(" * ` {line}\n")),
            [error("malformed-ops", line)]
        );
    }
    let line = "ops enum f_op in struct s at a";
    assert_eq!(
        told(&format!(" * ` {line}\n * ` {line}\n")),
        [error("stray-annotation", line)]
    );
    assert_eq!(
        messages(&format!("/* ` {line} */\n")),
        [error("stray-annotation", line)]
    );
}

#[test]
fn malformed() {
    let table = [
        ("/* ` int f(int a */\n", "("),
        ("/* ` int f(int (*g)(int)) */\n", "("),
        ("/* ` f(int a) */\n", "f"),
        ("/* ` int (int a) */\n", "int"),
        ("/* ` int f(int a,, int b) */\n", ","),
        ("/* ` int f(..., int b) */\n", "int"),
        ("/* ` int f(int a b) */\n", "b"),
        ("/* ` int f(int a[4]) */\n", "["),
        ("/* ` int f(int a[count]) */\n", "f"),
        ("/* ` int f(int a[][]) */\n", "["),
        ("/* ` int f(struct *a) */\n", "struct"),
        ("/* ` int f(int a) and more */\n", "and more"),
        ("/* ` enum neg_errnoval */\n", "enum neg_errnoval"),
        ("/*\n * ` long\n * ` HYPERVISOR_f\n */\n", "long"),
        ("/*\n * ` int f(int a,\n * prose\n */\n", "("),
    ];
    for (text, at) in table {
        assert_eq!(
            messages(text),
            [error("malformed-signature", at)],
            "in {text}"
        );
        assert_eq!(read(text).0.signatures, []);
    }
}

/// What follows a prototype that does not parse is read all the same.
#[test]
fn all_errors_in_one_run() {
    let text = "/*\n * ` int f(int a b)\n * ` int g(int a c)\n * ` int h(int a)\n */\n";
    assert_eq!(
        messages(text),
        [
            error("malformed-signature", "b"),
            error("malformed-signature", "c")
        ]
    );
    assert_eq!(read(text).0.signatures.len(), 1);
}
