//! Calls of the crate's macros as text. The formatter leaves a macro's tokens as they come.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ItemMacro, LitStr, MacroDelimiter};

/// How wide a line becomes.
const WIDTH: usize = 100;

/// A call in braces has a statement a line, each with its attributes above it, and an empty line
/// after the first. Any other call is one statement.
pub(super) fn text(item: &ItemMacro) -> String {
    let mut text = String::new();
    for attribute in &item.attrs {
        self::attribute(&mut text, 0, attribute);
    }
    let path = words(item.mac.path.to_token_stream()).concat();
    let body = item.mac.tokens.clone();
    if !matches!(item.mac.delimiter, MacroDelimiter::Brace(_)) {
        let mut call = words(body);
        if let Some(first) = call.first_mut() {
            first.insert_str(0, &format!("{path}!("));
        }
        if let Some(last) = call.last_mut() {
            last.push_str(");");
        }
        packed(&mut text, 0, &call);
        return text;
    }
    text.push_str(&path);
    text.push_str("! {\n");
    let statements = statements(body);
    let count = statements.len();
    for (index, (attributes, statement)) in statements.into_iter().enumerate() {
        for one in attributes {
            bracketed(&mut text, 4, &one);
        }
        packed(&mut text, 4, &words(statement));
        if index == 0 && count > 1 {
            text.push('\n');
        }
    }
    text.push_str("}\n");
    text
}

/// A statement's attributes, and its tokens with the semicolon.
type Statement = (Vec<Group>, TokenStream);

fn statements(body: TokenStream) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut open = false;
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if !open {
            found.push((Vec::new(), TokenStream::new()));
            open = true;
        }
        let Some((attributes, statement)) = found.last_mut() else {
            break;
        };
        match (&token, tokens.peek()) {
            (TokenTree::Punct(sign), Some(TokenTree::Group(group)))
                if sign.as_char() == '#' && statement.is_empty() =>
            {
                attributes.push(group.clone());
                tokens.next();
                continue;
            }
            (TokenTree::Punct(sign), _) if sign.as_char() == ';' => open = false,
            _ => {}
        }
        statement.extend([token]);
    }
    found
}

fn attribute(text: &mut String, indent: usize, attribute: &Attribute) {
    let meta = attribute.meta.to_token_stream();
    bracketed(text, indent, &Group::new(Delimiter::Bracket, meta));
}

/// An attribute by what its brackets hold.
fn bracketed(text: &mut String, indent: usize, group: &Group) {
    let mut parts = group.stream().into_iter();
    let documentation = match (parts.next(), parts.next(), parts.next()) {
        (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(_)), Some(line)) if name == "doc" => {
            syn::parse2::<LitStr>(line.into()).ok()
        }
        _ => None,
    };
    match documentation {
        Some(line) => {
            text.push_str(&" ".repeat(indent));
            text.push_str("///");
            text.push_str(&line.value());
            text.push('\n');
        }
        None => {
            let whole = format!("#[{}]", words(group.stream()).join(" "));
            packed(text, indent, &[whole]);
        }
    }
}

/// Words in as few lines as hold them; a line ends after a comma, a semicolon or a brace where it
/// can.
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
        true => phrase.split(' ').collect::<Vec<_>>(),
        false => vec![phrase.as_str()],
    });
    let mut line = " ".repeat(indent);
    for (column, part) in parts.enumerate() {
        if column > 0 && line.len() + 1 + part.len() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = " ".repeat(indent + 4);
        } else if column > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    text.push_str(&line);
    text.push('\n');
}

/// A token with what it wants beside it.
struct Spelled {
    text: String,
    /// Whether a blank may stand before it.
    before: bool,
    /// Whether a blank may stand after it.
    after: bool,
    /// Whether a value or a type may end with it.
    ends_value: bool,
}

impl Spelled {
    fn new(text: impl Into<String>, before: bool, after: bool, ends_value: bool) -> Self {
        Self {
            text: text.into(),
            before,
            after,
            ends_value,
        }
    }
}

/// Tokens as words, with blanks between them where a person puts them.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    let mut spelled = Vec::new();
    spell(tokens, &mut spelled);
    let mut words: Vec<String> = Vec::new();
    let mut apart = true;
    for token in spelled {
        match words.last_mut() {
            Some(word) if !(apart && token.before) => word.push_str(&token.text),
            _ => words.push(token.text),
        }
        apart = token.after;
    }
    words
}

fn spell(tokens: TokenStream, spelled: &mut Vec<Spelled>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let after_value = spelled.last().is_some_and(|last| last.ends_value);
        match token {
            TokenTree::Group(group) => self::group(&group, after_value, spelled),
            TokenTree::Ident(name) => {
                spelled.push(Spelled::new(name.to_string(), true, true, true));
            }
            TokenTree::Literal(literal) => {
                spelled.push(Spelled::new(literal.to_string(), true, true, true));
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
                spelled.push(sign_of(operator, after_value));
            }
        }
    }
}

fn group(group: &Group, after_value: bool, spelled: &mut Vec<Spelled>) {
    let (open, close, roomy) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")", false),
        Delimiter::Bracket => ("[", "]", false),
        Delimiter::Brace => ("{", "}", true),
        Delimiter::None => return spell(group.stream(), spelled),
    };
    let roomy = roomy && !group.stream().is_empty();
    spelled.push(Spelled::new(
        open,
        open == "{" || !after_value,
        roomy,
        false,
    ));
    spell(group.stream(), spelled);
    spelled.push(Spelled::new(close, roomy, true, true));
}

fn sign_of(operator: String, after_value: bool) -> Spelled {
    let (before, after, ends_value) = match &*operator {
        "," | ";" | ":" => (false, true, false),
        "::" | "." => (false, false, false),
        "<" => (!after_value, false, false),
        ">" => (false, true, true),
        "!" if after_value => (false, false, true),
        "&" | "*" | "-" | "'" | "!" | "#" if !after_value => (true, false, false),
        _ => (true, true, false),
    };
    Spelled::new(operator, before, after, ends_value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn tokens_as_a_person_writes_them() {
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
