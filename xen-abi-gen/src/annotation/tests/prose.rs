//! Tests of what headers without annotations say in words, and by the order of their lines.

use super::clean;
use crate::model::prose::{Prose, Said};

fn read(text: &str) -> Prose {
    clean(text).prose
}

/// What a comment above one constant says.
fn said(comment: &str) -> Option<Said> {
    let prose = read(&format!(
        "int before;\n{comment}\n#define XENOP_x 1\nint behind;\n"
    ));
    assert!(prose.statements.len() <= 1, "{comment}");
    prose.statements.into_iter().next().map(|statement| {
        assert_eq!(
            (statement.constants, statement.trailing),
            (vec!["XENOP_x".to_owned()], false),
            "{comment}"
        );
        statement.said
    })
}

/// What [`said`] finds where a comment names types.
#[allow(clippy::unnecessary_wraps)] // Compared with what may be nothing.
fn types(types: &[&str]) -> Option<Said> {
    Some(Said::Types {
        types: types.iter().map(|ty| (*ty).to_owned()).collect(),
        nullable: false,
    })
}

#[test]
fn phrases_for_an_argument() {
    for (comment, expected) in [
        ("/* arg == foo_t. */", "foo_t"),
        ("/* arg == struct foo */", "struct foo"),
        ("/* arg == union foo */", "union foo"),
        ("/* arg == addr of foo_t; the rest is prose. */", "foo_t"),
        ("/* arg == addr of struct foo. */", "struct foo"),
        ("/* arg == address of a foo_t */", "foo_t"),
        (
            "/*\n * Does it.\n * @arg == pointer to foo structure.\n */",
            "foo",
        ),
        (
            "/*\n * @arg == pointer to foo_t structure.\n *\n * More prose.\n */",
            "foo_t",
        ),
        ("/* @arg == foo_t structure. */", "foo_t"),
        (
            "/* @extra_arg == pointer to foo_bar structure. */",
            "foo_bar",
        ),
        (
            "/* @extra_args == pointer to a foo_bar structure */",
            "foo_bar",
        ),
        ("/* @args == struct foo_bar */", "struct foo_bar"),
        ("/* @arg == struct foo * */", "struct foo"),
        (
            "/* Get or set: extra argument == pointer to foo_bar struct. */",
            "foo_bar",
        ),
        (
            "/*\n * extra argument == pointer to\n * foo_bar\n */",
            "foo_bar",
        ),
        ("/* @arg must be a pointer to struct foo */", "struct foo"),
        ("/* @arg is the address of struct foo */", "struct foo"),
        ("// arg == foo_t", "foo_t"),
        ("/* arg == pointer to foo_t (IN/OUT) */", "foo_t"),
        ("/*\r\n * arg == addr of foo_t.\r\n */", "foo_t"),
    ] {
        assert_eq!(said(comment), types(&[expected]), "{comment}");
    }
}

#[test]
fn phrases_for_none() {
    for comment in [
        "/* arg == NULL */",
        "/* arg == NULL; returns major:minor (16:16). */",
        "/* Flushes them all: @arg must be NULL. */",
        "/* Sends one. @extra_arg == NULL. */",
        "/*\n * Gives way.\n * @arg == NULL.\n */",
    ] {
        assert_eq!(said(comment), Some(Said::Nothing), "{comment}");
    }
}

#[test]
fn sentences_with_several_types() {
    let comment = "/*\n * @extra_arg == For some guests this is a pointer to a foo_context\n \
                   *               structure; for others a pointer to a\n *               \
                   bar_context structure.\n */";
    assert_eq!(said(comment), types(&["foo_context", "bar_context"]));
    let nullable = Some(Said::Types {
        types: vec!["foo_t".into()],
        nullable: true,
    });
    assert_eq!(said("/* arg == NULL or foo_t */"), nullable);
    assert_eq!(said("/* arg == pointer to foo_t or NULL */"), nullable);
    // The first statement counts.
    assert_eq!(
        said("/*\n * arg == foo_t\n *\n * Passing arg == NULL asks for the size.\n */"),
        types(&["foo_t"])
    );
}

#[test]
fn comments_that_are_not_statements() {
    for comment in [
        "/* Nothing about it. */",
        "/* The argument is a foo_t, or arg is none. */",
        "/* @cmd == FOO_??? (operation). */",
        "/* @args == Operation-specific extra arguments (NULL if none). */",
        "/* @args == struct foo_* Operation-specific. */",
        "/* type == FOO_DEFAULT or FOO_CRASH [in] */",
        "/* @arg == SHUTDOWN_* */",
        "/* args: foo_t */",
        "/* target == foo_t */",
        "/* arg == 5 */",
        "/* arg == */",
        "/* arg */",
    ] {
        assert_eq!(said(comment), None, "{comment}");
    }
}

