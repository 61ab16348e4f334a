//! `generate` and `check`: the crate's modules, written or compared.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Ending;
use super::outcome::{Outcome, library, report, say};
use super::progress::stage;
use super::{arguments, time_limit, workspace};
use crate::diagnostics::{Diagnostic, Severity, SourceTexts};
use crate::emit::features as features_text;
use crate::emit::files::{self, Block, Change, Plan, WithBlock};
use crate::emit::rust::{self, Files};
use crate::model::features::Features;
use crate::model::projection::Projection;
use crate::pipeline::annotation_index;
use crate::pipeline::reuse::{self, Crate, Table};
use crate::pipeline::run::{self, Input, Messages, Resolved, TableChecks, Toolstacks};

/// What a run prepared, beside what there is.
struct Prepared {
    started: Instant,
    out: PathBuf,
    files: Files,
    plan: Plan,
    /// Other files that the run renews, where they are stale: the index of annotations that other
    /// trees may borrow, the table of the crate's items, and those that state the crate's features.
    others: Vec<(PathBuf, String)>,
    /// The items of the crate, if the run emits the project's own.
    items: Option<Table>,
}

/// The modules of the crate, and those of another with its arguments.
type Both = (Prepared, Option<(arguments::Output, Prepared)>);

/// Emits the modules and says what changed.
///
/// A run with all of the project's headers also emits the modules of `xen-abi-linux`. An error in
/// either tree leaves both outputs alone.
pub(super) fn generate(arguments: &arguments::Output) -> Outcome {
    let (prepared, linux) = both(arguments)?;
    write(prepared)?;
    linux.map_or(Ok(Ending::Done), |(_, linux)| write(linux))
}

/// Prepares what a run emits.
///
/// The few headers of Linux come first: an error there ends the run in a moment. Their modules
/// reuse the crate as its headers are now, and the generator was built with an earlier one.
fn both(arguments: &arguments::Output) -> Result<Both, Messages> {
    let Some(linux) = workspace::for_linux(arguments) else {
        return Ok((prepare(arguments, None)?, None));
    };
    let early = match prepare(&linux, None) {
        Err(messages) if is_of_the_crate_alone(&messages) => None,
        early => Some(early?),
    };
    let prepared = prepare(arguments, None)?;
    let early = early.filter(|_| prepared.items == Table::own().ok());
    let other = early.map_or_else(|| prepare(&linux, prepared.items.as_ref()), Ok)?;
    Ok((prepared, Some((linux, other))))
}

/// Whether the crate that this run emits may lack the errors.
fn is_of_the_crate_alone(messages: &Messages) -> bool {
    let mut errors = messages.diagnostics.iter();
    errors.all(|found| found.severity == Severity::Warning || found.code == reuse::DIFFERENCE)
}

fn write(mut prepared: Prepared) -> Outcome {
    if !prepared.plan.changes.is_empty() {
        stage(prepared.started, "writing");
    }
    // Also where nothing differs: a killed run may have left unfinished output.
    prepared.plan = files::bring_in_line(&prepared.out, &prepared.files)?;
    for (path, text) in &prepared.others {
        files::replace(path, text)?;
    }
    say(&summary(&prepared));
    Ok(Ending::Done)
}

/// Compares the modules with what the headers make of them.
pub(super) fn check(arguments: &arguments::Output) -> Outcome {
    let (prepared, linux) = both(arguments)?;
    let ending = compare(arguments, &prepared);
    Ok(
        match linux.map(|(linux, prepared)| compare(&linux, &prepared)) {
            Some(Ending::Done) | None => ending,
            Some(other) => other,
        },
    )
}

fn compare(arguments: &arguments::Output, prepared: &Prepared) -> Ending {
    let changes = prepared
        .plan
        .changes
        .iter()
        .map(|(name, change)| (words(*change)[1], prepared.out.join(name)));
    let others = prepared
        .others
        .iter()
        .map(|(path, _)| ("stale", path.clone()));
    let list: String = changes
        .chain(others)
        .map(|(word, path)| format!("  {word:8} {}\n", path.display()))
        .collect();
    if list.is_empty() {
        say(&summary(prepared));
        return Ending::Done;
    }
    say(&format!(
        "`{}` is not what the headers make of it:\n{list}to mend it, run: {}\n",
        prepared.out.display(),
        command(arguments)
    ));
    Ending::Found
}

