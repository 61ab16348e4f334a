//! `generate` and `check`: the crate's modules, written or compared.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

use super::progress::Progress;
use super::time_limit::TimeLimit;
use super::{Ending, arguments, report, report_one, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::files::{self, Change, Plan, Refusal};
use crate::emit::rust;
use crate::model::target::Target;
use crate::pipeline::run::{self, Input, TableChecks};
use crate::source::Libclang;

type Files = std::collections::BTreeMap<String, String>;

/// What a run made, beside what there is.
struct Made {
    out: PathBuf,
    files: Files,
    plan: Plan,
    /// The index of annotations, where the run is one that renews it.
    index: Option<Index>,
}

/// The index of annotations that other trees may borrow.
struct Index {
    path: PathBuf,
    text: String,
    stale: bool,
}

/// Emits the modules and says what changed.
pub(super) fn generate(library: &Libclang, arguments: &arguments::Output) -> Ending {
    let progress = Progress::start();
    let mut made = match prepare(library, arguments, &progress) {
        Ok(made) => made,
        Err(ending) => return ending,
    };
    if !made.plan.changes.is_empty() {
        progress.stage("writing");
        match files::bring_in_line(&made.out, &made.files) {
            Ok(plan) => made.plan = plan,
            Err(refusal) => return refuse(&refusal),
        }
    }
    if let Some(index) = made.index.as_ref().filter(|index| index.stale)
        && let Err(refusal) = files::replace(&index.path, &index.text)
    {
        return refuse(&refusal);
    }
    say(&summary(&made));
    Ending::Done
}

/// Compares the modules with what the headers make of them.
pub(super) fn check(library: &Libclang, arguments: &arguments::Output) -> Ending {
    let made = match prepare(library, arguments, &Progress::start()) {
        Ok(made) => made,
        Err(ending) => return ending,
    };
    let stale = made
        .index
        .iter()
        .filter(|index| index.stale)
        .map(|index| index.path.clone());
    let changes = made
        .plan
        .changes
        .iter()
        .map(|(name, change)| (would(*change), made.out.join(name)));
    let list: String = changes
        .chain(stale.map(|path| ("stale", path)))
        .map(|(word, path)| format!("  {word:8} {}\n", path.display()))
        .collect();
    if list.is_empty() {
        say(&summary(&made));
        return Ending::Done;
    }
    say(&format!(
        "`{}` is not what the headers make of it:\n{list}to mend it, run: {}\n",
        made.out.display(),
        command(arguments)
    ));
    Ending::Found
}

/// Everything up to the comparison with what is on disk.
fn prepare(
    library: &Libclang,
    arguments: &arguments::Output,
    progress: &Progress,
) -> Result<Made, Ending> {
    let own = workspace::is_own(&arguments.input);
    let Some(out) = arguments
        .out
        .clone()
        .or_else(|| own.then(workspace::own_output))
    else {
        return Err(report_one(
            &Diagnostic::error(
                "no-output",
                "these are not the project's own headers: where shall the modules go?",
            )
            .help("say it with `--out DIR`"),
        ));
    };
    let targets = targets(arguments);
    progress.stage("reading the headers");
    let input = workspace::input(&arguments.input).map_err(|diagnostic| report_one(&diagnostic))?;
    let time_limit = TimeLimit::start();
    std::thread::scope(|scope| {
        // Toolstacks see more than the crate has, so that the index takes a reading of its own,
        // beside the crate's.
        let index = workspace::index(arguments).map(|path| {
            (
                path,
                scope.spawn(|| run::index(library, &input.selection.tree, &Target::ALL)),
            )
        });
        let (files, plan) = modules(library, arguments, &input, &targets, &out, progress)?;
        let index = index.and_then(|(path, text)| {
            Some((
                path,
                text.join().unwrap_or_else(|panic| resume_unwind(panic))?,
            ))
        });
        let index = index.map(|(path, text)| Index {
            stale: std::fs::read_to_string(&path).ok().as_ref() != Some(&text),
            path,
            text,
        });
        drop(time_limit);
        Ok(Made {
            out: out.clone(),
            files,
            plan,
            index,
        })
    })
}

/// The modules, and how they differ from the output folder.
fn modules(
    library: &Libclang,
    arguments: &arguments::Output,
    input: &Input,
    targets: &[Target],
    out: &Path,
    progress: &Progress,
) -> Result<(Files, Plan), Ending> {
    let (resolved, mut messages) = run::resolve(library, input, targets);
    progress.stage("naming and merging");
    let projection = resolved.and_then(|resolved| {
        let every_target = arguments.target.is_empty();
        let whole_tree = workspace::is_whole(&arguments.input) && every_target;
        let checks = TableChecks {
            strict: input.strict,
            whole_tree,
            every_target,
        };
        let (projection, found) = run::project(&resolved, arguments.naming.as_deref(), checks);
        messages.diagnostics.extend(found.diagnostics);
        messages.texts.extend(found.texts);
        projection
    });
    let told = report(&messages);
    let Some(projection) = projection else {
        return Err(told);
    };
    progress.stage("formatting");
    let files = match rust::files(&projection) {
        Ok(files) => files,
        Err(message) => {
            return Err(report_one(
                &Diagnostic::error(
                    "not-rust",
                    format!("what would be emitted is no Rust: {message}"),
                )
                .help("this is a fault of the generator; please report it with the headers"),
            ));
        }
    };
    progress.stage("comparing");
    match files::plan(out, &files) {
        Ok(plan) => Ok((files, plan)),
        Err(refusal) => Err(refuse(&refusal)),
    }
}

fn targets(arguments: &arguments::Output) -> Vec<Target> {
    let mut targets = if arguments.target.is_empty() {
        Target::ALL.to_vec()
    } else {
        arguments.target.clone()
    };
    targets.sort_unstable();
    targets.dedup();
    targets
}

fn refuse(refusal: &Refusal) -> Ending {
    let (message, help) = refusal.sentences();
    report_one(&Diagnostic::error("cannot-write", message).help(help))
}

fn summary(made: &Made) -> String {
    let Made {
        out,
        files,
        plan,
        index,
        ..
    } = made;
    let mut text = String::new();
    if let Some(index) = index.as_ref().filter(|index| index.stale) {
        let _ = writeln!(text, "  changed  {}", index.path.display());
    }
    if plan.changes.is_empty() {
        let count = files.len();
        return format!("{text}`{}` is up to date: {count} files\n", out.display());
    }
    for (name, change) in &plan.changes {
        let word = match change {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        let _ = writeln!(text, "  {word:8} {}", out.join(name).display());
    }
    let (differing, all) = (plan.changes.len(), plan.changes.len() + plan.unchanged);
    let _ = writeln!(
        text,
        "{differing} of {all} files differ, the others were left alone"
    );
    text
}

const fn would(change: Change) -> &'static str {
    match change {
        Change::Added => "missing",
        Change::Changed => "stale",
        Change::Removed => "orphan",
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

/// Prints what a person is told.
fn say(text: &str) {
    // A closed standard error leaves nobody to tell.
    drop(io::stderr().write_all(text.as_bytes()));
}
