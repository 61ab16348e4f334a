//! Comments of fields, typedefs and constants.

use super::{clean, error, messages, text, trailing};
use crate::model::annotations::{Direction, Nature, Reference};

#[test]
fn directions() {
    let table = [
        ("/* IN: the port */", Some(Direction::In), "the port"),
        ("/* IN the port */", Some(Direction::In), "the port"),
        ("/* OUT: the port */", Some(Direction::Out), "the port"),
        ("/* IN/OUT: the port */", Some(Direction::InOut), "the port"),
        ("/* OUT - server id */", Some(Direction::Out), "server id"),
        ("/* [IN] Domain. */", Some(Direction::In), "Domain."),
        ("/* IN, name */", Some(Direction::In), "name"),
        ("/* IN or OUT */", Some(Direction::InOut), ""),
        ("/*IN/OUT: aer*/", Some(Direction::InOut), "aer"),
        ("/* IN */", Some(Direction::In), ""),
        ("// OUT: the port", Some(Direction::Out), "the port"),
        (
            "/* IN: Size; OUT: Bytes. */",
            Some(Direction::InOut),
            "Size; OUT: Bytes.",
        ),
        ("/* In bytes */", None, "In bytes"),
        ("/* INTERNAL */", None, "INTERNAL"),
        ("/* the port */", None, "the port"),
    ];
    for (comment, direction, prose) in table {
        let note = trailing(comment);
        assert_eq!(
            (note.direction, note.text.lines.concat().as_str()),
            (direction, prose),
            "in {comment}"
        );
    }
}

#[test]
fn selectors() {
    let table = [
        ("/* EVTCHNSTAT_unbound */", vec!["EVTCHNSTAT_unbound"], ""),
        (
            "/* EVTCHNSTAT_unbound: who may bind */",
            vec!["EVTCHNSTAT_unbound"],
            "who may bind",
        ),
        (
            "/* FLASK_GETBOOL, FLASK_SETBOOL */",
            vec!["FLASK_GETBOOL", "FLASK_SETBOOL"],
            "",
        ),
        ("/* ST_a or ST_b: both */", vec!["ST_a", "ST_b"], "both"),
        ("/* ST_a is what it was */", vec![], "ST_a is what it was"),
        ("/* xen_pfn_t */", vec![], "xen_pfn_t"),
    ];
    for (comment, selectors, prose) in table {
        let note = trailing(comment);
        assert_eq!(
            (
                note.selectors
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
                note.text.lines.concat().as_str()
            ),
            (selectors, prose)
        );
    }
    let found = clean(
        "    } unbound; /* EVTCHNSTAT_unbound: text */\n    } u; /* OUT: by kind; => by status \
         */\n",
    );
    assert_eq!(found.notes[&1].selectors, ["EVTCHNSTAT_unbound"]);
    assert_eq!(
        found.notes[&2].reference,
        Some(Reference::SelectedBy("status".into()))
    );
}

#[test]
fn sections() {
    let found = clean(concat!(
        "struct s {\n    /* IN parameters */\n    int a;\n    /* OUT parameters. */\n    int b;\n\
         \n    /* IN/OUT variables */\n    int c;\n",
        "    /* IN */\n    int d;\n    /* OUT variables (query only). */\n    int e;\n    /* IN: \
         about f */\n    int f;\n};\n",
    ));
    let sections: Vec<_> = found
        .sections
        .iter()
        .map(|(line, direction)| (*line, *direction))
        .collect();
    assert_eq!(
        sections,
        [
            (2, Direction::In),
            (4, Direction::Out),
            (7, Direction::InOut),
            (9, Direction::In),
            (11, Direction::Out)
        ]
    );
    assert_eq!(
        found.notes.keys().copied().collect::<Vec<_>>(),
        [14],
        "a section comment documents no field"
    );
    assert_eq!(
        (found.notes[&14].direction, text(&found.notes[&14])),
        (Some(Direction::In), vec!["about f"])
    );
}

#[test]
fn distinct_typedefs() {
    let found = clean(concat!(
        "/* A port. */\ntypedef uint32_t evtchn_port_t; /* ` distinct */\n\
         typedef uint64_t a_t; /* ` distinct gfn */\n",
        "typedef uint64_t b_t; /* ` distinct mfn */\n\
         typedef uint64_t c_t; /* ` distinct pfn */ /* Doc. */\n",
    ));
    let distinct: Vec<_> = found
        .distinct
        .iter()
        .map(|(line, distinct)| (*line, distinct.nature))
        .collect();
    assert_eq!(
        distinct,
        [
            (2, Nature::Plain),
            (3, Nature::Gfn),
            (4, Nature::Mfn),
            (5, Nature::Pfn)
        ]
    );
    assert_eq!(found.notes[&2].text.lines, ["A port."]);
    assert_eq!(found.notes[&5].text.lines, ["Doc."]);
    assert_eq!(
        messages("typedef int a; /* ` distinct page */\n"),
        [error("malformed-distinct", "page")]
    );
    assert_eq!(
        messages("#define A 1 /* ` distinct */\n"),
        [error("stray-annotation", "distinct")]
    );
    assert_eq!(
        messages("/* ` distinct */\ntypedef int a;\n"),
        [error("stray-annotation", "distinct")]
    );
}

