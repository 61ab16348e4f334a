//! Merges the targets' crates into one: what reads the same on several targets is said once.

use std::collections::BTreeMap;

use crate::model::hash::HashMap;
use crate::model::location::HeaderPath;
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Module, Placed, Projection};
use crate::parallel;

/// Where a module's items of one name stand: several, where targets differ.
type Places = HashMap<String, Vec<usize>>;

/// One crate for all of them.
pub fn merge(projections: Vec<Projection>) -> Projection {
    let mut headers: BTreeMap<HeaderPath, Vec<Module>> = BTreeMap::new();
    let mut layouts = Vec::new();
    for projection in projections {
        layouts.extend(projection.layouts);
        for module in projection.modules {
            headers
                .entry(module.header.clone())
                .or_default()
                .push(module);
        }
    }
    layouts.sort_by_key(|layout| layout.target);
    // One header's items are compared with each other only.
    let modules = parallel::map(headers.into_values().collect(), merge_header);
    Projection {
        modules: modules.into_iter().flatten().collect(),
        layouts,
        toolstack_layouts: Vec::new(),
        toolstack_releases: Releases::default(),
        releases: Vec::new(),
        docs: Vec::new(),
        newest: None,
    }
}

/// One module of those that the targets have of a header.
fn merge_header(modules: Vec<Module>) -> Option<Module> {
    let mut modules = modules.into_iter();
    let mut merged = modules.next()?;
    let mut places = Places::default();
    for (at, placed) in merged.items.iter().enumerate() {
        places.entry(placed.item.name.clone()).or_default().push(at);
    }
    for module in modules {
        merged.targets.extend(module.targets);
        for placed in module.items {
            add(&mut merged.items, &mut places, placed);
        }
    }
    merged
        .items
        .sort_by(|a, b| (&a.item.location, &a.targets).cmp(&(&b.item.location, &b.targets)));
    Some(merged)
}

/// Adds an item, or adds its target to an equal item of other targets.
///
/// The types that equal items name may be in different modules, unless they are named by path.
fn add(items: &mut Vec<Placed>, places: &mut Places, mut placed: Placed) {
    let alike = places.get(&placed.item.name).into_iter().flatten();
    let same = alike.copied().find(|&at| {
        let (item, other) = (&mut placed.item, &mut items[at].item);
        item == other || item.reads_like(other, |name| !places.contains_key(name))
    });
    if let Some(at) = same {
        items[at].targets.extend(placed.targets);
        items[at].names.extend(placed.names);
    } else {
        places
            .entry(placed.item.name.clone())
            .or_default()
            .push(items.len());
        items.push(placed);
    }
}
