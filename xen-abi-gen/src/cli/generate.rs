//! `generate` and `check`: the crate's modules, written or compared.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use super::Ending;
use super::outcome::{Outcome, library, report, say};
use super::progress::stage;
use super::{arguments, time_limit, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::files::{self, Change, Plan};
use crate::emit::rust::{self, Files};
use crate::pipeline::fallback;
use crate::pipeline::run::{self, Input, Messages, Resolved, TableChecks};

/// What a run made, beside what there is.
struct Made {
    started: Instant,
    out: PathBuf,
    files: Files,
    plan: Plan,
    /// The stale index of annotations and its file, if the run renews it.
    index: Option<(PathBuf, String)>,
}

/// Emits the modules and says what changed.
pub(super) fn generate(arguments: &arguments::Output) -> Outcome {
    let mut made = prepare(arguments)?;
    if !made.plan.changes.is_empty() {
        stage(made.started, "writing");
        made.plan = files::bring_in_line(&made.out, &made.files)?;
    }
    if let Some((path, text)) = &made.index {
        files::replace(path, text)?;
    }
    say(&summary(&made));
    Ok(Ending::Done)
}

/// Compares the modules with what the headers make of them.
pub(super) fn check(arguments: &arguments::Output) -> Outcome {
    let made = prepare(arguments)?;
    let changes = made
        .plan
        .changes
        .iter()
        .map(|(name, change)| (words(*change)[1], made.out.join(name)));
    let index = made.index.iter().map(|(path, _)| ("stale", path.clone()));
    let list: String = changes
        .chain(index)
        .map(|(word, path)| format!("  {word:8} {}\n", path.display()))
        .collect();
    if list.is_empty() {
        say(&summary(&made));
        return Ok(Ending::Done);
    }
    say(&format!(
        "`{}` is not what the headers make of it:\n{list}to mend it, run: {}\n",
        made.out.display(),
        command(arguments)
    ));
    Ok(Ending::Found)
}

/// Everything up to the comparison with what is on disk.
fn prepare(arguments: &arguments::Output) -> Result<Made, Messages> {
    let library = &library()?;
    let started = Instant::now();
    let own = workspace::is_own(&arguments.input);
    let out = arguments
        .out
        .clone()
        .or_else(|| own.then(workspace::own_output))
        .ok_or_else(|| {
            let message = "these are not the project's own headers: where shall the modules go?";
            Diagnostic::error("no-output", message).help("say it with `--out DIR`")
        })?;
    stage(started, "reading the headers");
    let input = workspace::input(&arguments.input)?;
    let time_limit = time_limit::start();
    let index_path = workspace::index(arguments);
    let targets = arguments::targets(&arguments.target);
    let resolve = if index_path.is_some() {
        run::resolve_for_toolstacks_too
    } else {
        run::resolve
    };
    let (resolved, messages) = resolve(library, &input, &targets);
    stage(started, "naming and merging");
    let index = resolved.as_ref().zip(index_path);
    let index = index.and_then(|(resolved, path)| {
        let text = fallback::index(&resolved.for_toolstacks).ok()?;
        let stale = std::fs::read_to_string(&path).ok().as_ref() != Some(&text);
        stale.then_some((path, text))
    });
    let files = modules(arguments, &input, started, resolved, messages)?;
    stage(started, "comparing");
    let plan = files::plan(&out, &files)?;
    drop(time_limit);
    Ok(Made {
        started,
        out,
        files,
        plan,
        index,
    })
}

/// The modules: path below the output folder, and text.
fn modules(
    arguments: &arguments::Output,
    input: &Input,
    started: Instant,
    resolved: Option<Resolved>,
    mut messages: Messages,
) -> Result<Files, Messages> {
    let every_target = arguments.target.is_empty();
    let checks = TableChecks {
        strict: input.strict,
        whole_tree: workspace::is_whole(&arguments.input) && every_target,
        every_target,
    };
    let projection = resolved.and_then(|resolved| {
        let (projection, more) = run::project(&resolved, arguments.naming.as_deref(), checks);
        messages.extend(more);
        projection
    });
    let Some(projection) = projection else {
        return Err(messages);
    };
    report(&messages);
    stage(started, "formatting");
    Ok(rust::files(&projection).map_err(|message| {
        let message = format!("what would be emitted is no Rust: {message}");
        Diagnostic::error("not-rust", message)
            .help("this is a fault of the generator; please report it with the headers")
    })?)
}

fn summary(made: &Made) -> String {
    let mut text = String::new();
    if let Some((path, _)) = &made.index {
        let _ = writeln!(text, "  changed  {}", path.display());
    }
    let (out, changes) = (&made.out, &made.plan.changes);
    if changes.is_empty() {
        return format!(
            "{text}`{}` is up to date: {} files\n",
            out.display(),
            made.files.len()
        );
    }
    for (name, change) in changes {
        let [word, _] = words(*change);
        let _ = writeln!(text, "  {word:8} {}", out.join(name).display());
    }
    format!(
        "{text}{} of {} files differ, the others were left alone\n",
        changes.len(),
        changes.len() + made.plan.unchanged
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
    if arguments.out.is_none()
        && workspace::is_whole(&arguments.input)
        && arguments.target.is_empty()
    {
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
