//! An outline of emitted Rust, for review: a line for each item.
//!
//! Without documentation and bodies. The first line has a digest of the whole text, so that any
//! change shows.

use crate::common::emitted;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, Fields, ImplItem, Item, ItemImpl, Lit, Meta, Visibility};

/// The outline of one module.
pub(crate) fn outline(text: &str) -> String {
    let mut lines = Lines {
        text: format!(
            "digest {:016x}, {} lines\n",
            digest(text),
            text.lines().count()
        ),
        depth: 0,
    };
    lines.items(&emitted::items(text));
    lines.text
}

/// FNV-1a.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, text: &str) {
        self.text += &"    ".repeat(self.depth);
        self.text += text;
        self.text.push('\n');
    }

    /// A line, followed by C names, conditions and guests from its attributes.
    fn item(&mut self, text: &str, attributes: &[Attribute]) {
        let notes = notes(attributes);
        if notes.is_empty() {
            self.line(text);
        } else {
            self.line(&format!("{text}  // {notes}"));
        }
    }

    fn below(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.one(item);
        }
    }

    fn one(&mut self, item: &Item) {
        match item {
            Item::Const(item) if item.ident == "_" => {}
            Item::Use(item) if matches!(item.vis, Visibility::Inherited) => {}
            Item::Const(item) => {
                let mut shown = item.clone();
                shown.attrs.clear();
                self.item(&on_one_line(&Item::Const(shown)), &item.attrs);
            }
            Item::Fn(item) => {
                let mut shown = item.clone();
                shown.attrs.clear();
                shown.block.stmts.clear();
                self.item(&on_one_line(&Item::Fn(shown)), &item.attrs);
            }
            Item::Struct(item) => {
                let head = format!("struct {}{}", item.ident, spaced(&item.generics));
                self.item(&head, &item.attrs);
                self.fields(&item.fields);
            }
            Item::Union(item) => {
                self.item(&format!("union {}", item.ident), &item.attrs);
                self.fields(&Fields::Named(item.fields.clone()));
            }
            Item::Enum(item) => {
                self.item(&format!("enum {}", item.ident), &item.attrs);
                self.below(|lines| {
                    for variant in &item.variants {
                        let value = variant.discriminant.as_ref();
                        let value = value
                            .map_or(String::new(), |(_, value)| format!(" = {}", spaced(value)));
                        let fields = spaced(&variant.fields);
                        lines.item(&format!("{}{fields}{value}", variant.ident), &variant.attrs);
                    }
                });
            }
            Item::Mod(item) => {
                self.item(&format!("mod {}", item.ident), &item.attrs);
                if let Some((_, items)) = &item.content {
                    self.below(|lines| lines.items(items));
                }
            }
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => self.macro_call(item),
            other => {
                let mut shown = other.clone();
                if let Item::Use(item) = &mut shown {
                    item.attrs.clear();
                }
                let attributes = match other {
                    Item::Use(item) => &item.attrs[..],
                    Item::Type(item) => &item.attrs[..],
                    _ => &[],
                };
                if let Item::Type(item) = &mut shown {
                    item.attrs.clear();
                }
                self.item(&on_one_line(&shown), attributes);
            }
        }
    }

    fn fields(&mut self, fields: &Fields) {
        self.below(|lines| {
            for (index, field) in fields.iter().enumerate() {
                let name = field.ident.as_ref();
                let name = name.map_or_else(|| index.to_string(), ToString::to_string);
                let visible = spaced(&field.vis);
                let visible = if visible.is_empty() { "" } else { "pub " };
                lines.item(
                    &format!("{visible}{name}: {}", spaced(&field.ty)),
                    &field.attrs,
                );
            }
        });
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let of = item
            .trait_
            .as_ref()
            .map_or(String::new(), |(path, _)| format!("{} for ", spaced(path)));
        let generics = spaced(&item.generics);
        let unsafety = if item.unsafety.is_some() {
            "unsafe "
        } else {
            ""
        };
        let head = format!("{unsafety}impl{generics} {of}{}", spaced(&item.self_ty));
        self.item(&head, &item.attrs);
        let is_trait = item.trait_.is_some();
        self.below(|lines| {
            for member in &item.items {
                match member {
                    ImplItem::Const(member) => lines.item(
                        &format!(
                            "const {}: {} = {}",
                            member.ident,
                            spaced(&member.ty),
                            spaced(&member.expr)
                        ),
                        &member.attrs,
                    ),
                    ImplItem::Type(member) => {
                        lines.item(
                            &format!("type {} = {}", member.ident, spaced(&member.ty)),
                            &[],
                        );
                    }
                    // Bodies of trait functions follow from the trait.
                    ImplItem::Fn(_) if is_trait => {}
                    ImplItem::Fn(member) => {
                        let mut head = spaced(&member.vis);
                        head.push(' ');
                        head += &spaced(&member.sig);
                        lines.item(head.trim_start(), &member.attrs);
                    }
                    other => lines.line(&spaced(other)),
                }
            }
        });
    }

    /// A macro call that defines items: a line, or a line per entry if it is long.
    fn macro_call(&mut self, item: &syn::ItemMacro) {
        let name = spaced(&item.mac.path);
        // The enum's lines have these numbers already.
        if name.ends_with("layout") {
            return;
        }
        let whole = format!("{name}!({})", spaced(&item.mac.tokens));
        if whole.len() + 4 * self.depth <= 140 {
            return self.item(&whole, &item.attrs);
        }
        self.item(&format!("{name}!"), &item.attrs);
        self.below(|lines| {
            for entry in entries(item.mac.tokens.clone()) {
                lines.line(&spaced(&entry));
            }
        });
    }
}

