//! Operations as types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::guests::permitted;
use super::nested;
use crate::emit::rust::format;
use crate::emit::rust::paths::Scope;
use crate::model::projection::{ItemPath, Marker, NumberPath};

/// The module of the markers.
pub(in crate::emit::rust) fn markers(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    family: &ItemPath,
    number: &NumberPath,
    markers: &[Marker],
) -> TokenStream {
    let number = scope.number(number, 1);
    let family = scope.item(family, 1);
    let markers = markers.iter().map(|marker| {
        let ident = format_ident!("{}", marker.name);
        let c_name = &marker.c_name;
        let argument = marker.argument.as_ref().map_or_else(|| quote! { () }, |ty| scope.ty(ty, 1));
        let docs = format::docs(&[match &marker.argument {
            Some(_) => format!("`{c_name}`, whose argument is its [`Arg`](xen_abi::hypercall::Op::Arg)."),
            None => format!("`{c_name}`, which takes no argument."),
        }]);
        let nested = (!marker.memory.nested.is_empty()).then(|| {
            let table = nested::table(scope, &marker.memory.nested, 1);
            quote! { const NESTED: &'static [xen_abi::buffer::Nested] = #table; }
        });
        let elements = marker.memory.elements.as_ref().map(|elements| {
            let elements = nested::elements(scope, elements, 1);
            quote! { const ELEMENTS: Option<xen_abi::buffer::Elements> = Some(#elements); }
        });
        let permitted = permitted(&ident, marker.guests.as_deref());
        let aliases = format::aliases(std::slice::from_ref(c_name), &marker.name);
        quote! {
            #docs #aliases
            pub struct #ident;

            #[doc = " SAFETY: the headers' annotations give the operation this number and this argument."]
            unsafe impl xen_abi::hypercall::Op for #ident {
                type Family = #family;
                type Arg = #argument;
                const HYPERCALL: u32 = #number;
                const CMD: u32 = #family::#ident as u32;
                const NAME: &'static str = #c_name;
                #nested
                #elements
            }
            #(#permitted)*
        }
    });
    quote! { #head pub mod #name { #(#markers)* } }
}
