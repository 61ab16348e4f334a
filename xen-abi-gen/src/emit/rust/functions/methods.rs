//! Methods that call the function of the release that was found.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Call;
use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::ident;
use crate::model::annotations::Text;
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Arm, Method, ParamKind, Scalar, Slice, Type};
use crate::model::release::Release;

/// The method.
pub(in crate::emit::rust) fn method(scope: &Scope, name: &Ident, method: &Method) -> TokenStream {
    let function = &method.function;
    let emitted = Emitted {
        call: Call { scope, function },
        method,
    };
    let unsafety = function.is_unsafe.then(|| ident("unsafe"));
    let params = emitted.params();
    let (success, failure) = emitted.call.result_types();
    let failure = match method.may_refuse() {
        true => quote! { CallError },
        false => failure,
    };
    let guests = emitted.call.guests();
    let hypercall = scope.runtime("Hypercall");
    let bound = (!guests.is_empty()).then(|| quote! { where X: #hypercall #guests });
    let checks = emitted.checks();
    let (lengths, body) = (emitted.lengths(), emitted.body());
    quote! {
        #[inline]
        pub #unsafety fn #name(&self, #(#params),*) -> Result<#success, #failure> #bound {
            #checks
            #lengths
            #body
        }
    }
}

/// A method that is emitted.
struct Emitted<'a> {
    call: Call<'a>,
    method: &'a Method,
}

