//! The texts that methods and records have, for the documentation.

use std::collections::BTreeSet;

use crate::model::projection::{
    Body, Coverage, Field, Module, Placed, Struct, TOOLSTACK, TextInput, TextMember, TextPlace,
    Type,
};

/// The texts of the methods, then those of the records.
pub(super) fn texts<'m>(
    methods: impl Iterator<Item = &'m Placed>,
    modules: impl Iterator<Item = &'m Module>,
    operations: &[Coverage],
) -> Vec<TextPlace> {
    let of_methods: BTreeSet<TextPlace> = methods
        .flat_map(|placed| of_method(placed, operations))
        .collect();
    let of_records: BTreeSet<TextPlace> = modules.flat_map(of_module).collect();
    of_methods.into_iter().chain(of_records).collect()
}

/// The texts that a method takes or returns.
fn of_method(placed: &Placed, operations: &[Coverage]) -> Vec<TextPlace> {
    let Body::Method(method) = &placed.item.body else {
        return Vec::new();
    };
    let is_everywhere =
        |one: &Coverage| one.method.as_ref() == Ok(&placed.item.name) && one.targets.is_none();
    let texts = method.slices.iter().filter_map(|(index, slice)| {
        let (text, is_read) = slice.text?;
        Some(TextPlace {
            of: method.operation.clone(),
            name: method.function.params[*index].name.clone(),
            function: placed.item.name.clone(),
            is_linked: operations.iter().any(is_everywhere),
            input: is_read.then_some(TextInput {
                nul: text.nul,
                most: text.most.map(u64::from),
            }),
            is_output: slice.mutable,
        })
    });
    texts.collect()
}

/// The texts of the records of a module.
fn of_module(module: &Module) -> Vec<TextPlace> {
    let path = module.path.iter().filter(|part| *part != TOOLSTACK);
    let path: Vec<&str> = path.map(String::as_str).collect();
    let mut texts = Vec::new();
    for placed in &module.items {
        let Body::Struct(record) = &placed.item.body else {
            continue;
        };
        let name = placed.item.c_names.first().unwrap_or(&placed.item.name);
        let ty = format!("{}::{}", path.join("::"), placed.item.name);
        texts.extend(of_record(record, name, &ty));
    }
    texts
}

fn of_record<'r>(
    record: &'r Struct,
    c_name: &'r str,
    ty: &'r str,
) -> impl Iterator<Item = TextPlace> + 'r {
    record.fields.iter().filter_map(move |field| {
        let bare = field.name.trim_end_matches('_');
        let (function, input, is_output) = match field.text.as_ref()? {
            TextMember::Array { is_input: true } => {
                let most = length(field);
                (
                    format!("set_{bare}"),
                    Some(TextInput { nul: true, most }),
                    false,
                )
            }
            TextMember::Array { is_input: false } => (format!("{bare}_text"), None, true),
            TextMember::Handle { text, .. } => {
                let most = text.most.map(u64::from);
                let nul = text.nul;
                (format!("set_{bare}"), Some(TextInput { nul, most }), false)
            }
        };
        Some(TextPlace {
            of: c_name.to_owned(),
            name: field.name.clone(),
            function: format!("{ty}::{function}"),
            is_linked: false,
            input,
            is_output,
        })
    })
}

/// How many characters an array has.
fn length(field: &Field) -> Option<u64> {
    match &field.ty {
        Type::Array(_, length) => Some(*length),
        _ => None,
    }
}
