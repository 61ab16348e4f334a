//! The emitted text of any header is Rust, and comments become documentation only.
//!
//! The first byte chooses the targets and the view. Below 128, the rest is input of `dump`: any
//! headers, separated by `\f`. From 128, the rest is the comments of a header that has each kind of
//! declaration, separated by `\f`. The text of a comment never becomes a token, a code block, HTML
//! or a link, and the output has no invisible characters.
//!
//! If `XEN_ABI_FUZZ_RUSTC` holds the compiler options that locate `xen-abi`, one output in each
//! [`SAMPLE`] is compiled.

#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag};
use xen_abi_gen::emit::rust;
use xen_abi_gen::model::characters::is_hidden;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, TableChecks, Toolstacks};
use xen_abi_gen::source::{Libclang, Selection};

/// One output in this many is compiled.
const SAMPLE: u64 = 64;

/// A word in every planted comment.
const MARKER: &str = "planted_marker";

fuzz_target!(|bytes: &[u8]| {
    static LIBRARY: OnceLock<Libclang> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| Libclang::load().expect("a libclang"));
    let Some((&mode, text)) = bytes.split_first() else {
        return;
    };
    if text.len() > 20_000 {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    if mode < 128 {
        for (number, header) in text.split(|byte| *byte == b'\x0c').enumerate().take(4) {
            fs::write(folder.path().join(format!("{number}.h")), header).expect("a header");
        }
    } else {
        let Ok(text) = std::str::from_utf8(text) else {
            return;
        };
        fs::write(folder.path().join("xen.h"), planted(text)).expect("a header");
    }
    let input = Input {
        selection: Selection {
            tree: folder.path().to_owned(),
            ..Selection::default()
        },
        tools: mode & 4 != 0,
        toolstacks: match mode & 4 {
            0 => Toolstacks::InPart,
            _ => Toolstacks::LeftOut,
        },
        interface_version: (mode & 8 != 0).then_some(0),
        release: None,
        strict: false,
        fallback: if mode & 32 == 0 {
            FallbackSource::Own
        } else {
            FallbackSource::None
        },
        operations: None,
    };
    // x86_64 alone, which `compile` supports, in a quarter of the cases.
    let targets = match mode & 3 {
        0 => vec![Target::X86_64],
        1 => vec![Target::I686, Target::Armv7],
        2 => vec![Target::Aarch64],
        _ => Target::ALL.to_vec(),
    };
    let (resolved, _) = run::resolve(library, &input, &targets);
    let Some(resolved) = resolved else { return };
    let demands = TableChecks {
        strict: false,
        whole_tree: false,
        every_target: false,
    };
    let (Some(projection), _) = run::project(&resolved, None, demands) else {
        return;
    };
    let files = rust::files(&projection).expect("Rust");
    for (name, text) in &files {
        look(name, text);
    }
    if targets.contains(&Target::X86_64) {
        compile(&files);
    }
});

/// A header with each kind of declaration, and a comment on each.
fn planted(text: &str) -> String {
    let mut comments = text.split('\x0c').cycle();
    let mut comment = |start: &str, end: &str| {
        // The text must not end the comment, and no line may continue in the next.
        let lines = comments.next().unwrap_or_default().split('\n');
        let lines: Vec<&str> = lines
            .map(|line| line.trim_end().trim_end_matches('\\'))
            .collect();
        let said = lines.join("\n").replace("*/", "* /").replace('\0', "");
        format!("/* {start}{MARKER} {said} {MARKER}{end} */")
    };
    format!(
        "typedef unsigned int uint32_t;\n{}\n#define __HYPERVISOR_odd_op 40\n\
         {}\n#define ODD_NUMBER 7\n{}\n#define ODD_TEXT \"odd\"\n{}\n\
         /* ` enum neg_errnoval\n * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)\n */\n\n\
         /* ` enum odd_op {{ // ODD_* => struct odd_* */\n{}\n#define ODD_get 0 {}\n\
         {}\n#define ODD_put 1\n/* ` }} */\n\n\
         {}\nstruct odd_get {{\n    uint32_t a; {}\n    {}\n    uint32_t b;\n}};\n\
         {}\nstruct odd_put {{\n    uint32_t tag;\n    union {{\n        uint32_t one; {}\n        \
         uint32_t two; {}\n    }} u;\n}};\n{}\ntypedef struct odd_get odd_get_t;\n\
         {}\nenum odd {{ ODD_ONE, {}\n ODD_TWO }};\n",
        comment("", ""),
        comment("", ""),
        comment("", ""),
        comment("`incontents 10 odd ", ""),
        comment("ODD_get: ", "\n *\n * Errors:\n *   EINVAL  planted_marker"),
        comment("", ""),
        comment("", "\n *\n * Safety:\n *   planted_marker"),
        comment("", ""),
        comment("IN: ", ""),
        comment("OUT: ", ""),
        comment("\n * ", ""),
        comment("ODD_get: ", ""),
        comment("", ""),
        comment("", ""),
        comment("", ""),
        comment("", ""),
    )
}

