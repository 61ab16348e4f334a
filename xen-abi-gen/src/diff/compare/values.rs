//! Compares constants, strings and the members of C's enums.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use super::super::names::{alike, likeness, pair};
use super::{Sorted, Told, added, changed, rehoused, removed, sorted, take_pairs};
use crate::model::document::{Constant, Document, Place, Text};
use crate::model::hash::IndexMap;

/// The changes of values.
pub(super) fn compare(old: &Document, new: &Document, told: &Told) -> Vec<Change> {
    let mut changes = constants(old, new, told);
    changes.extend(strings(old, new));
    changes.extend(enumerators(old, new));
    changes
}

fn constants(old: &Document, new: &Document, told: &Told) -> Vec<Change> {
    let mut found = sorted(&old.constants, &new.constants);
    found.removed.retain(|(name, _)| !told.old.contains(*name));
    found.added.retain(|(name, _)| !told.new.contains(*name));
    let pairs = pair(&found.removed, &found.added, |(a, old), (b, new)| {
        (old.value == new.value && old.header == new.header && alike(a, b)).then(|| likeness(a, b))
    });
    let mut changes = Vec::new();
    let renamed = take_pairs(&mut found, &pairs);
    for ((before, old), (after, new)) in renamed {
        let (old, new) = (constant(before, old), constant(after, new));
        changes.push(changed(
            Kind::Constant,
            Difference::Renamed { similar: true },
            &old,
            &new,
        ));
        changes.extend(retyped(&old, &new));
    }
    for (name, before, after) in &found.both {
        let (old, new) = (constant(name, before), constant(name, after));
        if before.value == after.value {
            changes.extend(retyped(&old, &new));
        } else if !told.both.contains(*name) {
            changes.push(changed(Kind::Constant, Difference::Value, &old, &new));
        }
        changes.extend(rehoused(Kind::Constant, &old, &new));
    }
    one_sided(&mut changes, Kind::Constant, &found, constant);
    changes
}

/// Another type of the same value; with another value, the type follows from it.
fn retyped(old: &Declaration, new: &Declaration) -> Option<Change> {
    (old.fact != new.fact)
        .then(|| changed(Kind::Constant, Difference::Type(TypeChange::Sign), old, new))
}

fn constant(name: &str, constant: &Constant) -> Declaration {
    let fact = Fact::Integer {
        value: constant.value,
        r#type: constant.r#type.clone(),
    };
    Declaration {
        header: constant.header.clone(),
        line: constant.line,
        owner: None,
        name: name.to_owned(),
        fact,
    }
}

fn strings(old: &Document, new: &Document) -> Vec<Change> {
    let mut found = sorted(&old.strings, &new.strings);
    let pairs = pair(&found.removed, &found.added, |(a, old), (b, new)| {
        (old.value == new.value && old.header == new.header && alike(a, b)).then(|| likeness(a, b))
    });
    let mut changes = Vec::new();
    for ((before, old), (after, new)) in take_pairs(&mut found, &pairs) {
        changes.push(changed(
            Kind::String,
            Difference::Renamed { similar: true },
            &string(before, old),
            &string(after, new),
        ));
    }
    for (name, before, after) in &found.both {
        let (old, new) = (string(name, before), string(name, after));
        if old.fact != new.fact {
            changes.push(changed(Kind::String, Difference::Value, &old, &new));
        }
        changes.extend(rehoused(Kind::String, &old, &new));
    }
    one_sided(&mut changes, Kind::String, &found, string);
    changes
}

fn string(name: &str, text: &Text) -> Declaration {
    let fact = Fact::Text {
        value: text.value.clone(),
    };
    Declaration {
        header: text.header.clone(),
        line: text.line,
        owner: None,
        name: name.to_owned(),
        fact,
    }
}

fn one_sided<T>(
    changes: &mut Vec<Change>,
    kind: Kind,
    found: &Sorted<'_, T>,
    stated: impl Fn(&str, &T) -> Declaration,
) {
    changes.extend(
        found
            .removed
            .iter()
            .map(|(name, old)| removed(kind, stated(name, old))),
    );
    changes.extend(
        found
            .added
            .iter()
            .map(|(name, new)| added(kind, stated(name, new))),
    );
}

/// C's enums: their members by name, since C has one name space for all of them; and the enums that
/// have a name.
fn enumerators(old: &Document, new: &Document) -> Vec<Change> {
    let (before, after) = (members(old), members(new));
    let mut found = sorted(&before, &after);
    let pairs = pair(&found.removed, &found.added, |(a, old), (b, new)| {
        (old.fact == new.fact && old.header == new.header && alike(a, b)).then(|| likeness(a, b))
    });
    let mut changes = Vec::new();
    for ((_, old), (_, new)) in take_pairs(&mut found, &pairs) {
        changes.push(changed(
            Kind::Enumerator,
            Difference::Renamed { similar: true },
            old,
            new,
        ));
    }
    for (_, old, new) in &found.both {
        if old.fact != new.fact {
            changes.push(changed(Kind::Enumerator, Difference::Value, old, new));
        }
        if (&old.header, &old.owner) != (&new.header, &new.owner) {
            changes.push(changed(Kind::Enumerator, Difference::Rehoused, old, new));
        }
    }
    one_sided(&mut changes, Kind::Enumerator, &found, |_, stated| {
        (*stated).clone()
    });
    let (before, after) = (named(old), named(new));
    let found = sorted(&before, &after);
    one_sided(&mut changes, Kind::Enum, &found, |_, stated| {
        (*stated).clone()
    });
    changes
}

/// An enum without a name has a key that depends on its neighbours, which says nothing.
fn is_named(key: &str) -> bool {
    !key.starts_with('(')
}

fn enum_at(
    document: &Document,
    key: &str,
    owner: Option<String>,
    name: &str,
    fact: Fact,
) -> Declaration {
    let place = document.c_enum_places.get(key).cloned().unwrap_or(Place {
        header: String::new(),
        line: 0,
    });
    Declaration {
        header: place.header,
        line: place.line,
        owner,
        name: name.to_owned(),
        fact,
    }
}

fn members(document: &Document) -> IndexMap<String, Declaration> {
    let of = |key: &str, member: &crate::model::document::Enumerator| {
        let owner = is_named(key).then(|| key.to_owned());
        (
            member.name.clone(),
            enum_at(
                document,
                key,
                owner,
                &member.name,
                Fact::Value {
                    value: member.value,
                },
            ),
        )
    };
    document
        .c_enums
        .iter()
        .flat_map(|(key, members)| members.iter().map(move |member| of(key, member)))
        .collect()
}

fn named(document: &Document) -> IndexMap<String, Declaration> {
    let keys = document.c_enums.keys().filter(|key| is_named(key));
    keys.map(|key| {
        (
            key.clone(),
            enum_at(document, key, None, key, Fact::Exists {}),
        )
    })
    .collect()
}
