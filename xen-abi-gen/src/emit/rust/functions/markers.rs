//! Operations as types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::guests::permitted;
use super::nested;
use crate::emit::rust::paths::Scope;
use crate::model::projection::{ItemPath, Marker, NumberPath};

/// What the types of a family's operations have in common, and these.
pub(in crate::emit::rust) struct MarkerModule<'p> {
    /// The family.
    pub(in crate::emit::rust) family: &'p ItemPath,
    /// The hypercall's number.
    pub(in crate::emit::rust) number: &'p NumberPath,
    /// The types.
    pub(in crate::emit::rust) markers: &'p [Marker],
}

/// The module of the markers.
pub(in crate::emit::rust) fn markers(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    said: &TokenStream,
    name: &Ident,
    module: &MarkerModule<'_>,
) -> TokenStream {
    let number = scope.number(module.number);
    let family = scope.item(module.family);
    let markers = module
        .markers
        .iter()
        .map(|marker| marker_line(scope, marker));
    quote! {
        #cfg
        xen_abi::operations! {
            #said
            pub mod #name: #family, #number;
            #(#markers)*
        }
    }
}

/// `Send(Send) "EVTCHNOP_send" for Guest;`
fn marker_line(scope: &Scope<'_>, marker: &Marker) -> TokenStream {
    let ident = format_ident!("{}", marker.name);
    let c_name = (marker.c_name != marker.name).then_some(&marker.c_name);
    let argument = marker
        .argument
        .as_ref()
        .map_or_else(|| quote! { () }, |ty| scope.ty(ty));
    let guests = permitted(marker.guests.as_deref());
    let nested = (!marker.memory.nested.is_empty()).then(|| {
        let table = nested::table(scope, &marker.memory.nested);
        quote! { , nested { #table } }
    });
    let elements = marker.memory.elements.as_ref().map(|elements| {
        let elements = nested::elements(scope, elements);
        quote! { , elements { #elements } }
    });
    quote! { #ident(#argument) #c_name for #guests #nested #elements; }
}
