//! Calls of the crate's macros as text. The formatter leaves a macro's tokens as they come.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ItemMacro, LitStr, MacroDelimiter};

use super::tokens::is_sign;

/// How wide a line becomes.
const WIDTH: usize = 100;

/// Formats a macro call.
///
/// A call in braces has a statement per line, each below its attributes, and an empty line after
/// the first. Any other call is one statement.
pub(super) fn text(item: &ItemMacro) -> String {
    let mut text = String::new();
    if !matches!(item.mac.delimiter, MacroDelimiter::Brace(_)) {
        statements(&mut text, 0, item.to_token_stream());
        return text;
    }
    for one in &item.attrs {
        attribute(&mut text, 0, one.meta.to_token_stream());
    }
    text.push_str(&words(item.mac.path.to_token_stream()).concat());
    text.push_str("! {\n");
    statements(&mut text, 4, item.mac.tokens.clone());
    text.push_str("}\n");
    text
}

/// Statements, each up to its semicolon, with an empty line after the first of several.
fn statements(text: &mut String, indent: usize, tokens: TokenStream) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_first = true;
    while tokens.peek().is_some() {
        while tokens.next_if(|token| is_sign(token, '#')).is_some() {
            if let Some(TokenTree::Group(group)) = tokens.next() {
                attribute(text, indent, group.stream());
            }
        }
        let mut statement = TokenStream::new();
        for token in tokens.by_ref() {
            let is_last = is_sign(&token, ';');
            statement.extend([token]);
            if is_last {
                break;
            }
        }
        packed(text, indent, &words(statement));
        if is_first && tokens.peek().is_some() {
            text.push('\n');
        }
        is_first = false;
    }
}

/// An attribute by what its brackets hold.
fn attribute(text: &mut String, indent: usize, content: TokenStream) {
    let mut parts = content.clone().into_iter();
    if let (Some(TokenTree::Ident(name)), Some(line)) = (parts.next(), parts.nth(1))
        && name == "doc"
        && let Ok(line) = syn::parse2::<LitStr>(line.into())
    {
        let _ = writeln!(text, "{:indent$}///{}", "", line.value());
    } else {
        packed(text, indent, &[format!("#[{}]", words(content).join(" "))]);
    }
}

/// Joins words to lines, which end after commas, semicolons or braces if possible.
pub(super) fn packed(text: &mut String, indent: usize, words: &[String]) {
    let mut phrases: Vec<String> = Vec::new();
    for word in words {
        match phrases.last_mut() {
            Some(phrase) if !phrase.ends_with([',', '{', ';']) => {
                phrase.push(' ');
                phrase.push_str(word);
            }
            _ => phrases.push(word.clone()),
        }
    }
    let most = WIDTH - indent - 4;
    let parts = phrases.iter().flat_map(|phrase| match phrase.len() > most {
        true => phrase.split(' ').collect(),
        false => vec![phrase.as_str()],
    });
    let mut line = " ".repeat(indent);
    for (column, part) in parts.enumerate() {
        if column > 0 && line.len() + 1 + part.len() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = " ".repeat(indent + 4);
        } else if column > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    let _ = writeln!(text, "{line}");
}

/// Tokens as words, with blanks between them where a person puts them.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Words::default();
    words.spell(tokens);
    words.found
}

/// Words, and what may follow the last one.
#[derive(Default)]
struct Words {
    found: Vec<String>,
    /// Whether a blank may follow.
    apart: bool,
    /// Whether a value or a type may have ended.
    after_value: bool,
}

impl Words {
    /// Adds a token with the blanks that may stand before and after it.
    fn push(&mut self, text: &str, before: bool, after: bool, ends_value: bool) {
        match self.found.last_mut() {
            Some(word) if !(self.apart && before) => word.push_str(text),
            _ => self.found.push(text.to_owned()),
        }
        (self.apart, self.after_value) = (after, ends_value);
    }

    fn spell(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Ident(_) | TokenTree::Literal(_) => {
                    self.push(&token.to_string(), true, true, true);
                }
                TokenTree::Punct(sign) => {
                    let mut operator = sign.as_char().to_string();
                    if sign.spacing() == Spacing::Joint
                        && let Some(TokenTree::Punct(next)) = tokens.peek()
                        && ["::", "->", "=>"].contains(&&*format!("{operator}{}", next.as_char()))
                    {
                        operator.push(next.as_char());
                        tokens.next();
                    }
                    self.sign(&operator);
                }
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let content = group.stream();
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.spell(content),
        };
        let is_brace = open == "{";
        let blank = is_brace && !content.is_empty();
        self.push(open, is_brace || !self.after_value, blank, false);
        self.spell(content);
        self.push(close, blank, true, true);
    }

    fn sign(&mut self, operator: &str) {
        let (before, after, ends_value) = match operator {
            "," | ";" | ":" => (false, true, false),
            "::" | "." => (false, false, false),
            "<" => (!self.after_value, false, false),
            ">" => (false, true, true),
            "!" if self.after_value => (false, false, true),
            "&" | "*" | "-" | "'" | "!" | "#" if !self.after_value => (true, false, false),
            _ => (true, true, false),
        };
        self.push(operator, before, after, ends_value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn tokens_are_spaced_as_rustfmt_spaces_them() {
        let spelled = |tokens: TokenStream| words(tokens).join(" ");
        assert_eq!(
            spelled(quote! { Lamp { on, colour: -1 }, xen_abi::handle::Handle<[u8; 4]> }),
            "Lamp { on, colour: -1 }, xen_abi::handle::Handle<[u8; 4]>"
        );
        assert_eq!(
            spelled(quote! { Light(*mut u8) = <X as Y>::Z, out a.b = (n: u32) * [T] }),
            "Light(*mut u8) = <X as Y>::Z, out a.b = (n: u32) * [T]"
        );
    }

    #[test]
    fn statements_and_width() {
        let item = syn::parse2(quote! {
            #[cfg(unix)]
            xen_abi::lamps! {
                #[doc = " A lamp."]
                pub struct Lamp;
                #[doc = " On."]
                #[doc(alias = "L_on")]
                ON = 1;
                OFF = 0;
            }
        })
        .expect("an item");
        let lines = [
            "#[cfg(unix)]",
            "xen_abi::lamps! {",
            "    /// A lamp.",
            "    pub struct Lamp;",
            "",
            "    /// On.",
            "    #[doc(alias = \"L_on\")]",
            "    ON = 1;",
            "    OFF = 0;",
            "}",
        ];
        assert_eq!(text(&item).lines().collect::<Vec<_>>(), lines);
        let fields = (0..40).map(|index| quote::format_ident!("field_{index}"));
        let item = syn::parse2(quote! { xen_abi::plain_record!(Lamp { #(#fields),* }); });
        let text = text(&item.expect("an item"));
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
    }
}
