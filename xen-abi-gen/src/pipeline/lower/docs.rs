//! Documentation: comments as Markdown, with the C names as aliases.

use super::LowerContext;
use super::c_records::{CMember, CRecord};
use super::markdown::{block, code, inline};
use crate::model::abi::{Family, Form, Hypercall, Member, OpArgument, Role};
use crate::model::annotations::{Direction, Doc, Guest, Reference};
use crate::model::facts::RecordKind;
use crate::model::projection::Type;
use crate::pipeline::annotate::text_at;
use crate::pipeline::name::module_path;

/// The C name, then the text.
pub(super) fn plain(c_name: &str, text: &Doc) -> Vec<String> {
    headed(&code(c_name), block(&text.lines))
}

/// A head, and after it the text as the rest of the line and the following ones.
pub(super) fn headed(head: &str, mut lines: Vec<String>) -> Vec<String> {
    match lines.first_mut() {
        Some(first) => *first = [head, ": ", first].concat(),
        None => lines.push(format!("{head}.")),
    }
    lines
}

/// Adds lines as a paragraph of their own.
pub(super) fn paragraph(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}

/// A module: its header's chapter.
pub(super) fn module(context: &LowerContext<'_>, header: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let annotations = context.annotations.get(header);
    for entry in annotations.iter().flat_map(|header| &header.contents) {
        let title = inline(&entry.title);
        let title = if lines.is_empty() {
            format!("{title} ({}).", code(header))
        } else {
            format!("# {title}")
        };
        paragraph(&mut lines, vec![title]);
        paragraph(&mut lines, block(&entry.text.lines));
    }
    if lines.is_empty() {
        lines.push(format!("The declarations of {}.", code(header)));
    }
    lines
}

/// A family: what it is about, and after that what it is.
pub(super) fn family(context: &LowerContext<'_>, family: &Family) -> Vec<String> {
    let constants = format!("`{}*`", family.prefix);
    let kind = match family.role {
        Role::Operations => return operations(context, family, &constants),
        Role::Errors => format!("Error numbers (`enum {}`).", family.name),
        // Its constants are some of the type's values, and no more special than the others.
        Role::Values if context.interface.distinct.contains_key(&family.name) => {
            let typedef = context.facts.typedefs.get(&family.name);
            let own = typedef
                .map(|typedef| text_at(context.annotations, &typedef.location))
                .filter(|text| !text.lines.is_empty());
            return plain(&family.name, own.unwrap_or(&family.text));
        }
        Role::Values => {
            // What stands in `io/` goes between two domains.
            let other = if family.location.header.starts_with("io/") {
                "the other side may use"
            } else {
                "Xen may return"
            };
            format!("Values {constants}; {other} others.")
        }
        Role::Flags => format!("Flags {constants}."),
    };
    let mut lines = block(&family.text.lines);
    paragraph(&mut lines, vec![kind]);
    lines
}

/// A family of operations: the hypercalls that it belongs to, and what its text adds to that.
fn operations(context: &LowerContext<'_>, family: &Family, constants: &str) -> Vec<String> {
    let calls = context.interface.hypercalls.values();
    let users: Vec<String> = calls
        .filter(|call| call.prototype.dispatch.family() == Some(&family.name))
        .filter_map(|call| link_to_call(context, &family.location.header, call))
        .collect();
    let mut lines = vec![if users.is_empty() {
        format!("Operations {constants}.")
    } else {
        format!("Operations of {} ({constants}).", users.join(" and "))
    }];
    let text = block(&family.text.lines);
    if !matches!(&*text, [only] if only.starts_with("The operations of `")) {
        paragraph(&mut lines, text);
    }
    lines
}

fn link_to_call(context: &LowerContext<'_>, from: &str, call: &Hypercall) -> Option<String> {
    let path = context.names.hypercalls.get(&call.prototype.name)?;
    let name = &path.name;
    Some(if call.prototype.number.is_none() {
        format!("`{name}`")
    } else if *path.header == *from {
        format!("[`{name}`]({name}())")
    } else {
        let up = "super::".repeat(module_path(from).len());
        let module = module_path(&path.header).join("::");
        format!("[`{name}`]({up}{module}::{name}())")
    })
}

/// What an operation takes, in words.
fn argument_line(context: &LowerContext<'_>, from: &str, arguments: &[OpArgument]) -> String {
    let link = |argument: &OpArgument| link_to_type(context, from, argument);
    let taken = arguments
        .iter()
        .filter(|argument| !argument.form.is_constant());
    let shown = taken.map(|argument| match argument.form {
        Form::Pointer { .. } => link(argument),
        Form::Member => format!("{} in {}", link(argument), code(&argument.name)),
        Form::Array { .. } => format!("several {}", link(argument)),
        _ => format!("{}, {}", code(&argument.name), code(&argument.ty.name)),
    });
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() {
        "Takes no argument.".to_owned()
    } else {
        format!("Argument: {}.", shown.join("; "))
    }
}

