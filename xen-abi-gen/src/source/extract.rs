//! Reads the headers for one target: selects and parses them, and extracts facts.

use std::collections::BTreeSet;

use super::clang_errors::UnitErrors;
use super::directives::Directives;
use super::libclang::{Libclang, Unit};
use super::macros::Macro;
use super::position::{FileId, Position};
use super::probe::Probe;
use super::records::RecordReader;
use super::select::Choice;
use super::translation_unit::{Run, View, including, opening};
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
    extract_selected(library, tree, options, &tree.selected, None)
}

/// Reads the headers that have something for toolstacks alone, and what they include.
///
/// `newest` has the facts of the same target in another release, which nearly always takes the same
/// headers.
pub fn extract_for_toolstacks(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
    newest: Option<&Facts>,
) -> (Option<Facts>, Diagnostics) {
    extract_selected(library, tree, options, &tree.for_toolstacks, newest)
}

fn extract_selected(
    library: &Libclang,
    tree: &HeaderTree,
    options: &Options,
    selected: &[usize],
    alike: Option<&Facts>,
) -> (Option<Facts>, Diagnostics) {
    // clang follows what it reads by recursion, and so do we what it tells: on a thread with room
    // for whatever `depth` lets pass.
    let run = Run {
        library,
        tree,
        options,
        selected,
    };
    let extracted = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        match builder.spawn_scoped(scope, || try_extract(run, alike)) {
            Ok(running) => running
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => try_extract(run, alike),
        }
    });
    match extracted {
        Ok((facts, warnings)) => (Some(facts), warnings),
        Err(diagnostics) => (None, diagnostics),
    }
}

fn try_extract(run: Run<'_>, alike: Option<&Facts>) -> Result<(Facts, Diagnostics), Diagnostics> {
    let tree = run.tree;
    let mut choice = match alike {
        Some(alike) => Choice::like(run, alike),
        None => select::choose(run)?,
    };
    let mut diagnostics = Diagnostics::new();
    loop {
        let above = opening(tree) + &including(tree, &choice.headers);
        let probe = Probe::new(&choice, above);
        let unit = run.parse(&probe.text, View::Code)?;
        let pass = Directives::read(tree, &unit, View::Code);
        if choice.is_wrong(&pass) {
            choice = select::choose(run)?;
            continue;
        }
        // What was left out may have changed how the rest reads: then once more, with what is known
        // now.
        if choice.revise(&pass) || !probe.covers(&pass.macros) {
            choice.some_left()?;
            choice.use_macros(pass.macros);
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
            return facts(run, &unit, &choice, pass, &probe);
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

/// The first header that ends within a declaration.
///
/// The line after it did not reach the file's scope.
fn unfinished(
    tree: &HeaderTree,
    unit: &Unit<'_>,
    headers: &[usize],
    pass: &Directives,
) -> Option<usize> {
    let line = |place: Position| (place.file_id == FileId::Unit).then_some(place.line);
    let variables = unit.children(&[clang_sys::CXCursor_VarDecl]);
    let mut lines: BTreeSet<_> = variables
        .filter_map(|cursor| line(unit.place(cursor)))
        .collect();
    for wrong in pass.errors.iter().filter_map(|error| line(error.position)) {
        lines.remove(&wrong);
    }
    let read = tree.prelude.iter().chain(headers);
    read.zip(1..)
        .find(|(_, number)| !lines.contains(&(1 + 2 * number)))
        .map(|(file, _)| *file)
}

fn facts(
    run: Run<'_>,
    unit: &Unit<'_>,
    choice: &Choice<'_>,
    pass: Directives,
    probe: &Probe<'_>,
) -> Result<(Facts, Diagnostics), Diagnostics> {
    let Run { tree, options, .. } = run;
    let declarations = declarations::collect(unit);
    let mut reader = RecordReader::new(tree, unit, &declarations);
    let mut facts = Facts {
        target: options.target,
        interface_version: 0,
        release: options.release,
        headers: headers(tree, &pass),
        records: reader.records(),
        typedefs: reader.typedefs(),
        enums: reader.enums(),
        constants: IndexMap::default(),
        strings: IndexMap::default(),
        definitions: Vec::new(),
        skipped: left_out(run, choice, &pass),
    };
    facts.skipped.extend(reader.skipped());
    reader.warn_of_undefined_macros();
    let mut warnings = reader.diagnostics;
    if warnings.has_errors() {
        return Err(warnings);
    }
    probe.answers(unit, &pass, &mut facts);
    let macros = pass.macros.into_iter();
    facts.definitions = macros.map(Macro::definition).collect();
    facts.release = version::release(&facts).or(facts.release);
    let overridden = [version::overridden, version::release_overridden];
    for warning in overridden.into_iter().filter_map(|of| of(options, &facts)) {
        warnings.push(warning);
    }
    Ok((facts, warnings))
}

/// The headers that were read, sorted by path.
fn headers(tree: &HeaderTree, pass: &Directives) -> Vec<Header> {
    let header = |&file: &usize| {
        let source = &tree.files[file];
        Header {
            path: source.path.clone(),
            text: source.text.clone(),
            origin: source.origin,
            is_for_toolstacks: tree.for_toolstacks.contains(&file),
            includes: pass.included_by(tree, file),
        }
    };
    let mut headers: Vec<Header> = pass.reached.iter().map(header).collect();
    headers.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    headers
}

/// The headers that were not read.
fn left_out(run: Run<'_>, choice: &Choice<'_>, pass: &Directives) -> Vec<Skipped> {
    let Run { tree, selected, .. } = run;
    let unread = |file: &usize| selected.contains(file) && !pass.reached.contains(file);
    let refused = choice.refused.iter().filter(|(file, _)| unread(file));
    let refused = refused.map(|(file, reason)| (tree.path(*file), reason));
    let never = tree.left_out.iter().map(|(path, reason)| (path, reason));
    let sorted: BTreeSet<_> = refused.chain(never).collect();
    let skip = |(path, reason): (&HeaderPath, &String)| Skipped {
        name: str::to_owned(path),
        location: Location::line(path, 1),
        reason: reason.clone(),
    };
    sorted.into_iter().map(skip).collect()
}
