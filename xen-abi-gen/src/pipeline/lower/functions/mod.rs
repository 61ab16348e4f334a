//! Hypercalls and operations as functions.

mod builder;
mod carried;
mod members;
mod memory;
mod operation;
mod params;
mod raw;

use super::LowerContext;
use super::docs::{self, headed, paragraph};
use super::markdown::{block, code, inline};
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Hypercall, Op, Prototype, Returns};
use crate::model::projection::{Body, Item, ItemPath, NumberPath};
use crate::pipeline::resolve::NUMBER_PREFIX;
use builder::CallBuilder;

/// Registers that carry arguments.
const REGISTERS: usize = 5;

/// Every hypercall whose number is known, with its operations.
pub(super) fn functions(context: &LowerContext<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for Hypercall { prototype, ops, .. } in context.interface.hypercalls.values() {
        let Some(number) = number(context, prototype) else {
            context.report(unnumbered(prototype));
            continue;
        };
        let builder = CallBuilder::new(context, prototype, number);
        if context.lowers(&prototype.location) {
            items.push(raw::function(builder.clone(), ops));
            items.extend(raw::markers(&builder, ops));
        }
        for op in ops.iter().filter(|op| context.lowers(&op.location)) {
            match prototype.dispatch.place() {
                Some(place) => items.extend(carried::function(builder.of(op), op, place)),
                None => items.extend(operation::functions(&builder, op)),
            }
        }
    }
    items.retain(|item| match &item.body {
        Body::Function(function) if function.words.len() > REGISTERS => {
            context.report(too_many(item, function.words.len()));
            false
        }
        _ => true,
    });
    items
}

fn unnumbered(prototype: &Prototype) -> Diagnostic {
    let name = &prototype.name;
    Diagnostic::warning(
        "unnumbered-hypercall",
        format!("no header that was read gives `{name}` a number"),
    )
    .at(&prototype.location, "no function is emitted for it")
    .help(format!(
        "read the header that defines `{NUMBER_PREFIX}{name}` too, with `--header FILE`, or \
         `--include DIR` for its folder"
    ))
}

fn too_many(item: &Item, words: usize) -> Diagnostic {
    Diagnostic::error(
        "too-many-arguments",
        format!("`{}` takes {words} words", item.c_names[0]),
    )
    .at(&item.location, "this hypercall")
    .help(format!(
        "Xen reads at most {REGISTERS} argument registers: mend the annotated prototype"
    ))
}

/// Where the hypercall's number stands.
fn number(context: &LowerContext<'_>, prototype: &Prototype) -> Option<NumberPath> {
    prototype.number?;
    let constant = format!("{NUMBER_PREFIX}{}", prototype.name);
    let family = context.lookup.families.get(&*constant);
    Some(if let Some(family) = family {
        NumberPath::Member(
            context.names.families[&family.name].clone(),
            context.names.family_member(family, &constant),
        )
    } else {
        NumberPath::Constant(ItemPath {
            header: context
                .facts
                .constants
                .get(&constant)?
                .location
                .header
                .clone(),
            name: context.names.constant(&constant).to_owned(),
        })
    })
}

/// The item of an operation's function.
fn op_item(builder: CallBuilder<'_>, op: &Op) -> Option<Item> {
    Some(Item {
        name: builder.context.names.ops.get(&op.constant)?.name.clone(),
        c_names: vec![op.constant.clone()],
        docs: op_docs(&builder, op),
        location: op.location.clone(),
        body: Body::Function(Box::new(builder.function)),
    })
}

/// The documentation of an operation's function.
fn op_docs(builder: &CallBuilder<'_>, op: &Op) -> Vec<String> {
    let prototype = builder.prototype;
    let mut text = block(&op.text.lines);
    if text.is_empty() {
        text.push(format!("operation {} of `{}`.", op.value, prototype.name));
    }
    let mut lines = headed(&code(&op.constant), text);
    let default = || vec![default_safety(op.safety_known)];
    let safety = op.safety.as_deref().map_or_else(default, paragraphs);
    add_sections(builder, &op.returns_meaning, &op.errors, safety, &mut lines);
    lines
}

/// Adds the sections at the end of a function's documentation.
///
/// `meaning` is the meaning of the result, `stated` the errors, `safety` the requirements.
fn add_sections(
    builder: &CallBuilder<'_>,
    meaning: &str,
    stated: &[(String, String)],
    safety: Vec<String>,
    lines: &mut Vec<String>,
) {
    let (context, function) = (builder.context, &builder.function);
    let described = function
        .params
        .iter()
        .filter(|param| !param.docs.is_empty());
    let described = described.map(|param| format!("* `{}`: {}", param.name, param.docs));
    paragraph(lines, described.collect());
    if !meaning.is_empty() {
        let meaning = inline(meaning.trim_end_matches('.'));
        paragraph(lines, vec![format!("Returns {meaning}.")]);
    }
    paragraph(
        lines,
        function
            .guests
            .as_deref()
            .map(docs::guests)
            .into_iter()
            .collect(),
    );
    let mut errors = Vec::new();
    if let Some((field, _)) = &function.status {
        errors.push(format!(
            "* [`ElementError::Status`](xen_abi::returns::ElementError::Status): Xen reports a \
             failure by `{field}`"
        ));
    }
    if function.one_of.is_some() {
        errors.push("* any error that Xen reports for the element".to_owned());
    }
    let refused = function.refusals.iter();
    errors.extend(refused.map(|refused| docs::error(context, "EINVAL", &refused.docs)));
    let own = stated.iter();
    errors.extend(own.map(|(name, when)| docs::error(context, name, when)));
    if errors.is_empty() && !matches!(function.returns, Returns::Word | Returns::Nothing) {
        errors.push("The headers name none.".to_owned());
    }
    if !errors.is_empty() {
        errors.insert(0, "# Errors".to_owned());
    }
    paragraph(lines, errors);
    if function.is_unsafe {
        paragraph(lines, vec!["# Safety".to_owned()]);
        lines.extend(safety);
    }
}

/// A text of several lines as Markdown.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    block(&lines)
}

/// The safety section of a call whose header has none for it.
///
/// `is_known`: whether the headers say of each call what the caller must guarantee.
fn default_safety(is_known: bool) -> String {
    if is_known {
        "Every address and frame number handed over must be the caller's to give, and stay valid \
         for as long as Xen may use it."
    } else {
        "These headers do not say what the caller must guarantee: look at what Xen does with each \
         of the values."
    }
    .to_owned()
}
