//! What keeps the generator from emitting.

use std::fmt;

use crate::diagnostics::{Diagnostic, Severity, render_all};
use crate::pipeline::run::Messages;

/// Says why nothing was emitted: every message with its place, as the command line prints them.
///
/// `{:?}` prints the same text as `{}`, since a build script that returns the error prints that.
#[derive(Clone)]
pub struct Error {
    codes: Vec<&'static str>,
    text: String,
}

impl Error {
    /// One message.
    pub(super) fn of(diagnostic: Diagnostic) -> Self {
        super::alone(diagnostic).into()
    }

    /// The codes of the errors, such as `unknown-type`; `xen-abi-gen explain CODE` has a page about
    /// each.
    pub fn codes(&self) -> &[&'static str] {
        &self.codes
    }
}

impl From<Messages> for Error {
    fn from(messages: Messages) -> Self {
        let text = render_all(&messages.diagnostics, &messages.texts, false);
        let errors = messages.diagnostics.iter();
        let errors = errors.filter(|message| message.severity == Severity::Error);
        Self {
            codes: errors.map(|message| message.code).collect(),
            text,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {}
