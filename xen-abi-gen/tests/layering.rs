//! The generator's modules import each other in one direction; each external crate has one user.

mod crates;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// The layers. Each may import itself and later rows.
const LAYERS: [&[&str]; 9] = [
    &["cli"],
    &["builder"],
    &["page"],
    &["pipeline"],
    &["source", "annotation", "emit", "diff"],
    &["diagnostics"],
    &["c_text"],
    &["model"],
    &["parallel"],
];

/// External crates, and the keyword `unsafe`, with the only file or folder (`/`) that may use them.
const ALONE: [(&str, &str); 12] = [
    ("clang_sys", "source/"),
    ("unsafe", "source/libclang/"),
    ("quote", "emit/"),
    ("format_ident", "emit/"),
    ("proc_macro2", "emit/"),
    ("syn", "emit/"),
    ("prettyplease", "emit/"),
    ("clap", "cli/"),
    ("annotate_snippets", "diagnostics/"),
    ("anstream", "cli/"),
    ("anstyle", "diff/report/"),
    ("askama", "page/"),
];

fn row(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

struct Source {
    path: String,
    tokens: TokenStream,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, "", &mut found);
    assert!(
        found.len() > 40,
        "only {} source files were found",
        found.len()
    );
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let entry = entry.expect("an entry");
        let path = format!(
            "{prefix}{}",
            entry.file_name().to_str().expect("a name in UTF-8")
        );
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("a source file");
            found.push(Source {
                tokens: text.parse().expect("Rust"),
                path,
            });
        }
    }
}

/// The identifiers, each with the one before its `::`.
fn identifiers(tokens: TokenStream, visit: &mut dyn FnMut(&str, Option<&str>)) {
    let mut before: Option<String> = None;
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                visit(&name, before.as_deref().filter(|_| colons == 2));
                before = Some(name);
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            // In `crate::{a, b}`, each name belongs to the path before the brace.
            TokenTree::Group(group) if colons == 2 => {
                let outer = before.take();
                let mut first = true;
                for inner in group.stream() {
                    match inner {
                        TokenTree::Ident(ident) if first => {
                            visit(&ident.to_string(), outer.as_deref());
                            first = false;
                        }
                        TokenTree::Punct(punct) if punct.as_char() == ',' => first = true,
                        _ => {}
                    }
                }
                identifiers(group.stream(), visit);
                colons = 0;
            }
            TokenTree::Group(group) => {
                identifiers(group.stream(), visit);
                (before, colons) = (None, 0);
            }
            _ => (before, colons) = (None, 0),
        }
    }
}

