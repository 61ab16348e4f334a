//! Tells annotation lines apart by how they start.

use super::family;
use crate::c_text::Span;
use crate::model::annotations::FamilyKind;

/// What an annotation line is, by how it starts.
#[derive(Clone, Copy)]
pub(super) enum LineKind<'a> {
    /// `enum NAME {` or `flags NAME {`.
    Opening(FamilyKind),
    /// `}`.
    Closing,
    /// `@NAME`.
    Parameter,
    /// `guests …`, and what follows the word.
    Guests(Span<'a>),
    /// `ops …`, and what follows the word.
    Ops(Span<'a>),
    /// `releases …`, and what follows the word.
    Releases(Span<'a>),
    /// `typedef …`.
    Typedef,
    /// `struct TAG {` or `union TAG {`.
    Record,
    /// One that has to trail a line of C.
    Trailing,
    /// Part of a prototype, if it is anything.
    Other,
}

impl<'a> LineKind<'a> {
    /// Of a line without blanks around it.
    pub(super) fn of(line: Span<'a>) -> Self {
        if let Some(kind) = family::kind(line) {
            return Self::Opening(kind);
        }
        let (word, rest) = line
            .identifier()
            .map_or(("", line), |(word, rest)| (word.text, rest.trim()));
        match word {
            _ if line.text.starts_with('}') => Self::Closing,
            _ if line.text.starts_with('@') => Self::Parameter,
            // A parameter may have this name too.
            "guests" if !rest.text.starts_with([',', ')', '(', '[']) => Self::Guests(rest),
            "ops" if rest.text.starts_with("enum ") => Self::Ops(rest),
            // A parameter may have this name too.
            "releases" if rest.text.starts_with(|c: char| c.is_ascii_digit()) => {
                Self::Releases(rest)
            }
            "typedef" => Self::Typedef,
            "struct" | "union" if line.text.ends_with('{') => Self::Record,
            _ if line.text.starts_with("=>") => Self::Trailing,
            _ if line.text == "distinct" || line.text.starts_with("distinct ") => Self::Trailing,
            _ => Self::Other,
        }
    }

    /// Whether a prototype that is not complete ends before this line.
    pub(super) fn ends_prototype(self, line: Span<'_>) -> bool {
        match self {
            Self::Record | Self::Other => false,
            Self::Trailing => !line.text.starts_with("distinct "),
            _ => true,
        }
    }
}
