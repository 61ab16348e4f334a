//! An operation's arguments, by the headers' conventions in their order of precedence.

use std::collections::HashMap;

use super::Context;
use super::families::nearest;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Form, Member, MemberNote, Op, OpArgument, Param, Provenance};
use crate::model::annotations::{ArgumentBlock, ArgumentForm, ArrayText, Direction, Guest, Mapping, OpTarget, Travel};
use crate::pipeline::types::{self, Named};

type MemberNotes = HashMap<(String, String), MemberNote>;

/// The arguments of one operation, and where they come from.
pub(super) fn of(
    context: &Context<'_>,
    params: &[Param],
    family: &str,
    member: &Member,
    notes: &MemberNotes,
    lent: Option<&Op>,
    diagnostics: &mut Diagnostics,
) -> (Vec<OpArgument>, Provenance) {
    if let Some(target) = own_line(context, &member.name) {
        return (from_target(context, params, target, notes, diagnostics), Provenance::OwnLine);
    }
    if let Some(block) = argument_block(context, &member.name) {
        return (from_block(context, block, notes, lent, diagnostics), Provenance::ArgumentBlock);
    }
    if let Some(mapping) = mapping(context, family) {
        let (prefix, kind, target_prefix) = mapping;
        let target = format!("{kind}{target_prefix}{}", member.name.strip_prefix(prefix).unwrap_or(&member.name));
        if let Some(named) = types::find(context.facts, &target) {
            return (vec![single(context, params, &named, &target, notes)], Provenance::PrefixRule);
        }
        if let Some(lent) = lent.filter(|op| !matches!(op.provenance, Provenance::None) && known(context, op)) {
            return (lent.arguments.clone(), Provenance::Borrowed);
        }
        diagnostics.push(
            Diagnostic::warning("unresolved-argument", format!("`{}` maps to `{target}`, which is not declared", member.name))
                .at(member.location.clone(), format!("its argument would be `{target}`"))
                .help(match nearest(target.trim_start_matches(kind), context.facts.records.keys()) {
                    Some(near) => format!(
                        "a record with a similar name exists: if `{near}` is meant, say so behind the constant: `/* ` => {kind}{near} */`"
                    ),
                    None => format!(
                        "declare `{target}`, or say behind the constant what it takes: `/* ` => NULL */` or `/* ` => struct NAME */`"
                    ),
                }),
        );
        return (Vec::new(), Provenance::None);
    }
    match lent.filter(|op| op.provenance != Provenance::None && known(context, op)) {
        Some(lent) => (lent.arguments.clone(), Provenance::Borrowed),
        None => (Vec::new(), Provenance::None),
    }
}

/// Whether this tree declares every type that a lent operation uses.
fn known(context: &Context<'_>, op: &Op) -> bool {
    op.arguments
        .iter()
        .all(|argument| matches!(argument.form, Form::Null | Form::Zero) || types::find(context.facts, &argument.ty).is_some())
}

fn own_line<'a>(context: &Context<'a>, constant: &str) -> Option<&'a OpTarget> {
    let annotations = context.annotations;
    let active = |target: &&OpTarget| target.constant == constant;
    context.facts.headers.iter().filter_map(|h| annotations.get(&h.path)).find_map(|header| header.op_targets.iter().find(active))
}

fn argument_block<'a>(context: &Context<'a>, constant: &str) -> Option<&'a ArgumentBlock> {
    let annotations = context.annotations;
    let active = |block: &&ArgumentBlock| block.constant == constant;
    context
        .facts
        .headers
        .iter()
        .filter_map(|h| annotations.get(&h.path))
        .find_map(|header| header.argument_blocks.iter().find(active))
}

/// What a family's members start with, and what that becomes: keyword and prefix of the record.
fn mapping<'a>(context: &Context<'a>, family: &str) -> Option<(&'a str, &'static str, &'a str)> {
    let annotations = context.annotations;
    let mut families = context.facts.headers.iter().filter_map(|h| annotations.get(&h.path)).flat_map(|header| &header.families);
    let found = families.find(|found| found.name == family)?;
    let prefix = found.prefix.as_deref()?;
    match &found.mapping {
        Mapping::Struct(target) => Some((prefix, "struct ", target)),
        Mapping::Union(target) => Some((prefix, "union ", target)),
        Mapping::None | Mapping::Function(_) => None,
    }
}

