//! What the items that were asked for need of others.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{At, Named};
use crate::model::abi::Role;
use crate::model::projection::{
    Body, Function, FunctionParam, ItemPath, NumberPath, Projection, Selector, Type, Word,
};

/// How much of an item is needed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Needed {
    /// All members of a family, or all markers.
    pub(super) whole: bool,
    /// These members or markers.
    pub(super) members: BTreeSet<String>,
}

/// The items that are needed.
pub(super) type Kept = BTreeMap<At, Needed>;

/// Collects items and what they need.
pub(super) struct Selection<'p> {
    projection: &'p Projection,
    /// Where types, constants and traits of a name are: several, where targets differ.
    by_path: BTreeMap<(&'p str, &'p str), Vec<At>>,
    kept: Kept,
    /// Items whose own needs have not been looked at.
    pending: Vec<At>,
}

impl<'p> Selection<'p> {
    pub(super) fn new(projection: &'p Projection) -> Self {
        let mut by_path: BTreeMap<_, Vec<At>> = BTreeMap::new();
        for (module_index, module) in projection.modules.iter().enumerate() {
            for (index, placed) in module.items.iter().enumerate() {
                // Nothing refers to these by a path, and a record may have the name of one.
                if !matches!(placed.item.body, Body::Function(_) | Body::Markers { .. }) {
                    let path = (&*module.header, &*placed.item.name);
                    by_path.entry(path).or_default().push((module_index, index));
                }
            }
        }
        Self {
            projection,
            by_path,
            kept: Kept::new(),
            pending: Vec::new(),
        }
    }

    /// Keeps what a pattern names.
    pub(super) fn keep(&mut self, found: Vec<Named>) {
        for Named { at, member } in found {
            self.need(at, member.as_deref(), true);
        }
    }

    /// What is kept, with what that needs.
    pub(super) fn with_needs(mut self) -> Kept {
        while let Some(at) = self.pending.pop() {
            self.needs_of(at);
        }
        // An enum has at least one variant.
        for (at, needed) in &mut self.kept {
            let item = &self.projection.modules[at.0].items[at.1].item;
            if matches!(
                item.body,
                Body::Family {
                    role: Role::Operations,
                    ..
                }
            ) && needed.members.is_empty()
            {
                needed.whole = true;
            }
        }
        self.kept
    }

    /// Needs an item: a member of it; all of it, if `whole`; or only the type.
    fn need(&mut self, at: At, member: Option<&str>, whole: bool) {
        let is_new = !self.kept.contains_key(&at);
        let needed = self.kept.entry(at).or_default();
        let before = needed.clone();
        match member {
            Some(member) => drop(needed.members.insert(member.to_owned())),
            None => needed.whole |= whole,
        }
        if is_new || *needed != before {
            self.pending.push(at);
        }
    }

    fn need_path(&mut self, path: &ItemPath, member: Option<&str>, whole: bool) {
        let key = (&*path.header, &*path.name);
        for at in self.by_path.get(&key).cloned().unwrap_or_default() {
            self.need(at, member, whole);
        }
    }

    fn needs_of(&mut self, at: At) {
        let projection = self.projection;
        let module = &projection.modules[at.0];
        let placed = &module.items[at.1];
        let paths: BTreeSet<&ItemPath> = placed.names.values().flatten().collect();
        let mut paths: Vec<&ItemPath> = paths.into_iter().collect();
        match &placed.item.body {
            Body::Function(function) => self.needs_of_function(at.0, function),
            Body::Markers {
                family,
                number,
                markers,
            } => {
                self.need_number(number);
                let needed = self.kept.get(&at).cloned().unwrap_or_default();
                let kept = markers
                    .iter()
                    .filter(|marker| needed.whole || needed.members.contains(&marker.name));
                let mut named = BTreeSet::new();
                for marker in kept {
                    self.need_path(family, Some(&marker.name), false);
                    named.extend(marker.named().into_iter().map(|path| path.name));
                }
                paths.retain(|path| named.contains(&path.name));
            }
            // It prints what the union holds.
            Body::Struct(record) if !record.tagged.is_empty() => {
                let name = &placed.item.name;
                let cases = module.items.iter().enumerate().filter(|(_, other)| {
                    matches!(&other.item.body, Body::Cases(cases)
                        if matches!(&cases.record, Type::Item(path) if path.name == *name))
                });
                for (index, _) in cases {
                    self.need((at.0, index), None, true);
                }
            }
            _ => {}
        }
        for path in paths {
            self.need_path(path, None, false);
        }
    }

    /// What a function needs beyond that it names types.
    fn needs_of_function(&mut self, module: usize, function: &Function) {
        self.need_number(&function.number);
        for word in &function.words {
            if let Word::Command { family, variant } = word {
                self.need_path(family, Some(variant), false);
                self.need_markers(module, family, Some((&function.number, variant)));
            }
        }
        if let Some(family) = &function.generic {
            self.need_path(family, None, true);
            self.need_markers(module, family, None);
        }
        match function.request.as_ref().map(|request| &request.value) {
            Some(Selector::Variant {
                family, variant, ..
            }) => self.need_path(family, Some(variant), false),
            Some(Selector::Constant { family, constant }) => {
                self.need_path(family, Some(constant), false);
            }
            None => {}
        }
        // Whether one of these failed is read by its constants.
        if let Some((_, Type::Item(path))) = &function.status {
            self.need_path(path, None, true);
        }
        for FunctionParam { ty, .. } in &function.params {
            if let Type::Item(path) = ty {
                self.need_operations(path);
            }
        }
        let one_of = function.one_of.iter().map(|one_of| &one_of.function);
        for name in function.by_guest.iter().chain(one_of) {
            self.need_beside(module, name);
        }
    }

    /// A parameter that is an operation can be any of them.
    fn need_operations(&mut self, path: &ItemPath) {
        let key = (&*path.header, &*path.name);
        for at in self.by_path.get(&key).cloned().unwrap_or_default() {
            let item = &self.projection.modules[at.0].items[at.1].item;
            if matches!(
                item.body,
                Body::Family {
                    role: Role::Operations,
                    ..
                }
            ) {
                self.need(at, None, true);
            }
        }
    }

    fn need_number(&mut self, number: &NumberPath) {
        match number {
            NumberPath::Member(family, member) => self.need_path(family, Some(member), false),
            NumberPath::Constant(path) => self.need_path(path, None, true),
        }
    }

    /// The marker of an operation, or all of a family.
    fn need_markers(
        &mut self,
        module: usize,
        family: &ItemPath,
        operation: Option<(&NumberPath, &String)>,
    ) {
        let items = self.projection.modules[module].items.iter().enumerate();
        for (index, placed) in items {
            if let Body::Markers {
                family: theirs,
                number,
                ..
            } = &placed.item.body
                && theirs.name == family.name
            {
                match operation {
                    None => self.need((module, index), None, true),
                    Some((own, variant)) if own == number => {
                        self.need((module, index), Some(variant), false);
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// A function or a trait of the same module.
    fn need_beside(&mut self, module: usize, name: &str) {
        let items = self.projection.modules[module].items.iter().enumerate();
        for (index, placed) in items {
            let is_meant = matches!(placed.item.body, Body::Function(_) | Body::ByGuest(_));
            if is_meant && placed.item.name == name {
                self.need((module, index), None, true);
            }
        }
    }
}
