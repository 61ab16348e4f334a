//! The operations of toolstacks, and the functions that each has in the releases.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::location::HeaderPath;
use crate::model::projection::{Body, Function, ItemPath, Module, Placed, RequestValue};
use crate::pipeline::toolstack::making::Making;
use crate::pipeline::toolstack::units::Units;

/// An operation, and what the modules have for it.
pub(super) struct Operation<'m> {
    /// Its header and the name of its functions.
    pub(super) path: &'m ItemPath,
    /// Its functions, each with the releases that it is for, as indices; the oldest first.
    pub(super) functions: Vec<Found<'m>>,
}

/// The functions of one module for an operation.
pub(super) struct Found<'m> {
    /// The module.
    pub(super) header: HeaderPath,
    /// The releases.
    pub(super) releases: Vec<usize>,
    /// The functions: several where targets differ.
    pub(super) placed: Vec<&'m Placed>,
}

/// The operations that a record with an interface version names.
///
/// An operation that passes none is one of these too, if its record has one for another operation.
pub(super) fn operations<'m>(
    making: &Making<'_>,
    units: &'m Units<'_>,
    modules: &'m [Module],
) -> Vec<Operation<'m>> {
    let by_header: BTreeMap<&HeaderPath, &Module> = modules
        .iter()
        .map(|module| (&module.header, module))
        .collect();
    let versioned = versioned(modules);
    let mut operations = Vec::new();
    for (path, versions) in &units.0 {
        let mut functions: Vec<Found<'m>> = Vec::new();
        for release in (0..versions.len()).filter(|at| versions[*at].is_some()) {
            let header = making.renamed(path, release).header;
            if let Some(found) = functions.iter_mut().find(|found| found.header == header) {
                found.releases.push(release);
                continue;
            }
            let items = by_header.get(&header).into_iter();
            let items = items.flat_map(|module| &module.items);
            let placed: Vec<&Placed> = items
                .filter(|placed| placed.item.name == path.name)
                .filter(|placed| {
                    let function = function(placed).and_then(|one| one.request.as_ref());
                    let request = function.and_then(|request| request.ty.item());
                    request.is_some_and(|request| versioned.contains(request))
                })
                .collect();
            if !placed.is_empty() {
                functions.push(Found {
                    header,
                    releases: vec![release],
                    placed,
                });
            }
        }
        if !functions.is_empty() {
            operations.push(Operation { path, functions });
        }
    }
    operations
}

/// The records that hold an interface version.
fn versioned(modules: &[Module]) -> BTreeSet<&ItemPath> {
    let items = modules.iter().flat_map(|module| &module.items);
    let requests = items
        .filter_map(function)
        .filter_map(|one| one.request.as_ref());
    let versioned = requests.filter(|request| {
        let mut inputs = request.inputs.iter();
        inputs.any(|input| !matches!(input.value, RequestValue::Param(_)))
    });
    versioned.filter_map(|request| request.ty.item()).collect()
}

/// The function that an item is.
pub(super) fn function(placed: &Placed) -> Option<&Function> {
    match &placed.item.body {
        Body::Function(function) => Some(function),
        _ => None,
    }
}
