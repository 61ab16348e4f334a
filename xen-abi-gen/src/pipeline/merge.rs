//! Merges the targets' crates into one: what reads the same on several targets is said once.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::hash::HashMap;
use crate::model::location::HeaderPath;
use crate::model::projection::{Item, ItemPath, Module, Placed, Projection};

/// Where a module's items of one name stand: several, where targets differ.
type Places = HashMap<String, Vec<usize>>;

/// One crate for all of them.
pub fn merge(projections: Vec<Projection>) -> Projection {
    let mut modules: BTreeMap<HeaderPath, (Module, Places)> = BTreeMap::new();
    let mut layouts = Vec::new();
    for projection in projections {
        layouts.extend(projection.layouts);
        for module in projection.modules {
            match modules.get_mut(&module.header) {
                Some((merged, places)) => {
                    merged.targets.extend(module.targets);
                    module.items.into_iter().for_each(|placed| add(&mut merged.items, places, placed));
                }
                None => {
                    let mut places = Places::default();
                    for (at, placed) in module.items.iter().enumerate() {
                        places.entry(placed.item.name.clone()).or_default().push(at);
                    }
                    modules.insert(module.header.clone(), (module, places));
                }
            }
        }
    }
    let mut modules: Vec<Module> = modules.into_values().map(|(module, _)| module).collect();
    for module in &mut modules {
        module.items.sort_by(|a, b| a.item.location.cmp(&b.item.location).then_with(|| a.targets.cmp(&b.targets)));
    }
    layouts.sort_by_key(|layout| layout.target);
    Projection { modules, layouts, releases: Vec::new() }
}

/// An item that reads the same on another target is the same item there, wherever the types that it names stand; except that
/// a name that is not imported is spelled with its path, which must then be one path.
fn add(items: &mut Vec<Placed>, places: &mut Places, placed: Placed) {
    let importable = |paths: &BTreeSet<ItemPath>| paths.iter().all(|path| !places.contains_key(&path.name));
    let equal = |other: &Item| {
        *other == placed.item
            || (other.bare() == placed.item.bare() && importable(&differing(&other.named(), &placed.item.named())))
    };
    let same = places.get(&placed.item.name).into_iter().flatten().copied().find(|&at| equal(&items[at].item));
    if let Some(at) = same {
        items[at].targets.extend(placed.targets);
        items[at].names.extend(placed.names);
    } else {
        places.entry(placed.item.name.clone()).or_default().push(items.len());
        items.push(placed);
    }
}

fn differing(a: &BTreeSet<ItemPath>, b: &BTreeSet<ItemPath>) -> BTreeSet<ItemPath> {
    a.symmetric_difference(b).cloned().collect()
}
