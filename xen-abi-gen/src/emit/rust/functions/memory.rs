//! Memory that a function passes to Xen, and the words that go into the registers.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::comes_back;
use super::nested;
use super::records::selected;
use crate::emit::rust::paths::Scope;
use crate::model::projection::{
    Body, Buffers, Conversion, Function, Input, InputValue, Memory, Nested, Param, ParamKind,
    Request, Scalar, SelectedValue, Type, Word,
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

/// An operation as a type.
struct OperationType<'p> {
    module: &'p str,
    name: &'p str,
    memory: &'p Memory,
}

impl OperationType<'_> {
    /// What its functions and constants are named by.
    fn path(&self, scope: &Scope<'_>) -> TokenStream {
        let (module, name) = (
            format_ident!("{}", self.module),
            format_ident!("{}", self.name),
        );
        let op = scope.runtime("Op");
        match op.to_string() == "Op" {
            true => quote! { #module::#name },
            false => quote! { <#module::#name as #op> },
        }
    }
}

/// The function's operation as a type, if the module has one of its family and number.
fn marker<'p>(scope: &Scope<'p>, function: &'p Function) -> Option<OperationType<'p>> {
    let (family, variant) = function.words.iter().find_map(|word| match word {
        Word::Command { family, variant } => Some((family, variant)),
        _ => None,
    })?;
    let items = &scope.module().items;
    items.iter().find_map(|placed| match &placed.item.body {
        Body::Markers {
            family: theirs,
            number,
            markers,
        } if theirs == family && *number == function.number => {
            let marker = markers.iter().find(|marker| marker.name == *variant)?;
            Some(OperationType {
                module: &placed.item.name,
                name: variant,
                memory: &marker.memory,
            })
        }
        _ => None,
    })
}

/// The call of an operation whose one argument is one buffer: the operation's type makes it.
pub(super) fn operation(
    scope: &Scope<'_>,
    function: &Function,
    lent: &[Lent],
) -> Option<TokenStream> {
    let [Lent { buffer, setup, .. }] = lent else {
        return None;
    };
    let ([command, Word::LocalAddress | Word::Address(_)], true) =
        (function.words.as_slice(), setup.is_empty())
    else {
        return None;
    };
    let operation = match command {
        Word::GenericCommand => quote! { O },
        Word::Command { .. } => marker(scope, function)?.path(scope),
        _ => return None,
    };
    Some(quote! { #operation::perform(xen, #buffer) })
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
        lent.push(plain(function, "request", request_buffer(scope, function)));
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
            Some(request) if request.buffers.is_some() => {
                let buffer = scope.runtime("Buffer");
                plain(
                    function,
                    "buffers",
                    quote! { #buffer::input_slice(&buffers) },
                )
            }
            _ => plain(function, "request", request_buffer(scope, function)),
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
    let make = match *mutable {
        true => quote! { in_out_slice },
        false => quote! { input_slice },
    };
    let buffer = scope.runtime("Buffer");
    let buffer = quote! { #buffer::#make(#field) };
    let handle = scope.runtime(if *wide {
        "GuestHandle64"
    } else {
        "GuestHandle"
    });
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
        arg.#field = #handle::from_address(#address as _);
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
    let nested = with_nested(scope, function, &local.ty, &local.nested);
    let buffer = scope.runtime("Buffer");
    quote! { #buffer::#make(&raw mut arg) #nested }
}

fn request_buffer(scope: &Scope<'_>, function: &Function) -> TokenStream {
    let buffer = scope.runtime("Buffer");
    match comes_back(function) {
        true => quote! { #buffer::in_out(&raw mut request) },
        false => quote! { #buffer::input(&raw mut request) },
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
            let elements = match marker(scope, function) {
                Some(marker) if marker.memory.elements.as_ref() == Some(elements) => {
                    let operation = marker.path(scope);
                    quote! { #operation::ELEMENTS }
                }
                _ => {
                    let elements = nested::elements(scope, elements);
                    quote! { Some(xen_abi::elements!({ #elements })) }
                }
            };
            quote! { .with_elements(#elements) }
        }
        _ => with_nested(scope, function, &param.ty, &param.memory.nested),
    };
    let buffer = scope.runtime("Buffer");
    let buffer = match optional {
        true => quote! { #name.map_or(#buffer::null(), |record| #buffer::#make(record) #further) },
        false => quote! { #buffer::#make(#name) #further },
    };
    plain(function, &param.name, buffer)
}

/// What makes a buffer one of records that lead to memory.
fn with_nested(
    scope: &Scope<'_>,
    function: &Function,
    record: &Type,
    nested: &[Nested],
) -> TokenStream {
    if nested.is_empty() {
        return TokenStream::new();
    }
    let record = scope.ty(record);
    let table = match marker(scope, function) {
        Some(marker) if marker.memory.nested == nested => {
            let operation = marker.path(scope);
            quote! { #operation::NESTED }
        }
        _ => {
            let table = nested::table(scope, nested);
            quote! { const { xen_abi::nested!({ #table }) } }
        }
    };
    quote! { .with_nested(size_of::<#record>(), #table) }
}

/// The array of buffers that hands a request over, once their addresses are known.
fn array(
    scope: &Scope<'_>,
    function: &Function,
    request: &Request,
    buffers: &Buffers,
) -> TokenStream {
    let (ty, buffer_ty) = (scope.ty(&request.ty), scope.ty(&buffers.ty));
    let (holder, size) = (
        format_ident!("{}", buffers.address),
        format_ident!("{}", buffers.size),
    );
    let handle = |address: &Ident| match buffers.word {
        true => quote! { #address },
        false => {
            let handle = scope.runtime("GuestHandle");
            quote! { #handle::from_address(#address as _) }
        }
    };
    let size_ty = scope.ty(&buffers.size_ty);
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
                #size: size_of::<#ty>() as #size_ty,
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
            quote! { let #size = size_of_val(#name); }
        });
    quote! { #(#counts)* #extra }
}

/// What goes into a register.
pub(super) fn word(scope: &Scope<'_>, function: &Function, word: &Word) -> TokenStream {
    match word {
        Word::Command { family, variant } => {
            let family = scope.item(family);
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