impl Emitted<'_> {
    /// The parameters.
    fn params(&self) -> Vec<TokenStream> {
        let params = self.method.function.params.iter().enumerate();
        let params = params.filter(|(index, _)| !self.method.lengths.contains_key(index));
        let params = params.map(|(index, param)| {
            let name = ident(&param.name);
            let ty = match self.method.slices.get(&index) {
                Some(slice) => {
                    let element = self.call.scope.ty(&param.ty);
                    let mutable = slice.mutable.then(|| ident("mut"));
                    let ty = match (slice.text, slice.mutable) {
                        (Some(_), true) => quote! { xen_abi::text::TextBuffer<'_> },
                        (Some(_), false) => quote! { core::ffi::CStr },
                        (None, _) => quote! { [#element] },
                    };
                    match slice.optional {
                        true => quote! { Option<&#mutable #ty> },
                        false => quote! { &#mutable #ty },
                    }
                }
                None => self.call.param_ty(param),
            };
            quote! { #name: #ty }
        });
        params.collect()
    }

    /// The counts of the slices, as the functions take them: what exceeds them is left alone.
    fn lengths(&self) -> TokenStream {
        let lengths = self.method.lengths.iter().map(|(index, slices)| {
            let param = self.call.param(*index);
            let name = ident(&param.name);
            let ty = self.call.scope.ty(&param.ty);
            let mut each = slices.iter().map(|slice| self.length(*slice));
            let first = each.next();
            let length = quote! { #first #(.min(#each))* };
            match param.ty {
                Type::Scalar(Scalar::Unsigned(64)) => quote! { let #name = #length as u64; },
                _ => quote! { let #name = #ty::try_from(#length).unwrap_or(#ty::MAX); },
            }
        });
        quote! { #(#lengths)* }
    }

    /// Refuses texts that are longer than Xen takes.
    fn checks(&self) -> TokenStream {
        let slices = self.method.slices.iter();
        let checks = slices.filter_map(|(index, slice)| {
            let (most, (text, _)) = (slice.most()?, slice.text?);
            let most = Literal::u32_unsuffixed(most - u32::from(text.nul));
            let param = &self.call.param(*index).name;
            let (name, what) = (ident(param), format!("{}: {param}", self.method.operation));
            let bytes = ident(if slice.mutable {
                "as_bytes"
            } else {
                "to_bytes"
            });
            let length = match slice.optional {
                true => quote! { #name.as_ref().map(|text| text.#bytes().len()) },
                false => quote! { Some(#name.#bytes().len()) },
            };
            Some(quote! { CallError::check_text(#what, #length, #most)?; })
        });
        quote! { #(#checks)* }
    }

    /// How many elements a slice has.
    fn length(&self, index: usize) -> TokenStream {
        let name = ident(&self.call.param(index).name);
        let slice = self.method.slices.get(&index).copied().unwrap_or_default();
        let length = match (slice.text, slice.mutable) {
            (Some((text, _)), false) => {
                let bytes = bytes(text);
                quote! { #bytes().len() }
            }
            (Some((_, true)), true) => quote! { size() },
            (Some((_, false)), true) => quote! { capacity() },
            (None, _) => quote! { len() },
        };
        match slice.optional {
            true => quote! { #name.as_ref().map_or(0, |some| some.#length) },
            false => quote! { #name.#length },
        }
    }

    /// The calls, by release.
    fn body(&self) -> TokenStream {
        let method = self.method;
        let missing = method.is_partial.then(|| {
            let of = method.arms.iter().flat_map(|arm| &arm.releases);
            let (operation, [first, last]) = (&method.operation, span(of));
            quote! { (#operation, self.release(), #first, #last) }
        });
        if let [arm] = &*method.arms {
            let call = self.arm(arm);
            let require = missing.map(|missing| quote! { CallError::require #missing?; });
            return quote! { #require #call };
        }
        let arms = method.arms.iter().map(|arm| {
            let releases = arm.releases.iter().map(|release| variant(*release));
            let call = self.arm(arm);
            quote! { #(#releases)|* => { #call } }
        });
        let missing = missing.map(|missing| quote! { _ => Err(CallError::missing #missing), });
        quote! { match self.release() { #(#arms)* #missing } }
    }

    /// The call for some releases, with the lists and records of these.
    fn arm(&self, arm: &Arm) -> TokenStream {
        let method = self.method;
        let (mut call, mut is_final) = self.call(arm);
        for (index, slice) in method.slices.iter().rev() {
            let pass = match slice.text {
                Some((_, true)) if slice.mutable => quote! { exchange },
                Some((_, false)) if slice.mutable => quote! { fill },
                _ => continue,
            };
            let name = ident(&self.call.param(*index).name);
            call = match slice.optional {
                true => quote! { xen_abi::text::#pass(#name, |#name| { #call }) },
                false => quote! { #name.#pass(|#name| { #call }) },
            };
        }
        for index in method.unified.iter().rev() {
            let param = self.call.param(*index);
            let name = ident(&param.name);
            if method.slices.contains_key(index) {
                call = quote! { xen_abi::macros::fill(#name, |#name| { #call }) };
            } else {
                let exchange = match param.kind {
                    ParamKind::RefMut => quote! { exchange },
                    _ => quote! { pass },
                };
                call = quote! { #name.#exchange(self.release(), |#name| { #call }) };
                is_final = true;
            }
        }
        match method.may_refuse() && !is_final {
            true => quote! { Ok(#call?) },
            false => call,
        }
    }

    /// The call of a function, and whether its error is that of the method.
    fn call(&self, arm: &Arm) -> (TokenStream, bool) {
        let method = self.method;
        let path = self.call.scope.item(&arm.function);
        let constant = arm.constant.as_ref().map(ident);
        let constant = constant.map(|constant| quote! { self.release().#constant(), });
        let params = method.function.params.iter().enumerate();
        let arguments = params.map(|(index, param)| {
            let name = ident(&param.name);
            let is_record = method.unified.contains(&index);
            let slice = method.slices.get(&index);
            if let Some(text) = slice.filter(|one| !one.mutable).and_then(|one| one.text) {
                let bytes = bytes(text.0);
                return match slice.is_some_and(|slice| slice.optional) {
                    true => quote! {
                        #name.map_or_else(Default::default, |text| text.#bytes().into())
                    },
                    false => quote! { #name.#bytes().into() },
                };
            }
            match (slice, is_record, param.kind) {
                (Some(Slice { optional: true, .. }), ..) => {
                    quote! { #name.map_or_else(Default::default, Into::into) }
                }
                (Some(_), ..) => quote! { #name.into() },
                _ => quote! { #name },
            }
        });
        let call = quote! { #path(self.xen(), #constant #(#arguments),*) };
        let value = method
            .is_result_unified
            .then(|| quote! { .map(Into::into) });
        let is_unsafe = method.function.is_unsafe || !method.slices.is_empty();
        if !is_unsafe {
            return (quote! { #call #value }, false);
        }
        let reason = match method.function.is_unsafe {
            true => " SAFETY: the caller keeps what this method's documentation asks for.",
            false => " SAFETY: the slices are borrowed, and as long as the call says.",
        };
        let takes_records = !method.unified.is_empty();
        let error =
            (method.may_refuse() && !takes_records).then(|| quote! { .map_err(CallError::from) });
        (
            quote! { #[doc = #reason] unsafe { #call #value #error } },
            error.is_some(),
        )
    }
}

/// The function for the bytes of a text that goes to Xen.
fn bytes(text: Text) -> Ident {
    match text.nul {
        true => ident("to_bytes_with_nul"),
        false => ident("to_bytes"),
    }
}

/// A release as a variant.
fn variant(release: Release) -> TokenStream {
    let name = ident(Releases::variant(release));
    quote! { Release::#name }
}

/// The first and the last of some releases.
fn span<'r>(releases: impl Iterator<Item = &'r Release>) -> [TokenStream; 2] {
    let (mut first, mut last) = (None, None);
    for release in releases {
        first = first.min(Some(release)).or(Some(release));
        last = last.max(Some(release));
    }
    [first, last].map(|release| release.copied().map(variant).unwrap_or_default())
}
