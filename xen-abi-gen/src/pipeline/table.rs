//! The tables that people write: reading them, and messages about them.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

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
    /// The table that the generator carries: what it is called in messages, and its text.
    pub(super) own: (&'static str, &'static str),
}

/// A table's text.
pub(super) struct TableText {
    kind: &'static TableKind,
    path: HeaderPath,
    text: Arc<str>,
}

impl TableKind {
    /// The table that the generator carries, which messages may quote.
    pub(super) fn own(&'static self, texts: &mut SourceTexts) -> TableText {
        let (name, text) = self.own;
        self.text(name, text.into(), texts)
    }

    /// The table at a path that an option names, which messages may quote.
    pub(super) fn read(
        &'static self,
        path: &Path,
        texts: &mut SourceTexts,
    ) -> Result<TableText, Diagnostic> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let reason = cause(&error);
            Diagnostic::error(
                self.code,
                format!("{} `{shown}` cannot be read: {reason}", self.name),
            )
            .help(self.option)
        })?;
        Ok(self.text(&shown, text.into(), texts))
    }

    fn text(&'static self, name: &str, text: Arc<str>, texts: &mut SourceTexts) -> TableText {
        let path: HeaderPath = name.into();
        texts.insert(path.clone(), name.to_owned(), text.clone());
        TableText {
            kind: self,
            path,
            text,
        }
    }
}

impl TableText {
    /// The table's entries.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        toml::from_str(&self.text).map_err(|error| {
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
            return Err(self.wrong(
                format!("{entry} gives no reason"),
                reason.span(),
                "expected a reason",
            ));
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
