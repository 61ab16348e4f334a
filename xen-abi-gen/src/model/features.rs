//! Cargo features of the crate that the modules are part of.

use std::collections::{BTreeMap, BTreeSet};

use super::location::HeaderPath;

/// The features of a crate. Without any, every module is always compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The feature of each header's module; a header that is not here is always compiled.
    pub of_header: BTreeMap<HeaderPath, String>,
    /// The features of headers whose modules the crate re-exports in hand-written ones.
    pub extended: BTreeSet<String>,
    /// The features by name.
    pub by_name: BTreeMap<String, Feature>,
}

/// A feature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feature {
    /// The path of the module that it compiles (`io::blkif`).
    pub module: String,
    /// The features that it enables.
    pub enables: BTreeSet<String>,
    /// Whether `default` enables it.
    pub is_default: bool,
    /// Whether `all` leaves it out.
    pub is_apart: bool,
}
