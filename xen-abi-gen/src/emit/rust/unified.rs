//! Records for all releases, and what makes them from those of each release.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::paths::Scope;
use super::tokens::{docs, ident};
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Unified, UnifiedField, UnifiedVersion};

/// The record.
pub(super) fn unified(scope: &Scope, name: &Ident, unified: &Unified) -> TokenStream {
    let fields = unified.fields.iter().map(|field| {
        let (docs, name, ty) = (docs(&field.docs), ident(&field.name), scope.ty(&field.ty));
        let since = field.releases.as_ref().map(|releases| {
            let listed: Vec<String> = releases.iter().map(ToString::to_string).collect();
            let line = format!(" In Xen {} only.", listed.join(", "));
            quote! { #[doc = ""] #[doc = #line] }
        });
        let ty = match field.releases.is_some() {
            true => quote! { Option<#ty> },
            false => ty,
        };
        quote! { #docs #since pub #name: #ty }
    });
    let made = unified
        .versions
        .iter()
        .map(|version| from(scope, name, unified, version));
    let become_ = unified
        .versions
        .iter()
        .map(|version| into(scope, unified, version));
    quote! {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct #name { #(#fields,)* }

        #(#made)*

        impl #name { #(#become_)* }
    }
}

/// Makes it from the record of some releases.
fn from(scope: &Scope, name: &Ident, unified: &Unified, version: &UnifiedVersion) -> TokenStream {
    let record = scope.item(&version.record);
    let fields = unified.fields.iter().map(|field| {
        let name = ident(&field.name);
        let has = version.fields.iter().any(|(known, _)| *known == field.name);
        let value = match field.is_unified {
            true => quote! { record.#name.into() },
            false => quote! { record.#name },
        };
        match (field.releases.is_some(), has) {
            (false, _) => quote! { #name: #value },
            (true, true) => quote! { #name: Some(#value) },
            (true, false) => quote! { #name: None },
        }
    });
    quote! {
        impl From<#record> for #name {
            #[inline]
            fn from(record: #record) -> Self {
                Self { #(#fields,)* }
            }
        }
    }
}

/// Makes the record of some releases from it.
fn into(scope: &Scope, unified: &Unified, version: &UnifiedVersion) -> TokenStream {
    let (method, record) = (ident(&version.method), scope.item(&version.record));
    let of = |name: &str| unified.fields.iter().find(|field| field.name == name);
    let refusals = unified
        .fields
        .iter()
        .filter_map(|field| refusal(field, version));
    let fields = version.fields.iter().filter_map(|(field, own)| {
        let (name, is_option) = (ident(field), of(field)?.releases.is_some());
        Some(match (own.as_ref().map(ident), is_option) {
            (None, false) => quote! { #name: self.#name },
            (None, true) => quote! { #name: self.#name.unwrap_or_else(xen_abi::Plain::zeroed) },
            (Some(own), false) => quote! { #name: self.#name.#own(release)? },
            (Some(own), true) => {
                quote! { #name: self.#name.unwrap_or_default().#own(release)? }
            }
        })
    });
    let rest = version
        .has_padding
        .then(|| quote! { ..xen_abi::Plain::zeroed() });
    let mut own = version.fields.iter().filter_map(|(_, own)| own.as_ref());
    let is_used = own.next().is_some() || unified.fields.iter().any(|field| lacks(field, version));
    let unused = (!is_used).then(|| quote! { let _ = release; });
    let docs = format!(
        " The record as the releases from {} on have it.",
        version.method
    );
    quote! {
        #[doc = #docs]
        #[inline]
        pub(crate) fn #method(&self, release: Release) -> Result<#record, CallError> {
            #(#refusals)*
            #unused
            Ok(#record { #(#fields,)* #rest })
        }
    }
}

/// Whether the record of some releases does not have a member.
fn lacks(field: &UnifiedField, version: &UnifiedVersion) -> bool {
    let mut fields = version.fields.iter();
    !fields.any(|(known, _)| *known == field.name)
}

/// The error for a member that the releases do not have.
fn refusal(field: &UnifiedField, version: &UnifiedVersion) -> Option<TokenStream> {
    let releases = field.releases.as_ref().filter(|_| lacks(field, version))?;
    let (name, c_name) = (ident(&field.name), &field.c_name);
    let known = releases
        .iter()
        .map(|release| ident(Releases::variant(*release)));
    Some(quote! {
        if self.#name.is_some() {
            return Err(CallError::missing(#c_name, release, &[#(Release::#known),*]));
        }
    })
}
