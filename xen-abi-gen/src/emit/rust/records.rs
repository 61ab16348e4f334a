//! Structs and unions as tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::paths::Scope;
use super::{format, paths};
use crate::model::projection::cases::functions;
use crate::model::projection::rings::{Ring, Stream};
use crate::model::projection::{
    Accessors, BitField, BitType, Displaced, Field, Record, Type, Union,
};

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
    let fields = record.fields.iter().map(|field| {
        let docs = format::docs(&field.docs);
        let aliases = format::aliases(field.c_name.as_slice(), &field.name);
        let name = format_ident!("{}", field.name);
        let ty = scope.ty(&field.ty, 0);
        quote! { #docs #aliases pub #name: #ty, }
    });
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
    let streams = record.streams.as_ref().map(|[input, output]| {
        let (input, output) = (stream(input), stream(output));
        quote! {
            #cfg
            impl xen_abi::ring::Streams for #name {
                const INPUT: xen_abi::ring::Stream = #input;
                const OUTPUT: xen_abi::ring::Stream = #output;
            }
        }
    });
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
    quote! { xen_abi::ring::Stream { name: #name, cons: #cons, prod: #prod, error: #error, data: #data } }
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
        [&ring.request, &ring.response, &ring.entry, &ring.shared].map(|ty| scope.ty(ty, 0));
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
    let element = scope.ty(element, 0);
    let field = format_ident!("{}", field.name);
    quote! {
        #cfg
        #[doc = " SAFETY: the elements follow the record at this offset, which the layout's assertions check against C's."]
        unsafe impl xen_abi::flex::FlexibleRecord for #name {
            type Element = #element;
            const OFFSET: usize = core::mem::offset_of!(#name, #field);
        }
    }
}

fn bit_functions(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    name: &Ident,
    bits: &[BitField],
) -> TokenStream {
    if bits.is_empty() {
        return TokenStream::new();
    }
    let functions = bits.iter().map(|field| {
        let docs = format::docs(&field.docs);
        let functions = Accessors::of_bits(&field.name);
        let (get, set) = (
            format_ident!("{}", functions.get),
            format_ident!("{}", functions.set),
        );
        let aliases = format::aliases(std::slice::from_ref(&field.c_name), &field.name);
        let storage = format_ident!("{}", field.storage);
        let (offset, width) = (
            Literal::u32_unsuffixed(field.offset_bits),
            Literal::u32_unsuffixed(field.bits),
        );
        let (number, read) = match field.ty {
            BitType::Bool => (
                quote! { bool },
                quote! { xen_abi::bits::read(&self.#storage, #offset, #width) != 0 },
            ),
            BitType::Unsigned(number) => {
                let number = paths::scalar(number);
                let read =
                    quote! { xen_abi::bits::read(&self.#storage, #offset, #width) as #number };
                (number, read)
            }
            BitType::Signed(number) => {
                let number = paths::scalar(number);
                let read = quote! {
                    xen_abi::bits::read_signed(&self.#storage, #offset, #width) as #number
                };
                (number, read)
            }
        };
        let (ty, read, value) = match &field.family {
            Some(family) => {
                let family = scope.item(family, 0);
                (
                    family.clone(),
                    quote! { #family(#read) },
                    quote! { value.0 },
                )
            }
            None => (number, read, quote! { value }),
        };
        let set_docs = match field.ty {
            BitType::Bool => format!(" Sets what [`Self::{}`] reads.", field.name),
            _ => format!(
                " Sets what [`Self::{}`] reads; bits beyond its {} are dropped.",
                field.name, field.bits
            ),
        };
        quote! {
            #docs #aliases
            #[inline]
            pub const fn #get(&self) -> #ty {
                #read
            }

            #[doc = #set_docs]
            #[inline]
            pub const fn #set(&mut self, value: #ty) {
                xen_abi::bits::write(&mut self.#storage, #offset, #width, #value as u64);
            }
        }
    });
    quote! { #cfg impl #name { #(#functions)* } }
}

/// The functions of members that are bytes.
fn displaced_functions(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    name: &Ident,
    members: &[Displaced],
) -> TokenStream {
    if members.is_empty() {
        return TokenStream::new();
    }
    let functions = members.iter().map(|member| {
        let docs = format::docs(&member.docs);
        let functions = Accessors::of_bits(&member.name);
        let aliases = format::aliases(member.c_name.as_slice(), &member.name);
        let [get, set, storage] =
            [&functions.get, &functions.set, &member.storage].map(|name| format_ident!("{name}"));
        let ty = scope.ty(&member.ty, 0);
        let set_docs = format!(" Sets what [`Self::{}`] reads.", member.name);
        quote! {
            #docs #aliases
            #[inline]
            pub fn #get(&self) -> #ty {
                xen_abi::plain::read_first(&self.#storage)
            }

            #[doc = #set_docs]
            #[inline]
            pub fn #set(&mut self, value: #ty) {
                xen_abi::plain::write_first(&mut self.#storage, &value);
            }
        }
    });
    quote! { #cfg impl #name { #(#functions)* } }
}

/// A union: bytes, read and written as any of its members, each of which takes every pattern of
/// bits.
pub(super) fn union(
    scope: &Scope<'_>,
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    union: &Union,
) -> TokenStream {
    let functions = union
        .fields
        .iter()
        .map(|field| member_functions(scope, field, union.tagged));
    let bits = bit_functions(scope, cfg, name, &union.bits);
    let (align, names, alignments, size) = match union.forced {
        Some((size, forced_align)) => {
            let (size, align) = (
                Literal::u64_unsuffixed(size),
                Literal::u64_unsuffixed(forced_align),
            );
            (
                // With `align`, of whatever number, it could not stand in a packed record.
                (forced_align > 1).then(|| quote! { , align(#align) }),
                Vec::new(),
                TokenStream::new(),
                quote! { #size },
            )
        }
        None => {
            let mut types: Vec<&Type> = Vec::new();
            for field in &union.fields {
                if !types.contains(&&field.ty) {
                    types.push(&field.ty);
                }
            }
            let types: Vec<TokenStream> = types.into_iter().map(|ty| scope.ty(ty, 0)).collect();
            let names: Vec<Ident> = (0..types.len())
                .map(|index| format_ident!("_align{index}"))
                .collect();
            let size =
                quote! { xen_abi::plain::union_size(&[#(xen_abi::plain::shape::<#types>()),*]) };
            let members = quote! { #(#names: [#types; 0],)* };
            (None, names, members, size)
        }
    };
    let text = name.to_string();
    quote! {
        #head
        #[repr(C #align)]
        pub struct #name {
            #alignments
            bytes: [u8; #name::SIZE],
        }

        #cfg
        impl core::fmt::Debug for #name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                xen_abi::plain::debug_union(f, #text, &self.bytes)
            }
        }

        #cfg
        xen_abi::plain_record!(#name { #(#names,)* bytes });

        #cfg
        impl #name {
            const SIZE: usize = #size;

            #(#functions)*
        }

        #bits
    }
}

fn member_functions(scope: &Scope<'_>, field: &Field, tagged: bool) -> TokenStream {
    let mut docs = field.docs.clone();
    let functions = Accessors::of_union(&field.name);
    let get = match functions.untagged {
        Some(untagged) if tagged => {
            docs.extend([
                String::new(),
                "Reads the bytes so whatever the tag beside the union says.".to_owned(),
            ]);
            untagged
        }
        _ => functions.get,
    };
    let docs = format::docs(&docs);
    let aliases = format::aliases(field.c_name.as_slice(), &get);
    let set = format_ident!("{}", functions.set);
    let from = functions.from.map(|name| format_ident!("{name}"));
    let ty = scope.ty(&field.ty, 0);
    let set_docs = format!(" Makes it what [`Self::{get}`] reads; every other byte becomes zero.");
    let from_docs =
        format!(" One that holds what [`Self::{get}`] reads; every other byte is zero.");
    let get = format_ident!("{get}");
    quote! {
        #docs #aliases
        #[inline]
        pub fn #get(&self) -> #ty {
            xen_abi::plain::read_first(&self.bytes)
        }

        #[doc = #set_docs]
        #[inline]
        pub fn #set(&mut self, value: #ty) {
            *self = Self::#from(value);
        }

        #[doc = #from_docs]
        #[inline]
        pub fn #from(value: #ty) -> Self {
            let mut whole = Self::default();
            xen_abi::plain::write_first(&mut whole.bytes, &value);
            whole
        }
    }
}
