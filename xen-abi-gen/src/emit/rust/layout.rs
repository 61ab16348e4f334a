//! The layout's assertions as text: so many lines of one form would take the formatter longer than
//! all else.

use indexmap::IndexMap;

use super::macro_call;
use super::paths::{self, ModulePaths};
use crate::model::projection::{TargetLayout, Type, TypeLayout};

/// One block of assertions per header: the compiler takes longer over many small ones.
pub(super) fn asserts(layout: &TargetLayout, modules: &ModulePaths<'_>) -> String {
    let mut headers: IndexMap<Option<&str>, Vec<&TypeLayout>> = IndexMap::new();
    for layout in &layout.types {
        headers.entry(header(&layout.ty)).or_default().push(layout);
    }
    let mut text = String::new();
    for (header, types) in headers {
        let module = match header {
            Some(header) => format!("super::super::{}", modules.get(header).join("::")),
            None => "xen_abi::handle".to_owned(),
        };
        text.push_str("\nxen_abi::layout! {\n");
        macro_call::packed(&mut text, 4, &[format!("{module};")]);
        text.push('\n');
        for layout in types {
            macro_call::packed(&mut text, 4, &words(layout, header, modules));
        }
        text.push_str("}\n");
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

/// `Lamp: 8, 4 { watts: 0, colour: 4 };`
fn words(layout: &TypeLayout, header: Option<&str>, modules: &ModulePaths<'_>) -> Vec<String> {
    let (ty, size, align) = (ty(&layout.ty, header, modules), layout.size, layout.align);
    let Some((last, others)) = layout.offsets.split_last() else {
        return vec![format!("{ty}: {size}, {align};")];
    };
    let mut words = vec![format!("{ty}: {size}, {align}"), "{".to_owned()];
    words.extend(
        others
            .iter()
            .map(|(field, offset)| format!("{field}: {offset},")),
    );
    words.extend([format!("{}: {}", last.0, last.1), "};".to_owned()]);
    words
}

/// A type, of the header at hand or by its whole path, from a file two levels below the root.
fn ty(ty: &Type, header: Option<&str>, modules: &ModulePaths<'_>) -> String {
    let inner = |ty: &Type| self::ty(ty, header, modules);
    match ty {
        Type::Item(path) if header == Some(&path.header) => path.name.clone(),
        Type::Item(path) => format!(
            "super::super::{}::{}",
            modules.get(&path.header).join("::"),
            path.name
        ),
        Type::Scalar(scalar) => paths::scalar(*scalar).to_string(),
        Type::Handle(to) => format!("xen_abi::GuestHandle<{}>", inner(to)),
        Type::Handle64(to) => format!("xen_abi::GuestHandle64<{}>", inner(to)),
        Type::Frame(_) => "u64".to_owned(),
        Type::Pointer { to, mutable } => {
            format!("*{} {}", if *mutable { "mut" } else { "const" }, inner(to))
        }
        Type::Array(element, length) => format!("[{}; {length}]", inner(element)),
        Type::Flexible(element) => format!("[{}; 0]", inner(element)),
        Type::Void => "core::ffi::c_void".to_owned(),
    }
}
