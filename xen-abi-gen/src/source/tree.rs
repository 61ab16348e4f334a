//! The headers of a run, as they were read from disk: once for all targets.

use std::path::PathBuf;
use std::sync::Arc;

use super::position::{ClangError, FileId};
use super::scan_directives::HeaderDirectives;
use crate::c_text::{Blanked, Directive, line_and_column};
use crate::diagnostics::{Diagnostics, SourceTexts};
use crate::model::facts::Origin;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::{HeaderPath, Location};

/// The name under which clang knows the unit that includes everything.
pub(super) const UNIT: &str = "/xen-abi-gen/unit.c";

/// The macro by which headers tell toolstacks from guests.
const TOOLSTACK_VIEW: &str = "__XEN_TOOLS__";

/// The annotation above a tree's error numbers.
const ERROR_NUMBERS: &str = "enum neg_errnoval {";

/// The headers of a run, and every file that they may include.
#[derive(Debug)]
pub struct HeaderTree {
    /// Every text that may take part.
    pub(super) files: Vec<SourceFile>,
    /// The headers asked for, in the order of the unit.
    pub(super) selected: Vec<usize>,
    /// Those that may have something for toolstacks alone, and what every header rests on: the
    /// tree's `xen.h` and its error numbers.
    pub(super) for_toolstacks: Vec<usize>,
    /// The C to be read first.
    pub(super) prelude: Option<usize>,
    /// The tree's `xen.h`, selected or not.
    pub(super) xen: Option<usize>,
    /// Headers that are not looked at, each with a reason.
    pub(super) left_out: Vec<(HeaderPath, String)>,
    /// Files of ours that only include another: the name clang looks for, and the text.
    pub(super) forwards: Vec<(String, String)>,
    /// What each file name stands for.
    pub(super) file_ids: HashMap<String, FileId>,
    /// The folders that clang looks in, in order.
    pub(super) folders: Vec<String>,
    pub(super) texts: SourceTexts,
    /// Whether a header uses the operator `_Pragma`.
    pub(super) pragma_operator: bool,
    /// The names that `#undef` lines mention.
    pub(super) undefined: HashSet<String>,
    /// Whether a macro may change by something else than a `#define` or an `#undef` on one line.
    pub(super) hides_changes_of_macros: bool,
    /// What is wrong with the tree and keeps nobody from reading it.
    pub(super) warnings: Diagnostics,
    /// The folders on disk, without links: the tree, then those of `--include`.
    pub(super) disks: Vec<PathBuf>,
    /// Whether headers were asked for by name.
    pub(super) asked: bool,
}

/// A file that may take part.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: HeaderPath,
    pub(super) origin: Origin,
    /// The name under which clang knows it.
    pub(super) name: String,
    pub(super) text: Arc<str>,
    /// What clang gets of it.
    pub(super) blanked: Blanked,
    /// The most tokens in a row, and where that row ends in its code.
    pub(super) longest: (u64, usize),
    /// Its preprocessor lines, by the look of them.
    pub(super) directives: HeaderDirectives,
}

impl SourceFile {
    /// The files of ours that its `#include` lines mean.
    pub(super) fn targets(&self) -> impl Iterator<Item = usize> {
        let includes = self.directives.includes.iter();
        includes.filter_map(|include| include.target)
    }

    /// The place of a stretch of its code.
    pub(super) fn location(&self, offset: usize, length: usize) -> Location {
        let (line, column) = line_and_column(self.blanked.code.as_bytes(), offset);
        Location::new(&self.path, line, column, length as u32)
    }

    /// A line of its text, without what surrounds it.
    pub(super) fn line(&self, line: u32) -> &str {
        let mut lines = self.text.split('\n').skip(line.saturating_sub(1) as usize);
        lines.next().unwrap_or("").trim()
    }

    /// Whether it may have something for toolstacks alone, or has the error numbers.
    pub(super) fn is_for_toolstacks(&self) -> bool {
        self.text.contains(ERROR_NUMBERS) || self.blanked.code.contains(TOOLSTACK_VIEW)
    }

    /// What the `#error` on a line says, if there is one.
    pub(super) fn error_on(&self, line: u32) -> Option<&str> {
        Directive::on(self.line(line))?.error_text()
    }
}

impl HeaderTree {
    /// The files that headers may include, in any branch.
    ///
    /// Skipped headers, and what they include, are left out.
    pub(super) fn within_reach(
        &self,
        headers: &[usize],
        left_out: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut seen = vec![false; self.files.len()];
        let mut open: Vec<usize> = self.prelude.iter().chain(headers).copied().collect();
        let mut found = Vec::new();
        while let Some(file) = open.pop() {
            if !std::mem::replace(&mut seen[file], true) && !left_out(file) {
                found.push(file);
                open.extend(self.files[file].targets());
            }
        }
        found.sort_unstable();
        found
    }

    /// A header's path.
    pub(super) fn path(&self, file: usize) -> &HeaderPath {
        &self.files[file].path
    }

    /// The header that refuses to be read with an error, and its words.
    pub(super) fn refusal(&self, error: &ClangError) -> Option<(usize, &str)> {
        let file = error.position.file_id.header()?;
        let text = self.files[file].error_on(error.position.line)?;
        Some((file, text))
    }

    /// The texts that locations in this tree's facts and messages point into.
    pub fn texts(&self) -> &SourceTexts {
        &self.texts
    }

    /// What is wrong with the tree and keeps nobody from reading it.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The headers asked for and those of the tree that they include: paths and texts.
    pub fn headers(&self) -> Vec<(&HeaderPath, &str)> {
        let others = (0..self.files.len()).filter(|file| !self.selected.contains(file));
        let included = others.filter(|&file| self.files[file].origin == Origin::Tree);
        let selected = self.selected.iter().copied();
        selected
            .chain(included)
            .map(|file| (self.path(file), &*self.files[file].text))
            .collect()
    }
}
