//! Generated lines within a file that a person writes.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
    /// Reads a file and finds its block.
    ///
    /// # Errors
    /// Where the file cannot be read or a line that bounds the block is missing, which the texts
    /// then hold.
    pub fn read(&self, path: &Path, texts: &mut SourceTexts) -> Result<WithBlock, Diagnostic> {
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
        Ok(WithBlock {
            path: path.to_owned(),
            text,
            range,
        })
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

/// A file that has a block.
#[derive(Clone, Debug)]
pub struct WithBlock {
    path: PathBuf,
    text: String,
    range: Range<usize>,
}

impl WithBlock {
    /// The file and its text with other lines in the block; `None` if it has these lines.
    pub fn fill(self, lines: &str) -> Option<(PathBuf, String)> {
        let Self {
            path,
            mut text,
            range,
        } = self;
        if &text[range.clone()] == lines {
            return None;
        }
        text.replace_range(range, lines);
        Some((path, text))
    }
}
