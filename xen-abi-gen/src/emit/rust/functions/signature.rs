//! A function's signature, and the order of what it does.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Call;
use super::guests::guest_bound;
use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::{ident, number};
use crate::model::projection::{
    Accessors, Conversion, Function, OneOf, ParamKind, RefusedValue, SelectedValue,
};

/// The function.
pub(in crate::emit::rust) fn function(
    scope: &Scope,
    name: &Ident,
    function: &Function,
) -> TokenStream {
    let call = Call { scope, function };
    if function.on_stack {
        return call.on_stack(name);
    }
    let (result_ty, body) = match &function.one_of {
        Some(one_of) => call.one_element(one_of),
        None => call.body(),
    };
    let arrow = result_ty.map(|ty| quote! { -> #ty });
    let unsafety = function.is_unsafe.then(|| ident("unsafe"));
    let (generic, guests) = (call.generic(), call.guests());
    let hypercall = scope.runtime("Hypercall");
    let errors = function.one_of.as_ref().map(|one_of| one_of.errors);
    let version = call.version().map(|(name, ty)| quote! { #name: #ty, });
    let params = function
        .params
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != errors)
        .map(|(_, param)| {
            let (name, ty) = (ident(&param.name), call.param_ty(param));
            quote! { #name: #ty }
        });
    quote! {
        #[inline]
        pub #unsafety fn #name<#generic X: #hypercall #guests>(xen: &X, #version #(#params),*) #arrow {
            #body
        }
    }
}

impl Call<'_> {
    /// The result's type, and what the function does.
    fn body(&self) -> (Option<TokenStream>, TokenStream) {
        let refusals = self
            .function
            .refusals
            .iter()
            .map(|refused| self.refusal(refused));
        let (local, request, lengths) = (self.local(), self.request(), self.lengths());
        let (reason, made, filled) = (self.reason(), self.made(), self.filled());
        let (result_ty, result) = self.result();
        let body = quote! {
            #(#refusals)*
            #local
            #request
            #lengths
            #[doc = #reason]
            let result = unsafe { #made };
            #filled
            #result
        };
        (result_ty, body)
    }

    /// The same for the form for one element of a function that takes slices.
    fn one_element(&self, one_of: &OneOf) -> (Option<TokenStream>, TokenStream) {
        let arguments = self
            .function
            .params
            .iter()
            .enumerate()
            .map(|(index, param)| {
                let name = ident(&param.name);
                match param.kind {
                    _ if index == one_of.errors => quote! { &mut errors },
                    ParamKind::Slice => quote! { &[#name] },
                    _ => quote! { #name },
                }
            });
        let called = ident(&one_of.function);
        let call = quote! { #called(xen, #(#arguments),*) };
        let call = match self.function.is_unsafe {
            true => quote! {
                #[doc = " SAFETY: the caller keeps the same contract."]
                let called = unsafe { #call };
            },
            false => quote! { let called = #call; },
        };
        let errno = self.scope.runtime("Errno");
        let body = quote! {
            let mut errors = [0];
            #call
            called?;
            xen_abi::returns::element(errors[0])
        };
        (Some(quote! { Result<(), #errno> }), body)
    }

    /// What the function is generic over besides the back end.
    fn generic(&self) -> Option<TokenStream> {
        if let Some(family) = &self.function.generic {
            let (op, family) = (self.scope.runtime("Op"), self.scope.item(family));
            return Some(quote! {
                O: #op<Family = #family> + xen_abi::hypercall::PermittedTo<X::Guest>,
            });
        }
        let mut kinds = self.function.params.iter().map(|param| param.kind);
        kinds.any(|kind| kind == ParamKind::AnyRecord).then(|| {
            let plain = self.scope.runtime("Plain");
            quote! { T: #plain, }
        })
    }

    /// The bound of the back end's kind of guest.
    pub(super) fn guests(&self) -> TokenStream {
        match &self.function.by_guest {
            Some(name) => {
                let name = ident(name);
                quote! { <Guest: #name> }
            }
            None => guest_bound(self.function.guests.as_deref()),
        }
    }

    /// Reads what Xen left in the record that holds the function's own.
    fn filled(&self) -> Option<TokenStream> {
        let mut selected = self.selected().filter(|_| self.comes_back());
        let filled = selected.find(|one| match one.value {
            SelectedValue::Local => self.is_read(),
            SelectedValue::Record(_, is_written) => is_written,
            SelectedValue::Param(_) => false,
        })?;
        let read = Accessors::of_union(&filled.member);
        let member = match filled.is_unnamed {
            true => "held".to_owned(),
            false => read.untagged.filter(|_| filled.tagged).unwrap_or(read.get),
        };
        let [holder, member] = [&filled.holder, &member].map(ident);
        // The type of a member without a name says which one is meant.
        let local = self.function.local.as_ref().filter(|_| filled.is_unnamed);
        let ty = local.map(|local| self.scope.ty(&local.ty));
        let ty = ty.map(|ty| quote! { : #ty });
        Some(match filled.value {
            SelectedValue::Record(index, _) => {
                let name = ident(&self.param(index).name);
                quote! { *#name = request.#holder.#member(); }
            }
            _ => quote! { let arg #ty = request.#holder.#member(); },
        })
    }

    /// A call that leaves the kernel by what is on its stack.
    fn on_stack(&self, name: &Ident) -> TokenStream {
        let (number, reason) = (self.scope.number(&self.function.number), self.reason());
        let guests = self.guests();
        let ty = self
            .function
            .params
            .first()
            .map(|param| self.scope.ty(&param.ty));
        quote! {
            #[inline]
            pub unsafe fn #name<X: xen_abi::hypercall::HypercallOnStack #guests>(
                xen: &X,
                stack: *const #ty,
            ) -> ! {
                #[doc = #reason]
                unsafe { xen.hypercall_on_stack(#number, stack.cast()) }
            }
        }
    }

    /// Why the call is sound.
    fn reason(&self) -> String {
        let function = self.function;
        let reason = if function.is_unsafe {
            "the caller keeps what this function's documentation asks for."
        } else if function.request.is_some() {
            "the addresses are those of records that outlive the call, and of borrowed memory."
        } else if self.has_slices() {
            "the addresses are those of `arg` and of borrowed memory, which outlive the call."
        } else if function.local.is_some() {
            "the one address is that of `arg`, which outlives the call."
        } else {
            "the operation reaches no memory but what the parameters borrow."
        };
        format!(" SAFETY: {reason}")
    }

    /// The answer to a value that is kept from Xen.
    fn refusal(&self, refused: &RefusedValue) -> TokenStream {
        let name = ident(&self.param(refused.param).name);
        let member = (refused.conversion == Conversion::Newtype).then(|| quote! { .0 });
        let mask = refused.mask.map(|mask| {
            let mask = Literal::u64_unsuffixed(mask);
            quote! { & #mask }
        });
        let (value, errno) = (number(refused.value), self.scope.runtime("Errno"));
        quote! {
            if #name #member #mask == #value {
                return Err(#errno::EINVAL);
            }
        }
    }
}
