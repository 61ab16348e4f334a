//! Merges the targets' crates into one: what reads the same on several targets is said once.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::location::HeaderPath;
use crate::model::projection::{ItemPath, Module, Placed, Projection};

/// One crate for all of them.
pub fn merge(projections: Vec<Projection>) -> Projection {
    let mut modules: BTreeMap<HeaderPath, Module> = BTreeMap::new();
    let mut layouts = Vec::new();
    for projection in projections {
        layouts.extend(projection.layouts);
        for module in projection.modules {
            match modules.get_mut(&module.header) {
                Some(merged) => {
                    merged.targets.extend(module.targets);
                    module.items.into_iter().for_each(|placed| add(&mut merged.items, placed));
                }
                None => {
                    modules.insert(module.header.clone(), module);
                }
            }
        }
    }
    let mut modules: Vec<Module> = modules.into_values().collect();
    for module in &mut modules {
        module.items.sort_by(|a, b| a.item.location.cmp(&b.item.location).then_with(|| a.targets.cmp(&b.targets)));
    }
    layouts.sort_by_key(|layout| layout.target);
    Projection { modules, layouts }
}

/// An item that reads the same on another target is the same item there, wherever the types that it names stand; except that
/// a name that is not imported is spelled with its path, which must then be one path.
fn add(items: &mut Vec<Placed>, placed: Placed) {
    let own: BTreeSet<String> = items.iter().map(|other| other.item.name.clone()).collect();
    let importable = |paths: &BTreeSet<ItemPath>| paths.iter().all(|path| !own.contains(&path.name));
    let named = placed.item.named();
    let bare = placed.item.bare();
    let same = items.iter_mut().find(|other| {
        other.item.name == placed.item.name
            && (other.item == placed.item || (other.item.bare() == bare && importable(&differing(&other.item.named(), &named))))
    });
    match same {
        Some(other) => {
            other.targets.extend(placed.targets);
            other.names.extend(placed.names);
        }
        None => items.push(placed),
    }
}

fn differing(a: &BTreeSet<ItemPath>, b: &BTreeSet<ItemPath>) -> BTreeSet<ItemPath> {
    a.symmetric_difference(b).cloned().collect()
}
