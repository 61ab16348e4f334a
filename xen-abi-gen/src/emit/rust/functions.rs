//! Hypercalls and operations as tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::format;
use super::items;
use super::paths::Scope;
use crate::model::abi::Returns;
use crate::model::annotations::Guest;
use crate::model::projection::{
    Accessors, Conversion, Function, InputValue, ItemPath, Local, Marker, NumberPath, OneOf,
    Output, Param, ParamKind, RefusedValue, Request, Scalar, SelectedValue, Selector, Type, Word,
};

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
    let operation = match (function.generic, any) {
        (true, _) => quote! { O: xen_abi::hypercall::Op, },
        (false, true) => quote! { T: xen_abi::Plain, },
        (false, false) => TokenStream::new(),
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
    let mutable = function.request.is_none().then(|| quote! { mut });
    let local = function
        .local
        .as_ref()
        .map(|local| self::local(scope, local, mutable.as_ref()));
    let request = function
        .request
        .as_ref()
        .map(|request| self::request(scope, function, request));
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
        true => quote! { O::HYPERCALL },
        false => scope.number(&function.number, 0),
    };
    let words = function
        .words
        .iter()
        .map(|word| self::word(scope, function, word));
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
            #[doc = #reason]
            let result = unsafe { xen.hypercall(#number, [#(#words),*]) };
            #held
            #result
        }
    }
}

