//! Blocks of `argN:` lines.

use super::{clean, error, messages, read};
use crate::model::annotations::{ArgumentBlock, ArgumentForm, Direction, Nature, Reference};

fn block(lines: &str) -> String {
    let body: String = lines.lines().map(|line| format!(" * {line}\n")).collect();
    format!(
        "#define OTHER 1\n\n/*\n * XEN_FOO_OP_x\n *\n * Does x.\n *\n{body} */\n\
         #define XEN_FOO_OP_x 1\n"
    )
}

fn parsed(lines: &str) -> ArgumentBlock {
    let mut found = clean(&block(lines));
    assert_eq!(found.op_docs[0].constant, "XEN_FOO_OP_x");
    assert_eq!(found.op_docs[0].text.lines[0], "Does x.");
    found.argument_blocks.remove(0)
}

fn handle(ty: &str, count: Option<&str>, nullable: bool) -> ArgumentForm {
    ArgumentForm::Handle {
        ty: ty.into(),
        count: count.map(Into::into),
        nullable,
    }
}

fn value(ty: &str, bits: Option<u8>) -> ArgumentForm {
    ArgumentForm::Value {
        ty: ty.into(),
        bits,
    }
}

#[test]
fn every_form_of_the_headers() {
    let table = [
        (
            "XEN_GUEST_HANDLE(xen_argo_register_ring_t)",
            handle("xen_argo_register_ring_t", None, false),
            None,
        ),
        (
            "XEN_GUEST_HANDLE(xen_argo_send_addr_t) source and dest addresses",
            handle("xen_argo_send_addr_t", None, false),
            None,
        ),
        (
            "XEN_GUEST_HANDLE(xen_argo_iov_t) iovs",
            handle("xen_argo_iov_t", None, false),
            Some("iovs"),
        ),
        (
            "XEN_GUEST_HANDLE(xen_argo_ring_data_t) ring_data (may be NULL)",
            handle("xen_argo_ring_data_t", None, true),
            Some("ring_data"),
        ),
        (
            "unsigned long npages",
            value("unsigned long", None),
            Some("npages"),
        ),
        (
            "unsigned long flags (32-bit value)",
            value("unsigned long", Some(32)),
            Some("flags"),
        ),
        (
            "unsigned long message type (32-bit value)",
            value("unsigned long", Some(32)),
            Some("message_type"),
        ),
        ("NULL", ArgumentForm::Null, None),
        ("0 (ZERO)", ArgumentForm::Zero, None),
        (
            "XEN_GUEST_HANDLE(path name)",
            ArgumentForm::Prose("XEN_GUEST_HANDLE(path name)".into()),
            None,
        ),
        (
            "length of path name (including zero)",
            ArgumentForm::Prose("length of path name (including zero)".into()),
            None,
        ),
        (
            "data buffer size",
            ArgumentForm::Prose("data buffer size".into()),
            None,
        ),
    ];
    for (line, form, name) in table {
        let found = parsed(&format!("arg1: {line}"));
        let argument = &found.arguments[0];
        assert_eq!(
            (argument.number, &argument.form, argument.name.as_deref()),
            (1, &form, name),
            "in {line}"
        );
        assert_eq!(
            (argument.direction, &argument.reference),
            (None, &None),
            "in {line}"
        );
    }
}

#[test]
fn our_forms() {
    let found = parsed(concat!(
        "arg1: XEN_GUEST_HANDLE(foo_t) IN addresses\n",
        "arg2: XEN_GUEST_HANDLE(foo_gfn_t)[npages] IN/OUT gfns (may be NULL)\n",
        "arg3: unsigned long npages\n",
        "arg4: unsigned long flags (32-bit value) => flags foo_flags",
    ));
    let [first, second, third, fourth] = &found.arguments[..] else {
        panic!("four arguments")
    };
    assert_eq!(
        (&first.form, first.name.as_deref(), first.direction),
        (
            &handle("foo_t", None, false),
            Some("addresses"),
            Some(Direction::In)
        )
    );
    assert_eq!(second.form, handle("foo_gfn_t", Some("npages"), true));
    assert_eq!(
        (second.name.as_deref(), second.direction),
        (Some("gfns"), Some(Direction::InOut))
    );
    assert_eq!(third.form, value("unsigned long", None));
    assert_eq!(
        (&fourth.form, fourth.name.as_deref()),
        (&value("unsigned long", Some(32)), Some("flags"))
    );
    assert_eq!(fourth.reference, Some(Reference::Flags("foo_flags".into())));
    let nature = parsed("arg1: unsigned long where; => vaddr")
        .arguments
        .remove(0);
    assert_eq!(
        (nature.name.as_deref(), nature.reference),
        (
            Some("where"),
            Some(Reference::Nature(Nature::VirtualAddress))
        )
    );
}

