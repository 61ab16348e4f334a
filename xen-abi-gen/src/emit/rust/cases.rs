//! Tagged unions as enums, read and written through the record that holds tag and union.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::paths::Scope;
use super::tokens::{docs, ident, number};
use crate::model::projection::cases::{Case, Cases, functions};
use crate::model::projection::{Accessors, Conversion};

/// The enum of what a union holds, and the functions of its record.
pub(super) fn cases(scope: &Scope, name: &Ident, cases: &Cases) -> TokenStream {
    let [record, union, tag_ty] =
        [&cases.record, &cases.union, &cases.tag_ty].map(|ty| scope.ty(ty));
    let taken = cases.cases.iter().any(|case| case.name == "Other");
    let other = ident(if taken { "Unselected" } else { "Other" });
    let arms: Vec<[TokenStream; 3]> = cases
        .cases
        .iter()
        .map(|case| arms(scope, name, cases.tag_form, [&union, &tag_ty], case))
        .collect();
    let [variants, reads, writes] = [0, 1, 2].map(|part| arms.iter().map(move |arm| &arm[part]));
    let [field, tag] = [&cases.field, &cases.tag].map(ident);
    let [get, set] = functions(&cases.field).map(ident);
    let number = match cases.tag_form {
        Conversion::Newtype => quote! { tag.0 },
        Conversion::Flags => quote! { tag.bits() },
        _ => quote! { tag },
    };
    let get_docs = format!(" What [`Self::{field}`] holds, by [`Self::{tag}`].");
    let set_docs = format!(" Sets [`Self::{tag}`] and [`Self::{field}`] to what belongs together.");
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name {
            #(#variants)*
            /// Another tag: the union holds nothing that the headers name.
            #other(#tag_ty),
        }

        impl #record {
            #[doc = #get_docs]
            #[inline]
            pub fn #get(&self) -> #name {
                let (tag, whole) = (self.#tag, self.#field);
                match #number {
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
}

/// A case's variant, the arm that turns tag and union into it, and the arm that turns it into them.
fn arms(
    scope: &Scope,
    name: &Ident,
    form: Conversion,
    [union, tag_ty]: [&TokenStream; 2],
    case: &Case,
) -> [TokenStream; 3] {
    let (docs, variant, ty) = (docs(&case.docs), ident(&case.name), scope.ty(&case.ty));
    let accessors = Accessors::of_union(&case.member);
    let (untagged, from) = (accessors.untagged.map(ident), accessors.from.map(ident));
    let values: Vec<_> = case.tags.iter().map(|(_, value)| number(*value)).collect();
    // One tag says itself; of several, which one it is belongs to the case.
    let [declared, bound, tag] = match (values.as_slice(), form) {
        ([value], Conversion::Newtype) => [None, None, Some(quote! { #tag_ty(#value) })],
        ([value], Conversion::Flags) => {
            let tag = quote! { #tag_ty::from_bits_retain(#value) };
            [None, None, Some(tag)]
        }
        ([value], _) => [None, None, Some(value.clone())],
        _ => [quote! { #tag_ty, }, quote! { tag, }, quote! { tag }].map(Some),
    };
    [
        quote! { #docs #variant(#declared #ty), },
        quote! { #(#values)|* => #name::#variant(#bound whole.#untagged()), },
        quote! { #name::#variant(#bound value) => (#tag, #union::#from(value)), },
    ]
}
