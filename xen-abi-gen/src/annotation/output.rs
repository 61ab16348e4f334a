//! What the parsers make of a header: annotations, and messages about them.

use crate::c_text::Span;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::annotations::HeaderAnnotations;
use crate::model::location::{HeaderPath, Location};

/// What the parsers make of one header.
pub(super) struct Output {
    pub(super) annotations: HeaderAnnotations,
    diagnostics: Diagnostics,
}

/// Why a stretch of text does not parse.
pub(super) struct Wrong<'a> {
    span: Span<'a>,
    /// What was expected at the stretch.
    label: &'static str,
    message: &'static str,
}

/// Says where text does not parse, what was expected there, and what is wrong.
pub(super) const fn wrong<'a>(
    span: Span<'a>,
    label: &'static str,
    message: &'static str,
) -> Wrong<'a> {
    Wrong {
        span,
        label,
        message,
    }
}

impl Output {
    /// Nothing yet.
    pub(super) fn new(header: &HeaderPath) -> Self {
        let header = header.clone();
        Self {
            annotations: HeaderAnnotations {
                header,
                ..HeaderAnnotations::default()
            },
            diagnostics: Diagnostics::default(),
        }
    }

    /// Where a stretch stands.
    pub(super) fn location(&self, span: Span<'_>) -> Location {
        span.location(&self.annotations.header)
    }

    /// Reports something that only the author of an annotation can have meant to write.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span<'_>,
        label: &str,
        help: &str,
    ) {
        self.push_at(Diagnostic::error(code, message), span, label, help);
    }

    /// Reports damage that real trees carry, read as upstream's tool reads it.
    pub(super) fn warning(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span<'_>,
        label: &str,
        help: &str,
    ) {
        self.push_at(Diagnostic::warning(code, message), span, label, help);
    }

    /// The value, or an error that says why there is none.
    pub(super) fn accept<T>(
        &mut self,
        code: &'static str,
        help: &str,
        result: Result<T, Wrong<'_>>,
    ) -> Option<T> {
        result
            .map_err(|wrong| self.error(code, wrong.message, wrong.span, wrong.label, help))
            .ok()
    }

    fn push_at(&mut self, diagnostic: Diagnostic, span: Span<'_>, label: &str, help: &str) {
        self.push(diagnostic.at(self.location(span), label).help(help));
    }

    /// Adds a message.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The annotations and the messages.
    pub(super) fn finish(self) -> (HeaderAnnotations, Diagnostics) {
        (self.annotations, self.diagnostics)
    }
}
