//! The layout's assertions as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::paths::{self, ModulePaths};
use crate::model::projection::{TargetLayout, Type, TypeLayout};

/// One block of assertions per type.
pub(super) fn asserts(layout: &TargetLayout, modules: &ModulePaths<'_>) -> TokenStream {
    let blocks = layout.types.iter().map(|layout| block(layout, modules));
    quote! {
        use core::mem::{align_of, offset_of, size_of};

        #(#blocks)*
    }
}

fn block(layout: &TypeLayout, modules: &ModulePaths<'_>) -> TokenStream {
    let ty = ty(&layout.ty, modules);
    let size = Literal::u64_unsuffixed(layout.size);
    let align = Literal::u64_unsuffixed(layout.align);
    let offsets = layout.offsets.iter().map(|(field, offset)| {
        let field = format_ident!("{field}");
        let offset = Literal::u64_unsuffixed(*offset);
        quote! { assert!(offset_of!(#ty, #field) == #offset); }
    });
    quote! {
        const _: () = {
            assert!(size_of::<#ty>() == #size);
            assert!(align_of::<#ty>() == #align);
            #(#offsets)*
        };
    }
}

/// A type by its whole path, from a file two levels below the root.
fn ty(ty: &Type, modules: &ModulePaths<'_>) -> TokenStream {
    match ty {
        Type::Item(path) => {
            let parts = modules.get(&path.header).iter().map(|part| format_ident!("{part}"));
            let name = format_ident!("{}", path.name);
            quote! { super::super::#(#parts::)*#name }
        }
        Type::Scalar(scalar) => paths::scalar(*scalar),
        Type::Handle(to) => {
            let to = self::ty(to, modules);
            quote! { xen_abi::handle::GuestHandle<#to> }
        }
        Type::Handle64(to) => {
            let to = self::ty(to, modules);
            quote! { xen_abi::handle::GuestHandle64<#to> }
        }
        Type::Frame(_) => quote! { u64 },
        Type::Pointer { to, mutable } => {
            let to = self::ty(to, modules);
            if *mutable {
                quote! { *mut #to }
            } else {
                quote! { *const #to }
            }
        }
        Type::Array(element, length) => {
            let element = self::ty(element, modules);
            let length = Literal::u64_unsuffixed(*length);
            quote! { [#element; #length] }
        }
        Type::Flexible(element) => {
            let element = self::ty(element, modules);
            quote! { [#element; 0] }
        }
        Type::Void => quote! { core::ffi::c_void },
    }
}
