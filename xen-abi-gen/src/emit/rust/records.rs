//! Structs as tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::accessors::{bit_functions, displaced_functions};
use super::format;
use super::paths::Scope;
use crate::model::projection::cases::functions;
use crate::model::projection::rings::{Ring, Stream};
use crate::model::projection::{Field, Record, Type};

/// A struct, with what makes it usable as bytes.
pub(super) fn record(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    record: &Record,
) -> TokenStream {
    let align = record.align.map(|align| {
        let align = Literal::u64_unsuffixed(align);
        quote! { , align(#align) }
    });
    let packed = record.packed.map(|most| match most {
        1 => quote! { , packed },
        _ => {
            let most = Literal::u64_unsuffixed(most);
            quote! { , packed(#most) }
        }
    });
    let fields = record.fields.iter().map(|one| field(scope, one));
    let names = record
        .fields
        .iter()
        .map(|field| format_ident!("{}", field.name));
    let flexible = record
        .fields
        .iter()
        .map(|field| flexible(scope, cfg, name, field));
    let bits = bit_functions(scope, cfg, name, &record.bits);
    let displaced = displaced_functions(scope, cfg, name, &record.displaced);
    let streams = record.streams.as_ref().map(|both| streams(cfg, name, both));
    let (derive, debug) = match record.tagged.is_empty() {
        true => (quote! { #[derive(Debug)] }, TokenStream::new()),
        false => (TokenStream::new(), debug(cfg, name, record)),
    };
    quote! {
        #head
        #derive
        #[repr(C #align #packed)]
        pub struct #name { #(#fields)* }

        #debug

        #cfg
        xen_abi::plain_record!(#name { #(#names),* });

        #(#flexible)*
        #bits
        #displaced
        #streams
    }
}

fn field(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let docs = format::docs(&field.docs);
    let aliases = format::aliases(field.c_name.as_slice(), &field.name);
    let (name, ty) = (format_ident!("{}", field.name), scope.ty(&field.ty));
    quote! { #docs #aliases pub #name: #ty, }
}

/// The streams whose indices the record holds.
fn streams(cfg: &TokenStream, name: &Ident, [input, output]: &[Stream; 2]) -> TokenStream {
    let (input, output) = (stream(input), stream(output));
    quote! {
        #cfg
        impl xen_abi::ring::Streams for #name {
            const INPUT: xen_abi::ring::Stream = #input;
            const OUTPUT: xen_abi::ring::Stream = #output;
        }
    }
}

/// `Debug` of a record that reads its unions by their tags.
fn debug(cfg: &TokenStream, name: &Ident, record: &Record) -> TokenStream {
    let text = name.to_string();
    let fields = record.fields.iter().map(|field| {
        let (shown, ident) = (&field.name, format_ident!("{}", field.name));
        let value = if record.tagged.contains(&field.name) {
            let [reader, _] = functions(&field.name).map(|name| format_ident!("{name}"));
            quote! { &self.#reader() }
        } else if record.packed.is_some() {
            quote! { &{ self.#ident } }
        } else {
            quote! { &self.#ident }
        };
        quote! { .field(#shown, #value) }
    });
    quote! {
        #cfg
        impl core::fmt::Debug for #name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(#text)#(#fields)*.finish()
            }
        }
    }
}

/// Where a stream's parts are.
fn stream(stream: &Stream) -> TokenStream {
    let offset = |path: &[String]| {
        let path = path.iter().map(|part| format_ident!("{part}"));
        quote! { core::mem::offset_of!(Self, #(#path).*) }
    };
    let name = &stream.name;
    let (cons, prod) = (offset(&stream.cons), offset(&stream.prod));
    let error = match &stream.error {
        Some(error) => {
            let error = offset(std::slice::from_ref(error));
            quote! { Some(#error) }
        }
        None => quote! { None },
    };
    let data = match &stream.data {
        Some((data, length)) => {
            let (data, length) = (
                offset(std::slice::from_ref(data)),
                Literal::u64_unsuffixed(*length),
            );
            quote! { Some((#data, #length)) }
        }
        None => quote! { None },
    };
    quote! {
        xen_abi::ring::Stream {
            name: #name,
            cons: #cons,
            prod: #prod,
            error: #error,
            data: #data,
        }
    }
}

/// A kind of ring: nothing but what it ties together.
pub(super) fn ring(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    ring: &Ring,
) -> TokenStream {
    let [request, response, entry, shared] =
        [&ring.request, &ring.response, &ring.entry, &ring.shared].map(|ty| scope.ty(ty));
    let c_name = &ring.c_name;
    quote! {
        #head
        pub enum #name {}

        #cfg
        xen_abi::ring_protocol!(#name: #request, #response, #entry, #shared, #c_name);
    }
}

/// What a record with a flexible array says of it.
fn flexible(scope: &Scope<'_>, cfg: &TokenStream, name: &Ident, field: &Field) -> TokenStream {
    let Type::Flexible(element) = &field.ty else {
        return TokenStream::new();
    };
    let element = scope.ty(element);
    let field = format_ident!("{}", field.name);
    quote! {
        #cfg
        xen_abi::flexible_record!(#name: #element, #field);
    }
}
