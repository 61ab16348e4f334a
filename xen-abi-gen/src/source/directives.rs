//! Reads from a unit which headers the preprocessor read, and what they include and define.

use std::collections::BTreeSet;
use std::sync::Arc;

use clang_sys as c;

use super::libclang::{Cursor, Unit};
use super::macros::{Define, Macro};
use super::position::{ClangError, FileId, Position};
use super::translation_unit::View;
use super::tree::HeaderTree;
use crate::c_text::{self, Directive, Mark, Marks};
use crate::model::hash::{HashMap, IndexMap, IndexSet};
use crate::model::location::{HeaderPath, Location};

/// The directives that were carried out.
#[derive(Default)]
pub(super) struct Directives {
    /// Every header that was read.
    pub(super) reached: BTreeSet<usize>,
    /// What each header includes, in order: the line of the directive and the header.
    pub(super) includes: Vec<Vec<(u32, usize)>>,
    /// `#include`s of files that are none of ours: header and line.
    pub(super) outside: Vec<(usize, u32)>,
    /// Every `#define`, in order.
    pub(super) macros: Vec<Macro>,
    /// Every entry of a header, with the header that the unit itself includes.
    pub(super) entries: Vec<(usize, Option<usize>)>,
    /// The errors of the unit.
    pub(super) errors: Vec<ClangError>,
}

impl Directives {
    /// Reads them from a unit; what is defined, only where the unit has all of the code.
    pub(super) fn read(tree: &HeaderTree, unit: &Unit<'_>, view: View) -> Self {
        let mut found = Self {
            includes: vec![Vec::new(); tree.files.len()],
            entries: unit.entries(),
            errors: unit.errors(),
            ..Self::default()
        };
        found.reached = found.entries.iter().map(|(file, _)| *file).collect();
        for directive in unit.children(&[c::CXCursor_InclusionDirective]) {
            let Position { file_id, line, .. } = unit.place(directive);
            let Some(file) = file_id.header() else {
                continue;
            };
            match unit.included(directive) {
                FileId::Header(target) | FileId::Forward(target) => {
                    found.includes[file].push((line, target));
                }
                FileId::Elsewhere => found.outside.push((file, line)),
                FileId::Unit | FileId::Standard => {}
            }
        }
        if view == View::Code {
            let definitions = unit.children(&[c::CXCursor_MacroDefinition]);
            let read = definitions.filter_map(|cursor| definition(tree, unit, cursor));
            found.macros.extend(read);
        }
        found
    }

    /// A header and all that it includes, directly or not; the nearest first.
    pub(super) fn closure(&self, file: usize) -> Vec<usize> {
        let mut found = vec![file];
        let mut next = 0;
        while let Some(&file) = found.get(next) {
            for &(_, target) in &self.includes[file] {
                if !found.contains(&target) {
                    found.push(target);
                }
            }
            next += 1;
        }
        found
    }

    /// The names that files may define, each once; more than they do define.
    ///
    /// Of several definitions, the most certain one counts.
    pub(super) fn written(tree: &HeaderTree, files: &[usize]) -> Vec<Macro> {
        let mut told: IndexMap<&str, (usize, &Arc<Define>)> = IndexMap::default();
        for &file in files {
            for define in &tree.files[file].directives.defines {
                let known = told.entry(&define.name).or_insert((file, define));
                if define.weight() > known.1.weight() {
                    *known = (file, define);
                }
            }
        }
        told.into_values()
            .map(|(file, define)| {
                let location = Location::line(tree.path(file), 1);
                Macro::new(Arc::clone(define), location, false)
            })
            .collect()
    }

    /// For each header, which of these that the unit includes itself read it first.
    pub(super) fn first_readers(&self, headers: &[usize]) -> HashMap<usize, usize> {
        let mut readers = HashMap::default();
        for &(file, outermost) in &self.entries {
            let mut places = headers.iter();
            if let Some(reader) = places.position(|header| Some(*header) == outermost) {
                readers.entry(file).or_insert(reader);
            }
        }
        readers
    }

    /// The headers that a header includes itself, without repetition.
    pub(super) fn included_by(&self, tree: &HeaderTree, file: usize) -> Vec<HeaderPath> {
        let targets = self.includes[file].iter().map(|(_, target)| *target);
        let paths: IndexSet<_> = targets.map(|target| tree.path(target).clone()).collect();
        paths.into_iter().collect()
    }
}

fn definition(tree: &HeaderTree, unit: &Unit<'_>, cursor: Cursor<'_>) -> Option<Macro> {
    let position = unit.place(cursor);
    let source = &tree.files[position.file_id.header()?];
    let (defines, code) = (&source.directives.defines, &source.blanked.code);
    let start = position.offset as usize;
    let define = match defines.binary_search_by_key(&start, |define| define.offset) {
        Ok(known) => Arc::clone(&defines[known]),
        // One that does not look like it: its line is continued, or begins with a comment.
        Err(_) => Arc::new(Define::read(code, start, &cursor.spelling(), false)),
    };
    let length = define.name.len() as u32;
    let location = Location::new(&source.path, position.line, position.column, length);
    let guard = define.tokens.is_empty() && guards(code, &define);
    Some(Macro::new(define, location, guard))
}

/// Whether the first directive of a header tests the name that it defines next.
///
/// This is an include guard.
fn guards(code: &str, define: &Define) -> bool {
    let mut before = Marks::new(code)
        .take_while(|bound| bound.end <= define.offset)
        .filter(|bound| bound.mark == Mark::Directive)
        .map(|sign| Directive::at(code, sign.end));
    let (Some(first), Some(_), None) = (before.next(), before.next(), before.next()) else {
        return false;
    };
    matches!(first.keyword, "ifndef" | "if")
        && c_text::tokens(&first.rest()).contains(&&*define.name)
}
