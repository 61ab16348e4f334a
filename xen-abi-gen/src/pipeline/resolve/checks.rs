//! Checks that annotations refer to existing names.
//!
//! These are errors, families, counts, tags of unions, and the constants that select their members.

use super::context::{Families, ResolveContext};
use super::nearest::{nearest, similar};
use crate::diagnostics::Diagnostic;
use crate::model::abi::Role;
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::location::Location;
use crate::pipeline::annotate::note_at;
use crate::pipeline::types::{behind_typedefs, handle_target, integer_behind, record_behind};

/// What upstream puts before the names of its own errors.
const ERROR_PREFIX: &str = "XEN_";

/// Reports names in `Errors:` blocks that the tree's error numbers lack.
///
/// A tree without error numbers is compared with those of the fallback. It may know others, so that
/// this is a warning.
pub(super) fn errors(context: &ResolveContext<'_>, families: &Families) {
    let own = error_names(families);
    let is_own = !own.is_empty();
    let members = match context.fallback {
        Some(fallback) if !is_own => error_names(&fallback.families),
        _ => own,
    };
    if members.is_empty() {
        return;
    }
    for (name, location) in context
        .headers()
        .flat_map(|header| &header.error_names)
        .filter(|(name, _)| !members.contains(name))
    {
        let help = match nearest(name, members.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to the header that lists the error numbers, or name one that is there"
                .to_owned(),
        };
        let wrong = match is_own {
            true => Diagnostic::error(
                "unknown-error",
                format!("no header that was read gives `{name}` a number"),
            ),
            false => {
                Diagnostic::warning("unknown-error", format!("Xen has no error called `{name}`"))
            }
        };
        context.report(wrong.at(location, "no error of this name").help(help));
    }
}

/// The names of the error numbers of some families, without upstream's prefix.
fn error_names(families: &Families) -> Vec<String> {
    families
        .values()
        .filter(|family| family.role == Role::Errors)
        .flat_map(|family| &family.members)
        .map(|member| member.name.trim_start_matches(ERROR_PREFIX).to_owned())
        .collect()
}

/// Checks the families that notes of the headers name, and that flags are bits.
pub(super) fn families(
    context: &ResolveContext<'_>,
    families: &Families,
    stated: &[ReferringField<'_>],
) {
    for (_, field, reference) in stated {
        let Some(name) = reference.family() else {
            continue;
        };
        if families.contains_key(name) || context.facts.enums.contains_key(name) {
            continue;
        }
        let said = note_at(context.annotations, &field.location)
            .and_then(|note| note.reference_location.as_ref());
        context.report(
            Diagnostic::warning("unknown-family", format!("no family is called `{name}`"))
                .at(
                    said.unwrap_or(&field.location),
                    format!("what `{}` is said to hold", field.name),
                )
                .help(similar(
                    name,
                    families.keys(),
                    "there is a family called",
                    "annotate the family where its constants are defined, or take the reference \
                     out",
                )),
        );
    }
    let flags = families
        .values()
        .filter(|family| family.role == Role::Flags && !family.borrowed);
    for family in flags {
        for member in family.members.iter().filter(|member| member.value < 0) {
            context.report(
                Diagnostic::error(
                    "negative-flag",
                    format!("`{}` is negative: {}", member.name, member.value),
                )
                .at(&member.location, "not a set of bits")
                .related(
                    &family.location,
                    format!("in the family of bits `{}`", family.name),
                )
                .help(
                    "write it unsigned, as in `(1U << 31)`, or annotate the family as an \
                     `enum`",
                ),
            );
        }
    }
}

/// Checks each union with a tag in the headers, without those of the fallback.
///
/// The tag must be an integer sibling, and members are selected by constants.
pub(super) fn tags(context: &ResolveContext<'_>, stated: &[ReferringField<'_>]) {
    for (record, field, reference) in stated {
        let Reference::SelectedBy(tag) = reference else {
            continue;
        };
        match tagged(context.facts, record, field, tag) {
            Ok(union) => selectors(context, union),
            Err(wrong) => context.report(wrong),
        }
    }
}

/// A member of a record, with what the headers themselves say that it refers to.
pub(super) type ReferringField<'a> = (&'a Record, &'a Field, &'a Reference);

/// What the headers themselves, and not the fallback, say that the values of members are.
pub(super) fn stated<'a>(context: &ResolveContext<'a>) -> Vec<ReferringField<'a>> {
    let records = context.facts.records.values();
    let fields = records.flat_map(|record| record.fields.iter().map(move |field| (record, field)));
    let stated = fields.filter_map(|(record, field)| {
        let note = note_at(context.annotations, &field.location)?;
        Some((record, field, note.reference.as_ref()?))
    });
    stated.collect()
}

/// The union behind `field`, if `tag` can select its member.
fn tagged<'a>(
    facts: &'a Facts,
    record: &Record,
    field: &Field,
    tag: &str,
) -> Result<&'a Record, Diagnostic> {
    let union = record_behind(facts, &field.ty).and_then(|key| facts.records.get(key));
    let wrong = match union.filter(|union| union.kind == RecordKind::Union) {
        None => "what is selected is no union",
        Some(union) => match not_a_number(facts, record, tag) {
            None => return Ok(union),
            Some(wrong) => wrong,
        },
    };
    let wrong = Diagnostic::warning(
        "unknown-tag",
        format!("`{tag}` cannot select the member of a union: {wrong}"),
    )
    .at(&field.location, "this member")
    .help(similar_member(
        record,
        tag,
        "write `=> by FIELD` behind a union, with the name of a number beside it",
    ));
    Err(with_excluded(wrong, facts, record, field, tag))
}

