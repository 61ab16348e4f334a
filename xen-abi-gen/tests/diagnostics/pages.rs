//! The pages of `explain`: one for each message, with an input that causes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use xen_abi_gen::diagnostics::pages::{self, Page};

use super::codes::UNREACHABLE;
use super::{code_of, messages};
use crate::common::folder::{Folder, Outcome};
use crate::common::generator::PROGRAM;
use crate::common::libclang;
use crate::common::parallel::in_parallel;

/// The default command of a page's input.
const COMMAND: &str = "xen-abi-gen generate --headers headers --out out\n";

/// The fenced blocks of a page: the info string, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    blocks
        .map(|block| block.split_once('\n').expect("a block has lines"))
        .collect()
}

/// The messages of a page's input; empty if it has none.
fn drawn(page: &Page) -> Option<Vec<String>> {
    let folder = Folder::new();
    let mut command = COMMAND;
    let blocks = blocks(page.text);
    for (info, text) in &blocks {
        match info.split_once(' ') {
            Some((_, file)) => folder.put(file, format!("{text}\n")),
            None if *info == "sh" => command = text,
            None => panic!("{}: a block without a file's name", page.code),
        }
    }
    // An empty file has no line.
    if page.code == "empty-header" {
        folder.put("headers/xen.h", "");
    }
    if blocks.is_empty() {
        return None;
    }
    let programs = Path::new(PROGRAM).parent().expect("a program has a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let outcome: Outcome = Command::new("sh")
        .args(["-c", command])
        .env("PATH", format!("{}:{path}", programs.display()))
        .current_dir(folder.path(""))
        .output()
        .expect("a shell")
        .into();
    let found = messages(&outcome.stderr);
    Some(found.iter().map(|found| code_of(found)).collect())
}

/// The input of each page causes its message, and few others.
#[test]
fn every_page_shows_its_message() {
    if libclang().is_none() {
        return;
    }
    let wrong = Mutex::new(Vec::new());
    let pages: Vec<Page> = pages::all().collect();
    in_parallel(&pages, |page| {
        let codes = drawn(page);
        let has_input = !UNREACHABLE.iter().any(|(code, _)| *code == page.code);
        let shown = match &codes {
            Some(codes) => has_input && codes.iter().any(|code| code == page.code),
            None => !has_input,
        };
        if !shown || codes.as_ref().is_some_and(|codes| codes.len() > 2) {
            let line = format!("{}: {codes:?}", page.code);
            wrong.lock().expect("no thread panicked").push(line);
        }
    });
    let wrong = wrong.into_inner().expect("no thread panicked");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each file is in the table, in order and by its code, and has text before and after its input.
#[test]
fn every_page_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostics/pages");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("the pages")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name in UTF-8"))
        .collect();
    let pages: Vec<String> = pages::all()
        .map(|page| format!("{}.md", page.code))
        .collect();
    assert_eq!(files.into_iter().collect::<Vec<_>>(), pages);
    for page in pages::all() {
        let summary = page.summary();
        assert!(
            !summary.is_empty() && !summary.contains("```"),
            "{}",
            page.code
        );
        let last = page.text.rsplit("\n\n").next().unwrap_or_default();
        assert!(
            !last.contains("```") && last.ends_with('\n'),
            "{}",
            page.code
        );
    }
}

#[test]
fn codes_are_found_as_messages_print_them() {
    let folder = Folder::new();
    let run = |arguments: &[&str]| {
        let outcome = folder.run(arguments);
        (outcome.code, outcome.stdout, outcome.stderr)
    };
    let (code, page, _) = run(&["explain", "unknown-type"]);
    assert_eq!(code, 0);
    assert!(page.starts_with("# unknown-type\n"), "{page}");
    assert_eq!(run(&["explain", "error[unknown-type]:"]).1, page);
    let (code, list, _) = run(&["explain"]);
    assert_eq!((code, list.lines().count()), (0, pages::all().count()));
    let (code, _, error) = run(&["explain", "unknown-typ"]);
    assert_eq!(code, 2);
    assert!(error.contains("similar codes: `unknown-type`"), "{error}");
    let (code, _, error) = run(&["explain", "%%%"]);
    assert_eq!(code, 2);
    assert!(!error.contains("similar"), "{error}");
}
