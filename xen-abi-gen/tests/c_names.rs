//! Each function-like macro of the headers is an alias of an item, or is listed with a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::{trees, workspace};

/// Macros without an item: their name or prefix (`*`), and the reason.
const WITHOUT: [(&str, &str); 24] = [
    ("__*", "a part of other macros"),
    ("RING_COPY_", "a part of other macros"),
    ("_IOC", "a part of other macros"),
    ("XEN_DEFINE_UUID_", "a part of other macros"),
    (
        "*DEFINE_XEN_GUEST_HANDLE",
        "declares C's type of a handle, which is generic in Rust",
    ),
    ("set_xen_guest_handle_raw", "a part of other macros"),
    ("xen_mk_*", "gives a constant its C suffix"),
    ("xen_rmb", "ring ends order their accesses themselves"),
    ("xen_wmb", "ring ends order their accesses themselves"),
    ("MASK_*_IDX", "byte streams wrap their indices themselves"),
    (
        "XEN*_RING*",
        "the address of a ring in a page, which the streams know",
    ),
    ("XEN_ERRNO", "declares the list of errors"),
    ("XSD_ERROR", "declares the list of errors"),
    (
        "XEN_DEFINE_UUID",
        "writes bytes, which Rust writes as an array",
    ),
    ("PVDRIVERS_PRODUCT_LIST", "declares a list"),
    (
        "DECLARE_HVM_SAVE_*",
        "declares the number and length of a saved record",
    ),
    (
        "HVM_SAVE_*",
        "looks a saved record up by a part of a C name",
    ),
    ("TI_*", "arithmetic on a field"),
    ("TRC_*", "arithmetic on a field"),
    ("XENMEM*", "arithmetic on a field"),
    ("XEN_*", "arithmetic on a field"),
    ("usbif_*", "arithmetic on a field"),
    ("x86_mcinfo_*", "arithmetic on the entries of a record"),
    ("xen_*", "arithmetic on a field"),
];

/// Whether a name matches a pattern, in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.is_char_boundary(at) && matches(tail, &rest[at..]))
        }),
    }
}

/// The names of the function-like macros of a header.
fn function_like(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start();
        let rest = rest.strip_prefix("define")?.trim_start();
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_')?];
        rest[name.len()..].starts_with('(').then_some(name)
    })
}

/// The text of every file below a folder with one of these endings.
fn texts(folder: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn macros_that_compute_are_found_by_their_names() {
    let (mut headers, mut sources) = (Vec::new(), Vec::new());
    texts(&trees::own(), "h", &mut headers);
    texts(&workspace().join("xen-abi/src"), "rs", &mut sources);
    let sources = sources.concat();
    let names: BTreeSet<&str> = headers
        .iter()
        .flat_map(|text| function_like(text))
        .collect();
    assert!(names.len() > 100, "only {} macros were found", names.len());
    let mut idle: BTreeSet<&str> = WITHOUT.iter().map(|(pattern, _)| *pattern).collect();
    let mut lost = Vec::new();
    for name in names {
        if sources.contains(&format!("#[doc(alias = \"{name}\")]")) {
            continue;
        }
        let listed = WITHOUT.iter().find(|(pattern, _)| matches(pattern, name));
        match listed {
            Some((pattern, _)) => drop(idle.remove(pattern)),
            None => lost.push(name),
        }
    }
    assert!(lost.is_empty(), "no item and no reason: {lost:?}");
    assert!(idle.is_empty(), "no macro needs these: {idle:?}");
}
