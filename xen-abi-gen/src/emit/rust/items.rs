//! Items as tokens.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::paths::Scope;
use super::tokens::{conditional, head, ident, number, scalar};
use super::{cases, families, functions, records, unified};
use crate::model::abi::Role;
use crate::model::projection::{Body, Placed};
use crate::model::target::Target;

/// Items with their conditions, documentation and aliases.
///
/// What reads the same on several targets stands once: their imports say what its names mean.
pub(super) fn items(scope: &Scope, placed: &[&Placed]) -> Vec<TokenStream> {
    let mut all: Vec<(String, TokenStream, BTreeSet<Target>)> = Vec::new();
    for placed in placed {
        let tokens = unconditional(scope, placed);
        let text = tokens.to_string();
        match all.iter_mut().find(|(known, ..)| *known == text) {
            Some((.., targets)) => targets.extend(&placed.targets),
            None => all.push((text, tokens, placed.targets.clone())),
        }
    }
    all.iter()
        .map(|(_, tokens, targets)| conditional(&scope.cfg(targets), tokens.clone()))
        .collect()
}

/// An item with its condition, documentation and aliases.
pub(super) fn item(scope: &Scope, placed: &Placed) -> TokenStream {
    let tokens = unconditional(scope, placed);
    conditional(&scope.cfg(&placed.targets), tokens)
}

fn unconditional(scope: &Scope, placed: &Placed) -> TokenStream {
    scope.enter(placed);
    let item = &placed.item;
    let name = ident(&item.name);
    let head = head(&item.docs, &item.c_names, &item.name);
    let tokens = match &item.body {
        Body::Constant { ty, value } => {
            let (ty, value) = (scalar(*ty), number(*value));
            quote! { pub const #name: #ty = #value; }
        }
        Body::Text(bytes) => text(&name, bytes),
        Body::Alias(ty) => {
            let ty = scope.ty(ty);
            quote! { pub type #name = #ty; }
        }
        Body::Newtype { repr, .. } => newtype(&name, &scalar(*repr)),
        Body::Family {
            role,
            repr,
            members,
        } => {
            let repr = scalar(*repr);
            match role {
                Role::Operations => families::operations(&name, &repr, members),
                Role::Values => families::values(&head, &name, &repr, members),
                Role::Errors => families::errors(&name, members),
                Role::Flags => families::flags(&name, &repr, members),
            }
        }
        Body::Versions { repr, values } => families::versions(&head, &name, &scalar(*repr), values),
        Body::Struct(record) => records::record(scope, &name, record),
        Body::Union(union) => records::union(scope, &head, &name, union),
        Body::Ring(ring) => records::ring(scope, &name, ring),
        Body::Cases(cases) => cases::cases(scope, &name, cases),
        Body::Markers {
            family,
            number,
            markers,
        } => {
            let (family, number) = (scope.item(family), scope.number(number));
            let markers = markers
                .iter()
                .map(|marker| functions::marker(scope, marker));
            quote! {
                xen_abi::operations! {
                    #head
                    pub mod #name: #family, #number;
                    #(#markers)*
                }
            }
        }
        Body::Function(function) => functions::function(scope, &name, function),
        Body::Method(method) => functions::method(scope, &name, method),
        Body::Unified(record) => unified::unified(scope, &name, record),
        Body::ByGuest(types) => functions::by_guest(scope, &name, types),
    };
    // The macros of these take the documentation.
    let outside = match &item.body {
        Body::Family {
            role: Role::Values, ..
        }
        | Body::Union(_)
        | Body::Versions { .. }
        | Body::Markers { .. } => None,
        _ => Some(head),
    };
    quote! { #outside #tokens }
}

/// A number that is a type of its own.
fn newtype(name: &Ident, repr: &Ident) -> TokenStream {
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct #name(pub #repr);

        xen_abi::plain_newtype!(#name: #repr);
    }
}

/// A string: text where it is text, bytes where it is not.
fn text(name: &Ident, bytes: &[u8]) -> TokenStream {
    match std::str::from_utf8(bytes) {
        Ok(text) => quote! { pub const #name: &str = #text; },
        Err(_) => {
            let literal = Literal::byte_string(bytes);
            let length = Literal::usize_unsuffixed(bytes.len());
            quote! { pub const #name: &[u8; #length] = #literal; }
        }
    }
}
