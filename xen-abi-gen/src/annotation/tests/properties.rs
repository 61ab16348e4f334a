//! What holds for any text at all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::annotation::parse;
use crate::diagnostics::Diagnostic;
use crate::model::annotations::HeaderAnnotations;
use crate::model::location::Location;

/// Every position that a result holds.
fn locations(found: &HeaderAnnotations, diagnostics: &[Diagnostic]) -> Vec<Location> {
    let mut all: Vec<Location> = Vec::new();
    all.extend(found.contents.iter().map(|entry| entry.location.clone()));
    for family in &found.families {
        all.push(family.location.clone());
        all.extend(family.members.iter().map(|member| member.location.clone()));
    }
    for signature in &found.signatures {
        all.push(signature.location.clone());
        all.extend(signature.params.iter().map(|param| param.location.clone()));
        all.extend(
            signature
                .descriptions
                .iter()
                .map(|line| line.location.clone()),
        );
    }
    for block in &found.argument_blocks {
        all.push(block.location.clone());
        all.extend(
            block
                .arguments
                .iter()
                .map(|argument| argument.location.clone()),
        );
    }
    all.extend(
        found
            .op_targets
            .iter()
            .map(|target| target.location.clone()),
    );
    all.extend(
        found
            .distinct
            .values()
            .map(|distinct| distinct.location.clone()),
    );
    all.extend(found.op_docs.iter().map(|doc| doc.location.clone()));
    all.extend(
        found
            .notes
            .values()
            .filter_map(|note| note.location.clone()),
    );
    for diagnostic in diagnostics {
        all.extend(
            diagnostic
                .place
                .iter()
                .chain(&diagnostic.related)
                .map(|place| place.location.clone()),
        );
    }
    all
}

fn check(text: &str) {
    let (found, diagnostics) = parse(&Arc::from("any.h"), text);
    let lines: Vec<&str> = text.split('\n').collect();
    for location in locations(&found, &diagnostics.sorted()) {
        let line = lines
            .get(location.line as usize - 1)
            .unwrap_or_else(|| panic!("{location} is outside {text:?}"));
        let start = location.column as usize - 1;
        let stretch = line.get(start..start + location.length as usize);
        assert!(stretch.is_some(), "{location:?} is no stretch of {line:?}");
    }
    let lined = found
        .sections
        .keys()
        .chain(found.notes.keys())
        .chain(found.distinct.keys());
    assert!(
        lined
            .into_iter()
            .all(|line| (1..=lines.len()).contains(&(*line as usize)))
    );
}

/// Words of the language in any order, which reach more branches than random text.
fn fragments() -> impl Strategy<Value = String> {
    let words = [
        "/* ",
        " */",
        "//",
        "*",
        "`",
        "` ",
        " * ` ",
        "/* ` ",
        "\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\\\n",
        "\"",
        "'",
        "#",
        "#define ",
        "#if ",
        "enum ",
        "flags ",
        "struct ",
        "union ",
        "{ ",
        "} ",
        "// AA_*",
        " => ",
        "AA_x",
        "AA_* ",
        "NULL",
        "(",
        ")",
        ",",
        ";",
        ":",
        "...",
        "[",
        "]",
        "`incontents ",
        "12 ",
        "guests ",
        "pv32 ",
        "@cmd ",
        "== ",
        "arg1: ",
        "arg1 - arg4: ",
        "arg9: ",
        "XEN_GUEST_HANDLE(",
        "IN",
        "OUT",
        "IN/OUT: ",
        " parameters",
        "Errors:\n",
        "Safety:",
        "Refused:",
        "Returns: ",
        "Guests: ",
        "  EPERM  x\n",
        "long ",
        "unsigned ",
        "f",
        "distinct ",
        "gfn",
        "by ",
        "typedef ",
        "XEN_ERRNO(EIO, 5)",
        "é",
        "\0",
        "\u{feff}",
        "SPDX-License-Identifier",
        "-",
        ".",
        "(32-bit value)",
        "const ",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60)
        .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(1000)
    })]

    #[test]
    fn any_text_is_accepted(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_sequence_of_fragments_is_accepted(text in fragments()) {
        check(&text);
    }

    #[test]
    fn line_ends_do_not_matter(text in fragments()) {
        let unix = parse(&Arc::from("any.h"), &text).0;
        let dos = parse(&Arc::from("any.h"), &text.replace('\n', "\r\n")).0;
        prop_assert_eq!(unix, dos);
    }
}

/// A text that is ten times as long takes about ten times as long, whatever it repeats.
#[test]
fn time_is_linear() {
    let units = [
        "/* ` enum e { // AA_* */\n",
        "/* ` } */\n",
        "/* ` int f(int a) */\n",
        " * ` int f(",
        "((((",
        "))))",
        "/* ",
        "*/ x /* y */",
        "=> ",
        "a => ; ",
        "/* A_b: c */\n",
        "A_b, ",
        "/*\n * A_b\n * arg1: NULL\n */\n",
        "@a b\n",
        "\\\n",
        "\\ ",
        "\"",
        "'",
        "//\n",
        "x; // y\n",
        "/* x */\n",
        "*",
        "`incontents ",
        "#define A 1 /* IN: b; => enum c */\n",
        "#define A \\\n",
        "Errors:\n  EPERM x\n",
        "\n",
        " ",
        "é",
        "IN: ",
        "OUT: ",
    ];
    for lead in [
        "",
        "/* ",
        "/*\n * ` int f(int a",
        "int x; /* ",
        "/*\n * AA_b: x\n * ",
    ] {
        for unit in units {
            let time = |count: usize| {
                let text = lead.to_owned() + &unit.repeat(count);
                let start = Instant::now();
                let (found, diagnostics) = parse(&Arc::from("long.h"), &text);
                let elapsed = start.elapsed();
                drop((found, diagnostics));
                elapsed
            };
            // On a busy machine, one measurement may be wrong.
            let excess = || {
                let (short, long) = (time(1_500), time(15_000));
                let allowed = short * 40 + Duration::from_millis(250);
                (long >= allowed).then_some((short, long))
            };
            let found: Vec<_> = (0..3).map_while(|_| excess()).collect();
            assert!(
                found.len() < 3,
                "{lead:?} and {unit:?} repeated, and ten times as often: {found:?}"
            );
        }
    }
}
