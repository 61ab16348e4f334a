//! Records that a function fills in.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::Call;
use crate::emit::rust::tokens::ident;
use crate::model::projection::{InputValue, RequestValue, Selector, Type};

impl Call<'_> {
    /// The record that the function fills in.
    pub(super) fn local(&self) -> Option<TokenStream> {
        let local = self.function.local.as_ref()?;
        // Where another record holds it, that is what Xen writes to.
        let is_written = self.function.request.is_none() || self.has_slices();
        let mutable = is_written.then(|| ident("mut"));
        let ty = self.scope.ty(&local.ty);
        if local.inputs.is_empty() {
            let plain = self.scope.runtime("Plain");
            return Some(quote! { let #mutable arg = <#ty as #plain>::zeroed(); });
        }
        let inputs: Vec<TokenStream> = local
            .inputs
            .iter()
            .filter_map(|input| {
                let field = ident(&input.field);
                match &input.value {
                    InputValue::Param => Some(quote! { #field }),
                    // It is set where its address is known.
                    InputValue::Slice { .. } => None,
                    InputValue::Length { slices, bits } => {
                        let mut names = slices.iter().map(ident);
                        let first = names.next().map(|name| quote! { #name.len() });
                        let length = quote! { #first #(.min(#names.len()))* };
                        Some(match bits {
                            Some(bits) => {
                                let narrow = format_ident!("u{bits}");
                                let length = quote! { #narrow::try_from(#length) };
                                quote! { #field: #length.unwrap_or(#narrow::MAX) }
                            }
                            None => quote! { #field: #length as _ },
                        })
                    }
                }
            })
            .collect();
        let rest = self.rest(&local.ty, inputs.len());
        Some(quote! { let #mutable arg = #ty { #(#inputs,)* #rest }; })
    }

    /// What fills in the members that are not named, if there are any.
    fn rest(&self, ty: &Type, named: usize) -> Option<TokenStream> {
        let all = self.scope.has_members(ty, named);
        (!all).then(|| quote! { ..Default::default() })
    }

    /// The record that names the operation.
    pub(super) fn request(&self) -> Option<TokenStream> {
        let (scope, request) = (self.scope, self.function.request.as_ref()?);
        let (ty, selector) = (scope.ty(&request.ty), ident(&request.selector));
        let value = match &request.value {
            Selector::Variant {
                family,
                variant,
                ty,
            } => {
                let (family, variant, ty) = (scope.item(family), ident(variant), scope.ty(ty));
                quote! { #family::#variant as #ty }
            }
            Selector::Constant { family, constant } => {
                let (family, constant) = (scope.item(family), ident(constant));
                quote! { #family::#constant }
            }
        };
        let members = request.members.iter().map(|one| {
            let (holder, value) = self.selection(one);
            quote! { #holder: #value, }
        });
        let inputs = request.inputs.iter().map(|input| {
            let field = ident(&input.field);
            match &input.value {
                RequestValue::Constant(path, ty) => {
                    let (constant, ty) = (scope.item(path), scope.ty(ty));
                    quote! { #field: #constant as #ty, }
                }
                RequestValue::Version(path, value) => {
                    let version = match value {
                        Some(value) => {
                            let (path, value) = (scope.item(path), ident(value));
                            quote! { #path::#value }
                        }
                        None => self.version().map(|(name, _)| name).into_token_stream(),
                    };
                    quote! { #field: #version.number(), }
                }
                RequestValue::Param(index) => {
                    let param = ident(&self.param(*index).name);
                    match param == field {
                        true => quote! { #field, },
                        false => quote! { #field: #param, },
                    }
                }
            }
        });
        let set = request.members.len() + request.inputs.len() + 1;
        let rest = self.rest(&request.ty, set);
        Some(quote! {
            let mut request = #ty { #selector: #value, #(#inputs)* #(#members)* #rest };
        })
    }
}
