//! Tests of the parser by kind of annotation.

mod upstream;

use std::sync::Arc;

use super::parse;
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::annotations::HeaderAnnotations;

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

/// The codes of the messages that a header draws, with line, column and length.
fn messages(text: &str) -> Vec<(Severity, &'static str, u32, u32, u32)> {
    let (_, diagnostics) = read(text);
    diagnostics
        .iter()
        .map(|diagnostic| {
            assert!(!diagnostic.help.is_empty(), "{} says how to mend it", diagnostic.code);
            let place = &diagnostic.place.as_ref().expect("every message about a text has a place").location;
            (diagnostic.severity, diagnostic.code, place.line, place.column, place.length)
        })
        .collect()
}
