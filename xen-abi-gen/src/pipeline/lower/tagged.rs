//! What tagged unions hold, as one type: the members that a tag selects.

use super::LowerContext;
use super::c_records::{CMember, CRecord};
use super::docs;
use super::families::fits;
use super::shape::is_whole;
use super::types::scalar;
use crate::model::annotations::Reference;
use crate::model::facts::Facts;
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::cases::{Case, Cases};
use crate::model::projection::{Body, Conversion, Item, ItemPath, Scalar, Type};
use crate::pipeline::name::case;

/// Unions with a tag whose comments say which constant selects which member.
pub(super) fn cases(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    context
        .records()
        .flat_map(|record| record.members().filter_map(item))
}

/// Tells records, unions and functions which unions are read by their tags.
pub(super) fn mark(items: &mut [Item]) {
    let mut records: HashMap<ItemPath, Vec<String>> = HashMap::default();
    let mut unions: HashSet<ItemPath> = HashSet::default();
    for item in items.iter() {
        if let Body::Cases(cases) = &item.body
            && let (Type::Item(record), Type::Item(union)) = (&cases.record, &cases.union)
        {
            let fields = records.entry(record.clone()).or_default();
            fields.push(cases.field.clone());
            unions.insert(union.clone());
        }
    }
    for item in items {
        let path = ItemPath {
            header: item.location.header.clone(),
            name: item.name.clone(),
        };
        match &mut item.body {
            Body::Struct(record) => record.tagged = records.remove(&path).unwrap_or_default(),
            Body::Union(union) => union.tagged = unions.contains(&path),
            Body::Function(function) => {
                for selected in function.request.iter_mut().flat_map(|one| &mut one.members) {
                    selected.tagged =
                        matches!(&selected.union, Type::Item(union) if unions.contains(union));
                }
            }
            _ => {}
        }
    }
}

fn item(member: CMember<'_>) -> Option<Item> {
    let CMember { record, field, .. } = member;
    let context = record.context;
    let Some(Reference::SelectedBy(tag)) = member.reference() else {
        return None;
    };
    let place = (record.key.to_owned(), field.name.clone());
    let path = context.names.cases.get(&place)?;
    if record.is_displaced() {
        return None;
    }
    let tag = record.member(tag).filter(|tag| !tag.field.bit_field)?;
    let tag_ty = match context.ty_by_reference(&tag.field.ty, tag.reference()) {
        // A value is not made by another name of its type.
        Type::Item(path) => Type::Item(context.lookup.item(&path).clone()),
        ty => ty,
    };
    let tag_form = context.conversion(&tag_ty);
    if matches!(tag_form, Conversion::Operation | Conversion::Handle) {
        return None;
    }
    let union = member.inner()?;
    let cases = members(union, scalar(tag.integer()?));
    let Type::Item(record_path) = record.ty() else {
        return None;
    };
    let (field_name, tag) = (member.name(), tag.name());
    let docs = vec![format!(
        "What [`{0}::{field_name}`] holds, by [`{0}::{tag}`].",
        record_path.name
    )];
    (!cases.is_empty()).then(|| Item {
        name: path.name.clone(),
        c_names: Vec::new(),
        docs,
        location: field.location.clone(),
        body: Body::Cases(Cases {
            record: Type::Item(record_path),
            field: field_name,
            union: union.ty(),
            tag,
            tag_ty,
            tag_form,
            cases,
        }),
    })
}

/// The members that constants select; a value counts for the first member that names it.
fn members(union: CRecord<'_>, tag: Scalar) -> Vec<Case> {
    let mut taken = HashSet::default();
    let mut case = |member: CMember<'_>| {
        let selectors = &member.note()?.selectors;
        let tags = selectors.iter().filter_map(|selector| {
            let value = constant(union.context.facts, selector)?;
            (fits(tag, value) && taken.insert(value)).then(|| (selector.clone(), value))
        });
        let tags: Vec<_> = tags.collect();
        (!tags.is_empty() && is_whole(member.field)).then(|| Case {
            name: case::upper_camel(&member.field.name),
            docs: docs::union_member(member),
            member: member.name(),
            ty: member.ty_in_memory(),
            tags,
        })
    };
    union.members().filter_map(&mut case).collect()
}

/// The value of a constant, whether it is a macro or a member of an enum.
pub(super) fn constant(facts: &Facts, name: &str) -> Option<i128> {
    let macros = facts.constants.get(name).map(|constant| constant.value);
    macros.or_else(|| {
        let found = facts.enumerators().find(|member| member.name == name);
        found.map(|member| member.value)
    })
}
