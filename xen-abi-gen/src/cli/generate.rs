//! `generate` and `check`: the crate's modules, written or compared.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::progress::Progress;
use super::{Ending, arguments, report, report_one, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::files::{self, Change, Plan, Refusal};
use crate::emit::rust;
use crate::model::target::Target;
use crate::pipeline::run::{self, Demands};
use crate::source::Libclang;

type Files = std::collections::BTreeMap<String, String>;

/// Emits the modules and says what changed.
pub(super) fn generate(library: &Libclang, arguments: &arguments::Output) -> Ending {
    let progress = Progress::start();
    let (out, files, plan) = match prepare(library, arguments, &progress) {
        Ok(prepared) => prepared,
        Err(ending) => return ending,
    };
    if !plan.changes.is_empty() {
        progress.stage("writing");
        if let Err(refusal) = files::carry_out(&out, &files, &plan) {
            return refuse(&refusal);
        }
    }
    say(&summary(&out, &plan, &files));
    Ending::Done
}

/// Compares the modules with what the headers make of them.
pub(super) fn check(library: &Libclang, arguments: &arguments::Output) -> Ending {
    let (out, files, plan) = match prepare(library, arguments, &Progress::start()) {
        Ok(prepared) => prepared,
        Err(ending) => return ending,
    };
    if plan.changes.is_empty() {
        say(&summary(&out, &plan, &files));
        return Ending::Done;
    }
    let changes = plan.changes.iter().map(|(name, change)| format!("  {:8} {}\n", would(*change), out.join(name).display()));
    let list: String = changes.collect();
    say(&format!("`{}` is not what the headers make of it:\n{list}to mend it, run: {}\n", out.display(), command(arguments)));
    Ending::Found
}

/// Everything up to the comparison with what is on disk.
fn prepare(library: &Libclang, arguments: &arguments::Output, progress: &Progress) -> Result<(PathBuf, Files, Plan), Ending> {
    let own = workspace::is_own(&arguments.input);
    let Some(out) = arguments.out.clone().or_else(|| own.then(workspace::own_output)) else {
        return Err(report_one(
            &Diagnostic::error("no-output", "these are not the project's own headers: where shall the modules go?")
                .help("say it with `--out DIR`"),
        ));
    };
    let targets = targets(arguments);
    progress.stage("reading the headers");
    let input = workspace::input(&arguments.input).map_err(|diagnostic| report_one(&diagnostic))?;
    let (resolved, mut messages) = run::resolve(library, &input, &targets);
    progress.stage("naming and merging");
    let projection = resolved.and_then(|resolved| {
        let every_target = arguments.target.is_empty();
        let whole_tree = workspace::is_whole(&arguments.input) && every_target;
        let demands = Demands { strict: input.strict, whole_tree, every_target };
        let (projection, found) = run::project(&resolved, arguments.naming.as_deref(), demands);
        messages.diagnostics.extend(found.diagnostics);
        messages.texts.extend(found.texts);
        projection
    });
    let told = report(&messages);
    let Some(projection) = projection else { return Err(told) };
    progress.stage("formatting");
    let files = match rust::files(&projection) {
        Ok(files) => files,
        Err(message) => {
            return Err(report_one(
                &Diagnostic::error("not-rust", format!("what would be emitted is no Rust: {message}"))
                    .help("this is a fault of the generator; please report it with the headers"),
            ));
        }
    };
    progress.stage("comparing");
    match files::plan(&out, &files) {
        Ok(plan) => Ok((out, files, plan)),
        Err(refusal) => Err(refuse(&refusal)),
    }
}

fn targets(arguments: &arguments::Output) -> Vec<Target> {
    let mut targets = if arguments.target.is_empty() { Target::ALL.to_vec() } else { arguments.target.clone() };
    targets.sort_unstable();
    targets.dedup();
    targets
}

fn refuse(refusal: &Refusal) -> Ending {
    let (message, help) = refusal.sentences();
    report_one(&Diagnostic::error("cannot-write", message).help(help))
}

fn summary(out: &Path, plan: &Plan, files: &Files) -> String {
    if plan.changes.is_empty() {
        return format!("`{}` is up to date: {} files\n", out.display(), files.len());
    }
    let mut text = String::new();
    for (name, change) in &plan.changes {
        let word = match change {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        let _ = writeln!(text, "  {word:8} {}", out.join(name).display());
    }
    let (differing, all) = (plan.changes.len(), plan.changes.len() + plan.unchanged);
    let _ = writeln!(text, "{differing} of {all} files differ, the others were left alone");
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
    if arguments.out.is_none() && workspace::is_whole(&arguments.input) && arguments.target.is_empty() {
        return "cargo run -p xen-abi-gen".to_owned();
    }
    let given: Vec<String> = std::env::args().skip(1).map(|argument| shell_words(&argument)).collect();
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
