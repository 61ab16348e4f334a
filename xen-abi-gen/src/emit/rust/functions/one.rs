//! Functions for one element of what others take slices of.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::guests::guest_bound;
use super::param_ty;
use crate::emit::rust::paths::Scope;
use crate::model::projection::{Function, OneOf, ParamKind};

/// The form for one element of a function that takes slices.
pub(super) fn one_element(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    function: &Function,
    one_of: &OneOf,
) -> TokenStream {
    let errors = &function.params[one_of.errors].name;
    let params = function
        .params
        .iter()
        .filter(|param| param.name != *errors)
        .map(|param| {
            let name = format_ident!("{}", param.name);
            let ty = match param.kind {
                ParamKind::Slice => scope.ty(&param.ty),
                _ => param_ty(scope, param),
            };
            quote! { #name: #ty }
        });
    let arguments = function.params.iter().map(|param| {
        let name = format_ident!("{}", param.name);
        match param.kind {
            _ if param.name == *errors => quote! { &mut errors },
            ParamKind::Slice => quote! { &[#name] },
            _ => quote! { #name },
        }
    });
    let called = format_ident!("{}", one_of.function);
    let call = quote! { #called(xen, #(#arguments),*) };
    let call = match function.is_unsafe {
        true => quote! {
            #[doc = " SAFETY: the caller keeps the same contract."]
            let called = unsafe { #call };
        },
        false => quote! { let called = #call; },
    };
    let unsafety = function.is_unsafe.then(|| quote! { unsafe });
    let (hypercall, errno) = (scope.runtime("Hypercall"), scope.runtime("Errno"));
    let guests = guest_bound(function.guests.as_deref());
    quote! {
        #head
        #[inline]
        pub #unsafety fn #name<X: #hypercall #guests>(xen: &X, #(#params),*) -> Result<(), #errno> {
            let mut errors = [0];
            #call
            called?;
            xen_abi::returns::element(errors[0])
        }
    }
}
