//! Compares the members of a record that both sides have.

use super::names::{alike, is_padding, likeness};
use super::words::Part;
use super::{Both, Change, Difference, Entry, Fact, Kind, Occupant, TypeChange, Types, sorted};
use crate::model::annotations::Direction;
use crate::model::document::{Document, Field, Record};
use crate::model::facts::RecordKind;

/// The changes of the members.
pub(super) fn compare(sides: &Types<'_>, record: &Both<'_, Record>) -> Vec<Change> {
    let (old, new) = (record.old.item, record.new.item);
    let mut found = sorted(members(&record.old), members(&record.new));
    let mut changes = Vec::new();
    for member in &found.both {
        both(sides, member, &mut changes);
    }
    // Members that only fill space: what they give room to is told of the others.
    let fills = |_: &Document, member: &Entry<'_, Field>| is_padding(member.name());
    changes.extend(found.take_as(sides, Difference::Padding, fills));
    let unions = old.kind == RecordKind::Union || new.kind == RecordKind::Union;
    for member in found.take_pairs(|old, new| renaming(sides, unions, old, new)) {
        let similar = alike(member.old.name(), member.new.name());
        changes.push(member.differs(Difference::Renamed { similar }));
        both(sides, &member, &mut changes);
    }
    changes.extend(found.removed.into_iter().map(|member| {
        let occupant = occupant(member.item, new);
        member.only_old(Difference::Removed(occupant))
    }));
    changes.extend(found.added.into_iter().map(|member| {
        let occupant = occupant(member.item, old);
        member.only_new(Difference::Added(occupant))
    }));
    changes
}

/// The members by name; one without a name is called by its number among these.
fn members<'a>(record: &Entry<'a, Record>) -> Vec<Entry<'a, Field>> {
    let mut anonymous = 0..;
    let entries = record.item.fields.iter().map(|field| {
        let name = match field.name.as_str() {
            "" => format!("(anon{})", anonymous.next().unwrap_or(0)),
            name => name.to_owned(),
        };
        let fact = Fact::Field {
            offset_bits: field.offset_bits,
            size_bits: field.size_bits,
            r#type: field.r#type.clone(),
        };
        let place = (record.item.header.as_str(), record.item.line);
        let mut entry = Entry::new(Kind::Field, &name, place, fact, field);
        entry.stated.owner = Some(record.name().to_owned());
        entry
    });
    entries.collect()
}

/// Whether a record ends in an array without a length.
pub(super) fn open_end(record: &Record) -> bool {
    let last = record.fields.last();
    last.is_some_and(|field| field.r#type.ends_with("[]"))
}

/// A member's type and its width.
fn typed(field: &Field) -> (&str, u64) {
    (&field.r#type, field.size_bits)
}

/// How much two members look like one that was renamed; `None` if they cannot be.
fn renaming(
    sides: &Types<'_>,
    unions: bool,
    old: &Entry<'_, Field>,
    new: &Entry<'_, Field>,
) -> Option<f64> {
    let (before, after) = (old.item, new.item);
    let same_place = (before.offset_bits, before.size_bits) == (after.offset_bits, after.size_bits);
    // Every member of a union stands in the same place, so there it is the name that must tell.
    let tells = !unions || alike(old.name(), new.name());
    (same_place && tells && sides.is_same(typed(before), typed(after)))
        .then(|| likeness(old.name(), new.name()))
}

/// A member that both sides have, but for its name.
fn both(sides: &Types<'_>, member: &Both<'_, Field>, changes: &mut Vec<Change>) {
    let (old, new) = (member.old.item, member.new.item);
    let mut stayed = true;
    if is_padding(member.new.name()) {
        if member.old.stated.fact != member.new.stated.fact {
            changes.push(member.differs(Difference::Padding));
        }
    } else {
        if old.offset_bits != new.offset_bits {
            changes.push(member.differs(Difference::Offset));
            stayed = false;
        }
        if let Some(change) = sides.change(typed(old), typed(new)) {
            changes.push(member.differs(Difference::Type(change)));
            stayed &= change == TypeChange::Spelling;
        }
    }
    changes.extend(member.words(&said(old), &said(new), stayed));
}

/// What the annotations say of a member.
fn said(field: &Field) -> [Part; 3] {
    let direction = field.direction.map(Direction::name);
    [
        Part::new("", direction),
        Part::new("", field.values.as_deref()),
        Part::new("selected by", field.selectors.iter().cloned()),
    ]
}

/// What the place of a member holds in a record that does not have the member.
fn occupant(field: &Field, record: &Record) -> Occupant {
    if record.kind == RecordKind::Union {
        return Occupant::Union;
    }
    let start = field.offset_bits;
    let end = start + field.size_bits.max(1);
    let overlaps =
        |other: &&Field| other.offset_bits < end && start < other.offset_bits + other.size_bits;
    let here = || record.fields.iter().filter(overlaps);
    if here().any(|other| !is_padding(&other.name)) {
        return Occupant::Occupied;
    }
    if end > record.size * 8 {
        return Occupant::End;
    }
    let filled: u64 = here()
        .map(|other| end.min(other.offset_bits + other.size_bits) - start.max(other.offset_bits))
        .sum();
    if filled == end - start {
        Occupant::Padding
    } else {
        Occupant::Hole
    }
}
