//! The first pass: lets clang preprocess the headers, and finds out which of them the target takes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use clang_sys as c;

use super::check;
use super::libclang::{Complaint, Cursor, Depth, Libclang, Position, Seat, Unit};
use super::macros::{self, Macro};
use super::tree::HeaderTree;
use super::{Options, unit};
use crate::diagnostics::Diagnostic;
use crate::model::facts::Definition;
use crate::model::location::{HeaderPath, Location};

/// What the preprocessor says of the headers that the target takes.
#[derive(Debug, Default)]
pub(super) struct Preprocessed {
    /// The headers that the unit includes itself, in order.
    pub(super) headers: Vec<usize>,
    /// Headers that were asked for and are not taken, each with a reason.
    pub(super) refused: BTreeMap<usize, String>,
    /// Every header that was read.
    pub(super) reached: BTreeSet<usize>,
    /// What each header includes, in order: the line of the directive and the header.
    pub(super) includes: HashMap<usize, Vec<(u32, usize)>>,
    /// `#include`s of files that are none of ours: header and line.
    pub(super) outside: Vec<(usize, u32)>,
    /// Every `#define` that was carried out, in order.
    pub(super) macros: Vec<Macro>,
    /// Its errors.
    pub(super) errors: Vec<Complaint>,
    entries: Vec<(Seat, Vec<Position>)>,
}

/// Preprocesses what the target takes of the headers asked for. What it refuses is found by trying.
pub(super) fn preprocess(library: &Libclang, tree: &HeaderTree, options: &Options) -> Result<Preprocessed, Diagnostic> {
    let mut refused = BTreeMap::new();
    let mut foreign = HashSet::new();
    let mut blamed = HashSet::new();
    let belongs = |file: &usize| check::architecture(&tree.files[*file].path).is_some();
    if let Some(xen) = tree.xen.filter(|_| tree.selected.iter().any(belongs)) {
        let common = std::iter::once(xen).chain(tree.selected.iter().copied().filter(|file| *file != xen && !belongs(file)));
        let pass = run(library, tree, options, common.collect())?;
        refused.extend(other_architectures(tree, options, &pass));
        foreign.extend(refused.keys().copied());
        refused.extend(stopped(tree, &pass, &mut blamed));
    }
    loop {
        let headers: Vec<usize> = tree.selected.iter().copied().filter(|file| !refused.contains_key(file)).collect();
        if headers.is_empty() {
            return Err(nothing_left(tree, options, &refused));
        }
        let mut pass = run(library, tree, options, headers)?;
        let mut found = stopped(tree, &pass, &mut blamed);
        found.extend(includers_of(tree, &pass, &foreign));
        foreign.extend(found.keys().copied().filter(|file| belongs(file)));
        if found.is_empty() {
            refused.retain(|file, _| tree.selected.contains(file) && !pass.reached.contains(file));
            pass.refused = refused;
            return Ok(pass);
        }
        refused.extend(found);
    }
}

fn run(library: &Libclang, tree: &HeaderTree, options: &Options, headers: Vec<usize>) -> Result<Preprocessed, Diagnostic> {
    // Inside a function's body, which clang is told to skip, headers are preprocessed and not parsed: a third of the time.
    let text = format!("{}void xen_abi_gen_body(void) {{\n{}}}\n", unit::opening(tree), unit::including(tree, &headers));
    let unit = unit::parse(library, tree, options, &text, Depth::Preprocessing)?;
    let mut pass = Preprocessed { headers, errors: unit.errors(), entries: unit.entries(), ..Preprocessed::default() };
    pass.reached = pass.entries.iter().filter_map(|(seat, _)| header(*seat)).collect();
    let wanted = |kind| kind == c::CXCursor_InclusionDirective || kind == c::CXCursor_MacroDefinition;
    for cursor in unit.children(wanted) {
        let position = unit.place(cursor);
        let Seat::Header(file) = position.seat else { continue };
        if cursor.kind() == c::CXCursor_MacroDefinition {
            pass.macros.push(definition(tree, &unit, cursor, file));
            continue;
        }
        match unit.included(cursor) {
            Seat::Header(target) | Seat::Forward(target) => pass.includes.entry(file).or_default().push((position.line, target)),
            Seat::Elsewhere => pass.outside.push((file, position.line)),
            Seat::Unit | Seat::Standard => {}
        }
    }
    Ok(pass)
}

fn definition(tree: &HeaderTree, unit: &Unit<'_>, cursor: Cursor<'_>, file: usize) -> Macro {
    let name = cursor.spelling();
    let position = unit.place(cursor);
    let source = &tree.files[file];
    let end = position.offset as usize + name.len();
    let (function_like, tokens) = macros::replacement(&source.text, end);
    let location = Location::new(&source.path, position.line, position.column, name.len() as u32);
    let guard = tokens.is_empty() && guards(&source.text, position.line, &name);
    Macro { definition: Definition { name, location, function_like, replacement: tokens.join(" ") }, tokens, guard }
}

