//! Removes what is not needed: items, members of families, markers, and the layouts of types.

use std::collections::BTreeSet;

use super::select::{Kept, Needed};
use crate::model::abi::Role;
use crate::model::projection::{Body, ItemPath, NamedValue, Placed, Projection, TypeLayout};

/// Keeps what is needed.
pub(super) fn prune(projection: &mut Projection, kept: &Kept) {
    for (module_index, module) in projection.modules.iter_mut().enumerate() {
        let path = module.path.join("::");
        let items = std::mem::take(&mut module.items).into_iter().enumerate();
        let needed = items.filter_map(|(index, mut placed)| {
            members(&mut placed, &path, kept.get(&(module_index, index))?);
            Some(placed)
        });
        module.items = needed.collect();
        // What the header is about in a line, not its whole introduction.
        let first = module.docs.iter().position(String::is_empty);
        module.docs.truncate(first.unwrap_or(module.docs.len()));
    }
    projection.modules.retain(|module| !module.items.is_empty());
    projection.releases.clear();
    let known: BTreeSet<ItemPath> = projection
        .modules
        .iter()
        .flat_map(|module| {
            module.items.iter().map(|placed| ItemPath {
                header: module.header.clone(),
                name: placed.item.name.clone(),
            })
        })
        .collect();
    let layouts = &mut projection.layouts;
    for layout in layouts.iter_mut().chain(&mut projection.toolstack_layouts) {
        let is_kept =
            |layout: &TypeLayout| layout.ty.item().is_some_and(|path| known.contains(path));
        layout.types.retain(is_kept);
    }
}

/// Keeps the members of a family, or the markers, that are needed. The documentation says how to
/// get the rest.
fn members(placed: &mut Placed, module: &str, needed: &Needed) {
    if needed.whole {
        return;
    }
    let is_needed = |member: &NamedValue| needed.members.contains(&member.name);
    match &mut placed.item.body {
        Body::Family { role, members, .. } => {
            let before = members.len();
            members.retain(is_needed);
            if *role != Role::Operations && members.len() < before {
                let name = &placed.item.name;
                placed.item.docs.extend([
                    String::new(),
                    format!("The filter left constants out: `{module}::{name}::*` has them all."),
                ]);
            }
        }
        Body::Markers { markers, .. } => {
            markers.retain(|marker| needed.members.contains(&marker.name));
        }
        _ => return,
    }
    // What is gone is not imported.
    let named: BTreeSet<String> = placed
        .item
        .named()
        .into_iter()
        .map(|path| path.name)
        .collect();
    for paths in placed.names.values_mut() {
        paths.retain(|path| named.contains(&path.name));
    }
}
