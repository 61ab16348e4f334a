//! `diff`: what changed between two trees of headers, or what was saved of them.

use std::fs;
use std::io;
use std::path::Path;

use super::arguments::{self, FailOn, ReportFormat};
use super::outcome::{Outcome, library, report};
use super::{Ending, output, time_limit, workspace};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts, cause};
use crate::diff::gate::{self, SideTexts};
use crate::diff::rules::Verdict;
use crate::diff::versions::Versions;
use crate::diff::{Report, Side, diff as compare, load, report as form};
use crate::emit::dump::json::document;
use crate::model::document::Document;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::page;
use crate::pipeline::run::{self, Messages};
use crate::source::Libclang;

/// The word that stands for the project's own headers.
const OWN: &str = "headers";

/// Compares and reports.
pub(super) fn diff(arguments: &arguments::Diff) -> Outcome {
    match compared(arguments) {
        Ok(compared) if arguments.gate => gate(compared, arguments),
        Ok(compared) => print(&compared, arguments),
        Err(messages) => {
            report(&messages);
            // There is no report, whatever the reason.
            Ok(Ending::Refused)
        }
    }
}

/// A report, and the sides that it is about.
struct Compared {
    found: Report,
    old: Side,
    new: Side,
    texts: SideTexts,
}

fn compared(arguments: &arguments::Diff) -> Result<Compared, Messages> {
    let versions = Versions::load().map_err(|message| {
        let message = format!("the table of versions does not parse: {message}");
        Diagnostic::error("version-table", message)
    })?;
    let names = [&arguments.old, &arguments.new];
    let [old, new] = [saved(names[0])?, saved(names[1])?];
    let sides = [(names[0], old.as_deref()), (names[1], new.as_deref())];
    let tools = shows_tools(arguments, sides)?;
    let targets = targets(arguments, sides)?;
    // What was saved can be compared without libclang.
    let library = match old.is_some() && new.is_some() {
        true => None,
        false => Some(library()?),
    };
    let time_limit = time_limit::start();
    let side = |name: &String, saved| {
        let (mut documents, texts) = match (saved, &library) {
            (Some(_), _) if arguments.release.is_some() => return Err(saved_release(name).into()),
            (Some(documents), _) => (documents, SourceTexts::default()),
            (None, Some(library)) => read(library, name, arguments, tools, &targets)?,
            // The library is there wherever there is a tree.
            (None, None) => return Err(Messages::default()),
        };
        documents.retain(|document| targets.contains(&document.target));
        let side = Side {
            name: name.clone(),
            documents,
        };
        Ok((side, texts))
    };
    let ((old, old_texts), (new, new_texts)) = (side(names[0], old)?, side(names[1], new)?);
    drop(time_limit);
    let mut found = compare(&old, &new, &versions);
    if !arguments.only.is_empty() {
        let known = |header: &String| {
            let mut documents = old.documents.iter().chain(&new.documents);
            documents.any(|document| document.headers.contains(header))
        };
        if let Some(unknown) = arguments.only.iter().find(|header| !known(header)) {
            let message = format!("neither side has a header `{unknown}`");
            return Err(Diagnostic::error("no-such-header", message)
                .help("--only takes a path within the tree, such as `io/ring.h`")
                .into());
        }
        // The gate looks at all, as an interface reaches into other headers.
        if !arguments.gate {
            found.only(&arguments.only);
        }
    }
    Ok(Compared {
        found,
        old,
        new,
        texts: SideTexts::new(old_texts, new_texts),
    })
}

/// A side that is a tree of headers.
struct Tree<'a> {
    /// The folder; `None` for the project's own.
    folder: Option<&'a str>,
    /// The release that its name asks for.
    release: Option<Release>,
}

impl<'a> Tree<'a> {
    /// What a side's name means, if it is that of a tree: `DIR`, `DIR@4.22`, `headers@4.22`.
    fn of(name: &'a str) -> Option<Self> {
        let tree = |folder, release| {
            let own = folder == OWN;
            (own || Path::new(folder).is_dir()).then_some(Self {
                folder: (!own).then_some(folder),
                release,
            })
        };
        // A folder may have such a name itself.
        tree(name, None).or_else(|| {
            let (folder, release) = name.rsplit_once('@')?;
            tree(folder, Some(release.parse().ok()?))
        })
    }
}

