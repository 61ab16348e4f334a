//! The methods, and how each operation is covered.

use std::collections::{BTreeMap, BTreeSet};

use super::method::Context;
use super::operations::{self, Operation, function};
use super::records::{ANY, Records};
use super::texts;
use crate::model::location::HeaderPath;
use crate::model::projection::toolstack::{ReleaseConstant, Releases};
use crate::model::projection::{Body, Coverage, ItemPath, Module, Placed, RequestValue, TextPlace};
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::name::module_path;
use crate::pipeline::toolstack::making::Making;
use crate::pipeline::toolstack::units::Units;

/// The methods of the type for toolstacks that are not operations.
const TAKEN: [&str; 8] = [
    "clone",
    "detect",
    "domains",
    "fmt",
    "into",
    "of_release",
    "release",
    "xen",
];

/// The modules with methods, and how each operation is covered.
pub(in crate::pipeline::toolstack) struct Methods {
    /// One module for each header that has operations, or records for all releases.
    pub(in crate::pipeline::toolstack) modules: Vec<Module>,
    /// The operations, by their header.
    pub(in crate::pipeline::toolstack) operations: Vec<Coverage>,
    /// The texts of the methods and of records.
    pub(in crate::pipeline::toolstack) texts: Vec<TextPlace>,
}

/// Makes the methods for the operations of some modules.
pub(in crate::pipeline::toolstack) fn methods(
    making: &Making<'_>,
    units: &Units<'_>,
    modules: &[Module],
    releases: &[Release],
    constants: &[ReleaseConstant],
) -> Methods {
    let mut context = Context {
        making,
        modules,
        releases,
        constants,
        records: Records::new(modules, releases),
    };
    let all: BTreeSet<Target> = modules
        .iter()
        .flat_map(|module| module.targets.clone())
        .collect();
    let operations = operations::operations(making, units, modules);
    let names = names(&operations);
    let mut made: BTreeMap<HeaderPath, Vec<Placed>> = BTreeMap::new();
    let mut covered = Vec::new();
    for (operation, name) in operations.iter().zip(names) {
        let items = context.items(operation, &name);
        let newest = &operation.functions[operation.functions.len() - 1];
        let first = &newest.placed[0].item;
        let of = operation.functions.iter().flat_map(|found| &found.releases);
        let inputs = function(newest.placed[0]).and_then(|one| one.request.as_ref());
        let inputs = inputs.map(|request| &request.inputs).into_iter().flatten();
        covered.push(Coverage {
            operation: first.c_names.first().cloned().unwrap_or_default(),
            releases: of.map(|at| releases[*at]).collect(),
            module: making.module_path(&operation.path.header, None),
            method: items.as_ref().map(|_| name).map_err(Clone::clone),
            is_stable: inputs
                .map(|input| &input.value)
                .all(|value| matches!(value, RequestValue::Param(_))),
            targets: Some(targets(items.iter().flatten())).filter(|targets| *targets != all),
            is_unified: items.iter().flatten().any(is_unified),
            functions: paths(making, operation, releases, &all),
            sizes: items.iter().flatten().next().map_or_else(Vec::new, sizes),
        });
        if let Ok(items) = items {
            let of_header = made.entry(operation.path.header.clone()).or_default();
            of_header.extend(items);
        }
    }
    let all_modules = modules.iter().chain(&making.guest.modules);
    let texts = texts::texts(made.values().flatten(), all_modules, &covered);
    let listed: BTreeSet<ItemPath> = made.values().flatten().filter_map(listed).collect();
    for (header, mut records) in context.records.made {
        for placed in &mut records {
            if let Body::Unified(record) = &mut placed.item.body {
                let mut listed = listed.iter();
                record.is_listed = listed.any(|path| path.name == placed.item.name);
            }
        }
        made.entry(header).or_default().extend(records);
    }
    Methods {
        modules: made
            .into_iter()
            .map(|(header, items)| module(making, modules, &header, items))
            .collect(),
        operations: covered,
        texts,
    }
}

/// The paths of the functions of an operation that every target has.
fn paths(
    making: &Making<'_>,
    operation: &Operation<'_>,
    releases: &[Release],
    all: &BTreeSet<Target>,
) -> Vec<(Release, Vec<String>)> {
    let everywhere = operation.functions.iter().filter(|found| {
        let of = found.placed.iter().flat_map(|placed| &placed.targets);
        of.copied().collect::<BTreeSet<_>>() == *all
    });
    let paths = everywhere.filter_map(|found| {
        let first = releases[*found.releases.first()?];
        let header = &operation.path.header;
        let mut path = making.module_path(header, None).split_off(1);
        if found.header != making.header(header, None) {
            path.push(Releases::variant(first).to_lowercase());
        }
        path.push(operation.path.name.clone());
        Some((first, path))
    });
    paths.collect()
}

/// The slices of a method without which Xen returns the size that it needs.
fn sizes(placed: &Placed) -> Vec<String> {
    let Body::Method(method) = &placed.item.body else {
        return Vec::new();
    };
    let slices = method.slices.iter();
    let asked = slices.filter(|(_, slice)| slice.optional && slice.mutable && slice.text.is_none());
    asked
        .map(|(index, _)| method.function.params[*index].name.clone())
        .collect()
}

/// The targets that have some of the items.
fn targets<'i>(items: impl Iterator<Item = &'i Placed>) -> BTreeSet<Target> {
    items.flat_map(|placed| placed.targets.clone()).collect()
}

/// Whether a method takes or returns a record for all releases.
fn is_unified(placed: &Placed) -> bool {
    matches!(&placed.item.body, Body::Method(method)
        if !method.unified.is_empty() || method.is_result_unified)
}

/// The record for all releases that a method's list has as elements.
fn listed(placed: &Placed) -> Option<ItemPath> {
    let Body::Method(method) = &placed.item.body else {
        return None;
    };
    let mut records = method.unified.iter();
    let list = records.find(|index| method.slices.contains_key(index))?;
    method.function.params[*list].ty.item().cloned()
}

/// The name of each operation's method: the function's, after the header's name where two headers
/// have such a function, or the header is in a folder.
fn names(operations: &[Operation<'_>]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in operations {
        *seen.entry(&operation.path.name).or_default() += 1;
    }
    let name = |operation: &Operation<'_>| {
        let (module, name) = (module_path(&operation.path.header), &operation.path.name);
        let is_free = seen[&**name] == 1 && !TAKEN.contains(&&**name);
        match module.last() {
            Some(last) if module.len() > 1 || !is_free => format!("{last}_{name}"),
            _ => name.clone(),
        }
    };
    operations.iter().map(name).collect()
}

/// The module with a header's methods and records for all releases.
fn module(
    making: &Making<'_>,
    modules: &[Module],
    header: &HeaderPath,
    mut items: Vec<Placed>,
) -> Module {
    items.sort_by(|a, b| (&a.item.location, &a.targets).cmp(&(&b.item.location, &b.targets)));
    let common = making.header(header, None);
    let mut path = making.module_path(header, None);
    path.push(ANY.to_owned());
    let of_header = modules.iter().filter(|module| module.header == common);
    Module {
        header: format!("{common}/{ANY}").into(),
        origin: header.clone(),
        path,
        docs: vec![format!(
            "What fits every release of `{header}`: methods, and their records."
        )],
        in_crate: false,
        targets: of_header
            .flat_map(|module| module.targets.clone())
            .collect(),
        items,
        reexports: Vec::new(),
    }
}
