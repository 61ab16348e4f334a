//! Helpers of the tests: tools, header trees, compilers.
#![allow(
    dead_code,
    reason = "each proof is a program of its own and uses its part of this"
)]

pub(crate) mod amount;
pub(crate) mod assembly;
pub(crate) mod assertions;
pub(crate) mod compilers;
pub(crate) mod emitted;
pub(crate) mod features;
pub(crate) mod folder;
pub(crate) mod generator;
pub(crate) mod operations;
pub(crate) mod parallel;
pub(crate) mod release_facts;
pub(crate) mod releases;
pub(crate) mod rust;
pub(crate) mod small_trees;
pub(crate) mod steps;
pub(crate) mod trees;
pub(crate) mod witness;

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use xen_abi_gen::source::Libclang;

/// Whether a missing part is a failure: `CI` is set, and not to `false` or 0.
fn everything_must_run() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Reports a missing part: prints a message and lets the test pass, or fails under CI.
pub(crate) fn lacks(what: &str) {
    assert!(
        !everything_must_run(),
        "CI is set, so nothing may be left out: {what}"
    );
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if SAID
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(what.to_owned())
    {
        println!("not proved here: {what}");
    }
}

/// The value of an environment variable; [`lacks`] if it is not set.
pub(crate) fn tool(variable: &str) -> Option<PathBuf> {
    let found = optional(variable);
    if found.is_none() {
        lacks(&format!("{variable} is not set (`make test` sets it)"));
    }
    found
}

/// The value of an environment variable that CI may lack too.
pub(crate) fn optional(variable: &str) -> Option<PathBuf> {
    let path = env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)?;
    assert!(
        path.exists(),
        "{variable} is `{}`, which does not exist",
        path.display()
    );
    Some(path)
}

/// The libclang; [`lacks`] if there is none.
pub(crate) fn libclang() -> Option<Libclang> {
    match Libclang::load() {
        Ok(library) => Some(library),
        Err(diagnostic) => {
            lacks(&diagnostic.message);
            None
        }
    }
}

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package stands in a workspace")
        .to_owned()
}

/// A folder of fixtures.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}
