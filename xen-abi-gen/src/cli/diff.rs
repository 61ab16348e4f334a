//! `diff`: what changed between two trees of headers, or what was saved of them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{self, FailOn, ReportFormat};
use super::time_limit::TimeLimit;
use super::{Ending, library, report, report_one, workspace};
use crate::diagnostics::{Diagnostic, SourceTexts, cause};
use crate::diff::rules::Verdict;
use crate::diff::versions::Versions;
use crate::diff::{Report, Side, diff as compare, load, report as form};
use crate::emit::dump::json::document;
use crate::model::document::Document;
use crate::model::target::Target;
use crate::pipeline::run::{self, Messages};
use crate::source::Libclang;

/// The word that stands for the project's own headers.
const OWN: &str = "headers";

/// A side as far as it can be told without reading headers: what was saved can be compared without
/// libclang.
enum Source {
    /// A folder; `None` for the project's own.
    Tree(Option<PathBuf>),
    /// What was saved.
    Saved(Vec<Document>),
}

/// Which view of the headers both sides show.
#[derive(Clone, Copy)]
struct View {
    tools: bool,
    interface_version: Option<u32>,
}

/// Compares and reports.
pub(super) fn diff(arguments: &arguments::Diff) -> Ending {
    match prepare(arguments) {
        Ok(found) => print(&found, arguments),
        // There is no report, whatever the reason.
        Err(_) => Ending::Refused,
    }
}

fn prepare(arguments: &arguments::Diff) -> Result<Report, Ending> {
    let versions = Versions::load().map_err(|message| {
        report_one(&Diagnostic::error(
            "version-table",
            format!("the table of versions does not parse: {message}"),
        ))
    })?;
    let old = source(&arguments.old)?;
    let new = source(&arguments.new)?;
    let view = view(arguments, [(&arguments.old, &old), (&arguments.new, &new)])
        .map_err(|wrong| report_one(&wrong))?;
    let targets = targets(arguments, [(&arguments.old, &old), (&arguments.new, &new)])
        .map_err(|wrong| report_one(&wrong))?;
    let saved = |source: &Source| matches!(source, Source::Saved(_));
    let library = match saved(&old) && saved(&new) {
        true => None,
        false => Some(library().map_err(|wrong| report_one(&wrong))?),
    };
    let time_limit = TimeLimit::start();
    let side = |name: &str, source| match (source, &library) {
        (Source::Tree(headers), Some(library)) => {
            read(library, name, headers, arguments, view, &targets)
        }
        (Source::Saved(documents), _) => Ok(chosen(name, documents, &targets)),
        // The library is there wherever there is a tree.
        (Source::Tree(_), None) => Err(Ending::Refused),
    };
    let old = side(&arguments.old, old)?;
    let new = side(&arguments.new, new)?;
    drop(time_limit);
    let mut found = compare(&old, &new, &versions);
    if !arguments.only.is_empty() {
        let known = |header: &String| {
            [&old, &new].iter().any(|side| {
                side.documents
                    .iter()
                    .any(|doc| doc.headers.contains(header))
            })
        };
        if let Some(unknown) = arguments.only.iter().find(|header| !known(header)) {
            let message = format!("neither side has a header `{unknown}`");
            let wrong = Diagnostic::error("no-such-header", message)
                .help("--only takes a path within the tree, such as `io/ring.h`");
            return Err(report_one(&wrong));
        }
        found.only(&arguments.only);
    }
    Ok(found)
}

/// Finds out what a side is, and reads it if it was saved.
fn source(name: &str) -> Result<Source, Ending> {
    if name == OWN {
        return Ok(Source::Tree(None));
    }
    let path = Path::new(name);
    if path.is_dir() {
        return Ok(Source::Tree(Some(path.to_owned())));
    }
    let text = fs::read(path).map_err(|error| cause(&error));
    let text = text
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()))
        .map_err(|reason| {
            let wrong = Diagnostic::error(
                "no-such-side",
                format!("`{name}` cannot be read: {reason}"),
            )
            .help(
                "a side is a folder of headers, what `dump` prints as JSON, or the word `headers`",
            );
            report_one(&wrong)
        })?;
    let mut texts = SourceTexts::default();
    load::load(name, &text, &mut texts)
        .map(Source::Saved)
        .map_err(|wrong| {
            report(&Messages {
                diagnostics: std::iter::once(wrong).collect(),
                texts,
            })
        })
}

