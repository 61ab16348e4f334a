//! Macros: which are constants, which are strings, and why the others are neither.

use crate::common::small_trees::header;
use xen_abi_gen::model::facts::{Facts, Integer, Rank};
use xen_abi_gen::model::target::Target::{self, I686, X86_64};

fn value(facts: &Facts, name: &str) -> (i128, bool, u8, Rank) {
    let constant = facts
        .constants
        .get(name)
        .unwrap_or_else(|| panic!("{name} is no constant: {:#?}", facts.skipped));
    let Integer { signed, bits, rank } = constant.ty;
    (constant.value, signed, bits, rank)
}

fn reason<'f>(facts: &'f Facts, name: &str) -> &'f str {
    let found = facts.skipped.iter().find(|one| one.name == name);
    &found
        .unwrap_or_else(|| panic!("{name} is not skipped"))
        .reason
}

#[test]
fn constants_have_cs_value_width_and_sign() {
    let text = "#define DECIMAL 5\n\
                #define NEGATIVE (-13)\n\
                #define ALL_ONES (~0U)\n\
                #define HALF 0x80000000\n\
                #define WORD (1UL << 31)\n\
                #define TOP 0xFFFF800000000000\n\
                #define MOST 0xFFFFFFFFFFFFFFFFULL\n\
                #define LEAST (-0x7fffffffffffffffLL - 1)\n\
                #define CAST ((uint8_t)-1)\n\
                #define NARROW ((int16_t)0x8000)\n\
                #define LETTER 'a'\n\
                #define CAPITAL 0XEA1\n\
                #define paste(x) x ## U\n\
                #define PASTED paste(0x7FF0)\n\
                #define SIZE (sizeof(struct s) / 4)\n\
                #define EARLY (LATE + 1)\n\
                #define LATE 41\n\
                struct s { uint32_t a[6]; };\n\
                enum e { MEMBER = 3 };\n\
                #define ALIAS MEMBER\n\
                #define SELF SELF_VALUE\n\
                enum f { SELF_VALUE = 4 };\n\
                #define TERNARY (sizeof(long) == 8 ? 64 : 32)\n\
                #  define INDENTED 1 /* why */\n";
    let facts = header(text, X86_64);
    assert_eq!(value(&facts, "DECIMAL"), (5, true, 32, Rank::Fixed));
    assert_eq!(value(&facts, "NEGATIVE"), (-13, true, 32, Rank::Fixed));
    assert_eq!(
        value(&facts, "ALL_ONES"),
        (0xffff_ffff, false, 32, Rank::Fixed)
    );
    assert_eq!(value(&facts, "HALF"), (0x8000_0000, false, 32, Rank::Fixed));
    assert_eq!(value(&facts, "WORD"), (0x8000_0000, false, 64, Rank::Long));
    assert_eq!(
        value(&facts, "TOP"),
        (0xffff_8000_0000_0000, false, 64, Rank::Long)
    );
    assert_eq!(
        value(&facts, "MOST"),
        (u64::MAX.into(), false, 64, Rank::Fixed)
    );
    assert_eq!(
        value(&facts, "LEAST"),
        (i64::MIN.into(), true, 64, Rank::Fixed)
    );
    assert_eq!(value(&facts, "CAST"), (255, false, 8, Rank::Fixed));
    assert_eq!(value(&facts, "NARROW"), (-32768, true, 16, Rank::Fixed));
    assert_eq!(value(&facts, "LETTER"), (97, true, 32, Rank::Fixed));
    assert_eq!(value(&facts, "CAPITAL").0, 0xea1);
    assert_eq!(value(&facts, "PASTED"), (0x7ff0, false, 32, Rank::Fixed));
    assert_eq!(value(&facts, "SIZE"), (6, false, 64, Rank::Long));
    assert_eq!(
        (
            value(&facts, "EARLY").0,
            value(&facts, "ALIAS").0,
            value(&facts, "SELF").0
        ),
        (42, 3, 4)
    );
    assert_eq!(
        (value(&facts, "TERNARY").0, value(&facts, "INDENTED").0),
        (64, 1)
    );
    let facts = header(text, I686);
    assert_eq!(value(&facts, "WORD"), (0x8000_0000, false, 32, Rank::Long));
    assert_eq!(
        value(&facts, "TOP"),
        (0xffff_8000_0000_0000, false, 64, Rank::Fixed)
    );
    assert_eq!(value(&facts, "TERNARY").0, 32);
}