fn from_target(
    context: &Context<'_>,
    params: &[Param],
    target: &OpTarget,
    notes: &MemberNotes,
    diagnostics: &mut Diagnostics,
) -> Vec<OpArgument> {
    let Some(ty) = &target.ty else { return Vec::new() };
    match types::find(context.facts, ty) {
        Some(named) => {
            let argument = single(context, params, &named, ty, notes);
            vec![OpArgument { direction: target.direction.unwrap_or(argument.direction), ..argument }]
        }
        None => {
            diagnostics.push(unknown_type(context, ty, &target.constant).at(target.location.clone(), "this type"));
            Vec::new()
        }
    }
}

fn unknown_type(context: &Context<'_>, ty: &str, constant: &str) -> Diagnostic {
    let bare = ty.trim_start_matches("struct ").trim_start_matches("union ");
    let candidates = context.facts.typedefs.keys().chain(context.facts.records.keys());
    Diagnostic::error("unknown-argument-type", format!("`{ty}`, the argument of `{constant}`, is not declared")).help(
        match nearest(bare, candidates) {
            Some(near) => format!("a type with a similar name exists: `{near}`"),
            None => "declare the type in these headers, or mend the spelling; `NULL` says that there is no argument".to_owned(),
        },
    )
}

/// The one argument of an operation whose hypercall takes `void *`: one record, or several where the prototype counts them.
fn single(context: &Context<'_>, params: &[Param], named: &Named, spelled: &str, notes: &MemberNotes) -> OpArgument {
    let place = params.iter().position(|param| param.ty.base == "void" || param.ty.base == "VOID");
    let param = place.map(|index| &params[index]);
    let count = match param.map(|param| &param.ty.array) {
        Some(ArrayText::Counted(count)) => Some(count.clone()),
        _ => place.and_then(|index| params.get(index + 1)).filter(|next| next.name == "count").map(|next| next.name.clone()),
    };
    let form = match count {
        Some(count) => Form::Array { count: Some(count) },
        None => Form::Pointer { nullable: false },
    };
    let name = param.map_or_else(|| "arg".to_owned(), |param| param.name.clone());
    OpArgument { form, name, ty: named.name(spelled), direction: direction(context, named, notes), reference: None }
}

/// A record travels the way its members do; where nothing is said, both ways.
fn direction(context: &Context<'_>, named: &Named, notes: &MemberNotes) -> Direction {
    let Named::Record(key) = named else { return Direction::InOut };
    let Some(record) = context.facts.records.get(key) else { return Direction::InOut };
    let directions = record.fields.iter().filter_map(|field| notes.get(&(key.clone(), field.name.clone()))?.direction);
    directions.reduce(|a, b| if a == b { a } else { Direction::InOut }).unwrap_or(Direction::InOut)
}

fn from_block(
    context: &Context<'_>,
    block: &ArgumentBlock,
    notes: &MemberNotes,
    lent: Option<&Op>,
    diagnostics: &mut Diagnostics,
) -> Vec<OpArgument> {
    let mut arguments = Vec::new();
    for argument in &block.arguments {
        let name = argument.name.clone().unwrap_or_else(|| format!("arg{}", argument.number));
        let (form, ty, found) = match &argument.form {
            ArgumentForm::Handle { ty, count, nullable } => {
                let named = types::find(context.facts, ty);
                if named.is_none() {
                    diagnostics.push(unknown_type(context, ty, &block.constant).at(argument.location.clone(), "this argument"));
                    continue;
                }
                let several = count.is_some() || counted_next(block, argument.number);
                let form = match several {
                    true => Form::Array { count: count.clone().or_else(|| next_name(block, argument.number)) },
                    false => Form::Pointer { nullable: *nullable },
                };
                (form, named.as_ref().map_or_else(|| ty.clone(), |named| named.name(ty)), named)
            }
            ArgumentForm::Null => (Form::Null, "NULL".to_owned(), None),
            ArgumentForm::Zero => (Form::Zero, "0".to_owned(), None),
            ArgumentForm::Value { ty, bits: Some(32) } if ty.starts_with("unsigned") => {
                (Form::Value, "uint32_t".to_owned(), None)
            }
            ArgumentForm::Value { ty, .. } => (Form::Value, ty.clone(), None),
            ArgumentForm::Prose(_) => (Form::Value, "unsigned long".to_owned(), None),
        };
        let said = argument.direction.or_else(|| lent_direction(lent, argument.number, &ty));
        let travels = said.unwrap_or_else(|| {
            found.map_or(Direction::In, |named| match &form {
                Form::Array { .. } => array_direction(context, &named, notes),
                _ => direction(context, &named, notes),
            })
        });
        arguments.push(OpArgument { form, name, ty, direction: travels, reference: argument.reference.clone() });
    }
    arguments
}

