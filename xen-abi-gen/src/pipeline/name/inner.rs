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
    /// The name of a member; an anonymous one is counted.
    pub fn member(&self, key: &str, record: &Record, index: usize) -> String {
        let renamed = || self.members.get(key)?.get(&index).cloned();
        renamed().unwrap_or_else(|| of_record(record, index))
    }

    /// The names of all members.
    pub fn members(&self, key: &str, record: &Record) -> HashSet<String> {
        (0..record.fields.len())
            .map(|index| self.member(key, record, index))
            .collect()
    }

    /// The name of a family's member: a variant or a constant.
    pub fn family_member(&self, family: &Family, constant: &str) -> String {
        let renamed = || {
            self.family_members
                .get(&family.name)?
                .get(constant)
                .cloned()
        };
        renamed().unwrap_or_else(|| of_family(family, constant))
    }
}

/// The rule for members of records.
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

/// The rule for members of families.
fn of_family(family: &Family, constant: &str) -> String {
    let bare = constant.strip_prefix(&family.prefix).unwrap_or(constant);
    match family.role {
        Role::Operations => case::upper_camel(bare),
        Role::Values | Role::Flags | Role::Errors => case::screaming(bare),
    }
}

/// The members of a record whose names leave the rule.
pub(super) fn members(interface: &Interface, key: &str, record: &Record) -> HashMap<usize, String> {
    let ruled: Vec<String> = (0..record.fields.len())
        .map(|index| of_record(record, index))
        .collect();
    let claims = |index: usize, name: &str| {
        let field = &record.fields[index];
        let is_tagged = interface.members.tag_of(key, &field.name).is_some();
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
    distinct(
        &ruled,
        record.fields.iter().map(|field| field.name.as_str()),
        claims,
    )
}

/// The members of a family whose names leave the rule, by their C names.
pub(super) fn family_members(family: &Family) -> HashMap<String, String> {
    let c_names = family.members.iter().map(|member| member.name.as_str());
    let ruled: Vec<String> = c_names
        .clone()
        .map(|c_name| of_family(family, c_name))
        .collect();
    distinct(&ruled, c_names, |_, name| vec![name.to_owned()])
        .into_iter()
        .map(|(index, name)| (family.members[index].name.clone(), name))
        .collect()
}

/// Numbers names that are taken, and returns the changed ones by index.
///
/// `ruled` are the Rust names and `spelled` the C names; equal ones are assigned first. `claims`
/// returns the names that a name takes.
pub fn distinct<'a>(
    ruled: &[String],
    spelled: impl Iterator<Item = &'a str>,
    claims: impl Fn(usize, &str) -> Vec<String>,
) -> HashMap<usize, String> {
    let mut taken = HashSet::from_iter([TAKEN.to_owned()]);
    let names = ruled.iter().zip(spelled).enumerate();
    let (first, last): (Vec<_>, Vec<_>) = names.partition(|(_, (ruled, spelled))| ruled == spelled);
    let mut renamed = HashMap::default();
    for (index, (ruled, _)) in first.into_iter().chain(last) {
        let bare = match ruled.trim_end_matches('_') {
            "" => ruled,
            bare => bare,
        };
        let numbered = (2_u32..).map(|number| format!("{bare}_{number}"));
        let mut names = iter::once(ruled.clone()).chain(numbered);
        let free = names.find_map(|name| {
            let claims = claims(index, &name);
            let is_free = claims.iter().all(|claim| !taken.contains(claim));
            is_free.then_some((name, claims))
        });
        if let Some((name, claims)) = free {
            taken.extend(claims);
            if name != *ruled {
                renamed.insert(index, name);
            }
        }
    }
    renamed
}
