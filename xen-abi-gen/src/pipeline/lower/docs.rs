//! Documentation: what the headers' comments say, as Markdown, with the C names that a reader
//! searches for.

use super::Context;
use super::markdown::{block, code, inline};
use crate::model::abi::{Family, Form, Hypercall, Member, MemberNote, Op, OpArgument, Role};
use crate::model::annotations::{Direction, Doc, Guest, Reference};
use crate::model::facts::{Field, Record, RecordKind};
use crate::model::projection::Type;
use crate::pipeline::name::module_path;

/// The C name, then the text.
pub(super) fn plain(c_name: &str, text: &Doc) -> Vec<String> {
    headed(&code(c_name), text)
}

/// A head, and after it the text as the rest of the line and the following ones.
fn headed(head: &str, text: &Doc) -> Vec<String> {
    let mut lines = block(&text.lines);
    match lines.first_mut() {
        Some(first) => *first = format!("{head}: {first}"),
        None => lines.push(format!("{head}.")),
    }
    lines
}

/// A module: its header's chapter.
pub(super) fn module(context: &Context<'_>, header: &str) -> Vec<String> {
    let entries = context
        .annotations
        .get(header)
        .map_or(&[][..], |annotations| &annotations.contents);
    let mut lines = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match index {
            0 => lines.push(format!("{} ({}).", inline(&entry.title), code(header))),
            _ => lines.extend([String::new(), format!("# {}", inline(&entry.title))]),
        }
        if !entry.text.lines.is_empty() {
            lines.push(String::new());
            lines.extend(block(&entry.text.lines));
        }
    }
    if lines.is_empty() {
        lines.push(format!("The declarations of {}.", code(header)));
    }
    lines
}

