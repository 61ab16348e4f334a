//! One item as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::paths::Scope;
use super::{cases, families, format, functions, paths, records, unions};
use crate::model::projection::{Body, Item, Placed, Scalar};

/// An item with its condition, documentation and aliases.
pub(super) fn item(scope: &Scope<'_>, placed: &Placed) -> TokenStream {
    scope.enter(placed);
    let item = &placed.item;
    let cfg = scope.cfg(&placed.targets);
    let docs = format::docs(&item.docs);
    let aliases = format::aliases(&item.c_names, &item.name);
    let said = quote! { #docs #aliases };
    let head = quote! { #cfg #said };
    let name = format_ident!("{}", item.name);
    match &item.body {
        Body::Constant { ty, value } => {
            let ty = paths::scalar(*ty);
            let value = number(*value);
            quote! { #head pub const #name: #ty = #value; }
        }
        Body::Text(bytes) => text(&head, item, bytes),
        Body::Alias(ty) => {
            let ty = scope.ty(ty);
            quote! { #head pub type #name = #ty; }
        }
        Body::Newtype { repr, .. } => newtype(&cfg, &head, item, *repr),
        Body::Operations { repr, members } => {
            families::operations(&cfg, &head, &name, *repr, members)
        }
        Body::Values { repr, members } => families::values(&cfg, &said, &name, *repr, members),
        Body::Errors(members) => families::errors(&cfg, &head, &name, members),
        Body::Flags { repr, members } => families::flags(&cfg, &head, &name, *repr, members),
        Body::Record(record) => records::record(scope, &cfg, &head, &name, record),
        Body::Union(union) => unions::union(scope, &cfg, &said, &name, union),
        Body::Ring(ring) => records::ring(scope, &cfg, &head, &name, ring),
        Body::Cases(cases) => cases::cases(scope, &cfg, &head, &name, cases),
        Body::Markers {
            family,
            number,
            markers,
        } => {
            let module = functions::MarkerModule {
                family,
                number,
                markers,
            };
            functions::markers(scope, &cfg, &said, &name, &module)
        }
        Body::Function(function) => functions::function(scope, &head, &name, function),
        Body::ByGuest(types) => functions::by_guest(scope, &cfg, &head, &name, types),
    }
}

/// A number as C has it: small ones in decimal, large ones in hexadecimal.
pub(super) fn number(value: i128) -> TokenStream {
    if value < 0 {
        let literal = Literal::u128_unsuffixed(value.unsigned_abs());
        return quote! { -#literal };
    }
    if value < 0x1_0000 {
        let literal = Literal::i128_unsuffixed(value);
        return quote! { #literal };
    }
    let literal: Literal = format!("0x{value:x}")
        .parse()
        .unwrap_or_else(|_| Literal::i128_unsuffixed(value));
    quote! { #literal }
}

/// A string: text where it is text, bytes where it is not.
fn text(head: &TokenStream, item: &Item, bytes: &[u8]) -> TokenStream {
    let name = format_ident!("{}", item.name);
    match std::str::from_utf8(bytes) {
        Ok(text) => quote! { #head pub const #name: &str = #text; },
        Err(_) => {
            let literal = Literal::byte_string(bytes);
            let length = Literal::usize_unsuffixed(bytes.len());
            quote! { #head pub const #name: &[u8; #length] = #literal; }
        }
    }
}

fn newtype(cfg: &TokenStream, head: &TokenStream, item: &Item, repr: Scalar) -> TokenStream {
    let name = format_ident!("{}", item.name);
    let repr = paths::scalar(repr);
    quote! {
        #head
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct #name(pub #repr);

        #cfg
        xen_abi::plain_newtype!(#name: #repr);
    }
}
