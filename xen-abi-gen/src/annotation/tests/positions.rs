//! Lines and columns, and the lexical layer below them.

use super::{clean, error, messages};
use crate::c_text::{Part, Parts};
use crate::model::location::Location;

fn place(location: &Location) -> (u32, u32, u32) {
    (location.line, location.column, location.length)
}

#[test]
fn of_every_kind() {
    let text = concat!(
        "\u{feff}/* `incontents 1 a Title */\n/*\n *\t` long\n * ` f(int alpha, /* */ \n */\n",
        "/*é ` enum e { // E_* */\n  /* ` enum ee { // E_* */\n\
         \t#define\tE_a\t1 /* ` => struct s */\n/* ` } */\n",
        "typedef int t; /* ` distinct */\n/*\n * EE_b: text\n */\nint x; /* IN: é; => nix */\n",
    );
    let found = super::read(text).0;
    assert_eq!(place(&found.contents[0].location), (1, 19, 9));
    assert_eq!(place(&found.families[0].location), (7, 13, 2));
    assert_eq!(place(&found.families[0].members[0].location), (8, 10, 3));
    assert_eq!(place(&found.op_targets[0].location), (8, 24, 8));
    assert_eq!(place(&found.distinct[&10].location), (10, 21, 8));
    assert_eq!(place(&found.op_docs[0].location), (12, 4, 4));
    let note = &found.notes[&14];
    assert_eq!(note.location.as_ref().map(place), Some((14, 8, 20)));
    let wrong = messages(text);
    assert!(
        wrong.contains(&error("malformed-reference", "=> nix")),
        "{wrong:?}"
    );
}

#[test]
fn of_signatures() {
    let found = clean(
        "/*\n * ` unsigned long\n * ` name(int alpha,\n * `      void *)\n * @alpha[3:0]: text\n \
         */\n",
    );
    let signature = &found.signatures[0];
    assert_eq!(place(&signature.location), (3, 6, 4));
    assert_eq!(
        signature
            .params
            .iter()
            .map(|param| place(&param.location))
            .collect::<Vec<_>>(),
        [(3, 15, 5), (4, 11, 4)]
    );
    assert_eq!(place(&signature.descriptions[0].location), (5, 4, 11));
}

/// The items of a text, written shortly.
fn items(text: &str) -> Vec<String> {
    Parts::new(text)
        .map(|item| match item {
            Part::Comment(comment) => {
                let own = if comment.own_line { "own" } else { "trailing" };
                format!(
                    "{}:{}-{} {own} {}",
                    comment.line, comment.column, comment.end_line, comment.text
                )
            }
            Part::Directive(directive) => {
                let name = directive.name.map_or("", |name| name.text);
                format!(
                    "{}-{} #{} {name}={}",
                    directive.line, directive.end_line, directive.keyword, directive.value
                )
            }
            Part::Code(span) => format!("{}:{} {}", span.line, span.column, span.text),
        })
        .collect()
}

#[test]
fn literals_hide_comments() {
    assert_eq!(
        items("a = \"/* \\\" // */\" + '\\'' /* c */;\nb"),
        [
            "1:1 a = \"/* \\\" // */\" + '\\''",
            "1:26-1 trailing /* c */",
            "2:1 b"
        ]
    );
    assert_eq!(
        items("a = \"open\n/* c */"),
        ["1:1 a = \"open", "2:1-2 own /* c */"]
    );
    assert_eq!(
        items("#error don't /* c\n/* d */"),
        ["1-1 #error =", "2:1-2 own /* d */"]
    );
}

#[test]
fn continuations() {
    assert_eq!(
        items("#define A \\\n  1 /* c\n d */ + \\  \r\n 2\nx"),
        ["1-4 #define A=1 + 2", "2:5-3 trailing /* c\n d */", "5:1 x"]
    );
    assert_eq!(items("// a \\\nb\nc"), ["1:1-2 own // a \\\nb", "3:1 c"]);
    assert_eq!(
        items("/\\\n* a *\\\n/ b"),
        ["1:1-3 own /\\\n* a *\\\n/", "3:3 b"]
    );
    assert_eq!(
        items("s = \"a\\\nb\"; /* c */"),
        ["1:1 s = \"a\\", "2:5-2 trailing /* c */"]
    );
}

#[test]
fn comments_around_a_hash() {
    assert_eq!(
        items("/* a */ # /* b */ define /* c */ X /* d */ 1"),
        [
            "1:1-1 own /* a */",
            "1-1 #define X=1",
            "1:11-1 trailing /* b */",
            "1:26-1 trailing /* c */",
            "1:36-1 trailing /* d */"
        ]
    );
    assert_eq!(items("a #define X 1"), ["1:1 a #define X 1"]);
    assert_eq!(
        items("#\n#define\n#define F(x) x"),
        ["1-1 # =", "2-2 #define =", "3-3 #define F=(x) x"]
    );
}

#[test]
fn unterminated_comment() {
    assert_eq!(
        messages("int a;\n  /* and on\nand on"),
        [error("unclosed-comment", "/* and on")]
    );
    assert_eq!(messages("/*/"), [error("unclosed-comment", "/*/")]);
}
