//! Tokens as formatted source, item by item, with the frame that every generated file has.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, ItemImpl};

use super::MARKER;
use super::macro_call;
use crate::model::characters::visible;

/// A file: marker, documentation, items.
///
/// # Errors
/// The parser's message where the tokens are no Rust.
pub(super) fn source(origin: &str, docs: &[String], body: TokenStream) -> Result<String, String> {
    let docs = docs.iter().map(|line| doc_text(line));
    let file: File = syn::parse2(quote! { #(#![doc = #docs])* #body })
        .map_err(|error| format!("{origin}: {error}"))?;
    let head = prettyplease::unparse(&File {
        attrs: file.attrs,
        items: Vec::new(),
        ..file
    });
    let mut text = head.replacen("\n#![", "\n\n#![", 1);
    let mut previous = None;
    for item in file.items {
        let together = is_one_line(&item) && previous.is_some_and(|short| short);
        previous = Some(is_one_line(&item));
        if !text.is_empty() && !together {
            text.push('\n');
        }
        text.push_str(&one(item));
    }
    Ok(marked(origin, &text))
}

/// A file whose items are text already.
pub(super) fn written(origin: &str, docs: &[String], body: &str) -> String {
    let docs: String = docs
        .iter()
        .map(|line| format!("//!{}\n", doc_text(line)))
        .collect();
    marked(origin, &format!("{docs}{body}"))
}

fn marked(origin: &str, text: &str) -> String {
    let origin = visible(origin).replace('\n', " ");
    format!("// {MARKER} from {origin}: change the headers and run it again.\n\n{text}")
}

/// `use` and `mod` items stand together without an empty line.
fn is_one_line(item: &Item) -> bool {
    match item {
        Item::Use(_) => true,
        Item::Mod(module) => module.content.is_none(),
        _ => false,
    }
}

fn one(item: Item) -> String {
    match item {
        Item::Macro(item) => macro_call::text(&item),
        Item::Impl(item) if item.items.len() > 1 => with_reasons(&implementation(item)),
        item => with_reasons(&unparsed(item)),
    }
}

fn unparsed(item: Item) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}

/// An `impl` whose items are parted by empty lines.
fn implementation(item: ItemImpl) -> String {
    let around = |items| {
        unparsed(Item::Impl(ItemImpl {
            items,
            ..item.clone()
        }))
    };
    let empty = around(Vec::new());
    let head = empty.trim_end().trim_end_matches('}');
    let bodies: Vec<String> = item
        .items
        .iter()
        .map(|inner| {
            let whole = around(vec![inner.clone()]);
            let inner = whole.strip_prefix(head).unwrap_or(&whole);
            inner
                .trim_end()
                .trim_end_matches('}')
                .trim_matches('\n')
                .to_owned()
        })
        .collect();
    format!("{head}\n{}\n}}\n", bodies.join("\n\n"))
}

/// Makes the reasons for `unsafe` the comments that they are: tokens cannot hold one.
fn with_reasons(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            if line.trim_start().starts_with("/// SAFETY:") {
                line.replacen("///", "//", 1)
            } else {
                line.to_owned()
            }
        })
        .collect()
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

/// The C names by which an item is found, but for the one that it has.
pub(super) fn aliases(c_names: &[String], name: &str) -> TokenStream {
    let mut names: Vec<&String> = c_names
        .iter()
        .filter(|c_name| *c_name != name && !c_name.contains(['(', ')', '.', ' ']))
        .collect();
    names.dedup();
    quote! { #(#[doc(alias = #names)])* }
}
