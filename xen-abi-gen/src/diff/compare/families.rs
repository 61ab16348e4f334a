//! Compares the annotated families of constants: which constants each holds, and to which argument
//! it maps them.

use std::collections::BTreeMap;

use super::super::change::{Change, Difference, Fact, Kind};
use super::super::types::Types;
use super::entries::{Entry, sorted};
use crate::model::document::{Document, Family, Member};

/// The changes of families. A constant that is new or gone was told of, and is not told again as a
/// member.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let (old, new) = (&sides.old.constants, &sides.new.constants);
    let mut found = sorted(families(sides.old), families(sides.new));
    let mut changes = Vec::new();
    for family in &found.both {
        let told = |name: &str| old.contains_key(name) && new.contains_key(name);
        let before = members(family.old.item, told);
        let after = members(family.new.item, told);
        // What C itself has on one side only was told of as a constant.
        let one_sided = |name: &str| old.contains_key(name) != new.contains_key(name);
        let only = |own: &BTreeMap<&str, String>, other: &BTreeMap<&str, String>| {
            let differs = own
                .iter()
                .filter(|(name, says)| other.get(*name) != Some(says) && !one_sided(name));
            let said: Vec<_> = differs.map(|(_, says)| says.as_str()).collect();
            said.join(", ")
        };
        changes.extend(family.said(only(&before, &after), only(&after, &before)));
        changes.extend(family.rehoused());
    }
    changes.extend(found.take_as(Difference::Annotation, |_| true, |_| true));
    changes
}

/// Each member, and in words what there is to compare.
fn members(family: &Family, told: impl Fn(&str) -> bool) -> BTreeMap<&str, String> {
    let says = |member: &Member| {
        let mut says = member.name.clone();
        // Another value of a constant was told of with the constant.
        if !told(&member.name) {
            says += &format!(" = {}", member.value);
        }
        if let Some(argument) = &member.argument {
            says += &format!(" => {argument}");
        }
        says
    };
    let members = family.members.iter();
    members
        .map(|member| (member.name.as_str(), says(member)))
        .collect()
}

fn families(document: &Document) -> Vec<Entry<'_, Family>> {
    let entries = document.enums.iter().map(|(name, family)| {
        let said = match family.members.len() {
            1 => "1 member".to_owned(),
            several => format!("{several} members"),
        };
        let place = (family.header.as_str(), family.line);
        Entry::new(Kind::Family, name, place, Fact::Said { said }, family)
    });
    entries.collect()
}
