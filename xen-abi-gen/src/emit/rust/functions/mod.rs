//! Hypercalls and operations as tokens.
//!
//! `signature` emits a function: its generics, its parameters, and the order of what it does. What
//! it does is emitted by `memory` (the buffers that it passes to Xen), `records` (the record that
//! it fills in), `words` (the registers) and `result`. `markers` emits operations as types,
//! `methods` the methods for all releases.

mod guests;
mod markers;
mod memory;
mod methods;
mod records;
mod result;
mod signature;
mod words;

pub(super) use guests::by_guest;
pub(super) use markers::marker;
pub(super) use methods::method;
pub(super) use signature::function;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::paths::Scope;
use super::tokens::ident;
use crate::model::projection::{
    Accessors, Body, Buffers, Function, FunctionParam, InputValue, Memory, Output, ParamKind,
    Selected, SelectedValue, Word,
};

/// A function that is emitted into a module.
struct Call<'a> {
    scope: &'a Scope<'a>,
    function: &'a Function,
}

impl<'a> Call<'a> {
    /// The parameter of that index.
    fn param(&self, index: usize) -> &'a FunctionParam {
        &self.function.params[index]
    }

    /// Whether the function knows how much memory a parameter leads to. Otherwise it passes on the
    /// address that it is given.
    fn passes_buffer(&self, index: usize) -> bool {
        let param = self.param(index);
        !matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
            || param.memory.elements.is_some()
    }

    /// How a parameter is taken.
    fn param_ty(&self, param: &FunctionParam) -> TokenStream {
        let ty = self.scope.ty(&param.ty);
        match param.kind {
            ParamKind::Value => ty,
            ParamKind::Ref => quote! { &#ty },
            ParamKind::RefMut => quote! { &mut #ty },
            ParamKind::OptionRef => quote! { Option<&#ty> },
            ParamKind::OptionRefMut => quote! { Option<&mut #ty> },
            // The form for one element takes that.
            ParamKind::Slice if self.function.one_of.is_some() => ty,
            ParamKind::Slice => quote! { &[#ty] },
            ParamKind::SliceMut => quote! { &mut [#ty] },
            ParamKind::RawMut => quote! { *mut #ty },
            ParamKind::RawConst => quote! { *const #ty },
            ParamKind::OpArgument => quote! { *mut O::Arg },
            ParamKind::OpArguments => quote! { &mut [O::Arg] },
            ParamKind::AnyRecord => quote! { &mut T },
            ParamKind::ByGuest => {
                let kinds = self.function.by_guest.as_ref().map(ident);
                quote! { &<X::Guest as #kinds>::Arg }
            }
        }
    }

    /// A variable beside the parameters, called after what it is about.
    fn variable(&self, about: &str, suffix: &str) -> Ident {
        let mut name = format!("{about}_{suffix}");
        while self.function.params.iter().any(|param| param.name == name) {
            name.push('_');
        }
        ident(&name)
    }

    /// The variable that holds the address of a buffer.
    fn address(&self, about: &str) -> Ident {
        self.variable(about, "address")
    }

    /// The variable that holds how many elements a parameter has.
    fn length(&self, index: usize) -> Ident {
        self.variable(&self.param(index).name, "len")
    }

    /// The buffers by which a record is handed over.
    fn buffers(&self) -> Option<&'a Buffers> {
        self.function.request.as_ref()?.buffers.as_ref()
    }

    /// The members of the record's unions that the operation uses.
    fn selected(&self) -> impl Iterator<Item = &'a Selected> {
        let requests = self.function.request.iter();
        requests.flat_map(|request| &request.members)
    }

    /// A union of the record, and the value that makes it hold what the operation uses.
    fn selection(&self, selected: &Selected) -> (Ident, TokenStream) {
        let union = self.scope.ty(&selected.union);
        let from = match selected.is_unnamed {
            true => Some(ident("holding")),
            false => Accessors::of_union(&selected.member).from.map(ident),
        };
        let value = match selected.value {
            SelectedValue::Local => ident("arg").into_token_stream(),
            SelectedValue::Param(index) => ident(&self.param(index).name).into_token_stream(),
            SelectedValue::Record(index, _) => {
                let name = ident(&self.param(index).name);
                quote! { *#name }
            }
        };
        (ident(&selected.holder), quote! { #union::#from(#value) })
    }

    /// The parameter for a constant that differs between releases: its name and type.
    fn version(&self) -> Option<(Ident, TokenStream)> {
        let (name, ty) = self.function.version()?;
        Some((ident(name), self.scope.item(ty)))
    }

    /// Whether a member of the record leads to a parameter's memory.
    fn has_slices(&self) -> bool {
        let mut inputs = self.function.local.iter().flat_map(|local| &local.inputs);
        inputs.any(|input| matches!(input.value, InputValue::Slice { .. }))
    }

    /// Whether anything of the function's own record comes back.
    fn is_read(&self) -> bool {
        let function = self.function;
        function.output != Output::Nothing
            || function.failure != Output::Nothing
            || function.status.is_some()
    }

    /// Whether anything of the records that the function filled in comes back.
    fn comes_back(&self) -> bool {
        self.is_read()
            || !self.function.left.is_empty()
            || self
                .selected()
                .any(|one| matches!(one.value, SelectedValue::Record(_, true)))
    }

    /// The path of the operation's type, if the module has one.
    ///
    /// Its family and number must be the same, and it must describe the same memory.
    fn operation(&self, same: impl Fn(&Memory) -> bool) -> Option<TokenStream> {
        let function = self.function;
        let (family, variant) = function.words.iter().find_map(|word| match word {
            Word::Command { family, variant } => Some((family, variant)),
            _ => None,
        })?;
        let items = &self.scope.module.items;
        let (module, marker) = items.iter().find_map(|placed| match &placed.item.body {
            Body::Markers {
                family: theirs,
                number,
                markers,
            } if theirs == family && *number == function.number => {
                let marker = markers.iter().find(|marker| marker.name == *variant)?;
                Some((&placed.item.name, marker))
            }
            _ => None,
        })?;
        if !same(&marker.memory) {
            return None;
        }
        let [module, name] = [module, variant].map(ident);
        let op = self.scope.runtime("Op");
        Some(match op.to_string() == "Op" {
            true => quote! { #module::#name },
            false => quote! { <#module::#name as #op> },
        })
    }
}
