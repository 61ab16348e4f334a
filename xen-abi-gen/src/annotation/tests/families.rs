//! Families: openings, members, damage, documentation.

use super::{clean, error, members, messages, read, warning};
use crate::model::annotations::{Direction, FamilyKind, Guest, Mapping};

#[test]
fn openings() {
    let prefixed = || Some("AA_".to_owned());
    let table = [
        ("enum aa {", FamilyKind::Enum, None, Mapping::None),
        (
            "enum aa { // AA_*",
            FamilyKind::Enum,
            prefixed(),
            Mapping::None,
        ),
        (
            "enum aa { // AA_* => struct a_*",
            FamilyKind::Enum,
            prefixed(),
            Mapping::Struct("a_".into()),
        ),
        (
            "enum aa { // AA_* => union a_*",
            FamilyKind::Enum,
            prefixed(),
            Mapping::Union("a_".into()),
        ),
        (
            "enum aa { // AA_* => a_*()",
            FamilyKind::Enum,
            prefixed(),
            Mapping::Function("a_".into()),
        ),
        ("flags aa {", FamilyKind::Flags, None, Mapping::None),
        (
            "flags aa { // AA_*",
            FamilyKind::Flags,
            prefixed(),
            Mapping::None,
        ),
    ];
    for (line, kind, prefix, mapping) in table {
        for text in [
            format!("/* ` {line} */\n#define AA_x 1\n/* ` }} */\n"),
            format!("/*\n * ` {line}\n */\n#define AA_x 1\n/*\n * ` }}\n */\n"),
        ] {
            let found = clean(&text);
            let family = &found.families[0];
            assert_eq!(
                (family.name.as_str(), family.kind),
                ("aa", kind),
                "in {text}"
            );
            assert_eq!(
                (&family.prefix, &family.mapping),
                (&prefix, &mapping),
                "in {text}"
            );
            assert_eq!(members(family), ["AA_x"]);
        }
    }
}

#[test]
fn the_one_line_form_opens_nothing() {
    let found = clean(
        "/* ` enum neg_e {  [ -Efoo for each ]  } */\n/* ` enum e { */\nXEN_ERRNO(EPERM, 1)\n\
         /* ` } */\n",
    );
    assert_eq!(
        found.families[0].free_text.as_deref(),
        Some("-Efoo for each")
    );
    assert_eq!(
        (found.families[0].end_line, found.families[0].members.len()),
        (Some(1), 0)
    );
    assert_eq!(members(&found.families[1]), ["EPERM"]);
}

#[test]
fn malformed_openings() {
    let table = [
        ("enum {", "enum {"),
        ("enum a b {", "b {"),
        ("flags a", "flags a"),
        ("enum a { AA_*", "AA_*"),
        ("enum a { // => struct a_*", "=> struct a_*"),
        ("enum a { // AA_* -> struct a_*", "-> struct a_*"),
        ("enum a { // AA_* => struct a_", "struct a_"),
        ("enum a { // AA_* => a_*", "a_*"),
        ("enum a { // AA_* => struct a_* too", "too"),
        ("flags a { // AA_* => struct a_*", "struct a_*"),
    ];
    for (line, at) in table {
        let text = format!("/* ` {line} */\n");
        let found = messages(&text);
        assert!(
            found.contains(&error("malformed-family", at)),
            "{found:?} in {text}"
        );
    }
    // The comment's end takes the mapping's own star.
    assert!(
        messages("/* ` enum a { // AA_* => struct a_*/\n")
            .contains(&error("malformed-family", "struct a_"))
    );
}

#[test]
fn members_in_conditionals_and_among_comments() {
    let text = concat!(
        "/* ` enum e { // EE_* */\n\n/* About a,\n * at length. */\n#define EE_a 0\n#ifdef X\n\
         #define EE_b (0x10 << 2) /* b */\n#else\n",
        "#define EE_b \\\n    (1 | \\\n     2)\n#endif\n#undef EE_c\n#define EE_c xen_mk(1)\n\
         /* ` } */\n#define EE_d 4\n",
    );
    let family = &clean(text).families[0];
    assert_eq!(members(family), ["EE_a", "EE_b", "EE_b", "EE_c"]);
    let values: Vec<_> = family
        .members
        .iter()
        .map(|member| member.value.as_str())
        .collect();
    assert_eq!(values, ["0", "(0x10 << 2)", "(1 | 2)", "xen_mk(1)"]);
    assert_eq!(family.end_line, Some(15));
}

#[test]
fn x_macro_lines_are_members_only_inside_an_enum() {
    let text = concat!(
        "XEN_ERRNO(EIO, 5)\n/* ` enum e { */\nXEN_ERRNO(EPERM,\t 1)\t/* Not permitted */\n\
         #ifdef X\nXEN_ERRNO(ENOENT, -2),\n#endif\n",
        "DEFINE_HANDLE(foo_t);\nDEFINE_PAIR(a_t, b_t);\n/* ` } */\n/* ` flags f { */\n\
         XEN_ERRNO(EBADF, 9)\n/* ` } */\n",
    );
    let found = clean(text);
    assert_eq!(members(&found.families[0]), ["EPERM", "ENOENT"]);
    assert_eq!(members(&found.families[1]), Vec::<&str>::new());
    let member = &found.families[0].members[0];
    assert_eq!(
        (
            member.x_macro.as_deref(),
            member.value.as_str(),
            member.location.line,
            member.location.column
        ),
        (Some("XEN_ERRNO"), "1", 3, 11)
    );
    assert_eq!(found.notes[&3].text.lines, ["Not permitted"]);
}

