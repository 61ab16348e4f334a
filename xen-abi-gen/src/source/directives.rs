//! What the preprocessor did in a unit: which headers it read, what they include and define.

use std::collections::BTreeSet;

use clang_sys as c;

use super::libclang::{Cursor, Unit};
use super::macros::{Define, Macro};
use super::position::{Complaint, FileId, Position};
use super::tree::HeaderTree;
use crate::c_text::{self, Directive, Mark, Marks};
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::{HeaderPath, Location};

/// The directives that were carried out.
#[derive(Debug, Default)]
pub(super) struct Directives {
    /// Every header that was read.
    pub(super) reached: BTreeSet<usize>,
    /// What each header includes, in order: the line of the directive and the header.
    pub(super) includes: HashMap<usize, Vec<(u32, usize)>>,
    /// `#include`s of files that are none of ours: header and line.
    pub(super) outside: Vec<(usize, u32)>,
    /// Every `#define`, in order.
    pub(super) macros: Vec<Macro>,
    /// Every time that a file was entered, and from where, the nearest includer first.
    pub(super) entries: Vec<(FileId, Vec<Position>)>,
    /// The errors of the unit.
    pub(super) errors: Vec<Complaint>,
}

impl Directives {
    /// Reads them from a unit.
    pub(super) fn read(tree: &HeaderTree, unit: &Unit<'_>) -> Self {
        Self::of(tree, unit, |kind| {
            kind == c::CXCursor_InclusionDirective || kind == c::CXCursor_MacroDefinition
        })
    }

    /// The same without what is defined.
    pub(super) fn includes(tree: &HeaderTree, unit: &Unit<'_>) -> Self {
        Self::of(tree, unit, |kind| kind == c::CXCursor_InclusionDirective)
    }

    fn of(tree: &HeaderTree, unit: &Unit<'_>, wanted: fn(c::CXCursorKind) -> bool) -> Self {
        let mut found = Self {
            errors: unit.errors(),
            entries: unit.entries(),
            ..Self::default()
        };
        let defines = unit
            .children(wanted)
            .filter(|cursor| cursor.kind() == c::CXCursor_MacroDefinition);
        found.macros.reserve(defines.count());
        found.reached = found
            .entries
            .iter()
            .filter_map(|(file_id, _)| file_id.header())
            .collect();
        for cursor in unit.children(wanted) {
            let position = unit.place(cursor);
            let Some(file) = position.file_id.header() else {
                continue;
            };
            if cursor.kind() == c::CXCursor_MacroDefinition {
                found.macros.push(definition(tree, cursor, position, file));
                continue;
            }
            match unit.included(cursor) {
                FileId::Header(target) | FileId::Forward(target) => {
                    found
                        .includes
                        .entry(file)
                        .or_default()
                        .push((position.line, target));
                }
                FileId::Elsewhere => found.outside.push((file, position.line)),
                FileId::Unit | FileId::Standard => {}
            }
        }
        found
    }

    /// A header and all that it includes, directly or not; the nearest first.
    pub(super) fn closure(&self, file: usize) -> Vec<usize> {
        let mut found = vec![file];
        let mut next = 0;
        while let Some(file) = found.get(next) {
            let targets = self
                .includes
                .get(file)
                .into_iter()
                .flatten()
                .map(|(_, target)| *target);
            let new: Vec<usize> = targets.filter(|target| !found.contains(target)).collect();
            found.extend(new);
            next += 1;
        }
        found
    }

    /// What files define by the look of them, each name once: more than they do in the end. Of
    /// several definitions that counts which tells most about what may be asked.
    pub(super) fn written(tree: &HeaderTree, files: &[usize]) -> Vec<Macro> {
        let mut told: IndexMap<&str, (usize, &Define)> = IndexMap::default();
        for &file in files {
            for define in &tree.files[file].defines {
                let known = told.entry(&define.name).or_insert((file, define));
                if define.weight() > known.1.weight() {
                    *known = (file, define);
                }
            }
        }
        told.into_values()
            .map(|(file, define)| define.at(Location::line(&tree.files[file].path, 1), false))
            .collect()
    }

    /// For each header, which of these that the unit includes itself read it first.
    pub(super) fn first_readers(&self, headers: &[usize]) -> HashMap<usize, usize> {
        let mut readers = HashMap::default();
        for (file_id, stack) in &self.entries {
            let Some(file) = file_id.header() else {
                continue;
            };
            if let Some(reader) = outermost(file, stack)
                .and_then(|outer| headers.iter().position(|header| *header == outer))
            {
                readers.entry(file).or_insert(reader);
            }
        }
        readers
    }

    /// The headers that a header includes itself, without repetition.
    pub(super) fn included_by(&self, tree: &HeaderTree, file: usize) -> Vec<HeaderPath> {
        let mut paths: Vec<HeaderPath> = Vec::new();
        for (_, target) in self.includes.get(&file).into_iter().flatten() {
            let path = &tree.files[*target].path;
            if !paths.contains(path) {
                paths.push(path.clone());
            }
        }
        paths
    }
}

fn definition(tree: &HeaderTree, cursor: Cursor<'_>, position: Position, file: usize) -> Macro {
    let source = &tree.files[file];
    let start = position.offset as usize;
    let make = |define: &Define| {
        let location = Location::new(
            &source.path,
            position.line,
            position.column,
            define.name.len() as u32,
        );
        define.at(
            location,
            define.tokens.is_empty() && guards(&source.blanked.code, define),
        )
    };
    match source
        .defines
        .binary_search_by_key(&start, |define| define.offset)
    {
        Ok(known) => make(&source.defines[known]),
        // One that does not look like it: its line is continued, or begins with a comment.
        Err(_) => make(&Define::read(
            &source.blanked.code,
            start,
            &cursor.spelling(),
            false,
        )),
    }
}

/// Whether the first directive of a header, and the only one before this definition, asks for the
/// name that is then defined: an include guard.
fn guards(code: &str, define: &Define) -> bool {
    let mut before = Marks::new(code)
        .take_while(|bound| bound.end <= define.offset)
        .filter(|bound| bound.mark == Mark::Directive)
        .map(|sign| Directive::at(code, sign.end));
    let (Some(first), Some(_), None) = (before.next(), before.next(), before.next()) else {
        return false;
    };
    matches!(first.keyword, "ifndef" | "if") && c_text::tokens(&first.rest()).contains(&define.name)
}

/// The header that the unit includes itself, on the way to a file.
pub(super) fn outermost(file: usize, stack: &[Position]) -> Option<usize> {
    match stack {
        [] => None,
        [_] => Some(file),
        [.., outer, _] => outer.file_id.header(),
    }
}

/// The line of a header that a complaint is about, without what surrounds it.
pub(super) fn line_of(tree: &HeaderTree, file: usize, line: u32) -> &str {
    tree.files[file]
        .text
        .split('\n')
        .nth(line.saturating_sub(1) as usize)
        .unwrap_or("")
        .trim()
}

/// The text of an `#error` directive.
pub(super) fn error_text(line: &str) -> Option<&str> {
    Directive::on(line)?.error_text()
}