#[test]
fn leading_comments() {
    let found = clean(concat!(
        "int first;\n/*\n * One.\n *\n * Two,\n *   indented.\n */\nstruct s {\n\
         \n    /* About a. */\n    int a;\n    int b;\n",
        "    /* Apart. */\n\n    int c;\n    /* Nothing. */\n#ifdef X\n    /* Last. */\n};\n\
         /* A value. */\n#define V 1\n",
    ));
    assert_eq!(
        found.notes[&8].text.lines,
        ["One.", "", "Two,", "  indented."]
    );
    assert_eq!(found.notes[&11].text.lines, ["About a."]);
    assert_eq!(found.notes[&21].text.lines, ["A value."]);
    assert_eq!(found.notes.keys().copied().collect::<Vec<_>>(), [8, 11, 21]);
}

#[test]
fn line_comments_are_joined() {
    let found = clean("int x;\n// One\n// two.\nint a; // three\n       // four\nint b;\n");
    assert_eq!(
        found.notes[&4].text.lines,
        ["One", "two.", "", "three", "four"]
    );
    assert!(!found.notes.contains_key(&6));
}

#[test]
fn trailing_comments_that_go_on() {
    let found = clean(concat!(
        "#define A 4 /* From another,\n             * only so. */\n\
         #define B 5 /* A region\n               that goes\n               on. */\n",
        "#define C 6 /* ptr = MA. */\n            /* Never so. */\n\
         #define D 7\n    int a; /* x */\n    /* y */\n    int b;\n",
    ));
    assert_eq!(found.notes[&1].text.lines, ["From another,", "only so."]);
    assert_eq!(found.notes[&3].text.lines, ["A region", "that goes", "on."]);
    assert_eq!(found.notes[&6].text.lines, ["ptr = MA.", "Never so."]);
    assert!(!found.notes.contains_key(&8));
    assert_eq!(
        (
            &found.notes[&9].text.lines[..],
            &found.notes[&11].text.lines[..]
        ),
        (&["x".to_owned()][..], &["y".to_owned()][..])
    );
}

#[test]
fn both_comments_and_declarator_lists() {
    let found = clean("int x;\n/* IN: above. */\ndomid_t a, b; /* OUT: beside; => gfn */\n");
    let note = &found.notes[&3];
    assert_eq!(
        (note.direction, note.reference.clone()),
        (Some(Direction::Out), Some(Reference::Nature(Nature::Gfn)))
    );
    assert_eq!(note.text.lines, ["above.", "", "beside"]);
}

#[test]
fn a_define_over_several_lines_is_documented_by_its_first() {
    let found = clean("int x;\n/* Sum. */\n#define A (1 + \\\n    2) /* three */\n");
    assert_eq!(found.notes[&3].text.lines, ["Sum.", "", "three"]);
}

#[test]
fn frames_licences_and_headers_are_no_documentation() {
    let frames = "int x;\n\
                  /*****************************************\n * \
                  Boxed.                                *\n \
                  *****************************************/\nint a;\n\
                  /* ---------\n * Ruled\n * =====\n */\nint b;\n";
    let found = clean(frames);
    assert_eq!(
        (text(&found.notes[&5]), text(&found.notes[&10])),
        (vec!["Boxed."], vec!["Ruled"])
    );
    for header in [
        "/*\n * foo.h\n *\n * Things.\n *\n * Copyright (c) 2004, Somebody\n */\n#define FOO_H 1\n",
        "/* SPDX-License-Identifier: MIT */\nint a;\n",
        "/* Things. */\n#define FOO_H\n",
        "int a;\n/*\n * Local variables:\n * mode: C\n */\n",
        "#endif /* FOO_H */\n#include \"a.h\" /* for b */\n",
    ] {
        assert!(clean(header).notes.is_empty(), "in {header}");
    }
}

#[test]
fn the_name_of_a_constant_is_no_part_of_its_documentation() {
    let found = clean(
        "int x;\n/*\n * MAXIOV_N : at most so many.\n */\n#define MAXIOV_N 8\n\
         /*\n * OTHER_N\n *\n * Text.\n */\n#define OTHER_N 9\n",
    );
    assert_eq!(
        (text(&found.notes[&5]), text(&found.notes[&11])),
        (vec!["at most so many."], vec!["Text."])
    );
}
