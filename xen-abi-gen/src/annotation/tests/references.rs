//! What the comment of a field refers to, behind `=>` or as a whole.

use super::{error, messages, read, text, trailing, warning};
use crate::model::annotations::{CountFactor, Direction, Nature, Reference, Text};

#[test]
fn references() {
    let name = |name: &str| name.to_owned();
    let table = [
        ("/* => enum virq */", Reference::Enum(name("virq")), ""),
        (
            "/* SHUTDOWN_* => enum reason */",
            Reference::Enum(name("reason")),
            "",
        ),
        ("/* enum virq */", Reference::Enum(name("virq")), ""),
        ("/* GNTMAP_* */", Reference::Prefix(name("GNTMAP_")), ""),
        (
            "/* IN: XEN_OP_*. */",
            Reference::Prefix(name("XEN_OP_")),
            "",
        ),
        (
            "/* IN: the VIRQ to bind; => enum virq */",
            Reference::Enum(name("virq")),
            "the VIRQ to bind",
        ),
        (
            "/* OUT: what is set; => flags foo_flags. */",
            Reference::Flags(name("foo_flags")),
            "what is set",
        ),
        (
            "/* IN: frame; => gfn */",
            Reference::Nature(Nature::Gfn),
            "frame",
        ),
        (
            "/* IN: frame; => mfn */",
            Reference::Nature(Nature::Mfn),
            "frame",
        ),
        (
            "/* IN: frame; => pfn */",
            Reference::Nature(Nature::Pfn),
            "frame",
        ),
        (
            "/* IN: address; => maddr */",
            Reference::Nature(Nature::MachineAddress),
            "address",
        ),
        (
            "/* IN: address; => vaddr */",
            Reference::Nature(Nature::VirtualAddress),
            "address",
        ),
        (
            "/* OUT: details; => by status */",
            Reference::SelectedBy(name("status")),
            "details",
        ),
        (
            "/* IN: why; => enum\n     reason */",
            Reference::Enum(name("reason")),
            "why",
        ),
        (
            "/* IN: why; => enum reason; others are reserved */",
            Reference::Enum(name("reason")),
            "why|others are reserved",
        ),
    ];
    for (comment, reference, prose) in table {
        let note = trailing(comment);
        assert_eq!(
            (note.reference.as_ref(), text(&note).join("|").as_str()),
            (Some(&reference), prose),
            "in {comment}"
        );
    }
}

#[test]
fn arrows_that_are_prose() {
    for comment in [
        "/* 0=>1, 1=>2 */",
        "/* x == 0 => PFD == DOMID_SELF */",
        "/* Level: 0 => low */",
    ] {
        let note = trailing(comment);
        assert_eq!(
            (note.reference, note.text.lines.len()),
            (None, 1),
            "in {comment}"
        );
    }
}

#[test]
fn malformed_references() {
    for (comment, at) in [
        ("/* IN: x; => struct s */", "=> struct s"),
        ("/* => enum */", "=> enum"),
        ("/* => */", "=>"),
        ("/* IN: x; => pgfn */", "=> pgfn"),
        ("/* AA* => a b c */", "=> a b c"),
    ] {
        assert_eq!(
            messages(&format!("    int f; {comment}\n")),
            [error("malformed-reference", at)],
            "in {comment}"
        );
    }
}

#[test]
fn words_after_a_prefix_and_an_arrow_are_text() {
    let text = "    int f; /* IN: why; SHUTDOWN_* => shutdown reason */\n";
    assert_eq!(
        messages(text),
        [warning("malformed-reference", "=> shutdown reason")]
    );
    let note = &read(text).0.notes[&1];
    assert_eq!(note.reference, Some(Reference::Prefix("SHUTDOWN_".into())));
    assert_eq!(note.text.lines, ["why", "shutdown reason"]);
    assert_eq!(
        note.reference_location.as_ref().unwrap().to_string(),
        "test.h:1:24"
    );
}

#[test]
fn handles_to_elements() {
    let table = [
        (
            "/* IN: the ports; => IN [nr_ports] */",
            "nr_ports",
            Direction::In,
            false,
        ),
        (
            "/* IN: where they go; => OUT [n] */",
            "n",
            Direction::Out,
            false,
        ),
        ("/* => IN/OUT [count] */", "count", Direction::InOut, false),
        ("/* => OUT [n] of errors */", "n", Direction::Out, true),
    ];
    for (comment, count, direction, errors) in table {
        assert_eq!(
            trailing(comment).reference,
            Some(Reference::Elements {
                count: count.into(),
                direction,
                errors,
            }),
            "{comment}"
        );
    }
    for wrong in [
        "IN [a b]",
        "IN [3]",
        "[n]",
        "in [n]",
        "IN n",
        "IN [n] of errors",
        "OUT [n] of numbers",
    ] {
        let said = messages(&format!("    int a; /* IN: text; => {wrong} */\n"));
        assert_eq!(said, [error("malformed-reference", &format!("=> {wrong}"))]);
    }
}

#[test]
fn memory_behind_a_handle() {
    let member = |name: &str| CountFactor::Member(name.into());
    let table = [
        (
            "/* IN: data; => memory IN [len] */",
            vec![member("len")],
            Direction::In,
        ),
        (
            "/* => memory OUT [nr * 20 * n] */",
            vec![member("nr"), CountFactor::Number(20), member("n")],
            Direction::Out,
        ),
        (
            "/* => memory IN [nr_bits / 8] */",
            vec![CountFactor::Quotient("nr_bits".into(), 8)],
            Direction::In,
        ),
        (
            "/* => memory OUT [start..=end * 4] */",
            vec![
                CountFactor::Range("start".into(), "end".into()),
                CountFactor::Number(4),
            ],
            Direction::Out,
        ),
        (
            "/* => memory IN/OUT [4096]. */",
            vec![CountFactor::Number(4096)],
            Direction::InOut,
        ),
    ];
    for (comment, count, direction) in table {
        let found = trailing(comment).reference;
        assert_eq!(
            found,
            Some(Reference::Memory {
                count,
                direction,
                text: None
            }),
            "{comment}"
        );
    }
    for (of, nul, most) in [
        ("of text", false, None),
        ("of text with NUL", true, None),
        ("of text up to 9", false, Some(9)),
        ("of  text with NUL up to 128.", true, Some(128)),
    ] {
        let found = trailing(&format!("/* IN: a name; => memory IN [len] {of} */")).reference;
        let expected = Reference::Memory {
            count: vec![member("len")],
            direction: Direction::In,
            text: Some(Text { nul, most }),
        };
        assert_eq!(found, Some(expected), "{of}");
    }
    let array = trailing("/* OUT: the name; => text */").reference;
    assert_eq!(array, Some(Reference::Text));
    for wrong in [
        "memory [n]",
        "memory IN n",
        "memory IN []",
        "memory IN [a b]",
        "memory IN [a *]",
        "memory IN [a] of",
        "memory IN [a] of words",
        "memory IN [a] of text with",
        "memory IN [a] of text up to many",
        "memory IN [a] of text up to 9 with NUL",
        "texts",
    ] {
        let said = messages(&format!("    int a; /* IN: text; => {wrong} */\n"));
        assert_eq!(said, [error("malformed-reference", &format!("=> {wrong}"))]);
    }
}
