//! Hypercalls and operations as tokens.

mod guests;
mod markers;
mod memory;
mod nested;
mod one;
mod records;
mod result;

pub(super) use guests::by_guest;
pub(super) use markers::{MarkerModule, markers};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::items;
use super::paths::Scope;
use crate::model::projection::{
    Accessors, Conversion, Function, InputValue, Local, Param, ParamKind, RefusedValue,
    SelectedValue,
};
use guests::guest_bound;
use memory::{lengths, lent, nest, operation, word};
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
    let (generic, guests) = (generic(scope, function), guests(function));
    let params = function.params.iter().map(|param| {
        let (name, ty) = (
            format_ident!("{}", param.name),
            own_ty(scope, function, param),
        );
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
    let held = held(function);
    let lent = lent(scope, function);
    let call = operation(scope, function, &lent).unwrap_or_else(|| {
        let words = function.words.iter().map(|one| word(scope, function, one));
        let number = number(scope, function);
        nest(&lent, quote! { xen.hypercall(#number, [#(#words),*]) })
    });
    let lengths = lengths(function);
    let refusals = function
        .refusals
        .iter()
        .map(|refused| refusal(scope, function, refused));
    let reason = reason(function);
    let hypercall = scope.runtime("Hypercall");
    let (result_ty, result) = result(scope, function);
    let arrow = result_ty.map(|ty| quote! { -> #ty });
    quote! {
        #head
        #[inline]
        pub #unsafety fn #name<#generic X: #hypercall #guests>(xen: &X, #(#params),*) #arrow {
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

/// What the function is generic over besides the back end.
fn generic(scope: &Scope<'_>, function: &Function) -> TokenStream {
    let mut kinds = function.params.iter().map(|param| param.kind);
    if let Some(family) = &function.generic {
        let (op, family) = (scope.runtime("Op"), scope.item(family));
        return quote! { O: #op<Family = #family> + xen_abi::hypercall::PermittedTo<X::Guest>, };
    }
    if kinds.any(|kind| kind == ParamKind::AnyRecord) {
        let plain = scope.runtime("Plain");
        return quote! { T: #plain, };
    }
    TokenStream::new()
}

/// The bound of the back end's kind of guest.
fn guests(function: &Function) -> TokenStream {
    match &function.by_guest {
        Some(name) => {
            let name = format_ident!("{name}");
            quote! { <Guest: #name> }
        }
        None => guest_bound(function.guests.as_deref()),
    }
}

/// The type of a parameter, where it may follow from the kind of guest.
fn own_ty(scope: &Scope<'_>, function: &Function, param: &Param) -> TokenStream {
    match (param.kind, &function.by_guest) {
        (ParamKind::ByGuest, Some(kinds)) => {
            let kinds = format_ident!("{kinds}");
            quote! { &<X::Guest as #kinds>::Arg }
        }
        _ => param_ty(scope, param),
    }
}

/// Reads what Xen left in the record that holds the function's own.
fn held(function: &Function) -> Option<TokenStream> {
    let mut members = function.request.iter().flat_map(|request| &request.members);
    let filled = members.find(|one| one.value == SelectedValue::Local)?;
    if !comes_back(function) {
        return None;
    }
    let read = Accessors::of_union(&filled.member);
    let member = read.untagged.filter(|_| filled.tagged).unwrap_or(read.get);
    let (holder, member) = (
        format_ident!("{}", filled.holder),
        format_ident!("{member}"),
    );
    Some(quote! { let arg = request.#holder.#member(); })
}

fn number(scope: &Scope<'_>, function: &Function) -> TokenStream {
    match function.generic {
        Some(_) => quote! { O::HYPERCALL },
        None => scope.number(&function.number),
    }
}

/// A call that leaves the kernel by what is on its stack.
fn on_stack(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    function: &Function,
) -> TokenStream {
    let (number, reason) = (scope.number(&function.number), reason(function));
    let guests = guest_bound(function.guests.as_deref());
    let ty = function
        .params
        .first()
        .map_or_else(TokenStream::new, |param| scope.ty(&param.ty));
    quote! {
        #head
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
fn reason(function: &Function) -> String {
    let reason = match (function.is_unsafe, &function.local) {
        (true, _) => "the caller keeps what this function's documentation asks for.",
        (false, _) if function.request.is_some() => {
            "the addresses are those of records that outlive the call, and of borrowed memory."
        }
        (false, Some(local)) if has_slices(local) => {
            "the addresses are those of `arg` and of borrowed memory, which outlive the call."
        }
        (false, Some(_)) => "the one address is that of `arg`, which outlives the call.",
        (false, None) => "the operation reaches no memory but what the parameters borrow.",
    };
    format!(" SAFETY: {reason}")
}

fn param_ty(scope: &Scope<'_>, param: &Param) -> TokenStream {
    let ty = scope.ty(&param.ty);
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
fn refusal(scope: &Scope<'_>, function: &Function, refused: &RefusedValue) -> TokenStream {
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
    let errno = scope.runtime("Errno");
    quote! {
        if #masked == #value {
            return Err(#errno::EINVAL);
        }
    }
}