/// What was saved shows a view already; headers are then read in the same one.
fn view(arguments: &arguments::Diff, sides: [(&String, &Source); 2]) -> Result<View, Diagnostic> {
    let mut view = View {
        tools: arguments.tools,
        interface_version: arguments.interface_version,
    };
    let mut decided = arguments.tools.then_some("the command line");
    for (name, source) in sides {
        let Source::Saved(documents) = source else {
            continue;
        };
        for document in documents {
            if decided.is_some() && view.tools != document.tools {
                let of = |tools| if tools { "a toolstack's" } else { "a guest's" };
                let message = format!(
                    "`{name}` shows {} view, and {} wants {}",
                    of(document.tools),
                    decided.unwrap_or_default(),
                    of(view.tools)
                );
                return Err(Diagnostic::error("other-view", message)
                    .help("save both with `dump --tools`, or both without"));
            }
            (view.tools, decided) = (document.tools, Some("the other side"));
            if arguments
                .interface_version
                .is_some_and(|asked| asked != document.interface_version)
            {
                let message = format!(
                    "`{name}` shows version {:#010x} of the interface",
                    document.interface_version
                );
                return Err(Diagnostic::error("other-view", message)
                    .help("leave `--interface-version` out, or save another dump with it"));
            }
        }
    }
    Ok(view)
}

/// The targets asked for, or else those that both sides have.
fn targets(
    arguments: &arguments::Diff,
    sides: [(&String, &Source); 2],
) -> Result<Vec<Target>, Diagnostic> {
    let mut targets: Vec<Target> = Target::ALL
        .into_iter()
        .filter(|target| arguments.target.is_empty() || arguments.target.contains(target))
        .collect();
    for (name, source) in sides {
        let Source::Saved(documents) = source else {
            continue;
        };
        let has = |target: &Target| documents.iter().any(|document| document.target == *target);
        if let Some(missing) = arguments.target.iter().find(|target| !has(target)) {
            return Err(Diagnostic::error(
                "no-such-target",
                format!("`{name}` holds no dump for {}", missing.name()),
            )
            .help("a file may hold one dump for each target, one after the other"));
        }
        targets.retain(has);
    }
    if targets.is_empty() {
        return Err(Diagnostic::error(
            "no-such-target",
            "the two sides were saved for different targets",
        )
        .help("save both with the same `--target`"));
    }
    Ok(targets)
}

/// Reads a tree for these targets.
fn read(
    library: &Libclang,
    name: &str,
    headers: Option<PathBuf>,
    arguments: &arguments::Diff,
    view: View,
    targets: &[Target],
) -> Result<Side, Ending> {
    let asked = arguments::Input {
        headers,
        include: arguments.include.clone(),
        annotations: arguments.annotations.clone(),
        tools: view.tools,
        interface_version: view.interface_version,
        ..arguments::Input::default()
    };
    let input = workspace::input(&asked).map_err(|wrong| report_one(&wrong))?;
    let (resolved, messages) = run::resolve(library, &input, targets);
    let Some(resolved) = resolved else {
        return Err(report(&messages));
    };
    // Warnings are about damage that real trees carry: `dump` shows them, here they would hide the
    // report.
    let documents = resolved
        .interfaces
        .iter()
        .map(|interface| document(interface, view.tools))
        .collect();
    Ok(Side {
        name: name.to_owned(),
        documents,
    })
}

/// What was saved of these targets.
fn chosen(name: &str, mut documents: Vec<Document>, targets: &[Target]) -> Side {
    documents.retain(|document| targets.contains(&document.target));
    Side {
        name: name.to_owned(),
        documents,
    }
}

fn print(found: &Report, arguments: &arguments::Diff) -> Ending {
    let text = match arguments.format {
        ReportFormat::Text => form::text(found),
        ReportFormat::Markdown => form::markdown(found),
        ReportFormat::Json => match form::json(found) {
            Ok(json) => json,
            Err(error) => {
                return report_one(&Diagnostic::error(
                    "not-json",
                    format!("the report cannot be written as JSON: {error}"),
                ));
            }
        },
    };
    // Takes the colours out where there is no terminal, and where `NO_COLOR` says so.
    let mut output = anstream::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            return report_one(&Diagnostic::error(
                "no-output",
                format!("standard output cannot be written: {error}"),
            ));
        }
        _ => {}
    }
    let least = match arguments.fail_on {
        FailOn::Any => Verdict::Cosmetic,
        FailOn::Additive => Verdict::Additive,
        FailOn::Breaking => Verdict::Breaking,
    };
    if found
        .changes
        .iter()
        .any(|judged| judged.rule.verdict() >= least)
    {
        Ending::Found
    } else {
        Ending::Done
    }
}
