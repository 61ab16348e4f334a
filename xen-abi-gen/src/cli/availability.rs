//! `availability`: names without a known release, and what further releases add to the table.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::Ending;
use super::outcome::{Outcome, library, say};
use super::{arguments, time_limit, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::files;
use crate::model::facts::Facts;
use crate::model::handles::is_handle;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::parallel;
use crate::pipeline::releases;
use crate::pipeline::run::Messages;
use crate::pipeline::since::{PATH, Since};
use crate::source::{self, HeaderTree, Libclang, Options};

/// The names of one tree.
#[derive(Default)]
struct Names {
    constants: BTreeSet<String>,
    records: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, facts: Facts) {
        let enumerators = facts.enums.into_values().flat_map(|found| found.members);
        self.constants.extend(facts.constants.into_keys());
        self.constants.extend(facts.strings.into_keys());
        self.constants.extend(enumerators.map(|member| member.name));
        let whole = |key: &String| !key.contains('.') && !is_handle(key);
        self.records.extend(facts.records.into_keys().filter(whole));
    }
}

/// Extends the table by these trees, if there are any; then lists what has no entry.
pub(super) fn availability(arguments: &arguments::Availability) -> Outcome {
    let library = library()?;
    let path = match &arguments.table {
        Some(table) => table.clone(),
        None => match workspace::own_root(arguments.headers.as_deref()) {
            Some(root) => root.join(PATH),
            None => workspace::own_headers()?,
        },
    };
    let shown = path.display();
    let text = fs::read_to_string(&path)
        .map_err(|error| wrong(format!("`{shown}` cannot be read: {error}")))?;
    let mut since =
        Since::parse(&text).map_err(|message| wrong(format!("`{shown}`: {message}")))?;
    extend(&library, &arguments.trees, &mut since)?;
    let rendered = since.render(&text);
    if rendered != text {
        files::replace(&path, &rendered)?;
    }
    let own = names(&library, arguments.headers.clone(), None)?;
    let constants = own.constants.into_iter();
    let constants = constants.filter(|name| !since.constants.contains_key(name));
    let records = own
        .records
        .into_iter()
        .filter(|key| !since.records.contains_key(key));
    let without: Vec<String> = constants.chain(records).collect();
    let list: String = without.iter().map(|name| format!("{name}\n")).collect();
    // Whoever closed the pipe has read enough.
    drop(io::stdout().write_all(list.as_bytes()));
    let count = without.len();
    say(&format!("{count} names have no entry in `{shown}`\n"));
    Ok(match count {
        0 => Ending::Done,
        _ => Ending::Found,
    })
}

/// Adds what each release brought to the table.
fn extend(library: &Libclang, trees: &[String], since: &mut Since) -> Result<(), Messages> {
    let mut before: Option<(Release, Names)> = None;
    for tree in trees {
        let (release, folder) = parse(tree).map_err(wrong)?;
        if before.as_ref().is_some_and(|(last, _)| *last >= release) {
            return Err(wrong(format!(
                "{release} comes after a release that is not older: the order of the trees is \
                 that of the releases"
            ))
            .into());
        }
        let names = names(library, Some(folder), Some(release))?;
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

fn wrong(message: String) -> Diagnostic {
    Diagnostic::error("since-table", message)
}

/// `4.21=DIR`.
fn parse(tree: &str) -> Result<(Release, PathBuf), String> {
    let (release, folder) = tree.split_once('=').ok_or_else(|| {
        format!("`{tree}` is no tree: expected RELEASE=DIR, such as 4.21=headers")
    })?;
    Ok((release.parse()?, folder.into()))
}

/// The names that a tree declares on any target, for guests and toolstacks: of one release, or of
/// every release that the tree states.
///
/// The default tree is the project's.
fn names(
    library: &Libclang,
    folder: Option<PathBuf>,
    release: Option<Release>,
) -> Result<Names, Messages> {
    let input = workspace::input(&arguments::Input {
        headers: folder,
        ..arguments::Input::default()
    })?;
    let tree = source::read_tree(&input.selection).map_err(|rejected| Messages {
        diagnostics: rejected.diagnostics,
        texts: rejected.texts,
    })?;
    let mut names = Names::default();
    for (release, tools) in views(&tree, release) {
        let time_limit = time_limit::start();
        let extracted = parallel::map(Target::ALL.into(), |target| {
            let options = Options {
                target,
                interface_version: None,
                tools,
                release,
            };
            let (facts, diagnostics) = source::extract(library, &tree, &options);
            facts.ok_or(diagnostics)
        });
        drop(time_limit);
        for facts in extracted {
            names.add(facts.map_err(|diagnostics| Messages {
                diagnostics,
                texts: tree.texts().clone(),
            })?);
        }
    }
    Ok(names)
}

/// The views of a tree: of the release that is asked for, or of each that it states, a guest's and a
/// toolstack's. Most trees state one release, and do not say which.
fn views(tree: &HeaderTree, asked: Option<Release>) -> Vec<(Option<Release>, bool)> {
    let stated = releases::stated(tree).map(|stated| stated.known);
    let releases = match (stated, asked) {
        (Some(known), None) => known.into_iter().map(Some).collect(),
        (Some(known), Some(asked)) => vec![known.into_iter().find(|release| *release == asked)],
        (None, _) => vec![None],
    };
    let views = releases.into_iter().flat_map(|release| {
        let both = [false, true];
        both.map(|tools| (release, tools))
    });
    views.collect()
}
