//! Real trees: the counts of every kind of annotation in three releases, and the two odd copies that users brought.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotation::parse;
use crate::diagnostics::Severity;
use crate::model::annotations::{HeaderAnnotations, Mapping, Reference};

/// Where the variable points, or `None`, told in one line; never `None` under CI.
fn folder(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if path.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{variable} must be set under CI");
        println!("skipped: {variable} is not set");
    }
    path
}

/// Every header below a folder; `foreign` and `sys` are no part of the interface.
fn headers(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder of headers").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "foreign" && name != "sys" {
                headers(root, &path, found);
            }
        } else if name.ends_with(".h") {
            found.push((name, fs::read_to_string(&path).expect("a header in UTF-8")));
        }
    }
}

/// Counts in the order of the table below.
fn census(all: &[HeaderAnnotations]) -> Vec<(&'static str, usize)> {
    let families = || all.iter().flat_map(|header| &header.families);
    let opened = || families().filter(|family| family.free_text.is_none());
    let members = || families().flat_map(|family| &family.members);
    let signatures = || all.iter().flat_map(|header| &header.signatures);
    let params = || signatures().flat_map(|signature| &signature.params);
    let notes = || all.iter().flat_map(|header| header.notes.values());
    let returning = |base: &str| signatures().filter(|signature| signature.returns.base == base).count();
    vec![
        ("incontents", all.iter().map(|header| header.contents.len()).sum()),
        ("enum open", opened().count()),
        ("enum map struct", opened().filter(|family| matches!(family.mapping, Mapping::Struct(_))).count()),
        ("enum map func", opened().filter(|family| matches!(family.mapping, Mapping::Function(_))).count()),
        ("enum unmapped", opened().filter(|family| family.mapping == Mapping::None).count()),
        ("enum one-line", families().filter(|family| family.free_text.is_some()).count()),
        ("enum close", opened().filter(|family| family.end_line.is_some()).count()),
        ("enum members", members().filter(|member| member.x_macro.is_none()).count()),
        ("XEN_ERRNO members", members().filter(|member| member.x_macro.as_deref() == Some("XEN_ERRNO")).count()),
        ("func sig", signatures().count()),
        ("ret enum neg_errnoval", returning("enum neg_errnoval")),
        ("ret int", returning("int")),
        ("ret unsigned long", returning("unsigned long")),
        ("ret long", returning("long")),
        ("sig varargs", signatures().filter(|signature| signature.variadic).count()),
        ("sig arg unnamed", params().filter(|param| param.name.is_none()).count()),
        ("sig arg array []", params().filter(|p| p.ty.array != crate::model::annotations::ArrayText::No).count()),
        ("sig arg ptr *", params().filter(|p| p.ty.pointers > 0).count()),
        ("argN blocks", all.iter().map(|header| header.argument_blocks.len()).sum()),
        ("field enum refs", notes().filter(|note| matches!(note.reference, Some(Reference::Enum(_)))).count()),
        ("field PFX_* refs", notes().filter(|note| matches!(note.reference, Some(Reference::Prefix(_)))).count()),
    ]
}

#[test]
fn census_of_three_releases() {
    let Some(root) = folder("XEN_ABI_UPSTREAM") else { return };
    for release in ["4.14", "4.17", "4.20"] {
        let root = root.join(release);
        let mut texts = Vec::new();
        headers(&root, &root, &mut texts);
        let mut all = Vec::new();
        for (name, text) in &texts {
            let (annotations, diagnostics) = parse(&Arc::from(name.as_str()), text);
            for d in diagnostics.sorted() {
                println!("{release} {name} {d:?}");
            }
            all.push(annotations);
        }
        println!("{release} {} {:?}", texts.len(), census(&all));
        let _ = Severity::Error;
    }
}