/// Everything up to the comparison with what is on disk.
///
/// What reuses the crate reuses the `emitted` one if there is one: the generator was built with the
/// items of the headers as they were before.
fn prepare(arguments: &arguments::Output, emitted: Option<&Table>) -> Result<Prepared, Messages> {
    let library = &library()?;
    let started = Instant::now();
    let out = arguments
        .out
        .clone()
        .or_else(|| workspace::own_output(&arguments.input).filter(|_| !is_part(arguments)))
        .map_or_else(|| Err(no_output(arguments)), Ok)?;
    let tables = workspace::tables(arguments);
    if let Some((root, _)) = &tables {
        // If a file cannot be filled, there is no need to read the headers.
        read_stated(root)?;
    }
    stage(started, "reading the headers");
    let input = Input {
        toolstacks: match &tables {
            // The index of annotations is of the newest release.
            Some(_) => Toolstacks::NewestWhole,
            None if arguments.toolstack => Toolstacks::InPart,
            None => Toolstacks::LeftOut,
        },
        ..workspace::input(&arguments.input)?
    };
    let time_limit = time_limit::start();
    let targets = arguments::targets(&arguments.target);
    let (resolved, messages) = run::resolve(library, &input, &targets);
    stage(started, "naming and merging");
    let index = resolved.as_ref().filter(|_| tables.is_some());
    let index = index.and_then(|resolved| resolved.for_toolstacks.last());
    let index = index.and_then(|newest| annotation_index::index(&newest.interfaces).ok());
    let reused = match (arguments.reuse, emitted) {
        (false, _) => Crate::None,
        (true, Some(table)) => Crate::Emitted(table),
        (true, None) => Crate::Own,
    };
    let projection = project(arguments, reused, &input, (resolved, messages))?;
    let features = if workspace::is_own_output(&arguments.input, &out) {
        run::features(&projection, is_whole(arguments))?
    } else {
        Features::default()
    };
    stage(started, "formatting");
    let files = modules(&projection, &features)?;
    let mut others = Vec::new();
    let mut emitted_items = None;
    if let Some((root, [index_path, items_path])) = tables {
        let not_json = |error| {
            let message = format!("the table of items cannot be written as JSON: {error}");
            Diagnostic::error("not-json", message)
        };
        let items = reuse::table(&projection, &features).map_err(not_json)?;
        emitted_items = Some(Table::parse(&items).map_err(not_json)?);
        others.extend(index.map(|text| (index_path, text)));
        others.push((items_path, items));
        others.retain(|(path, text)| fs::read_to_string(path).ok().as_ref() != Some(text));
        others.extend(stale(read_stated(&root)?, &features));
    }
    stage(started, "comparing");
    let plan = files::plan(&out, &files)?;
    drop(time_limit);
    Ok(Prepared {
        started,
        out,
        files,
        plan,
        others,
        items: emitted_items,
    })
}

/// Whether the run reads all of the project's own headers, for every target.
fn is_whole(arguments: &arguments::Output) -> bool {
    workspace::is_whole(&arguments.input) && arguments.target.is_empty()
}

/// Whether something else is emitted than the modules of the project's crate.
fn is_part(arguments: &arguments::Output) -> bool {
    let whole = arguments::Output {
        input: arguments::Input {
            headers: arguments.input.headers.clone(),
            strict: arguments.input.strict,
            ..arguments::Input::default()
        },
        toolstack: arguments.toolstack,
        out: arguments.out.clone(),
        ..arguments::Output::default()
    };
    *arguments != whole
}

/// The folder of the project's crate takes all of the project's own headers only.
fn no_output(arguments: &arguments::Output) -> Diagnostic {
    if arguments.input.headers.is_none()
        && let Err(elsewhere) = workspace::own_headers()
    {
        return elsewhere;
    }
    let message = match workspace::is_own(&arguments.input) {
        true => {
            "only all headers, as they are, make the project's crate: where shall the modules go?"
        }
        false => "these are not the project's own headers: where shall the modules go?",
    };
    Diagnostic::error("no-output", message).help("say it with `--out DIR`")
}

