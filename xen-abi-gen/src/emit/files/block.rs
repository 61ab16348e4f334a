//! Generated lines within a file that a person writes.

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::refusal::refused;
use crate::diagnostics::{Diagnostic, SourceTexts, cause};
use crate::model::location::{HeaderPath, Location};

/// A file with lines that this program writes, between two lines that a person wrote.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// The line above.
    pub begin: &'static str,
    /// The line below.
    pub end: &'static str,
}

impl Block {
    /// The file's text with other lines in the block.
    ///
    /// # Errors
    /// Where the file cannot be read or a line that bounds the block is missing, which the texts
    /// then hold.
    pub fn fill(
        &self,
        path: &Path,
        lines: &str,
        texts: &mut SourceTexts,
    ) -> Result<Filled, Diagnostic> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| {
            let message = format!("`{shown}` cannot be read: {}", cause(&error));
            refused(message, "it is a part of the project's own crate")
        })?;
        let range = self.range(&text).map_err(|(line, missing)| {
            let file: HeaderPath = shown.as_str().into();
            texts.insert(file.clone(), shown.clone(), text.as_str().into());
            let message = format!("`{shown}` has no line `{missing}`");
            refused(message, "the lines between the two are generated")
                .at(Location::line(&file, line), "it belongs behind this")
        })?;
        let is_stale = &text[range.clone()] != lines;
        let text = format!("{}{lines}{}", &text[..range.start], &text[range.end..]);
        Ok(Filled { text, is_stale })
    }

    /// The bytes between the two lines.
    ///
    /// # Errors
    /// The line behind which one is missing, and that one.
    fn range(&self, text: &str) -> Result<Range<usize>, (u32, &'static str)> {
        let mut start = None;
        let (mut offset, mut number, mut behind) = (0, 0, 1);
        for line in text.split_inclusive('\n') {
            number += 1;
            if start.is_none() && line.trim_end() == self.begin {
                (start, behind) = (Some(offset + line.len()), number);
            } else if let Some(start) = start
                && line.trim_end() == self.end
            {
                return Ok(start..offset);
            }
            offset += line.len();
        }
        Err((
            behind,
            if start.is_some() {
                self.end
            } else {
                self.begin
            },
        ))
    }
}

/// A file's text as it should be.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The whole text.
    pub text: String,
    /// Whether the file reads otherwise.
    pub is_stale: bool,
}
