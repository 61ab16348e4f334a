//! Tables of the memory that records lead to.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::rust::paths::Scope;
use crate::model::annotations::Direction;
use crate::model::projection::{Elements, Factor, Nested, Type};

/// A table of handles, at `depth` modules below the header's own.
pub(super) fn table(scope: &Scope<'_>, nested: &[Nested], depth: usize) -> TokenStream {
    let entries = nested.iter().map(|one| {
        let record = scope.ty(&one.record, depth);
        let handle = path(&one.handle);
        let wide = one.wide;
        let size = size(scope, &one.record, &one.size, depth);
        let direction = match one.direction {
            Direction::In => format_ident!("In"),
            Direction::Out => format_ident!("Out"),
            Direction::InOut => format_ident!("InOut"),
        };
        let inner = match &one.element {
            Some(element) => {
                let (element, inner) = (scope.ty(element, depth), table(scope, &one.nested, depth));
                quote! { (size_of::<#element>(), #inner) }
            }
            None => quote! { (0, &[]) },
        };
        quote! {
            xen_abi::buffer::Nested {
                handle: core::mem::offset_of!(#record, #handle),
                wide: #wide,
                size: #size,
                direction: xen_abi::buffer::Direction::#direction,
                nested: #inner,
            }
        }
    });
    quote! { &[#(#entries),*] }
}

/// The elements behind a record.
pub(super) fn elements(scope: &Scope<'_>, elements: &Elements, depth: usize) -> TokenStream {
    let record = scope.ty(&elements.record, depth);
    let size = size(scope, &elements.record, &elements.size, depth);
    quote! {
        xen_abi::buffer::Elements {
            offset: <#record as xen_abi::FlexibleRecord>::OFFSET,
            size: const { #size },
        }
    }
}

fn size(scope: &Scope<'_>, record: &Type, size: &[Factor], depth: usize) -> TokenStream {
    let record = scope.ty(record, depth);
    let factors = size.iter().map(|factor| match factor {
        Factor::Number(number) => {
            let number = Literal::u32_unsuffixed(*number);
            quote! { xen_abi::buffer::Factor::Number(#number) }
        }
        Factor::Size(ty) => {
            let ty = scope.ty(ty, depth);
            quote! { xen_abi::buffer::Factor::Number(size_of::<#ty>()) }
        }
        Factor::Member(member, ty) => {
            let (member, ty) = (path(member), scope.ty(ty, depth));
            quote! {
                xen_abi::buffer::Factor::Member {
                    offset: core::mem::offset_of!(#record, #member),
                    size: size_of::<#ty>(),
                }
            }
        }
    });
    quote! { &[#(#factors),*] }
}

/// A member's path.
fn path(dotted: &str) -> TokenStream {
    let names = dotted.split('.').map(|name| format_ident!("{name}"));
    quote! { #(#names).* }
}
