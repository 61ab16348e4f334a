//! What annotations say of tagged unions must be so: the tag is a number beside the union, and what
//! selects a member is a constant.

use super::context::Context;
use super::nearest::similar;
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
            let own = note_at(context.annotations, &field.location);
            let own = own.and_then(|note| note.reference.as_ref());
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
    let sibling = record.field(tag);
    let union = record_behind(facts, &field.ty).and_then(|key| facts.records.get(key));
    let number = sibling.map(|sibling| integer_behind(facts, &sibling.ty).is_some());
    let union = union.filter(|union| union.kind == RecordKind::Union);
    let wrong = match (union, number) {
        (None, _) => "what is selected is no union",
        (Some(union), Some(true)) => return Ok(union),
        (Some(_), Some(false)) => "the sibling of that name is no number",
        (Some(_), None) => "the record has no member of that name",
    };
    let names = record.fields.iter().map(|other| &other.name);
    let help = similar(
        tag,
        names.filter(|name| !name.is_empty() && sibling.is_none()),
        "the record has a member called",
        "write `=> by FIELD` behind a union, with the name of a number beside it",
    );
    let message = format!("`{tag}` cannot select the member of a union: {wrong}");
    Err(Diagnostic::warning("unknown-tag", message)
        .at(&field.location, "this member")
        .help(help))
}

/// A member whose constant is not there would be left out of what the union can hold.
fn selectors(context: &Context<'_>, union: &Record) {
    let facts = context.facts;
    let enumerators = || facts.enumerators().map(|enumerator| &enumerator.name);
    for field in &union.fields {
        let note = note_at(context.annotations, &field.location);
        for name in note.into_iter().flat_map(|note| &note.selectors) {
            if facts.constants.contains_key(name) || enumerators().any(|other| other == name) {
                continue;
            }
            let message = format!("`{name}` selects `{}`, and is not defined", field.name);
            context.report(
                Diagnostic::warning("unknown-selector", message)
                    .at(&field.location, "this member of a union")
                    .help(similar(
                        name,
                        facts.constants.keys().chain(enumerators()),
                        "there is a constant called",
                        "name the constants for which the tag selects this member, or put a word \
                         before them that makes them prose",
                    )),
            );
        }
    }
}
