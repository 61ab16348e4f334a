//! Upstream's unmodified headers give the same functions as headers/, which are the fallback.

use std::fs;
use std::path::Path;

use crate::common::releases::latest_emitted;
use crate::common::{libclang, workspace};
use quote::ToTokens;
use syn::{Item, Visibility};

/// Functions that differ on 4.20, and why.
const DIFFERENT: [(&str, &str); 9] = [
    // Upstream's prototype has an `unsigned int` command; the operations' functions are typed.
    ("xen.rs", "console_io"),
    // Upstream's comment names constants for `reason`; ours leaves it a number, which Xen ignores.
    ("hvm/dm_op.rs", "remote_shutdown"),
    // Upstream has IN/OUT on `out`; Xen writes the elements and not the record.
    ("memory.rs", "exchange"),
    // Upstream has IN on `vector` too, for another operation with the same record.
    ("physdev.rs", "alloc_irq_vector"),
    // Upstream's prototype names a record that it does not declare.
    ("pmu.rs", "xenpmu_op"),
    // Upstream declares the record, and ours do not.
    ("xen.rs", "platform_op"),
    // Ours take any record in a guest's view; upstream's borrow the toolstack's.
    ("arch_x86/xen.rs", "mca"),
    ("xen.rs", "xsm_op"),
    // Upstream spells this constant unlike its siblings.
    ("physdev.rs", "irq_unmask_notify"),
];

/// The public free functions in the files of a crate: file, name and signature.
fn functions(folder: &Path) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, within: &str, found: &mut Vec<(String, String, String)>) {
    for entry in fs::read_dir(folder.join(within)).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let path = if within.is_empty() {
            name
        } else {
            format!("{within}/{name}")
        };
        if entry.file_type().unwrap().is_dir() {
            collect(folder, &path, found);
        } else if Path::new(&path)
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            let file = syn::parse_file(&fs::read_to_string(folder.join(&path)).unwrap()).unwrap();
            found.extend(file.items.into_iter().filter_map(|item| match item {
                Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some((
                    path.clone(),
                    function.sig.ident.to_string(),
                    function.sig.to_token_stream().to_string(),
                )),
                _ => None,
            }));
        }
    }
}

#[test]
fn our_annotations_and_upstreams_give_the_same_calls() {
    let (Some(_), Some(theirs)) = (libclang(), latest_emitted()) else {
        return;
    };
    let made = functions(theirs);
    let mut compared = 0;
    let mut differences = Vec::new();
    let ours = functions(&workspace().join("xen-abi/src/generated"));
    // Upstream's headers were read as a guest does.
    let ours = ours
        .into_iter()
        .filter(|(file, ..)| !file.starts_with("toolstack/"));
    for (file, name, signature) in ours {
        compared += 1;
        let here: Vec<_> = made
            .iter()
            .filter(|(other, made, _)| *other == file && *made == name)
            .collect();
        // A function from the fallback's prototype is in the module of the hypercall's number.
        let anywhere = || made.iter().filter(|(_, made, _)| *made == name).collect();
        let others: Vec<_> = if here.is_empty() { anywhere() } else { here };
        if !others.iter().any(|(.., other)| *other == signature) {
            differences.push((
                file,
                name,
                signature,
                others.into_iter().cloned().collect::<Vec<_>>(),
            ));
        }
    }
    let unexpected: Vec<_> = differences
        .iter()
        .filter(|(file, name, ..)| !DIFFERENT.contains(&(file.as_str(), name.as_str())))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(
        differences.len(),
        DIFFERENT.len(),
        "of these, some agree by now: {DIFFERENT:#?}"
    );
    assert!(compared > 200, "only {compared} functions were compared");
}
