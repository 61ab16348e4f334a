//! The layout's assertions as text: so many lines of one form would take the formatter longer than
//! all else.

use std::fmt::Write;

use indexmap::IndexMap;

use super::paths::{self, ModulePaths};
use crate::model::projection::{TargetLayout, Type, TypeLayout};

/// One block of assertions per header: the compiler takes longer over many small ones.
pub(super) fn asserts(layout: &TargetLayout, modules: &ModulePaths<'_>) -> String {
    let mut headers: IndexMap<Option<&str>, Vec<&TypeLayout>> = IndexMap::new();
    for layout in &layout.types {
        headers.entry(header(&layout.ty)).or_default().push(layout);
    }
    let offsets = layout.types.iter().any(|layout| !layout.offsets.is_empty());
    let mut text = match (layout.types.is_empty(), offsets) {
        (true, _) => String::new(),
        (false, true) => "use core::mem::{align_of, offset_of, size_of};\n".to_owned(),
        (false, false) => "use core::mem::{align_of, size_of};\n".to_owned(),
    };
    for (header, types) in headers {
        text.push_str("\nconst _: () = {\n");
        if let Some(header) = header {
            line(
                &mut text,
                format_args!(
                    "use super::super::{} as header;",
                    modules.get(header).join("::")
                ),
            );
        }
        for (index, layout) in types.into_iter().enumerate() {
            if index > 0 || header.is_some() {
                text.push('\n');
            }
            assertions(&mut text, layout, header, modules);
        }
        text.push_str("};\n");
    }
    text
}

/// The header that a type, or what it leads to, is declared in.
fn header(ty: &Type) -> Option<&str> {
    match ty {
        Type::Item(path) => Some(&path.header),
        Type::Handle(to) | Type::Handle64(to) | Type::Pointer { to, .. } => header(to),
        Type::Array(element, _) | Type::Flexible(element) => header(element),
        Type::Scalar(_) | Type::Frame(_) | Type::Void => None,
    }
}

fn assertions(
    text: &mut String,
    layout: &TypeLayout,
    header: Option<&str>,
    modules: &ModulePaths<'_>,
) {
    let ty = ty(&layout.ty, header, modules);
    line(
        text,
        format_args!("assert!(size_of::<{ty}>() == {});", layout.size),
    );
    line(
        text,
        format_args!("assert!(align_of::<{ty}>() == {});", layout.align),
    );
    for (field, offset) in &layout.offsets {
        line(
            text,
            format_args!("assert!(offset_of!({ty}, {field}) == {offset});"),
        );
    }
}

fn line(text: &mut String, statement: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "    {statement}");
}

/// A type, of the header at hand or by its whole path, from a file two levels below the root.
fn ty(ty: &Type, header: Option<&str>, modules: &ModulePaths<'_>) -> String {
    let inner = |ty: &Type| self::ty(ty, header, modules);
    match ty {
        Type::Item(path) if header == Some(&path.header) => format!("header::{}", path.name),
        Type::Item(path) => format!(
            "super::super::{}::{}",
            modules.get(&path.header).join("::"),
            path.name
        ),
        Type::Scalar(scalar) => paths::scalar(*scalar).to_string(),
        Type::Handle(to) => format!("xen_abi::handle::GuestHandle<{}>", inner(to)),
        Type::Handle64(to) => format!("xen_abi::handle::GuestHandle64<{}>", inner(to)),
        Type::Frame(_) => "u64".to_owned(),
        Type::Pointer { to, mutable } => {
            format!("*{} {}", if *mutable { "mut" } else { "const" }, inner(to))
        }
        Type::Array(element, length) => format!("[{}; {length}]", inner(element)),
        Type::Flexible(element) => format!("[{}; 0]", inner(element)),
        Type::Void => "core::ffi::c_void".to_owned(),
    }
}
