//! The first half of a run: from headers to each target's ABI.

use std::path::Path;

use super::input::{FallbackSource, Input, Toolstacks};
use super::resolved::{Messages, Resolved, ToolstackView};
use super::views::{View, extract_all, messages_of_views, views};
use crate::annotation;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use crate::model::hash::HashSet;
use crate::model::location::HeaderPath;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::parallel;
use crate::pipeline::annotate::Annotations;
use crate::pipeline::resolve::{self, Tables};
use crate::pipeline::{annotation_index, releases, toolstack};
use crate::source::{self, Libclang, Selection};

/// Reads the headers and resolves the ABI of each target. Nothing comes back if there was an error.
pub fn resolve(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
) -> (Option<Resolved>, Messages) {
    let mut texts = SourceTexts::default();
    let (resolved, diagnostics) =
        passes(library, input, targets, &mut texts).unwrap_or_else(|rejected| (None, rejected));
    (resolved, Messages { diagnostics, texts })
}

/// What was read of the headers.
struct Reading {
    views: Vec<View>,
    /// The targets whose facts come first.
    read_for: Vec<Target>,
    /// Those of the targets, then those of the views.
    facts: Vec<Facts>,
    /// Whether no target and no view failed.
    is_complete: bool,
    annotations: Annotations,
    fallbacks: Vec<Fallback>,
}

/// Reads the headers.
///
/// # Errors
/// When that cannot begin, with the messages that are about that alone.
fn read(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
    texts: &mut SourceTexts,
) -> Result<(Reading, Diagnostics), Diagnostics> {
    let tree = source::read_tree(&input.selection).map_err(|rejected| {
        texts.extend(rejected.texts);
        rejected.diagnostics
    })?;
    if let Some(release) = input.release {
        releases::known(&tree, release).inspect_err(|_| texts.extend(tree.texts().clone()))?;
    }
    let stated = releases::stated(&tree).map(|found| found.known);
    let views = views(input, stated.as_deref());
    let mut diagnostics = tree.warnings().clone();
    if input.toolstacks != Toolstacks::LeftOut {
        diagnostics.extend(releases::unlisted(&tree).into_iter().collect());
    }
    let (facts, found) = extract_all(library, &tree, input, &views, targets);
    diagnostics.extend(found);
    // An error of one target's C must not hide what is wrong with the comments of a header that
    // only that target reads.
    let is_complete = facts.iter().all(Option::is_some);
    let own = facts.iter().take(targets.len()).flatten();
    let read_for: Vec<Target> = own.map(|facts| facts.target).collect();
    let facts: Vec<Facts> = facts.into_iter().flatten().collect();
    let fallbacks = fallbacks(library, input, &read_for)?;
    texts.extend(tree.texts().clone());
    let unread = if is_complete {
        Vec::new()
    } else {
        tree.headers()
    };
    let headers = facts
        .iter()
        .flat_map(|facts| &facts.headers)
        .map(|header| (&header.path, &*header.text));
    let (annotations, found) = read_comments(unread.into_iter().chain(headers));
    diagnostics.extend(found);
    let reading = Reading {
        views,
        read_for,
        facts,
        is_complete,
        annotations,
        fallbacks,
    };
    Ok((reading, diagnostics))
}

