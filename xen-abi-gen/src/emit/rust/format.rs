//! Tokens as formatted source, with the frame that every generated file has.

use std::iter::Peekable;

use proc_macro2::TokenStream;
use quote::quote;

use super::MARKER;
use crate::model::characters::visible;

/// A file: marker, documentation, items.
///
/// # Errors
/// The parser's message where the tokens are no Rust.
pub(super) fn source(origin: &str, docs: &[String], body: TokenStream) -> Result<String, String> {
    let docs = docs.iter().map(|line| doc_text(line));
    let file: syn::File = syn::parse2(quote! { #(#![doc = #docs])* #body })
        .map_err(|error| format!("{origin}: {error}"))?;
    Ok(marked(origin, &air(&prettyplease::unparse(&file))))
}

/// A file whose items are text already.
pub(super) fn written(origin: &str, docs: &[String], body: &str) -> String {
    let docs: String = docs
        .iter()
        .map(|line| format!("//!{}\n", doc_text(line)))
        .collect();
    marked(origin, &format!("{docs}\n{body}"))
}

fn marked(origin: &str, text: &str) -> String {
    let origin = visible(origin).replace('\n', " ");
    format!("// {MARKER} from {origin}: change the headers and run it again.\n\n{text}")
}

/// A line of documentation as an attribute's text. Characters that no editor shows, which rustc
/// rejects in part, are spelled out, and no line is taken for a reason for `unsafe`.
pub(super) fn doc_text(line: &str) -> String {
    let line = visible(line).replace('\n', " ");
    if line.is_empty() {
        line
    } else if let Some(rest) = line.trim_start().strip_prefix("SAFETY:") {
        format!(" SAFETY\\:{rest}")
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

/// Parts items by an empty line, and makes the reasons for `unsafe` the comments that they are:
/// tokens cannot hold one.
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
            || (previous == format!("{indent}}}")
                || previous.ends_with(';')
                || previous.ends_with("{}"))
                && previous.starts_with(indent);
        let short = is_short(bare)
            || (bare.starts_with("#[cfg")
                && rest.peek().is_some_and(|next| is_short(next.trim_start())));
        let both_short = is_short(previous.trim_start()) && short;
        if (starts || after_docs) && ends && !both_short && !previous.is_empty() {
            lines.push(String::new());
        }
        if let Some(reason) = bare.strip_prefix("/// SAFETY:") {
            lines.push(format!("{indent}// SAFETY:{reason}"));
        } else if let Some(start) = STATEMENTS.iter().find(|start| bare.starts_with(**start)) {
            lines.extend(statement(start, &tight(&whole_call(bare, &mut rest))));
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
const STATEMENTS: [&str; 4] = [
    "xen_abi::flags!(",
    "xen_abi::plain_newtype!(",
    "xen_abi::plain_record!(",
    "xen_abi::ring_protocol!(",
];

/// A macro's call in one line, however many the formatter gave it.
fn whole_call<'t>(first: &str, rest: &mut Peekable<impl Iterator<Item = &'t str>>) -> String {
    let mut call = first.to_owned();
    while let Some(next) = rest.next_if(|_| !call.ends_with(");")) {
        call = format!("{call} {}", next.trim_start());
    }
    call
}

/// A macro's call with blanks where a person would put them: the formatter leaves a macro's tokens
/// apart.
fn tight(call: &str) -> String {
    let tight = [
        (" : ", ": "),
        (" :: ", "::"),
        ("! (", "!("),
        (" < ", "<"),
        (" >", ">"),
        ("( ", "("),
        (" );", ");"),
        (" ;", ";"),
    ];
    tight.iter().fold(call.to_owned(), |text, (loose, tight)| {
        text.replace(loose, tight)
    })
}

/// The call of such a macro, in as many lines as it needs.
fn statement(start: &str, call: &str) -> Vec<String> {
    if call.len() <= WIDTH {
        return vec![call.to_owned()];
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
    anywhere.iter().any(|start| line.starts_with(start))
        || (outermost && outside.iter().any(|start| line.starts_with(start)))
}

/// One-line items that stand together without an empty line.
fn is_short(line: &str) -> bool {
    ["use ", "pub mod ", "mod "]
        .iter()
        .any(|start| line.starts_with(start))
}
