//! What a function returns.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::rust::paths::Scope;
use crate::model::abi::Returns;
use crate::model::projection::{Function, Output};

/// The result's type, and the tail that makes it.
pub(super) fn result(scope: &Scope<'_>, function: &Function) -> (Option<TokenStream>, TokenStream) {
    let (value, decode) = match function.returns {
        Returns::NegErrno => (
            quote! { () },
            quote! { xen_abi::returns::neg_errnoval(result) },
        ),
        Returns::Int => (quote! { u32 }, quote! { xen_abi::returns::int(result) }),
        Returns::Long => (quote! { usize }, quote! { xen_abi::returns::long(result) }),
        Returns::Word => return (Some(quote! { usize }), quote! { result }),
        Returns::Nothing => return (None, quote! { let _ = result; }),
    };
    let out = |output: &Output| match output {
        Output::Nothing => None,
        Output::Field(field, ty) => {
            let field = format_ident!("{field}");
            Some((scope.ty(ty), quote! { arg.#field }))
        }
        Output::Whole(ty) => Some((scope.ty(ty), quote! { arg })),
    };
    let success = out(&function.output);
    let ty = match (&success, &function.returns) {
        (None, _) => value,
        (Some((ty, _)), Returns::NegErrno) => ty.clone(),
        (Some((ty, _)), _) => quote! { (#value, #ty) },
    };
    let made = match (&success, &function.returns) {
        (None, _) => None,
        (Some((_, extra)), Returns::NegErrno) => Some(quote! { Ok(#extra) }),
        (Some((_, extra)), _) => Some(quote! { Ok((value, #extra)) }),
    };
    if let Some((field, status)) = &function.status {
        let status = (format_ident!("{field}"), scope.ty(status));
        return with_status(function, &status, &ty, &decode, made);
    }
    let Some((failed, left)) = out(&function.failure) else {
        let tail = match (made, &function.returns) {
            (None, _) => decode,
            (Some(made), Returns::NegErrno) => quote! { #decode?; #made },
            (Some(made), _) => quote! { let value = #decode?; #made },
        };
        let errno = scope.runtime("Errno");
        return (Some(quote! { Result<#ty, #errno> }), tail);
    };
    let made = made.unwrap_or_else(|| quote! { Ok(value) });
    let value = if function.returns == Returns::NegErrno && success.is_some() {
        quote! { () }
    } else {
        quote! { value }
    };
    let tail = quote! {
        match #decode {
            Ok(#value) => #made,
            Err(errno) => Err(xen_abi::returns::Failed { errno, out: #left }),
        }
    };
    (
        Some(quote! { Result<#ty, xen_abi::returns::Failed<#failed>> }),
        tail,
    )
}

/// The result of a call that reports a failure of its one element by a member.
fn with_status(
    function: &Function,
    (field, status): &(Ident, TokenStream),
    ty: &TokenStream,
    decode: &TokenStream,
    made: Option<TokenStream>,
) -> (Option<TokenStream>, TokenStream) {
    let check = quote! { arg.#field.result().map_err(xen_abi::returns::ElementError::Status) };
    let tail = match (made, &function.returns) {
        (None, Returns::NegErrno) => quote! { #decode?; #check },
        (None, _) => quote! { let value = #decode?; #check?; Ok(value) },
        (Some(made), Returns::NegErrno) => quote! { #decode?; #check?; #made },
        (Some(made), _) => quote! { let value = #decode?; #check?; #made },
    };
    let error = quote! { xen_abi::returns::ElementError<#status> };
    (Some(quote! { Result<#ty, #error> }), tail)
}

/// Whether anything of the record that the function filled in comes back.
pub(super) fn comes_back(function: &Function) -> bool {
    function.output != Output::Nothing
        || function.failure != Output::Nothing
        || function.status.is_some()
}
