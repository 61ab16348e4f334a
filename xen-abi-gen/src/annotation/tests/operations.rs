//! Documentation of ops and its blocks.

use super::{clean, error, messages};
use crate::model::annotations::{Direction, Guest, OpDoc};

fn op(body: &str) -> OpDoc {
    let lines: String = body.lines().map(|line| format!(" * {line}\n")).collect();
    let mut found = clean(&format!("int x;\n/*\n{lines} */\nstruct s {{\n"));
    assert_eq!(found.op_docs.len(), 1, "in {body}");
    found.op_docs.remove(0)
}

#[test]
fn blocks() {
    let doc = op(concat!(
        "FOOOP_bar: Allocates a bar. More of it\nover two lines.\n\nAnother paragraph.\n\n\
         Errors:\n  EPERM   not allowed\n",
        "  ENOSPC  no room\n          is left\nSafety:\n  The memory\n  stays put.\n\
         Returns: unsigned int number of bars,\n  at least one\n",
        "Guests: pv32, pv64\nBuffer: IN/OUT struct piece pieces",
    ));
    assert_eq!(doc.constant, "FOOOP_bar");
    assert_eq!(
        doc.text.lines,
        [
            "Allocates a bar. More of it",
            "over two lines.",
            "",
            "Another paragraph."
        ]
    );
    let error = |name: &str, when: &str| (name.to_owned(), when.to_owned());
    assert_eq!(
        doc.errors,
        [
            error("EPERM", "not allowed"),
            error("ENOSPC", "no room is left")
        ]
    );
    assert_eq!(doc.safety.as_deref(), Some("The memory stays put."));
    let returns = doc.returns.expect("a `Returns:` line");
    assert_eq!(
        (returns.ty.as_deref(), returns.meaning.as_str()),
        (Some("unsigned int"), "number of bars, at least one")
    );
    assert_eq!(doc.guests, Some(vec![Guest::Pv32, Guest::Pv64]));
    let buffer = doc.buffer.expect("a `Buffer:` line");
    assert_eq!(
        (buffer.direction, buffer.ty.as_str(), buffer.name.as_str()),
        (Direction::InOut, "struct piece", "pieces")
    );
}

#[test]
fn returns() {
    let table = [
        ("Returns: 0", None, ""),
        ("Returns: 0 and nothing else", None, "and nothing else"),
        ("Returns: int bytes queued", Some("int"), "bytes queued"),
        (
            "Returns: evtchn_port_t: the port",
            Some("evtchn_port_t"),
            "the port",
        ),
        ("Returns: struct s it", Some("struct s"), "it"),
    ];
    for (line, ty, meaning) in table {
        let found = op(&format!("FOO_x: X.\n{line}")).returns.expect(line);
        assert_eq!((found.ty.as_deref(), found.meaning.as_str()), (ty, meaning));
    }
}

#[test]
fn documentation_of_operations_by_position() {
    let above_define =
        clean("int x;\n/* Does a.\n *\n * Errors:\n *   EPERM  never\n */\n#define OP_a 1\n");
    assert_eq!(
        (
            above_define.op_docs[0].constant.as_str(),
            above_define.op_docs[0].errors.len()
        ),
        ("OP_a", 1)
    );
    assert_eq!(above_define.notes[&7].text.lines, ["Does a."]);
    let member = clean("/* ` enum e { */\n/* Does a. */\n#define OP_a 1\n/* ` } */\n");
    assert_eq!(
        (
            member.op_docs[0].constant.as_str(),
            &member.op_docs[0].text.lines[..]
        ),
        ("OP_a", &["Does a.".to_owned()][..])
    );
    let named = clean("int x;\n/* OP_a: does a. */\n#define OP_a 1\n");
    assert_eq!(named.op_docs[0].text.lines, ["does a."]);
    let apart = clean("int x;\n/* OP_a: does a. */\n\nint y;\n");
    assert_eq!(apart.op_docs[0].constant, "OP_a");
    assert!(apart.notes.is_empty());
    let several = clean("int x;\n/* OP_a, OP_b: do it. */\nstruct s {\n");
    assert_eq!(
        several
            .op_docs
            .iter()
            .map(|doc| doc.constant.as_str())
            .collect::<Vec<_>>(),
        ["OP_a", "OP_b"]
    );
    assert_eq!(several.notes[&3].selectors, ["OP_a", "OP_b"]);
    assert_eq!(several.notes[&3].text.lines, ["do it."]);
    let plain = clean(
        "int x;\n/* A constant. */\n#define A_b 1\n/* See OP_a: it is good. */\nstruct s {\n",
    );
    assert!(plain.op_docs.is_empty());
}

