//! Emits operations as types, and tables of the handles within records.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::guests::permitted;
use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::{ident, member_path};
use crate::model::annotations::Direction;
use crate::model::projection::{Elements, Factor, Marker, Nested};

/// `Send(Send) "EVTCHNOP_send" for Guest;`
pub(in crate::emit::rust) fn marker(scope: &Scope, marker: &Marker) -> TokenStream {
    let ident = ident(&marker.name);
    let c_name = (marker.c_name != marker.name).then_some(&marker.c_name);
    let argument = match &marker.argument {
        Some(ty) => scope.ty(ty),
        None => quote! { () },
    };
    let guests = permitted(marker.guests.as_deref());
    let nested = (!marker.memory.nested.is_empty()).then(|| {
        let table = table(scope, &marker.memory.nested);
        quote! { , nested { #table } }
    });
    let elements = marker.memory.elements.as_ref().map(|elements| {
        let elements = self::elements(scope, elements);
        quote! { , elements { #elements } }
    });
    quote! { #ident(#argument) #c_name for #guests #nested #elements; }
}

/// The record and its handles: `Lamp; Out colours = [(count: u32), (Colour)];`
pub(super) fn table(scope: &Scope, nested: &[Nested]) -> Option<TokenStream> {
    let record = scope.ty(&nested.first()?.record);
    let entries = nested.iter().map(|one| {
        let direction = ident(match one.direction {
            Direction::In => "In",
            Direction::Out => "Out",
            Direction::InOut => "InOut",
        });
        let (handle, size) = (member_path(&one.handle), size(scope, &one.size));
        let wide = one.wide.then(|| quote! { : 64 });
        let inner = table(scope, &one.nested).map(|inner| quote! { => { #inner } });
        quote! { #direction #handle #wide = #size #inner; }
    });
    Some(quote! { #record; #(#entries)* })
}

/// The elements behind a record: `Lamp; [(count: u32), (Colour)]`
pub(super) fn elements(scope: &Scope, elements: &Elements) -> TokenStream {
    let (record, size) = (scope.ty(&elements.record), size(scope, &elements.size));
    quote! { #record; #size }
}

fn size(scope: &Scope, size: &[Factor]) -> TokenStream {
    let factors = size.iter().map(|factor| match factor {
        Factor::Number(number) => Literal::u32_unsuffixed(*number).into_token_stream(),
        Factor::Size(ty) => {
            let ty = scope.ty(ty);
            quote! { (#ty) }
        }
        Factor::Member(member, ty) => {
            let (member, ty) = (member_path(member), scope.ty(ty));
            quote! { (#member: #ty) }
        }
    });
    quote! { [#(#factors),*] }
}