/// The constants of every statement, and whether it trails.
fn places(text: &str) -> Vec<(Vec<String>, bool)> {
    read(text)
        .statements
        .into_iter()
        .map(|statement| (statement.constants, statement.trailing))
        .collect()
}

#[test]
fn a_statement_applies_to_the_constants_below_it() {
    let above = |names: &[&str]| {
        (
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
            false,
        )
    };
    let behind = |name: &str| (vec![name.to_owned()], true);
    let run = "int a;\n/* arg == foo_t */\n#define OP_a 1\n#define OP_b 2\n\n#define OP_c 3\n";
    assert_eq!(places(run), [above(&["OP_a", "OP_b"])]);
    let apart = "int a;\n/* arg == foo_t */\n\n#define OP_a 1\n";
    assert_eq!(places(apart), []);
    let behind_each = "int a;\n/* Set or stop it. */\n#define OP_a 1 /* arg == foo_t */\n\
                       #define OP_b 2 /* arg == NULL */\n";
    assert_eq!(places(behind_each), [behind("OP_a"), behind("OP_b")]);
    let both = "int a;\n/* arg == foo_t */\n#define OP_a 1 /* arg ==\n NULL */\n#define OP_b 2\n";
    assert_eq!(places(both), [behind("OP_a"), above(&["OP_a", "OP_b"])]);
    let not_constants = "int a;\n/* arg == foo_t */\n#define OP_f(x) 1\n/* arg == foo_t */\n\
                         #define OP_EMPTY\n/* arg == foo_t */\nint b;\n";
    assert_eq!(places(not_constants), []);
}

#[test]
fn a_statement_has_its_position() {
    let found = read("int a;\n/* Does.\n * @arg == pointer to foo_t. */\n#define OP_a 1\n");
    let place = &found.statements[0].location;
    assert_eq!((place.line, place.column, place.length), (3, 5, 3));
}

/// The constants that a record follows, and the record.
fn followers(text: &str) -> Vec<(String, String)> {
    read(text)
        .followers
        .into_iter()
        .map(|follower| (follower.constants.join(" "), follower.record))
        .collect()
}

#[test]
fn a_record_that_follows_its_operation() {
    let one = |constants: &str, record: &str| vec![(constants.to_owned(), record.to_owned())];
    assert_eq!(
        followers("#define OP_a 1\nstruct foo {\n int x;\n};\n"),
        one("OP_a", "struct foo")
    );
    assert_eq!(
        followers("#define OP_a 1\n\nunion foo {\n int x;\n};\n"),
        one("OP_a", "union foo")
    );
    assert_eq!(
        followers("#define OP_a 1\n#define OP_b 2\nstruct foo\n{\n int x;\n};\n"),
        one("OP_a OP_b", "struct foo")
    );
    assert_eq!(
        followers("#define OP_a 1 /* obsolete */\ntypedef struct foo {\n int x;\n} foo_t;\n"),
        one("OP_a", "struct foo")
    );
    assert_eq!(
        followers("#define OP_a 1\nDEFINE_XEN_GUEST_HANDLE(bar_t);\nstruct foo {\n int x;\n};\n"),
        one("OP_a", "struct foo")
    );
}

#[test]
fn records_that_follow_by_chance() {
    for text in [
        "#define OP_a 1\n\n\nstruct foo {\n};\n",
        "#define OP_a 1\n/* Something else. */\nstruct foo {\n};\n",
        "#define OP_a 1\nstruct foo;\n",
        "#define OP_a 1\ntypedef struct foo foo_t;\n",
        "#define OP_a 1\nint x;\nstruct foo {\n};\n",
        "#define OP_a 1\n#endif\nstruct foo {\n};\n",
        "#define OP_a 1\nstruct foo x;\n",
        "#define OP_f(x) x\nstruct foo {\n};\n",
    ] {
        assert_eq!(followers(text), [], "{text}");
    }
    // Only what stands right above it.
    assert_eq!(
        followers("#define OP_a 1\n\n#define OP_b 2\nstruct foo {\n};\n").len(),
        1
    );
}

/// The constants of headings, and the records below them.
fn headings(text: &str) -> Vec<(String, String)> {
    read(text)
        .headings
        .into_iter()
        .map(|heading| (heading.constants.join(" "), heading.records.join(", ")))
        .collect()
}

