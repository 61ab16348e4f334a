//! Tables of the handles within records, in the form that the crate's macros read.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::rust::paths::Scope;
use crate::model::annotations::Direction;
use crate::model::projection::{Elements, Factor, Nested};

/// The record and its handles: `Lamp; Out colours = [(count: u32), (Colour)];`
pub(super) fn table(scope: &Scope<'_>, nested: &[Nested]) -> TokenStream {
    let Some(first) = nested.first() else {
        return TokenStream::new();
    };
    let record = scope.ty(&first.record);
    let entries = nested.iter().map(|one| {
        let handle = path(&one.handle);
        let wide = one.wide.then(|| quote! { : 64 });
        let size = size(scope, &one.size);
        let direction = match one.direction {
            Direction::In => format_ident!("In"),
            Direction::Out => format_ident!("Out"),
            Direction::InOut => format_ident!("InOut"),
        };
        let inner = (!one.nested.is_empty()).then(|| {
            let inner = table(scope, &one.nested);
            quote! { => { #inner } }
        });
        quote! { #direction #handle #wide = #size #inner; }
    });
    quote! { #record; #(#entries)* }
}

/// The elements behind a record: `Lamp; [(count: u32), (Colour)]`
pub(super) fn elements(scope: &Scope<'_>, elements: &Elements) -> TokenStream {
    let record = scope.ty(&elements.record);
    let size = size(scope, &elements.size);
    quote! { #record; #size }
}

fn size(scope: &Scope<'_>, size: &[Factor]) -> TokenStream {
    let factors = size.iter().map(|factor| match factor {
        Factor::Number(number) => {
            let number = Literal::u32_unsuffixed(*number);
            quote! { #number }
        }
        Factor::Size(ty) => {
            let ty = scope.ty(ty);
            quote! { (#ty) }
        }
        Factor::Member(member, ty) => {
            let (member, ty) = (path(member), scope.ty(ty));
            quote! { (#member: #ty) }
        }
    });
    quote! { [#(#factors),*] }
}

/// A member's path.
fn path(dotted: &str) -> TokenStream {
    let names = dotted.split('.').map(|name| format_ident!("{name}"));
    quote! { #(#names).* }
}
