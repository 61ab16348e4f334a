//! Edge cases of the language, each with the behaviour of upstream's reader.

use super::{clean, error, members, messages, read, warning};
use crate::model::annotations::{FamilyKind, Mapping};

fn aa(line: &str) -> String {
    format!(
        "/* ` enum aa_op {{ // AA_* => struct aa_* */\n#define AA_first 1\n{line}\n/* ` }} */\n"
    )
}

fn aa_members(line: &str) -> Vec<String> {
    members(&clean(&aa(line)).families[0])
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn opened(line: &str) -> (String, Option<String>, Mapping) {
    let found = clean(&format!("{line}\n#define EE_a 1\n/* ` }} */\n"));
    let family = &found.families[0];
    assert_eq!(
        (family.kind, members(family)),
        (FamilyKind::Enum, vec!["EE_a"]),
        "in {line}"
    );
    (
        family.name.clone(),
        family.prefix.clone(),
        family.mapping.clone(),
    )
}

/// Upstream's reader ignores it; it is the same constant to C, so we take it.
#[test]
fn blank_after_the_hash_more_than_upstream() {
    assert_eq!(aa_members("# define AA_x 2"), ["AA_first", "AA_x"]);
}

#[test]
fn indented_define_and_tab_are_members() {
    assert_eq!(
        aa_members("  #define AA_x 2\n#define\tAA_y\t3"),
        ["AA_first", "AA_x", "AA_y"]
    );
}

#[test]
fn valueless_and_function_like_are_ignored() {
    assert_eq!(
        aa_members("#define AA_flag\n#define AA_fn(x) (x)\n#define AA_noted /* no value */"),
        ["AA_first"]
    );
}

#[test]
fn wrong_prefix_is_a_warning_and_no_member() {
    let text = aa("#define BB_wrong 5");
    assert_eq!(messages(&text), [warning("foreign-member", "BB_wrong")]);
    assert_eq!(members(&read(&text).0.families[0]), ["AA_first"]);
}

#[test]
fn commented_define_is_ignored() {
    assert_eq!(aa_members("/*#define AA_commented 6 */"), ["AA_first"]);
}

/// Upstream's reader would take it for a member; in C it is not defined.
#[test]
fn define_at_column_one_inside_a_comment_less_than_upstream() {
    assert_eq!(aa_members("/*\n#define AA_commented 6\n*/"), ["AA_first"]);
}

/// Upstream's reader takes the last star for the comment's, and loses the mapping.
#[test]
fn block_comment_keeps_its_mapping_more_than_upstream() {
    let found = opened("/*\n * ` enum e { // EE_* => struct ee_*\n */");
    assert_eq!(
        found,
        (
            "e".into(),
            Some("EE_".into()),
            Mapping::Struct("ee_".into())
        )
    );
}

#[test]
fn block_comment_with_function_mapping() {
    let found = opened("/*\n * ` enum e { // EE_* => dd_*()\n */");
    assert_eq!(
        found,
        (
            "e".into(),
            Some("EE_".into()),
            Mapping::Function("dd_".into())
        )
    );
}

/// Upstream's reader loses the mapping; it is unambiguous, so we keep it.
#[test]
fn two_blanks_before_the_arrow_more_than_upstream() {
    let found = opened("/* ` enum e {  // EE_*  => struct ee_* */");
    assert_eq!(
        found,
        (
            "e".into(),
            Some("EE_".into()),
            Mapping::Struct("ee_".into())
        )
    );
}

/// No family to upstream's reader; it is unambiguous, so we take it.
#[test]
fn no_blank_before_the_brace_more_than_upstream() {
    let found = opened("/* ` enum e{ // EE_* => struct ee_* */");
    assert_eq!(
        found,
        (
            "e".into(),
            Some("EE_".into()),
            Mapping::Struct("ee_".into())
        )
    );
}

#[test]
fn no_blank_after_the_star_and_indented_comment() {
    assert_eq!(
        opened("/*` enum e { // EE_* */"),
        ("e".into(), Some("EE_".into()), Mapping::None)
    );
    assert_eq!(
        opened("  /* ` enum e { // EE_* */"),
        ("e".into(), Some("EE_".into()), Mapping::None)
    );
}

#[test]
fn no_annotations() {
    for line in [
        "/*  `enum x { */",
        "// ` enum x {",
        "/* `` enum x { */",
        "/** ` enum x { */",
        "int a; // ` enum x {",
    ] {
        assert_eq!(clean(line).families, [], "in {line}");
    }
}

#[test]
fn nested_comment_opener_keeps_the_mapping() {
    assert_eq!(
        opened("/* ` enum e { /* EE_* => struct ee_* */").2,
        Mapping::Struct("ee_".into())
    );
}

/// Upstream's reader sees a family without a mapping; ours can map to unions.
#[test]
fn union_mapping_more_than_upstream() {
    assert_eq!(
        opened("/* ` enum e { // EE_* => union nn_* */").2,
        Mapping::Union("nn_".into())
    );
}

#[test]
fn brace_of_code_closes() {
    let text = "/* ` enum e { // EE_* => struct ee_* */\n#define EE_a 1\nstruct s {\n    int x;\n\
                };\n#define EE_b 2\n/* ` } */\n";
    assert_eq!(
        messages(text),
        [
            warning("family-closed-by-code", "};"),
            warning("stray-close", "}")
        ]
    );
    let family = &read(text).0.families[0];
    assert_eq!((members(family), family.end_line), (vec!["EE_a"], Some(5)));
}

#[test]
fn second_opening_replaces() {
    let text = "/* ` enum a { // AA_* */\n#define AA_a 1\n/* ` enum b { // BB_* */\n\
                #define AA_b 2\n#define BB_a 1\n/* ` } */\n";
    assert_eq!(
        messages(text),
        [
            warning("family-reopened", "enum b { // BB_*"),
            warning("foreign-member", "AA_b")
        ]
    );
    let found = read(text).0;
    assert_eq!(members(&found.families[0]), ["AA_a"]);
    assert_eq!(found.families[0].end_line, Some(3));
    assert_eq!(members(&found.families[1]), ["BB_a"]);
}

/// Upstream's reader says nothing; we read the same and warn.
#[test]
fn not_closed_at_the_end() {
    let text = "/* ` enum e { */\n#define EE_a 1\n";
    assert_eq!(messages(text), [warning("unclosed-family", "e")]);
    let family = &read(text).0.families[0];
    assert_eq!((members(family), family.end_line), (vec!["EE_a"], None));
}

/// Upstream's reader indexes both; in C they are comments, without effect here.
#[test]
fn typedef_and_struct_with_a_backtick() {
    let text = "/* ` typedef uint32_t tick_t; */\n/* ` struct s { */\n/* ` } */\n";
    let found = clean(text);
    assert!(found.families.is_empty() && found.signatures.is_empty());
}

/// Upstream's reader ignores it; we do too, and say so.
#[test]
fn contents_without_a_number() {
    let text = "/*\n * `incontents x foo bad\n */\n";
    assert_eq!(messages(text), [warning("malformed-contents", "x foo bad")]);
    assert_eq!(read(text).0.contents, []);
}

#[test]
fn bare_tick_is_a_slot() {
    let found = clean("/*\n * ` long\n * ` HYPERVISOR_f(int a)\n * `\n * text\n */\n");
    assert_eq!(found.signatures[0].text.lines, ["text"]);
}

#[test]
fn prose_with_ticks_is_prose() {
    let found = clean(
        "/* The `cmd` field; see `struct s`. */\n#define A 1\n/*\n * `code` opens this line\n */\n\
         #define B 2\n",
    );
    assert_eq!(
        found.notes[&2].text.lines,
        ["The `cmd` field; see `struct s`."]
    );
    assert_eq!(found.notes[&6].text.lines, ["`code` opens this line"]);
}

#[test]
fn unknown_annotation_is_a_warning() {
    assert_eq!(
        messages("/* ` frobnicate 3 */\n"),
        [warning("unknown-annotation", "frobnicate 3")]
    );
    assert_eq!(
        messages("int a; /* ` frobnicate */\n"),
        [warning("unknown-annotation", "frobnicate")]
    );
    assert_eq!(
        messages("/* ` => NULL */\n#define A 1\n"),
        [error("stray-annotation", "=> NULL")]
    );
    assert_eq!(
        messages("/* ` guests arm */\n"),
        [error("stray-annotation", "guests arm")]
    );
}
