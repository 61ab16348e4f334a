//! Joins annotations to facts: notes to members, and distinct types to typedefs.

use crate::model::abi::{Family, MemberNote, MemberNotes};
use crate::model::annotations::{Direction, Doc, HeaderAnnotations, Nature, Note, Reference};
use crate::model::facts::{CType, Facts, Record};
use crate::model::fallback::Fallback;
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::{HeaderPath, Location};

/// The annotations of every header of a run.
pub type Annotations = HashMap<HeaderPath, HeaderAnnotations>;

/// The annotations of the headers that took part for a target, in order.
pub fn of_headers<'a>(
    facts: &Facts,
    annotations: &'a Annotations,
) -> impl Iterator<Item = &'a HeaderAnnotations> {
    facts
        .headers
        .iter()
        .filter_map(|header| annotations.get(&header.path))
}

/// The note on the declaration at `location`, if there is one.
pub fn note_at<'a>(annotations: &'a Annotations, location: &Location) -> Option<&'a Note> {
    annotations.get(&location.header)?.notes.get(&location.line)
}

/// The prose on the declaration at `location`; empty if there is none.
pub fn text_at<'a>(annotations: &'a Annotations, location: &Location) -> &'a Doc {
    static NONE: Doc = Doc { lines: Vec::new() };
    note_at(annotations, location).map_or(&NONE, |note| &note.text)
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
        let members = record.fields.iter().map(|field| {
            let mut note = note_at(annotations, &field.location)
                .map(MemberNote::from)
                .unwrap_or_default();
            let section = || section_direction(annotations, record, field.location.line);
            note.direction = note.direction.or_else(section);
            if let Some(fallback) = fallback
                && let Some(theirs) = fallback.members.get(key, &field.name)
            {
                take_over(facts, fallback, families, &mut note, theirs);
            }
            (field.name.clone(), note)
        });
        notes.insert(key.clone(), members.collect());
    }
    inherit_directions(facts, &mut notes);
    notes
}

/// Takes over what a note lacks.
fn take_over(
    facts: &Facts,
    fallback: &Fallback,
    families: &IndexMap<String, Family>,
    note: &mut MemberNote,
    theirs: &MemberNote,
) {
    note.direction = note.direction.or(theirs.direction);
    let reference = theirs.reference.clone();
    let reference = reference.and_then(|reference| family_here(fallback, families, reference));
    note.reference = match (note.reference.take(), reference) {
        // A prefix tells people where to look; a family is a type.
        (Some(Reference::Prefix(_)), Some(theirs)) if theirs.family().is_some() => Some(theirs),
        (own, theirs) => own.or(theirs),
    };
    // Comments in words may name a constant by a part of its name, by which no operation is found.
    let known = |selector: &String| facts.constants.contains_key(selector);
    if note.selectors.is_empty() || !note.selectors.iter().all(known) {
        note.selectors.clone_from(&theirs.selectors);
    }
}

/// The family of a number in the fallback, by the name that the tree gives it.
///
/// Nothing if it has none of the constants.
fn family_here(
    fallback: &Fallback,
    families: &IndexMap<String, Family>,
    reference: Reference,
) -> Option<Reference> {
    let unknown = reference
        .family()
        .filter(|name| !families.contains_key(*name));
    let Some(theirs) = unknown.and_then(|name| fallback.families.get(name)) else {
        return Some(reference);
    };
    let has = |family: &Family, name: &str| family.members.iter().any(|own| own.name == name);
    let own = families
        .values()
        .find(|own| theirs.members.iter().any(|member| has(own, &member.name)));
    let name = own?.name.clone();
    Some(match reference {
        Reference::Flags(_) => Reference::Flags(name),
        _ => Reference::Enum(name),
    })
}

/// The direction that the nearest section comment above a line gives, within the record.
fn section_direction(annotations: &Annotations, record: &Record, line: u32) -> Option<Direction> {
    let sections = &annotations.get(&record.location.header)?.sections;
    let (_, direction) = sections.range(record.location.line..=line).next_back()?;
    Some(*direction)
}

/// Gives a member's direction to the members of its anonymous type.
///
/// Members with a direction of their own keep it.
fn inherit_directions(facts: &Facts, notes: &mut MemberNotes) {
    for (key, record) in &facts.records {
        let direction = record.outer.as_ref().and_then(|outer| {
            let holder = facts
                .records
                .get(outer)?
                .fields
                .iter()
                .find(|field| mentions(&field.ty, key))?;
            notes.get(outer, &holder.name)?.direction
        });
        let Some(direction) = direction else {
            continue;
        };
        for field in &record.fields {
            if let Some(note) = notes.get_mut(key, &field.name) {
                note.direction.get_or_insert(direction);
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
            let Location { header, line, .. } = &typedef.location;
            let own = || Some(annotations.get(header)?.distinct.get(line)?.nature);
            let theirs = || fallback?.distinct.get(name).copied();
            Some((name.clone(), own().or_else(theirs)?))
        })
        .collect()
}
