//! The layout assertions as text, since formatting so many lines takes too long.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::macro_call::{packed, words};
use super::paths::{self, Modules, path_to};
use super::tokens::ident;
use crate::model::features::Features;
use crate::model::projection::{ItemPath, TargetLayout, Type, TypeLayout};
use crate::model::target::Target;

/// What the modules with layouts say.
pub(super) const DOCS: &str =
    "Layouts that the compiler checks, per architecture, with clang's numbers.";

/// The modules with layouts, each for its architecture.
pub(super) fn modules(all: &BTreeSet<Target>) -> TokenStream {
    let layouts = all.iter().map(|target| {
        let (name, arch) = (ident(target.name()), target.rust_arch());
        quote! { #[cfg(target_arch = #arch)] mod #name; }
    });
    quote! { #(#layouts)* }
}

/// One block of assertions per header: the compiler takes longer over many small ones.
///
/// `depth` is how many modules below the root the file is.
pub(super) fn asserts(
    layout: &TargetLayout,
    modules: &Modules,
    features: &Features,
    depth: usize,
) -> String {
    let mut headers: IndexMap<_, Vec<&TypeLayout>> = IndexMap::new();
    let mut handles = BTreeSet::new();
    for layout in &layout.types {
        // All handles are one type, whatever they lead to.
        let kind = match layout.ty {
            Type::Handle(_) => Some(false),
            Type::Handle64(_) => Some(true),
            _ => None,
        };
        if kind.is_some_and(|is_wide| !handles.insert((is_wide, layout.size, layout.align))) {
            continue;
        }
        headers.entry(header(&layout.ty)).or_default().push(layout);
    }
    let mut text = String::new();
    for (header, types) in headers {
        let module = match header {
            Some(header) => path(header, modules, depth),
            None => Some(quote! { xen_abi::handle }),
        };
        text.push('\n');
        if let Some(feature) = header.and_then(|header| features.of_header.get(header)) {
            let _ = writeln!(text, "#[cfg(feature = \"{feature}\")]");
        }
        text.push_str("xen_abi::layout! {\n");
        packed(&mut text, 4, &words(quote! { #module; }));
        text.push('\n');
        for layout in types {
            packed(&mut text, 4, &assertion(layout, header, modules, depth));
        }
        text.push_str("}\n");
    }
    text
}

/// The path of a header's module, from a layout's file.
fn path(header: &str, modules: &Modules, depth: usize) -> Option<TokenStream> {
    let module = modules.get(header)?;
    Some(path_to(module, depth))
}

/// The header that a type, or what it leads to, is declared in.
fn header(ty: &Type) -> Option<&str> {
    ty.item().map(|path| &*path.header)
}

/// `Lamp: 8, 4 { watts: 0, colour: 4 };`, with items of the header by their bare names.
fn assertion(
    layout: &TypeLayout,
    header: Option<&str>,
    modules: &Modules,
    depth: usize,
) -> Vec<String> {
    let item = |path: &ItemPath| {
        let name = ident(&path.name);
        if header == Some(&path.header) {
            return name.into_token_stream();
        }
        let module = self::path(&path.header, modules, depth);
        quote! { #module::#name }
    };
    let runtime = |name| {
        let name = ident(name);
        quote! { xen_abi::#name }
    };
    let ty = words(paths::ty(&layout.ty, &item, &runtime)).join(" ");
    let head = format!("{ty}: {}, {}", layout.size, layout.align);
    let offsets: Vec<String> = layout
        .fields
        .iter()
        .map(|(field, at)| format!("{field}: {at}"))
        .collect();
    if offsets.is_empty() {
        return vec![format!("{head};")];
    }
    format!("{head} {{\n{} }};", offsets.join(",\n"))
        .lines()
        .map(str::to_owned)
        .collect()
}
