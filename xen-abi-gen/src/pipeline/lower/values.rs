//! Constants, strings, typedefs and C enums.

use super::LowerContext;
use super::docs;
use super::types::scalar;
use crate::model::abi::Role;
use crate::model::facts::Enumerator;
use crate::model::projection::{Body, Item, NamedValue, Scalar, Type};
use crate::pipeline::annotate::text_at;
use crate::pipeline::name::{case, distinct};
use crate::pipeline::types::integer_behind;

/// Every integer constant that belongs to no family: macros, and members of enums without a name.
pub(super) fn constants(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    let macros = context.facts.constants.iter();
    let macros = macros.map(|(name, found)| (name, &found.location, found.ty, found.value));
    let loose = context.facts.loose_enumerators();
    let loose = loose.map(|(found, ty)| (&found.name, &found.location, ty, found.value));
    macros
        .chain(loose)
        .filter(|(name, location, ..)| {
            context.lowers(location)
                && !context.lookup.families.contains_key(name.as_str())
                && !context.is_prelude(&location.header)
        })
        .map(|(name, location, ty, value)| {
            let ty = match scalar(ty) {
                // Where C's `char` has a sign.
                Scalar::Unsigned(bits) if value < 0 => Scalar::Signed(bits),
                ty => ty,
            };
            let body = Body::Constant { ty, value };
            let rust_name = context.names.constant(name);
            context.declared(name, rust_name, location, body)
        })
}

/// Every string constant.
pub(super) fn strings(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    let strings = context.facts.strings.iter();
    let strings = strings.filter(|(_, string)| context.lowers(&string.location));
    strings.map(|(name, string)| {
        let body = Body::Text(string.value.clone());
        context.declared(name, context.names.constant(name), &string.location, body)
    })
}

/// Every typedef that is no other name for a record of the same Rust name.
pub(super) fn typedefs(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    context
        .facts
        .typedefs
        .iter()
        .filter(|(_, typedef)| context.lowers(&typedef.location))
        .filter_map(|(c_name, typedef)| {
            let path = context.names.typedefs.get(c_name)?;
            let integer = integer_behind(context.facts, &typedef.ty);
            // A record, an enum or a family of that name is the typedef too.
            if path.header != typedef.location.header
                || context.lookup.kinds.contains_key(path)
                || context.is_prelude(&path.header) && integer.is_some()
            {
                return None;
            }
            let nature = context.interface.distinct.get(c_name);
            let body = match integer.zip(nature) {
                Some((integer, nature)) => Body::Newtype {
                    repr: scalar(integer),
                    nature: *nature,
                },
                None => Body::Alias(context.ty(&typedef.ty)),
            };
            (!matches!(&body, Body::Alias(Type::Item(target)) if target == path))
                .then(|| context.declared(c_name, &path.name, &typedef.location, body))
        })
}

/// Every C enum that no family covers, as an open set of values.
pub(super) fn c_enums(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    let enums = context.facts.enums.iter();
    let enums = enums.filter(|(_, found)| context.lowers(&found.location));
    enums.filter_map(|(key, found)| {
        let path = context.names.enums.get(key)?;
        let names = enumerator_names(&found.members);
        let text = |location| text_at(context.annotations, location);
        let members = found.members.iter().zip(names);
        let members = members.map(|(member, name)| NamedValue {
            name,
            c_name: member.name.clone(),
            docs: docs::plain(&member.name, text(&member.location)),
            value: member.value,
        });
        let body = Body::Family {
            role: Role::Values,
            repr: context.enum_repr(key)?,
            members: members.collect(),
        };
        Some(Item {
            docs: docs::plain(&format!("enum {key}"), text(&found.location)),
            ..context.declared(key, &path.name, &found.location, body)
        })
    })
}

/// The names of the constants of a C enum, without the words that all of them begin with.
fn enumerator_names(members: &[Enumerator]) -> Vec<String> {
    let spelled = members.iter().map(|member| member.name.as_str());
    let mut names: Vec<String> = spelled.clone().map(case::screaming).collect();
    let prefix = common_prefix(&names);
    for name in &mut names {
        name.drain(..prefix);
    }
    distinct(names, spelled, |_, name| vec![name.to_owned()])
}

/// The common prefix of a C enum's members.
///
/// It consists of whole words, and leaves each member a name.
fn common_prefix(names: &[String]) -> usize {
    let [first, _, ..] = names else {
        return 0;
    };
    let mut word_ends = first.match_indices('_').map(|(at, _)| at + 1).rev();
    let leaves_names = |end: &usize| {
        names.iter().all(|name| {
            let rest = name.strip_prefix(&first[..*end]);
            rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        })
    };
    word_ends.find(leaves_names).unwrap_or(0)
}
