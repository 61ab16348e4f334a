//! Methods that call the function of the release that was found.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Call;
use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::ident;
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Arm, LIST, Method, ParamKind, Scalar, Slice, Type};

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
    let (lengths, body) = (emitted.lengths(), emitted.body());
    quote! {
        #[inline]
        pub #unsafety fn #name(&self, #(#params),*) -> Result<#success, #failure> #bound {
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
                    match slice.optional {
                        true => quote! { Option<&#mutable [#element]> },
                        false => quote! { &#mutable [#element] },
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
            let mut lists = slices
                .iter()
                .filter(|slice| self.method.unified.contains(slice));
            let most = lists.next().map(|_| {
                let most = Literal::usize_unsuffixed(LIST);
                quote! { .min(#most) }
            });
            let length = quote! { #first #(.min(#each))* #most };
            match param.ty {
                Type::Scalar(Scalar::Unsigned(64)) => quote! { let #name = #length as u64; },
                _ => quote! { let #name = #ty::try_from(#length).unwrap_or(#ty::MAX); },
            }
        });
        quote! { #(#lengths)* }
    }

    /// How many elements a slice has.
    fn length(&self, index: usize) -> TokenStream {
        let name = ident(&self.call.param(index).name);
        match self.method.slices.get(&index) {
            Some(Slice { optional: true, .. }) => {
                quote! { #name.as_ref().map_or(0, |some| some.len()) }
            }
            _ => quote! { #name.len() },
        }
    }

    /// The calls, by release.
    fn body(&self) -> TokenStream {
        let method = self.method;
        if let ([arm], false) = (&*method.arms, method.may_refuse()) {
            return self.arm(arm);
        }
        let arms = method.arms.iter().map(|arm| {
            let releases = names(arm);
            let call = self.arm(arm);
            let releases = releases.map(|release| quote! { Release::#release });
            quote! { #(#releases)|* => { #call } }
        });
        let missing = method.is_partial.then(|| {
            let known = method.arms.iter().flat_map(names);
            let operation = &method.operation;
            quote! {
                release => Err(CallError::missing(#operation, release, &[#(Release::#known),*])),
            }
        });
        quote! { match self.release() { #(#arms)* #missing } }
    }

    /// The call for some releases.
    fn arm(&self, arm: &Arm) -> TokenStream {
        let method = self.method;
        let path = self.call.scope.item(&arm.function);
        let constant = arm.constant.as_ref().map(ident);
        let constant = constant.map(|constant| quote! { self.release().#constant(), });
        let params = method.function.params.iter().enumerate();
        let arguments = params.map(|(index, param)| {
            let name = ident(&param.name);
            let slice = method.slices.get(&index);
            match (slice, arm.records.contains_key(&index), param.kind) {
                (Some(_), true, _) => {
                    let list = self.record(index);
                    quote! { #list.as_mut_slice().into() }
                }
                (Some(Slice { optional: true, .. }), ..) => {
                    quote! { #name.map_or_else(Default::default, Into::into) }
                }
                (Some(_), ..) => quote! { #name.into() },
                (None, true, ParamKind::RefMut) => {
                    let record = self.record(index);
                    quote! { &mut #record }
                }
                (None, true, _) => {
                    let record = self.record(index);
                    quote! { &#record }
                }
                (None, false, _) => quote! { #name },
            }
        });
        let call = quote! { #path(self.xen(), #constant #(#arguments),*) };
        let made = arm.records.keys().map(|index| self.made(arm, *index));
        let filled = arm.records.keys().filter_map(|index| self.filled(*index));
        let error = method
            .may_refuse()
            .then(|| quote! { .map_err(CallError::from) });
        let value = method
            .is_result_unified
            .then(|| quote! { .map(Into::into) });
        let is_unsafe = method.function.is_unsafe || !method.slices.is_empty();
        if !is_unsafe && arm.records.is_empty() {
            return quote! { #call #value #error };
        }
        let reason = match method.function.is_unsafe {
            true => " SAFETY: the caller keeps what this method's documentation asks for.",
            false => " SAFETY: the slices are borrowed, and as long as the call says.",
        };
        let called = match is_unsafe {
            true => quote! { #[doc = #reason] let result = unsafe { #call }; },
            false => quote! { let result = #call; },
        };
        quote! { #(#made)* #called #(#filled)* result #value #error }
    }

    /// The variable for what the function of a release takes.
    fn record(&self, index: usize) -> Ident {
        self.call.variable(&self.call.param(index).name, "record")
    }

    /// Makes the record of the release, or records to be filled in.
    fn made(&self, arm: &Arm, index: usize) -> Option<TokenStream> {
        let (_, method) = arm.records.get(&index)?;
        let (record, param) = (self.record(index), self.call.param(index));
        let name = ident(&param.name);
        if self.method.slices.contains_key(&index) {
            // The function says whose records these are.
            let most = Literal::usize_unsuffixed(LIST);
            return Some(quote! { let mut #record: [_; #most] = xen_abi::Plain::zeroed(); });
        }
        let mutable = (param.kind == ParamKind::RefMut).then(|| ident("mut"));
        let method = ident(method);
        Some(quote! { let #mutable #record = #name.#method(self.release())?; })
    }

    /// Hands over what Xen wrote.
    fn filled(&self, index: usize) -> Option<TokenStream> {
        let (record, param) = (self.record(index), self.call.param(index));
        let name = ident(&param.name);
        if self.method.slices.contains_key(&index) {
            return Some(quote! {
                if result.is_ok() {
                    for (element, found) in #name.iter_mut().zip(#record) {
                        *element = found.into();
                    }
                }
            });
        }
        (param.kind == ParamKind::RefMut).then(|| quote! { *#name = #record.into(); })
    }
}

/// The releases of an arm as variants.
fn names(arm: &Arm) -> impl Iterator<Item = Ident> {
    arm.releases
        .iter()
        .map(|release| ident(Releases::variant(*release)))
}
