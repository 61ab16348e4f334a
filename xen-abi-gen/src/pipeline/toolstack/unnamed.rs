//! Members that the union of a record for all releases leaves out, as their types differ.

use std::collections::{BTreeMap, BTreeSet};

use super::ranges::Ranges;
use super::requests::{Requests, keep_named};
use super::units::Units;
use crate::model::hash::HashMap;
use crate::model::projection::{Body, Field, Item, ItemPath, Placed};
use crate::pipeline::since::add_paragraph;

/// The members that each union leaves out, by their Rust names.
pub(super) struct Unnamed(BTreeMap<ItemPath, LeftOut>);

/// What one union leaves out.
#[derive(Clone)]
pub(super) struct LeftOut {
    members: BTreeSet<String>,
    /// The size and the alignment that the union has nevertheless.
    layout: (u64, u64),
}

impl Requests {
    /// Finds the members that differ between releases, or whose types do.
    pub(super) fn unnamed(&self, units: &Units<'_>, ranges: &Ranges<'_>) -> Unnamed {
        let mut found = BTreeMap::new();
        for (path, layout) in &self.unions {
            let versions = units.0.get(path).into_iter().flatten().flatten();
            let mut members = BTreeSet::new();
            let mut seen: HashMap<(usize, &str), &Field> = HashMap::default();
            for version in versions {
                for (at, placed) in version.placed.iter().enumerate() {
                    let Body::Union(union) = &placed.item.body else {
                        continue;
                    };
                    for field in &union.fields {
                        let first = *seen.entry((at, &field.name)).or_insert(field);
                        let is_same = first.ty == field.ty && first.c_name == field.c_name;
                        if !is_same || has_ranges(placed, field, ranges) {
                            members.insert(field.name.clone());
                        }
                    }
                }
            }
            if !members.is_empty() {
                let layout = *layout;
                found.insert(path.clone(), LeftOut { members, layout });
            }
        }
        Unnamed(found)
    }
}

/// Whether the type of a union's member differs between releases.
fn has_ranges(placed: &Placed, field: &Field, ranges: &Ranges<'_>) -> bool {
    let Some(ty) = field.ty.item() else {
        return false;
    };
    // On each target, the name may mean an item of another header.
    let mut named = placed.names.values().flatten();
    named.any(|path| path.name == ty.name && ranges.start(path, usize::MAX).is_some())
}

impl Unnamed {
    /// What a union, or what it holds, leaves out.
    pub(super) fn of(&self, path: &ItemPath, item: &Item) -> Option<LeftOut> {
        let union = match &item.body {
            Body::Union(_) => path,
            Body::Cases(cases) => cases.union.item()?,
            _ => return None,
        };
        self.0.get(union).cloned()
    }

    /// Makes a function hand over a member that its union leaves out by the member's type.
    pub(super) fn mark(&self, item: &mut Item) {
        let Body::Function(function) = &mut item.body else {
            return;
        };
        for selected in function.request.iter_mut().flat_map(|one| &mut one.members) {
            let left_out = selected.union.item().and_then(|union| self.0.get(union));
            selected.is_unnamed =
                left_out.is_some_and(|left_out| left_out.members.contains(&selected.member));
        }
    }
}

impl LeftOut {
    /// Removes the members, and says so.
    pub(super) fn apply(&self, placed: &mut Placed) {
        let item = &mut placed.item;
        let listed: Vec<String> = self.members.iter().map(|one| format!("`{one}`")).collect();
        let listed = listed.join(", ");
        let line = match &mut item.body {
            Body::Union(union) => {
                union
                    .fields
                    .retain(|field| !self.members.contains(&field.name));
                union.unnamed = self.members.iter().cloned().collect();
                union.forced = Some(self.layout);
                format!(
                    "The types of these members differ between releases: {listed}. \
                     [`held`](Self::held) reads one of them, and [`holding`](Self::holding) makes \
                     a union of it."
                )
            }
            Body::Cases(cases) => {
                cases
                    .cases
                    .retain(|case| !self.members.contains(&case.member));
                format!("Members whose types differ between releases are not told apart: {listed}.")
            }
            _ => return,
        };
        add_paragraph(&mut item.docs, line);
        keep_named(placed);
    }
}
