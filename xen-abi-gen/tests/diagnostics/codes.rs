//! The codes of all messages in the sources, compared with those of the cases.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::code_of;
use super::messages;
use crate::common::workspace;
use xen_abi_gen::diagnostics::pages;

/// Messages that no input can cause, with the reason.
pub(super) const UNREACHABLE: [(&str, &str); 10] = [
    (
        "annotation-index",
        "the generator was built with an index that somebody damaged",
    ),
    (
        "run-crashed",
        "what is known to bring libclang down is refused; `confinement.rs` crashes a run from \
         outside",
    ),
    (
        "libclang-failed",
        "libclang itself gives up: only another version of it, or a fault in it, would",
    ),
    (
        "crate-table",
        "the generator was built with a table that somebody damaged",
    ),
    ("features-table", "a fault of the generator's own table"),
    ("not-html", "a fault of the generator"),
    ("not-json", "a fault of the generator"),
    ("not-rust", "a fault of the generator"),
    ("too-slow", "no test waits for as long"),
    ("version-table", "a fault of the generator's own table"),
];

/// Folders with snapshots of messages that other tests own.
const ELSEWHERE: [&str; 1] = ["diff-messages"];

/// The texts of all string literals.
fn strings(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strings(group.stream(), found),
            TokenTree::Literal(literal) => {
                let shown = literal.to_string();
                let text = shown
                    .strip_prefix('"')
                    .and_then(|rest| rest.strip_suffix('"'));
                found.extend(text.map(str::to_owned));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Each message has a case: `drawn` are the codes of the cases' messages.
pub(super) fn no_message_without_a_case(drawn: &BTreeSet<String>) {
    let mut codes = BTreeSet::new();
    sources(&workspace().join("xen-abi-gen/src"), &mut |text| {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let mut words = Vec::new();
        strings(text.parse().expect("Rust"), &mut words);
        let is_code = |word: &String| {
            word.contains('-')
                && *word != env!("CARGO_PKG_NAME")
                && word.split('-').all(|part| {
                    !part.is_empty()
                        && part
                            .chars()
                            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                })
        };
        codes.extend(words.into_iter().filter(is_code));
    });
    let drawn = &(drawn | &drawn_elsewhere());
    let with_pages: BTreeSet<String> = pages::all().map(|page| page.code.to_owned()).collect();
    assert_eq!(
        codes, with_pages,
        "messages (left) and pages of `explain` (right) differ"
    );
    let excused: BTreeSet<String> = UNREACHABLE
        .iter()
        .map(|(code, _)| (*code).to_owned())
        .collect();
    let missing: Vec<_> = codes
        .iter()
        .filter(|code| !drawn.contains(*code) && !excused.contains(*code))
        .collect();
    assert!(missing.is_empty(), "no case draws {missing:?}");
    let unknown: Vec<_> = drawn.difference(&codes).collect();
    assert!(
        unknown.is_empty(),
        "{unknown:?} are drawn and were not found in the sources"
    );
    let drawn_after_all: Vec<_> = excused
        .iter()
        .filter(|code| drawn.contains(*code) || !codes.contains(*code))
        .collect();
    assert!(
        drawn_after_all.is_empty(),
        "{drawn_after_all:?} are excused and need not be"
    );
}

/// The codes in the snapshots of other tests.
fn drawn_elsewhere() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for folder in ELSEWHERE {
        let snapshots = fs::read_dir(workspace().join("snapshots").join(folder));
        for entry in snapshots.expect("snapshots of messages") {
            let text = fs::read_to_string(entry.expect("an entry").path()).expect("a snapshot");
            codes.extend(messages(&text).iter().map(|found| code_of(found)));
        }
    }
    codes
}

fn sources(folder: &Path, each: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            // The model and the rules of `diff` have words of the same form, but no messages.
            if path
                .file_name()
                .is_none_or(|name| name != "tests" && name != "model" && name != "diff")
            {
                sources(&path, each);
            } else if path.ends_with("src/diff") {
                for file in ["load.rs", "gate/messages.rs"] {
                    each(&fs::read_to_string(path.join(file)).expect("a source with messages"));
                }
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&fs::read_to_string(&path).expect("a source file"));
        }
    }
}
