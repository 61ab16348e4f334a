//! Unions as tokens: bytes, read and written as any of their members.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::accessors::bit_functions;
use super::format;
use super::paths::Scope;
use crate::model::projection::{Accessors, Field, Union};

/// A union, each member of which takes every pattern of bits.
pub(super) fn union(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    said: &TokenStream,
    name: &Ident,
    union: &Union,
) -> TokenStream {
    let members = union
        .fields
        .iter()
        .map(|field| member(scope, field, union.tagged));
    let bits = bit_functions(scope, cfg, name, &union.bits);
    let size = union.forced.map(|(size, _)| {
        let size = Literal::u64_unsuffixed(size);
        quote! { (#size) }
    });
    // With `align`, of whatever number, it could not stand in a packed record.
    let align = union
        .forced
        .filter(|(_, align)| *align > 1)
        .map(|(_, align)| {
            let align = Literal::u64_unsuffixed(align);
            quote! { , align(#align) }
        });
    quote! {
        #cfg
        xen_abi::plain_union! {
            #said
            #[repr(C #align)]
            pub struct #name #size;
            #(#members)*
        }

        #bits
    }
}

/// The functions of a member.
fn member(scope: &Scope<'_>, field: &Field, tagged: bool) -> TokenStream {
    let mut docs = field.docs.clone();
    let functions = Accessors::of_union(&field.name);
    let get = match functions.untagged {
        Some(untagged) if tagged => {
            docs.extend([
                String::new(),
                "Reads the bytes so whatever the tag beside the union says.".to_owned(),
            ]);
            untagged
        }
        _ => functions.get,
    };
    let docs = format::docs(&docs);
    let aliases = format::aliases(field.c_name.as_slice(), &get);
    let get = format_ident!("{get}");
    let set = format_ident!("{}", functions.set);
    let from = functions.from.map(|name| format_ident!("{name}"));
    let ty = scope.ty(&field.ty);
    quote! { #docs #aliases #get, #set, #from: #ty; }
}
