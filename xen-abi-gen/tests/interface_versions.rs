//! The emitted modules of each interface version compile, with their layout assertions.
//!
//! Equal outputs are compiled once. In full, the test reads each tree in each version that it
//! names, and in the versions before and after, and compiles each output for each architecture. CI
//! takes `headers/` in each version, the releases in some, and compiles each output for one
//! architecture in turn, the oldest of `headers/` for all. A sample is `headers/` in the oldest
//! version and the latest.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::common::amount::Amount;
use crate::common::generator::Input;
use crate::common::parallel::in_parallel;
use crate::common::rust::{Ready, Rustc};
use crate::common::trees::{self, BOTH_VIEWS, RELEASES};
use crate::common::{libclang, workspace};

/// The versions that are always read: before handles became records, and before the last renames.
const SOME: [u32; 2] = [0, 0x4_0900];

/// The versions in a tree's conditions.
fn compared(folder: &Path) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(compared(&path));
        } else if path.extension().is_some_and(|ending| ending == "h") {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let conditions = text.lines().filter(|line| {
                line.trim_start().starts_with('#') && line.contains("INTERFACE_VERSION__")
            });
            let numbers = conditions.flat_map(|line| line.split("0x").skip(1));
            found.extend(numbers.filter_map(|rest| {
                let end = rest
                    .find(|digit: char| !digit.is_ascii_hexdigit())
                    .unwrap_or(rest.len());
                u32::from_str_radix(&rest[..end], 16).ok()
            }));
        }
    }
    found
}

/// A tree, a view of it and a version.
#[derive(Clone, Debug)]
struct Reading {
    tree: PathBuf,
    tools: bool,
    version: u32,
}

impl Reading {
    fn name(&self) -> String {
        let tree = self.tree.file_name().unwrap().to_string_lossy();
        let view = if self.tools { "_tools" } else { "" };
        format!("{}{view}_{:#x}", tree.replace('.', "_"), self.version)
    }

    /// Emits the modules, and returns a digest of the output.
    fn emit(&self, folder: &Path) -> Result<(u64, PathBuf), String> {
        let out = folder.join(self.name());
        let mut input = Input::new(&self.tree, &[])
            .with("--interface-version", &format!("{:#x}", self.version));
        if self.tools {
            input = input.switch("--tools");
        }
        let emitted = input.try_generate(&out);
        emitted.map_err(|said| format!("{self:?}: {said}"))?;
        Ok((digest(&out), out))
    }
}

/// A hash of the files below a folder.
fn digest(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(&one)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            path.strip_prefix(folder).unwrap().hash(&mut hasher);
            if path.is_dir() {
                folders.push(path);
            } else {
                fs::read(&path).unwrap().hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

/// The inputs: our headers in each version, the releases in some, and all of them as toolstacks. A
/// sample is one version of our headers.
fn readings() -> Vec<Reading> {
    let mut readings = Vec::new();
    let own = trees::own();
    let amount = Amount::wanted();
    let releases = &RELEASES[..amount.of(0, RELEASES.len(), RELEASES.len())];
    let releases = releases.iter().copied().filter_map(trees::upstream);
    for tree in [own.clone()].into_iter().chain(releases) {
        let named = compared(&tree);
        assert!(named.len() > 15, "{} names {named:x?}", tree.display());
        // Headers refuse versions newer than their own.
        let latest = named.last().copied().unwrap_or_default();
        for &tools in amount.of(&BOTH_VIEWS[..1], &BOTH_VIEWS[..], &BOTH_VIEWS[..]) {
            // For toolstacks, the headers always select the latest version.
            let versions: BTreeSet<u32> = if tools {
                [latest].into()
            } else if amount == Amount::Full {
                named
                    .iter()
                    .flat_map(|&version| {
                        [
                            version.saturating_sub(1),
                            version,
                            version.saturating_add(1),
                        ]
                    })
                    .filter(|version| *version <= latest)
                    .chain([0])
                    .collect()
            } else if tree == own && amount == Amount::Part {
                // One of each range of equal versions.
                named.iter().copied().chain([0]).collect()
            } else if amount == Amount::Sample {
                [SOME[0]].into()
            } else {
                SOME.into()
            };
            readings.extend(versions.into_iter().map(|version| Reading {
                tree: tree.clone(),
                tools,
                version,
            }));
        }
    }
    readings
}

/// Whether it is the oldest version of headers/, which is compiled for each architecture.
fn is_oldest(reading: &Reading) -> bool {
    reading.version == 0 && reading.tree == trees::own()
}

#[test]
fn every_version_of_the_interface_compiles() {
    if libclang().is_none() {
        return;
    }
    let folder = workspace().join("target/tmp/interface_versions");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let readings = readings();
    let emitted = in_parallel(&readings, |reading| {
        (is_oldest(reading), reading.emit(&folder))
    });
    let mut distinct: BTreeMap<u64, (PathBuf, bool)> = BTreeMap::new();
    let mut failures = Vec::new();
    for (first, one) in emitted {
        match one {
            Ok((digest, out)) => {
                let (_, oldest) = distinct.entry(digest).or_insert((out, false));
                *oldest |= first;
            }
            Err(said) => failures.push(said),
        }
    }
    let compilers = Rustc::ready();
    let amount = Amount::wanted();
    let mut work: Vec<(&Ready, &PathBuf)> = Vec::new();
    let mut outputs: Vec<&(PathBuf, bool)> = distinct.values().collect();
    outputs.sort();
    for (turn, (out, oldest)) in outputs.into_iter().enumerate() {
        let part = |at: usize| at == turn % compilers.len();
        let chosen = compilers.iter().enumerate();
        work.extend(
            chosen
                .filter(|(at, _)| match amount {
                    Amount::Sample => part(*at),
                    Amount::Part => *oldest || part(*at),
                    Amount::Full => true,
                })
                .map(|(_, compiler)| (compiler, out)),
        );
    }
    println!(
        "{} readings, {} of them differ, {} compilations",
        readings.len(),
        distinct.len(),
        work.len()
    );
    let least = amount.of(1, 20, 20);
    assert!(distinct.len() >= least, "too little was tried");
    let compiled = in_parallel(&work, |(compiler, out)| {
        let name = format!(
            "{}.{}.rs",
            out.display(),
            compiler.rustc.name().replace(' ', "_")
        );
        let root = PathBuf::from(name);
        let text = format!(
            "#![no_std]\n#![deny(warnings)]\n#[path = {:?}]\npub mod emitted;\n",
            out.join("mod.rs")
        );
        fs::write(&root, text).unwrap();
        compiler.look_at(&root)
    });
    failures.extend(compiled.into_iter().filter_map(Result::err));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