/// Literals are read without clang, which evaluates each of them behind a sign.
#[test]
fn literals_have_the_value_and_type_that_clang_gives_them() {
    let digits = "0 7 00 0777 2147483647 2147483648 4294967295 4294967296 9223372036854775807 \
                  0x7fffffff 0x80000000 0XFFFFffff 0x100000000 0x7fffffffffffffff \
                  0x8000000000000000 0xffffffffffffffff 037777777777 0400000000000";
    let suffixes = ["", "u", "L", "Ul", "lU", "LL", "ull", "LLu"];
    let literals = digits.split_whitespace().flat_map(|digits| {
        let with = move |suffix: &str| format!("{digits}{suffix}");
        suffixes.map(with)
    });
    let literals: Vec<String> = literals.collect();
    let lines = literals.iter().enumerate().map(|(number, literal)| {
        format!("#define OURS_{number} (({literal}))\n#define CLANGS_{number} (+{literal})\n")
    });
    let text: String = lines.collect();
    for target in Target::ALL {
        let facts = header(&text, target);
        for (number, literal) in literals.iter().enumerate() {
            let [ours, clangs] = ["OURS", "CLANGS"].map(|whose| format!("{whose}_{number}"));
            assert_eq!(
                value(&facts, &ours),
                value(&facts, &clangs),
                "{literal} on {target:?}"
            );
        }
    }
}

/// A definition may be taken back where no line shows it.
#[test]
fn a_literal_counts_only_while_it_is_defined() {
    let text = "#define A 1\n#pragma push_macro(\"A\")\n#undef A\n#define A 2\n\
                #pragma pop_macro(\"A\")\n";
    assert_eq!(value(&header(text, X86_64), "A").0, 1);
    let text = "#define A 1\n#un\\\ndef A\n#define B 2\n#undef \\\n B\n#define C 3\n\
                #undef C // why\n#define D 4\n";
    let facts = header(text, X86_64);
    assert_eq!(facts.constants.keys().collect::<Vec<_>>(), ["D"]);
}

#[test]
fn the_last_definition_counts_and_all_are_listed() {
    let text = "#define TWICE 1\n#undef TWICE\n#define TWICE 2\n#define GONE 3\n#undef GONE\n\
                /* #define COMMENTED 4\n#define ALSO_COMMENTED 5\n */\n#if 0\n#define DEAD 6\n\
                #endif\n";
    let facts = header(text, X86_64);
    assert_eq!(value(&facts, "TWICE").0, 2);
    assert_eq!(facts.constants["TWICE"].location.line, 3);
    let definitions: Vec<_> = facts
        .definitions
        .iter()
        .map(|one| (one.name.as_str(), &*one.replacement))
        .collect();
    assert_eq!(definitions, [("TWICE", "1"), ("TWICE", "2"), ("GONE", "3")]);
    assert_eq!(reason(&facts, "GONE"), "it is undefined again further down");
    assert_eq!(facts.constants.len(), 1);
}

#[test]
fn strings_come_from_tokens() {
    let text = "#define PLAIN \"x86_64-abi\"\n#define WRAPPED (PLAIN \"\\n\")\n\
                #define JOINED \"a\" \"b\"\n";
    let facts = header(text, X86_64);
    let strings: Vec<_> = facts
        .strings
        .iter()
        .map(|(name, one)| (name.as_str(), one.value.as_slice()))
        .collect();
    assert_eq!(
        strings,
        [
            ("PLAIN", &b"x86_64-abi"[..]),
            ("WRAPPED", b"x86_64-abi\n"),
            ("JOINED", b"ab")
        ]
    );
    assert_eq!(facts.strings["JOINED"].location.line, 3);
}

