//! Compares the safe functions of xen-abi with a reviewed list, which has the rule and the reasons.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::workspace;
use syn::{FnArg, Item, ItemFn, Safety, Visibility};

const LIST: &str = include_str!("fixtures/safe_functions.txt");

/// A function of the generated modules that makes a hypercall.
struct Call {
    path: String,
    is_safe: bool,
    docs: String,
}

/// Whether a function takes a back end.
fn takes_back_end(function: &ItemFn) -> bool {
    let Some(FnArg::Typed(first)) = function.sig.inputs.first() else {
        return false;
    };
    matches!(function.vis, Visibility::Public(_))
        && matches!(&*first.pat, syn::Pat::Ident(name) if name.ident == "xen")
}

fn docs(function: &ItemFn) -> String {
    let line = |attribute: &syn::Attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<String> = function.attrs.iter().filter_map(line).collect();
    lines.join("\n")
}

fn collect(items: &[Item], within: &str, calls: &mut Vec<Call>) {
    for item in items {
        match item {
            Item::Fn(function) if takes_back_end(function) => calls.push(Call {
                path: format!("{within}::{}", function.sig.ident),
                is_safe: !matches!(function.sig.safety, Safety::Unsafe(_)),
                docs: docs(function),
            }),
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect(items, &format!("{within}::{}", module.ident), calls);
                }
            }
            _ => {}
        }
    }
}

fn collect_files(folder: &Path, within: &str, calls: &mut Vec<Call>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_range = name.starts_with('v') && name[1..].replace('_', "").parse::<u32>().is_ok();
        // A function is what it is in every range of releases.
        let inner = if is_range {
            within.to_owned()
        } else if within.is_empty() {
            name.to_owned()
        } else {
            format!("{within}::{name}")
        };
        if path.is_dir() {
            collect_files(&path, &inner, calls);
        } else {
            let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
            collect(&file.items, &inner, calls);
        }
    }
}

fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    collect_files(&workspace().join("xen-abi/src/generated"), "", &mut calls);
    assert!(calls.len() > 200, "only {} functions", calls.len());
    calls
}

#[test]
fn every_safe_function_has_a_reason() {
    let mut listed = BTreeMap::new();
    for line in LIST.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (function, reason) = line.split_once(' ').expect("a function and a reason");
        assert!(!reason.trim().is_empty(), "`{function}` has no reason");
        assert!(
            listed.insert(function, reason.trim()).is_none(),
            "`{function}` stands twice"
        );
    }
    let calls = calls();
    let is_safe = |function: &str| {
        calls
            .iter()
            .any(|call| call.is_safe && call.path == function)
    };
    let unlisted: Vec<&str> = calls
        .iter()
        .filter(|call| call.is_safe && !listed.contains_key(call.path.as_str()))
        .map(|call| call.path.as_str())
        .collect();
    let stale: Vec<&&str> = listed.keys().filter(|name| !is_safe(name)).collect();
    assert!(
        unlisted.is_empty() && stale.is_empty(),
        "safe functions without a reason: {unlisted:?}\n\
         reasons for what is no safe function: {stale:?}\n\
         judge each by the rule at the head of tests/fixtures/safe_functions.txt; what it makes \
         unsafe gets a \
         `Safety:` block in the headers"
    );
}

#[test]
fn every_unsafe_function_documents_its_requirements() {
    for call in calls() {
        let said = call.docs.split("# Safety\n").nth(1).unwrap_or_default();
        assert_eq!(
            call.is_safe,
            said.trim().is_empty(),
            "`{}` is {}, and its documentation says:\n{}",
            call.path,
            if call.is_safe { "safe" } else { "unsafe" },
            call.docs
        );
    }
}
