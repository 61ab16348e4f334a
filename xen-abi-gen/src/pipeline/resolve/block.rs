//! The arguments that the `argN:` lines above an operation state.

use super::Context;
use super::arguments::{MemberNotes, direction, unknown_type};
use crate::diagnostics::Diagnostics;
use crate::model::abi::{Form, Op, OpArgument};
use crate::model::annotations::{ArgumentBlock, ArgumentForm, Direction};
use crate::pipeline::types::{self, Named};

/// The arguments that a block states. What it says in words, and names that it leaves out, are the
/// lender's, where that has as many.
pub(super) fn from_block(
    context: &Context<'_>,
    block: &ArgumentBlock,
    notes: &MemberNotes,
    lent: Option<&Op>,
    diagnostics: &mut Diagnostics,
) -> Vec<OpArgument> {
    let mut arguments = Vec::new();
    let others = lent.filter(|op| op.arguments.len() == block.arguments.len());
    for argument in &block.arguments {
        let other = others.and_then(|op| {
            op.arguments
                .get(usize::from(argument.number.checked_sub(1)?))
        });
        if let (ArgumentForm::Prose(_), Some(other)) = (
            &argument.form,
            other.filter(|other| is_known(context, other)),
        ) {
            arguments.push(other.clone());
            continue;
        }
        let other_name = other
            .filter(|other| !matches!(other.form, Form::Null | Form::Zero))
            .map(|other| other.name.clone());
        let name = argument
            .name
            .clone()
            .or(other_name)
            .unwrap_or_else(|| format!("arg{}", argument.number));
        let (form, ty, found) = match &argument.form {
            ArgumentForm::Handle {
                ty,
                count,
                nullable,
            } => {
                let named = types::find(context.facts, ty);
                if named.is_none() {
                    diagnostics.push(
                        unknown_type(context, ty, &block.constant)
                            .at(argument.location.clone(), "this argument"),
                    );
                    continue;
                }
                let several = count.is_some() || counted_next(block, argument.number);
                let form = match several {
                    true => Form::Array {
                        count: count.clone().or_else(|| next_name(block, argument.number)),
                    },
                    false => Form::Pointer {
                        nullable: *nullable,
                    },
                };
                (
                    form,
                    named
                        .as_ref()
                        .map_or_else(|| ty.clone(), |named| named.name(ty)),
                    named,
                )
            }
            ArgumentForm::Null => (Form::Null, "NULL".to_owned(), None),
            ArgumentForm::Zero => (Form::Zero, "0".to_owned(), None),
            ArgumentForm::Value { ty, bits: Some(32) } if ty.starts_with("unsigned") => {
                (Form::Value, "uint32_t".to_owned(), None)
            }
            ArgumentForm::Value { ty, .. } => (Form::Value, ty.clone(), None),
            // `XEN_GUEST_HANDLE(path name)`: an address, of what is said in words.
            ArgumentForm::Prose(text) if text.starts_with("XEN_GUEST_HANDLE") => {
                let form = Form::Pointer { nullable: false };
                arguments.push(OpArgument::new(
                    form,
                    name,
                    "void".to_owned(),
                    argument.direction.unwrap_or(Direction::InOut),
                ));
                continue;
            }
            ArgumentForm::Prose(_) => (Form::Value, "unsigned long".to_owned(), None),
        };
        let said = argument
            .direction
            .or_else(|| fallback_direction(lent, argument.number, &ty));
        let travels = said.unwrap_or_else(|| {
            found.map_or(Direction::In, |named| match &form {
                Form::Array { .. } => array_direction(context, &named, notes),
                _ => direction(context, &named, notes),
            })
        });
        let lent_reference = || {
            other
                .filter(|other| other.ty == ty && other.form == form)?
                .reference
                .clone()
        };
        let reference = argument.reference.clone().or_else(lent_reference);
        arguments.push(OpArgument {
            reference,
            ..OpArgument::new(form, name, ty, travels)
        });
    }
    arguments
}

/// Whether this tree declares the type of a lent argument.
fn is_known(context: &Context<'_>, argument: &OpArgument) -> bool {
    matches!(argument.form, Form::Null | Form::Zero)
        || types::find(context.facts, &argument.ty).is_some()
}

/// Which way the fallback says that an argument travels, where it is the same argument there.
fn fallback_direction(lent: Option<&Op>, number: u8, ty: &str) -> Option<Direction> {
    let argument = lent?.arguments.get(usize::from(number.checked_sub(1)?))?;
    (argument.ty == ty).then_some(argument.direction)
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
    let next = block
        .arguments
        .iter()
        .find(|argument| argument.number == number + 1)?;
    matches!(next.form, ArgumentForm::Value { .. })
        .then(|| next.name.clone())
        .flatten()
}
