//! What goes into the registers.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Call;
use crate::emit::rust::tokens::ident;
use crate::model::projection::{Conversion, FunctionParam, Scalar, Type, Word};

impl Call<'_> {
    /// What goes into a register.
    pub(super) fn word(&self, word: &Word) -> TokenStream {
        match word {
            Word::Command { family, variant } => {
                let (family, variant) = (self.scope.item(family), ident(variant));
                quote! { #family::#variant as usize }
            }
            Word::GenericCommand => quote! { O::CMD as usize },
            Word::Param { index, conversion } => value(self.param(*index), *conversion),
            Word::LowHalf(index) => {
                let value = wide(self.param(*index));
                quote! { #value as usize }
            }
            Word::HighHalf(index) => {
                let value = wide(self.param(*index));
                quote! { (#value >> 32) as usize }
            }
            Word::Address(index) if self.passes_buffer(*index) => {
                self.address(&self.param(*index).name).into_token_stream()
            }
            Word::Address(index) => {
                let name = ident(&self.param(*index).name);
                quote! { #name.expose_provenance() }
            }
            Word::Length(index) => self.length(*index).into_token_stream(),
            Word::LocalAddress => self.address("arg").into_token_stream(),
            Word::RequestAddress => match self.buffers() {
                Some(_) => self.address("buffers").into_token_stream(),
                None => self.address("request").into_token_stream(),
            },
            Word::BufferCount => match self.buffers().and_then(|buffers| buffers.extra) {
                Some(_) => quote! { 2 },
                None => quote! { 1 },
            },
            Word::Zero => quote! { 0 },
            Word::One => quote! { 1 },
        }
    }
}

fn value(param: &FunctionParam, conversion: Conversion) -> TokenStream {
    let name = ident(&param.name);
    match conversion {
        Conversion::Scalar if param.ty == Type::Scalar(Scalar::Usize) => quote! { #name },
        Conversion::Scalar | Conversion::Operation => quote! { #name as usize },
        Conversion::Newtype => quote! { #name.0 as usize },
        Conversion::Flags => quote! { #name.bits() as usize },
        Conversion::Handle => quote! { #name.addr() as usize },
    }
}

fn wide(param: &FunctionParam) -> TokenStream {
    let name = ident(&param.name);
    match param.ty {
        Type::Scalar(_) => quote! { #name },
        _ => quote! { #name.0 },
    }
}
