//! Memory that a function passes to Xen, and the words that go into the registers.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::comes_back;
use super::nested;
use super::records::selected;
use crate::emit::rust::paths::Scope;
use crate::model::projection::{
    Buffers, Conversion, Function, Input, InputValue, Nested, Param, ParamKind, Request, Scalar,
    SelectedValue, Type, Word,
};

/// Memory that Xen may use during the call: the back end's `with_buffer` says at which address.
pub(super) struct Lent {
    /// The variable that holds the address.
    pub(super) address: Ident,
    /// The buffer's description.
    pub(super) buffer: TokenStream,
    /// What to do as soon as the address is known.
    pub(super) setup: TokenStream,
}

/// The call with every buffer lent around it, the first outermost.
pub(super) fn nest(lent: &[Lent], call: TokenStream) -> TokenStream {
    lent.iter().rev().fold(call, |inner, lent| {
        let Lent {
            address,
            buffer,
            setup,
        } = lent;
        let inner = if setup.is_empty() {
            inner
        } else {
            quote! { { #setup #inner } }
        };
        quote! { xen.with_buffer(#buffer, |#address| #inner) }
    })
}

/// Everything that the function lends, in the order in which addresses are needed.
pub(super) fn lent(scope: &Scope<'_>, function: &Function) -> Vec<Lent> {
    let mut lent: Vec<Lent> = function
        .local
        .iter()
        .flat_map(|local| {
            local
                .inputs
                .iter()
                .filter_map(|input| behind_member(scope, function, input))
        })
        .collect();
    if let Some(request) = &function.request
        && let Some(buffers) = &request.buffers
    {
        lent.push(plain(function, "request", request_buffer(function)));
        lent.extend(
            buffers
                .extra
                .map(|index| param_buffer(scope, function, index)),
        );
        if let Some(last) = lent.last_mut() {
            last.setup = array(scope, function, request, buffers);
        }
    }
    lent.extend(function.words.iter().filter_map(|word| match word {
        Word::Address(index) if is_lent(&function.params[*index]) => {
            Some(param_buffer(scope, function, *index))
        }
        Word::LocalAddress => Some(plain(function, "arg", local_buffer(scope, function))),
        Word::RequestAddress => Some(match &function.request {
            Some(request) if request.buffers.is_some() => plain(
                function,
                "buffers",
                quote! { xen_abi::Buffer::input_slice(&buffers) },
            ),
            _ => plain(function, "request", request_buffer(function)),
        }),
        _ => None,
    }));
    lent
}

/// Whether the function knows how much memory a parameter leads to. Otherwise it passes on the
/// address that it is given.
fn is_lent(param: &Param) -> bool {
    !matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
        || param.memory.elements.is_some()
}

/// A variable beside the parameters, called after what it is about.
fn variable(function: &Function, about: &str, suffix: &str) -> Ident {
    let mut name = format!("{about}_{suffix}");
    while function.params.iter().any(|param| param.name == name) {
        name.push('_');
    }
    format_ident!("{name}")
}

fn address_of(function: &Function, about: &str) -> Ident {
    variable(function, about, "address")
}

fn plain(function: &Function, about: &str, buffer: TokenStream) -> Lent {
    Lent {
        address: address_of(function, about),
        buffer,
        setup: TokenStream::new(),
    }
}

/// The slice that a member of the local record leads to.
fn behind_member(scope: &Scope<'_>, function: &Function, input: &Input) -> Option<Lent> {
    let InputValue::Slice { wide, mutable } = &input.value else {
        return None;
    };
    let field = format_ident!("{}", input.field);
    let buffer = if *mutable {
        quote! { xen_abi::Buffer::in_out_slice(#field) }
    } else {
        quote! { xen_abi::Buffer::input_slice(#field) }
    };
    let handle = if *wide {
        quote! { GuestHandle64 }
    } else {
        quote! { GuestHandle }
    };
    // A record that holds a copy gets a new one.
    let copies = function
        .request
        .iter()
        .flat_map(|request| &request.members)
        .filter(|one| one.value == SelectedValue::Local)
        .map(|one| {
            let (holder, value) = selected(scope, function, one);
            quote! { request.#holder = #value; }
        });
    let mut lent = plain(function, &input.field, buffer);
    let address = &lent.address;
    lent.setup = quote! {
        arg.#field = xen_abi::handle::#handle::from_address(#address as _);
        #(#copies)*
    };
    Some(lent)
}

fn local_buffer(scope: &Scope<'_>, function: &Function) -> TokenStream {
    let Some(local) = &function.local else {
        return TokenStream::new();
    };
    let make = match (local.inputs.is_empty(), comes_back(function)) {
        (true, _) => quote! { output },
        (false, true) => quote! { in_out },
        (false, false) => quote! { input },
    };
    let nested = with_nested(scope, &scope.ty(&local.ty, 0), &local.nested);
    quote! { xen_abi::Buffer::#make(&raw mut arg) #nested }
}

fn request_buffer(function: &Function) -> TokenStream {
    if comes_back(function) {
        quote! { xen_abi::Buffer::in_out(&raw mut request) }
    } else {
        quote! { xen_abi::Buffer::input(&raw mut request) }
    }
}

fn param_buffer(scope: &Scope<'_>, function: &Function, index: usize) -> Lent {
    let param = &function.params[index];
    let name = format_ident!("{}", param.name);
    let (make, optional) = match param.kind {
        ParamKind::Ref | ParamKind::ByGuest | ParamKind::RawConst => (quote! { input }, false),
        ParamKind::OptionRef => (quote! { input }, true),
        ParamKind::OptionRefMut => (quote! { in_out }, true),
        ParamKind::Slice => (quote! { input_slice }, false),
        ParamKind::SliceMut | ParamKind::OpArguments => (quote! { in_out_slice }, false),
        _ => (quote! { in_out }, false),
    };
    let further = match (param.kind, &param.memory.elements) {
        (ParamKind::OpArgument, _) => {
            quote! { .with_nested(size_of::<O::Arg>(), O::NESTED).with_elements(O::ELEMENTS) }
        }
        (ParamKind::OpArguments, _) => quote! { .with_nested(size_of::<O::Arg>(), O::NESTED) },
        (ParamKind::RawMut | ParamKind::RawConst, Some(elements)) => {
            let elements = nested::elements(scope, elements, 0);
            quote! { .with_elements(Some(#elements)) }
        }
        _ => with_nested(scope, &scope.ty(&param.ty, 0), &param.memory.nested),
    };
    let buffer = if optional {
        quote! {
            #name.map_or(xen_abi::Buffer::null(), |record| xen_abi::Buffer::#make(record) #further)
        }
    } else {
        quote! { xen_abi::Buffer::#make(#name) #further }
    };
    plain(function, &param.name, buffer)
}

/// What makes a buffer one of records that lead to memory.
fn with_nested(scope: &Scope<'_>, record: &TokenStream, nested: &[Nested]) -> TokenStream {
    if nested.is_empty() {
        return TokenStream::new();
    }
    let table = nested::table(scope, nested, 0);
    quote! { .with_nested(size_of::<#record>(), const { #table }) }
}

/// The array of buffers that hands a request over, once their addresses are known.
fn array(
    scope: &Scope<'_>,
    function: &Function,
    request: &Request,
    buffers: &Buffers,
) -> TokenStream {
    let (ty, buffer_ty) = (scope.ty(&request.ty, 0), scope.ty(&buffers.ty, 0));
    let (holder, size) = (
        format_ident!("{}", buffers.address),
        format_ident!("{}", buffers.size),
    );
    let handle = |address: &Ident| match buffers.word {
        true => quote! { #address },
        false => quote! { xen_abi::handle::GuestHandle::from_address(#address as _) },
    };
    let size_ty = scope.ty(&buffers.size_ty, 0);
    let extra = buffers.extra.map(|index| {
        let name = &function.params[index].name;
        let bytes = variable(function, name, "size");
        let address = handle(&address_of(function, name));
        quote! {
            #buffer_ty {
                #size: #bytes as #size_ty,
                #holder: #address,
            },
        }
    });
    let first = handle(&address_of(function, "request"));
    quote! {
        let buffers = [
            #buffer_ty {
                #size: core::mem::size_of::<#ty>() as #size_ty,
                #holder: #first,
            },
            #extra
        ];
    }
}

/// Lengths that the call needs: they are taken before the memory is lent, as nothing may look at it
/// in between.
pub(super) fn lengths(function: &Function) -> TokenStream {
    let counts = function.words.iter().filter_map(|word| match word {
        Word::Length(index) => {
            let name = format_ident!("{}", function.params[*index].name);
            let length = length_of(function, *index);
            Some(quote! { let #length = #name.len(); })
        }
        _ => None,
    });
    let extra = function
        .request
        .as_ref()
        .and_then(|request| request.buffers.as_ref()?.extra)
        .map(|index| {
            let name = format_ident!("{}", function.params[index].name);
            let size = variable(function, &function.params[index].name, "size");
            quote! { let #size = core::mem::size_of_val(#name); }
        });
    quote! { #(#counts)* #extra }
}

/// What goes into a register.
pub(super) fn word(scope: &Scope<'_>, function: &Function, word: &Word) -> TokenStream {
    match word {
        Word::Command { family, variant } => {
            let family = scope.item(family, 0);
            let variant = format_ident!("{variant}");
            quote! { #family::#variant as usize }
        }
        Word::GenericCommand => quote! { O::CMD as usize },
        Word::Param { index, conversion } => value(&function.params[*index], *conversion),
        Word::LowHalf(index) => {
            let value = wide(&function.params[*index]);
            quote! { #value as usize }
        }
        Word::HighHalf(index) => {
            let value = wide(&function.params[*index]);
            quote! { (#value >> 32) as usize }
        }
        Word::Address(index) if is_lent(&function.params[*index]) => {
            lent_at(function, &function.params[*index].name)
        }
        Word::Address(index) => {
            let name = format_ident!("{}", function.params[*index].name);
            quote! { #name.expose_provenance() }
        }
        Word::Length(index) => {
            let length = length_of(function, *index);
            quote! { #length }
        }
        Word::LocalAddress => lent_at(function, "arg"),
        Word::RequestAddress => match has_buffers(function) {
            Some(_) => lent_at(function, "buffers"),
            None => lent_at(function, "request"),
        },
        Word::BufferCount => {
            let count =
                1 + usize::from(has_buffers(function).is_some_and(|all| all.extra.is_some()));
            let count = proc_macro2::Literal::usize_unsuffixed(count);
            quote! { #count }
        }
        Word::Zero => quote! { 0 },
        Word::One => quote! { 1 },
    }
}

fn lent_at(function: &Function, about: &str) -> TokenStream {
    let address = address_of(function, about);
    quote! { #address }
}

fn length_of(function: &Function, index: usize) -> Ident {
    variable(function, &function.params[index].name, "len")
}

fn has_buffers(function: &Function) -> Option<&Buffers> {
    function.request.as_ref()?.buffers.as_ref()
}

fn value(param: &Param, conversion: Conversion) -> TokenStream {
    let name = format_ident!("{}", param.name);
    match conversion {
        Conversion::Scalar if param.ty == Type::Scalar(Scalar::Usize) => quote! { #name },
        Conversion::Scalar | Conversion::Operation => quote! { #name as usize },
        Conversion::Newtype => quote! { #name.0 as usize },
        Conversion::Flags => quote! { #name.bits() as usize },
        Conversion::Handle => quote! { #name.addr() as usize },
    }
}

fn wide(param: &Param) -> TokenStream {
    let name = format_ident!("{}", param.name);
    match param.ty {
        Type::Scalar(_) => quote! { #name },
        _ => quote! { #name.0 },
    }
}