/// The form for one element of a function that takes slices.
fn one_element(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    function: &Function,
    one_of: &OneOf,
) -> TokenStream {
    let errors = &function.params[one_of.errors].name;
    let params = function
        .params
        .iter()
        .filter(|param| param.name != *errors)
        .map(|param| {
            let name = format_ident!("{}", param.name);
            let ty = match param.kind {
                ParamKind::Slice => scope.ty(&param.ty, 0),
                _ => param_ty(scope, param),
            };
            quote! { #name: #ty }
        });
    let arguments = function.params.iter().map(|param| {
        let name = format_ident!("{}", param.name);
        match param.kind {
            _ if param.name == *errors => quote! { &mut errors },
            ParamKind::Slice => quote! { &[#name] },
            _ => quote! { #name },
        }
    });
    let called = format_ident!("{}", one_of.function);
    let call = quote! { #called(xen, #(#arguments),*) };
    let call = match function.is_unsafe {
        true => quote! {
            #[doc = " SAFETY: the caller vouches for the same."]
            let called = unsafe { #call };
        },
        false => quote! { let called = #call; },
    };
    let unsafety = function.is_unsafe.then(|| quote! { unsafe });
    let (hypercall, errno) = (scope.runtime("Hypercall"), scope.runtime("Errno"));
    let guests = guest_bound(function.guests.as_deref());
    quote! {
        #head
        #[inline]
        pub #unsafety fn #name<X: #hypercall #guests>(xen: &X, #(#params),*) -> Result<(), #errno> {
            let mut errors = [0];
            #call
            called?;
            xen_abi::returns::element(errors[0])
        }
    }
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

/// The record that the function fills in.
fn local(scope: &Scope<'_>, local: &Local, mutable: Option<&TokenStream>) -> TokenStream {
    let ty = scope.ty(&local.ty, 0);
    if local.inputs.is_empty() {
        return quote! { let #mutable arg = <#ty as xen_abi::Plain>::zeroed(); };
    }
    let inputs = local.inputs.iter().map(|input| {
        let field = format_ident!("{}", input.field);
        match &input.value {
            InputValue::Param => quote! { #field },
            InputValue::Slice { wide, mutable } => {
                let handle = if *wide {
                    quote! { GuestHandle64 }
                } else {
                    quote! { GuestHandle }
                };
                let make = if *mutable {
                    quote! { from_mut_slice }
                } else {
                    quote! { from_slice }
                };
                quote! { #field: xen_abi::handle::#handle::#make(#field) }
            }
            InputValue::Length { slices, bits } => {
                let mut names = slices.iter().map(|slice| format_ident!("{slice}"));
                let first = names.next().map(|name| quote! { #name.len() });
                let length = quote! { #first #(.min(#names.len()))* };
                match bits {
                    Some(bits) => {
                        let narrow = format_ident!("u{bits}");
                        quote! { #field: #narrow::try_from(#length).unwrap_or(#narrow::MAX) }
                    }
                    None => quote! { #field: #length as _ },
                }
            }
        }
    });
    quote! { let #mutable arg = #ty { #(#inputs,)* ..Default::default() }; }
}

/// Whether anything of the record that the function filled in comes back.
fn comes_back(function: &Function) -> bool {
    function.output != Output::Nothing
        || function.failure != Output::Nothing
        || function.status.is_some()
}

/// The record that names the operation, and the array of buffers that hands it over.
fn request(scope: &Scope<'_>, function: &Function, request: &Request) -> TokenStream {
    let ty = scope.ty(&request.ty, 0);
    let selector = format_ident!("{}", request.selector);
    let value = match &request.value {
        Selector::Variant {
            family,
            variant,
            ty,
        } => {
            let (family, variant, ty) = (
                scope.item(family, 0),
                format_ident!("{variant}"),
                scope.ty(ty, 0),
            );
            quote! { #family::#variant as #ty }
        }
        Selector::Constant { family, constant } => {
            let (family, constant) = (scope.item(family, 0), format_ident!("{constant}"));
            quote! { #family::#constant }
        }
    };
    let members = request.members.iter().map(|selected| {
        let (holder, union) = (
            format_ident!("{}", selected.holder),
            scope.ty(&selected.union, 0),
        );
        let from = Accessors::of_union(&selected.member)
            .from
            .map(|name| format_ident!("{name}"));
        let value = match selected.value {
            SelectedValue::Local => format_ident!("arg"),
            SelectedValue::Param(index) => format_ident!("{}", function.params[index].name),
        };
        quote! { #holder: #union::#from(#value), }
    });
    let buffers = request.buffers.as_ref().map(|buffers| {
        let buffer_ty = scope.ty(&buffers.ty, 0);
        let (holder, size) = (
            format_ident!("{}", buffers.address),
            format_ident!("{}", buffers.size),
        );
        let size_ty = scope.ty(&buffers.size_ty, 0);
        let extra = buffers.extra.map(|index| {
            let param = &function.params[index];
            let name = format_ident!("{}", param.name);
            let make = match (param.kind, buffers.word) {
                (_, true) => address(param),
                (ParamKind::SliceMut, false) => {
                    quote! { xen_abi::handle::GuestHandle::from_mut_slice(#name).cast() }
                }
                (_, false) => quote! { xen_abi::handle::GuestHandle::from_slice(#name).cast() },
            };
            quote! {
                #buffer_ty {
                    #size: core::mem::size_of_val(#name) as #size_ty,
                    #holder: #make,
                },
            }
        });
        let own = match buffers.word {
            true => quote! { core::ptr::from_mut(&mut request).expose_provenance() },
            false => quote! { xen_abi::handle::GuestHandle::from_mut(&mut request).cast() },
        };
        // An address is taken last: looking at what it leads to once more would end its right to be
        // written through.
        quote! {
            let mut buffers = [
                #buffer_ty {
                    #size: core::mem::size_of::<#ty>() as #size_ty,
                    #holder: #own,
                },
                #extra
            ];
        }
    });
    quote! {
        let mut request =
            #ty { #selector: #value, #(#members)* ..Default::default() };
        #buffers
    }
}

/// The bound that keeps a call from the kinds of guest that Xen refuses it to; nothing where every
/// kind may call.
fn guest_bound(guests: Option<&[Guest]>) -> TokenStream {
    let mut guests = guests.unwrap_or_default().to_vec();
    guests.sort_unstable();
    match guests.as_slice() {
        [Guest::Pv32, Guest::Pv64] => quote! { <Guest: xen_abi::guest::PvGuest> },
        [Guest::Hvm32, Guest::Hvm64] => quote! { <Guest: xen_abi::guest::HvmGuest> },
        [Guest::Pv32, Guest::Pv64, Guest::Hvm32, Guest::Hvm64] => {
            quote! { <Guest: xen_abi::guest::X86Guest> }
        }
        [Guest::Hvm32, Guest::Hvm64, Guest::Arm] => {
            quote! { <Guest: xen_abi::guest::TranslatedGuest> }
        }
        [only] => {
            let name = guest_name(*only);
            quote! { <Guest = xen_abi::guest::#name> }
        }
        // Every kind, or a set that has no name: then the documentation says it.
        _ => TokenStream::new(),
    }
}

/// Why the call is sound.
fn reason(function: &Function) -> String {
    let lends = |local: &Local| {
        local
            .inputs
            .iter()
            .any(|input| matches!(input.value, InputValue::Slice { .. }))
    };
    match (function.is_unsafe, &function.local) {
        (true, _) => " SAFETY: the caller vouches for every address and frame, as this function's documentation asks.",
        (false, _) if function.request.is_some() => {
            " SAFETY: the addresses are those of records that outlive the call, and of what the parameters borrow."
        }
        (false, Some(local)) if lends(local) => {
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

fn word(scope: &Scope<'_>, function: &Function, word: &Word) -> TokenStream {
    match word {
        Word::Command { family, variant } => {
            let family = scope.item(family, 0);
            let variant = format_ident!("{variant}");
            quote! { #family::#variant as usize }
        }
        Word::GenericCommand => quote! { O::CMD as usize },
        Word::Param { index, conversion } => {
            let param = &function.params[*index];
            let name = format_ident!("{}", param.name);
            match conversion {
                Conversion::Scalar if param.ty == Type::Scalar(Scalar::Usize) => quote! { #name },
                Conversion::Scalar | Conversion::Operation => quote! { #name as usize },
                Conversion::Newtype => quote! { #name.0 as usize },
                Conversion::Flags => quote! { #name.bits() as usize },
                Conversion::Handle => quote! { #name.addr() as usize },
            }
        }
        Word::LowHalf(index) => {
            let value = wide(&function.params[*index]);
            quote! { #value as usize }
        }
        Word::HighHalf(index) => {
            let value = wide(&function.params[*index]);
            quote! { (#value >> 32) as usize }
        }
        Word::Address(index) => address(&function.params[*index]),
        Word::Length(index) => {
            let name = format_ident!("{}", function.params[*index].name);
            quote! { #name.len() }
        }
        Word::LocalAddress => quote! { (&raw mut arg).expose_provenance() },
        Word::RequestAddress => match function
            .request
            .as_ref()
            .and_then(|request| request.buffers.as_ref())
        {
            Some(_) => quote! { buffers.as_mut_ptr().expose_provenance() },
            None => quote! { (&raw mut request).expose_provenance() },
        },
        Word::BufferCount => quote! { buffers.len() },
        Word::Zero => quote! { 0 },
        Word::One => quote! { 1 },
    }
}

fn wide(param: &Param) -> TokenStream {
    let name = format_ident!("{}", param.name);
    match param.ty {
        Type::Scalar(_) => quote! { #name },
        _ => quote! { #name.0 },
    }
}

fn address(param: &Param) -> TokenStream {
    let name = format_ident!("{}", param.name);
    match param.kind {
        ParamKind::Ref | ParamKind::ByGuest => {
            quote! { core::ptr::from_ref(#name).expose_provenance() }
        }
        ParamKind::RefMut | ParamKind::AnyRecord => {
            quote! { core::ptr::from_mut(#name).expose_provenance() }
        }
        ParamKind::OptionRef => {
            quote! { #name.map_or(0, |record| core::ptr::from_ref(record).expose_provenance()) }
        }
        ParamKind::OptionRefMut => {
            quote! { #name.map_or(0, |record| core::ptr::from_mut(record).expose_provenance()) }
        }
        ParamKind::Slice => quote! { #name.as_ptr().expose_provenance() },
        ParamKind::SliceMut | ParamKind::OpArguments => {
            quote! { #name.as_mut_ptr().expose_provenance() }
        }
        ParamKind::RawMut | ParamKind::RawConst | ParamKind::OpArgument => {
            quote! { #name.expose_provenance() }
        }
        ParamKind::Value => quote! { #name as usize },
    }
}

/// The result's type, and the tail that makes it.
fn result(scope: &Scope<'_>, function: &Function) -> (Option<TokenStream>, TokenStream) {
    let errno = scope.runtime("Errno");
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
            Some((scope.ty(ty, 0), quote! { arg.#field }))
        }
        Output::Whole(ty) => Some((scope.ty(ty, 0), quote! { arg })),
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
        let field = format_ident!("{field}");
        let status_ty = scope.ty(status, 0);
        let check = quote! { arg.#field.result().map_err(xen_abi::returns::ElementError::Status) };
        let tail = match (made, &function.returns) {
            (None, Returns::NegErrno) => quote! { #decode?; #check },
            (None, _) => quote! { let value = #decode?; #check?; Ok(value) },
            (Some(made), Returns::NegErrno) => quote! { #decode?; #check?; #made },
            (Some(made), _) => quote! { let value = #decode?; #check?; #made },
        };
        let error = quote! { xen_abi::returns::ElementError<#status_ty> };
        return (Some(quote! { Result<#ty, #error> }), tail);
    }
    let Some((failed, left)) = out(&function.failure) else {
        let tail = match (made, &function.returns) {
            (None, _) => decode,
            (Some(made), Returns::NegErrno) => quote! { #decode?; #made },
            (Some(made), _) => quote! { let value = #decode?; #made },
        };
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

/// The trait by which a kind of guest says what an operation's argument is.
pub(super) fn by_guest(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    types: &[(Guest, Type)],
) -> TokenStream {
    let kinds = types.iter().map(|(guest, ty)| {
        let guest = guest_name(*guest);
        let ty = scope.ty(ty, 0);
        quote! { #cfg impl #name for xen_abi::guest::#guest { type Arg = #ty; } }
    });
    quote! {
        #head
        pub trait #name: xen_abi::guest::Guest {
            #[doc = " The record."]
            type Arg: xen_abi::Plain;
        }
        #(#kinds)*
    }
}

fn guest_name(guest: Guest) -> Ident {
    let name = match guest {
        Guest::Pv32 => "Pv32",
        Guest::Pv64 => "Pv64",
        Guest::Hvm32 => "Hvm32",
        Guest::Hvm64 => "Hvm64",
        Guest::Arm => "Arm",
    };
    format_ident!("{name}")
}

/// The module of the markers.
pub(super) fn markers(
    scope: &Scope<'_>,
    head: &TokenStream,
    name: &Ident,
    family: &ItemPath,
    number: &NumberPath,
    markers: &[Marker],
) -> TokenStream {
    let number = scope.number(number, 1);
    let family = scope.item(family, 1);
    let markers = markers.iter().map(|marker| {
        let ident = format_ident!("{}", marker.name);
        let c_name = &marker.c_name;
        let argument = marker.argument.as_ref().map_or_else(|| quote! { () }, |ty| scope.ty(ty, 1));
        let docs = format::docs(&[match &marker.argument {
            Some(_) => format!("`{c_name}`, whose argument is its [`Arg`](xen_abi::hypercall::Op::Arg)."),
            None => format!("`{c_name}`, which takes no argument."),
        }]);
        let aliases = format::aliases(std::slice::from_ref(c_name), &marker.name);
        quote! {
            #docs #aliases
            pub struct #ident;

            #[doc = " SAFETY: the headers' annotations give the operation this number and this argument."]
            unsafe impl xen_abi::hypercall::Op for #ident {
                type Arg = #argument;
                const HYPERCALL: u32 = #number;
                const CMD: u32 = #family::#ident as u32;
                const NAME: &'static str = #c_name;
            }
        }
    });
    quote! { #head pub mod #name { #(#markers)* } }
}