/// The error where a release is asked of a dump.
fn saved_release(name: &str) -> Diagnostic {
    let message = format!("`{name}` was saved for one release, and shows no other");
    Diagnostic::error("other-view", message)
        .help("leave `--release` out; `DIR@4.22` chooses the release of one side")
}

/// What was saved of a side; `None` if it is a tree of headers.
fn saved(name: &str) -> Result<Option<Vec<Document>>, Messages> {
    let path = Path::new(name);
    if Tree::of(name).is_some() {
        return Ok(None);
    }
    let text = fs::read(path)
        .map_err(|error| cause(&error))
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()))
        .map_err(|reason| {
            let message = format!("`{name}` cannot be read: {reason}");
            Diagnostic::error("no-such-side", message).help(
                "a side is a folder of headers, what `dump` prints as JSON, or the word \
                 `headers`; `headers@4.22` reads a tree for a release",
            )
        })?;
    let mut texts = SourceTexts::default();
    load::load(name, &text, &mut texts)
        .map(Some)
        .map_err(|wrong| Messages {
            texts,
            ..wrong.into()
        })
}

/// A side's name, and what was saved of it.
type Saved<'a> = (&'a String, Option<&'a [Document]>);

/// Whether both sides are compared in the toolstack's view.
///
/// A saved dump has one view already, and headers are then read in the same one.
fn shows_tools(arguments: &arguments::Diff, sides: [Saved; 2]) -> Result<bool, Diagnostic> {
    let mut tools = arguments.tools || arguments.gate;
    let mut decided = tools.then_some("the command line");
    for (name, saved) in sides {
        for document in saved.into_iter().flatten() {
            if let Some(other) = decided.filter(|_| tools != document.tools) {
                let of = |tools| if tools { "a toolstack's" } else { "a guest's" };
                let message = format!(
                    "`{name}` shows {} view, and {other} wants {}",
                    of(document.tools),
                    of(tools)
                );
                return Err(Diagnostic::error("other-view", message)
                    .help("save both with `dump --tools`, or both without"));
            }
            (tools, decided) = (document.tools, Some("the other side"));
            let version = document.interface_version;
            if arguments
                .interface_version
                .is_some_and(|asked| asked != version)
            {
                let message = format!("`{name}` shows version {version:#010x} of the interface");
                return Err(Diagnostic::error("other-view", message)
                    .help("leave `--interface-version` out, or save another dump with it"));
            }
        }
    }
    Ok(tools)
}

/// The targets asked for, or else those that both sides have.
fn targets(arguments: &arguments::Diff, sides: [Saved; 2]) -> Result<Vec<Target>, Diagnostic> {
    let mut targets = arguments::targets(&arguments.target);
    for (name, saved) in sides {
        let Some(documents) = saved else {
            continue;
        };
        let has = |target: &Target| documents.iter().any(|document| document.target == *target);
        if let Some(missing) = arguments.target.iter().find(|target| !has(target)) {
            let message = format!("`{name}` holds no dump for {}", missing.name());
            return Err(Diagnostic::error("no-such-target", message)
                .help("a file may hold one dump for each target, one after the other"));
        }
        targets.retain(has);
    }
    if targets.is_empty() {
        let message = "the two sides were saved for different targets";
        return Err(
            Diagnostic::error("no-such-target", message).help("save both with the same `--target`")
        );
    }
    Ok(targets)
}

