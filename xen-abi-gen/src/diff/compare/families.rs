//! Compares the annotated families of constants: which constants each holds, and to which argument
//! it maps them.

use std::collections::BTreeMap;

use super::super::change::{Change, Declaration, Difference, Fact, Kind};
use super::{added, changed, rehoused, removed, saying, sorted};
use crate::model::document::{Document, Family, Member};

/// The changes of families. A constant that is new or gone was told of, and is not told again as a
/// member.
pub(super) fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let found = sorted(&old.enums, &new.enums);
    let mut changes = Vec::new();
    for (name, before, after) in &found.both {
        let (a, b) = (stated(name, before), stated(name, after));
        let told =
            |name: &str| old.constants.contains_key(name) && new.constants.contains_key(name);
        let (of_old, of_new) = (members(before, told), members(after, told));
        // What C itself has on one side only was told of as a constant.
        let one_sided =
            |name: &str| old.constants.contains_key(name) != new.constants.contains_key(name);
        let only = |own: &BTreeMap<&str, String>, other: &BTreeMap<&str, String>| {
            let differs = own
                .iter()
                .filter(|(name, says)| other.get(*name) != Some(says) && !one_sided(name));
            differs
                .map(|(_, says)| says.clone())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (said_before, said_after) = (only(&of_old, &of_new), only(&of_new, &of_old));
        if said_before != said_after {
            changes.push(changed(
                Kind::Family,
                Difference::Annotation,
                &saying(&a, &said_before),
                &saying(&b, &said_after),
            ));
        }
        changes.extend(rehoused(Kind::Family, &a, &b));
    }
    let annotation = |change: Change| Change {
        difference: Difference::Annotation,
        ..change
    };
    changes.extend(
        found
            .removed
            .iter()
            .map(|(name, old)| annotation(removed(Kind::Family, stated(name, old)))),
    );
    changes.extend(
        found
            .added
            .iter()
            .map(|(name, new)| annotation(added(Kind::Family, stated(name, new)))),
    );
    changes
}

/// Each member, and in words what there is to compare.
fn members(family: &Family, told: impl Fn(&str) -> bool) -> BTreeMap<&str, String> {
    let says = |member: &Member| {
        let Member {
            name,
            value,
            argument,
        } = member;
        // Another value of a constant was told of with the constant.
        let value = if told(name) {
            String::new()
        } else {
            format!(" = {value}")
        };
        let argument = argument
            .as_ref()
            .map_or_else(String::new, |argument| format!(" => {argument}"));
        format!("{name}{value}{argument}")
    };
    family
        .members
        .iter()
        .map(|member| (member.name.as_str(), says(member)))
        .collect()
}

fn stated(name: &str, family: &Family) -> Declaration {
    let said = match family.members.len() {
        1 => "1 member".to_owned(),
        several => format!("{several} members"),
    };
    Declaration {
        header: family.header.clone(),
        line: family.line,
        owner: None,
        name: name.to_owned(),
        fact: Fact::Said { said },
    }
}
