//! What annotations say of tagged unions must be so: the tag is a number beside the union, and what
//! selects a member is a constant.

use super::context::Context;
use super::nearest::nearest;
use crate::diagnostics::Diagnostic;
use crate::model::annotations::Reference;
use crate::model::facts::{Facts, Field, Record, RecordKind};
use crate::pipeline::annotate::note_at;
use crate::pipeline::types::{integer_behind, record_behind};

/// Checks every union that the headers themselves, and not the fallback, say a sibling selects the
/// member of.
pub(super) fn check(context: &Context<'_>) {
    for record in context.facts.records.values() {
        for field in &record.fields {
            let own = note_at(context.annotations, &field.location)
                .and_then(|note| note.reference.as_ref());
            let Some(Reference::SelectedBy(tag)) = own else {
                continue;
            };
            match tagged(context.facts, record, field, tag) {
                Ok(union) => selectors(context, union),
                Err(wrong) => context.report(wrong),
            }
        }
    }
}

/// The union behind `field`, if `tag` can select its member.
fn tagged<'a>(
    facts: &'a Facts,
    record: &Record,
    field: &Field,
    tag: &str,
) -> Result<&'a Record, Diagnostic> {
    let sibling = record.fields.iter().find(|other| other.name == tag);
    let union = record_behind(facts, &field.ty).and_then(|key| facts.records.get(key));
    let number = sibling.map(|sibling| integer_behind(facts, &sibling.ty).is_some());
    let wrong = match (
        union.filter(|union| union.kind == RecordKind::Union),
        number,
    ) {
        (None, _) => "what is selected is no union",
        (Some(union), Some(true)) => return Ok(union),
        (Some(_), Some(false)) => "the sibling of that name is no number",
        (Some(_), None) => "the record has no member of that name",
    };
    let names = record
        .fields
        .iter()
        .map(|other| &other.name)
        .filter(|other| !other.is_empty());
    let help = match nearest(tag, names).filter(|_| sibling.is_none()) {
        Some(near) => format!("the record has a member called `{near}`"),
        None => {
            "write `=> by FIELD` behind a union, with the name of a number beside it".to_owned()
        }
    };
    let message = format!("`{tag}` cannot select the member of a union: {wrong}");
    Err(Diagnostic::warning("unknown-tag", message)
        .at(field.location.clone(), "this member")
        .help(help))
}

/// A member whose constant is not there would be left out of what the union can hold.
fn selectors(context: &Context<'_>, union: &Record) {
    let facts = context.facts;
    let enumerators = || {
        facts
            .enums
            .values()
            .flat_map(|found| &found.members)
            .map(|member| &member.name)
    };
    for field in &union.fields {
        let Some(note) = note_at(context.annotations, &field.location) else {
            continue;
        };
        for name in &note.selectors {
            if facts.constants.contains_key(name)
                || enumerators().any(|enumerator| enumerator == name)
            {
                continue;
            }
            let help = match nearest(name, facts.constants.keys().chain(enumerators())) {
                Some(near) => format!("there is a constant called `{near}`"),
                None => "name the constants for which the tag selects this member, or put a word \
                     before them that makes them prose"
                    .to_owned(),
            };
            context.report(
                Diagnostic::warning(
                    "unknown-selector",
                    format!("`{name}` selects `{}`, and is not defined", field.name),
                )
                .at(field.location.clone(), "this member of a union")
                .help(help),
            );
        }
    }
}
