//! What the lowering of single items asks about all of them, found in one pass: a tree has
//! thousands of items.

use super::families::enum_behind;
use crate::model::abi::{Hypercall, Interface, Op};
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Integer, Origin};
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::ItemPath;
use crate::pipeline::name::Names;
use crate::pipeline::types::integer_behind;

/// The answers.
pub(super) struct Lookup<'a> {
    /// The integers whose comments refer to a family.
    pub(super) referring: HashMap<&'a str, Vec<Integer>>,
    /// Other names of a record.
    pub(super) typedefs: HashMap<&'a str, Vec<&'a str>>,
    /// The operations that take a type.
    pub(super) users: HashMap<&'a str, Vec<(&'a Hypercall, &'a Op)>>,
    /// What is said of operations.
    pub(super) op_texts: HashSet<&'a [String]>,
    /// The names of records, enums and families.
    pub(super) taken: HashSet<&'a ItemPath>,
    /// The C enums that records hold as such.
    pub(super) held_enums: HashSet<&'a str>,
    /// The headers that were handed over as C to be read first.
    pub(super) preludes: HashSet<&'a str>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(interface: &'a Interface, names: &'a Names) -> Self {
        let facts = &interface.facts;
        let mut typedefs: HashMap<&str, Vec<&str>> = HashMap::default();
        for (name, typedef) in &facts.typedefs {
            if let CType::Record(key) = &typedef.ty {
                typedefs.entry(key).or_default().push(name);
            }
        }
        let mut users: HashMap<&str, Vec<(&Hypercall, &Op)>> = HashMap::default();
        let ops = || {
            interface
                .hypercalls
                .values()
                .flat_map(|call| call.ops.iter().map(move |op| (call, op)))
        };
        for (call, op) in ops() {
            let arguments = op.arguments.iter();
            let types: HashSet<&str> = arguments
                .map(|argument| argument.ty.name.as_str())
                .collect();
            for ty in types {
                users.entry(ty).or_default().push((call, op));
            }
        }
        let fields = facts.records.values().flat_map(|record| &record.fields);
        let preludes = facts
            .headers
            .iter()
            .filter(|header| header.origin == Origin::Prelude);
        Self {
            referring: referring(interface),
            typedefs,
            users,
            op_texts: ops().map(|(_, op)| op.text.lines.as_slice()).collect(),
            taken: names
                .records
                .values()
                .chain(names.enums.values())
                .chain(names.families.values())
                .collect(),
            held_enums: fields
                .filter_map(|field| enum_behind(facts, &field.ty))
                .collect(),
            preludes: preludes.map(|header| &*header.path).collect(),
        }
    }
}

/// Members first, in the order of the records, then arguments.
fn referring(interface: &Interface) -> HashMap<&str, Vec<Integer>> {
    let facts = &interface.facts;
    let mut found: HashMap<&str, Vec<Integer>> = HashMap::default();
    for (key, record) in &facts.records {
        for field in &record.fields {
            let note = interface.members.get(key, &field.name);
            if let Some(family) = note.and_then(|note| family(note.reference.as_ref())) {
                found
                    .entry(family)
                    .or_default()
                    .extend(integer_behind(facts, &field.ty));
            }
        }
    }
    for argument in interface
        .hypercalls
        .values()
        .flat_map(|call| &call.ops)
        .flat_map(|op| &op.arguments)
    {
        if let Some(family) = family(argument.reference.as_ref()) {
            found.entry(family).or_default().extend(integer_behind(
                facts,
                argument.ty.c_type().unwrap_or(&CType::Void),
            ));
        }
    }
    found
}

fn family(reference: Option<&Reference>) -> Option<&str> {
    match reference? {
        Reference::Enum(name) | Reference::Flags(name) => Some(name),
        _ => None,
    }
}