/// The parts between commas and semicolons, each with its end.
fn entries(tokens: TokenStream) -> Vec<TokenStream> {
    let mut all = Vec::new();
    let mut entry = TokenStream::new();
    for token in without_docs(tokens) {
        let ends = matches!(&token, proc_macro2::TokenTree::Punct(mark)
            if matches!(mark.as_char(), ',' | ';'));
        entry.extend([token]);
        if ends {
            all.push(std::mem::take(&mut entry));
        }
    }
    if !entry.is_empty() {
        all.push(entry);
    }
    all
}

/// The tokens without attributes and documentation.
fn without_docs(tokens: TokenStream) -> Vec<proc_macro2::TokenTree> {
    let mut kept: Vec<proc_macro2::TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let starts = matches!(&token, proc_macro2::TokenTree::Punct(mark) if mark.as_char() == '#');
        if starts && matches!(tokens.peek(), Some(proc_macro2::TokenTree::Group(_))) {
            tokens.next();
        } else {
            kept.push(token);
        }
    }
    kept
}

/// The C names, the conditions and the guests.
fn notes(attributes: &[Attribute]) -> String {
    let mut notes = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            Meta::List(list) if list.path.is_ident("cfg") => {
                notes.push(format!("if {}", spaced(&list.tokens)));
            }
            Meta::List(list) if list.path.is_ident("doc") => {
                let alias = spaced(&list.tokens);
                let alias = alias.strip_prefix("alias = ").unwrap_or(&alias);
                notes.push(alias.trim_matches('"').to_owned());
            }
            Meta::List(list) if list.path.is_ident("repr") => {
                notes.push(format!("repr({})", spaced(&list.tokens)));
            }
            Meta::NameValue(pair) if pair.path.is_ident("doc") => {
                if let Expr::Lit(literal) = &pair.value
                    && let Lit::Str(text) = &literal.lit
                    && let Some(guests) = text.value().trim().strip_prefix("Guests: ")
                {
                    notes.push(format!("for {}", guests.trim_end_matches('.')));
                }
            }
            _ => {}
        }
    }
    notes.join("; ")
}

/// An item on one line.
fn on_one_line(item: &Item) -> String {
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item.clone()],
    };
    let text = prettyplease::unparse(&file);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let line = line
        .replace("( ", "(")
        .replace(", )", ")")
        .replace("< ", "<");
    line.replace(", >", ">").trim_end_matches(" {}").to_owned()
}

/// Tokens with the usual spaces.
fn spaced(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    let words: Vec<&str> = text.split_whitespace().collect();
    text = words.join(" ");
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" : ", ": "),
        (" , ", ", "),
        (" ,", ","),
        (" ;", ";"),
        ("& ", "&"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
        (" (", "("),
        ("! (", "!("),
        ("* mut", "*mut"),
        ("* const", "*const"),
        ("- ", "-"),
        (" !", "!"),
        ("->", " ->"),
        ("  ->", " ->"),
        (">->", "> ->"),
        ("->(", "-> ("),
    ] {
        text = text.replace(from, to);
    }
    text
}
