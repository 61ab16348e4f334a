//! Reads upstream's headers of whole releases, in all views.
//!
//! Compares the models with the known arguments of operations, with accepted counts, and with C
//! compilers.

mod compilers;
mod counts;
mod members;
mod operations;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::common::trees;
use xen_abi_gen::model::abi::Interface;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input};

/// The views of headers: name, whether it is a toolstack's, interface version.
const VIEWS: [(&str, bool, Option<u32>); 4] = [
    ("guest", false, None),
    ("tools", true, None),
    ("guest 0", false, Some(0)),
    ("tools 0", true, Some(0)),
];

/// The models of one release, one per target.
type Models = Arc<Vec<Interface>>;

/// The models of a release in one view, read once for all tests.
fn resolved(release: &'static str, tools: bool, interface_version: Option<u32>) -> Option<Models> {
    type Key = (&'static str, bool, Option<u32>);
    static READ: Mutex<BTreeMap<Key, Models>> = Mutex::new(BTreeMap::new());
    let (library, folder) = (crate::common::libclang()?, trees::upstream(release)?);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (release, tools, interface_version);
    if let Some(known) = read.get(&key) {
        return Some(Arc::clone(known));
    }
    let input = Input {
        selection: trees::selection(&folder, &[]),
        tools,
        toolstacks_too: false,
        interface_version,
        strict: false,
        fallback: FallbackSource::Own,
        operations: None,
    };
    let (resolved, messages) = run::resolve(&library, &input, &Target::ALL);
    let resolved = resolved.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts));
    Some(Arc::clone(
        read.entry(key).or_insert(Arc::new(resolved.interfaces)),
    ))
}