/// The passes of `resolve`. What is said of the annotations in the view of toolstacks is dropped.
///
/// # Errors
/// When one of them cannot begin, with the messages that are about that alone.
fn passes(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
    texts: &mut SourceTexts,
) -> Result<(Option<Resolved>, Diagnostics), Diagnostics> {
    let tables = Tables::load(input.operations.as_deref(), texts)?;
    let (reading, mut diagnostics) = read(library, input, targets, texts)?;
    let Reading {
        views,
        read_for,
        facts,
        is_complete,
        annotations,
        fallbacks,
    } = reading;
    let resolved = parallel::map(facts, |facts| {
        let number = read_for.iter().position(|target| *target == facts.target);
        let fallback = number.and_then(|number| fallbacks.get(number));
        let (interface, uses, found) = resolve::interface(facts, &annotations, fallback, &tables);
        let target = interface.facts.target.name();
        (interface, uses, (target, found))
    });
    let (mut interfaces, mut uses, mut found): (Vec<_>, Vec<_>, Vec<_>) =
        resolved.into_iter().collect();
    let mut others = interfaces.split_off(read_for.len()).into_iter();
    uses.truncate(read_for.len());
    let found_by_others = found.split_off(read_for.len());
    diagnostics.extend(Diagnostics::of_targets(found));
    diagnostics.extend(tables.useless(&uses));
    let mut for_toolstacks = Vec::new();
    if is_complete {
        let releases = views.iter().map(|view| view.release);
        diagnostics.extend(messages_of_views(releases, found_by_others, targets.len()));
        for_toolstacks.extend(views.iter().map(|view| ToolstackView {
            release: view.release,
            interfaces: others.by_ref().take(targets.len()).collect(),
        }));
        diagnostics.extend(toolstack::overlaps(&facts_of(&for_toolstacks)));
    }
    let outdated = releases::outdated(&interfaces, &annotations);
    diagnostics.extend(Diagnostics::from_iter(outdated));
    if input.strict {
        let annotated = input.fallback == FallbackSource::None;
        diagnostics.extend(resolve::completeness(&interfaces, annotated, &diagnostics));
        diagnostics.make_strict();
    }
    let clean = is_complete && !diagnostics.has_errors();
    let resolved = clean.then_some(Resolved {
        interfaces,
        for_toolstacks,
        annotations,
    });
    Ok((resolved, diagnostics))
}

/// The facts of the targets of each view.
fn facts_of(views: &[ToolstackView]) -> Vec<(Option<Release>, Vec<&Facts>)> {
    let views = views.iter().map(|view| {
        let facts = view.interfaces.iter().map(|one| &one.facts);
        (view.release, facts.collect())
    });
    views.collect()
}

/// The comments of each header of any target.
///
/// If C errors left no target, these are the comments of all headers.
fn read_comments<'a>(
    headers: impl Iterator<Item = (&'a HeaderPath, &'a str)>,
) -> (Annotations, Diagnostics) {
    let mut seen = HashSet::default();
    let headers = headers.filter(|(path, _)| seen.insert(*path)).collect();
    let parsed = parallel::map(headers, |(path, text)| {
        let (parsed, found) = annotation::parse(path, text);
        ((path.clone(), parsed), found)
    });
    let (annotations, found): (_, Vec<_>) = parsed.into_iter().collect();
    let mut diagnostics = Diagnostics::new();
    for found in found {
        diagnostics.extend(found);
    }
    (annotations, diagnostics)
}

/// The fallback annotations of each target; empty without a source.
fn fallbacks(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
) -> Result<Vec<Fallback>, Diagnostic> {
    match &input.fallback {
        FallbackSource::None => Ok(Vec::new()),
        FallbackSource::Own => annotation_index::read(annotation_index::OWN, targets),
        // Whatever is wrong with those headers is no concern of this run.
        FallbackSource::Folder(folder) => index(library, folder, targets)
            .map_or(Ok(Vec::new()), |index| {
                annotation_index::read(&index, targets)
            }),
    }
}

/// The index of the annotations in a folder of headers; `None` if they cannot be read.
fn index(library: &Libclang, folder: &Path, targets: &[Target]) -> Option<String> {
    let input = Input {
        selection: Selection {
            tree: folder.to_owned(),
            ..Selection::default()
        },
        // Toolstacks see more, and nothing less.
        tools: true,
        toolstacks: Toolstacks::LeftOut,
        interface_version: None,
        release: None,
        strict: false,
        fallback: FallbackSource::None,
        operations: None,
    };
    let (resolved, _) = resolve(library, &input, targets);
    annotation_index::index(&resolved?.interfaces).ok()
}
