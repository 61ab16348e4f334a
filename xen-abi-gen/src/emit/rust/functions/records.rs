//! Records that a function fills in.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::rust::paths::Scope;
use crate::model::projection::{
    Accessors, Function, InputValue, Local, Request, Selected, SelectedValue, Selector, Type,
};

/// The record that the function fills in.
pub(super) fn local(
    scope: &Scope<'_>,
    local: &Local,
    mutable: Option<&TokenStream>,
) -> TokenStream {
    let ty = scope.ty(&local.ty);
    if local.inputs.is_empty() {
        let plain = scope.runtime("Plain");
        return quote! { let #mutable arg = <#ty as #plain>::zeroed(); };
    }
    let inputs: Vec<TokenStream> = local
        .inputs
        .iter()
        .filter_map(|input| {
            let field = format_ident!("{}", input.field);
            match &input.value {
                InputValue::Param => Some(quote! { #field }),
                // It is set where its address is known.
                InputValue::Slice { .. } => None,
                InputValue::Length { slices, bits } => {
                    let mut names = slices.iter().map(|slice| format_ident!("{slice}"));
                    let first = names.next().map(|name| quote! { #name.len() });
                    let length = quote! { #first #(.min(#names.len()))* };
                    Some(match bits {
                        Some(bits) => {
                            let narrow = format_ident!("u{bits}");
                            quote! { #field: #narrow::try_from(#length).unwrap_or(#narrow::MAX) }
                        }
                        None => quote! { #field: #length as _ },
                    })
                }
            }
        })
        .collect();
    let rest = rest(scope, &local.ty, inputs.len());
    quote! { let #mutable arg = #ty { #(#inputs,)* #rest }; }
}

/// What fills in the members that are not named, if there are any.
fn rest(scope: &Scope<'_>, ty: &Type, named: usize) -> Option<TokenStream> {
    let all = match ty {
        Type::Item(path) => scope.member_count(path),
        _ => None,
    };
    (all != Some(named)).then(|| quote! { ..Default::default() })
}

/// The record that names the operation.
pub(super) fn request(scope: &Scope<'_>, function: &Function, request: &Request) -> TokenStream {
    let ty = scope.ty(&request.ty);
    let selector = format_ident!("{}", request.selector);
    let value = match &request.value {
        Selector::Variant {
            family,
            variant,
            ty,
        } => {
            let (family, variant, ty) =
                (scope.item(family), format_ident!("{variant}"), scope.ty(ty));
            quote! { #family::#variant as #ty }
        }
        Selector::Constant { family, constant } => {
            let (family, constant) = (scope.item(family), format_ident!("{constant}"));
            quote! { #family::#constant }
        }
    };
    let members = request.members.iter().map(|one| {
        let (holder, value) = selected(scope, function, one);
        quote! { #holder: #value, }
    });
    let rest = rest(scope, &request.ty, request.members.len() + 1);
    quote! { let mut request = #ty { #selector: #value, #(#members)* #rest }; }
}

/// A union of the record, and the value that makes it hold what the operation uses.
pub(super) fn selected(
    scope: &Scope<'_>,
    function: &Function,
    selected: &Selected,
) -> (Ident, TokenStream) {
    let union = scope.ty(&selected.union);
    let from = Accessors::of_union(&selected.member)
        .from
        .map(|name| format_ident!("{name}"));
    let value = match selected.value {
        SelectedValue::Local => format_ident!("arg"),
        SelectedValue::Param(index) => format_ident!("{}", function.params[index].name),
    };
    (
        format_ident!("{}", selected.holder),
        quote! { #union::#from(#value) },
    )
}
