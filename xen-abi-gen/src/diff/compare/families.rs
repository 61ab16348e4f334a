//! Compares annotated families: their constants, and the arguments of these.

use std::collections::BTreeSet;

use super::{Change, Difference, Entry, Fact, Kind, Types, entries, sorted};
use crate::model::document::{Document, Family, Member};

/// The changes of families. A constant that is new or gone was told of, and is not told again as a
/// member.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted(families(sides.old), families(sides.new));
    let mut changes = Vec::new();
    for family in &found.both {
        let before = members(sides, family.old.item);
        let after = members(sides, family.new.item);
        let only = |own: &BTreeSet<String>, other| {
            let said: Vec<_> = own.difference(other).cloned().collect();
            said.join(", ")
        };
        changes.extend(family.said(only(&before, &after), only(&after, &before)));
        changes.extend(family.rehoused());
    }
    changes.extend(found.take_as(sides, Difference::Annotation, |_, _| true));
    changes
}

/// In words what there is to compare of each member, but for what is told of the constants.
fn members(sides: &Types<'_>, family: &Family) -> BTreeSet<String> {
    let (old, new) = (&sides.old.constants, &sides.new.constants);
    let says = |member: &Member| {
        let mut says = member.name.clone();
        match (old.contains_key(&says), new.contains_key(&says)) {
            (true, true) => {}
            (false, false) => says = format!("{says} = {}", member.value),
            _ => return None,
        }
        if let Some(argument) = &member.argument {
            says += " => ";
            says += argument;
        }
        Some(says)
    };
    family.members.iter().filter_map(says).collect()
}

fn families(document: &Document) -> Vec<Entry<'_, Family>> {
    entries(Kind::Family, &document.enums, |family| {
        let said = match family.members.len() {
            1 => "1 member".to_owned(),
            several => format!("{several} members"),
        };
        (&family.header, family.line, Fact::Said { said })
    })
}
