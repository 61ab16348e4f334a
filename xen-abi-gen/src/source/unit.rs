//! Composes the translation unit of a run, and turns it into facts.

use std::collections::BTreeSet;

use super::clang_errors::UnitErrors;
use super::directives::Directives;
use super::libclang::{Libclang, Unit, Virtual};
use super::position::{LineMap, Seat};
use super::probe::Probe;
use super::records::Reader;
use super::select::Choice;
use super::tree::{HeaderTree, SourceFile, UNIT};
use super::{Options, builtin, declarations, refusals, select, version};
use crate::c_text::LineTable;
use crate::diagnostics::{Diagnostic, Diagnostics};
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
            choice.settle(tree, pass.macros);
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
        .filter(|place| place.seat == Seat::Unit)
        .map(|place| place.line)
        .collect();
    for error in pass
        .errors
        .iter()
        .filter(|error| error.position.seat == Seat::Unit)
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
    let mut reader = Reader::new(tree, unit, &declarations);
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

/// What every unit begins with.
pub(super) fn opening(tree: &HeaderTree) -> String {
    let prelude = tree
        .prelude
        .map_or(String::new(), |prelude| including(tree, &[prelude]));
    format!("#include \"{}\"\n{prelude}", builtin::FIRST)
}

/// The lines that include headers, each with a declaration below it that belongs to the file's
/// scope.
pub(super) fn including(tree: &HeaderTree, headers: &[usize]) -> String {
    headers
        .iter()
        .map(|&file| {
            format!(
                "#include \"{}\"\nextern int xen_abi_gen_closed;\n",
                tree.files[file].name
            )
        })
        .collect()
}

/// How much of its headers a unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// All that is C.
    Code,
    /// The preprocessor's lines.
    Directives,
}

/// Parses a unit of which `text` is the main file.
pub(super) fn parse<'t>(
    library: &Libclang,
    tree: &'t HeaderTree,
    options: &Options,
    text: &str,
    view: View,
) -> Result<Unit<'t>, Diagnostics> {
    let standard = builtin::paths();
    let files = files(tree, text, view, &standard);
    let failed = |reason: String| {
        let message = format!(
            "libclang ({}) could not read the headers: {reason}",
            library.version()
        );
        Diagnostics::from_iter([Diagnostic::error("libclang-failed", message)
            .help("if another version of libclang can, please report it")])
    };
    let line_map = match view {
        View::Code => {
            let headers = tree.files.iter().map(|file| &file.blanked.lines).collect();
            LineMap {
                headers,
                unit: LineTable::of(text),
            }
        }
        // Little is asked of a first look.
        View::Directives => LineMap::default(),
    };
    let unit = Unit::parse(
        library,
        &arguments(tree, options, view),
        UNIT,
        &files,
        &tree.seats,
        line_map,
    )
    .map_err(failed)?;
    // A complaint without a line is about the arguments.
    match unit
        .errors()
        .into_iter()
        .find(|error| error.position.line == 0)
    {
        Some(complaint) => Err(failed(complaint.message)),
        None => Ok(unit),
    }
}

/// The files of a unit.
fn files<'t>(
    tree: &'t HeaderTree,
    text: &'t str,
    view: View,
    standard: &'t [(String, &str)],
) -> Vec<Virtual<'t>> {
    let header = |file: &'t SourceFile| {
        let text = match view {
            View::Code => &file.blanked.code,
            View::Directives => &file.blanked.directives,
        };
        (file.name.as_str(), text.as_str())
    };
    let mut files: Vec<Virtual<'_>> = vec![(UNIT, text)];
    files.extend(standard.iter().map(|(name, text)| (name.as_str(), *text)));
    files.extend(tree.files.iter().map(header));
    let forwards = tree.forwards.iter();
    files.extend(forwards.map(|(name, text)| (name.as_str(), text.as_str())));
    files
}

/// Nothing of the machine may take part: no system headers, no search for an installed compiler.
fn arguments(tree: &HeaderTree, options: &Options, view: View) -> Vec<String> {
    let always = [
        "-xc",
        "-std=gnu11",
        "-ffreestanding",
        "-nostdinc",
        "--sysroot=/xen-abi-gen/none",
        "--gcc-toolchain=/xen-abi-gen/none",
        "-ferror-limit=0",
        "-fno-spell-checking",
        // Rust has no names with a dollar sign.
        "-fno-dollars-in-identifiers",
        // The same headers give the same bytes on any day.
        "-D__DATE__=\"\"",
        "-D__TIME__=\"\"",
        "-D__TIMESTAMP__=\"\"",
    ];
    let warnings: &[&str] = match view {
        View::Code => &[
            "-Wno-everything",
            // Versions of clang differ in whether these are errors.
            "-Werror=implicit-int",
            "-Werror=implicit-function-declaration",
            "-Werror=int-conversion",
        ],
        // It goes through each of them for that, and of directives there are few.
        View::Directives => &["-w"],
    };
    let mut arguments: Vec<String> = always
        .iter()
        .chain(warnings)
        .map(|&argument| argument.to_owned())
        .collect();
    arguments.push(format!("--target={}", options.target.triple()));
    if !tree.pragma_operator {
        arguments.push(format!("-D_Pragma(x)={}", refusals::NO_OPERATOR));
    }
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
