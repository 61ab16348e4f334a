//! Reads upstream's headers of whole releases, in all views.
//!
//! Compares the models with the known arguments of operations, with accepted counts, and with C
//! compilers.

mod compilers;
mod counts;
mod members;
mod operations;

use crate::common::releases::{self, Models};

/// The views of headers: name, whether it is a toolstack's, interface version.
const VIEWS: [(&str, bool, Option<u32>); 4] = [
    ("guest", false, None),
    ("tools", true, None),
    ("guest 0", false, Some(0)),
    ("tools 0", true, Some(0)),
];

/// The models of a release in one view.
fn resolved(release: &'static str, tools: bool, interface_version: Option<u32>) -> Option<Models> {
    releases::read(release, tools, interface_version).map(|release| release.models)
}
