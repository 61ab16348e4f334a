//! Members that are read and written through functions, as tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::paths::Scope;
use super::{format, paths};
use crate::model::projection::{Accessors, BitField, BitType, Displaced};

/// The functions of bit-fields.
pub(super) fn bit_functions(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    name: &Ident,
    bits: &[BitField],
) -> TokenStream {
    if bits.is_empty() {
        return TokenStream::new();
    }
    let functions = bits.iter().map(|field| bit_field(scope, field));
    quote! { #cfg impl #name { #(#functions)* } }
}

fn bit_field(scope: &Scope<'_>, field: &BitField) -> TokenStream {
    let docs = format::docs(&field.docs);
    let functions = Accessors::of_bits(&field.name);
    let (get, set) = (
        format_ident!("{}", functions.get),
        format_ident!("{}", functions.set),
    );
    let aliases = format::aliases(std::slice::from_ref(&field.c_name), &field.name);
    let storage = format_ident!("{}", field.storage);
    let (offset, width) = (
        Literal::u32_unsuffixed(field.offset_bits),
        Literal::u32_unsuffixed(field.bits),
    );
    let (ty, read, value) = bit_value(scope, field, &storage);
    let set_docs = match field.ty {
        BitType::Bool => format!(" Sets what [`Self::{}`] reads.", field.name),
        _ => format!(
            " Sets what [`Self::{}`] reads; bits beyond its {} are dropped.",
            field.name, field.bits
        ),
    };
    quote! {
        #docs #aliases
        #[inline]
        pub const fn #get(&self) -> #ty {
            #read
        }

        #[doc = #set_docs]
        #[inline]
        pub const fn #set(&mut self, value: #ty) {
            xen_abi::bits::write(&mut self.#storage, #offset, #width, #value as u64);
        }
    }
}

/// A bit-field's type, how it is read, and the number that is written.
fn bit_value(
    scope: &Scope<'_>,
    field: &BitField,
    storage: &Ident,
) -> (TokenStream, TokenStream, TokenStream) {
    let (offset, width) = (
        Literal::u32_unsuffixed(field.offset_bits),
        Literal::u32_unsuffixed(field.bits),
    );
    let (number, read) = match field.ty {
        BitType::Bool => (
            quote! { bool },
            quote! { xen_abi::bits::read(&self.#storage, #offset, #width) != 0 },
        ),
        BitType::Unsigned(number) => {
            let number = paths::scalar(number);
            let read = quote! { xen_abi::bits::read(&self.#storage, #offset, #width) as #number };
            (number, read)
        }
        BitType::Signed(number) => {
            let number = paths::scalar(number);
            let read = quote! {
                xen_abi::bits::read_signed(&self.#storage, #offset, #width) as #number
            };
            (number, read)
        }
    };
    match &field.family {
        Some(family) => {
            let family = scope.item(family);
            (
                family.clone(),
                quote! { #family(#read) },
                quote! { value.0 },
            )
        }
        None => (number, read, quote! { value }),
    }
}

/// The functions of members that are bytes.
pub(super) fn displaced_functions(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    name: &Ident,
    members: &[Displaced],
) -> TokenStream {
    if members.is_empty() {
        return TokenStream::new();
    }
    let functions = members.iter().map(|member| {
        let docs = format::docs(&member.docs);
        let functions = Accessors::of_bits(&member.name);
        let aliases = format::aliases(member.c_name.as_slice(), &member.name);
        let [get, set, storage] =
            [&functions.get, &functions.set, &member.storage].map(|name| format_ident!("{name}"));
        let ty = scope.ty(&member.ty);
        let set_docs = format!(" Sets what [`Self::{}`] reads.", member.name);
        quote! {
            #docs #aliases
            #[inline]
            pub fn #get(&self) -> #ty {
                xen_abi::plain::read_first(&self.#storage)
            }

            #[doc = #set_docs]
            #[inline]
            pub fn #set(&mut self, value: #ty) {
                xen_abi::plain::write_first(&mut self.#storage, &value);
            }
        }
    });
    quote! { #cfg impl #name { #(#functions)* } }
}