/// Reads the files that state the crate's features.
fn read_stated(root: &Path) -> Result<[WithBlock; 2], Messages> {
    let [manifest, readme] = workspace::feature_files(root);
    let read = |(path, block): (PathBuf, Block)| {
        let mut texts = SourceTexts::default();
        block
            .read(&path, &mut texts)
            .map_err(|diagnostic| Messages {
                diagnostics: diagnostic.into(),
                texts,
            })
    };
    Ok([read(manifest)?, read(readme)?])
}

/// The files that state the crate's features, where they are stale.
fn stale(
    [manifest, readme]: [WithBlock; 2],
    features: &Features,
) -> impl Iterator<Item = (PathBuf, String)> {
    let manifest = manifest.fill(&features_text::manifest(features));
    let readme = readme.fill(&features_text::table(features));
    [manifest, readme].into_iter().flatten()
}

/// The crate in Rust's terms, or the part of it that is asked for; reports what was found.
fn project(
    arguments: &arguments::Output,
    reused: Crate<'_>,
    input: &Input,
    (resolved, mut messages): (Option<Resolved>, Messages),
) -> Result<Projection, Messages> {
    let checks = TableChecks {
        strict: input.strict,
        // Only toolstacks see some of the names.
        whole_tree: is_whole(arguments) && input.toolstacks != Toolstacks::LeftOut,
        every_target: arguments.target.is_empty(),
    };
    let naming = arguments.naming.as_deref();
    let projection = resolved.and_then(|resolved| {
        let (projection, more) = run::project(&resolved, naming, checks);
        messages.extend(more);
        projection
    });
    let Some(mut projection) = projection else {
        return Err(messages);
    };
    let part = run::Part {
        filter: &arguments.filter,
        reused,
        naming,
    };
    match part.take(&mut projection, &mut messages) {
        true => {
            report(&messages);
            Ok(projection)
        }
        false => Err(messages),
    }
}

/// The modules: path below the output folder, and text.
fn modules(projection: &Projection, features: &Features) -> Result<Files, Diagnostic> {
    rust::files_with_features(projection, features).map_err(|message| {
        let message = format!("what would be emitted is no Rust: {message}");
        Diagnostic::error("not-rust", message)
            .help("this is a fault of the generator; please report it with the headers")
    })
}

fn summary(prepared: &Prepared) -> String {
    let mut text = String::new();
    for (path, _) in &prepared.others {
        let _ = writeln!(text, "  changed  {}", path.display());
    }
    let (out, changes) = (&prepared.out, &prepared.plan.changes);
    if changes.is_empty() {
        return format!(
            "{text}`{}` is up to date: {} files\n",
            out.display(),
            prepared.files.len()
        );
    }
    for (name, change) in changes {
        let [word, _] = words(*change);
        let _ = writeln!(text, "  {word:8} {}", out.join(name).display());
    }
    format!(
        "{text}{} of {} files differ, the others were left alone\n",
        changes.len(),
        changes.len() + prepared.plan.unchanged
    )
}

/// What a difference is called once it is mended, and what it is called before.
const fn words(change: Change) -> [&'static str; 2] {
    match change {
        Change::Added => ["added", "missing"],
        Change::Changed => ["changed", "stale"],
        Change::Removed => ["removed", "orphan"],
    }
}

/// The command that brings the output in line.
fn command(arguments: &arguments::Output) -> String {
    if arguments.out.is_none() && is_whole(arguments) {
        return "cargo run -p xen-abi-gen".to_owned();
    }
    let given: Vec<String> = std::env::args()
        .skip(1)
        .map(|argument| shell_words(&argument))
        .collect();
    let words = given.join(" ").replacen("check", "generate", 1);
    format!("cargo run -p xen-abi-gen -- {words}")
}

/// An argument as a shell takes it.
fn shell_words(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', "'\\''"))
    }
}