#[test]
fn a_group_is_all_its_numbers() {
    let found = parsed("arg1 - arg4: all 0/NULL\n\nPossible return values:\n>0: a version");
    let numbers: Vec<_> = found
        .arguments
        .iter()
        .map(|argument| (argument.number, argument.form.clone()))
        .collect();
    assert_eq!(
        numbers,
        (1..=4)
            .map(|number| (number, ArgumentForm::Null))
            .collect::<Vec<_>>()
    );
}

#[test]
fn continuation_lines_and_order() {
    let found = parsed("arg2: NULL\narg1: XEN_GUEST_HANDLE(foo_t)\n  IN addresses");
    assert_eq!(found.arguments[0].name.as_deref(), Some("addresses"));
    assert_eq!(found.arguments[1].form, ArgumentForm::Null);
}

#[test]
fn prose_around_the_lines_documents_the_op() {
    let found = clean(&block(
        "arg1: NULL\n\nPossible return values:\n 0: success\n\nErrors:\n  EPERM  never",
    ));
    let doc = &found.op_docs[0];
    assert_eq!(
        doc.text.lines,
        ["Does x.", "", "Possible return values:", " 0: success"]
    );
    assert_eq!(doc.errors, [("EPERM".to_owned(), "never".to_owned())]);
    assert_eq!(found.notes[&16].text, doc.text);
}

#[test]
fn malformed() {
    let table = [
        ("arg1: NULL\narg3: NULL", "XEN_FOO_OP_x"),
        ("arg2: NULL", "XEN_FOO_OP_x"),
        ("arg1: NULL\narg1: 0 (ZERO)", "0 (ZERO)"),
        ("arg0: NULL", "NULL"),
        ("arg99999999999: NULL", "NULL"),
        ("arg1:", ""),
        ("arg1: XEN_GUEST_HANDLE(foo_t", "XEN_GUEST_HANDLE(foo_t"),
        (
            "arg1: unsigned long x => whatever",
            "unsigned long x => whatever",
        ),
        ("arg3 - arg1: NULL", "NULL"),
    ];
    for (lines, at) in table {
        assert_eq!(
            messages(&block(lines)),
            [error("malformed-argument", at)],
            "in {lines}"
        );
    }
}

#[test]
fn a_block_belongs_to_the_define_below() {
    let lines = "/*\n * XEN_FOO_OP_x\n *\n * arg1: NULL\n */\n";
    for (below, name) in [
        ("#define XEN_FOO_OP_y 1\n", "XEN_FOO_OP_x"),
        ("\n#define XEN_FOO_OP_x 1\n", "XEN_FOO_OP_x"),
        ("", "XEN_FOO_OP_x"),
    ] {
        assert_eq!(
            messages(&format!("{lines}{below}")),
            [error("argument-block-mismatch", name)],
            "above {below:?}"
        );
    }
    let unnamed = "/*\n * Does x.\n *\n * arg1: NULL\n */\n#define XEN_FOO_OP_x 1\n";
    assert_eq!(messages(unnamed), [error("argument-block-mismatch", "/*")]);
    assert_eq!(read(unnamed).0.argument_blocks[0].constant, "XEN_FOO_OP_x");
    // Prose of something else that numbers its arguments.
    assert_eq!(
        clean("/*\n * Calls it.\n * arg1: the first\n */\n#define CALL(a) f(a)\n").argument_blocks,
        []
    );
}
