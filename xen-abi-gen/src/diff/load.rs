//! Reads saved dumps.
//!
//! The format is checked strictly, so that a damaged dump is an error with a position.

use std::ops::Range;

use serde_json::Deserializer;
use serde_json::error::Category;

use super::types::{canonical, record_by_value};
use crate::diagnostics::{Diagnostic, SourceTexts};
use crate::model::document::{Document, Field};
use crate::model::location::{HeaderPath, Location};

/// What can be compared.
const SIDE: &str =
    "a side is a folder of headers, what `dump` prints as JSON, or the word `headers`";

/// The dumps that a file holds, one after the other, each of another target.
///
/// # Errors
/// Says what is wrong with the text, and where.
pub fn load(name: &str, text: &str, texts: &mut SourceTexts) -> Result<Vec<Document>, Diagnostic> {
    let path: HeaderPath = name.into();
    texts.insert(HeaderPath::clone(&path), name.to_owned(), text.into());
    let mut documents: Vec<Document> = Vec::new();
    let mut stream = Deserializer::from_str(text).into_iter::<Document>();
    let mut start = 0;
    while let Some(found) = stream.next() {
        let document = found.map_err(|error| wrong(&path, &error))?;
        if documents
            .iter()
            .any(|other| other.target == document.target)
        {
            let line = 1 + text[..start].matches('\n').count() + usize::from(start > 0);
            let message = format!("`{name}` holds two dumps for {}", document.target.name());
            return Err(Diagnostic::error("saved-dump", message)
                .at(Location::line(&path, number(line)), "the second one")
                .help("a file holds one dump for each target at most"));
        }
        if documents
            .first()
            .is_some_and(|first| first.tools != document.tools)
        {
            let message = format!(
                "the dumps in `{name}` show different views: one is a toolstack's, the other is not"
            );
            return Err(Diagnostic::error("saved-dump", message)
                .at(Location::line(&path, 1), "")
                .help("save them all with `--tools`, or all without"));
        }
        let end = stream.byte_offset();
        if let Some(lack) = lacking(&document) {
            return Err(lack.told(&path, text, start..end));
        }
        documents.push(document);
        start = end;
    }
    if documents.is_empty() {
        return Err(
            Diagnostic::error("saved-dump", format!("`{name}` is empty"))
                .at(Location::line(&path, 1), "")
                .help(SIDE),
        );
    }
    Ok(documents)
}

/// A record that a dump lacks, although a member is made of it.
struct Lack<'d> {
    record: String,
    /// The record of the member.
    within: &'d str,
    member: &'d Field,
}

/// The first record that a dump lacks: layouts without it would compare as equal.
fn lacking(document: &Document) -> Option<Lack<'_>> {
    let skipped = |key: &str| document.skipped.iter().any(|skipped| skipped.name == key);
    let members = document.records.iter().flat_map(|(key, record)| {
        let fields = record.fields.iter();
        fields.map(move |field| (key.as_str(), field))
    });
    // A type without a name is part of its record.
    let named = |(_, member): &(&str, &Field)| !member.r#type.contains('{');
    members.filter(named).find_map(|(within, member)| {
        let ty = canonical(document, &member.r#type);
        let key = record_by_value(&ty)?;
        let is_there = document.records.contains_key(key) || skipped(key);
        (!is_there).then(|| Lack {
            record: key.to_owned(),
            within,
            member,
        })
    })
}

impl Lack<'_> {
    /// The error, with the member's place in the file.
    fn told(&self, path: &HeaderPath, text: &str, document: Range<usize>) -> Diagnostic {
        let Self {
            record,
            within,
            member,
        } = self;
        let message = format!(
            "`{path}` lacks the record `{record}`, which the member `{}` of `{within}` is made of",
            member.name
        );
        let find = |from: usize, what: &str| {
            let quoted = serde_json::to_string(what).unwrap_or_default();
            let at = text.get(from..document.end)?.find(&quoted)?;
            Some((from + at, quoted.len()))
        };
        let place = find(document.start, "records")
            .and_then(|(at, _)| find(at, within))
            .and_then(|(at, _)| find(at, &member.r#type));
        let (at, length) = place.unwrap_or((document.start, 0));
        let line = 1 + text[..at].matches('\n').count();
        let column = 1 + at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        Diagnostic::error("incomplete-dump", message)
            .at(
                Location::new(path, number(line), number(column), number(length)),
                "this type",
            )
            .help("save it again with `dump`, which writes every record that another one contains")
    }
}

/// A line or a column, which count from 1.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).max(1)
}

fn wrong(path: &HeaderPath, error: &serde_json::Error) -> Diagnostic {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text);
    let (fault, help) = match error.classify() {
        Category::Data => (
            "is no dump that this program can read",
            "save it again with `dump`, by this version of the program",
        ),
        Category::Eof => ("ends too early", SIDE),
        Category::Syntax | Category::Io => ("is not JSON", SIDE),
    };
    let at = Location::new(path, number(error.line()), number(error.column()), 1);
    Diagnostic::error("saved-dump", format!("`{path}` {fault}: {reason}"))
        .at(at, "here")
        .help(help)
}
