//! Merges the targets' crates into one: what reads the same on several targets is said once.

use std::collections::BTreeMap;

use crate::model::location::HeaderPath;
use crate::model::projection::{Module, Placed, Projection};

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

/// An item that another target has in the same words is the same item there.
fn add(items: &mut Vec<Placed>, placed: Placed) {
    let same = items.iter_mut().find(|other| other.item.name == placed.item.name && other.item == placed.item);
    match same {
        Some(other) => other.targets.extend(placed.targets),
        None => items.push(placed),
    }
}
