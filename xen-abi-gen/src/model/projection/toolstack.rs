//! The releases that calls of toolstacks know.

use super::methods::{Coverage, TextPlace};
use super::types::ItemPath;
use crate::model::release::Release;

/// The releases, and the constants that calls fill in for each.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Releases {
    /// The releases, the oldest first.
    pub all: Vec<Release>,
    /// The constants that differ between them.
    pub constants: Vec<ReleaseConstant>,
    /// How each operation is covered, by its header.
    pub operations: Vec<Coverage>,
    /// The texts that operations and records have.
    pub texts: Vec<TextPlace>,
}

/// A constant that differs between releases.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleaseConstant {
    /// The method of a release that returns it.
    pub method: String,
    /// Its C name.
    pub c_name: String,
    /// The type that has its values.
    pub ty: ItemPath,
    /// Its value in each release, as a name of the type.
    pub values: Vec<String>,
}

impl Releases {
    /// The name of a release as a variant, and as a value that it is the first to have.
    pub fn variant(release: Release) -> String {
        let Release { major, minor } = release;
        format!("V{major}_{minor}")
    }
}
