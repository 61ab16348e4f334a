//! Documentation: what the headers' comments say, as Markdown, with the C names that a reader
//! searches for.

use super::Context;
use super::markdown::{block, code, inline};
use crate::model::abi::{Family, Form, Hypercall, Member, MemberNote, Op, OpArgument, Role};
use crate::model::annotations::{Direction, Doc, Guest, Reference};
use crate::model::facts::{Field, Record, RecordKind};
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

/// A family.
pub(super) fn family(context: &Context<'_>, family: &Family) -> Vec<String> {
    let head = match family.role {
        Role::Operations => {
            let calls = context.interface.hypercalls.values();
            let users: Vec<String> = calls
                .filter(|call| call.prototype.dispatch.family() == Some(family.name.as_str()))
                .filter_map(|call| link_to_call(context, &family.location.header, call))
                .collect();
            match users.as_slice() {
                [] => format!("`{}*`: operations", family.prefix),
                users => format!(
                    "`{}*`: operations of {}",
                    family.prefix,
                    users.join(" and ")
                ),
            }
        }
        Role::Errors => format!("Error numbers (`enum {}`)", family.name),
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
                "Xen may hand back"
            };
            format!(
                "`{}*`: values of `enum {}`; {other} others",
                family.prefix, family.name
            )
        }
        Role::Flags => format!("`{}*`: sets of bits", family.prefix),
    };
    headed(&head, &family.text)
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
fn argument_line(arguments: &[OpArgument]) -> String {
    let shown: Vec<String> = arguments
        .iter()
        .filter(|argument| !matches!(argument.form, Form::Null | Form::Zero))
        .map(|argument| match argument.form {
            Form::Pointer { .. } => format!("the address of a {}", code(&argument.ty.name)),
            Form::Member => {
                format!(
                    "the member {}, a {}",
                    code(&argument.name),
                    code(&argument.ty.name)
                )
            }
            Form::Array { .. } => {
                format!(
                    "the address of the first of several {}",
                    code(&argument.ty.name)
                )
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

/// A variant of an op family.
pub(super) fn variant(member: &Member, op: Option<(&Op, &[OpArgument])>) -> Vec<String> {
    let summary = match op {
        Some((op, _)) if !op.text.lines.is_empty() => first_paragraph(&op.text),
        _ => first_paragraph(&member.text),
    };
    let mut lines = headed(&format!("`{}`", member.name), &summary);
    if let Some((_, arguments)) = op {
        lines.extend([String::new(), argument_line(arguments)]);
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
    let text = if said_of_op { Doc::default() } else { text };
    let head = match users.as_slice() {
        [] => spelled,
        users => format!("Argument of {} ({spelled})", users.join(", ")),
    };
    headed(&head, &text)
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
