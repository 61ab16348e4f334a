//! Operations: a family's members with their arguments and all that comments say of them.

use super::argument_rules::{ArgumentRules, Arguments};
use super::prototypes::returned;
use super::{from_fallback, lines};
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Form, Member, Op, OpArgument, Prototype, Provenance, Returns};
use crate::model::annotations::{BufferLine, DirectionLine, Guest, Holds, OpDoc, Refusal};
use crate::pipeline::types;

/// The operation that a member of a family names.
pub(super) fn operation(rules: &ArgumentRules<'_>, prototype: &Prototype, member: &Member) -> Op {
    let context = rules.scope.context;
    let name = member.name.as_str();
    let theirs = rules.fallback_op(name);
    let undocumented = OpDoc::default();
    let doc = context
        .by_constant
        .op_docs
        .get(name)
        .copied()
        .unwrap_or(&undocumented);
    let (mut arguments, provenance) = arguments(rules, prototype, member);
    let by_guest = by_guest(rules, name);
    let directions = directions(rules, prototype, name, doc, (&arguments, provenance));
    lines::apply_directions(rules.scope, &directions, &mut arguments);
    let refusals = refusals(rules, name, doc, &arguments);
    Op {
        constant: name.to_owned(),
        value: member.value,
        arguments,
        provenance,
        returns: returns(rules, member, doc).or_else(|| theirs?.returns.clone()),
        returns_meaning: doc
            .returns
            .as_ref()
            .map(|line| line.meaning.clone())
            .unwrap_or_default(),
        text: if doc.text.lines.is_empty() {
            &member.text
        } else {
            &doc.text
        }
        .clone(),
        errors: doc.errors.clone(),
        // What a caller must guarantee does not depend on who wrote it down.
        safety: doc.safety.clone().or_else(|| theirs?.safety.clone()),
        safety_known: context.fallback.is_none() || theirs.is_some() || !doc.errors.is_empty(),
        guests: doc.guests.clone().or_else(|| theirs?.guests.clone()),
        directions,
        buffer: match &doc.buffer {
            Some(line) => buffer(rules, name, line),
            None => {
                theirs.and_then(|op| from_fallback::argument(context.facts, op.buffer.as_ref()?))
            }
        },
        refusals,
        by_guest,
        location: member.location.clone(),
    }
}

/// The `Directions:` lines of an operation's comment, or those of the fallback if it has none.
fn directions(
    rules: &ArgumentRules<'_>,
    prototype: &Prototype,
    name: &str,
    doc: &OpDoc,
    (arguments, provenance): (&[OpArgument], Provenance),
) -> Vec<DirectionLine> {
    let context = rules.scope.context;
    let mut lines = doc.directions.clone();
    if arguments.is_empty() && provenance == Provenance::None {
        // Its record has no member for it on this target, and they are about that member.
        lines.retain(|line| prototype.params.iter().any(|param| param.name == line.name));
    }
    lines::check_directions(context, name, &lines, arguments, prototype);
    if doc.directions.is_empty()
        && let Some(theirs) = rules.fallback_op(name)
    {
        lines.clone_from(&theirs.directions);
        lines::retain_directions(context, &mut lines, arguments, prototype);
    }
    lines
}

/// What an operation's comment says that it refuses, or what the fallback says if it has none.
fn refusals(
    rules: &ArgumentRules<'_>,
    name: &str,
    doc: &OpDoc,
    arguments: &[OpArgument],
) -> Vec<Refusal> {
    let context = rules.scope.context;
    lines::check_refusals(context, name, &doc.refusals, arguments);
    let mut refusals = doc.refusals.clone();
    if refusals.is_empty()
        && let Some(theirs) = rules.fallback_op(name)
    {
        refusals.clone_from(&theirs.refusals);
        lines::retain_refusals(context, &mut refusals, arguments);
    }
    refusals
}

/// What an operation takes, with the directions that only the fallback states.
fn arguments(rules: &ArgumentRules<'_>, prototype: &Prototype, member: &Member) -> Arguments {
    let theirs = rules.fallback_op(&member.name);
    let (mut arguments, provenance) = rules.arguments(member);
    from_fallback::directions(theirs, provenance, &mut arguments);
    let place = prototype.dispatch.place();
    let one_of_many = place.is_some_and(|place| place.holds == Holds::Records);
    let stated = || theirs.is_some() || rules.scope.notes.selects(&member.name);
    // Otherwise nothing says which members of the record it uses, if any.
    if rules.scope.context.fallback.is_none() || !one_of_many || stated() {
        (arguments, provenance)
    } else {
        (Vec::new(), Provenance::None)
    }
}

/// What its `Returns:` line says that it returns.
fn returns(rules: &ArgumentRules<'_>, member: &Member, doc: &OpDoc) -> Option<Returns> {
    let line = doc.returns.as_ref()?;
    let Some(ty) = &line.ty else {
        return Some(Returns::NegErrno);
    };
    let context = rules.scope.context;
    let known = returned(context, ty);
    if known.is_none() {
        context.report(
            Diagnostic::error(
                "unknown-return-type",
                format!("`{ty}` is no return type of an operation"),
            )
            .at(&line.location, format!("what `{}` returns", member.name))
            .help(
                "expected `Returns: 0`, or one of `int`, `long`, `unsigned long`, `void` and what \
                 it means",
            ),
        );
    }
    known
}

/// The argument types of an operation by kind of guest, as keys of records.
///
/// Only the kinds of this target are included.
fn by_guest(rules: &ArgumentRules<'_>, constant: &str) -> Vec<(String, Vec<Guest>)> {
    let context = rules.scope.context;
    let Some(target) = context.by_constant.own_lines.get(constant) else {
        return rules
            .fallback_op(constant)
            .into_iter()
            .flat_map(|op| &op.by_guest)
            .filter(|(key, _)| context.facts.records.contains_key(key))
            .cloned()
            .collect();
    };
    let possible = context.facts.target.guests();
    let mut types = Vec::new();
    for (ty, guests) in &target.by_guest {
        let mut guests = guests.clone();
        guests.retain(|guest| possible.contains(guest));
        if guests.is_empty() {
            continue;
        }
        if let Some(key) = types::spelled(context.facts, ty).record() {
            types.push((key.to_owned(), guests));
        } else {
            let unknown = rules.scope.unknown_type(ty, constant);
            context.report(unknown.at(&target.location, "a type that stands here"));
        }
    }
    types
}

/// What an op's `Buffer:` line says.
fn buffer(rules: &ArgumentRules<'_>, constant: &str, line: &BufferLine) -> Option<OpArgument> {
    let BufferLine { ty, location, .. } = line;
    let ty = rules
        .scope
        .argument_type(ty, constant, location, "this type")?;
    Some(OpArgument::new(
        Form::Array { count: None },
        line.name.clone(),
        ty,
        line.direction,
    ))
}
