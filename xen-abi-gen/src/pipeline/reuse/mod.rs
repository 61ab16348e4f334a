//! Refers to `xen-abi` for the headers that it has, instead of emitting them again: `--reuse`.

mod shape;
mod table;

use std::collections::BTreeSet;

pub use table::{PATH, Table, table};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::location::HeaderPath;
use crate::model::projection::{ItemPath, Placed, Projection, Type};
use crate::model::target::Target;
use shape::Layouts;

/// The code of errors about items that are not those of the crate.
pub const DIFFERENCE: &str = "crate-difference";

/// The crate whose items are not emitted again.
#[derive(Clone, Copy, Debug)]
pub enum Crate<'a> {
    /// None: all items are emitted.
    None,
    /// The crate that this generator was built with.
    Own,
    /// The crate that the same run emits.
    Emitted(&'a Table),
}

/// Marks the modules that are in the crate. What these declare is compared with the crate's items.
///
/// # Errors
/// When the crate has no such item, or another one.
pub fn reuse(projection: &mut Projection, reused: Crate<'_>) -> Result<(), Diagnostics> {
    let own;
    let table = match reused {
        Crate::None => return Ok(()),
        Crate::Emitted(table) => table,
        Crate::Own => {
            own = Table::own().map_err(Diagnostics::from)?;
            &own
        }
    };
    let mut found = Vec::new();
    let layouts = Layouts::of(projection);
    let shared = projection.modules.iter();
    for module in shared.filter(|module| table.has(&module.header)) {
        for placed in &module.items {
            found.extend(compare(table, &layouts, &module.header, placed));
        }
    }
    if !found.is_empty() {
        return Err(found.into_iter().collect());
    }
    for module in &mut projection.modules {
        module.in_crate = table.has(&module.header);
    }
    let known = referred(projection);
    // A version of the crate with another layout of what is used does not compile.
    for layout in &mut projection.layouts {
        let types = &mut layout.types;
        types.retain(|layout| matches!(&layout.ty, Type::Item(path) if known.contains(path)));
    }
    projection.releases.clear();
    projection.docs = docs(projection, &known, table);
    Ok(())
}

/// Says how an item differs from the crate's, if it does.
fn compare(table: &Table, layouts: &Layouts, header: &str, placed: &Placed) -> Option<Diagnostic> {
    let item = &placed.item;
    let shown = item.c_names.first().unwrap_or(&item.name);
    let mut differing: Vec<(String, Vec<Target>)> = Vec::new();
    for target in &placed.targets {
        let Some(ours) = layouts.shape(header, placed, *target) else {
            continue;
        };
        let Some(difference) = difference(&ours, table.shape(header, &item.name, *target)) else {
            continue;
        };
        match differing.iter_mut().find(|(other, _)| *other == difference) {
            Some((_, targets)) => targets.push(*target),
            None => differing.push((difference, vec![*target])),
        }
    }
    if differing.is_empty() {
        return None;
    }
    let version = &table.version;
    let message = format!("`{shown}` is not what `xen-abi` {version} has of `{header}`");
    let mut wrong = Diagnostic::error(DIFFERENCE, message)
        .at(&item.location, format!("`{}` in Rust", item.name));
    for (difference, targets) in differing {
        let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
        wrong = wrong.help(match names.len() == Target::ALL.len() {
            true => difference,
            false => format!("{difference} (for {})", names.join(", ")),
        });
    }
    Some(wrong.help(
        "read the header that the crate is made from, or emit this one: leave `--reuse` out, or \
         call `Builder::reuse(false)`",
    ))
}

/// The first difference of two shapes. A family of the crate may have more members.
fn difference(ours: &[String], theirs: Option<&[String]>) -> Option<String> {
    let Some(theirs) = theirs else {
        return Some("the crate has no item of this name".to_owned());
    };
    let is_family = ["operations", "values", "flags", "errors"]
        .iter()
        .any(|kind| ours[0].starts_with(&format!("{kind} of ")));
    if is_family && ours[0] == theirs[0] {
        let unknown = ours.iter().find(|line| !theirs.contains(line))?;
        let name = unknown.split(' ').next().unwrap_or_default();
        let same = theirs
            .iter()
            .find(|line| line.split(' ').next() == Some(name));
        return Some(match same {
            Some(same) => format!("here `{unknown}`, in the crate `{same}`"),
            None => format!("here `{unknown}`, which the crate does not have"),
        });
    }
    let length = ours.len().max(theirs.len());
    let pairs = (0..length).map(|index| (ours.get(index), theirs.get(index)));
    let quoted = |line: Option<&String>| match line {
        Some(line) => format!("`{line}`"),
        None => "nothing more".to_owned(),
    };
    // A record's size, and the first member that changed it.
    let differing: Vec<String> = pairs
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| format!("here {}, in the crate {}", quoted(ours), quoted(theirs)))
        .take(2)
        .collect();
    (!differing.is_empty()).then(|| differing.join("; "))
}

/// The items that the emitted modules declare or refer to.
fn referred(projection: &Projection) -> BTreeSet<ItemPath> {
    let mut known = BTreeSet::new();
    for module in projection.modules.iter().filter(|module| !module.in_crate) {
        for placed in &module.items {
            known.extend(placed.names.values().flatten().cloned());
            known.insert(ItemPath {
                header: module.header.clone(),
                name: placed.item.name.clone(),
            });
        }
    }
    known
}

/// What the root says of the versions and the features of the crate.
fn docs(projection: &Projection, known: &BTreeSet<ItemPath>, table: &Table) -> Vec<String> {
    let used = |header: &HeaderPath| known.iter().any(|path| path.header == *header);
    let modules = projection.modules.iter();
    let modules: Vec<_> = modules
        .filter(|module| module.in_crate && used(&module.header))
        .collect();
    if modules.is_empty() {
        return Vec::new();
    }
    let version = &table.version;
    let compatible: Vec<&str> = version.split('.').take(2).collect();
    let paths = modules
        .iter()
        .map(|module| format!("`{}`", module.path.join("::")));
    let paths: Vec<String> = paths.collect();
    let features = modules
        .iter()
        .filter_map(|module| table.feature(&module.header));
    let features: Vec<String> = features.map(|name| format!("`{name}`")).collect();
    let mut text = format!(
        "\nMade for `xen-abi` {version}; fits the versions that Cargo accepts for\n`xen-abi = \"{}\"`. \
         The assertions in `layout` include the types of the crate.\n\nModules of the crate in \
         use: {}.",
        compatible.join("."),
        paths.join(", ")
    );
    if !features.is_empty() {
        text = text + "\nFeatures that they need: " + &features.join(", ") + ".";
    }
    text.split('\n').map(str::to_owned).collect()
}
