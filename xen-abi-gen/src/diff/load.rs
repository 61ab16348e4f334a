//! Reads saved dumps.
//!
//! The format is checked strictly, so that a damaged dump is an error with a position.

use serde_json::Deserializer;
use serde_json::error::Category;

use crate::diagnostics::{Diagnostic, SourceTexts};
use crate::model::document::Document;
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
        documents.push(document);
        start = stream.byte_offset();
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
