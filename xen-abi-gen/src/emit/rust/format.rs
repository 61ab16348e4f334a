//! Tokens as formatted source, item by item, with the frame that every generated file has.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, ItemImpl, ItemMod};

use super::MARKER;
use super::macro_call;
use super::tokens::doc_text;
use crate::model::characters::visible;

/// A file's path and text.
pub(super) type Written = (String, String);

/// What most files are made from, as they say it.
pub(super) const HEADERS: &str = "the headers";

/// A file: marker, documentation, items.
///
/// # Errors
/// The parser's message where the tokens are no Rust.
pub(super) fn source(
    path: &str,
    origin: &str,
    docs: &[impl AsRef<str>],
    body: TokenStream,
) -> Result<Written, String> {
    let docs = docs.iter().map(|line| doc_text(line.as_ref()));
    let mut file: File = syn::parse2(quote! { #(#![doc = #docs])* #body })
        .map_err(|error| format!("{origin}: {error}"))?;
    let items = std::mem::take(&mut file.items);
    let mut text = prettyplease::unparse(&file).replacen("\n#![", "\n\n#![", 1);
    let mut after_line = false;
    for item in items {
        // `use` and `mod` items stand together without an empty line.
        let is_line = matches!(
            item,
            Item::Use(_) | Item::Mod(ItemMod { content: None, .. })
        );
        let joins = is_line && after_line;
        if !text.is_empty() && !joins {
            text.push('\n');
        }
        after_line = is_line;
        text.push_str(&one(item));
    }
    Ok(marked(path, origin, &text))
}

/// A file whose text is there already.
pub(super) fn marked(path: &str, origin: &str, text: &str) -> Written {
    let origin = visible(origin).replace('\n', " ");
    (
        format!("{path}.rs"),
        format!("// {MARKER} from {origin}: change the headers and run it again.\n\n{text}"),
    )
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
fn implementation(mut item: ItemImpl) -> String {
    let inner = std::mem::take(&mut item.items);
    let around = |items| {
        unparsed(Item::Impl(ItemImpl {
            items,
            ..item.clone()
        }))
    };
    let empty = around(Vec::new());
    let head = empty.trim_end().trim_end_matches('}');
    let body = |inner| {
        let whole = around(vec![inner]);
        let inner = whole.strip_prefix(head).unwrap_or(&whole);
        inner
            .trim_end()
            .trim_end_matches('}')
            .trim_matches('\n')
            .to_owned()
    };
    let bodies: Vec<String> = inner.into_iter().map(body).collect();
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