/// An old copy of a header whose opening line was deleted.
#[test]
fn stray_close() {
    assert_eq!(
        messages("#define A_b 1\n/* ` } */\n"),
        [warning("stray-close", "}")]
    );
    let twice = "/* ` enum e { */\n#define E_a 1\n/* ` } */\n/* ` } */\n";
    assert_eq!(messages(twice), [warning("stray-close", "}")]);
    assert_eq!(members(&read(twice).0.families[0]), ["E_a"]);
}

/// A trimmed copy of a header, with foreign line ends, that never closes its family.
#[test]
fn unclosed_with_carriage_returns() {
    let text = "#ifndef G\r\n/* ` enum e { */\r\n#define E_a   0  /* A. */\r\n#define E_b   1\r\n\
                #endif /* G */\r\n";
    assert_eq!(messages(text), [warning("unclosed-family", "e")]);
    let found = read(text).0;
    assert_eq!(members(&found.families[0]), ["E_a", "E_b"]);
    assert_eq!(found.families[0].members[1].value, "1");
    assert_eq!(found.notes[&3].text.lines, ["A."]);
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn contents_and_family_in_one_comment() {
    let found = clean(
        "/* `incontents 100 hcalls List of calls\n *\n * Every call.\n * ` enum n { // N_* => \
         H_*()\n *\n * Numbers.\n */\n\n#define N_a 1\n/* ` } */\n",
    );
    let contents = &found.contents[0];
    assert_eq!(
        (
            contents.sequence,
            contents.anchor.as_str(),
            contents.title.as_str()
        ),
        (100, "hcalls", "List of calls")
    );
    assert_eq!(contents.text.lines, ["Every call."]);
    assert_eq!(found.families[0].text.lines, ["Numbers."]);
    assert_eq!(found.families[0].mapping, Mapping::Function("H_".into()));
    assert_eq!(members(&found.families[0]), ["N_a"]);
}

#[test]
fn documentation() {
    let inside = clean(
        "/*\n * ` enum e { // E_*\n *\n * What went wrong.\n *   indented\n */\n#define E_a 1\n\
         /* ` } */\n",
    );
    assert_eq!(
        inside.families[0].text.lines,
        ["What went wrong.", "  indented"]
    );
    assert!(
        inside.notes.is_empty(),
        "the comment that opens a family documents no member"
    );
    let above =
        clean("int x;\n\n/* What went wrong. */\n/* ` enum e { */\n#define E_a 1\n/* ` } */\n");
    assert_eq!(above.families[0].text.lines, ["What went wrong."]);
    let apart = clean("int x;\n\n/* A chapter. */\n\n/* ` enum e { */\n#define E_a 1\n/* ` } */\n");
    assert!(apart.families[0].text.lines.is_empty());
}

#[test]
fn targets_that_say_more() {
    let found = clean(concat!(
        "#define E_a 0 /* ` => OUT text_t */\n#define E_b 1 /* ` => IN/OUT struct other */\n",
        "#define E_c 2 /* ` => struct c (pv32 pv64), union d (hvm32) */\n",
    ));
    let directions: Vec<_> = found
        .op_targets
        .iter()
        .map(|target| (target.ty.as_deref(), target.direction))
        .collect();
    let expected = [
        (Some("text_t"), Some(Direction::Out)),
        (Some("struct other"), Some(Direction::InOut)),
        (Some("void"), None),
    ];
    assert_eq!(directions, expected);
    let by_guest = [
        ("struct c".to_owned(), vec![Guest::Pv32, Guest::Pv64]),
        ("union d".to_owned(), vec![Guest::Hvm32]),
    ];
    assert_eq!(found.op_targets[2].by_guest, by_guest);
}

#[test]
fn op_targets() {
    let found = clean(concat!(
        "/* ` enum e { // E_* => struct e_* */\n#define E_a 0 /* ` => NULL */\n\
         #define E_b 1 /* ` => struct other */\n",
        "#define E_c 2 /* ` => e_c_t */ /* Does c. */\n#define E_d 3 /* ` => union u */\n\
         /* ` } */\n",
    ));
    let targets: Vec<_> = found
        .op_targets
        .iter()
        .map(|target| (target.constant.as_str(), target.ty.as_deref()))
        .collect();
    assert_eq!(
        targets,
        [
            ("E_a", None),
            ("E_b", Some("struct other")),
            ("E_c", Some("e_c_t")),
            ("E_d", Some("union u"))
        ]
    );
    assert_eq!(members(&found.families[0]).len(), 4);
    assert_eq!(found.notes[&4].text.lines, ["Does c."]);
    for (line, at) in [
        ("=>", "=>"),
        ("=> struct", "struct"),
        ("=> int *", "int *"),
        ("=> a b", "a b"),
    ] {
        assert_eq!(
            messages(&format!("#define E_a 0 /* ` {line} */\n")),
            [error("malformed-target", at)]
        );
    }
    for line in [
        "=> OUT NULL",
        "=> out a_t",
        "=> a_t (pv32), ",
        "=> a_t (pv32) b_t (pv64)",
        "=> (pv32)",
    ] {
        let said = messages(&format!("#define E_a 0 /* ` {line} */\n"));
        assert_eq!(said.len(), 1, "{line}");
        assert_eq!(said[0].1, "malformed-target", "{line}");
    }
    assert_eq!(
        messages("#define E_a 0 /* ` => a_t (pv33) */\n"),
        [error("unknown-guest", "pv33")]
    );
    assert_eq!(
        messages("int a; /* ` => NULL */\n"),
        [error("stray-annotation", "=> NULL")]
    );
    assert_eq!(
        messages("#define F(x) x /* ` => NULL */\n"),
        [error("stray-annotation", "=> NULL")]
    );
}
