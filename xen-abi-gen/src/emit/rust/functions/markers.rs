//! Emits operations as types, and tables of the handles within records.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::guests::permitted;
use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::{ident, member_path, number};
use crate::model::annotations::Direction;
use crate::model::projection::{Choice, Elements, Factor, Marker, Nested, Place};

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
    let (plain, chosen): (Vec<_>, Vec<_>) = nested.iter().partition(|one| one.when.is_empty());
    let entries = plain.into_iter().map(|one| entry(scope, one));
    let chosen = chosen.into_iter().map(|one| {
        let (entry, choices) = (
            entry(scope, one),
            one.when.iter().map(|one| choice(scope, one)),
        );
        quote! { | [#(#choices)*] #entry }
    });
    Some(quote! { #record; #(#entries)* #(#chosen)* })
}

/// A handle: `Out colours = [(count: u32), (Colour)];`
fn entry(scope: &Scope, one: &Nested) -> TokenStream {
    let direction = ident(match one.direction {
        Direction::In => "In",
        Direction::Out => "Out",
        Direction::InOut => "InOut",
    });
    let (handle, size) = (place(scope, &one.handle), size(scope, &one.size));
    let wide = one.wide.then(|| quote! { : 64 });
    let inner = table(scope, &one.nested).map(|inner| quote! { => { #inner } });
    quote! { #direction #handle #wide = #size #inner; }
}

/// What a tag must be: `([(Lamp; kind)]: u32 = 1 | 2)`
fn choice(scope: &Scope, choice: &Choice) -> TokenStream {
    let (tag, ty) = (place(scope, &choice.tag), scope.ty(&choice.ty));
    let values = choice.values.iter().map(|value| number(*value));
    quote! { (#tag: #ty = #(#values)|*) }
}

/// A member: `colour.red`, and through unions `[(Lamp; u) (Shade; colour.red)]`
fn place(scope: &Scope, place: &Place) -> TokenStream {
    if let Some(path) = place.simple() {
        return member_path(path);
    }
    let steps = place.0.iter().map(|(record, path)| {
        let (record, path) = (scope.ty(record), member_path(path));
        quote! { (#record; #path) }
    });
    quote! { [#(#steps)*] }
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
            let (member, ty) = (place(scope, member), scope.ty(ty));
            quote! { (#member: #ty) }
        }
        Factor::Quotient(member, ty, divisor) => {
            let (member, ty) = (place(scope, member), scope.ty(ty));
            let divisor = Literal::u32_unsuffixed(*divisor);
            quote! { (#member / #divisor: #ty) }
        }
        Factor::Range(first, last, ty) => {
            let (first, last) = (place(scope, first), place(scope, last));
            let ty = scope.ty(ty);
            quote! { (#first ..= #last: #ty) }
        }
    });
    quote! { [#(#factors),*] }
}