/// A family: what it is about, and after that what it is.
pub(super) fn family(context: &Context<'_>, family: &Family) -> Vec<String> {
    let constants = format!("`{}*`", family.prefix);
    let kind = match family.role {
        Role::Operations => return operations(context, family, &constants),
        Role::Errors => format!("Error numbers (`enum {}`).", family.name),
        // Its constants are some of the type's values, and no more special than the others.
        Role::Values if context.interface.distinct.contains_key(&family.name) => {
            let typedef = context.interface.facts.typedefs.get(&family.name);
            let own = typedef.map(|typedef| {
                crate::pipeline::annotate::text_at(context.annotations, &typedef.location)
            });
            return plain(
                &family.name,
                &own.filter(|text| !text.lines.is_empty())
                    .unwrap_or_else(|| family.text.clone()),
            );
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
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(kind);
    lines
}

/// A family of operations: the hypercalls that it belongs to, and what its text adds to that.
fn operations(context: &Context<'_>, family: &Family, constants: &str) -> Vec<String> {
    let calls = context.interface.hypercalls.values();
    let users: Vec<String> = calls
        .filter(|call| call.prototype.dispatch.family() == Some(family.name.as_str()))
        .filter_map(|call| link_to_call(context, &family.location.header, call))
        .collect();
    let mut lines = vec![match users.as_slice() {
        [] => format!("Operations {constants}."),
        users => format!("Operations of {} ({constants}).", users.join(" and ")),
    }];
    let text = block(&family.text.lines);
    let says_the_same = |line: &String| line.starts_with("The operations of `");
    if !matches!(text.as_slice(), [only] if says_the_same(only)) && !text.is_empty() {
        lines.push(String::new());
        lines.extend(text);
    }
    lines
}

fn link_to_call(context: &Context<'_>, from: &str, call: &Hypercall) -> Option<String> {
    let path = context.names.hypercalls.get(&call.prototype.name)?;
    let name = &path.name;
    if call.prototype.number.is_none() {
        return Some(format!("`{name}`"));
    }
    Some(if *path.header == *from {
        format!("[`{name}`]({name}())")
    } else {
        let up = "super::".repeat(module_path(from).len());
        format!(
            "[`{name}`]({up}{}::{name}())",
            module_path(&path.header).join("::")
        )
    })
}

/// What an operation takes, in words.
fn argument_line(context: &Context<'_>, from: &str, arguments: &[OpArgument]) -> String {
    let link = |argument: &OpArgument| link_to_type(context, from, argument);
    let shown: Vec<String> = arguments
        .iter()
        .filter(|argument| !matches!(argument.form, Form::Null | Form::Zero))
        .map(|argument| match argument.form {
            Form::Pointer { .. } => link(argument),
            Form::Member => {
                format!("{} in {}", link(argument), code(&argument.name))
            }
            Form::Array { .. } => {
                format!("several {}", link(argument))
            }
            _ => format!("{}, {}", code(&argument.name), code(&argument.ty.name)),
        })
        .collect();
    if shown.is_empty() {
        "Takes no argument.".to_owned()
    } else {
        format!("Argument: {}.", shown.join("; "))
    }
}

/// Macros that are in scope everywhere: a link to a type of the same name says that it means the
/// type.
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

/// A link to the item that an argument's type is, as read in a header's module; the C type where
/// it is none.
fn link_to_type(context: &Context<'_>, from: &str, argument: &OpArgument) -> String {
    match context.ty(argument.c_type()) {
        Type::Item(path) if *path.header == *from && DERIVES.contains(&&*path.name) => {
            format!("[`{0}`](type@{0})", path.name)
        }
        Type::Item(path) if *path.header == *from => format!("[`{}`]", path.name),
        // A path would differ between architectures that have the type in headers of their own.
        Type::Item(path) => format!("`{}`", path.name),
        _ => code(&argument.ty.name),
    }
}

/// A variant of an op family.
pub(super) fn variant(
    context: &Context<'_>,
    from: &str,
    member: &Member,
    op: Option<(&Op, &[OpArgument])>,
) -> Vec<String> {
    let summary = match op {
        Some((op, _)) if !op.text.lines.is_empty() => first_paragraph(&op.text),
        _ => first_paragraph(&member.text),
    };
    let mut lines = headed(&format!("`{}`", member.name), &summary);
    if let Some((_, arguments)) = op {
        lines.extend([String::new(), argument_line(context, from, arguments)]);
    }
    lines
}

fn first_paragraph(text: &Doc) -> Doc {
    Doc {
        lines: text
            .lines
            .iter()
            .take_while(|line| !line.trim().is_empty())
            .cloned()
            .collect(),
    }
}

/// A struct or a union.
pub(super) fn record(context: &Context<'_>, key: &str, record: &Record) -> Vec<String> {
    let keyword = match record.kind {
        RecordKind::Struct => "struct ",
        RecordKind::Union => "union ",
    };
    let bare = key.strip_prefix("union ").unwrap_or(key);
    let spelled = if record.tag.is_some() {
        format!("`{keyword}{bare}`")
    } else {
        format!("`{bare}`")
    };
    let users = context.lookup.users.get(key).into_iter().flatten();
    let users: Vec<String> = users
        .filter_map(|(call, op)| {
            let family = context
                .interface
                .families
                .get(call.prototype.dispatch.family()?)?;
            let path = context.names.families.get(&family.name)?;
            let name = context.names.family_member(family, &op.constant);
            Some(match path.header == record.location.header {
                true => format!("[`{0}::{name}`]", path.name),
                false => format!("`{}::{name}`", path.name),
            })
        })
        .collect();
    let text = crate::pipeline::annotate::text_at(context.annotations, &record.location);
    let said_of_op = context.lookup.op_texts.contains(text.lines.as_slice());
    // A comment that documents the operation stands above the record; it is read where the
    // operation is.
    let says_the_same = text
        .lines
        .iter()
        .all(|line| line.starts_with("The argument of ") || line.trim().is_empty());
    let text = match said_of_op || says_the_same && !users.is_empty() {
        true => Doc::default(),
        false => text,
    };
    if users.is_empty() || text.lines.is_empty() {
        let head = match users.as_slice() {
            [] => spelled,
            users => format!("Argument of {}", users.join(", ")),
        };
        return headed(&head, &text);
    }
    let mut lines = block(&text.lines);
    lines.extend([String::new(), format!("Argument of {}.", users.join(", "))]);
    lines
}

/// A member of a struct.
pub(super) fn member(field: &Field, note: Option<&MemberNote>) -> Vec<String> {
    let mut lines = note.map(|note| block(&note.text.lines)).unwrap_or_default();
    if let Some(direction) = note.and_then(|note| note.direction) {
        let word = direction_word(direction);
        match lines.first_mut() {
            Some(first) => *first = format!("{word}: {first}"),
            None => lines.push(format!("{word}.")),
        }
    }
    if let Some(Reference::SelectedBy(selector)) = note.and_then(|note| note.reference.as_ref()) {
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
pub(super) fn union_member(
    _: &Context<'_>,
    field: &Field,
    note: Option<&MemberNote>,
) -> Vec<String> {
    let mut lines = member(field, note);
    if let Some(selectors) = note
        .map(|note| &note.selectors)
        .filter(|selectors| !selectors.is_empty())
    {
        let shown: Vec<String> = selectors.iter().map(|selector| code(selector)).collect();
        lines.push(format!("Selected by {}.", shown.join(", ")));
    }
    lines
}

/// `IN`, `OUT`, `IN/OUT`.
pub(super) const fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "IN",
        Direction::Out => "OUT",
        Direction::InOut => "IN/OUT",
    }
}

/// The kinds of guest that may call something.
pub(super) fn guests(guests: Option<&[Guest]>) -> Option<String> {
    let names: Vec<&str> = guests?.iter().map(|guest| guest.name()).collect();
    Some(format!("Guests: {}.", names.join(", ")))
}

/// An error and when it is returned; linked where the headers define it.
pub(super) fn error(context: &Context<'_>, name: &str, when: &str) -> String {
    let errors = context
        .interface
        .families
        .values()
        .filter(|family| family.role == Role::Errors);
    let known = errors
        .into_iter()
        .any(|family| family.members.iter().any(|member| member.name == name));
    let when = inline(when);
    if known {
        format!("* [`{name}`](xen_abi::Errno::{name}): {when}")
    } else {
        format!("* {}: {when}", code(name))
    }
}
