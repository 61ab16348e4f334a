//! The tables that people write: reading them, and messages about them.

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::c_text::line_and_column;
use crate::diagnostics::{Diagnostic, SourceTexts, cause};
use crate::model::location::{HeaderPath, Location};

/// A kind of table.
pub(super) struct TableKind {
    /// The code of messages about it (`naming-table`).
    pub(super) code: &'static str,
    /// What it is called (`the table of names`).
    pub(super) name: &'static str,
    /// What an entry looks like.
    pub(super) help: &'static str,
    /// The option that takes one, and the form that it takes.
    pub(super) option: &'static str,
}

/// A table's text.
pub(super) struct TableText<'a> {
    kind: &'a TableKind,
    path: HeaderPath,
    text: &'a str,
}

impl TableKind {
    /// The text of the table at a path that an option names.
    pub(super) fn read(&self, path: &Path) -> Result<String, Diagnostic> {
        std::fs::read_to_string(path).map_err(|error| {
            let (table, shown) = (self.name, path.display());
            let message = format!("{table} `{shown}` cannot be read: {}", cause(&error));
            Diagnostic::error(self.code, message).help(self.option)
        })
    }

    /// A table of this kind, which messages may quote.
    pub(super) fn text<'a>(
        &'a self,
        name: &str,
        text: &'a str,
        texts: &mut SourceTexts,
    ) -> TableText<'a> {
        let path: HeaderPath = name.into();
        texts.insert(HeaderPath::clone(&path), name.to_owned(), text.into());
        TableText {
            kind: self,
            path,
            text,
        }
    }
}

impl TableText<'_> {
    /// The table's entries.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        toml::from_str(self.text).map_err(|error| {
            let message = error.message().lines().next().unwrap_or_default();
            self.wrong(
                format!("{} does not parse: {message}", self.kind.name),
                error.span().unwrap_or(0..0),
                "here",
            )
        })
    }

    /// A message about a stretch of the table.
    pub(super) fn wrong(
        &self,
        message: impl Into<String>,
        span: Range<usize>,
        label: &str,
    ) -> Diagnostic {
        Diagnostic::error(self.kind.code, message)
            .at(self.location(span), label)
            .help(self.kind.help)
    }

    /// Reports an entry whose reason is empty.
    pub(super) fn check_reason(
        &self,
        reason: &Spanned<String>,
        entry: &str,
    ) -> Result<(), Diagnostic> {
        if reason.get_ref().trim().is_empty() {
            let message = format!("{entry} gives no reason");
            return Err(self.wrong(message, reason.span(), "expected a reason"));
        }
        Ok(())
    }

    /// Where a stretch of the table stands.
    pub(super) fn location(&self, span: Range<usize>) -> Location {
        let start = span.start.min(self.text.len());
        let (line, column) = line_and_column(self.text.as_bytes(), start);
        let first = || self.text.get(span)?.lines().next();
        let length = first().map_or(0, str::len);
        Location::new(&self.path, line, column, length as u32)
    }
}
