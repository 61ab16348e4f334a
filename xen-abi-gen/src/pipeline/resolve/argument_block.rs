//! The arguments that the `argN:` lines above an operation state.

use super::from_fallback;
use super::operation_scope::OperationScope;
use crate::model::abi::{Form, NamedType, Op, OpArgument};
use crate::model::annotations::{Argument, ArgumentBlock, ArgumentForm, Direction};
use crate::pipeline::types;

/// The arguments that a block states. What it says in words, and names that it leaves out, are the
/// fallback's, where that has as many.
pub(super) fn arguments(
    scope: &OperationScope<'_>,
    block: &ArgumentBlock,
    theirs: Option<&Op<String>>,
) -> Vec<OpArgument> {
    let theirs = theirs.map(|op| op.arguments.as_slice()).unwrap_or_default();
    let same_length = theirs.len() == block.arguments.len();
    let lines = block.arguments.iter().filter_map(|stated| {
        let place = usize::from(stated.number).checked_sub(1);
        let theirs = place.and_then(|place| theirs.get(place));
        let line = Line {
            scope,
            block,
            stated,
            theirs,
            other: theirs.filter(|_| same_length),
        };
        line.argument()
    });
    lines.collect()
}

/// An `argN:` line.
struct Line<'a> {
    scope: &'a OperationScope<'a>,
    block: &'a ArgumentBlock,
    stated: &'a Argument,
    /// What the fallback has in this place.
    theirs: Option<&'a OpArgument<String>>,
    /// The same, where it has as many arguments.
    other: Option<&'a OpArgument<String>>,
}

impl Line<'_> {
    fn argument(&self) -> Option<OpArgument> {
        if let ArgumentForm::Prose(_) = self.stated.form
            && let Some(other) = self.other
            && let Some(argument) = from_fallback::argument(self.scope.context.facts, other)
        {
            return Some(argument);
        }
        let (form, ty) = self.form_and_type()?;
        let direction = self.direction(&form, &ty);
        let theirs = self
            .other
            .filter(|other| other.ty == ty.name && other.form == form);
        let theirs = || theirs?.reference.clone();
        let reference = self.stated.reference.clone().or_else(theirs);
        Some(OpArgument {
            reference: reference.filter(|_| !self.is_handle_in_words()),
            ..OpArgument::new(form, self.name(), ty, direction)
        })
    }

    fn name(&self) -> String {
        self.stated
            .name
            .as_ref()
            .or_else(|| Some(&self.other.filter(|other| !other.form.is_constant())?.name))
            .cloned()
            .unwrap_or_else(|| format!("arg{}", self.stated.number))
    }

    /// How it is passed, and its type; `None` if that is not declared.
    fn form_and_type(&self) -> Option<(Form, NamedType)> {
        let facts = self.scope.context.facts;
        let (form, ty) = match &self.stated.form {
            ArgumentForm::Handle {
                ty,
                count,
                nullable,
            } => {
                let ty = self.scope.argument_type(
                    ty,
                    &self.block.constant,
                    &self.stated.location,
                    "this argument",
                )?;
                let next = self.next_name().filter(|name| counts(name));
                let count = count.clone().or_else(|| next.map(str::to_owned));
                let form = match count {
                    Some(_) => Form::Array { count },
                    None => Form::Pointer {
                        nullable: *nullable,
                    },
                };
                return Some((form, ty));
            }
            ArgumentForm::Null => (Form::Null, "NULL"),
            ArgumentForm::Zero => (Form::Zero, "0"),
            ArgumentForm::Value { ty, bits: Some(32) } if ty.starts_with("unsigned") => {
                (Form::Value, "uint32_t")
            }
            ArgumentForm::Value { ty, .. } => {
                let ty = types::spelled_or_family(facts, self.scope.families, ty);
                return Some((Form::Value, ty));
            }
            ArgumentForm::Prose(_) if self.is_handle_in_words() => {
                (Form::Pointer { nullable: false }, "void")
            }
            ArgumentForm::Prose(_) => (Form::Value, "unsigned long"),
        };
        Some((form, types::spelled(facts, ty)))
    }

    /// Whether it says in words what an address leads to: `XEN_GUEST_HANDLE(path name)`.
    fn is_handle_in_words(&self) -> bool {
        match &self.stated.form {
            ArgumentForm::Prose(text) => text.starts_with("XEN_GUEST_HANDLE"),
            _ => false,
        }
    }

    /// The name of the value after it.
    fn next_name(&self) -> Option<&str> {
        let next = self
            .block
            .arguments
            .iter()
            .find(|argument| argument.number == self.stated.number + 1)?;
        match next.form {
            ArgumentForm::Value { .. } => next.name.as_deref(),
            _ => None,
        }
    }

    /// The direction of an argument.
    ///
    /// It is the line's, or that of the type in the fallback, or that of its members.
    fn direction(&self, form: &Form, ty: &NamedType) -> Direction {
        let theirs = self.theirs.filter(|theirs| theirs.ty == ty.name);
        let stated = self.stated.direction;
        if self.is_handle_in_words() {
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

/// Whether an argument of that name counts things: `npages`, `niov`, `nr_…`, `count`.
fn counts(name: &str) -> bool {
    let counted = name.len() > 1
        && name.starts_with('n')
        && name.ends_with(['s', 'v'])
        && name.bytes().all(|b| b.is_ascii_lowercase());
    counted || ["count", "nents"].contains(&name) || name.starts_with("nr_")
}
