//! The same for `xen-abi`, the guest and the machines.
//!
//! All folders are checked. A `mod.rs`, `lib.rs` or `main.rs` only declares files: none of them
//! imports an item from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::{Source, circle, collect, identifiers};

/// The crates, with the number of files that the scan finds at least.
const CRATES: [(&str, usize); 3] = [
    ("xen-abi/src", 50),
    ("xen-abi/guest/src", 40),
    ("xen-abi/machines/src", 12),
];

/// The files that declare others.
const ROOTS: [&str; 3] = ["mod", "lib", "main"];

/// A folder of a crate, with the imports between its files and from its `mod.rs`.
#[derive(Default)]
struct Folder {
    taken: BTreeMap<String, BTreeSet<String>>,
    from_above: Vec<String>,
}

/// The sources of a crate, without generated ones, unit tests and inline modules.
fn written(root: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(root);
    collect(&folder, "", &mut sources);
    sources.retain(|source| {
        !source.path.starts_with("generated") && !source.path.ends_with("tests.rs")
    });
    for source in &mut sources {
        source.tokens = without_inline_modules(source.tokens.clone());
    }
    sources
}

fn without_inline_modules(tokens: TokenStream) -> TokenStream {
    let mut words = Vec::new();
    tokens
        .into_iter()
        .filter(|token| {
            let inline = matches!(token, TokenTree::Group(_))
                && matches!(words.as_slice(), [.., first, _] if first == "mod");
            words.push(token.to_string());
            !inline
        })
        .collect()
}

/// The file or folder in `folder` that contains a source, and whether it is the source.
fn place<'a>(folder: &str, path: &'a str) -> Option<(&'a str, bool)> {
    let within = if folder.is_empty() {
        path
    } else {
        path.strip_prefix(folder)?.strip_prefix('/')?
    };
    let (stem, rest) = within.split_once(['/', '.'])?;
    Some((stem, matches!(rest, "rs" | "mod.rs")))
}

/// Finds the imports between the files of one folder.
fn read(folder: &str, sources: &[Source]) -> Folder {
    let stems: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| place(folder, &source.path))
        .map(|(stem, _)| stem)
        .filter(|stem| !ROOTS.contains(stem))
        .collect();
    let name = match folder.rsplit_once('/') {
        Some((_, name)) => name,
        None if folder.is_empty() => "crate",
        None => folder,
    };
    let mut found = Folder::default();
    for source in sources {
        let Some((own, itself)) =
            place(folder, &source.path).filter(|(own, _)| stems.contains(own))
        else {
            continue;
        };
        // The `super` of a folder's `mod.rs` is the folder around it.
        identifiers(source.tokens.clone(), &mut |item, before| {
            let above = itself && before == Some("super");
            if (above || before == Some(name)) && item != own && stems.contains(item) {
                let taken = found.taken.entry(own.to_owned()).or_default();
                taken.insert(item.to_owned());
            } else if above && !stems.contains(item) && !["super", "self"].contains(&item) {
                found
                    .from_above
                    .push(format!("{} takes super::{item}", source.path));
            }
        });
    }
    found
}

/// The folders of a crate, including the root.
fn folders(sources: &[Source]) -> BTreeSet<String> {
    let mut found = BTreeSet::from([String::new()]);
    for source in sources {
        let mut path = source.path.as_str();
        while let Some((folder, _)) = path.rsplit_once('/') {
            found.insert(folder.to_owned());
            path = folder;
        }
    }
    found
}

#[test]
fn files_of_every_crate_import_each_other_in_one_direction() {
    let mut wrong = Vec::new();
    for (root, least) in CRATES {
        let sources = written(root);
        assert!(sources.len() >= least, "{root}: {} files", sources.len());
        let mut seen = 0;
        for folder in folders(&sources) {
            let Folder { taken, from_above } = read(&folder, &sources);
            seen += taken.values().map(BTreeSet::len).sum::<usize>();
            let left = circle(taken);
            if !left.is_empty() {
                wrong.push(format!("{root}/{folder}: a circle: {left:#?}"));
            }
            wrong.extend(from_above);
        }
        assert!(seen >= least, "{root}: the scan sees too little: {seen}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scan_of_a_folder_finds_every_form_of_import() {
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        tokens: without_inline_modules(text.parse().expect("Rust")),
    };
    let sources = [
        source("a/mod.rs", "mod b; mod c; mod d; const E: u32 = 1;"),
        source("a/b.rs", "use super::{c::C, d}; use super::E;"),
        source("a/c.rs", "use crate::a::d::D; mod tests { use super::b; }"),
        source("a/d/mod.rs", "fn f() { super::b::g() }"),
    ];
    let found = read("a", &sources);
    assert_eq!(found.from_above, ["a/b.rs takes super::E"]);
    assert_eq!(circle(found.taken).len(), 3);
}
