//! Composes the translation unit of a run, and turns it into facts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;

use super::directives::Directives;
use super::libclang::{Libclang, Unit, Virtual};
use super::probe::Probe;
use super::records::Reader;
use super::select::Choice;
use super::tree::{HeaderTree, UNIT};
use super::{Options, builtin, complaints, declarations, select};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::{Facts, Header, Skipped};
use crate::model::location::{HeaderPath, Location};

/// Reads the headers for one target. There are no facts where there is an error.
pub fn extract(library: &Libclang, tree: &HeaderTree, options: &Options) -> (Option<Facts>, Diagnostics) {
    match try_extract(library, tree, options) {
        Ok(facts) => (Some(facts), Diagnostics::new()),
        Err(diagnostics) => (None, diagnostics),
    }
}

fn try_extract(library: &Libclang, tree: &HeaderTree, options: &Options) -> Result<Facts, Diagnostics> {
    let alone = |diagnostic: Diagnostic| Diagnostics::from_iter([diagnostic]);
    let mut choice = select::choose(library, tree, options).map_err(alone)?;
    loop {
        let mut text = opening(tree) + &including(tree, &choice.headers);
        let probe = Probe::new(tree, &choice.macros, text.lines().count());
        text.push_str(&probe.text);
        let unit = parse(library, tree, options, &text).map_err(alone)?;
        let pass = Directives::read(tree, &unit);
        // What was left out may have changed how the rest reads: then once more, with what is known now.
        if choice.revise(tree, &pass) || !probe.covers(&pass.macros) {
            choice.some_left(tree).map_err(alone)?;
            choice.macros = pass.macros;
            continue;
        }
        let diagnostics = complaints::diagnose(tree, &pass);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        return facts(tree, options, &unit, &choice, &pass, &probe);
    }
}

fn facts(
    tree: &HeaderTree,
    options: &Options,
    unit: &Unit<'_>,
    choice: &Choice,
    pass: &Directives,
    probe: &Probe,
) -> Result<Facts, Diagnostics> {
    let declarations = declarations::collect(unit);
    let mut reader = Reader::new(tree, unit, &declarations);
    let mut facts = Facts {
        target: options.target,
        interface_version: 0,
        headers: headers(tree, pass),
        records: reader.records(),
        typedefs: reader.typedefs(),
        enums: reader.enums(),
        constants: IndexMap::new(),
        strings: IndexMap::new(),
        definitions: pass.macros.iter().map(|one| one.definition.clone()).collect(),
        skipped: left_out(tree, choice, pass),
    };
    facts.skipped.extend(reader.skipped());
    if reader.diagnostics.has_errors() {
        return Err(reader.diagnostics);
    }
    probe.answers(unit, &pass.macros, &pass.errors, &mut facts);
    Ok(facts)
}

/// The headers that were read, sorted by path.
fn headers(tree: &HeaderTree, pass: &Directives) -> Vec<Header> {
    let header = |&file: &usize| {
        let source = &tree.files[file];
        let (path, text) = (source.path.clone(), source.text.clone());
        Header { path, text, origin: source.origin, includes: pass.included_by(tree, file) }
    };
    let mut headers: Vec<Header> = pass.reached.iter().map(header).collect();
    headers.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    headers
}

/// The headers that were not read.
fn left_out(tree: &HeaderTree, choice: &Choice, pass: &Directives) -> Vec<Skipped> {
    let unread = choice.refused.iter().filter(|(file, _)| tree.selected.contains(file) && !pass.reached.contains(file));
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

/// What every unit begins with.
pub(super) fn opening(tree: &HeaderTree) -> String {
    let mut text = format!("#include \"{}\"\n", builtin::FIRST);
    if let Some(prelude) = tree.prelude {
        let _ = writeln!(text, "#include \"{}\"", tree.files[prelude].name);
    }
    text
}

/// The lines that include headers.
pub(super) fn including(tree: &HeaderTree, headers: &[usize]) -> String {
    headers.iter().map(|&file| format!("#include \"{}\"\n", tree.files[file].name)).collect()
}

/// Parses a unit of which `text` is the main file.
pub(super) fn parse<'t>(library: &Libclang, tree: &'t HeaderTree, options: &Options, text: &str) -> Result<Unit<'t>, Diagnostic> {
    let standard: Vec<(String, &str)> =
        builtin::HEADERS.iter().map(|(name, text)| (format!("{}/{name}", builtin::FOLDER), *text)).collect();
    let mut files: Vec<Virtual<'_>> = vec![(UNIT, text)];
    files.extend(standard.iter().map(|(name, text)| (name.as_str(), *text)));
    files.extend(tree.files.iter().map(|file| (file.name.as_str(), &*file.text)));
    files.extend(tree.forwards.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let failed = |reason: String| {
        let message = format!("libclang ({}) could not read the headers: {reason}", library.version());
        Diagnostic::error("libclang-failed", message).help("if another version of libclang can, please report it")
    };
    let unit = Unit::parse(library, &arguments(tree, options), UNIT, &files, &tree.seats).map_err(failed)?;
    // A complaint without a line is about the arguments.
    match unit.errors().into_iter().find(|error| error.position.line == 0) {
        Some(complaint) => Err(failed(complaint.message)),
        None => Ok(unit),
    }
}

/// Nothing of the machine may take part: no system headers, no search for an installed compiler.
fn arguments(tree: &HeaderTree, options: &Options) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "-xc",
        "-std=gnu11",
        "-ffreestanding",
        "-nostdinc",
        "--sysroot=/xen-abi-gen/none",
        "--gcc-toolchain=/xen-abi-gen/none",
        "-w",
        "-ferror-limit=0",
        "-fno-spell-checking",
    ]
    .map(str::to_owned)
    .into();
    arguments.push(format!("--target={}", options.target.triple()));
    let version = match options.interface_version {
        // The name is looked up where it is used, so that this is the tree's own latest version.
        None => "__XEN_LATEST_INTERFACE_VERSION__".to_owned(),
        Some(version) => format!("{version:#010x}"),
    };
    arguments.push(format!("-D__XEN_INTERFACE_VERSION__={version}"));
    if options.tools {
        arguments.push("-D__XEN_TOOLS__".to_owned());
    }
    arguments.extend(tree.folders.iter().map(|folder| format!("-I{folder}")));
    arguments
}
