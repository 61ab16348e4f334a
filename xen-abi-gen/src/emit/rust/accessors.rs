//! Members that are read and written through functions, as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::paths::Scope;
use super::tokens::{head, ident, scalar};
use crate::model::projection::{Accessors, BitField, BitType, Displaced};

/// The longest name of a bit-field whose documentation says how many bits it has.
const LONGEST: usize = 22;

/// The functions of a bit-field.
pub(super) fn bit_field(scope: &Scope, field: &BitField) -> TokenStream {
    let head = head(&field.docs, [&field.c_name], &field.name);
    let functions = Accessors::of_bits(&field.name);
    let [get, set, storage] = [&functions.get, &functions.set, &field.storage].map(ident);
    let [offset, width] = [field.offset_bits, field.bits].map(Literal::u32_unsuffixed);
    let bits = quote! { self.#storage, #offset, #width };
    let number = match field.ty {
        BitType::Bool => ident("bool"),
        BitType::Unsigned(number) | BitType::Signed(number) => scalar(number),
    };
    let read = match field.ty {
        BitType::Bool => quote! { xen_abi::bits::read(&#bits) != 0 },
        BitType::Unsigned(_) => quote! { xen_abi::bits::read(&#bits) as #number },
        BitType::Signed(_) => quote! { xen_abi::bits::read_signed(&#bits) as #number },
    };
    let (ty, read, value) = match &field.family {
        Some(family) => {
            let family = scope.item(family);
            let read = quote! { #family(#read) };
            (family, read, quote! { value.0 })
        }
        None => (quote! { #number }, read, quote! { value }),
    };
    let dropped = match field.ty {
        BitType::Bool => String::new(),
        // The first line of documentation is short.
        _ if field.name.len() > LONGEST => ", cut to its width".to_owned(),
        _ => format!("; bits beyond its {} are dropped", field.bits),
    };
    let set_docs = format!(" Sets what [`Self::{}`] reads{dropped}.", field.name);
    quote! {
        #head
        #[inline]
        pub const fn #get(&self) -> #ty {
            #read
        }

        #[doc = #set_docs]
        #[inline]
        pub const fn #set(&mut self, value: #ty) {
            xen_abi::bits::write(&mut #bits, #value as u64);
        }
    }
}

/// The functions of a member that is bytes.
pub(super) fn displaced(scope: &Scope, member: &Displaced) -> TokenStream {
    let head = head(&member.docs, &member.c_name, &member.name);
    let functions = Accessors::of_bits(&member.name);
    let [get, set, storage] = [&functions.get, &functions.set, &member.storage].map(ident);
    let ty = scope.ty(&member.ty);
    let set_docs = format!(" Sets what [`Self::{}`] reads.", member.name);
    quote! {
        #head
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
}
