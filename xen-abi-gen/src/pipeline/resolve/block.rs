//! The arguments that the `argN:` lines above an operation state.

use super::scope::Scope;
use super::{fallback, messages};
use crate::model::abi::{Form, NamedType, Op, OpArgument};
use crate::model::annotations::{Argument, ArgumentBlock, ArgumentForm, Direction};
use crate::pipeline::types;

/// The arguments that a block states. What it says in words, and names that it leaves out, are the
/// fallback's, where that has as many.
pub(super) fn arguments(
    scope: &Scope<'_>,
    block: &ArgumentBlock,
    theirs: Option<&Op<String>>,
) -> Vec<OpArgument> {
    let same_length = theirs.is_some_and(|op| op.arguments.len() == block.arguments.len());
    let lines = block.arguments.iter().map(|line| {
        let place = usize::from(line.number).checked_sub(1);
        let theirs = theirs
            .zip(place)
            .and_then(|(op, place)| op.arguments.get(place));
        Line {
            scope,
            block,
            stated: line,
            theirs,
            other: theirs.filter(|_| same_length),
        }
    });
    lines.filter_map(Line::argument).collect()
}

/// An `argN:` line.
struct Line<'a> {
    scope: &'a Scope<'a>,
    block: &'a ArgumentBlock,
    stated: &'a Argument,
    /// What the fallback has in this place.
    theirs: Option<&'a OpArgument<String>>,
    /// The same, where it has as many arguments.
    other: Option<&'a OpArgument<String>>,
}

impl Line<'_> {
    fn argument(self) -> Option<OpArgument> {
        let facts = self.scope.context.facts;
        let in_words = matches!(self.stated.form, ArgumentForm::Prose(_));
        if let Some(other) = self.other.filter(|_| in_words)
            && let Some(argument) = fallback::argument(facts, other)
        {
            return Some(argument);
        }
        let name = self.name();
        let (form, ty) = self.form_and_type()?;
        let direction = self.direction(&form, &ty);
        if is_handle_in_words(&self.stated.form) {
            return Some(OpArgument::new(form, name, ty, direction));
        }
        let same = self
            .other
            .filter(|other| other.ty == ty.name && other.form == form);
        let theirs = || same?.reference.clone();
        let reference = self.stated.reference.clone().or_else(theirs);
        Some(OpArgument {
            reference,
            ..OpArgument::new(form, name, ty, direction)
        })
    }

    fn name(&self) -> String {
        let theirs = || Some(self.other?.name.clone()).filter(|_| !self.other_is_constant());
        let stated = self.stated.name.clone().or_else(theirs);
        stated.unwrap_or_else(|| format!("arg{}", self.stated.number))
    }

    fn other_is_constant(&self) -> bool {
        self.other.is_some_and(|other| other.form.is_constant())
    }

    /// How it is passed, and its type; `None` if that is not declared.
    fn form_and_type(&self) -> Option<(Form, NamedType)> {
        let facts = self.scope.context.facts;
        let spelled = |ty: &str| types::spelled(facts, ty);
        Some(match &self.stated.form {
            ArgumentForm::Handle {
                ty,
                count,
                nullable,
            } => {
                let Some(ty) = types::declared(facts, ty) else {
                    self.report_unknown(ty);
                    return None;
                };
                let next = next_name(self.block, self.stated.number);
                let form = if count.is_some() || next.is_some_and(counts) {
                    Form::Array {
                        count: count.clone().or_else(|| next.map(str::to_owned)),
                    }
                } else {
                    Form::Pointer {
                        nullable: *nullable,
                    }
                };
                (form, ty)
            }
            ArgumentForm::Null => (Form::Null, spelled("NULL")),
            ArgumentForm::Zero => (Form::Zero, spelled("0")),
            ArgumentForm::Value { ty, bits: Some(32) } if ty.starts_with("unsigned") => {
                (Form::Value, spelled("uint32_t"))
            }
            ArgumentForm::Value { ty, .. } => (
                Form::Value,
                types::spelled_or_family(facts, self.scope.families, ty),
            ),
            ArgumentForm::Prose(_) if is_handle_in_words(&self.stated.form) => {
                (Form::Pointer { nullable: false }, spelled("void"))
            }
            ArgumentForm::Prose(_) => (Form::Value, spelled("unsigned long")),
        })
    }

    fn report_unknown(&self, ty: &str) {
        let context = self.scope.context;
        let message = messages::unknown_argument_type(context.facts, ty, &self.block.constant);
        context.report(message.at(self.stated.location.clone(), "this argument"));
    }

    /// Which way it travels: as the line says, as the fallback says of the same type, or as its
    /// members say.
    fn direction(&self, form: &Form, ty: &NamedType) -> Direction {
        let theirs = self.theirs.filter(|theirs| theirs.ty == ty.name);
        let stated = self.stated.direction;
        if is_handle_in_words(&self.stated.form) {
            return stated.unwrap_or(Direction::InOut);
        }
        stated
            .or(theirs.map(|theirs| theirs.direction))
            .unwrap_or_else(|| match form {
                Form::Pointer { .. } => self.scope.direction(ty),
                // Elements without notes of their own are what the guest hands over.
                Form::Array { .. } if ty.record().is_some() => self.scope.direction(ty),
                _ => Direction::In,
            })
    }
}

/// Whether a line says in words what an address leads to: `XEN_GUEST_HANDLE(path name)`.
fn is_handle_in_words(form: &ArgumentForm) -> bool {
    matches!(form, ArgumentForm::Prose(text) if text.starts_with("XEN_GUEST_HANDLE"))
}

/// Whether an argument of that name counts things: `npages`, `niov`, `nr_…`, `count`.
fn counts(name: &str) -> bool {
    let counted = name.len() > 1
        && name.starts_with('n')
        && name.ends_with(['s', 'v'])
        && name.bytes().all(|b| b.is_ascii_lowercase());
    counted || ["count", "nents"].contains(&name) || name.starts_with("nr_")
}

/// The name of the value after an argument.
fn next_name(block: &ArgumentBlock, number: u8) -> Option<&str> {
    let next = block
        .arguments
        .iter()
        .find(|argument| argument.number == number + 1)?;
    next.name
        .as_deref()
        .filter(|_| matches!(next.form, ArgumentForm::Value { .. }))
}
