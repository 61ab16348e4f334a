//! The messages about `#include` lines: headers that are missing, and cycles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{UnitErrors, is_include, not_found};
use crate::diagnostics::Diagnostic;
use crate::model::facts::Origin;
use crate::model::hash::HashMap;
use crate::model::location::Location;
use crate::source::includes::{self, IncludeLine};
use crate::source::position::ClangError;
use crate::source::suggest;

impl UnitErrors<'_> {
    /// The messages about `#include` lines, by header and line.
    pub(super) fn about_includes(&self) -> BTreeMap<(usize, u32), Diagnostic> {
        let mut including = BTreeMap::new();
        for error in &self.pass.errors {
            if let Some(file) = error.position.file_id.header()
                && let Some(message) = self.about_include(file, error)
            {
                let line = error.position.line;
                including.entry((file, line)).or_insert(message);
            }
        }
        for &(file, line) in &self.pass.outside {
            including
                .entry((file, line))
                .or_insert_with(|| self.outside(file, line));
        }
        including
    }

    /// The headers of the unit that have nothing to do with a cycle of includes.
    pub(in crate::source) fn without_cycles(&self) -> Vec<usize> {
        let errors = self.pass.errors.iter();
        let files: BTreeSet<usize> = errors
            .filter_map(|error| {
                let file = error.position.file_id.header()?;
                self.include_on(file, error.position.line)?.target?;
                Some(file)
            })
            .collect();
        let apart = |header: &usize| {
            let closure = self.pass.closure(*header);
            !closure.iter().any(|file| files.contains(file))
        };
        self.headers.iter().copied().filter(apart).collect()
    }

    /// The message for an error on an `#include` line.
    fn about_include(&self, file: usize, error: &ClangError) -> Option<Diagnostic> {
        let line = self.tree.files[file].line(error.position.line);
        let wanted = not_found(error);
        if !is_include(line) && wanted.is_none() {
            return None;
        }
        let place = self.location(file, error);
        Some(match self.include_on(file, error.position.line) {
            Some(IncludeLine {
                target: Some(target),
                ..
            }) => self.cycle(file, place, *target),
            Some(include) => self.missing(file, place, &include.name),
            // A macro names it, or the line is written in an odd way.
            None => self.missing(
                file,
                place,
                wanted.unwrap_or_else(|| {
                    let name = line.trim_start_matches(['#', ' ']);
                    name.trim_start_matches("include").trim()
                }),
            ),
        })
    }

    fn missing(&self, file: usize, location: Location, name: &str) -> Diagnostic {
        if name.starts_with('/') {
            let message = format!("`{name}` is a path of the machine, where nothing is read");
            return Diagnostic::error("outside-the-tree", message)
                .at(location, "included here")
                .help(
                    "name the header by its path within the tree, or within a folder of \
                     `--include DIR`",
                );
        }
        let wrong = Diagnostic::error("missing-include", format!("there is no header `{name}`"))
            .at(location.clone(), "included here");
        let beside = format!("{}{name}", includes::folder(&location.header));
        if includes::normal(&beside).is_none() {
            return wrong.help(
                "it leads out of the tree: give the folder above as the tree, and name the \
                 headers with `--header`",
            );
        }
        if let Some(other) = suggest::namesake(self.tree, name) {
            let name = name.trim_matches(['"', '<', '>']);
            return wrong
                .help(format!(
                    "the tree has `{other}`: if that is meant, put a file `{name}` into a folder \
                     DIR that says `#include <{other}>`, and pass `--include DIR`"
                ))
                .help(
                    "otherwise `--include DIR` adds the folder that has it, which may be a whole \
                     tree of headers",
                );
        }
        wrong
            .help(
                "it was looked for beside this header, in the tree, and in the folders of \
                 --include",
            )
            .help("`--include DIR` adds a folder, which may be a whole tree of headers")
            .help(format!(
                "if nothing of it is needed, an empty file of this name in such a folder stands \
                 in for it{}",
                match self.tree.files[file].origin {
                    Origin::Tree =>
                        format!("; `--skip {}` leaves out this header", location.header),
                    // Only headers of the tree can be left out.
                    _ => String::new(),
                }
            ))
    }

    /// clang found a file by an absolute path or the environment.
    fn outside(&self, file: usize, line: u32) -> Diagnostic {
        let name = match self.include_on(file, line) {
            Some(include) => &include.name,
            None => self.tree.files[file].line(line),
        };
        self.missing(file, self.include_location(file, line), name)
    }

    /// The `#include` on a line.
    fn include_on(&self, file: usize, line: u32) -> Option<&IncludeLine> {
        let mut includes = self.tree.files[file].directives.includes.iter();
        includes.find(|include| include.line == line)
    }

    /// What the `#include` on a line names; the line, where it is written in an odd way.
    fn include_location(&self, file: usize, line: u32) -> Location {
        let path = self.tree.path(file);
        self.include_on(file, line)
            .map_or(Location::line(path, line), |include| {
                Location::new(path, line, include.column, include.name.len() as u32 + 2)
            })
    }

    fn cycle(&self, file: usize, place: Location, target: usize) -> Diagnostic {
        let (from, to) = (self.tree.path(file), self.tree.path(target));
        let message = if file == target {
            format!("{from} includes itself without end")
        } else {
            format!("{from} and {to} include each other without end")
        };
        let label = format!("includes {to} again");
        let mut wrong = Diagnostic::error("include-cycle", message).at(place, label);
        for (from, line, to) in self.way(target, file) {
            let label = format!("includes {}", self.tree.path(to));
            wrong = wrong.related(self.include_location(from, line), label);
        }
        let whom = if file == target { "it" } else { "each of them" };
        wrong.help(format!(
            "give {whom} an include guard: #ifndef NAME, #define NAME, … #endif"
        ))
    }

    /// The shortest chain of includes from one header to another.
    fn way(&self, from: usize, to: usize) -> Vec<(usize, u32, usize)> {
        let mut came: HashMap<usize, (usize, u32)> = HashMap::default();
        let mut open = VecDeque::from([from]);
        while let Some(file) = open.pop_front() {
            for &(line, target) in &self.pass.includes[file] {
                if target != from && !came.contains_key(&target) {
                    came.insert(target, (file, line));
                    open.push_back(target);
                }
            }
        }
        let mut steps = Vec::new();
        let mut at = to;
        while at != from {
            let Some(&(before, line)) = came.get(&at) else {
                return Vec::new();
            };
            steps.push((before, line, at));
            at = before;
        }
        steps.reverse();
        steps
    }
}
