//! Reads the headers for one target: chooses them, has clang parse them, and turns the unit into
//! facts.

use std::collections::BTreeSet;

use super::clang_errors::UnitErrors;
use super::directives::Directives;
use super::libclang::{Libclang, Unit};
use super::position::FileId;
use super::probe::Probe;
use super::records::RecordReader;
use super::select::Choice;
use super::translation_unit::{View, including, opening, parse};
use super::tree::HeaderTree;
use super::{Options, declarations, select, version};
use crate::diagnostics::Diagnostics;
use crate::model::facts::{Facts, Header, Skipped};
use crate::model::hash::IndexMap;
use crate::model::location::{HeaderPath, Location};

/// How much room clang gets, in bytes. Memory is taken only as far as it is used.
const STACK: usize = 512 << 20;

/// Reads the headers for one target. There are no facts where there is an error.
pub fn extract(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
) -> (Option<Facts>, Diagnostics) {
    // clang follows what it reads by recursion, and so do we what it tells: on a thread with room
    // for whatever `depth` lets pass.
    let extracting = || try_extract(library, tree, options);
    let extracted = std::thread::scope(|scope| {
        let running = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, extracting);
        running.map_or_else(
            |_| extracting(),
            |running| {
                running
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            },
        )
    });
    match extracted {
        Ok((facts, warnings)) => (Some(facts), warnings),
        Err(diagnostics) => (None, diagnostics),
    }
}

fn try_extract(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
) -> Result<(Facts, Diagnostics), Diagnostics> {
    let mut choice = select::choose(library, tree, options)?;
    let mut diagnostics = Diagnostics::new();
    loop {
        let above = opening(tree) + &including(tree, &choice.headers);
        let probe = Probe::new(&choice.doubtful, &choice.macros, above);
        let unit = parse(library, tree, options, &probe.text, View::Code)?;
        let pass = Directives::read(tree, &unit);
        // What was left out may have changed how the rest reads: then once more, with what is known
        // now.
        if choice.revise(tree, &pass) || !probe.covers(&pass.macros) {
            choice.some_left(tree)?;
            choice.use_macros(tree, pass.macros);
            continue;
        }
        let errors = UnitErrors {
            tree,
            pass: &pass,
            headers: &choice.headers,
            unfinished: unfinished(tree, &unit, &choice.headers, &pass),
        };
        let found = errors.diagnose();
        if found.has_errors() {
            diagnostics.extend(found);
        } else if !diagnostics.has_errors() {
            return facts(tree, options, &unit, &choice, pass, &probe);
        }
        // After the first cycle of includes clang is silent about others: the rest is looked at
        // without it.
        let rest = errors.without_cycles();
        if rest.len() == choice.headers.len() || rest.is_empty() {
            return Err(diagnostics);
        }
        choice.headers = rest;
    }
}

/// The first header that ends within a declaration: the line of ours below it did not reach the
/// file's scope.
fn unfinished(
    tree: &HeaderTree,
    unit: &Unit<'_>,
    headers: &[usize],
    pass: &Directives,
) -> Option<usize> {
    let place = |cursor| unit.place(cursor);
    let variables = unit.children(|kind| kind == clang_sys::CXCursor_VarDecl);
    let mut lines: BTreeSet<u32> = variables
        .map(place)
        .filter(|place| place.file_id == FileId::Unit)
        .map(|place| place.line)
        .collect();
    for error in pass
        .errors
        .iter()
        .filter(|error| error.position.file_id == FileId::Unit)
    {
        lines.remove(&error.position.line);
    }
    let read = tree.prelude.iter().chain(headers);
    read.zip(1..)
        .find(|(_, number)| !lines.contains(&(1 + 2 * number)))
        .map(|(file, _)| *file)
}

fn facts(
    tree: &HeaderTree,
    options: &Options,
    unit: &Unit<'_>,
    choice: &Choice,
    mut pass: Directives,
    probe: &Probe,
) -> Result<(Facts, Diagnostics), Diagnostics> {
    let declarations = declarations::collect(unit);
    let mut reader = RecordReader::new(tree, unit, &declarations);
    let mut facts = Facts {
        target: options.target,
        interface_version: 0,
        headers: headers(tree, &pass),
        records: reader.records(),
        typedefs: reader.typedefs(),
        enums: reader.enums(),
        constants: IndexMap::default(),
        strings: IndexMap::default(),
        definitions: Vec::new(),
        skipped: left_out(tree, choice, &pass),
    };
    facts.skipped.extend(reader.skipped());
    reader.warn_of_attributes();
    if reader.diagnostics.has_errors() {
        return Err(reader.diagnostics);
    }
    probe.answers(unit, &pass.macros, &pass.errors, &mut facts);
    facts.definitions = std::mem::take(&mut pass.macros)
        .into_iter()
        .map(|one| one.definition)
        .collect();
    let mut warnings = reader.diagnostics;
    if let Some(warning) = version::overridden(options, &facts) {
        warnings.push(warning);
    }
    Ok((facts, warnings))
}

/// The headers that were read, sorted by path.
fn headers(tree: &HeaderTree, pass: &Directives) -> Vec<Header> {
    let header = |&file: &usize| {
        let source = &tree.files[file];
        let (path, text) = (source.path.clone(), source.text.clone());
        Header {
            path,
            text,
            origin: source.origin,
            includes: pass.included_by(tree, file),
        }
    };
    let mut headers: Vec<Header> = pass.reached.iter().map(header).collect();
    headers.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    headers
}

/// The headers that were not read.
fn left_out(tree: &HeaderTree, choice: &Choice, pass: &Directives) -> Vec<Skipped> {
    let unread = choice
        .refused
        .iter()
        .filter(|(file, _)| tree.selected.contains(file) && !pass.reached.contains(file));
    let refused = unread.map(|(file, reason)| (&tree.files[*file].path, reason));
    let never = tree.left_out.iter().map(|(path, reason)| (path, reason));
    let sorted: BTreeSet<_> = refused.chain(never).collect();
    let skip = |(path, reason): (&HeaderPath, &String)| Skipped {
        name: str::to_owned(path),
        location: Location::line(path, 1),
        reason: reason.clone(),
    };
    sorted.into_iter().map(skip).collect()
}
