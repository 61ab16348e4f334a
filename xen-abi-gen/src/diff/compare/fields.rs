//! Compares the members of a record that both sides have.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use super::super::names::{alike, is_padding, likeness, pair, unpaired};
use super::super::types::Types;
use super::{changed, saying};
use crate::model::document::{Field, Record};
use crate::model::facts::RecordKind;

/// A record with its key, and which of its members the other side has.
struct Members<'a> {
    key: &'a str,
    record: &'a Record,
    fields: Vec<(String, &'a Field)>,
}

/// The members by name; one without a name is called by its number among these.
fn members<'a>((key, record): (&'a str, &'a Record)) -> Members<'a> {
    let mut anonymous = 0..;
    let name = |field: &Field| match field.name.as_str() {
        "" => format!("(anon{})", anonymous.next().unwrap_or(0)),
        name => name.to_owned(),
    };
    let names: Vec<String> = record.fields.iter().map(name).collect();
    Members {
        key,
        record,
        fields: names.into_iter().zip(&record.fields).collect(),
    }
}

impl Members<'_> {
    fn stated(&self, name: &str, field: &Field) -> Declaration {
        let fact = Fact::Field {
            offset_bits: field.offset_bits,
            size_bits: field.size_bits,
            r#type: field.r#type.clone(),
        };
        let Record { header, line, .. } = self.record;
        Declaration {
            header: header.clone(),
            line: *line,
            owner: Some(self.key.to_owned()),
            name: name.to_owned(),
            fact,
        }
    }
}

