//! Tokens that items of many kinds have in common.

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::model::characters::visible;
use crate::model::projection::Scalar;

/// A name.
pub(super) fn ident(name: impl AsRef<str>) -> Ident {
    format_ident!("{}", name.as_ref())
}

/// A path of members, written with dots.
pub(super) fn member_path(dotted: &str) -> TokenStream {
    let names = dotted.split('.').map(ident);
    quote! { #(#names).* }
}

/// A number as C has it: small ones in decimal, large ones in hexadecimal.
pub(super) fn number(value: i128) -> TokenStream {
    let literal = match value {
        ..0 => {
            let literal = Literal::u128_unsuffixed(value.unsigned_abs());
            return quote! { -#literal };
        }
        0..0x1_0000 => Literal::i128_unsuffixed(value),
        _ => format!("0x{value:x}")
            .parse()
            .unwrap_or_else(|_| Literal::i128_unsuffixed(value)),
    };
    quote! { #literal }
}

/// A number's type.
pub(super) fn scalar(scalar: Scalar) -> Ident {
    match scalar {
        Scalar::Unsigned(bits) => format_ident!("u{bits}"),
        Scalar::Signed(bits) => format_ident!("i{bits}"),
        Scalar::Usize => ident("usize"),
        Scalar::Isize => ident("isize"),
    }
}

/// A line of documentation as an attribute's text. Characters that no editor shows, which rustc
/// rejects in part, are spelled out, and no line is taken for a reason for `unsafe`.
pub(super) fn doc_text(line: &str) -> String {
    let line = visible(line).replace('\n', " ");
    if line.is_empty() {
        line
    } else if line.trim_start().starts_with("SAFETY:") {
        format!(" {}", line.replacen("SAFETY:", "SAFETY\\:", 1))
    } else {
        format!(" {line}")
    }
}

/// Documentation as attributes.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| doc_text(line));
    quote! { #(#[doc = #lines])* }
}

/// Documentation, and the C names by which an item is found, but for the one that it has.
pub(super) fn head<'c>(
    lines: &[String],
    c_names: impl IntoIterator<Item = &'c String>,
    name: &str,
) -> TokenStream {
    let docs = docs(lines);
    let mut names: Vec<&String> = c_names
        .into_iter()
        .filter(|c_name| *c_name != name && !c_name.contains(['(', ')', '.', ' ']))
        .collect();
    names.dedup();
    quote! { #docs #(#[doc(alias = #names)])* }
}

/// An `impl` of functions or constants, if there are any.
pub(super) fn implementation(
    name: &Ident,
    items: impl Iterator<Item = TokenStream>,
) -> Option<TokenStream> {
    let mut items = items.peekable();
    items.peek()?;
    Some(quote! { impl #name { #(#items)* } })
}

/// Items, each under a condition.
pub(super) fn conditional(condition: &TokenStream, items: TokenStream) -> TokenStream {
    if condition.is_empty() {
        return items;
    }
    let mut starts = true;
    let mut conditional = TokenStream::new();
    for token in items {
        if starts {
            conditional.extend(condition.clone());
        }
        starts = is_sign(&token, ';')
            || matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        conditional.extend([token]);
    }
    conditional
}

/// Whether a token is that sign.
pub(super) fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == sign)
}