/// Checks the counts of elements behind handles and records in the headers.
///
/// A count must be an integer sibling, as otherwise the length of the memory is unknown.
pub(super) fn counts(context: &ResolveContext<'_>, stated: &[ReferringField<'_>]) {
    for (record, field, reference) in stated {
        for count in reference.counts() {
            let sibling = record.field(count);
            let is_bit_field = sibling.is_some_and(|sibling| sibling.bit_field);
            let bit_field = is_bit_field.then_some("the sibling of that name is a bit-field");
            let Some(wrong) = not_a_number(context.facts, record, count).or(bit_field) else {
                continue;
            };
            let wrong = Diagnostic::warning(
                "unknown-count",
                format!("`{count}` cannot count the elements of a member: {wrong}"),
            )
            .at(&field.location, "this member")
            .help(similar_member(
                record,
                count,
                "write `=> OUT [FIELD]` or `=> memory OUT [FIELD * 8]` behind a handle, with the \
                 name of a number beside it",
            ));
            context.report(with_excluded(wrong, context.facts, record, field, count));
        }
    }
}

/// Checks that texts are arrays of characters, or behind handles to characters.
pub(super) fn texts(context: &ResolveContext<'_>, stated: &[ReferringField<'_>]) {
    for (_, field, reference) in stated {
        let is_text = match reference {
            Reference::Text => is_characters(context.facts, &field.ty),
            Reference::Memory { text: Some(_), .. } => {
                leads_to_characters(context.facts, &field.ty)
            }
            _ => continue,
        };
        if !is_text {
            context.report(
                Diagnostic::error(
                    "malformed-reference",
                    format!("`{}` is no text: it has no characters", field.name),
                )
                .at(&field.location, "this member")
                .help(
                    "write `=> text` behind an array of `char`, and `of text` behind a handle to \
                     `char`",
                ),
            );
        }
    }
}

fn is_characters(facts: &Facts, ty: &CType) -> bool {
    match behind_typedefs(facts, ty) {
        Some(CType::Array { element, .. }) => is_character(facts, element),
        _ => false,
    }
}

fn leads_to_characters(facts: &Facts, ty: &CType) -> bool {
    let (CType::Typedef(name) | CType::Record(name)) = ty else {
        return false;
    };
    handle_target(facts, name).is_some_and(|target| is_character(facts, target))
}

fn is_character(facts: &Facts, ty: &CType) -> bool {
    integer_behind(facts, ty).is_some_and(|integer| integer.bits == 8)
}

/// Points at the member that `field` needs, where the header has it under a condition that does not
/// hold.
fn with_excluded(
    wrong: Diagnostic,
    facts: &Facts,
    record: &Record,
    field: &Field,
    name: &str,
) -> Diagnostic {
    let path = &record.location.header;
    let (first, last) = (record.location.line, field.location.line);
    let header = facts.headers.iter().find(|header| header.path == *path);
    let header = header.filter(|_| record.field(name).is_none() && field.location.header == *path);
    let lines = header.into_iter().flat_map(|header| header.text.lines());
    let mut lines = lines
        .zip(1..)
        .filter(|(_, line)| (first..last).contains(line));
    let found = lines.find_map(|(text, line)| Some((declares(text, name)?, line)));
    match found {
        None => wrong,
        Some((at, line)) => {
            let place = Location::new(path, line, at as u32 + 1, name.len() as u32);
            wrong.related(place, "under a condition that does not hold")
        }
    }
}

/// Where a line of code declares a member of that name.
fn declares(line: &str, name: &str) -> Option<usize> {
    let start = line.trim_start();
    if ["*", "/", "#"].iter().any(|other| start.starts_with(other)) {
        return None;
    }
    line.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].trim_start().chars().next();
        before.is_some_and(|c| c == ' ' || c == '*') && matches!(after, Some(';' | '[' | ':'))
    })
}

/// Checks the constants that members always hold.
pub(super) fn constants(context: &ResolveContext<'_>, stated: &[ReferringField<'_>]) {
    for (_, field, reference) in stated {
        let Reference::Constant(name) = reference else {
            continue;
        };
        if context.facts.constants.contains_key(name) {
            continue;
        }
        context.report(
            Diagnostic::warning("unknown-constant", format!("`{name}` is not defined"))
                .at(&field.location, "what this member always holds")
                .help(similar(
                    name,
                    context.facts.constants.keys(),
                    "there is a constant called",
                    "define the constant, or take the reference out",
                )),
        );
    }
}

/// Why the member of that name is no number in the record, if it is none.
fn not_a_number(facts: &Facts, record: &Record, name: &str) -> Option<&'static str> {
    match record.field(name) {
        None => Some("the record has no member of that name"),
        Some(sibling) if integer_behind(facts, &sibling.ty).is_none() => {
            Some("the sibling of that name is no number")
        }
        Some(_) => None,
    }
}

/// The member of the record that was meant by a name that it has not, or else another help.
fn similar_member(record: &Record, name: &str, otherwise: &str) -> String {
    let missing = record.field(name).is_none();
    let names = record.fields.iter().map(|field| &field.name);
    similar(
        name,
        names.filter(|name| missing && !name.is_empty()),
        "the record has a member called",
        otherwise,
    )
}

/// A member whose constant is not there would be left out of what the union can hold.
fn selectors(context: &ResolveContext<'_>, union: &Record) {
    let facts = context.facts;
    let enumerators = || facts.enumerators().map(|enumerator| &enumerator.name);
    for field in &union.fields {
        let note = note_at(context.annotations, &field.location);
        for name in note.into_iter().flat_map(|note| &note.selectors) {
            if facts.constants.contains_key(name) || enumerators().any(|other| other == name) {
                continue;
            }
            context.report(
                Diagnostic::warning(
                    "unknown-selector",
                    format!("`{name}` selects `{}`, and is not defined", field.name),
                )
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
