//! What tagged unions hold, as one type: the members that a tag selects.

use super::Context;
use super::docs;
use super::families::fits;
use super::functions::conversion;
use super::types::scalar;
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Facts, Field, Record};
use crate::model::hash::{HashMap, HashSet};
use crate::model::projection::cases::{Case, Cases, TagForm};
use crate::model::projection::{Body, Conversion, Item, ItemPath, Scalar, Type};
use crate::pipeline::name::case;
use crate::pipeline::types::{integer_behind, record_behind};

/// Every union that a sibling selects the member of, where the headers say which constant selects
/// which.
pub(super) fn cases<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    let records = context.interface.facts.records.iter();
    records.flat_map(move |(key, record)| {
        (0..record.fields.len()).filter_map(move |index| item(context, key, record, index))
    })
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
            Body::Record(record) => record.tagged = records.remove(&path).unwrap_or_default(),
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

fn item(context: &Context<'_>, key: &str, record: &Record, index: usize) -> Option<Item> {
    let facts = &context.interface.facts;
    let field = &record.fields[index];
    if context.is_displaced(record) {
        return None;
    }
    let path = context
        .names
        .cases
        .get(&(key.to_owned(), field.name.clone()))?;
    let Some(Reference::SelectedBy(tag)) = &context.note(key, field)?.reference else {
        return None;
    };
    let tag_index = record
        .fields
        .iter()
        .position(|other| other.name == *tag && !other.bit_field)?;
    let tag_field = &record.fields[tag_index];
    let repr = scalar(integer_behind(facts, &tag_field.ty)?);
    let tag_ty = context.member_ty(&tag_field.ty, context.note(key, tag_field));
    let tag_form = match conversion(context, &tag_ty) {
        Conversion::Scalar => TagForm::Number,
        Conversion::Newtype => TagForm::Newtype,
        Conversion::Flags => TagForm::Flags,
        Conversion::Operation | Conversion::Handle => return None,
    };
    let union = record_behind(facts, &field.ty)?;
    let cases = members(context, union, repr);
    if cases.is_empty() {
        return None;
    }
    let member = |index| context.names.member(key, record, index);
    let (field_name, tag) = (member(index), member(tag_index));
    let record_ty = context.ty(&CType::Record(key.to_owned()));
    let Type::Item(record_path) = &record_ty else {
        return None;
    };
    let docs = vec![format!(
        "What [`{0}::{field_name}`] holds, by [`{0}::{tag}`].",
        record_path.name
    )];
    Some(Item {
        name: path.name.clone(),
        c_names: Vec::new(),
        docs,
        location: field.location.clone(),
        body: Body::Cases(Cases {
            record: record_ty,
            field: field_name,
            union: context.ty(&CType::Record(union.to_owned())),
            tag,
            tag_ty,
            tag_form,
            cases,
        }),
    })
}

/// The members that constants select; a value counts for the first member that names it.
fn members(context: &Context<'_>, union: &str, tag: Scalar) -> Vec<Case> {
    let facts = &context.interface.facts;
    let Some(record) = facts.records.get(union) else {
        return Vec::new();
    };
    let mut taken = HashSet::default();
    let mut case = |(index, field): (usize, &Field)| {
        let note = context.note(union, field)?;
        let mut tags: Vec<(String, i128)> = Vec::new();
        for selector in &note.selectors {
            if let Some(value) =
                constant(facts, selector).filter(|value| fits(tag, *value) && taken.insert(*value))
            {
                tags.push((selector.clone(), value));
            }
        }
        let known = !tags.is_empty() && !field.bit_field && !matches!(field.ty, CType::Flexible(_));
        known.then(|| Case {
            name: case::upper_camel(&field.name),
            docs: docs::union_member(context, field, Some(note)),
            member: context.names.member(union, record, index),
            ty: context.stored_ty(&field.ty, Some(note)),
            tags,
        })
    };
    record
        .fields
        .iter()
        .enumerate()
        .filter_map(&mut case)
        .collect()
}

/// The value of a constant, whether it is a macro or a member of an enum.
fn constant(facts: &Facts, name: &str) -> Option<i128> {
    let enumerators = || {
        facts
            .enums
            .values()
            .flat_map(|found| &found.members)
            .find(|member| member.name == name)
    };
    facts
        .constants
        .get(name)
        .map(|constant| constant.value)
        .or_else(|| enumerators().map(|member| member.value))
}