#[test]
fn directions_of_one_op() {
    let doc = op("FOOOP_bar: Bars.\n\n\
         Directions:\n  value  OUT\n  done   IN/OUT, also on failure\n  left   unused\n\nMore.");
    let said: Vec<_> = doc
        .directions
        .iter()
        .map(|one| (one.name.as_str(), one.direction, one.on_failure))
        .collect();
    assert_eq!(
        said,
        [
            ("value", Some(Direction::Out), false),
            ("done", Some(Direction::InOut), true),
            ("left", None, false)
        ]
    );
    assert_eq!(doc.text.lines, ["Bars.", "", "More."]);
}

#[test]
fn refused_values() {
    let doc = op("FOOOP_bar: Bars.\n\n\
         Refused:\n  value  FOO_bad in its low 8 bits: it harms\n  other  FOO_worse: so does this\n\
         \nMore.");
    let said: Vec<_> = doc
        .refusals
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.constant.as_str(),
                one.bits,
                one.why.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("value", "FOO_bad", Some(8), "it harms"),
            ("other", "FOO_worse", None, "so does this")
        ]
    );
    assert_eq!(doc.text.lines, ["Bars.", "", "More."]);
}

#[test]
fn malformed_blocks() {
    let table = [
        ("Errors: EPERM never", "malformed-errors", "EPERM never"),
        ("Errors:", "malformed-errors", "Errors:"),
        ("Errors:\n  -EPERM  never", "malformed-errors", "-EPERM"),
        ("Errors:\n  EPERM", "malformed-errors", "EPERM"),
        ("Safety:", "malformed-safety", "Safety:"),
        ("Returns:", "malformed-returns", "Returns:"),
        (
            "Returns: the number of bytes",
            "malformed-returns",
            "the number of bytes",
        ),
        ("Guests: pv33", "unknown-guest", "pv33"),
        (
            "Buffer: uint8_t bitmap",
            "malformed-buffer",
            "Buffer: uint8_t bitmap",
        ),
        (
            "Buffer: OUT bitmap",
            "malformed-buffer",
            "Buffer: OUT bitmap",
        ),
        (
            "Buffer: OUT uint8_t bitmap[]",
            "malformed-buffer",
            "Buffer: OUT uint8_t bitmap[]",
        ),
        (
            "Returns: 0\nReturns: int x",
            "repeated-block",
            "Returns: int x",
        ),
        ("Refused:", "malformed-refusal", "Refused:"),
        (
            "Refused:\n  value  FOO_bad",
            "malformed-refusal",
            "value  FOO_bad",
        ),
        (
            "Refused:\n  value  FOO_bad in its low 64 bits: no",
            "malformed-refusal",
            "value  FOO_bad in its low 64 bits: no",
        ),
        ("Directions:", "malformed-directions", "Directions:"),
        (
            "Directions: value OUT\n  value  OUT",
            "malformed-directions",
            "value OUT",
        ),
        ("Directions:\n  value", "malformed-directions", "value"),
        (
            "Directions:\n  value  in",
            "malformed-directions",
            "value  in",
        ),
        ("Directions:\n  a.b  IN", "malformed-directions", "a.b  IN"),
        (
            "Directions:\n  value  IN, also on failure",
            "malformed-directions",
            "value  IN, also on failure",
        ),
        (
            "Directions:\n  value  unused, also on failure",
            "malformed-directions",
            "value  unused, also on failure",
        ),
        (
            "Directions:\n  a  IN\nDirections:\n  b  IN",
            "repeated-block",
            "Directions:",
        ),
    ];
    for (body, code, at) in table {
        let lines: String = body.lines().map(|line| format!(" * {line}\n")).collect();
        assert_eq!(
            messages(&format!(
                "int x;\n/*\n * FOO_x: X.\n{lines} */\nstruct s {{\n"
            )),
            [error(code, at)],
            "in {body}"
        );
    }
}

#[test]
fn all_errors_of_a_block_are_reported() {
    let text = "int x;\n\
                /*\n * FOO_x: X.\n * Errors:\n *   EPERM\n *   nope  y\n * Guests: a b\n */\n\
                struct s {\n    int f; /* => z */\n";
    let codes: Vec<_> = messages(text)
        .into_iter()
        .map(|(_, code, at)| (code, at))
        .collect();
    let expected = [
        ("malformed-errors", "EPERM"),
        ("malformed-errors", "nope"),
        ("unknown-guest", "a"),
        ("unknown-guest", "b"),
        ("malformed-reference", "=> z"),
    ];
    assert_eq!(codes, expected.map(|(code, at)| (code, at.to_owned())));
}
