//! The headers of a run, as they were read from disk: once for all targets.

use std::path::PathBuf;
use std::sync::Arc;

use super::includes::IncludeLine;
use super::macros::Define;
use super::position::FileId;
use crate::c_text::Blanked;
use crate::diagnostics::{Diagnostics, SourceTexts};
use crate::model::facts::Origin;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::HeaderPath;

/// The name under which clang knows the unit that includes everything.
pub(super) const UNIT: &str = "/xen-abi-gen/unit.c";

/// The headers of a run, and every file that they may include.
#[derive(Debug)]
pub struct HeaderTree {
    /// Every text that may take part.
    pub(super) files: Vec<SourceFile>,
    /// The headers asked for, in the order of the unit.
    pub(super) selected: Vec<usize>,
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
    /// Names that an `#undef` mentions.
    pub(super) undefined: HashSet<String>,
    /// The folders that clang looks in, in order.
    pub(super) folders: Vec<String>,
    pub(super) texts: SourceTexts,
    /// Whether a header uses the operator `_Pragma`.
    pub(super) pragma_operator: bool,
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
    /// Its `#include` lines, with the file that each means where one of ours is meant.
    pub(super) includes: Vec<(IncludeLine, Option<usize>)>,
    /// Its `#define` lines.
    pub(super) defines: Vec<Define>,
    /// Whether a line of it looks like an `#error`.
    pub(super) may_refuse: bool,
    /// The names that its `#undef` lines mention.
    pub(super) undefined: Vec<String>,
}

impl HeaderTree {
    /// The files that headers may include, directly or not, whatever branches are taken; but for
    /// those left out, and what these include.
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
                open.extend(
                    self.files[file]
                        .includes
                        .iter()
                        .filter_map(|(_, target)| *target),
                );
            }
        }
        found.sort_unstable();
        found
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
        let included = (0..self.files.len()).filter(|file| {
            self.files[*file].origin == Origin::Tree && !self.selected.contains(file)
        });
        self.selected
            .iter()
            .copied()
            .chain(included)
            .map(|file| (&self.files[file].path, &*self.files[file].text))
            .collect()
    }
}
