//! Compares the functions that are made of upstream's unmodified headers with those of the
//! project's own: what upstream leaves unsaid is borrowed, so two descriptions of one ABI must come
//! to the same calls.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::generator::Input;
use crate::common::{libclang, trees, workspace};
use quote::ToTokens;
use syn::{Item, Visibility};

/// Functions that differ on 4.20, and why.
const DIFFERENT: [(&str, &str); 7] = [
    // Upstream's prototype calls the command an `unsigned int`; its operations are typed all the
    // same.
    ("xen.rs", "console_io"),
    // Upstream's comment names the constants that `reason` takes; ours leaves it a number, which
    // Xen does not look at.
    ("hvm/dm_op.rs", "remote_shutdown"),
    // Upstream says IN/OUT of `out`, of which Xen writes the elements and not the record.
    ("memory.rs", "exchange"),
    // Upstream says that `vector` goes in as well, for another operation of the same record.
    ("physdev.rs", "alloc_irq_vector"),
    // Upstream's prototype names a record that it does not declare.
    ("pmu.rs", "xenpmu_op"),
    // Upstream declares the record, and ours do not.
    ("xen.rs", "platform_op"),
    // Upstream spells this constant otherwise than its siblings.
    ("physdev.rs", "irq_unmask_notify"),
];

/// The public functions that stand on their own in the files of a crate: the file, the name, and
/// what the caller sees.
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
    let (Some(_), Some(tree)) = (libclang(), trees::upstream("4.20")) else {
        return;
    };
    let theirs = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("upstream_functions");
    drop(fs::remove_dir_all(&theirs));
    fs::create_dir_all(&theirs).unwrap();
    Input::new(&tree, &[]).generate(&theirs);
    let made = functions(&theirs);
    let mut compared = 0;
    let mut differences = Vec::new();
    for (file, name, signature) in functions(&workspace().join("xen-abi/src/generated")) {
        compared += 1;
        let here: Vec<_> = made
            .iter()
            .filter(|(other, made, _)| *other == file && *made == name)
            .collect();
        // A prototype that is borrowed stands where the tree has the hypercall's number.
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