#[test]
fn comments_that_start_with_operations() {
    for (comment, constants) in [
        ("/* XEN_DOMCTL_get */", "XEN_DOMCTL_get"),
        ("/* XEN_DOMCTL_get.\n * More. */", "XEN_DOMCTL_get"),
        ("/*\n * XEN_DOMCTL_get:\n * More.\n */", "XEN_DOMCTL_get"),
        (
            "/* XEN_DOMCTL_get: gets it, not as XEN_DOMCTL_put does */",
            "XEN_DOMCTL_get",
        ),
        ("/* XEN_DOMCTL_get      from a guest */", "XEN_DOMCTL_get"),
        ("/* XEN_DOMCTL_get (x86 specific) */", "XEN_DOMCTL_get"),
        (
            "/* XEN_DOMCTL_get / XEN_DOMCTL_set. */",
            "XEN_DOMCTL_get XEN_DOMCTL_set",
        ),
        (
            "/* XEN_DOMCTL_get, XEN_DOMCTL_set and XEN_DOMCTL_put */",
            "XEN_DOMCTL_get XEN_DOMCTL_set XEN_DOMCTL_put",
        ),
        (
            "/* XEN_DOMCTL_get\n * XEN_DOMCTL_set\n */",
            "XEN_DOMCTL_get XEN_DOMCTL_set",
        ),
        (
            "/* XEN_DOMCTL_{get,set}_it (x86 specific) */",
            "XEN_DOMCTL_get_it XEN_DOMCTL_set_it",
        ),
        (
            "/* XEN_DOMCTL_get_{a,b}_{c,d} */",
            "XEN_DOMCTL_get_a_c XEN_DOMCTL_get_a_d XEN_DOMCTL_get_b_c XEN_DOMCTL_get_b_d",
        ),
    ] {
        let text = format!("int a;\n{comment}\n#define OTHER 1\nstruct foo {{\n}};\n");
        assert_eq!(
            headings(&text),
            [(constants.to_owned(), "struct foo".to_owned())],
            "{comment}"
        );
    }
    for comment in [
        "/* The XEN_DOMCTL_get call */",
        "/* xen_domctl_get */",
        "/* XEN_DOMCTL_{get,set */",
        "/* XEN_DOMCTL_get} */",
        "/* */",
    ] {
        assert_eq!(
            headings(&format!("int a;\n{comment}\nstruct foo {{\n}};\n")),
            [],
            "{comment}"
        );
    }
}

#[test]
fn a_heading_ends_at_the_next_one_below_a_record() {
    let text = "int a;\n/* OP_a */\n/* OP_b */\nenum e {\n X,\n};\nstruct first {\n};\n\
                struct second {\n};\n/* OP_c */\nstruct third {\n};\n";
    let found = headings(text);
    let pair = |constants: &str, records: &str| (constants.to_owned(), records.to_owned());
    let both = "struct first, struct second";
    assert_eq!(
        found,
        [
            pair("OP_a", both),
            pair("OP_b", both),
            pair("OP_c", "struct third")
        ]
    );
}

#[test]
fn a_heading_applies_to_one_declaration() {
    let record = "struct foo {\n    int x;\n};\n";
    for (text, expected) in [
        // Headings on lines that follow each other share the record.
        (
            format!("/* XEN_DOMCTL_a */\n/* XEN_DOMCTL_b */\n{record}"),
            &["XEN_DOMCTL_a", "XEN_DOMCTL_b"][..],
        ),
        // Constants and one empty line may stand between.
        (
            format!("/* XEN_DOMCTL_a */\n#define XEN_A_ON 1\n\n{record}"),
            &["XEN_DOMCTL_a"],
        ),
        // An operation without an argument has a heading, too, and the next record is another's.
        (
            format!("/* XEN_DOMCTL_a */\n\n/* XEN_DOMCTL_b */\n{record}"),
            &["XEN_DOMCTL_b"],
        ),
        (
            format!("/* XEN_DOMCTL_a */\n\n/*\n * Some text.\n */\n/* XEN_DOMCTL_b */\n{record}"),
            &["XEN_DOMCTL_b"],
        ),
        (
            format!("/* XEN_DOMCTL_a */\n\n/* Some text. */\n{record}"),
            &[],
        ),
        (format!("/* XEN_DOMCTL_a */\n\n\n{record}"), &[]),
    ] {
        let found: Vec<String> = headings(&text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, expected, "{text}");
    }
}
