//! Operations: a family's members with their arguments and all that comments say of them.

use super::arguments::ArgumentRules;
use super::prototypes::returned;
use super::{directions, fallback, messages, refusals};
use crate::model::abi::{Form, Member, Op, OpArgument, Prototype, Provenance, Returns};
use crate::model::annotations::{BufferLine, Guest, Holds, OpDoc};
use crate::pipeline::types;

/// The operation that a member of a family names.
pub(super) fn operation(rules: &ArgumentRules<'_>, prototype: &Prototype, member: &Member) -> Op {
    let context = rules.scope.context;
    let theirs = rules.fallback_op(&member.name);
    let doc = context.index.op_doc(&member.name);
    let (mut arguments, provenance) = arguments(rules, prototype, member);
    let by_guest = by_guest(rules, &member.name);
    let directions = own_or_theirs(doc.map(|doc| &doc.directions), theirs, |op| &op.directions);
    directions::apply(
        context.facts,
        rules.scope.notes,
        &directions,
        &mut arguments,
    );
    let params = &prototype.params;
    directions::check(context, &member.name, &directions, &arguments, params);
    if let Some(doc) = doc {
        refusals::check(context, &member.name, &doc.refusals, &arguments);
    }
    let returns = doc.and_then(|doc| returns(rules, member, doc));
    let text = doc.map(|doc| &doc.text);
    Op {
        constant: member.name.clone(),
        value: member.value,
        arguments,
        provenance,
        returns: returns.or_else(|| theirs?.returns.clone()),
        returns_meaning: doc
            .and_then(|doc| Some(doc.returns.as_ref()?.meaning.clone()))
            .unwrap_or_default(),
        text: text
            .filter(|text| !text.lines.is_empty())
            .unwrap_or(&member.text)
            .clone(),
        errors: doc.map(|doc| doc.errors.clone()).unwrap_or_default(),
        // What a caller must guarantee does not depend on who wrote it down.
        safety: doc
            .and_then(|doc| doc.safety.clone())
            .or_else(|| theirs?.safety.clone()),
        safety_known: context.fallback.is_none()
            || theirs.is_some()
            || doc.is_some_and(|doc| !doc.errors.is_empty()),
        guests: doc
            .and_then(|doc| doc.guests.clone())
            .or_else(|| theirs?.guests.clone()),
        directions,
        buffer: match doc.and_then(|doc| Some((doc, doc.buffer.as_ref()?))) {
            Some((doc, line)) => buffer(rules, doc, line),
            None => theirs.and_then(|op| fallback::argument(context.facts, op.buffer.as_ref()?)),
        },
        refusals: own_or_theirs(doc.map(|doc| &doc.refusals), theirs, |op| &op.refusals),
        by_guest,
        location: member.location.clone(),
    }
}

/// The lines of a comment, or those of the fallback if it has none.
fn own_or_theirs<T: Clone>(
    own: Option<&Vec<T>>,
    theirs: Option<&Op<String>>,
    lines: impl Fn(&Op<String>) -> &Vec<T>,
) -> Vec<T> {
    let own = own.filter(|own| !own.is_empty());
    own.or_else(|| theirs.map(lines))
        .cloned()
        .unwrap_or_default()
}

/// What an operation takes, with the directions that only the fallback states.
fn arguments(
    rules: &ArgumentRules<'_>,
    prototype: &Prototype,
    member: &Member,
) -> (Vec<OpArgument>, Provenance) {
    let theirs = rules.fallback_op(&member.name);
    let (mut arguments, provenance) = rules.arguments(member);
    if rules.scope.context.fallback.is_none() {
        return (arguments, provenance);
    }
    fallback::directions(theirs, provenance, &mut arguments);
    let place = prototype.dispatch.place();
    let one_of_many = place.is_some_and(|place| place.holds == Holds::Records);
    // Nothing says which members of the record it uses, if any.
    if one_of_many && theirs.is_none() && !rules.scope.notes.selects(&member.name) {
        return (Vec::new(), Provenance::None);
    }
    (arguments, provenance)
}

/// What its `Returns:` line says that it returns.
fn returns(rules: &ArgumentRules<'_>, member: &Member, doc: &OpDoc) -> Option<Returns> {
    let Some(ty) = &doc.returns.as_ref()?.ty else {
        return Some(Returns::NegErrno);
    };
    let known = returned(rules.scope.context, ty);
    if known.is_none() {
        let stated = doc.returns_location.as_ref().unwrap_or(&member.location);
        let message = messages::unknown_op_return(&member.name, ty, stated.clone());
        rules.scope.context.report(message);
    }
    known
}

/// The types of an operation's argument by the kinds of guest that this target can be, as keys of
/// records.
fn by_guest(rules: &ArgumentRules<'_>, constant: &str) -> Vec<(String, Vec<Guest>)> {
    let context = rules.scope.context;
    let Some(target) = context.index.own_line(constant) else {
        let theirs = rules.fallback_op(constant).map(|op| op.by_guest.iter());
        let declared = |entry: &&(String, Vec<Guest>)| context.facts.records.contains_key(&entry.0);
        return theirs
            .into_iter()
            .flatten()
            .filter(declared)
            .cloned()
            .collect();
    };
    let possible = context.facts.target.guests();
    let mut types = Vec::new();
    for (ty, guests) in &target.by_guest {
        let guests = guests.iter().filter(|guest| possible.contains(guest));
        let guests: Vec<Guest> = guests.copied().collect();
        if guests.is_empty() {
            continue;
        }
        match types::spelled(context.facts, ty).record() {
            Some(key) => types.push((key.to_owned(), guests)),
            None => context.report(
                messages::unknown_argument_type(context.facts, ty, constant)
                    .at(target.location.clone(), "a type that stands here"),
            ),
        }
    }
    types
}

/// What an op's `Buffer:` line says.
fn buffer(rules: &ArgumentRules<'_>, doc: &OpDoc, line: &BufferLine) -> Option<OpArgument> {
    let context = rules.scope.context;
    let Some(ty) = types::declared(context.facts, &line.ty) else {
        context.report(
            messages::unknown_argument_type(context.facts, &line.ty, &doc.constant)
                .at(line.location.clone(), "this type"),
        );
        return None;
    };
    let form = Form::Array { count: None };
    Some(OpArgument::new(form, line.name.clone(), ty, line.direction))
}
