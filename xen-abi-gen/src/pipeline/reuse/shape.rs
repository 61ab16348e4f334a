//! What must be equal for one item to stand for another, as lines of text.

use std::collections::BTreeMap;

use crate::model::abi::Role;
use crate::model::projection::{
    BitField, Body, Displaced, Field, NamedValue, Placed, Projection, Scalar, Type, TypeLayout,
};
use crate::model::target::Target;

/// The layouts of records by target, header and name.
pub(super) struct Layouts<'p> {
    found: BTreeMap<(Target, &'p str, &'p str), &'p TypeLayout>,
}

impl<'p> Layouts<'p> {
    pub(super) fn of(projection: &'p Projection) -> Self {
        let mut found = BTreeMap::new();
        for layout in &projection.layouts {
            for ty in &layout.types {
                if let Type::Item(path) = &ty.ty {
                    found.insert((layout.target, &*path.header, &*path.name), ty);
                }
            }
        }
        Self { found }
    }

    /// The shape of an item on one of its targets: what it is, then a line for each part. `None`
    /// for what follows from other items.
    pub(super) fn shape(
        &self,
        header: &str,
        placed: &Placed,
        target: Target,
    ) -> Option<Vec<String>> {
        let item = &placed.item;
        let layout = || self.found.get(&(target, header, &*item.name)).copied();
        Some(match &item.body {
            Body::Constant { ty, value } => vec![format!("constant {} = {value}", scalar(*ty))],
            Body::Text(bytes) => vec![format!("text {}", String::from_utf8_lossy(bytes))],
            Body::Alias(ty) => vec![format!("alias of {}", spelled(ty, header))],
            Body::Newtype { repr, .. } => vec![format!("newtype of {}", scalar(*repr))],
            Body::Family {
                role,
                repr,
                members,
            } => family(*role, *repr, members),
            Body::Versions { repr, values } => {
                let values = values
                    .iter()
                    .map(|value| format!("{} = {}", value.name, value.value));
                let head = format!("versions of {}", scalar(*repr));
                [head].into_iter().chain(values).collect()
            }
            Body::Struct(record) => {
                let mut lines = vec![head("record", layout())];
                lines.extend(record.fields.iter().map(|one| field(one, header, layout())));
                lines.extend(record.bits.iter().map(bit_field));
                lines.extend(record.displaced.iter().map(|one| displaced(one, header)));
                lines
            }
            Body::Union(union) => {
                let mut lines = vec![head("union", layout())];
                lines.extend(union.fields.iter().map(|one| field(one, header, None)));
                lines.extend(union.bits.iter().map(bit_field));
                lines
            }
            Body::Ring(_)
            | Body::Cases(_)
            | Body::Markers { .. }
            | Body::Function(_)
            | Body::Method(_)
            | Body::Unified(_)
            | Body::ByGuest(_) => return None,
        })
    }
}

fn head(kind: &str, layout: Option<&TypeLayout>) -> String {
    match layout {
        Some(layout) => format!(
            "{kind} of {} bytes, aligned to {}",
            layout.size, layout.align
        ),
        None => kind.to_owned(),
    }
}

fn field(field: &Field, header: &str, layout: Option<&TypeLayout>) -> String {
    let mut offsets = layout.iter().flat_map(|layout| &layout.offsets);
    let offset = offsets.find(|(name, _)| *name == field.name);
    let at = offset.map(|(_, at)| format!(" at {at}"));
    format!(
        "{}: {}{}",
        field.name,
        spelled(&field.ty, header),
        at.unwrap_or_default()
    )
}

fn bit_field(field: &BitField) -> String {
    let BitField {
        name,
        storage,
        offset_bits,
        bits,
        ..
    } = field;
    format!("{name}: {bits} bits at bit {offset_bits} of {storage}")
}

fn displaced(member: &Displaced, header: &str) -> String {
    format!(
        "{}: {} in {}",
        member.name,
        spelled(&member.ty, header),
        member.storage
    )
}

fn family(role: Role, repr: Scalar, members: &[NamedValue]) -> Vec<String> {
    let kind = match role {
        Role::Operations => "operations",
        Role::Values => "values",
        Role::Errors => "errors",
        Role::Flags => "flags",
    };
    let members = members
        .iter()
        .map(|member| format!("{} = {}", member.name, member.value));
    let head = format!("{kind} of {}", scalar(repr));
    [head].into_iter().chain(members).collect()
}

fn scalar(scalar: Scalar) -> String {
    match scalar {
        Scalar::Unsigned(bits) => format!("u{bits}"),
        Scalar::Signed(bits) => format!("i{bits}"),
        Scalar::Usize => "usize".to_owned(),
        Scalar::Isize => "isize".to_owned(),
    }
}

/// A type as Rust spells it, more or less; an item of another header with that header's path.
fn spelled(ty: &Type, header: &str) -> String {
    let inner = |ty: &Type| spelled(ty, header);
    match ty {
        Type::Scalar(number) => scalar(*number),
        Type::Item(path) if *path.header == *header => path.name.clone(),
        Type::Item(path) => format!("{} of {}", path.name, path.header),
        Type::Handle(to) => format!("GuestHandle<{}>", inner(to)),
        Type::Handle64(to) => format!("GuestHandle64<{}>", inner(to)),
        Type::Frame(nature) => format!("{nature:?}"),
        Type::Pointer { to, mutable } => {
            format!("*{} {}", if *mutable { "mut" } else { "const" }, inner(to))
        }
        Type::Array(element, length) => format!("[{}; {length}]", inner(element)),
        Type::Flexible(element) => format!("[{}]", inner(element)),
        Type::Void => "void".to_owned(),
    }
}
