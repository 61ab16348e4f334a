//! What hand-written modules name of modules with features: their own features must enable it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::common::features::{closure, features};
use crate::common::workspace;

/// The features by the path of the module that they compile: `io::blkif`, `pages`.
type Modules = BTreeMap<String, String>;

/// The modules of a file that have a feature, from `mod` items behind a `cfg`.
fn modules(text: &str, above: &str, found: &mut Modules) {
    let file = syn::parse_file(text).expect("Rust");
    for item in file.items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let path = format!("{above}{}", module.ident);
        let conditions = module.attrs.iter();
        for attribute in conditions.filter(|attribute| attribute.path().is_ident("cfg")) {
            let cfg = quote::ToTokens::to_token_stream(&attribute.meta).to_string();
            let inner = cfg.replace("all (", "").replace("cfg(", "cfg (");
            let feature = inner.split("feature = \"").nth(1);
            let is_single = inner.matches("feature =").count() == 1;
            if let Some(feature) = feature.filter(|_| is_single && !cfg.contains("doctest")) {
                let name = feature.split('"').next().unwrap_or_default();
                found.insert(path.clone(), name.to_owned());
            }
        }
    }
}

/// The paths behind `crate ::` in code, without items that have a `cfg` of their own.
fn in_code(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut path: Option<String> = None;
    let mut conditional = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(sign) if sign.as_char() == '!'),
                );
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    let text = group.stream().to_string();
                    conditional |= text.starts_with("cfg (") || text.starts_with("cfg(");
                    if text.starts_with("doc") {
                        in_documentation(&text, found);
                    }
                }
            }
            TokenTree::Group(group) => {
                if let Some(before) = path.take().filter(|before| before.ends_with("::")) {
                    let names = group.stream().to_string();
                    let names = names.split([',', ' ']).filter(|name| !name.is_empty());
                    found.extend(names.map(|name| format!("{before}{name}")));
                }
                if !conditional {
                    in_code(group.stream(), found);
                }
                conditional &= group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' && path.is_some() => {
                let colons = path.get_or_insert_default();
                colons.push(':');
            }
            TokenTree::Ident(name) if path.as_ref().is_some_and(|path| path.ends_with("::")) => {
                let known = path.get_or_insert_default();
                known.push_str(&name.to_string());
            }
            token => {
                let ended = path.take();
                found.extend(ended.filter(|_| !conditional));
                match token {
                    TokenTree::Ident(name) if name == "crate" || name == "xen_abi" => {
                        path = Some(String::new());
                    }
                    TokenTree::Punct(sign) if sign.as_char() == ';' => conditional = false,
                    _ => {}
                }
            }
        }
    }
    found.extend(path);
}

/// The paths of links.
fn in_documentation(text: &str, found: &mut BTreeSet<String>) {
    for link in text.split("](crate::").skip(1) {
        let path = link.split([')', '#', '!']).next().unwrap_or_default();
        found.insert(format!("::{path}"));
    }
}

/// Rust files below a path without its ending, tests left out, and modules with a feature of their
/// own.
fn texts(path: &Path, found: &mut Vec<String>) {
    let file = path.with_extension("rs");
    found.extend(fs::read_to_string(&file));
    let mut conditional = Modules::new();
    if let Ok(text) = fs::read_to_string(path.join("mod.rs")) {
        modules(&text, "", &mut conditional);
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let below = entry.path();
        let name = below.file_stem().unwrap_or_default().to_string_lossy();
        if conditional.contains_key(&*name) {
            continue;
        }
        if below.is_dir() || below.extension().is_some_and(|ending| ending == "rs") {
            texts(&below.with_extension(""), found);
        }
    }
}

#[test]
fn features_of_hand_written_modules_enable_what_these_name() {
    let source = workspace().join("xen-abi/src");
    let read = |path: &str| fs::read_to_string(source.join(path)).expect("a source file");
    let mut with_feature = Modules::new();
    modules(&read("lib.rs"), "", &mut with_feature);
    let services = with_feature.clone();
    modules(&read("generated/mod.rs"), "", &mut with_feature);
    for folder in ["io", "hvm"] {
        let text = read(&format!("generated/{folder}.rs"));
        modules(&text, &format!("{folder}::"), &mut with_feature);
    }
    let features = features();
    let mut named: BTreeMap<Option<&String>, BTreeSet<&String>> = BTreeMap::new();
    let files = fs::read_dir(&source).expect("the sources").flatten();
    let mut count = 0;
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let name = name.trim_end_matches(".rs");
        // A guide is a page, with links to whatever it leads through.
        if [
            "lib",
            "generated",
            "macros",
            "driver_guide",
            "toolstack_guide",
        ]
        .contains(&name)
        {
            continue;
        }
        let mut found = Vec::new();
        texts(&source.join(name), &mut found);
        let mut paths = BTreeSet::new();
        for text in &found {
            in_code(text.parse().expect("Rust"), &mut paths);
        }
        count += found.len();
        let used = with_feature.iter().filter(|(module, _)| {
            let (head, below) = (format!("::{module}"), format!("::{module}::"));
            paths
                .iter()
                .any(|path| *path == head || path.starts_with(&below))
        });
        // Documentation shows its type where `events` exports it.
        let module = match name {
            "domain_events" => "events",
            name => name,
        };
        named
            .entry(services.get(module))
            .or_default()
            .extend(used.map(|(_, feature)| feature));
    }
    assert!(count > 60, "only {count} files were found");
    let mut wrong = Vec::new();
    for (own, used) in named {
        let enabled = closure(&features, own);
        let missing = used.iter().filter(|name| !enabled.contains(name.as_str()));
        wrong.extend(missing.map(|name| format!("{own:?} names `{name}` and does not enable it")));
        // Those of headers enable what the generated modules name, and a program that is tested on
        // the mock has Argo's safe types.
        let others = ["elfnote", "mock", "sched", "toolstack"];
        let Some(own) = own.filter(|own| !others.contains(&own.as_str())) else {
            continue;
        };
        let needless = features[own]
            .iter()
            .filter(|name| *name != "std" && !used.contains(name));
        wrong.extend(needless.map(|name| format!("{own} enables `{name}` and does not name it")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
