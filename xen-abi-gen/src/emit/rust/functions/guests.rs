//! Kinds of guest as bounds and traits.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::emit::rust::paths::Scope;
use crate::emit::rust::tokens::ident;
use crate::model::annotations::Guest;
use crate::model::projection::Type;

/// How many kinds of guest there are.
const EVERY: usize = 5;

/// The bound for the kinds of guest that may call; empty if all may.
pub(super) fn guest_bound(guests: Option<&[Guest]>) -> TokenStream {
    match (class(guests), guests) {
        (Some(class), _) => quote! { <Guest: xen_abi::guest::#class> },
        (None, Some([only])) => {
            let name = guest_name(*only);
            quote! { <Guest = xen_abi::guest::#name> }
        }
        // Every kind, or a set that has no name: then the documentation says it.
        (None, _) => TokenStream::new(),
    }
}

/// The trait of exactly these kinds of guest.
fn class(guests: Option<&[Guest]>) -> Option<Ident> {
    let mut guests = guests?.to_vec();
    guests.sort_unstable();
    Some(ident(match guests.as_slice() {
        [Guest::Pv32, Guest::Pv64] => "PvGuest",
        [Guest::Hvm32, Guest::Hvm64] => "HvmGuest",
        [Guest::Pv32, Guest::Pv64, Guest::Hvm32, Guest::Hvm64] => "X86Guest",
        [Guest::Hvm32, Guest::Hvm64, Guest::Arm] => "TranslatedGuest",
        _ => return None,
    }))
}

/// The kinds of guest that may perform an operation: a trait, or a list.
pub(super) fn permitted(guests: Option<&[Guest]>) -> TokenStream {
    match (class(guests), guests) {
        (Some(class), _) => class.into_token_stream(),
        (None, Some(guests)) if guests.len() != EVERY => {
            let each = guests.iter().copied().map(guest_name);
            quote! { [#(#each)*] }
        }
        (None, _) => quote! { Guest },
    }
}

/// The trait by which a kind of guest says what an operation's argument is.
pub(in crate::emit::rust) fn by_guest(
    scope: &Scope,
    name: &Ident,
    types: &[(Guest, Type)],
) -> TokenStream {
    let kinds = types.iter().map(|(guest, ty)| {
        let (guest, ty) = (guest_name(*guest), scope.ty(ty));
        quote! { impl #name for xen_abi::guest::#guest { type Arg = #ty; } }
    });
    quote! {
        pub trait #name: xen_abi::guest::Guest {
            #[doc = " The record."]
            type Arg: xen_abi::Plain;
        }
        #(#kinds)*
    }
}

fn guest_name(guest: Guest) -> Ident {
    ident(match guest {
        Guest::Pv32 => "Pv32",
        Guest::Pv64 => "Pv64",
        Guest::Hvm32 => "Hvm32",
        Guest::Hvm64 => "Hvm64",
        Guest::Arm => "Arm",
    })
}
