//! Lookup tables over all items, filled in one pass.

use std::ptr;

use crate::model::abi::{Family, Hypercall, Interface, Op, Role};
use crate::model::annotations::{Nature, Reference};
use crate::model::facts::{CType, Facts, Integer, Origin};
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::ItemPath;
use crate::pipeline::name::Names;
use crate::pipeline::types::integer_behind;

/// The answers.
#[derive(Default)]
pub(super) struct Lookup<'a> {
    /// The integers whose comments refer to a family.
    pub(super) referring: HashMap<&'a str, Vec<Integer>>,
    /// Other names of a record.
    pub(super) typedefs: HashMap<&'a str, Vec<&'a String>>,
    /// The family of each constant; the first where several have it.
    pub(super) families: HashMap<&'a str, &'a Family>,
    /// The operations by constant.
    pub(super) ops: HashMap<&'a str, (&'a Hypercall, &'a Op)>,
    /// The operations that take a type.
    pub(super) users: HashMap<&'a str, Vec<(&'a Hypercall, &'a Op)>>,
    /// What is said of operations.
    pub(super) op_texts: HashSet<&'a [String]>,
    /// What the items are that are no typedefs.
    pub(super) kinds: HashMap<&'a ItemPath, ItemKind>,
    /// The records and typedefs as C types.
    pub(super) declared: HashMap<&'a ItemPath, CType>,
    /// The items that typedefs are other names for.
    aliases: HashMap<&'a ItemPath, &'a ItemPath>,
    /// What the typedefs carry that are types of their own.
    pub(super) natures: HashMap<&'a ItemPath, Nature>,
    /// The typedefs of 64-bit integers.
    pub(super) wide: HashSet<&'a ItemPath>,
    /// The C enums that records hold as such.
    pub(super) held_enums: HashSet<&'a str>,
    /// The headers that were handed over as C to be read first.
    pub(super) preludes: HashSet<&'a str>,
}

/// The C enum that a type is, by whatever names, or is an array of.
pub(super) fn enum_behind<'a>(facts: &'a Facts, ty: &'a CType) -> Option<&'a str> {
    match ty {
        CType::Enum(key) => Some(key),
        CType::Array { element, .. } => enum_behind(facts, element),
        CType::Typedef(name) => enum_behind(facts, &facts.typedefs.get(name)?.ty),
        _ => None,
    }
}

/// The item that a type is, through all typedefs that are no types of their own.
fn item_behind<'a>(
    interface: &'a Interface,
    names: &'a Names,
    ty: &'a CType,
) -> Option<&'a ItemPath> {
    match ty {
        CType::Record(key) => names.records.get(key),
        CType::Enum(key) => names.enums.get(key),
        CType::Typedef(name) if interface.distinct.contains_key(name) => names.typedefs.get(name),
        CType::Typedef(name) => {
            item_behind(interface, names, &interface.facts.typedefs.get(name)?.ty)
        }
        _ => None,
    }
}

/// What a type is.
pub(super) enum ItemKind {
    Record,
    Enum,
    Family(Role),
}

impl<'a> Lookup<'a> {
    pub(super) fn new(interface: &'a Interface, names: &'a Names) -> Self {
        let facts = &interface.facts;
        let mut lookup = Self::default();
        lookup.add_kinds(interface, names);
        lookup.add_typedefs(interface, names);
        for (key, record) in &facts.records {
            for field in &record.fields {
                let note = interface.members.get(key, &field.name);
                let reference = note.and_then(|note| note.reference.as_ref());
                lookup.add_reference(interface, reference, &field.ty);
                lookup.held_enums.extend(enum_behind(facts, &field.ty));
            }
        }
        for call in interface.hypercalls.values() {
            for op in &call.ops {
                lookup.op_texts.insert(&op.text.lines);
                lookup.ops.insert(&op.constant, (call, op));
                lookup.add_arguments(interface, call, op);
            }
        }
        let preludes = facts
            .headers
            .iter()
            .filter(|header| header.origin == Origin::Prelude);
        lookup.preludes.extend(preludes.map(|header| &*header.path));
        lookup
    }

    fn add_kinds(&mut self, interface: &'a Interface, names: &'a Names) {
        let records = names.records.values().map(|path| (path, ItemKind::Record));
        let enums = names.enums.values().map(|path| (path, ItemKind::Enum));
        self.kinds.extend(records.chain(enums));
        let records = names.records.iter();
        let records = records.map(|(key, path)| (path, CType::Record(key.clone())));
        let typedefs = names.typedefs.iter();
        let typedefs = typedefs.map(|(name, path)| (path, CType::Typedef(name.clone())));
        // A record and its typedef may be one item: the record comes last.
        self.declared.extend(typedefs.chain(records));
        for family in interface.families.values() {
            let path = &names.families[&family.name];
            self.kinds.insert(path, ItemKind::Family(family.role));
            for member in &family.members {
                self.families.entry(&member.name).or_insert(family);
            }
        }
    }

    fn add_typedefs(&mut self, interface: &'a Interface, names: &'a Names) {
        for (name, typedef) in &interface.facts.typedefs {
            if let CType::Record(key) = &typedef.ty {
                self.typedefs.entry(key).or_default().push(name);
            }
            let Some(path) = names.typedefs.get(name) else {
                continue;
            };
            let nature = interface.distinct.get(name);
            if nature.is_none()
                && let Some(item) = item_behind(interface, names, &typedef.ty)
                && item != path
            {
                self.aliases.insert(path, item);
            }
            self.natures.extend(nature.map(|nature| (path, *nature)));
            let integer = integer_behind(&interface.facts, &typedef.ty);
            if integer.is_some_and(|integer| integer.bits == 64) {
                self.wide.insert(path);
            }
        }
    }

    /// The item that a path is a name for.
    pub(super) fn item<'p>(&'p self, path: &'p ItemPath) -> &'p ItemPath {
        self.aliases.get(path).copied().unwrap_or(path)
    }

    fn add_arguments(&mut self, interface: &'a Interface, call: &'a Hypercall, op: &'a Op) {
        for argument in &op.arguments {
            let users = self.users.entry(&argument.ty.name).or_default();
            if !users.last().is_some_and(|(_, last)| ptr::eq(*last, op)) {
                users.push((call, op));
            }
            let ty = argument.ty.c_type().unwrap_or(&CType::Void);
            self.add_reference(interface, argument.reference.as_ref(), ty);
        }
    }

    fn add_reference(
        &mut self,
        interface: &'a Interface,
        reference: Option<&'a Reference>,
        ty: &CType,
    ) {
        if let Some(family) = reference.and_then(Reference::family) {
            let integers = self.referring.entry(family).or_default();
            integers.extend(integer_behind(&interface.facts, ty));
        }
    }
}
