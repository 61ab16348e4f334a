//! Where the parsers put their messages.

use crate::c_text::Span;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::model::annotations::HeaderAnnotations;
use crate::model::location::{HeaderPath, Location};

/// What the parsers make of one header.
pub(super) struct Output {
    pub(super) annotations: HeaderAnnotations,
    pub(super) report: Report,
}

/// The messages about one header.
pub(super) struct Report {
    header: HeaderPath,
    diagnostics: Diagnostics,
    /// The errors that `Errors:` blocks name, and where.
    pub(super) error_names: Vec<(String, Location)>,
}

impl Report {
    /// None yet.
    pub(super) fn new(header: &HeaderPath) -> Self {
        Self {
            header: header.clone(),
            diagnostics: Diagnostics::new(),
            error_names: Vec::new(),
        }
    }

    /// Where a stretch stands.
    pub(super) fn location(&self, span: Span<'_>) -> Location {
        span.location(&self.header)
    }

    /// Something that only an author of an annotation can have meant to write, and got wrong.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span<'_>,
        label: &str,
        help: &str,
    ) {
        self.push(Diagnostic::error(code, message), span, label, help);
    }

    /// Damage that real trees carry, read as upstream's tool reads it.
    pub(super) fn warning(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span<'_>,
        label: &str,
        help: &str,
    ) {
        self.push(Diagnostic::warning(code, message), span, label, help);
    }

    /// The same, with another place that belongs to it.
    pub(super) fn related(
        &mut self,
        (severity, code): (Severity, &'static str),
        message: String,
        (span, label): (Span<'_>, &str),
        (other, words): (Location, &str),
        help: &str,
    ) {
        let diagnostic = Diagnostic {
            severity,
            ..Diagnostic::error(code, message)
        };
        self.push(diagnostic.related(other, words), span, label, help);
    }

    fn push(&mut self, diagnostic: Diagnostic, span: Span<'_>, label: &str, help: &str) {
        let location = self.location(span);
        self.diagnostics
            .push(diagnostic.at(location, label).help(help));
    }

    /// The messages.
    pub(super) fn finish(self) -> Diagnostics {
        self.diagnostics
    }
}