/// Whether the first directive of a header asks for a name that is then defined: an include guard.
fn guards(text: &str, line: u32, name: &str) -> bool {
    let mut directives = text.split('\n').take(line as usize - 1).map(str::trim).filter_map(|line| line.strip_prefix('#'));
    let first = directives.next().filter(|_| directives.next().is_none()).map(str::trim_start);
    let asked = first.and_then(|line| line.strip_prefix("ifndef").or(line.strip_prefix("if")));
    asked.is_some_and(|asked| macros::tokens(asked).iter().any(|token| token == name))
}

fn header(seat: Seat) -> Option<usize> {
    match seat {
        Seat::Header(file) => Some(file),
        _ => None,
    }
}

/// The line of a header that a complaint is about, without what surrounds it.
pub(super) fn line_of<'t>(tree: &'t HeaderTree, file: usize, line: u32) -> &'t str {
    tree.files[file].text.split('\n').nth(line.saturating_sub(1) as usize).unwrap_or("").trim()
}

/// The text of an `#error` directive.
pub(super) fn error_text(line: &str) -> Option<&str> {
    let text = line.strip_prefix('#')?.trim_start().strip_prefix("error")?.trim();
    Some(text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text))
}

/// Headers of the selection that belong to another architecture than the target's.
fn other_architectures(tree: &HeaderTree, options: &Options, pass: &Preprocessed) -> BTreeMap<usize, String> {
    let target = options.target.name();
    let family = |file: usize| check::architecture(&tree.files[file].path);
    let taken: HashSet<&str> = pass.reached.iter().filter_map(|&file| family(file)).collect();
    let mut others = BTreeMap::new();
    for &file in tree.selected.iter().filter(|file| !pass.reached.contains(file)) {
        let Some(architecture) = family(file) else { continue };
        let mut readers = tree.xen.iter().chain(&pass.reached);
        if let Some(&by) = readers.find(|&&by| tree.files[by].includes.iter().any(|(_, to)| *to == Some(file))) {
            others.insert(file, format!("{} does not include it for {target}", tree.files[by].path));
        } else if tree.files[file].path.starts_with(&format!("{architecture}/")) && !taken.contains(architecture) {
            others.insert(file, format!("no common header includes anything of {architecture}/ for {target}"));
        }
    }
    others
}

/// Headers of the unit that run into an `#error`, which may stand in what they include.
fn stopped(tree: &HeaderTree, pass: &Preprocessed, blamed: &mut HashSet<usize>) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for error in &pass.errors {
        let Seat::Header(file) = error.position.seat else { continue };
        let Some(text) = error_text(line_of(tree, file, error.position.line)) else { continue };
        let mut includers: Vec<usize> = pass
            .entries
            .iter()
            .filter(|(seat, _)| *seat == Seat::Header(file))
            .filter_map(|(_, stack)| outermost(file, stack))
            .collect();
        includers.retain(|file| pass.headers.contains(file));
        // The first to read it is the one that ran into it, for a guard keeps the others out. If it is back in the next round,
        // there is none, or it comes too late.
        if blamed.insert(file) {
            includers.truncate(1);
        }
        for includer in includers {
            let path = &tree.files[file].path;
            let reason = if includer == file { format!("#error {text}") } else { format!("{path} says #error {text}") };
            found.entry(includer).or_insert(reason);
        }
    }
    found
}

/// The header that the unit includes itself, on the way to a file.
fn outermost(file: usize, stack: &[Position]) -> Option<usize> {
    match stack {
        [] => None,
        [_] => Some(file),
        [.., outer, _] => header(outer.seat),
    }
}

/// Headers of the unit that include one of another architecture.
fn includers_of(tree: &HeaderTree, pass: &Preprocessed, foreign: &HashSet<usize>) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for &file in &pass.headers {
        if let Some(other) = pass.closure(file).into_iter().find(|other| foreign.contains(other)) {
            found.insert(file, format!("it includes {}, which is of another architecture", tree.files[other].path));
        }
    }
    found
}

fn nothing_left(tree: &HeaderTree, options: &Options, refused: &BTreeMap<usize, String>) -> Diagnostic {
    let message = format!("none of the headers can be read for {}", options.target.name());
    let mut wrong = Diagnostic::error("no-header-left", message);
    for (file, reason) in refused.iter().take(3) {
        wrong = wrong.help(format!("{}: {reason}", tree.files[*file].path));
    }
    wrong
}

impl Preprocessed {
    /// A header and all that it includes, directly or not.
    pub(super) fn closure(&self, file: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([file]);
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            for (_, target) in self.includes.get(&file).into_iter().flatten() {
                if found.insert(*target) {
                    open.push(*target);
                }
            }
        }
        found
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
