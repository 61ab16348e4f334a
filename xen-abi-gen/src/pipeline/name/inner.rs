//! The names of what stands within an item: members of records, and of families.
//!
//! C tells names apart that Rust's case makes one, and a setter may have the name of another
//! member. The first keeps the name, where one that needs no change comes before one that does; the
//! others get a number.

use std::iter;

use super::{Names, case};
use crate::model::abi::{Family, Interface, Role};
use crate::model::annotations::Reference;
use crate::model::facts::{Field, Record, RecordKind};
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::Accessors;
use crate::model::projection::cases;

/// The function of every type that the emitted text calls: a member's would stand before it.
const TAKEN: &str = "default()";

/// Names that leave the rule, of members by the key of their record or the name of their family.
#[derive(Debug, Default)]
pub struct Inner {
    members: HashMap<String, HashMap<usize, String>>,
    families: HashMap<String, HashMap<String, String>>,
}

impl Inner {
    /// Finds what the rule gives the name of something else.
    pub(super) fn of(interface: &Interface) -> Self {
        let mut inner = Self::default();
        for (key, record) in &interface.facts.records {
            let renamed = members(interface, key, record);
            if !renamed.is_empty() {
                inner.members.insert(key.clone(), renamed);
            }
        }
        for family in interface.families.values() {
            let ruled: Vec<String> = family
                .members
                .iter()
                .map(|member| of_family(family, &member.name))
                .collect();
            let spelled = family.members.iter().map(|member| member.name.as_str());
            let renamed: HashMap<String, String> = distinct(&ruled, spelled, only)
                .into_iter()
                .map(|(index, name)| (family.members[index].name.clone(), name))
                .collect();
            if !renamed.is_empty() {
                inner.families.insert(family.name.clone(), renamed);
            }
        }
        inner
    }
}

impl Names {
    /// The name of a member; an anonymous one is counted.
    pub fn member(&self, key: &str, record: &Record, index: usize) -> String {
        let renamed = self.inner.members.get(key);
        renamed
            .and_then(|renamed| renamed.get(&index))
            .cloned()
            .unwrap_or_else(|| of_record(record, index))
    }

    /// The names of all members.
    pub fn members(&self, key: &str, record: &Record) -> HashSet<String> {
        let indices = 0..record.fields.len();
        indices
            .map(|index| self.member(key, record, index))
            .collect()
    }

    /// The name of a family's member: a variant or a constant.
    pub fn family_member(&self, family: &Family, constant: &str) -> String {
        let renamed = self.inner.families.get(&family.name);
        renamed
            .and_then(|renamed| renamed.get(constant))
            .cloned()
            .unwrap_or_else(|| of_family(family, constant))
    }
}

/// The rule for members of records.
fn of_record(record: &Record, index: usize) -> String {
    let field = &record.fields[index];
    if field.name.is_empty() {
        let before = record.fields[..index]
            .iter()
            .filter(|other| other.name.is_empty())
            .count();
        return format!("anon{before}");
    }
    case::snake(&field.name)
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
fn members(interface: &Interface, key: &str, record: &Record) -> HashMap<usize, String> {
    let ruled: Vec<String> = (0..record.fields.len())
        .map(|index| of_record(record, index))
        .collect();
    let functions = |index: usize, name: &str| {
        let field = &record.fields[index];
        match record.kind {
            _ if field.bit_field => Accessors::of_bits(name).all(),
            RecordKind::Union => Accessors::of_union(name).all(),
            RecordKind::Struct if is_tagged(interface, key, field) => {
                cases::functions(name).to_vec()
            }
            RecordKind::Struct => Vec::new(),
        }
    };
    let claims = |index: usize, name: &str| {
        let mut claims = functions(index, name);
        for claim in &mut claims {
            claim.push_str("()");
        }
        // Bit-fields and the members of unions are functions only.
        if claims.is_empty() || is_tagged(interface, key, &record.fields[index]) {
            claims.push(name.to_owned());
        }
        claims
    };
    let spelled = record.fields.iter().map(|field| field.name.as_str());
    distinct(&ruled, spelled, claims)
}

fn is_tagged(interface: &Interface, key: &str, field: &Field) -> bool {
    let note = interface.members.get(key, &field.name);
    matches!(
        note.and_then(|note| note.reference.as_ref()),
        Some(Reference::SelectedBy(_))
    )
}

fn only(_: usize, name: &str) -> Vec<String> {
    vec![name.to_owned()]
}

/// Numbers the names that are taken: of each list of C names and what the rule makes of them, those
/// that leave the rule. `claims` says what a name takes.
pub fn distinct<'a>(
    ruled: &[String],
    spelled: impl Iterator<Item = &'a str>,
    claims: impl Fn(usize, &str) -> Vec<String>,
) -> HashMap<usize, String> {
    let mut taken: HashSet<String> = [TAKEN.to_owned()].into_iter().collect();
    let unchanged: Vec<bool> = ruled
        .iter()
        .zip(spelled)
        .map(|(ruled, spelled)| ruled == spelled)
        .collect();
    let all = 0..ruled.len();
    let (first, last): (Vec<usize>, Vec<usize>) = all.partition(|&index| unchanged[index]);
    let mut renamed = HashMap::default();
    for index in first.into_iter().chain(last) {
        let bare = match ruled[index].trim_end_matches('_') {
            "" => &ruled[index],
            bare => bare,
        };
        let numbered = (2_u32..).map(|number| format!("{bare}_{number}"));
        let mut names = iter::once(ruled[index].clone()).chain(numbered);
        let free = names.find_map(|name| {
            let claims = claims(index, &name);
            let free = claims.iter().all(|claim| !taken.contains(claim));
            free.then_some((name, claims))
        });
        if let Some((name, claims)) = free {
            taken.extend(claims);
            if name != ruled[index] {
                renamed.insert(index, name);
            }
        }
    }
    renamed
}
