//! Lines that describe a parameter of a signature: `@cmd == …`, `@va: …`, `@reqs is …`.

use super::report::Report;
use super::span::Span;
use crate::model::annotations::Description;

/// Parses such a line; `None` where it is none.
pub(super) fn description(line: Span<'_>, report: &Report) -> Option<Description> {
    let line = line.trim();
    let (name, rest) = match line.strip_prefix("...") {
        Some(rest) if rest.trim_start().text.starts_with("==") => (line.before(3), rest),
        Some(_) => return None,
        None => line.strip_prefix("@")?.identifier()?,
    };
    let mut rest = rest;
    if let Some((_, after)) = rest.strip_prefix("[").and_then(|bits| bits.split_once("]")) {
        rest = after;
    }
    let tail = rest.trim_start();
    let (equals, text) = match (tail.strip_prefix("=="), tail.strip_prefix(":")) {
        (Some(text), _) => (true, text),
        (_, Some(text)) => (false, text),
        _ => (false, tail),
    };
    Some(Description {
        name: name.text.to_owned(),
        equals,
        text: text.trim().text.to_owned(),
        location: report.location(line.before(line.text.len() - rest.text.len())),
    })
}

/// Adds a continuation line.
pub(super) fn extend(description: &mut Description, line: Span<'_>) {
    let line = line.trim();
    if !description.text.is_empty() && !line.text.is_empty() {
        description.text.push(' ');
    }
    description.text.push_str(line.text);
}
