//! Hypercalls and operations as tokens.

mod guests;
mod markers;
mod memory;
mod nested;
mod one;
mod records;
mod result;

pub(super) use guests::by_guest;
pub(super) use markers::markers;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::items;
use super::paths::Scope;
use crate::model::projection::{
    Accessors, Conversion, Function, InputValue, Local, Param, ParamKind, RefusedValue,
    SelectedValue,
};
use guests::guest_bound;
use memory::{lengths, lent, nest, word};
use one::one_element;
use records::{local, request};
use result::{comes_back, result};

/// The function.
pub(super) fn function(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    function: &Function,
) -> TokenStream {
    let unsafety = function.is_unsafe.then(|| quote! { unsafe });
    if function.on_stack {
        return on_stack(scope, head, name, function);
    }
    if let Some(one_of) = &function.one_of {
        return one_element(scope, head, name, function, one_of);
    }
    let any = function
        .params
        .iter()
        .any(|param| param.kind == ParamKind::AnyRecord);
    let operation = match (&function.generic, any) {
        (Some(family), _) => {
            let family = scope.item(family, 0);
            quote! {
                O: xen_abi::hypercall::Op<Family = #family>
                    + xen_abi::hypercall::PermittedTo<X::Guest>,
            }
        }
        (None, true) => quote! { T: xen_abi::Plain, },
        (None, false) => TokenStream::new(),
    };
    let params = function.params.iter().map(|param| {
        let name = format_ident!("{}", param.name);
        let ty = match (param.kind, &function.by_guest) {
            (ParamKind::ByGuest, Some(kinds)) => {
                let kinds = format_ident!("{kinds}");
                quote! { &<X::Guest as #kinds>::Arg }
            }
            _ => param_ty(scope, param),
        };
        quote! { #name: #ty }
    });
    // Where another record holds it, that is what Xen writes to.
    let mutable = (function.request.is_none() || function.local.as_ref().is_some_and(has_slices))
        .then(|| quote! { mut });
    let local = function
        .local
        .as_ref()
        .map(|found| local(scope, found, mutable.as_ref()));
    let request = function
        .request
        .as_ref()
        .map(|found| request(scope, function, found));
    let filled = function
        .request
        .iter()
        .flat_map(|request| &request.members)
        .find(|one| one.value == SelectedValue::Local);
    let held = filled.filter(|_| comes_back(function)).map(|filled| {
        let read = Accessors::of_union(&filled.member);
        let member = read.untagged.filter(|_| filled.tagged).unwrap_or(read.get);
        let (holder, member) = (
            format_ident!("{}", filled.holder),
            format_ident!("{member}"),
        );
        quote! { let arg = request.#holder.#member(); }
    });
    let number = match function.generic {
        Some(_) => quote! { O::HYPERCALL },
        None => scope.number(&function.number, 0),
    };
    let words = function.words.iter().map(|one| word(scope, function, one));
    let call = nest(
        &lent(scope, function),
        quote! { xen.hypercall(#number, [#(#words),*]) },
    );
    let lengths = lengths(function);
    let refusals = function
        .refusals
        .iter()
        .map(|refused| refusal(function, refused));
    let reason = reason(function);
    let hypercall = scope.runtime("Hypercall");
    let guests = match &function.by_guest {
        Some(name) => {
            let name = format_ident!("{name}");
            quote! { <Guest: #name> }
        }
        None => guest_bound(function.guests.as_deref()),
    };
    let (result_ty, result) = result(scope, function);
    let arrow = result_ty.map(|ty| quote! { -> #ty });
    quote! {
        #head
        #[inline]
        pub #unsafety fn #name<#operation X: #hypercall #guests>(xen: &X, #(#params),*) #arrow {
            #(#refusals)*
            #local
            #request
            #lengths
            #[doc = #reason]
            let result = unsafe { #call };
            #held
            #result
        }
    }
}

/// A call that leaves the kernel by what is on its stack.
fn on_stack(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    function: &Function,
) -> TokenStream {
    let number = scope.number(&function.number, 0);
    let guests = guest_bound(function.guests.as_deref());
    let ty = function
        .params
        .first()
        .map_or_else(TokenStream::new, |param| scope.ty(&param.ty, 0));
    quote! {
        #head
        #[inline]
        pub unsafe fn #name<X: xen_abi::hypercall::HypercallOnStack #guests>(xen: &X, stack: *const #ty) -> ! {
            #[doc = " SAFETY: the caller vouches for what is on the stack, as this function's documentation asks."]
            unsafe { xen.hypercall_on_stack(#number, stack.cast()) }
        }
    }
}

/// Why the call is sound.
fn reason(function: &Function) -> String {
    match (function.is_unsafe, &function.local) {
        (true, _) => " SAFETY: the caller vouches for every address and frame, as this function's documentation asks.",
        (false, _) if function.request.is_some() => {
            " SAFETY: the addresses are those of records that outlive the call, and of what the parameters borrow."
        }
        (false, Some(local)) if has_slices(local) => {
            " SAFETY: the addresses are those of `arg` and of what the parameters borrow, and all of it outlives the call."
        }
        (false, Some(_)) => " SAFETY: the one address is that of `arg`, which outlives the call; it holds plain numbers.",
        (false, None) => " SAFETY: the operation reaches no memory but what the parameters borrow.",
    }
    .to_owned()
}

fn param_ty(scope: &Scope<'_>, param: &Param) -> TokenStream {
    let ty = scope.ty(&param.ty, 0);
    match param.kind {
        ParamKind::Value => ty,
        ParamKind::Ref => quote! { &#ty },
        ParamKind::RefMut => quote! { &mut #ty },
        ParamKind::OptionRef => quote! { Option<&#ty> },
        ParamKind::OptionRefMut => quote! { Option<&mut #ty> },
        ParamKind::Slice => quote! { &[#ty] },
        ParamKind::SliceMut => quote! { &mut [#ty] },
        ParamKind::RawMut => quote! { *mut #ty },
        ParamKind::RawConst => quote! { *const #ty },
        ParamKind::OpArgument => quote! { *mut O::Arg },
        ParamKind::AnyRecord => quote! { &mut T },
        ParamKind::OpArguments => quote! { &mut [O::Arg] },
        // What that is, the function's own head says.
        ParamKind::ByGuest => quote! { &#ty },
    }
}

/// Whether a member of the record leads to a parameter's memory.
fn has_slices(local: &Local) -> bool {
    local
        .inputs
        .iter()
        .any(|input| matches!(input.value, InputValue::Slice { .. }))
}

/// The answer to a value that is kept from Xen.
fn refusal(function: &Function, refused: &RefusedValue) -> TokenStream {
    let name = format_ident!("{}", function.params[refused.param].name);
    let number = match refused.conversion {
        Conversion::Newtype => quote! { #name.0 },
        _ => quote! { #name },
    };
    let masked = match refused.mask {
        Some(mask) => {
            let mask = Literal::u64_unsuffixed(mask);
            quote! { #number & #mask }
        }
        None => number,
    };
    let value = items::number(refused.value);
    quote! {
        if #masked == #value {
            return Err(xen_abi::Errno::EINVAL);
        }
    }
}
