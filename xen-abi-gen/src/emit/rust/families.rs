//! Families of constants as tokens.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::tokens::{docs, ident, implementation, number};
use crate::model::projection::{NamedValue, are_statuses};

/// Words of constants that mark an end of a range or count it, and name no value themselves.
const MARKS: [&str; 10] = [
    "first", "last", "min", "max", "mask", "nr", "num", "count", "start", "end",
];

/// Whether a constant marks a range.
fn is_mark(member: &NamedValue) -> bool {
    let mut words = member.c_name.split('_');
    words.any(|word| MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark)))
}

/// The member that names each value: the first that does not mark a range.
fn distinct(members: &[NamedValue]) -> Vec<&NamedValue> {
    let mut kept: Vec<&NamedValue> = Vec::new();
    for member in members {
        match kept.iter_mut().find(|other| other.value == member.value) {
            Some(other) if is_mark(other) && !is_mark(member) => *other = member,
            Some(_) => {}
            None => kept.push(member),
        }
    }
    kept
}

/// A member's documentation and alias.
fn head(member: &NamedValue) -> TokenStream {
    super::tokens::head(&member.docs, [&member.c_name], &member.name)
}

/// `NAME = 1`
fn assignment(member: &NamedValue) -> TokenStream {
    let (name, value) = (ident(&member.name), number(member.value));
    quote! { #name = #value }
}

/// An associated constant.
fn constant(member: &NamedValue, value: impl ToTokens) -> TokenStream {
    let (head, name) = (head(member), ident(&member.name));
    quote! { #head pub const #name: Self = #value; }
}

/// The constants for further names of values.
fn further(name: &Ident, first: &[&NamedValue], members: &[NamedValue]) -> Option<TokenStream> {
    let further = members.iter().filter_map(|member| {
        let variant = first.iter().find(|other| other.value == member.value)?;
        let told = ident(&variant.name);
        (variant.name != member.name).then(|| constant(member, quote! { Self::#told }))
    });
    implementation(name, further)
}

/// A closed enum of operations.
pub(super) fn operations(name: &Ident, repr: &Ident, members: &[NamedValue]) -> TokenStream {
    let first = distinct(members);
    let heads = first.iter().map(|member| head(member));
    let numbers: Vec<_> = first.iter().map(|member| assignment(member)).collect();
    let further = further(name, &first, members);
    quote! {
        #[derive(Debug, PartialEq)]
        #[repr(#repr)]
        pub enum #name { #(#heads #numbers,)* }

        #further

        xen_abi::operation_numbers!(#name: #repr, #(#numbers),*);
    }
}

/// An open newtype.
pub(super) fn values(
    head: &TokenStream,
    name: &Ident,
    repr: &Ident,
    members: &[NamedValue],
) -> TokenStream {
    let first = distinct(members);
    let named = first.iter().map(|member| {
        let (docs, number) = (docs(&member.docs), assignment(member));
        let c_name = (member.c_name != member.name).then(|| {
            let c_name = &member.c_name;
            quote! { , #c_name }
        });
        quote! { #docs #number #c_name; }
    });
    let further = further(name, &first, members);
    let is_status = are_statuses(members.iter().map(|member| member.value));
    let must_use = is_status.then(|| {
        quote! { #[must_use = "a negative status is a failure: see its `result`"] }
    });
    let status = is_status.then(|| quote! { xen_abi::statuses!(#name); });
    quote! {
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

/// A number that takes the values of the known releases only.
pub(super) fn versions(
    head: &TokenStream,
    name: &Ident,
    repr: &Ident,
    values: &[NamedValue],
) -> TokenStream {
    let values = values.iter().map(|value| {
        let (docs, value) = (docs(&value.docs), assignment(value));
        quote! { #docs #value; }
    });
    quote! {
        xen_abi::versions! {
            #head
            pub struct #name(#repr);
            #(#values)*
        }
    }
}

/// Error numbers: negative, as Xen returns them, and never zero.
///
/// Decoding takes no instruction, and `Result<(), _>` has the size of the number.
pub(super) fn errors(name: &Ident, members: &[NamedValue]) -> TokenStream {
    let constants = members.iter().map(|member| {
        let value = number(-member.value);
        let value = quote! {
            match core::num::NonZeroI32::new(#value) {
                Some(code) => Self(code),
                None => panic!("an error number is never zero"),
            }
        };
        constant(member, value)
    });
    let names = distinct(members).into_iter().map(|member| {
        let (value, c_name) = (number(member.value), &member.c_name);
        quote! { #value => #c_name, }
    });
    let functions = error_functions();
    let text = name.to_string();
    quote! {
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct #name(core::num::NonZeroI32);

        impl #name {
            #(#constants)*

            #functions

            /// The name, if it is one of these.
            #[inline]
            pub const fn name(self) -> Option<&'static str> {
                Some(match self.code() {
                    #(#names)*
                    _ => return None,
                })
            }
        }

        impl core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => f.debug_tuple(#text).field(&self.code()).finish(),
                }
            }
        }
    }
}

/// How an error number becomes a number and is made of one.
fn error_functions() -> TokenStream {
    quote! {
        /// The error of that positive number; `None` for zero and below.
        ///
        /// A number that has no name here is kept as it is.
        #[inline]
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
pub(super) fn flags(name: &Ident, repr: &Ident, members: &[NamedValue]) -> TokenStream {
    let constants = members.iter().map(|member| {
        let value = number(member.value);
        constant(member, quote! { Self(#value) })
    });
    let names = members.iter().map(|member| ident(&member.name));
    quote! {
        #[derive(Clone, Copy, PartialEq)]
        #[repr(transparent)]
        pub struct #name(#repr);

        impl #name { #(#constants)* }

        xen_abi::flags!(#name: #repr #(, #names)*);
    }
}
