//! `availability`: names without a known release, and what further releases add to the table.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::time_limit::TimeLimit;
use super::{Ending, arguments, report, report_one, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::files;
use crate::model::abi::Interface;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::run::{self, FallbackSource};
use crate::pipeline::since::{PATH, Since};
use crate::source::Libclang;

/// The names of one tree.
#[derive(Default)]
struct Names {
    constants: BTreeSet<String>,
    records: BTreeSet<String>,
}

/// Extends the table by these trees, if there are any; then lists what has no entry.
pub(super) fn availability(library: &Libclang, arguments: &arguments::Availability) -> Ending {
    match update(library, arguments) {
        Ok(ending) | Err(ending) => ending,
    }
}

fn update(library: &Libclang, arguments: &arguments::Availability) -> Result<Ending, Ending> {
    let path = arguments
        .table
        .clone()
        .unwrap_or_else(|| workspace::root().join(PATH));
    let text = fs::read_to_string(&path)
        .map_err(|error| wrong(format!("`{}` cannot be read: {error}", path.display())))?;
    let mut since =
        Since::parse(&text).map_err(|message| wrong(format!("`{}`: {message}", path.display())))?;
    extend(library, &arguments.trees, &mut since)?;
    let rendered = since.render(&text);
    if rendered != text {
        files::replace(&path, &rendered).map_err(|refusal| {
            let (message, help) = refusal.sentences();
            report_one(&Diagnostic::error("cannot-write", message).help(help))
        })?;
    }
    let own = names(library, arguments.headers.clone())?;
    let without = own
        .constants
        .iter()
        .filter(|name| !since.constants.contains_key(*name));
    let without: Vec<&String> = without
        .chain(
            own.records
                .iter()
                .filter(|key| !since.records.contains_key(*key)),
        )
        .collect();
    let list: String = without.iter().map(|name| format!("{name}\n")).collect();
    // Whoever closed the pipe has read enough.
    drop(io::stdout().write_all(list.as_bytes()));
    let told = format!(
        "{} names have no entry in `{}`\n",
        without.len(),
        path.display()
    );
    drop(io::stderr().write_all(told.as_bytes()));
    Ok(if without.is_empty() {
        Ending::Done
    } else {
        Ending::Found
    })
}

/// Adds what each release brought to the table.
fn extend(library: &Libclang, trees: &[String], since: &mut Since) -> Result<(), Ending> {
    let mut before: Option<(Release, Names)> = None;
    for tree in trees {
        let (release, folder) = parse(tree).map_err(wrong)?;
        if before.as_ref().is_some_and(|(last, _)| *last >= release) {
            return Err(wrong(format!(
                "{release} comes after a release that is not older: the order of the trees is \
                 that of the releases"
            )));
        }
        let names = names(library, Some(folder))?;
        if let Some((_, before)) = &before {
            for name in names.constants.difference(&before.constants) {
                since.constants.entry(name.clone()).or_insert(release);
            }
            for name in names.records.difference(&before.records) {
                since.records.entry(name.clone()).or_insert(release);
            }
        }
        before = Some((release, names));
    }
    Ok(())
}

fn wrong(message: String) -> Ending {
    report_one(&Diagnostic::error("since-table", message))
}

/// `4.21=DIR`.
fn parse(tree: &str) -> Result<(Release, PathBuf), String> {
    let (release, folder) = tree.split_once('=').ok_or_else(|| {
        format!("`{tree}` is no tree: expected RELEASE=DIR, such as 4.21=headers")
    })?;
    Ok((release.parse()?, folder.into()))
}

/// The names that a tree states for any target, to guests and to toolstacks; the project's own
/// tree, if none is given.
fn names(library: &Libclang, folder: Option<PathBuf>) -> Result<Names, Ending> {
    let mut names = Names::default();
    for tools in [false, true] {
        let asked = arguments::Input {
            headers: folder.clone(),
            tools,
            ..arguments::Input::default()
        };
        let mut input = workspace::input(&asked).map_err(|wrong| report_one(&wrong))?;
        (input.fallback, input.strict) = (FallbackSource::None, false);
        let time_limit = TimeLimit::start();
        let (resolved, messages) = run::resolve(library, &input, &Target::ALL);
        drop(time_limit);
        let Some(resolved) = resolved else {
            return Err(report(&messages));
        };
        resolved
            .interfaces
            .iter()
            .for_each(|interface| names.add(interface));
    }
    Ok(names)
}

impl Names {
    fn add(&mut self, interface: &Interface) {
        let facts = &interface.facts;
        self.constants
            .extend(facts.constants.keys().chain(facts.strings.keys()).cloned());
        self.constants.extend(
            facts
                .enums
                .values()
                .flat_map(|found| &found.members)
                .map(|member| member.name.clone()),
        );
        let whole = |key: &&String| !key.contains('.') && !key.starts_with("__guest_handle_");
        self.records
            .extend(facts.records.keys().filter(whole).cloned());
    }
}