/// Finds the imports of other crates and the keyword `unsafe`, but not within `quote!`.
fn outer(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let punct = |at: usize, wanted: char| match tokens.get(at) {
        Some(TokenTree::Punct(found)) => found.as_char() == wanted,
        _ => false,
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let path = punct(at + 1, ':') && punct(at + 2, ':');
                let within = at >= 2 && punct(at - 1, ':') && punct(at - 2, ':');
                let bang = punct(at + 1, '!');
                let used =
                    at >= 1 && matches!(&tokens[at - 1], TokenTree::Ident(word) if word == "use");
                if name == "unsafe" || used || ((path || bang) && !within) {
                    found.insert(name.clone());
                }
                at += if name == "quote" && bang { 3 } else { 1 };
            }
            TokenTree::Group(group) => {
                outer(group.stream(), found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The modules that a source names: `crate::NAME`, or by the library's name in `main.rs`.
fn named(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    identifiers(source.tokens.clone(), &mut |name, before| {
        if before == Some("crate") || before == Some("xen_abi_gen") {
            found.insert(name.to_owned());
        }
    });
    found
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources() {
        let own = source.path.split_once('/').map(|(module, _)| module);
        let Some(module) = own else {
            let allowed: &[&str] = if source.path == "main.rs" {
                &["cli"]
            } else {
                &[]
            };
            wrong.extend(
                named(&source)
                    .iter()
                    .filter(|name| !allowed.contains(&name.as_str()))
                    .map(|name| format!("{} names {name}", source.path)),
            );
            continue;
        };
        let from = row(module).unwrap_or_else(|| panic!("{} belongs to no layer", source.path));
        for name in named(&source) {
            let to = row(&name).unwrap_or_else(|| {
                panic!("{} names crate::{name}, which is no layer", source.path)
            });
            seen += 1;
            if name != module && to <= from {
                wrong.push(format!("{} names crate::{name}", source.path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "against the direction:\n{}",
        wrong.join("\n")
    );
    assert!(
        seen > 100,
        "only {seen} imports were found: the scan sees too little"
    );
}

/// The folders whose files import each other in one direction. A folder within one of them counts
/// as a file; a `mod.rs` only declares the files.
const ACYCLIC: [&str; 24] = [
    "annotation",
    "c_text",
    "cli",
    "diagnostics",
    "diff",
    "diff/compare",
    "diff/gate",
    "diff/report",
    "emit/files",
    "emit/rust",
    "emit/rust/functions",
    "model",
    "model/abi",
    "model/projection",
    "page",
    "page/abi",
    "page/map",
    "page/review",
    "pipeline",
    "pipeline/lower",
    "pipeline/lower/functions",
    "pipeline/resolve",
    "source",
    "source/suggest",
];

/// The imports between the files of a folder.
fn siblings(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let stem = |path: &str| {
        let within = path.strip_prefix(folder)?.strip_prefix('/')?;
        let (stem, _) = within.split_once(['/', '.'])?;
        let deeper = within.contains('/') && !within.ends_with("/mod.rs");
        Some((stem.to_owned(), deeper))
    };
    // The folder in paths of nested files, and in absolute paths.
    let named = folder.rsplit('/').next();
    let sources = sources();
    let stems: BTreeSet<String> = sources
        .iter()
        .filter_map(|source| stem(&source.path))
        .map(|(stem, _)| stem)
        .collect();
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        let Some((own, deeper)) = stem(&source.path).filter(|(own, _)| own != "mod") else {
            continue;
        };
        identifiers(source.tokens.clone(), &mut |name, before| {
            let beside = match before {
                Some("super") => !deeper,
                before => before.is_some() && before == named,
            };
            if beside && name != own && name != "mod" && stems.contains(name) {
                taken
                    .entry(own.clone())
                    .or_default()
                    .insert(name.to_owned());
            }
        });
    }
    taken
}

/// The files of import cycles, and those that import them.
///
/// Files without imports are removed until none is left to remove.
fn circle(mut left: BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    while let Some(lowest) = left
        .iter()
        .find(|(_, taken)| taken.iter().all(|name| !left.contains_key(name)))
        .map(|(file, _)| file.clone())
    {
        left.remove(&lowest);
    }
    left
}

#[test]
fn files_import_each_other_in_one_direction() {
    for folder in ACYCLIC {
        let left = circle(siblings(folder));
        assert!(
            left.is_empty(),
            "{folder}/: these know each other in a circle: {left:#?}"
        );
    }
    assert!(siblings("source").len() > 10, "the scan sees too little");
}

#[test]
fn each_outer_crate_has_one_place() {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for source in sources() {
        let mut names = BTreeSet::new();
        outer(source.tokens.clone(), &mut names);
        for (name, place) in ALONE.iter().filter(|(name, _)| names.contains(*name)) {
            used.insert(*name);
            if !(source.path == *place || place.ends_with('/') && source.path.starts_with(place)) {
                wrong.push(format!(
                    "{} names {name}, which only {place} may",
                    source.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        used.len(),
        ALONE.len(),
        "what nobody names any more: only {used:?} are named"
    );
}

#[test]
fn the_scan_finds_every_form_of_import() {
    let forms = "use crate::model::abi; use crate::{cli, emit::{files, rust}}; fn f() { \
                 crate::source::g(); let pipeline = 1; }";
    let source = Source {
        path: String::new(),
        tokens: forms.parse().expect("Rust"),
    };
    assert_eq!(
        named(&source).into_iter().collect::<Vec<_>>(),
        ["cli", "emit", "model", "source"]
    );
    let forms = "use clap::Parser; use clang_sys as b; fn f() { let syn = a::quote; quote! { \
                 unsafe {} }; g(format_ident!(\"a\")); x as c::y }";
    let mut found = BTreeSet::new();
    outer(forms.parse().expect("Rust"), &mut found);
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["a", "c", "clang_sys", "clap", "format_ident", "quote"]
    );
}
