//! The names of what stands within an item: members of records, and of families.
//!
//! C tells names apart that Rust's case makes one, and a setter may have the name of another
//! member. The first keeps the name, where one that needs no change comes before one that does; the
//! others get a number.

use std::iter;

use super::{Names, case};
use crate::model::abi::{Family, Interface, Role};
use crate::model::facts::{Record, RecordKind};
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::Accessors;
use crate::model::projection::cases;

/// The function of every type that the emitted text calls: a member's would stand before it.
const TAKEN: &str = "default()";

impl Names {
    /// The name of a family's member: a variant or a constant.
    pub fn family_member(&self, family: &Family, constant: &str) -> String {
        self.family_members[&family.name][constant].clone()
    }
}

/// What the rule makes of a member's C name; an anonymous member is counted.
fn of_record(record: &Record, index: usize) -> String {
    let name = &record.fields[index].name;
    if name.is_empty() {
        let unnamed = record.fields[..index]
            .iter()
            .filter(|other| other.name.is_empty());
        return format!("anon{}", unnamed.count());
    }
    case::snake(name)
}

/// What the rule makes of the C name of a family's member.
fn of_family(family: &Family, constant: &str) -> String {
    let bare = constant.strip_prefix(&family.prefix).unwrap_or(constant);
    match family.role {
        Role::Operations => case::upper_camel(bare),
        Role::Values | Role::Flags | Role::Errors => case::screaming(bare),
    }
}

/// The names of a record's members, in order.
pub(super) fn members(interface: &Interface, key: &str, record: &Record) -> Vec<String> {
    let ruled = (0..record.fields.len()).map(|index| of_record(record, index));
    let notes = interface.members.of_record(key);
    let claims = |index: usize, name: &str| {
        let field = &record.fields[index];
        let note = notes.and_then(|notes| notes.get(&field.name));
        let is_tagged = note.is_some_and(|note| note.tag().is_some());
        let functions = match record.kind {
            _ if field.bit_field => Accessors::of_bits(name).all(),
            RecordKind::Union => Accessors::of_union(name).all(),
            RecordKind::Struct if is_tagged => cases::functions(name).to_vec(),
            RecordKind::Struct => Vec::new(),
        };
        // Bit-fields and the members of unions are functions only.
        let is_field = functions.is_empty() || is_tagged;
        let functions = functions.into_iter().map(|function| function + "()");
        let field = is_field.then(|| name.to_owned());
        functions.chain(field).collect()
    };
    let spelled = record.fields.iter().map(|field| field.name.as_str());
    distinct(ruled.collect(), spelled, claims)
}

/// The names of a family's members, by their C names.
pub(super) fn family_members(family: &Family) -> HashMap<String, String> {
    let c_names = family.members.iter().map(|member| member.name.as_str());
    let ruled = c_names.clone().map(|c_name| of_family(family, c_name));
    let names = distinct(ruled.collect(), c_names.clone(), |_, name| {
        vec![name.to_owned()]
    });
    c_names.map(str::to_owned).zip(names).collect()
}

/// Numbers names that are taken.
///
/// `names` are the Rust names and `spelled` the C names; equal ones are assigned first. `claims`
/// returns the names that a name takes.
pub fn distinct<'a>(
    mut names: Vec<String>,
    spelled: impl Iterator<Item = &'a str>,
    claims: impl Fn(usize, &str) -> Vec<String>,
) -> Vec<String> {
    let mut taken = HashSet::from_iter([TAKEN.to_owned()]);
    let spelled: Vec<&str> = spelled.collect();
    let (first, last): (Vec<usize>, Vec<usize>) =
        (0..names.len()).partition(|index| names[*index] == spelled[*index]);
    for index in first.into_iter().chain(last) {
        let ruled = &names[index];
        let bare = match ruled.trim_end_matches('_') {
            "" => ruled,
            bare => bare,
        };
        let numbered = (2_u32..).map(|number| format!("{bare}_{number}"));
        let mut candidates = iter::once(ruled.clone()).chain(numbered);
        let free = candidates.find_map(|name| {
            let claims = claims(index, &name);
            let is_free = claims.iter().all(|claim| !taken.contains(claim));
            is_free.then_some((name, claims))
        });
        if let Some((name, claims)) = free {
            taken.extend(claims);
            names[index] = name;
        }
    }
    names
}
