//! Families of constants as tokens.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::items::number;
use super::{format, paths};
use crate::model::projection::{Member, Scalar, are_statuses};

/// Words of constants that mark an end of a range or count it, and name no value themselves.
const MARKS: [&str; 10] = [
    "first", "last", "min", "max", "mask", "nr", "num", "count", "start", "end",
];

/// Whether a constant marks a range.
fn is_mark(member: &Member) -> bool {
    let mut words = member.c_name.split('_');
    words.any(|word| MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark)))
}

/// One member for each value, by which it is told: the first one, or the first that is more than a
/// mark of a range.
fn distinct(members: &[Member]) -> Vec<&Member> {
    let mut kept: Vec<&Member> = Vec::new();
    for member in members {
        match kept.iter_mut().find(|other| other.value == member.value) {
            Some(other) if is_mark(other) && !is_mark(member) => *other = member,
            Some(_) => {}
            None => kept.push(member),
        }
    }
    kept
}

fn constants(members: &[Member], value: impl Fn(&Member) -> TokenStream) -> TokenStream {
    let constants = members.iter().map(|member| {
        let docs = format::docs(&member.docs);
        let aliases = format::aliases(std::slice::from_ref(&member.c_name), &member.name);
        let name = format_ident!("{}", member.name);
        let value = value(member);
        quote! { #docs #aliases pub const #name: Self = #value; }
    });
    quote! { #(#constants)* }
}

/// A closed enum of operations.
pub(super) fn operations(
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    repr: Scalar,
    members: &[Member],
) -> TokenStream {
    let repr = paths::scalar(repr);
    let first = distinct(members);
    let variants = first.iter().map(|member| {
        let docs = format::docs(&member.docs);
        let aliases = format::aliases(std::slice::from_ref(&member.c_name), &member.name);
        let variant = format_ident!("{}", member.name);
        let value = number(member.value);
        quote! { #docs #aliases #variant = #value, }
    });
    let numbers = first.iter().map(|member| {
        let variant = format_ident!("{}", member.name);
        let value = number(member.value);
        quote! { #variant = #value }
    });
    let further = further(&first, members);
    let further = (!further.is_empty()).then(|| quote! { #cfg impl #name { #further } });
    quote! {
        #head
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(#repr)]
        pub enum #name { #(#variants)* }

        #further

        #cfg
        xen_abi::operation_numbers!(#name: #repr, #(#numbers),*);
    }
}

/// Further names of values.
fn further(first: &[&Member], members: &[Member]) -> TokenStream {
    let further = members.iter().filter_map(|member| {
        let variant = first.iter().find(|other| other.value == member.value)?;
        (variant.name != member.name).then_some((member, variant))
    });
    let constants = further.map(|(member, variant)| {
        let docs = format::docs(&member.docs);
        let aliases = format::aliases(std::slice::from_ref(&member.c_name), &member.name);
        let [name, variant] = [&member.name, &variant.name].map(|name| format_ident!("{name}"));
        quote! { #docs #aliases pub const #name: Self = Self::#variant; }
    });
    quote! { #(#constants)* }
}

/// The arms that turn a number into the C name of the first member that has it.
fn name_arms(members: &[Member]) -> TokenStream {
    let arms = distinct(members).into_iter().map(|member| {
        let value = number(member.value);
        let c_name = &member.c_name;
        quote! { #value => Some(#c_name), }
    });
    quote! { #(#arms)* }
}

/// `Debug` that prints the C name, or the number where none fits.
fn debug_by_name(cfg: &TokenStream, name: &Ident, value: &TokenStream) -> TokenStream {
    let text = name.to_string();
    quote! {
        #cfg
        impl core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => f.debug_tuple(#text).field(&#value).finish(),
                }
            }
        }
    }
}

/// An open newtype.
pub(super) fn values(
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    repr: Scalar,
    members: &[Member],
) -> TokenStream {
    let repr = paths::scalar(repr);
    let first = distinct(members);
    let named = first.iter().map(|member| {
        let docs = format::docs(&member.docs);
        let name = format_ident!("{}", member.name);
        let value = number(member.value);
        let c_name = (member.c_name != member.name).then(|| {
            let c_name = &member.c_name;
            quote! { , #c_name }
        });
        quote! { #docs #name = #value #c_name; }
    });
    let further = further(&first, members);
    let further = (!further.is_empty()).then(|| quote! { #cfg impl #name { #further } });
    let is_status = are_statuses(members.iter().map(|member| member.value));
    let must_use = is_status.then(|| {
        quote! { #[must_use = "a negative status is a failure: see its `result`"] }
    });
    let status = is_status.then(|| quote! { #cfg xen_abi::statuses!(#name); });
    quote! {
        #cfg
        xen_abi::values! {
            #head
            #must_use
            pub struct #name(pub #repr);
            #(#named)*
        }

        #further
        #status
    }
}

/// Error numbers: never zero, so that a `Result` of nothing costs nothing; and negative, as Xen
/// returns them, so that reading one costs nothing either.
pub(super) fn errors(
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    members: &[Member],
) -> TokenStream {
    let constants = constants(members, |member| {
        let value = number(-member.value);
        quote! {
            match core::num::NonZeroI32::new(#value) {
                Some(code) => Self(code),
                None => panic!("an error number is never zero"),
            }
        }
    });
    let names = name_arms(members);
    let debug = debug_by_name(cfg, name, &quote! { self.code() });
    let functions = error_functions();
    quote! {
        #head
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct #name(core::num::NonZeroI32);

        #cfg
        impl #name {
            #constants

            #functions

            /// The name, if it is one of these.
            pub const fn name(self) -> Option<&'static str> {
                match self.code() {
                    #names
                    _ => None,
                }
            }
        }

        #debug
    }
}

/// How an error number becomes a number and is made of one.
fn error_functions() -> TokenStream {
    quote! {
        /// The error of that positive number; `None` for zero and below.
        ///
        /// A number that has no name here is kept as it is.
        pub const fn new(code: i32) -> Option<Self> {
            if code > 0 { Self::from_result(-code) } else { None }
        }

        /// The error that a result is; `None` for 0, which is success.
        ///
        /// A positive result has no meaning there, and is kept as an error whose code is negative.
        #[inline]
        pub const fn from_result(result: i32) -> Option<Self> {
            match core::num::NonZeroI32::new(result) {
                Some(result) => Some(Self(result)),
                None => None,
            }
        }

        /// What Xen returns to report this error.
        #[inline]
        pub const fn to_result(self) -> i32 {
            self.0.get()
        }

        /// The positive number.
        #[inline]
        pub const fn code(self) -> i32 {
            // The most negative number has no positive twin.
            self.0.get().saturating_neg()
        }
    }
}

/// Sets of bits; bits that have no name are kept.
pub(super) fn flags(
    cfg: &TokenStream,
    head: &TokenStream,
    name: &Ident,
    repr: Scalar,
    members: &[Member],
) -> TokenStream {
    let repr = paths::scalar(repr);
    let constants = constants(members, |member| {
        let value = number(member.value);
        quote! { Self(#value) }
    });
    let names = members
        .iter()
        .map(|member| format_ident!("{}", member.name));
    quote! {
        #head
        #[derive(Clone, Copy, PartialEq, Hash)]
        #[repr(transparent)]
        pub struct #name(#repr);

        #cfg
        impl #name { #constants }

        #cfg
        xen_abi::flags!(#name: #repr #(, #names)*);
    }
}
