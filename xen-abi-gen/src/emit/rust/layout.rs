//! The layout's assertions as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::paths::{self, ModulePaths};
use crate::model::projection::{TargetLayout, Type, TypeLayout};

/// One block of assertions per header: the compiler takes longer over many small ones.
pub(super) fn asserts(layout: &TargetLayout, modules: &ModulePaths<'_>) -> TokenStream {
    let blocks = layout.types.chunk_by(|one, other| header(one) == header(other)).map(|types| {
        let header = header(&types[0]);
        let import = header.map(|header| {
            let parts = modules.get(header).iter().map(|part| format_ident!("{part}"));
            quote! { use super::super::#(#parts)::* as header; }
        });
        let types = types.iter().map(|layout| assertions(layout, header, modules));
        quote! { const _: () = { #import #(#types)* }; }
    });
    quote! {
        use core::mem::{align_of, offset_of, size_of};

        #(#blocks)*
    }
}

/// The header of a type that has one of its own.
fn header(layout: &TypeLayout) -> Option<&str> {
    match &layout.ty {
        Type::Item(path) => Some(&path.header),
        _ => None,
    }
}

fn assertions(layout: &TypeLayout, header: Option<&str>, modules: &ModulePaths<'_>) -> TokenStream {
    let ty = ty(&layout.ty, header, modules);
    let size = Literal::u64_unsuffixed(layout.size);
    let align = Literal::u64_unsuffixed(layout.align);
    let offsets = layout.offsets.iter().map(|(field, offset)| {
        let field = format_ident!("{field}");
        let offset = Literal::u64_unsuffixed(*offset);
        quote! { assert!(offset_of!(#ty, #field) == #offset); }
    });
    quote! {
        assert!(size_of::<#ty>() == #size);
        assert!(align_of::<#ty>() == #align);
        #(#offsets)*
    }
}

/// A type, of the header at hand or by its whole path, from a file two levels below the root.
fn ty(ty: &Type, header: Option<&str>, modules: &ModulePaths<'_>) -> TokenStream {
    match ty {
        Type::Item(path) => {
            let name = format_ident!("{}", path.name);
            if header == Some(&path.header) {
                return quote! { header::#name };
            }
            let parts = modules.get(&path.header).iter().map(|part| format_ident!("{part}"));
            quote! { super::super::#(#parts::)*#name }
        }
        Type::Scalar(scalar) => paths::scalar(*scalar),
        Type::Handle(to) => {
            let to = self::ty(to, header, modules);
            quote! { xen_abi::handle::GuestHandle<#to> }
        }
        Type::Handle64(to) => {
            let to = self::ty(to, header, modules);
            quote! { xen_abi::handle::GuestHandle64<#to> }
        }
        Type::Frame(_) => quote! { u64 },
        Type::Pointer { to, mutable } => {
            let to = self::ty(to, header, modules);
            if *mutable {
                quote! { *mut #to }
            } else {
                quote! { *const #to }
            }
        }
        Type::Array(element, length) => {
            let element = self::ty(element, header, modules);
            let length = Literal::u64_unsuffixed(*length);
            quote! { [#element; #length] }
        }
        Type::Flexible(element) => {
            let element = self::ty(element, header, modules);
            quote! { [#element; 0] }
        }
        Type::Void => quote! { core::ffi::c_void },
    }
}
