//! Tests of the parser, by kind of annotation, and over whole trees.

mod arguments;
mod edge_cases;
mod families;
mod fields;
mod operations;
mod positions;
mod properties;
mod prose;
mod references;
mod signatures;
mod upstream;

use std::sync::Arc;

use super::parse;
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::annotations::{AnnotatedFamily, HeaderAnnotations, Note};

/// Parses a header of this text; the messages in order of their places.
fn read(text: &str) -> (HeaderAnnotations, Vec<Diagnostic>) {
    let (annotations, diagnostics) = parse(&Arc::from("test.h"), text);
    (annotations, diagnostics.sorted())
}

/// Parses a header that is expected to draw no message.
fn clean(text: &str) -> HeaderAnnotations {
    let (annotations, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "in {text}");
    annotations
}

/// The note of a field with this comment behind it.
fn trailing(comment: &str) -> Note {
    let mut found = clean(&format!("struct s {{\n    uint32_t f; {comment}\n}};\n"));
    found.notes.remove(&2).unwrap_or_default()
}

/// The text of a note, by lines.
fn text(note: &Note) -> Vec<&str> {
    note.text.lines.iter().map(String::as_str).collect()
}

/// The messages that a header draws: how bad, which, and the text that each points at.
fn messages(text: &str) -> Vec<(Severity, &'static str, String)> {
    let (_, diagnostics) = read(text);
    diagnostics
        .iter()
        .map(|diagnostic| {
            assert!(
                !diagnostic.help.is_empty(),
                "{} says how to mend it",
                diagnostic.code
            );
            let place = &diagnostic
                .place
                .as_ref()
                .expect("every message about a text has a place")
                .location;
            let line = text
                .split('\n')
                .nth(place.line as usize - 1)
                .expect("the line is one of the text's");
            let start = place.column as usize - 1;
            (
                diagnostic.severity,
                diagnostic.code,
                line[start..start + place.length as usize].to_owned(),
            )
        })
        .collect()
}

/// The names of a family's members.
fn members(family: &AnnotatedFamily) -> Vec<&str> {
    family
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect()
}

/// Shorthand for tables of expected messages.
fn error(code: &'static str, at: &str) -> (Severity, &'static str, String) {
    (Severity::Error, code, at.to_owned())
}

fn warning(code: &'static str, at: &str) -> (Severity, &'static str, String) {
    (Severity::Warning, code, at.to_owned())
}