/// Whether a record ends in an array without a length.
pub(super) fn open_end(record: &Record) -> bool {
    record
        .fields
        .last()
        .is_some_and(|field| field.r#type.ends_with("[]"))
}

/// The changes of the members.
pub(super) fn compare(
    sides: &Types<'_>,
    old: (&str, &Record),
    new: (&str, &Record),
) -> Vec<Change> {
    let (old, new) = (members(old), members(new));
    let mut changes = padding(&old, &new);
    let (mut left_old, mut left_new) = (Vec::new(), Vec::new());
    let counts = |(name, _): &&(String, &Field)| !is_padding(name);
    for (name, before) in old.fields.iter().filter(counts) {
        match new.fields.iter().find(|(other, _)| other == name) {
            Some((_, after)) => both(
                sides,
                (&old, name, before),
                (&new, name, after),
                &mut changes,
            ),
            None => left_old.push((name.as_str(), *before)),
        }
    }
    let has = |name: &str| old.fields.iter().any(|(other, _)| other == name);
    left_new.extend(
        new.fields
            .iter()
            .filter(counts)
            .filter(|(name, _)| !has(name))
            .map(|(name, field)| (name.as_str(), *field)),
    );
    let unions = old.record.kind == RecordKind::Union || new.record.kind == RecordKind::Union;
    let pairs = pair(&left_old, &left_new, |a, b| renaming(sides, unions, *a, *b));
    for (i, j) in &pairs {
        let ((before, a), (after, b)) = (left_old[*i], left_new[*j]);
        let difference = Difference::Renamed {
            similar: alike(before, after),
        };
        changes.push(changed(
            Kind::Field,
            difference,
            &old.stated(before, a),
            &new.stated(after, b),
        ));
        both(sides, (&old, before, a), (&new, after, b), &mut changes);
    }
    let (gone, fresh) = unpaired(&left_old, &left_new, &pairs);
    changes.extend(gone.into_iter().map(|(name, field)| Change {
        kind: Kind::Field,
        difference: Difference::Removed(room(field, new.record)),
        old: Some(old.stated(name, field)),
        new: None,
    }));
    changes.extend(fresh.into_iter().map(|(name, field)| Change {
        kind: Kind::Field,
        difference: Difference::Added(room(field, old.record)),
        old: None,
        new: Some(new.stated(name, field)),
    }));
    changes
}

/// How much two members look like one that was renamed; `None` if they cannot be.
fn renaming(
    sides: &Types<'_>,
    unions: bool,
    (a, before): (&str, &Field),
    (b, after): (&str, &Field),
) -> Option<f64> {
    let same_place = (before.offset_bits, before.size_bits) == (after.offset_bits, after.size_bits);
    let types = sides.change(
        (&before.r#type, before.size_bits),
        (&after.r#type, after.size_bits),
    );
    // Every member of a union stands in the same place, so there it is the name that must tell.
    let tells = !unions || alike(a, b);
    (same_place && tells && matches!(types, None | Some(TypeChange::Spelling)))
        .then(|| likeness(a, b))
}

/// A member that both sides have.
fn both(
    sides: &Types<'_>,
    old: (&Members<'_>, &str, &Field),
    new: (&Members<'_>, &str, &Field),
    changes: &mut Vec<Change>,
) {
    let (before, after) = (old.2, new.2);
    let (a, b) = (old.0.stated(old.1, before), new.0.stated(new.1, after));
    if before.offset_bits != after.offset_bits {
        changes.push(changed(Kind::Field, Difference::Offset, &a, &b));
    }
    if let Some(change) = sides.change(
        (&before.r#type, before.size_bits),
        (&after.r#type, after.size_bits),
    ) {
        changes.push(changed(Kind::Field, Difference::Type(change), &a, &b));
    }
    let (said_before, said_after) = (said(before), said(after));
    if said_before != said_after {
        changes.push(changed(
            Kind::Field,
            Difference::Annotation,
            &saying(&a, &said_before),
            &saying(&b, &said_after),
        ));
    }
}

/// What the annotations say of a member.
fn said(field: &Field) -> String {
    let direction = field
        .direction
        .map(crate::model::annotations::Direction::name);
    let words: Vec<&str> = direction
        .into_iter()
        .chain(field.values.as_deref())
        .collect();
    words.join(", ")
}

/// Members that only fill space: what they give room to is told of the others.
fn padding(old: &Members<'_>, new: &Members<'_>) -> Vec<Change> {
    let fills = |(name, _): &&(String, &Field)| is_padding(name);
    let mut changes = Vec::new();
    for (name, before) in old.fields.iter().filter(fills) {
        let a = old.stated(name, before);
        match new.fields.iter().find(|(other, _)| other == name) {
            Some((_, after)) => {
                let b = new.stated(name, after);
                if a.fact != b.fact {
                    changes.push(changed(Kind::Field, Difference::Padding, &a, &b));
                }
                let (said_before, said_after) = (said(before), said(after));
                if said_before != said_after {
                    let (a, b) = (saying(&a, &said_before), saying(&b, &said_after));
                    changes.push(changed(Kind::Field, Difference::Annotation, &a, &b));
                }
            }
            None => changes.push(Change {
                kind: Kind::Field,
                difference: Difference::Padding,
                old: Some(a),
                new: None,
            }),
        }
    }
    let has = |name: &str| old.fields.iter().any(|(other, _)| other == name);
    for (name, after) in new
        .fields
        .iter()
        .filter(fills)
        .filter(|(name, _)| !has(name))
    {
        let b = Some(new.stated(name, after));
        changes.push(Change {
            kind: Kind::Field,
            difference: Difference::Padding,
            old: None,
            new: b,
        });
    }
    changes
}

/// What the place of a member holds in a record that does not have the member.
fn room(field: &Field, record: &Record) -> Occupant {
    if record.kind == RecordKind::Union {
        return Occupant::Union;
    }
    let (start, end) = (
        field.offset_bits,
        field.offset_bits + field.size_bits.max(1),
    );
    let overlaps =
        |other: &&Field| other.offset_bits < end && start < other.offset_bits + other.size_bits;
    if record
        .fields
        .iter()
        .filter(overlaps)
        .any(|other| !is_padding(&other.name))
    {
        return Occupant::Occupied;
    }
    let size = record.size * 8;
    if end > size {
        return Occupant::End;
    }
    let filled: u64 = record
        .fields
        .iter()
        .filter(overlaps)
        .map(|other| end.min(other.offset_bits + other.size_bits) - start.max(other.offset_bits))
        .sum();
    if filled == end - start {
        Occupant::Padding
    } else {
        Occupant::Hole
    }
}
