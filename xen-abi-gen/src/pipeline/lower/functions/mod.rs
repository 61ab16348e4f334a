//! Hypercalls and operations as functions.

mod builder;
mod carried;
mod members;
mod memory;
mod operation;
mod params;
mod raw;

pub(super) use params::conversion;

use super::{Context, docs};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Hypercall, Op, Returns};
use crate::model::annotations::Guest;
use crate::model::projection::{Body, Function, Item, NumberPath};
use crate::pipeline::lower::markdown::{block, inline};

/// Registers that carry arguments.
const REGISTERS: usize = 5;

/// Every hypercall whose number is known, with its operations.
pub(super) fn functions(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Item> {
    let mut items = Vec::new();
    for call in context.interface.hypercalls.values() {
        let Some(number) = number(context, call) else {
            diagnostics.push(
                Diagnostic::warning(
                    "unnumbered-hypercall",
                    format!(
                        "no header that was read gives `{}` a number",
                        call.prototype.name
                    ),
                )
                .at(
                    call.prototype.location.clone(),
                    "no function is emitted for it",
                )
                .help(format!(
                    "read the header that defines `__HYPERVISOR_{}` too, with `--header FILE`, \
                         or `--include DIR` for its folder",
                    call.prototype.name
                )),
            );
            continue;
        };
        let mut calls = vec![raw::function(context, call, &number)];
        calls.extend(raw::markers(context, call, &number));
        for op in &call.ops {
            match call.prototype.dispatch.place() {
                Some(place) => calls.extend(carried::function(context, call, op, place, &number)),
                None => calls.extend(operation::functions(context, call, op, &number)),
            }
        }
        for item in calls {
            match &item.body {
                Body::Function(function) if function.words.len() > REGISTERS => diagnostics.push(
                    Diagnostic::error(
                        "too-many-arguments",
                        format!("`{}` takes {} words", item.c_names[0], function.words.len()),
                    )
                    .at(item.location.clone(), "this hypercall")
                    .help(format!(
                        "Xen reads at most {REGISTERS} argument registers: mend the annotated \
                         prototype"
                    )),
                ),
                _ => items.push(item),
            }
        }
    }
    items
}

/// Where the hypercall's number stands.
fn number(context: &Context<'_>, call: &Hypercall) -> Option<NumberPath> {
    call.prototype.number?;
    let constant = format!("__HYPERVISOR_{}", call.prototype.name);
    let family = context
        .interface
        .families
        .values()
        .find(|family| family.members.iter().any(|member| member.name == constant));
    Some(match family {
        Some(family) => NumberPath::Member(
            context.names.families[&family.name].clone(),
            context.names.family_member(family, &constant),
        ),
        None => {
            let location = &context.interface.facts.constants.get(&constant)?.location;
            NumberPath::Constant(crate::model::projection::ItemPath {
                header: location.header.clone(),
                name: context.names.constant(&constant).to_owned(),
            })
        }
    })
}

/// The documentation of an operation's function.
fn op_docs(context: &Context<'_>, call: &Hypercall, op: &Op, function: &Function) -> Vec<String> {
    let mut lines = block(&op.text.lines);
    match lines.first_mut() {
        Some(first) => *first = format!("`{}`: {first}", op.constant),
        None => lines.push(format!(
            "`{}`: operation {} of `{}`.",
            op.constant, op.value, call.prototype.name
        )),
    }
    let safety = match &op.safety {
        Some(text) => paragraphs(text),
        None => vec![unsaid(op.safety_known).to_owned()],
    };
    let guests = op.guests.as_deref().or(call.prototype.guests.as_deref());
    Sections {
        meaning: &op.returns_meaning,
        guests,
        errors: &op.errors,
        safety,
    }
    .append(context, function, &mut lines);
    lines
}

/// What the documentation of every function has after its text.
struct Sections<'a> {
    /// What the result means.
    meaning: &'a str,
    /// Who may call.
    guests: Option<&'a [Guest]>,
    /// The errors.
    errors: &'a [(String, String)],
    /// What a caller must guarantee.
    safety: Vec<String>,
}

impl Sections<'_> {
    fn append(self, context: &Context<'_>, function: &Function, lines: &mut Vec<String>) {
        let described = function
            .params
            .iter()
            .filter(|param| !param.docs.is_empty());
        let described: Vec<String> = described
            .map(|param| format!("* `{}`: {}", param.name, param.docs))
            .collect();
        if !described.is_empty() {
            lines.push(String::new());
            lines.extend(described);
        }
        if !self.meaning.is_empty() {
            lines.extend([
                String::new(),
                format!("Returns {}.", inline(self.meaning.trim_end_matches('.'))),
            ]);
        }
        lines.extend(
            docs::guests(self.guests)
                .into_iter()
                .flat_map(|line| [String::new(), line]),
        );
        let status = function.status.iter().map(|(field, _)| {
            format!(
                "* [`ElementError::Status`](xen_abi::returns::ElementError::Status): Xen reports a \
                 failure by `{field}`"
            )
        });
        let element = function
            .one_of
            .iter()
            .map(|_| "* any error that Xen reports for the element".to_owned());
        let mut own: Vec<String> = status.chain(element).collect();
        let fails = !matches!(function.returns, Returns::Word | Returns::Nothing);
        if fails && own.is_empty() && self.errors.is_empty() && function.refusals.is_empty() {
            own.push("The headers name none.".to_owned());
        }
        if !self.errors.is_empty() || !function.refusals.is_empty() || !own.is_empty() {
            lines.extend([String::new(), "# Errors".to_owned()]);
            lines.extend(own);
            lines.extend(
                function
                    .refusals
                    .iter()
                    .map(|refused| docs::error(context, "EINVAL", &refused.docs)),
            );
            lines.extend(
                self.errors
                    .iter()
                    .map(|(name, when)| docs::error(context, name, when)),
            );
        }
        if function.is_unsafe {
            lines.extend([String::new(), "# Safety".to_owned()]);
            lines.extend(self.safety);
        }
    }
}

/// A text of several lines as Markdown.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    block(&lines)
}

/// What must hold of a call, where the header does not say.
const fn unsaid(vouched: bool) -> &'static str {
    if vouched { ADDRESSES } else { UNVOUCHED }
}

/// What must hold where an argument carries addresses or frame numbers and the header says no more.
const ADDRESSES: &str = "Every address and frame number handed over must be the caller's to \
     give, and stay valid for as long as Xen may use it.";

/// What must hold where no header says anything.
const UNVOUCHED: &str = "These headers do not say what the caller must guarantee: look at \
     what Xen does with each of the values.";