#[test]
fn macros_without_a_value_are_skipped_with_a_reason() {
    let text = "#ifndef GUARD_H\n#define GUARD_H\n\
                #define FLAG\n\
                #define CALL(x) (x)\n\
                #define TYPE uint64_t __attribute__((aligned(8)))\n\
                #define RECORD struct s\n\
                #define TYPE_ALIAS TYPE\n\
                #define HANDLE(x) handle_ ## x\n\
                #define HANDLE_TYPE HANDLE(t)\n\
                typedef struct { int *p; } handle_t;\n\
                #define BRACES { 1, 2 }\n\
                #define LOOP do { } while (0)\n\
                #define STATEMENT return 1;\n\
                #define OPEN (\n\
                #define CLOSE )\n\
                #define BRACE {\n\
                #define NAME xenpf_settime\n\
                #define EMPTY_ALIAS FLAG\n\
                #define FLOAT 1.5\n\
                #define POINTER ((void *)0)\n\
                #define KEYWORD const\n\
                #define DIVIDED (1 / 0)\n\
                #define COMMA ,\n\
                #define BYTES 0x0f, 0x0b\n\
                #define BYTES_TOO (BYTES)\n\
                #define LAST_OF_TWO (1, 2)\n\
                #define WIDE L\"wide\"\n\
                #define HERE (__LINE__ + 1)\n\
                #define HERE_TOO HERE\n\
                #define NEXT __COUNTER__\n\
                struct s { int a; };\n\
                #define LAST 99\n\
                #endif\n";
    let facts = header(text, X86_64);
    assert_eq!(facts.constants.keys().collect::<Vec<_>>(), ["LAST"]);
    assert_eq!(value(&facts, "LAST").0, 99);
    assert!(facts.strings.is_empty());
    let expected = [
        (
            "GUARD_H",
            "it has no value: it keeps its header from being read twice",
        ),
        ("FLAG", "it has no value"),
        ("CALL", "it takes arguments"),
        ("TYPE", "it names a type"),
        ("RECORD", "it names a type"),
        ("TYPE_ALIAS", "it names a type"),
        ("HANDLE_TYPE", "it names a type"),
        ("BRACES", "it expands to something in braces"),
        ("LOOP", "it expands to something in braces"),
        (
            "STATEMENT",
            "it expands to a piece of a declaration or to a statement",
        ),
        ("OPEN", "its parentheses do not match"),
        ("CLOSE", "its parentheses do not match"),
        ("BRACE", "it expands to something in braces"),
        (
            "NAME",
            "it stands for the name `xenpf_settime`, which is no value",
        ),
        ("EMPTY_ALIAS", "it stands for `FLAG`, which has no value"),
        ("FLOAT", "it is not an integer constant expression"),
        ("POINTER", "it is not an integer constant expression"),
        (
            "KEYWORD",
            "it stands for the name `const`, which is no value",
        ),
        ("DIVIDED", "it is not an integer constant expression"),
        ("COMMA", "it expands to a list"),
        ("BYTES", "it expands to a list"),
        ("BYTES_TOO", "it expands to a list"),
        ("LAST_OF_TWO", "it expands to a list"),
        ("WIDE", "it is not an integer constant expression"),
        ("HERE", "its value depends on where it is used"),
        ("HERE_TOO", "its value depends on where it is used"),
        ("NEXT", "its value depends on where it is used"),
    ];
    for (name, why) in expected {
        assert_eq!(reason(&facts, name), why, "{name}");
    }
    let others = ["HANDLE"];
    assert_eq!(
        facts.skipped.len(),
        expected.len() + others.len(),
        "{:#?}",
        facts.skipped
    );
}