/// Checks one emitted file.
fn look(name: &str, text: &str) {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    if let Some(letter) = text
        .chars()
        .find(|letter| is_hidden(*letter) && *letter != '\n')
    {
        panic!("{name} holds {}", letter.escape_unicode());
    }
    let tokens: TokenStream = text.parse().expect("tokens");
    let mut docs = Vec::new();
    walk(name, tokens, &mut docs);
    flush(name, &mut docs);
}

/// Checks the tokens; collects documentation and checks each block of it.
fn walk(name: &str, tokens: TokenStream, docs: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), '#' | '!') => {
                if let Some(TokenTree::Group(group)) = tokens.get(at)
                    && group.delimiter() == Delimiter::Bracket
                    && let Some(line) = documentation(&group.stream())
                {
                    docs.push(line);
                    at += 1;
                }
            }
            TokenTree::Group(group) => {
                flush(name, docs);
                walk(name, group.stream(), docs);
                flush(name, docs);
            }
            other => {
                flush(name, docs);
                let shown = other.to_string();
                assert!(
                    !shown.contains(MARKER),
                    "{name}: a comment became the token {shown}"
                );
            }
        }
    }
}

/// The text of `doc = "…"`.
fn documentation(tokens: &TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let [
        TokenTree::Ident(doc),
        TokenTree::Punct(_),
        literal @ TokenTree::Literal(_),
    ] = tokens.as_slice()
    else {
        return None;
    };
    let literal: syn::LitStr = syn::parse2(literal.clone().into()).ok()?;
    (doc == "doc").then(|| literal.value())
}

/// Checks the documentation of one item, parsed as rustdoc does.
fn flush(name: &str, docs: &mut Vec<String>) {
    if docs.is_empty() {
        return;
    }
    let lines: Vec<String> = docs
        .drain(..)
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    let text = lines.join("\n");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = |_: BrokenLink<'_>| Some((CowStr::Borrowed("x"), CowStr::Borrowed("x")));
    let mut link = false;
    for event in Parser::new_with_broken_link_callback(&text, options, Some(&mut broken)) {
        let wrong = match &event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = true;
                dest_url.contains(['.', '/']) || dest_url.contains(MARKER)
            }
            Event::End(pulldown_cmark::TagEnd::Link) => {
                link = false;
                false
            }
            Event::Text(text) | Event::Code(text) => link && text.contains(MARKER),
            Event::Start(tag) => matches!(
                tag,
                Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. } | Tag::FootnoteDefinition(_)
            ),
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => true,
            _ => false,
        };
        assert!(!wrong, "{name}: {event:?} in\n{text}");
    }
}

/// Compiles a sample of the outputs.
fn compile(files: &BTreeMap<String, String>) {
    static OPTIONS: OnceLock<Option<String>> = OnceLock::new();
    let Some(options) = OPTIONS.get_or_init(|| std::env::var("XEN_ABI_FUZZ_RUSTC").ok()) else {
        return;
    };
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    if !hasher.finish().is_multiple_of(SAMPLE) {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join("abi").join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let main = folder.path().join("lib.rs");
    fs::write(&main, "#![no_std]\npub mod abi;\n").expect("a file");
    let output = Command::new("rustc")
        .args([
            "+nightly",
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "--out-dir",
        ])
        .arg(folder.path())
        .args(options.split_whitespace())
        .arg(&main)
        .output()
        .expect("a compiler");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
