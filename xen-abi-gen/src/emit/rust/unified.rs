//! Records for all releases, and what makes them from those of each release.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::paths::Scope;
use super::tokens::{docs, ident};
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Unified, UnifiedVersion};
use crate::model::release::Release;

/// The record, and its conversions.
pub(super) fn unified(scope: &Scope, name: &Ident, unified: &Unified) -> TokenStream {
    let fields = unified.fields.iter().map(|field| {
        let (docs, name, ty) = (docs(&field.docs), ident(&field.name), scope.ty(&field.ty));
        let since = field.releases.map(|[first, last]| {
            let line = match last == unified.newest {
                true => format!(" Since Xen {first}."),
                false => format!(" In Xen {first} to {last}."),
            };
            quote! { #[doc = ""] #[doc = #line] }
        });
        let ty = match field.releases.is_some() {
            true => quote! { Option<#ty> },
            false => ty,
        };
        quote! { #docs #since pub #name: #ty }
    });
    let options = unified.fields.iter().filter_map(|field| {
        let [first, last] = field.releases?.map(variant);
        let (name, c_name) = (ident(&field.name), &field.c_name);
        Some(quote! { #name: #c_name #first #last })
    });
    let versions = unified.versions.iter().map(|one| version(scope, one));
    // A call uses the memory of a list for the records of a release.
    let (layout, listed) = match unified.is_listed {
        true => (Some(quote! { #[repr(C, align(8))] }), quote! { [#name] }),
        false => (None, quote! { #name }),
    };
    quote! {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #layout
        pub struct #name { #(#fields,)* }

        xen_abi::for_releases! {
            #listed { #(#options),* };
            #(#versions)*
        }
    }
}

/// The members of the record of some releases.
fn version(scope: &Scope, version: &UnifiedVersion) -> TokenStream {
    let record = scope.item(&version.record);
    let fields = version.fields.iter().map(ident);
    quote! { #record { #(#fields),* }; }
}

/// A release as a variant.
fn variant(release: Release) -> Ident {
    ident(Releases::variant(release))
}
