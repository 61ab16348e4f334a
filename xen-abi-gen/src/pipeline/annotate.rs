//! Ties annotations to facts: which note belongs to which member of which record, which typedef is
//! a type of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::model::abi::{Family, MemberNote, MemberNotes};
use crate::model::annotations::{Direction, Doc, HeaderAnnotations, Nature, Note, Reference};
use crate::model::facts::{CType, Facts, Record};
use crate::model::fallback::Fallback;
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::{HeaderPath, Location};

/// The annotations of every header of a run.
pub type Annotations = BTreeMap<HeaderPath, HeaderAnnotations>;

/// The annotations of the headers that took part for a target, in order.
pub fn of_headers<'a>(
    facts: &Facts,
    annotations: &'a Annotations,
) -> impl Iterator<Item = &'a HeaderAnnotations> {
    let headers = facts.headers.iter();
    headers.filter_map(|header| annotations.get(&header.path))
}

/// The note on the declaration at `location`, if there is one.
pub fn note_at<'a>(annotations: &'a Annotations, location: &Location) -> Option<&'a Note> {
    annotations.get(&location.header)?.notes.get(&location.line)
}

/// The prose on the declaration at `location`; empty if there is none.
pub fn text_at(annotations: &Annotations, location: &Location) -> Doc {
    note_at(annotations, location)
        .map(|note| note.text.clone())
        .unwrap_or_default()
}

/// What is said of every member of every record, with what is missing borrowed by name.
pub fn member_notes(
    facts: &Facts,
    annotations: &Annotations,
    fallback: Option<&Fallback>,
    families: &IndexMap<String, Family>,
) -> MemberNotes {
    let mut notes = MemberNotes::default();
    for (key, record) in &facts.records {
        let header = annotations.get(&record.location.header);
        let mut members = IndexMap::with_capacity_and_hasher(record.fields.len(), FxBuildHasher);
        for field in &record.fields {
            // Mostly the record's own header, which need not be looked for again.
            let own = match header {
                Some(header) if Arc::ptr_eq(&record.location.header, &field.location.header) => {
                    header.notes.get(&field.location.line)
                }
                _ => note_at(annotations, &field.location),
            };
            let mut note = own.map(MemberNote::from).unwrap_or_default();
            note.direction = note
                .direction
                .or_else(|| section_direction(header?, record, field.location.line));
            if let Some(fallback) = fallback
                && let Some(theirs) = fallback.members.get(key, &field.name)
            {
                take_over(&mut note, theirs, |reference| {
                    family_here(fallback, families, reference)
                });
                // Comments in words may name a constant by a part of its name, by which no
                // operation is found.
                let known = |selector: &String| facts.constants.contains_key(selector);
                if note.selectors.is_empty() || !note.selectors.iter().all(known) {
                    note.selectors.clone_from(&theirs.selectors);
                }
            }
            members.insert(field.name.clone(), note);
        }
        notes.insert(key.clone(), members);
    }
    inherit_directions(facts, &mut notes);
    notes
}

/// Takes over the direction and the reference that a note lacks.
fn take_over(
    note: &mut MemberNote,
    theirs: &MemberNote,
    here: impl FnOnce(Reference) -> Option<Reference>,
) {
    note.direction = note.direction.or(theirs.direction);
    let theirs = theirs.reference.clone().and_then(here);
    note.reference = match (note.reference.take(), theirs) {
        // A prefix tells people where to look; a family is a type.
        (Some(Reference::Prefix(_)), Some(family @ (Reference::Enum(_) | Reference::Flags(_)))) => {
            Some(family)
        }
        (own, theirs) => own.or(theirs),
    };
}

/// What the fallback says that a number is, in the tree's own terms: its families may have other
/// names. Nothing if it has none of the constants.
fn family_here(
    fallback: &Fallback,
    families: &IndexMap<String, Family>,
    reference: Reference,
) -> Option<Reference> {
    let (Reference::Enum(name) | Reference::Flags(name)) = &reference else {
        return Some(reference);
    };
    let Some(theirs) = fallback
        .families
        .get(name)
        .filter(|_| !families.contains_key(name))
    else {
        return Some(reference);
    };
    let shares = |family: &&Family| {
        family
            .members
            .iter()
            .any(|own| theirs.members.iter().any(|member| member.name == own.name))
    };
    let own = families.values().find(shares)?.name.clone();
    Some(if matches!(reference, Reference::Enum(_)) {
        Reference::Enum(own)
    } else {
        Reference::Flags(own)
    })
}

/// The direction that the nearest section comment above a line gives, within the record.
fn section_direction(header: &HeaderAnnotations, record: &Record, line: u32) -> Option<Direction> {
    header
        .sections
        .range(record.location.line..=line)
        .next_back()
        .map(|(_, direction)| *direction)
}

/// The members of a member's own anonymous type travel as that member does, unless they say
/// otherwise.
fn inherit_directions(facts: &Facts, notes: &mut MemberNotes) {
    for (key, record) in &facts.records {
        let Some(outer) = record.outer.as_ref() else {
            continue;
        };
        let direction = facts.records.get(outer).and_then(|outer_record| {
            let holder = outer_record
                .fields
                .iter()
                .find(|field| mentions(&field.ty, key))?;
            notes.get(outer, &holder.name)?.direction
        });
        for field in &record.fields {
            if let Some(note) = notes.get_mut(key, &field.name) {
                note.direction = note.direction.or(direction);
            }
        }
    }
}

fn mentions(ty: &CType, key: &str) -> bool {
    match ty {
        CType::Record(name) => name == key,
        CType::Array { element, .. } | CType::Flexible(element) => mentions(element, key),
        _ => false,
    }
}

/// The typedefs that are to be types of their own.
pub fn distinct_typedefs(
    facts: &Facts,
    annotations: &Annotations,
    fallback: Option<&Fallback>,
) -> HashMap<String, Nature> {
    facts
        .typedefs
        .iter()
        .filter_map(|(name, typedef)| {
            let own = annotations
                .get(&typedef.location.header)
                .and_then(|header| header.distinct.get(&typedef.location.line));
            let nature = own.map(|distinct| distinct.nature);
            let nature = nature.or_else(|| {
                fallback
                    .and_then(|fallback| fallback.distinct.get(name))
                    .copied()
            })?;
            Some((name.clone(), nature))
        })
        .collect()
}
