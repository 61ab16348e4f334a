//! Turns clang's errors into messages with a position and help.

mod includes;
mod missing_names;

use std::collections::{BTreeMap, BTreeSet};

use super::brackets::open_brace;
use super::directives::Directives;
use super::position::{ClangError, FileId, Position};
use super::refusals;
use super::tree::HeaderTree;
use crate::c_text::{self, Directive, Marked};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::Origin;
use crate::model::hash::HashMap;
use crate::model::location::Location;
use missing_names::MissingNames;

/// How many messages about one header are shown. What follows is mostly a consequence.
const MOST: usize = 50;

/// The errors of a unit, with what they are about.
#[derive(Clone, Copy)]
pub(super) struct UnitErrors<'a> {
    pub(super) tree: &'a HeaderTree,
    pub(super) pass: &'a Directives,
    /// The headers that the unit includes itself.
    pub(super) headers: &'a [usize],
    /// The header that ends within a declaration, if one does.
    pub(super) unfinished: Option<usize>,
}

impl UnitErrors<'_> {
    /// The messages for the errors.
    pub(super) fn diagnose(self) -> Diagnostics {
        let including = self.about_includes();
        let consequences = Consequences::new(self, including.keys().map(|(file, _)| *file));
        let mut missing = MissingNames::new(self);
        let mut shown: BTreeMap<usize, usize> = BTreeMap::new();
        let mut diagnostics = Diagnostics::new();
        for error in &self.pass.errors {
            if error.position.file_id == FileId::Unit {
                continue;
            }
            let Some(file) = error.position.file_id.header() else {
                diagnostics.push(Diagnostic::error("c-syntax", error.message.clone()));
                continue;
            };
            let own = self.tree.refusal(error);
            // The annotations' reader tells it better.
            let unclosed = error.message.starts_with("unterminated /* comment");
            let line = self.tree.files[file].line(error.position.line);
            let told = is_include(line) || not_found(error).is_some() || unclosed;
            if told || (consequences.hide(file) && own.is_none()) {
                continue;
            }
            let count = shown.entry(file).or_default();
            // A name that is missing is told once, where it is met first.
            if own.is_none() && missing.takes(file, error, count) {
                continue;
            }
            *count += 1;
            if *count <= MOST {
                diagnostics.push(match own {
                    Some((_, text)) => self.refusal(file, error, text),
                    None => self.syntax(file, error),
                });
            }
        }
        diagnostics.extend(further_errors(self.tree, &shown));
        diagnostics.extend(missing.messages());
        let unfinished = self.unfinished.into_iter();
        let alone = unfinished.filter(|file| !consequences.broken.contains(file));
        diagnostics.extend(alone.map(|file| unclosed(self.tree, file)).collect());
        diagnostics.extend(including.into_values().collect());
        diagnostics
    }
}

/// The headers whose errors are consequences.
///
/// These are a header with a missing include, its includers, and headers after an unfinished one.
struct Consequences<'a> {
    unit: UnitErrors<'a>,
    /// The headers with an `#include` that fails.
    broken: BTreeSet<usize>,
    /// For each header, which of the unit's reads it first.
    readers: HashMap<usize, usize>,
    /// Which of the unit's headers is not finished.
    unfinished: Option<usize>,
}

impl<'a> Consequences<'a> {
    fn new(unit: UnitErrors<'a>, broken: impl Iterator<Item = usize>) -> Self {
        let place = |file| unit.headers.iter().position(|header| *header == file);
        Self {
            unit,
            broken: broken.collect(),
            readers: unit.pass.first_readers(unit.headers),
            unfinished: unit.unfinished.and_then(place),
        }
    }

    /// Whether the errors of a header are consequences of others.
    fn hide(&self, file: usize) -> bool {
        let last = self.unfinished;
        let reader = self.readers.get(&file);
        let after = last.is_some_and(|last| reader.is_some_and(|reader| *reader > last));
        let mut closure = self.unit.pass.closure(file).into_iter();
        after || closure.any(|file| self.broken.contains(&file))
    }
}

fn further_errors(tree: &HeaderTree, shown: &BTreeMap<usize, usize>) -> Diagnostics {
    let further = shown.iter().filter(|(_, count)| **count > MOST);
    let message = |(file, count): (&usize, &usize)| {
        let left = count - MOST;
        let message = format!("{left} further errors in this header are not shown");
        let place = Location::line(tree.path(*file), 1);
        Diagnostic::error("c-syntax", message).at(place, "")
    };
    further.map(message).collect()
}

fn unclosed(tree: &HeaderTree, file: usize) -> Diagnostic {
    let source = &tree.files[file];
    let (place, label) = if let Some(offset) = open_brace(&Marked::of(&source.blanked.code)) {
        (source.location(offset, 1), "opened here")
    } else {
        let last = source.text.lines().count() as u32;
        (Location::line(&source.path, last), "the last line")
    };
    Diagnostic::error("unclosed", "the header ends within a declaration")
        .at(place, label)
        .help("a `}` or a `;` is missing between here and the end of the header")
}

fn is_include(line: &str) -> bool {
    Directive::on(line).is_some_and(|directive| directive.keyword.starts_with("include"))
}

/// The file that clang looked for in vain.
fn not_found(error: &ClangError) -> Option<&str> {
    let message = error.message.strip_prefix('\'')?;
    message.strip_suffix("' file not found")
}

impl UnitErrors<'_> {
    fn location(&self, file: usize, error: &ClangError) -> Location {
        let source = &self.tree.files[file];
        let rest = source.blanked.code.get(error.position.offset as usize..);
        let line = rest.and_then(|rest| rest.lines().next()).unwrap_or("");
        let length = c_text::first_token(line) as u32;
        let Position { line, column, .. } = error.position;
        Location::new(&source.path, line, column, length)
    }

    fn syntax(&self, file: usize, error: &ClangError) -> Diagnostic {
        let place = self.location(file, error);
        if error.message.contains(refusals::NO_OPERATOR) {
            return refusals::made().at(place, "here");
        }
        let mut message = error.message.replace(['\'', '\u{2018}', '\u{2019}'], "`");
        for folder in &self.tree.folders {
            message = message.replace(&format!("{folder}/"), "");
        }
        let source = &self.tree.files[file];
        Diagnostic::error("c-syntax", message)
            .at(place, "clang stopped here")
            .help(match source.origin {
                Origin::Tree => format!(
                    "the header must be C as of 2011, with GNU extensions; `--skip {}` leaves it \
                     out",
                    source.path
                ),
                _ => "it must be C as of 2011, with GNU extensions".to_owned(),
            })
    }

    fn refusal(&self, file: usize, error: &ClangError, text: &str) -> Diagnostic {
        let message = format!("the header refuses to be read: {text}");
        let source = &self.tree.files[file];
        Diagnostic::error("error-directive", message)
            .at(self.location(file, error), "it stops here")
            .help(match source.origin {
                Origin::Tree => format!(
                    "define what it asks for in a file for `--prelude FILE`, or leave it out: \
                     `--skip {}`",
                    source.path
                ),
                _ => {
                    "define what it asks for before it, in the file for `--prelude FILE`".to_owned()
                }
            })
    }
}