/// Macros with global scope.
///
/// A link to a type of the same name must say that it means the type.
const DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// A link to the item of an argument's type, or the C type if it has none.
///
/// The link is relative to a header's module.
fn link_to_type(context: &LowerContext<'_>, from: &str, argument: &OpArgument) -> String {
    let Type::Item(path) = context.ty(argument.c_type()) else {
        return code(&argument.ty.name);
    };
    let name = &*path.name;
    if *path.header != *from {
        // A path would differ between architectures that have the type in headers of their own.
        format!("`{name}`")
    } else if DERIVES.contains(&name) {
        format!("[`{name}`](type@{name})")
    } else {
        format!("[`{name}`]")
    }
}

/// A variant of an op family.
pub(super) fn variant(context: &LowerContext<'_>, from: &str, member: &Member) -> Vec<String> {
    let op = context.lookup.ops.get(&*member.name);
    let own = op.map(|(_, op)| &op.text);
    let text = own
        .filter(|text| !text.lines.is_empty())
        .unwrap_or(&member.text);
    let mut summary = text.lines.split(|line| line.trim().is_empty());
    let summary = block(summary.next().unwrap_or_default());
    let mut lines = headed(&code(&member.name), summary);
    if let Some((call, op)) = op {
        let arguments = argument_line(context, from, call.arguments_of(op));
        paragraph(&mut lines, vec![arguments]);
    }
    lines
}

/// A struct or a union.
pub(super) fn record(record: CRecord<'_>) -> Vec<String> {
    let CRecord { context, key, .. } = record;
    let users = context.lookup.users.get(key).into_iter().flatten();
    let users: Vec<String> = users
        .filter_map(|(call, op)| {
            let (_, path, name) = context.operation(&call.prototype, op)?;
            Some(if path.header == record.location.header {
                format!("[`{}::{name}`]", path.name)
            } else {
                format!("`{}::{name}`", path.name)
            })
        })
        .collect();
    let text = &*text_at(context.annotations, &record.location).lines;
    // A comment that documents the operation stands above the record; it is read where the
    // operation is.
    let says_the_same = |line: &String| {
        let words = ["The argument of ", "Argument of "];
        let names_alone = words.iter().any(|words| line.starts_with(words));
        names_alone && !line.contains([':', ';']) || line.trim().is_empty()
    };
    let is_said = context.lookup.op_texts.contains(text)
        || !users.is_empty() && text.iter().all(says_the_same);
    let mut lines = block(if is_said { &[] } else { text });
    if users.is_empty() {
        let bare = key.strip_prefix("union ").unwrap_or(key);
        let keyword = match record.kind {
            _ if record.tag.is_none() => "",
            RecordKind::Struct => "struct ",
            RecordKind::Union => "union ",
        };
        return headed(&format!("`{keyword}{bare}`"), lines);
    }
    paragraph(
        &mut lines,
        vec![format!("Argument of {}.", users.join(", "))],
    );
    lines
}

/// A member of a struct.
pub(super) fn member(member: CMember<'_>) -> Vec<String> {
    let (field, note) = (member.field, member.note());
    let mut lines = note.map(|note| block(&note.text.lines)).unwrap_or_default();
    if let Some(direction) = note.and_then(|note| note.direction) {
        lines = headed(direction_word(direction), lines);
    }
    if let Some(Reference::SelectedBy(selector)) = member.reference() {
        lines.push(format!(
            "Which member is meant follows from {}.",
            code(selector)
        ));
    }
    if lines.is_empty() {
        lines.push(if field.name.is_empty() {
            "An anonymous member.".to_owned()
        } else {
            format!(
                "C: {}.",
                code(&format!("{} {}", field.spelling, field.name))
            )
        });
    }
    lines
}

/// A member of a union.
pub(super) fn union_member(member: CMember<'_>) -> Vec<String> {
    let mut lines = self::member(member);
    let selectors = member.note().into_iter().flat_map(|note| &note.selectors);
    let shown: Vec<String> = selectors.map(|selector| code(selector)).collect();
    if !shown.is_empty() {
        lines.push(format!("Selected by {}.", shown.join(", ")));
    }
    lines
}

/// `IN`, `OUT`, `IN/OUT`.
const fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "IN",
        Direction::Out => "OUT",
        Direction::InOut => "IN/OUT",
    }
}

/// The kinds of guest that may call something.
pub(super) fn guests(guests: &[Guest]) -> String {
    let names: Vec<&str> = guests.iter().map(|guest| guest.name()).collect();
    format!("Guests: {}.", names.join(", "))
}

/// An error and when it is returned; linked where the headers define it.
pub(super) fn error(context: &LowerContext<'_>, name: &str, when: &str) -> String {
    let family = context.lookup.families.get(name);
    let when = inline(when);
    if family.is_some_and(|family| family.role == Role::Errors) {
        format!("* [`{name}`](xen_abi::Errno::{name}): {when}")
    } else {
        format!("* {}: {when}", code(name))
    }
}
