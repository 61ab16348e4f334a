//! Comments become documentation and nothing else, as the compiler and rustdoc see it.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::common::folder::{Folder, Outcome};
use crate::common::libclang;

/// What comments must not become: a doctest, HTML, a link, or hidden characters.
const HOSTILE: &str = r#"#ifndef ODD_H
#define ODD_H
/**
 * Indented.
 *
 *     panic!("a comment runs");
 */
struct indented { unsigned int x; };
/**
 * Tildes.
 *
 * ~~~ rust
 * panic!("a comment runs");
 * ~~~
 */
struct tildes { unsigned int x; };
/**
 * Ticks, in a list:
 *
 * - ````
 *   panic!("a comment runs");
 *   ````
 *
 * ````
 * panic!("a comment runs");
 */
struct ticks { unsigned int x; };
/* One tick ` <script>alert(1)</script> */
struct html { unsigned int x; };
/* [`indented`] and [this](https://example.org/), <https://example.org/>. */
struct links {
    unsigned int x; /* &lt;script&gt; \<b> */
};
/* SAFETY: this is no reason.
 *
 * SAFETY: nor is this. */
#define ODD_SAFETY 1
/* @RLO@fni@PDF@ @ESC@[2J@BEL@ @ZWSP@ */
#define ODD_HIDDEN 2
#define ODD_REASON "/// SAFETY: text"
#define ODD_TEXT "@RLO@@ESC@[2J"
#endif
"#;

fn hostile() -> Folder {
    let named = [
        ("@RLO@", "\u{202e}"),
        ("@PDF@", "\u{202c}"),
        ("@ESC@", "\u{1b}"),
        ("@BEL@", "\u{7}"),
        ("@ZWSP@", "\u{200b}"),
    ];
    let text = named
        .iter()
        .fold(HOSTILE.to_owned(), |text, (name, character)| {
            text.replace(name, character)
        });
    let folder = Folder::new();
    folder.put("headers/odd.h", text);
    folder.put("bare/xen.h", crate::common::folder::GOOD);
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Outcome {
    let common = ["--headers", "headers", "--annotations", "bare"];
    let outcome = folder.run(&[arguments, &common].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome
}

/// Whether a text is free of control characters and of those that reorder text.
fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| {
        letter == '\n'
            || !letter.is_control() && !matches!(letter, '\u{200b}' | '\u{202a}'..='\u{202e}')
    })
}

#[test]
fn no_output_holds_hidden_characters() {
    if libclang().is_none() {
        return;
    }
    let folder = hostile();
    let outcome = run(&folder, &["generate", "--out", "out"]);
    assert!(is_plain(&outcome.stderr), "{}", outcome.stderr);
    let told = outcome.stderr.matches("hidden-character").count();
    assert_eq!(told, 1, "{}", outcome.stderr);
    let emitted = fs::read_to_string(folder.path("out/odd.rs")).expect("a module");
    assert!(is_plain(&emitted), "{emitted}");
    for shown in [
        "/// `ODD_HIDDEN`: \\u{202e}fni\\u{202c} \\u{1b}\\[2J\\u{7} \\u{200b}\n",
        "\"\\u{202e}\\u{1b}[2J\"",
    ] {
        assert!(emitted.contains(shown), "{emitted}");
    }
    for format in ["json", "text"] {
        let outcome = run(&folder, &["dump", "--format", format]);
        assert!(is_plain(&outcome.stdout), "{}", outcome.stdout);
    }
    // JSON means the same characters.
    let dump = run(&folder, &["dump"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&dump).expect("JSON");
    assert_eq!(json["strings"]["ODD_TEXT"]["value"], "\u{202e}\u{1b}[2J");
}

/// rustdoc finds no test and no HTML in the documentation.
#[test]
fn rustdoc_finds_neither_tests_nor_html() {
    if libclang().is_none() {
        return;
    }
    let folder = hostile();
    run(&folder, &["generate", "--out", "out"]);
    let emitted = fs::read_to_string(folder.path("out/odd.rs")).expect("a module");
    assert!(emitted.contains("SAFETY: this is no reason"), "{emitted}");
    assert!(emitted.contains("/// SAFETY\\: nor is this"), "{emitted}");
    assert!(emitted.contains("\"/// SAFETY: text\""), "{emitted}");
    // The documentation of each item, on an empty type, since the items need xen-abi.
    let mut library = String::from("//! Documentation of items.\n#![allow(dead_code)]\n");
    let mut open = false;
    for line in emitted.lines().map(str::trim_start) {
        if line.starts_with("///") {
            library.push_str(line);
            library.push('\n');
            open = true;
        } else if std::mem::take(&mut open) {
            let number = library.len();
            let _ = writeln!(library, "pub struct S{number};");
        }
    }
    folder.put("lib.rs", &library);
    let rustdoc = |arguments: &[&str]| {
        let output = Command::new("rustdoc")
            .current_dir(folder.path(""))
            .args(["--edition", "2024", "--crate-name", "odd", "lib.rs"])
            .args(arguments)
            .output()
            .expect("rustdoc is where rustc is");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{said}\n{library}");
        said
    };
    let tests = rustdoc(&["--test", "--test-args", "--list"]);
    assert!(tests.contains("0 tests"), "{tests}\n{library}");
    let strict = ["-D", "warnings", "-D", "rustdoc::invalid_html_tags"];
    rustdoc(
        &[
            strict.as_slice(),
            &["-A", "rustdoc::bare_urls", "-o", "doc"],
        ]
        .concat(),
    );
    let pages = fs::read_dir(folder.path("doc/odd")).expect("pages");
    let pages: String = pages
        .map(|page| page.expect("a page").path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).expect("a page"))
        .collect();
    assert!(pages.contains("alert(1)"), "{pages}");
    for wrong in ["<script>alert", "href=\"https://example.org"] {
        assert!(!pages.contains(wrong), "{pages}");
    }
}