/// Reads a tree for these targets.
fn read(
    library: &Libclang,
    name: &str,
    arguments: &arguments::Diff,
    tools: bool,
    targets: &[Target],
) -> Result<(Vec<Document>, SourceTexts), Messages> {
    let tree = Tree::of(name);
    let folder = tree.as_ref().and_then(|tree| tree.folder);
    let input = workspace::input(&arguments::Input {
        headers: folder.map(Into::into),
        release: tree.and_then(|tree| tree.release).or(arguments.release),
        include: arguments.include.clone(),
        annotations: arguments.annotations.clone(),
        tools,
        interface_version: arguments.interface_version,
        ..arguments::Input::default()
    })?;
    let (resolved, Messages { diagnostics, texts }) = run::resolve(library, &input, targets);
    let Some(resolved) = resolved else {
        let diagnostics = with_advice(diagnostics.sorted());
        return Err(Messages { diagnostics, texts });
    };
    // Most warnings are about damage that real trees carry: `dump` shows them, here they would hide
    // the report. Of another view than the latest, the report is another one.
    let all = diagnostics.sorted().into_iter();
    let diagnostics = all.filter(|warning| warning.code == "interface-version");
    report(&Messages {
        diagnostics: diagnostics.collect(),
        texts: texts.clone(),
    });
    let interfaces = resolved.interfaces;
    let documents = interfaces.iter().map(|found| document(found, tools));
    Ok((documents.collect(), texts))
}

/// Says what to do with advice that names options of `dump`.
fn with_advice(mut found: Vec<Diagnostic>) -> Diagnostics {
    let names = |help: &String| {
        let options = ["`--prelude ", "`--skip ", "`--header "];
        options.iter().any(|option| help.contains(option))
    };
    if let Some(first) = found.iter_mut().find(|one| one.help.iter().any(names)) {
        first.help.push(
            "`diff` reads whole trees without a prelude: save this side with `dump`, which takes \
             `--prelude`, `--skip` and `--header`, and compare the file"
                .to_owned(),
        );
    }
    found.into_iter().collect()
}

fn print(compared: &Compared, arguments: &arguments::Diff) -> Outcome {
    let found = &compared.found;
    let text = match arguments.format {
        ReportFormat::Text => form::text(found),
        ReportFormat::Markdown => form::markdown(found),
        ReportFormat::Json => form::json(found).map_err(not_json)?,
        ReportFormat::Html => page::review(found, &compared.old, &compared.new)?,
    };
    write(&text, arguments)?;
    let least = match arguments.fail_on {
        FailOn::Any => Verdict::Cosmetic,
        FailOn::Additive => Verdict::Additive,
        FailOn::Breaking => Verdict::Breaking,
    };
    let mut verdicts = found.changes.iter().map(|judged| judged.rule.verdict());
    Ok(match verdicts.any(|verdict| verdict >= least) {
        true => Ending::Found,
        false => Ending::Done,
    })
}

/// Writes a report to the file that was asked for, or to standard output.
fn write(text: &str, arguments: &arguments::Diff) -> Result<(), Diagnostic> {
    match arguments.out.as_deref() {
        // No file is a terminal.
        Some(file) => {
            let text = anstream::adapter::strip_str(text).to_string();
            output::write(&text, Some(file), io::sink())
        }
        // Takes the colours out where there is no terminal, and where `NO_COLOR` says so.
        None => output::write(text, None, anstream::stdout().lock()),
    }
}

/// Checks the versions of the interfaces, and reports.
fn gate(mut compared: Compared, arguments: &arguments::Diff) -> Outcome {
    let mut gate = gate::check(&compared.old, &compared.new, &compared.found);
    if gate.interfaces.is_empty() {
        let message = "neither side has the version of an interface";
        report(
            &Diagnostic::error("no-version", message)
                .help("a version is a constant that a member holds: `=> constant NAME` behind it")
                .into(),
        );
        return Ok(Ending::Refused);
    }
    if !arguments.only.is_empty() {
        gate.only(&arguments.only);
        compared.found.only(&arguments.only);
    }
    let found = &compared.found;
    let text = match arguments.format {
        ReportFormat::Text => form::gate_text(&gate, found),
        ReportFormat::Markdown => form::gate_markdown(&gate, found),
        ReportFormat::Json => form::gate_json(found, &gate).map_err(not_json)?,
        ReportFormat::Html => page::review(found, &compared.old, &compared.new)?,
    };
    write(&text, arguments)?;
    report(&Messages {
        diagnostics: gate::messages(&gate, found, &compared.texts),
        texts: compared.texts.into_texts(),
    });
    Ok(match gate.fails() {
        true => Ending::Found,
        false => Ending::Done,
    })
}

fn not_json(error: serde_json::Error) -> Diagnostic {
    let message = format!("the report cannot be written as JSON: {error}");
    Diagnostic::error("not-json", message)
}
