//! The Cargo features of `xen-abi`, as its manifest has them, and compiling with some of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xen_abi_gen::model::target::Target;

use super::workspace;

/// What each feature of the crate's manifest enables.
pub(crate) fn features() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(workspace().join("xen-abi/Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("TOML");
    let features = manifest["features"].as_table().expect("features");
    let names = |list: &toml::Value| {
        let list = list.as_array().expect("a list").iter();
        list.map(|name| name.as_str().expect("a name").to_owned())
            .collect()
    };
    features
        .iter()
        .map(|(name, list)| (name.clone(), names(list)))
        .collect()
}

/// Features with all that they enable.
pub(crate) fn closure<'a>(
    features: &'a BTreeMap<String, BTreeSet<String>>,
    of: impl IntoIterator<Item = &'a String>,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut left: Vec<&String> = of.into_iter().collect();
    while let Some(name) = left.pop() {
        if found.insert(name.as_str()) {
            left.extend(&features[name]);
        }
    }
    found
}

/// The source of the one crate that `xen-abi` depends on.
pub(crate) fn bitflags() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace())
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        // Cargo has fetched what this platform needs, and no more.
        .args(["--filter-platform", Target::X86_64.triple()])
        .output()
        .expect("cargo starts");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == "bitflags")
        .expect("the crate depends on bitflags");
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).with_file_name("src/lib.rs")
}
