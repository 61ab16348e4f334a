//! Tokens as formatted source, with the frame that every generated file has.

use proc_macro2::TokenStream;
use quote::quote;

use super::MARKER;

/// A file: marker, documentation, items.
///
/// # Errors
/// The parser's message where the tokens are no Rust.
pub(super) fn source(origin: &str, docs: &[String], body: TokenStream) -> Result<String, String> {
    let docs = docs.iter().map(|line| doc_text(line));
    let file: syn::File = syn::parse2(quote! { #(#![doc = #docs])* #body }).map_err(|error| format!("{origin}: {error}"))?;
    let text = air(&prettyplease::unparse(&file));
    Ok(format!("// {MARKER} from {origin}: change the headers and run it again.\n\n{text}"))
}

/// A line of documentation as an attribute's text.
pub(super) fn doc_text(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// Documentation as attributes.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| doc_text(line));
    quote! { #(#[doc = #lines])* }
}

/// The C names by which an item is found, but for the one that it has.
pub(super) fn aliases(c_names: &[String], name: &str) -> TokenStream {
    let mut names: Vec<&String> =
        c_names.iter().filter(|c_name| *c_name != name && !c_name.contains(['(', ')', '.', ' '])).collect();
    names.dedup();
    quote! { #(#[doc(alias = #names)])* }
}

/// What a string starts with that stands for lines of a macro's body.
const VERBATIM: &str = "xen-abi-gen verbatim:";

/// A `bitflags!` body as a string that [`source`] puts in its place: the formatter leaves a macro's tokens as they come.
/// `body` is a unit struct with an `impl` that holds the constants.
pub(super) fn bitflags_body(body: TokenStream, repr: &str) -> TokenStream {
    // Whatever is wrong with it is reported where the whole file is parsed.
    let Ok(file) = syn::parse2::<syn::File>(body.clone()) else { return body };
    let text = prettyplease::unparse(&file);
    let mut lines = vec![VERBATIM.to_owned()];
    for line in text.lines() {
        if line.starts_with("pub struct ") {
            lines.push(format!("{}: {repr} {{", line.trim_end_matches(';')));
        } else if let Some(constant) = line.strip_prefix("    pub const ") {
            lines.push(format!("    const {}", constant.replacen(": Self", "", 1)));
        } else if line == "}" {
            lines.push("    const _ = !0;".to_owned());
            lines.push(line.to_owned());
        } else if !line.starts_with("impl ") {
            lines.push(line.to_owned());
        }
    }
    let text = lines.join("\n");
    quote! { #text }
}

/// The lines that a verbatim string stands for.
fn verbatim(line: &str) -> Option<String> {
    let literal: syn::LitStr = line.starts_with('"').then(|| syn::parse_str(line).ok())??;
    literal.value().strip_prefix(VERBATIM).map(|lines| lines.trim_start_matches('\n').to_owned())
}

/// Parts items by an empty line, and makes the reasons for `unsafe` the comments that they are: tokens cannot hold one.
fn air(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut previous = "";
    let mut rest = text.lines().peekable();
    while let Some(line) = rest.next() {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let starts = !line.is_empty() && indent.len() <= 4 && opens_item(bare, indent.is_empty());
        let after_docs = previous.starts_with("//!") && !bare.starts_with("//!");
        let ends = after_docs
            || (previous == format!("{indent}}}") || previous.ends_with(';') || previous.ends_with("{}"))
                && previous.starts_with(indent);
        let short = is_short(bare) || (bare.starts_with("#[cfg") && rest.peek().is_some_and(|next| is_short(next.trim_start())));
        let both_short = is_short(previous.trim_start()) && short;
        if (starts || after_docs) && ends && !both_short && !previous.is_empty() {
            lines.push(String::new());
        }
        if let Some(reason) = bare.strip_prefix("/// SAFETY:") {
            lines.push(format!("{indent}// SAFETY:{reason}"));
        } else if let Some(body) = verbatim(bare) {
            lines.extend(body.lines().map(|line| format!("{indent}{line}")));
        } else if let Some(start) = STATEMENTS.iter().find(|start| bare.starts_with(**start)) {
            let mut call = bare.to_owned();
            while let Some(next) = rest.next_if(|_| !call.ends_with(");")) {
                call = format!("{call} {}", next.trim_start());
            }
            lines.extend(statement(start, &call));
            previous = "";
            lines.push(String::new());
            continue;
        } else {
            lines.push(line.to_owned());
        }
        previous = line;
    }
    lines.join("\n") + "\n"
}

/// The macros that state something about a type.
const STATEMENTS: [&str; 2] = ["xen_abi::plain_record!(", "xen_abi::ring_protocol!("];

/// The call of such a macro as a person would write it.
fn statement(start: &str, call: &str) -> Vec<String> {
    let tight =
        [(" : ", ": "), (" :: ", "::"), ("! (", "!("), (" < ", "<"), (" >", ">"), ("( ", "("), (" );", ");"), (" ;", ";")];
    let call = tight.iter().fold(call.to_owned(), |text, (loose, tight)| text.replace(loose, tight));
    if call.len() <= WIDTH {
        return vec![call];
    }
    let mut lines = vec![start.to_owned()];
    let inner = call.trim_start_matches(start).trim_end_matches(");");
    let mut line = "   ".to_owned();
    for word in inner.split(' ') {
        if line.len() + 1 + word.len() > WIDTH {
            lines.push(std::mem::replace(&mut line, "   ".to_owned()));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.extend([line, ");".to_owned()]);
    lines
}

/// How wide the formatter lets a line become.
const WIDTH: usize = 89;

/// Whether a line opens an item.
fn opens_item(line: &str, outermost: bool) -> bool {
    let anywhere = ["///", "#[", "pub ", "impl", "unsafe impl", "const _"];
    let outside = ["xen_abi::", "mod ", "use ", "#!["];
    anywhere.iter().any(|start| line.starts_with(start)) || (outermost && outside.iter().any(|start| line.starts_with(start)))
}

/// One-line items that stand together without an empty line.
fn is_short(line: &str) -> bool {
    ["use ", "pub mod ", "mod ", "assert!"].iter().any(|start| line.starts_with(start))
}
