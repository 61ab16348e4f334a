//! What clang says of every record's layout, to be asserted where the crate is compiled.

use super::LowerContext;
use super::c_records::CRecord;
use crate::model::facts::{CType, RecordKind, Typedef};
use crate::model::handles::is_handle;
use crate::model::hash::{HashMap, IndexSet};
use crate::model::projection::{Body, Item, Struct, Type, TypeLayout};
use crate::pipeline::types::record_behind;

/// Every record and every typedef that is a type of its own, in the order of headers and lines.
pub(super) fn types(context: &LowerContext<'_>, items: &[Item]) -> Vec<TypeLayout> {
    let structs = items.iter().filter_map(|item| match &item.body {
        Body::Struct(record) => Some(((&*item.location.header, &*item.name), &**record)),
        _ => None,
    });
    let structs: HashMap<_, &Struct> = structs.collect();
    let private = &context.names.rings.private;
    let records = context
        .records()
        .filter(|record| !private.contains(record.key));
    let records = records.map(|found| {
        let made = match found.ty() {
            Type::Item(path) => structs.get(&(&*path.header, &*path.name)).copied(),
            _ => None,
        };
        (found.location.clone(), record(found, made))
    });
    let typedefs = context.facts.typedefs.iter();
    let typedefs = typedefs
        .filter(|(name, found)| context.lowers(&found.location) && is_own(context, name, found))
        .map(|(name, found)| (found.location.clone(), typedef(context, name, found)));
    let mut found: Vec<_> = records.chain(typedefs).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    // Two C handles of one Rust type (a plain and a `const` one) say the same thing.
    let layouts: IndexSet<_> = found.into_iter().map(|(_, layout)| layout).collect();
    layouts.into_iter().collect()
}

fn record(record: CRecord<'_>, made: Option<&Struct>) -> TypeLayout {
    // The members with their bounds in bytes.
    let mut bounds = Vec::new();
    if record.kind == RecordKind::Struct && !is_handle(record.key) {
        let displaced = record.shape().displaced;
        let members = record.members().filter(|member| !member.field.bit_field);
        bounds.extend(members.map(|member| {
            let name = if displaced.contains(&member.index) {
                member.storage()
            } else {
                member.name()
            };
            let start = member.field.offset_bits / 8;
            (name, start, start + member.field.size_bits / 8)
        }));
    }
    let fields = made.map(|made| fields(made, &bounds)).unwrap_or_default();
    let offsets = bounds.into_iter().map(|(name, start, _)| (name, start));
    TypeLayout {
        ty: record.ty(),
        size: record.size,
        align: record.align,
        offsets: offsets.collect(),
        fields,
    }
}

/// Where each field of a struct is. The ones that are no members are bytes behind the field before.
fn fields(made: &Struct, bounds: &[(String, u64, u64)]) -> Vec<(String, u64)> {
    let mut next = 0;
    let fields = made.fields.iter().map(|field| {
        let member = bounds.iter().find(|(name, ..)| *name == field.name);
        let start = member.map_or(next, |(_, start, _)| *start);
        next = match (&field.ty, member) {
            (_, Some((.., end))) => *end,
            (Type::Array(_, length), None) => start + length,
            (_, None) => start,
        };
        (field.name.clone(), start)
    });
    fields.collect()
}

/// Whether a typedef is a type of its own that has a size.
fn is_own(context: &LowerContext<'_>, name: &str, typedef: &Typedef) -> bool {
    let header = &typedef.location.header;
    let path = context.names.typedefs.get(name);
    path.is_some_and(|path| path.header == *header)
        && typedef.size != 0
        && context.ty(&typedef.ty) != Type::Void
        && !context.is_prelude(header)
        && !context.is_narrowed(&typedef.ty)
        && record_behind(context.facts, &typedef.ty).is_none()
}

fn typedef(context: &LowerContext<'_>, name: &str, typedef: &Typedef) -> TypeLayout {
    TypeLayout {
        ty: context.ty(&CType::Typedef(name.to_owned())),
        size: typedef.size,
        // An alias has the alignment of its type, whatever C's attribute says; the records that
        // hold it say the rest.
        align: context.natural_align(&typedef.ty),
        offsets: Vec::new(),
        fields: Vec::new(),
    }
}
