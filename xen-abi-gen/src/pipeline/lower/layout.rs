//! What clang says of every record's layout, to be asserted where the crate is compiled.

use super::LowerContext;
use super::c_records::CRecord;
use crate::model::facts::{CType, RecordKind, Typedef};
use crate::model::handles::is_handle;
use crate::model::hash::IndexSet;
use crate::model::projection::{Type, TypeLayout};
use crate::pipeline::types::record_behind;

/// Every record and every typedef that is a type of its own, in the order of headers and lines.
pub(super) fn types(context: &LowerContext<'_>) -> Vec<TypeLayout> {
    let private = &context.names.rings.private;
    let records = context
        .records()
        .filter(|record| !private.contains(record.key));
    let records = records.map(|found| (found.location.clone(), record(found)));
    let typedefs = context.facts.typedefs.iter();
    let typedefs = typedefs
        .filter(|(name, found)| is_own(context, name, found))
        .map(|(name, found)| (found.location.clone(), typedef(context, name, found)));
    let mut found: Vec<_> = records.chain(typedefs).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    // Two C handles of one Rust type (a plain and a `const` one) say the same thing.
    let layouts: IndexSet<_> = found.into_iter().map(|(_, layout)| layout).collect();
    layouts.into_iter().collect()
}

fn record(record: CRecord<'_>) -> TypeLayout {
    let mut offsets = Vec::new();
    if record.kind == RecordKind::Struct && !is_handle(record.key) {
        let displaced = record.shape().displaced;
        let members = record.members().filter(|member| !member.field.bit_field);
        offsets.extend(members.map(|member| {
            let name = if displaced.contains(&member.index) {
                member.storage()
            } else {
                member.name()
            };
            (name, member.field.offset_bits / 8)
        }));
    }
    TypeLayout {
        ty: record.ty(),
        size: record.size,
        align: record.align,
        offsets,
    }
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
    }
}
