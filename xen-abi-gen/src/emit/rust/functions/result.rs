//! What a function returns.

use proc_macro2::TokenStream;
use quote::quote;

use super::Call;
use crate::emit::rust::tokens::ident;
use crate::model::abi::Returns;
use crate::model::projection::Output;

impl Call<'_> {
    /// The result's type, and the tail that makes it.
    pub(super) fn result(&self) -> (Option<TokenStream>, TokenStream) {
        let function = self.function;
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
        let no_value = function.returns == Returns::NegErrno;
        let success = self.success();
        let has_output = !success.is_empty();
        let value_part = (!no_value || !has_output).then(|| (value, quote! { value }));
        let (ty, made) = together(value_part.into_iter().chain(success));
        let made = quote! { Ok(#made) };
        let bind = (!no_value).then(|| quote! { let value = });
        let (error, tail) = match (&function.status, self.output(&function.failure)) {
            // The call reports a failure of its one element by a member.
            (Some((field, status)), _) => {
                let (field, status) = (ident(field), self.scope.ty(status));
                let status_error = quote! { xen_abi::returns::ElementError };
                let check = quote! { arg.#field.result().map_err(#status_error::Status) };
                let tail = match no_value && !has_output {
                    true => quote! { #decode?; #check },
                    false => quote! { #bind #decode?; #check?; #made },
                };
                (quote! { #status_error<#status> }, tail)
            }
            (None, Some((failed, left))) => {
                let value = match no_value && has_output {
                    true => quote! { () },
                    false => quote! { value },
                };
                let tail = quote! {
                    match #decode {
                        Ok(#value) => #made,
                        Err(errno) => Err(xen_abi::returns::Failed { errno, out: #left }),
                    }
                };
                (quote! { xen_abi::returns::Failed<#failed> }, tail)
            }
            (None, None) => {
                let tail = match (has_output, self.member_output()) {
                    // The compiler takes longer over `?` than over a call.
                    (true, Some(output)) if no_value => {
                        quote! { xen_abi::returns::neg_errnoval_with(result, #output) }
                    }
                    (true, _) => quote! { #bind #decode?; #made },
                    (false, _) => decode,
                };
                (self.scope.runtime("Errno"), tail)
            }
        };
        (Some(quote! { Result<#ty, #error> }), tail)
    }

    /// The type of success and that of failure, where the result register tells them apart.
    pub(super) fn result_types(&self) -> (TokenStream, TokenStream) {
        let function = self.function;
        let value = match function.returns {
            Returns::Int => Some(quote! { u32 }),
            Returns::Long => Some(quote! { usize }),
            Returns::NegErrno | Returns::Word | Returns::Nothing => None,
        };
        let value = value.map(|ty| (ty, quote! { value }));
        let (success, _) = together(value.into_iter().chain(self.success()));
        let failure = match (&function.status, self.output(&function.failure)) {
            (Some((_, status)), _) => {
                let status = self.scope.ty(status);
                quote! { xen_abi::returns::ElementError<#status> }
            }
            (None, Some((left, _))) => quote! { xen_abi::returns::Failed<#left> },
            (None, None) => self.scope.runtime("Errno"),
        };
        (success, failure)
    }

    /// The one member that comes back besides the value, unless more does.
    fn member_output(&self) -> Option<TokenStream> {
        match (self.success().as_slice(), &self.function.output) {
            (_, Output::Whole(_)) => None,
            ([(_, member)], _) => Some(member.clone()),
            _ => None,
        }
    }

    /// What comes back besides the value where the call succeeds: types, and where they are.
    fn success(&self) -> Vec<(TokenStream, TokenStream)> {
        let left = self.function.left.iter().map(|(field, ty)| {
            let field = ident(field);
            (self.scope.ty(ty), quote! { request.#field })
        });
        self.output(&self.function.output)
            .into_iter()
            .chain(left)
            .collect()
    }

    /// What comes back of the function's own record: its type, and where it is.
    fn output(&self, output: &Output) -> Option<(TokenStream, TokenStream)> {
        match output {
            Output::Nothing => None,
            Output::Field(field, ty) => {
                let field = ident(field);
                Some((self.scope.ty(ty), quote! { arg.#field }))
            }
            Output::Whole(ty) => Some((self.scope.ty(ty), quote! { arg })),
        }
    }
}

/// Types and values as one: nothing, one of them, or a tuple.
fn together(parts: impl Iterator<Item = (TokenStream, TokenStream)>) -> (TokenStream, TokenStream) {
    let (types, values): (Vec<_>, Vec<_>) = parts.unzip();
    match types.as_slice() {
        [_] => (quote! { #(#types)* }, quote! { #(#values)* }),
        _ => (quote! { (#(#types),*) }, quote! { (#(#values),*) }),
    }
}
