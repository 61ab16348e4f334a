//! Constants, strings, typedefs and C enums.

use std::collections::BTreeSet;

use super::Context;
use super::docs;
use super::families::{common_prefix, constant};
use super::types::scalar;
use crate::model::abi;
use crate::model::annotations::Nature;
use crate::model::facts::CType;
use crate::model::projection::{Body, Item, ItemPath, Member, Type};
use crate::pipeline::annotate::text_at;
use crate::pipeline::name::{case, distinct};
use crate::pipeline::types::integer_behind;

/// Every integer constant that belongs to no family.
pub(super) fn constants<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    let in_family: BTreeSet<&str> = context
        .interface
        .families
        .values()
        .flat_map(|family| family.members.iter().map(|member| member.name.as_str()))
        .collect();
    let facts = &context.interface.facts;
    facts
        .constants
        .iter()
        .filter(move |(name, constant)| {
            !in_family.contains(name.as_str()) && !context.is_prelude(&constant.location.header)
        })
        .map(|(name, constant)| Item {
            name: context.names.constant(name).to_owned(),
            c_names: vec![name.clone()],
            docs: docs::plain(name, &text_at(context.annotations, &constant.location)),
            location: constant.location.clone(),
            body: Body::Constant {
                ty: scalar(constant.ty),
                value: constant.value,
            },
        })
}

/// Every string constant.
pub(super) fn strings<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    context
        .interface
        .facts
        .strings
        .iter()
        .map(|(name, string)| Item {
            name: context.names.constant(name).to_owned(),
            c_names: vec![name.clone()],
            docs: docs::plain(name, &text_at(context.annotations, &string.location)),
            location: string.location.clone(),
            body: Body::Text(string.value.clone()),
        })
}

/// Every typedef that is no other name for a record of the same Rust name.
pub(super) fn typedefs<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    let facts = &context.interface.facts;
    facts.typedefs.iter().filter_map(|(c_name, typedef)| {
        let path = context.names.typedefs.get(c_name)?;
        if path.header != typedef.location.header || is_another_item(context, path) {
            return None;
        }
        let integer = integer_behind(facts, &typedef.ty);
        if context.is_prelude(&path.header) && integer.is_some() {
            return None;
        }
        let body = match (context.interface.distinct.get(c_name), integer) {
            (Some(nature), Some(integer)) => Body::Newtype {
                repr: scalar(integer),
                nature: *nature,
            },
            _ => Body::Alias(context.ty(&typedef.ty)),
        };
        if let Body::Alias(Type::Item(target)) = &body
            && target == path
        {
            return None;
        }
        Some(Item {
            name: path.name.clone(),
            c_names: vec![c_name.clone()],
            docs: docs::plain(c_name, &text_at(context.annotations, &typedef.location)),
            location: typedef.location.clone(),
            body,
        })
    })
}

/// Whether a record, an enum or a family has the name already: then the typedef is that.
fn is_another_item(context: &Context<'_>, path: &ItemPath) -> bool {
    context.lookup.taken.contains(path)
}

/// Every C enum that no family covers, as an open set of values.
pub(super) fn c_enums<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    context
        .interface
        .facts
        .enums
        .iter()
        .filter_map(|(key, found)| {
            let path = context.names.enums.get(key)?;
            let members: Vec<abi::Member> = found
                .members
                .iter()
                .map(|member| abi::Member {
                    name: member.name.clone(),
                    value: member.value,
                    text: text_at(context.annotations, &member.location),
                    location: member.location.clone(),
                })
                .collect();
            let members = enumerators(&members);
            Some(Item {
                name: path.name.clone(),
                c_names: vec![key.clone()],
                docs: docs::plain(
                    &format!("enum {key}"),
                    &text_at(context.annotations, &found.location),
                ),
                location: found.location.clone(),
                body: Body::Values {
                    repr: context.enum_repr(key)?,
                    members,
                },
            })
        })
}

/// The members of a C enum as constants, without the words that all of them begin with.
fn enumerators(members: &[abi::Member]) -> Vec<Member> {
    let mut names: Vec<String> = members
        .iter()
        .map(|member| case::screaming(&member.name))
        .collect();
    let prefix = common_prefix(&names);
    for name in &mut names {
        name.drain(..prefix);
    }
    let spelled = members.iter().map(|member| member.name.as_str());
    for (index, name) in distinct(&names, spelled, |_, name| vec![name.to_owned()]) {
        names[index] = name;
    }
    let named = members.iter().zip(names);
    named.map(|(member, name)| constant(member, name)).collect()
}

/// Whether an integer of this nature lets whoever chooses it reach memory.
pub(super) fn reaches_memory(nature: Nature) -> bool {
    nature != Nature::Plain
}

/// Whether a type is, or holds, an address or a frame number.
pub(super) fn carries_address(context: &Context<'_>, ty: &CType) -> bool {
    let facts = &context.interface.facts;
    match ty {
        CType::Pointer { .. } | CType::Flexible(_) | CType::Function => true,
        CType::Record(key) if crate::pipeline::name::is_handle(key) => true,
        CType::Typedef(name) if crate::pipeline::name::is_handle(name) => true,
        CType::Array { element, .. } => carries_address(context, element),
        CType::Record(key) => facts.records.get(key).is_some_and(|record| {
            record.fields.iter().any(|field| {
                carries_address(context, &field.ty)
                    || note_carries_address(context, key, &field.name)
            })
        }),
        CType::Typedef(name) => {
            let nature = context
                .interface
                .distinct
                .get(name)
                .copied()
                .unwrap_or(Nature::Plain);
            reaches_memory(nature)
                || facts
                    .typedefs
                    .get(name)
                    .is_some_and(|typedef| carries_address(context, &typedef.ty))
        }
        CType::Void | CType::Bool | CType::Integer(_) | CType::Float(_) | CType::Enum(_) => false,
    }
}

fn note_carries_address(context: &Context<'_>, record: &str, field: &str) -> bool {
    use crate::model::annotations::Reference;
    let note = context.interface.members.get(record, field);
    match note.and_then(|note| note.reference.as_ref()) {
        Some(Reference::Nature(nature)) => reaches_memory(*nature),
        _ => false,
    }
}
