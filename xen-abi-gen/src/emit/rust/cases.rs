//! Tagged unions as enums, read and written through the record that holds tag and union.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::format;
use super::items::number;
use super::paths::Scope;
use crate::model::projection::Accessors;
use crate::model::projection::cases::{Case, Cases, TagForm, functions};

/// The enum of what a union holds, and the functions of its record.
pub(super) fn cases(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    cases: &Cases,
) -> TokenStream {
    let tag_ty = scope.ty(&cases.tag_ty);
    let taken = cases.cases.iter().any(|case| case.name == "Other");
    let other = format_ident!("{}", if taken { "Unselected" } else { "Other" });
    let variants = cases.cases.iter().map(|case| {
        let docs = format::docs(&case.docs);
        let variant = format_ident!("{}", case.name);
        let ty = scope.ty(&case.ty);
        // One tag says itself; of several, which one it is belongs to the case.
        let tag = (case.tags.len() > 1).then(|| quote! { #tag_ty, });
        quote! { #docs #variant(#tag #ty), }
    });
    let functions = record_functions(scope, name, &other, cases);
    let record = scope.ty(&cases.record);
    quote! {
        #head
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name {
            #(#variants)*
            /// Another tag: the union holds nothing that the headers name.
            #other(#tag_ty),
        }

        #cfg
        impl #record { #functions }
    }
}

/// The functions that read and write tag and union as one.
fn record_functions(scope: &Scope<'_>, name: &Ident, other: &Ident, cases: &Cases) -> TokenStream {
    let (union, tag_ty) = (scope.ty(&cases.union), scope.ty(&cases.tag_ty));
    let [field, tag] = [&cases.field, &cases.tag].map(|name| format_ident!("{name}"));
    let [get, set] = functions(&cases.field).map(|name| format_ident!("{name}"));
    let raw = match cases.tag_form {
        TagForm::Number => quote! { tag },
        TagForm::Newtype => quote! { tag.0 },
        TagForm::Flags => quote! { tag.bits() },
    };
    let reads = cases.cases.iter().map(|case| read(name, case));
    let writes = cases
        .cases
        .iter()
        .map(|case| write(name, &union, &tag_ty, cases.tag_form, case));
    let get_docs = format!(" What [`Self::{field}`] holds, by [`Self::{tag}`].");
    let set_docs = format!(" Sets [`Self::{tag}`] and [`Self::{field}`] to what belongs together.");
    quote! {
        #[doc = #get_docs]
        #[inline]
        pub fn #get(&self) -> #name {
            let (tag, whole) = (self.#tag, self.#field);
            match #raw {
                #(#reads)*
                _ => #name::#other(tag),
            }
        }

        #[doc = #set_docs]
        #[inline]
        pub fn #set(&mut self, case: #name) {
            let (tag, whole) = match case {
                #(#writes)*
                #name::#other(tag) => (tag, #union::default()),
            };
            (self.#tag, self.#field) = (tag, whole);
        }
    }
}

/// The arm that turns tag and union into a case.
fn read(name: &Ident, case: &Case) -> TokenStream {
    let variant = format_ident!("{}", case.name);
    let member = Accessors::of_union(&case.member)
        .untagged
        .map(|name| format_ident!("{name}"));
    let values = case.tags.iter().map(|(_, value)| number(*value));
    let tag = (case.tags.len() > 1).then(|| quote! { tag, });
    quote! { #(#values)|* => #name::#variant(#tag whole.#member()), }
}

/// The arm that turns a case into tag and union.
fn write(
    name: &Ident,
    union: &TokenStream,
    tag_ty: &TokenStream,
    form: TagForm,
    case: &Case,
) -> TokenStream {
    let variant = format_ident!("{}", case.name);
    let from = Accessors::of_union(&case.member)
        .from
        .map(|name| format_ident!("{name}"));
    match case.tags.as_slice() {
        [(_, value)] => {
            let value = number(*value);
            let tag = match form {
                TagForm::Number => value,
                TagForm::Newtype => quote! { #tag_ty(#value) },
                TagForm::Flags => quote! { #tag_ty::from_bits_retain(#value) },
            };
            quote! { #name::#variant(value) => (#tag, #union::#from(value)), }
        }
        _ => quote! { #name::#variant(tag, value) => (tag, #union::#from(value)), },
    }
}