/// Which way the lender says that an argument travels, where it is the same argument there.
fn lent_direction(lent: Option<&Op>, number: u8, ty: &str) -> Option<Direction> {
    let argument = lent?.arguments.get(usize::from(number.checked_sub(1)?))?;
    (argument.ty == ty).then_some(argument.direction)
}

/// The types of an operation's argument by the kinds of guest that this target can be, as keys of records.
pub(super) fn by_guest(
    context: &Context<'_>,
    constant: &str,
    lent: Option<&Op>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Vec<Guest>)> {
    let Some(target) = own_line(context, constant) else {
        let declared = |entry: &&(String, Vec<Guest>)| context.facts.records.contains_key(&entry.0);
        return lent.map(|op| op.by_guest.iter().filter(declared).cloned().collect()).unwrap_or_default();
    };
    let mut types = Vec::new();
    for (ty, guests) in &target.by_guest {
        let here: Vec<Guest> = guests.iter().copied().filter(|guest| context.facts.target.guests().contains(guest)).collect();
        match types::find(context.facts, ty) {
            _ if here.is_empty() => {}
            Some(Named::Record(key)) => types.push((key, here)),
            _ => diagnostics.push(unknown_type(context, ty, constant).at(target.location.clone(), "a type that stands here")),
        }
    }
    types
}

/// Sees to it that what an operation says of directions is about something, and lets its arguments travel accordingly.
pub(super) fn redirect(
    context: &Context<'_>,
    params: &[Param],
    constant: &str,
    travels: &[Travel],
    arguments: &mut [OpArgument],
    notes: &MemberNotes,
    diagnostics: &mut Diagnostics,
) {
    let mut members = Vec::new();
    for argument in arguments {
        let Some(Named::Record(key)) = types::find(context.facts, &argument.ty) else { continue };
        let Some(record) = context.facts.records.get(&key) else { continue };
        members.extend(record.fields.iter().map(|field| field.name.clone()));
        let directions = record.fields.iter().filter_map(|field| match travels.iter().find(|travel| travel.name == field.name) {
            Some(travel) => travel.direction,
            None => notes.get(&(key.clone(), field.name.clone()))?.direction,
        });
        if !travels.is_empty()
            && let Some(direction) = directions.reduce(|a, b| if a == b { a } else { Direction::InOut })
        {
            argument.direction = direction;
        }
    }
    for travel in travels {
        if members.contains(&travel.name) || params.iter().any(|param| param.name == travel.name) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error("unknown-member", format!("`{}` is nothing that `{constant}` takes", travel.name))
                .at(travel.location.clone(), "no member of its argument, and no parameter")
                .help(match nearest(&travel.name, members.iter()) {
                    Some(near) => format!("a member with a similar name exists: `{near}`"),
                    None => "name a member of the argument's structure, or a parameter of the hypercall".to_owned(),
                }),
        );
    }
}

/// Elements without notes of their own are what the guest hands over.
fn array_direction(context: &Context<'_>, named: &Named, notes: &MemberNotes) -> Direction {
    match named {
        Named::Record(_) => direction(context, named, notes),
        Named::Typedef(_) | Named::Builtin(_) => Direction::In,
    }
}

/// Whether the argument after this one counts things: `npages`, `niov`, `nr_…`, `count`.
fn counted_next(block: &ArgumentBlock, number: u8) -> bool {
    next_name(block, number).is_some_and(|name| {
        let counts = ["count", "nents"].contains(&name.as_str()) || name.starts_with("nr_");
        counts
            || (name.starts_with('n')
                && name.len() > 1
                && name.ends_with(['s', 'v'])
                && name.bytes().all(|b| b.is_ascii_lowercase()))
    })
}

fn next_name(block: &ArgumentBlock, number: u8) -> Option<String> {
    let next = block.arguments.iter().find(|argument| argument.number == number + 1)?;
    matches!(next.form, ArgumentForm::Value { .. }).then(|| next.name.clone()).flatten()
}
