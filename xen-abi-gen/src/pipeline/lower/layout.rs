//! What clang says of every record's layout, to be asserted where the crate is compiled.

use super::Context;
use crate::model::facts::{CType, RecordKind};
use crate::model::hash::IndexSet;
use crate::model::projection::{Type, TypeLayout};
use crate::pipeline::name::is_handle;

/// Every record and every typedef that is a type of its own, in the order of headers and lines.
pub(super) fn types(context: &Context<'_>) -> Vec<TypeLayout> {
    let facts = &context.interface.facts;
    let mut found = Vec::new();
    for (key, record) in facts
        .records
        .iter()
        .filter(|(key, _)| !context.names.found.private.contains(*key))
    {
        let ty = context.ty(&CType::Record(key.clone()));
        let offsets = match record.kind {
            RecordKind::Struct if !is_handle(key) => {
                let displaced = context.shape(record).displaced;
                let named = record
                    .fields
                    .iter()
                    .enumerate()
                    .filter(|(_, field)| !field.bit_field);
                named
                    .map(|(index, field)| {
                        (
                            if displaced.contains(&index) {
                                context.storage(key, record, index)
                            } else {
                                context.names.member(key, record, index)
                            },
                            field.offset_bits / 8,
                        )
                    })
                    .collect()
            }
            RecordKind::Struct | RecordKind::Union => Vec::new(),
        };
        found.push((
            record.location.clone(),
            TypeLayout {
                ty,
                size: record.size,
                align: record.align,
                offsets,
            },
        ));
    }
    for (name, typedef) in &facts.typedefs {
        let own = context
            .names
            .typedefs
            .get(name)
            .is_some_and(|path| path.header == typedef.location.header);
        let opaque = matches!(context.ty(&typedef.ty), Type::Void) || typedef.size == 0;
        if !own
            || opaque
            || context.is_prelude(&typedef.location.header)
            || context.is_narrowed(&typedef.ty)
        {
            continue;
        }
        if crate::pipeline::types::record_behind(facts, &typedef.ty).is_none() {
            let ty = context.ty(&CType::Typedef(name.clone()));
            found.push((
                typedef.location.clone(),
                TypeLayout {
                    ty,
                    size: typedef.size,
                    // An alias has the alignment of its type, whatever C's attribute says; the
                    // records that hold it say the rest.
                    align: context.natural_align(&typedef.ty),
                    offsets: Vec::new(),
                },
            ));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    // Two C handles of one Rust type (a plain and a `const` one) say the same thing.
    found
        .into_iter()
        .map(|(_, layout)| layout)
        .collect::<IndexSet<_>>()
        .into_iter()
        .collect()
}
