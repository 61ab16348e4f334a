//! Structs and unions as tokens. A union is bytes, read and written as any of its members.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::accessors::{bit_field, displaced};
use super::paths::Scope;
use super::tokens::{head, ident, implementation, member_path};
use crate::model::projection::cases::functions;
use crate::model::projection::rings::{Ring, Stream};
use crate::model::projection::{
    Accessors, ConstantMember, Field, Scalar, Struct, TextMember, Type, Union,
};

/// How many fields a list of `record!` has at most.
const GROUP: usize = 12;
/// The most groups in a tuple.
const GROUPS: usize = 8;

/// A struct, with what makes it usable as bytes.
pub(super) fn record(scope: &Scope, name: &Ident, record: &Struct) -> TokenStream {
    let align = record.align.map(|align| {
        let align = Literal::u64_unsuffixed(align);
        quote! { , align(#align) }
    });
    let packed = record.packed.map(|most| {
        let most = (most > 1).then(|| {
            let most = Literal::u64_unsuffixed(most);
            quote! { (#most) }
        });
        quote! { , packed #most }
    });
    let fields = record.fields.iter().map(|field| {
        let head = head(&field.docs, &field.c_name, &field.name);
        let (name, ty) = (ident(&field.name), scope.ty(&field.ty));
        quote! { #head pub #name: #ty, }
    });
    let plain = plain(scope, name, record);
    // What a record with a flexible array says of it.
    let flexible = record.fields.iter().filter_map(|field| {
        let Type::Flexible(element) = &field.ty else {
            return None;
        };
        let (element, field) = (scope.ty(element), ident(&field.name));
        Some(quote! { xen_abi::flexible_record!(#name: #element, #field); })
    });
    let bits = implementation(
        name,
        record.bits.iter().map(|field| bit_field(scope, field)),
    );
    let displaced = implementation(
        name,
        record
            .displaced
            .iter()
            .map(|member| displaced(scope, member)),
    );
    let constants = record
        .constants
        .iter()
        .map(|member| constant(scope, member));
    let constants = implementation(name, constants);
    let streams = record.streams.as_ref().map(|both| streams(name, both));
    let texts = record.fields.iter().filter_map(|field| text(name, field));
    let derive = record
        .fields
        .is_empty()
        .then(|| quote! { #[derive(Debug)] });
    let debug = (!record.tagged.is_empty()).then(|| debug(name, record));
    quote! {
        #derive
        #[repr(C #align #packed)]
        pub struct #name { #(#fields)* }

        #debug

        #plain

        #(#flexible)*
        #bits
        #displaced
        #constants
        #streams
        #(#texts)*
    }
}

/// The functions that read or set a member that is a text.
fn text(record: &Ident, field: &Field) -> Option<TokenStream> {
    let bare = field.name.trim_end_matches('_');
    let member = ident(&field.name);
    let [get, set] = [format!("{bare}_text"), format!("set_{bare}")].map(ident);
    Some(match field.text.as_ref()? {
        TextMember::Array { is_input } => {
            let set = is_input.then(|| quote! { , #set });
            quote! { xen_abi::text_array!(#record { #member: #get #set }); }
        }
        TextMember::Handle {
            size: (size, ty),
            text,
        } => {
            let of_type = match ty {
                Type::Scalar(Scalar::Unsigned(bits @ ..32)) => (1 << bits) - 1,
                _ => u32::MAX,
            };
            let most = Literal::u32_unsuffixed(text.most.unwrap_or(of_type).min(of_type));
            let (size, nul) = (ident(size), text.nul);
            quote! { xen_abi::text_handle!(#record { #member, #size: #set }, #nul, #most); }
        }
    })
}

/// What says of a struct that its bytes are its fields.
fn plain(scope: &Scope, name: &Ident, record: &Struct) -> TokenStream {
    if record.fields.is_empty() {
        return quote! { xen_abi::plain_record!(#name {}); };
    }
    let groups = |fields: &[Field]| -> TokenStream {
        let groups = fields.chunks(GROUP).map(|group| {
            let fields = group.iter().map(|field| {
                let (name, ty) = (ident(&field.name), scope.ty(&field.ty));
                quote! { #name: #ty }
            });
            quote! { { #(#fields),* } }
        });
        groups.collect()
    };
    let tuples = record.fields.chunks(GROUP * GROUPS).map(groups);
    match record.tagged.is_empty() {
        true => quote! { xen_abi::record!(#name #(#tuples);*); },
        false => quote! { xen_abi::tagged_record!(#name #(#tuples);*); },
    }
}

/// The value of a member that always has the same one, as a constant of the record.
fn constant(scope: &Scope, member: &ConstantMember) -> TokenStream {
    let (name, ty) = (ident(member.name.to_uppercase()), scope.ty(&member.ty));
    let constant = scope.item(&member.constant);
    let docs = format!(" The value of `{}`.", member.name);
    quote! {
        #[doc = #docs]
        pub const #name: #ty = #constant as #ty;
    }
}

/// `Debug` of a record that reads its unions by their tags.
fn debug(name: &Ident, record: &Struct) -> TokenStream {
    let text = name.to_string();
    let fields = record.fields.iter().map(|Field { name, .. }| {
        let ident = ident(name);
        let value = if record.tagged.contains(name) {
            let [reader, _] = functions(name).map(super::tokens::ident);
            quote! { self.#reader() }
        } else if record.packed.is_some() {
            quote! { { self.#ident } }
        } else {
            quote! { self.#ident }
        };
        quote! { .field(#name, &#value) }
    });
    quote! {
        impl core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(#text)#(#fields)*.finish()
            }
        }
    }
}

/// The streams whose indices the record holds.
fn streams(name: &Ident, both: &[Stream; 2]) -> TokenStream {
    let [input, output] = both.each_ref().map(stream);
    quote! {
        impl xen_abi::ring::Streams for #name {
            const INPUT: xen_abi::ring::Stream = #input;
            const OUTPUT: xen_abi::ring::Stream = #output;
        }
    }
}

/// Where a stream's parts are.
fn stream(stream: &Stream) -> TokenStream {
    let offset = |path: &str| {
        let path = member_path(path);
        quote! { core::mem::offset_of!(Self, #path) }
    };
    let name = &stream.name;
    let [cons, prod] = [&stream.cons, &stream.prod].map(|path| offset(&path.join(".")));
    let error = match &stream.error {
        Some(error) => {
            let error = offset(error);
            quote! { Some(#error) }
        }
        None => quote! { None },
    };
    let data = match &stream.data {
        Some((data, length)) => {
            let (data, length) = (offset(data), Literal::u64_unsuffixed(*length));
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
pub(super) fn ring(scope: &Scope, name: &Ident, ring: &Ring) -> TokenStream {
    let [request, response, entry, shared] =
        [&ring.request, &ring.response, &ring.entry, &ring.shared].map(|ty| scope.ty(ty));
    let c_name = &ring.c_name;
    quote! {
        pub enum #name {}

        xen_abi::ring_protocol!(#name: #request, #response, #entry, #shared, #c_name);
    }
}

/// A union, each member of which takes every pattern of bits.
pub(super) fn union(scope: &Scope, head: &TokenStream, name: &Ident, union: &Union) -> TokenStream {
    let members = union
        .fields
        .iter()
        .map(|field| member(scope, field, union.tagged));
    let bits = implementation(name, union.bits.iter().map(|field| bit_field(scope, field)));
    let size = union.forced.map(|(size, _)| {
        let size = Literal::u64_unsuffixed(size);
        quote! { (#size) }
    });
    let unnamed = (!union.unnamed.is_empty()).then(|| quote! { xen_abi::unnamed_members!(#name); });
    // With `align`, of whatever number, it could not stand in a packed record.
    let align = union
        .forced
        .filter(|(_, align)| *align > 1)
        .map(|(_, align)| {
            let align = Literal::u64_unsuffixed(align);
            quote! { , align(#align) }
        });
    quote! {
        xen_abi::plain_union! {
            #head
            #[repr(C #align)]
            pub struct #name #size;
            #(#members)*
        }

        #unnamed
        #bits
    }
}

/// The functions of a member.
fn member(scope: &Scope, field: &Field, tagged: bool) -> TokenStream {
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
    let head = head(&docs, &field.c_name, &get);
    let (get, set) = (ident(&get), ident(&functions.set));
    let from = functions.from.map(ident);
    let ty = scope.ty(&field.ty);
    quote! { #head #get, #set, #from: #ty; }
}
