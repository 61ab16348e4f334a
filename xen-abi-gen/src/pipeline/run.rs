//! Runs the passes: from headers to each target's ABI, and from there to the crate.

use std::path::{Path, PathBuf};

use super::annotate::Annotations;
use super::name::rules::Rules;
use super::resolve::Tables;
use super::{
    annotation_index, conflicts, features, filter, lower, merge, name, releases, resolve, reuse,
    since,
};
use crate::annotation;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use crate::model::features::Features;
use crate::model::hash::HashSet;
use crate::model::location::HeaderPath;
use crate::model::projection::Projection;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::parallel;
use crate::source::{self, HeaderTree, Libclang, Options, Selection};

/// What to read, and how.
#[derive(Debug)]
pub struct Input {
    /// The headers.
    pub selection: Selection,
    /// Whether `__XEN_TOOLS__` is defined.
    pub tools: bool,
    /// Whether the ABI is resolved as toolstacks see it too, who see more than guests: the index of
    /// annotations needs it.
    pub toolstacks_too: bool,
    /// The value of `__XEN_INTERFACE_VERSION__`; `None` for the latest that the tree knows.
    pub interface_version: Option<u32>,
    /// The release of Xen that `XEN_RELEASE` is defined as; `None` to let the tree choose.
    pub release: Option<Release>,
    /// Whether damage that real trees carry is an error.
    pub strict: bool,
    /// Source of the annotations that the tree lacks.
    pub fallback: FallbackSource,
    /// A table of op families and arguments that comes before the generator's own.
    pub operations: Option<PathBuf>,
}

/// Source of the annotations for a tree that has none of its own.
#[derive(Debug, PartialEq, Eq)]
pub enum FallbackSource {
    /// There is none.
    None,
    /// The project's own headers, by the index that the generator carries.
    Own,
    /// The headers in a folder.
    Folder(PathBuf),
}

/// What a run has to say, with the texts that the messages point into.
#[derive(Debug, Default)]
pub struct Messages {
    /// The messages.
    pub diagnostics: Diagnostics,
    /// The texts.
    pub texts: SourceTexts,
}

/// What the passes made of the headers.
#[derive(Debug)]
pub struct Resolved {
    /// One per target, in the order asked for.
    pub interfaces: Vec<Interface>,
    /// The same as toolstacks see it, where that was asked for too.
    pub for_toolstacks: Vec<Interface>,
    /// The comments of every header.
    pub annotations: Annotations,
}

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
    let tree = source::read_tree(&input.selection).map_err(|rejected| {
        texts.extend(rejected.texts);
        rejected.diagnostics
    })?;
    if let Some(release) = input.release {
        releases::known(&tree, release).inspect_err(|_| texts.extend(tree.texts().clone()))?;
    }
    let mut diagnostics = tree.warnings().clone();
    let (facts, found) = extract_all(library, &tree, input, targets);
    diagnostics.extend(found);
    // An error of one target's C must not hide what is wrong with the comments of a header that
    // only that target reads.
    let complete = facts.iter().all(Option::is_some);
    let own = facts.iter().take(targets.len()).flatten();
    let read_for: Vec<Target> = own.map(|facts| facts.target).collect();
    let facts: Vec<Facts> = facts.into_iter().flatten().collect();
    let fallbacks = fallbacks(library, input, &read_for)?;
    texts.extend(tree.texts().clone());
    let unread = if complete { Vec::new() } else { tree.headers() };
    let read = facts
        .iter()
        .flat_map(|facts| &facts.headers)
        .map(|header| (&header.path, &*header.text));
    let (annotations, found) = read_comments(unread.into_iter().chain(read));
    diagnostics.extend(found);
    let resolved = parallel::map(
        facts.into_iter().enumerate().collect(),
        |(number, facts)| {
            let (interface, uses, found) =
                resolve::interface(facts, &annotations, fallbacks.get(number), &tables);
            let target = interface.facts.target.name();
            (interface, uses, (target, found))
        },
    );
    let (mut interfaces, mut uses, mut found): (Vec<_>, Vec<_>, Vec<_>) =
        resolved.into_iter().collect();
    let for_toolstacks = interfaces.split_off(read_for.len());
    uses.truncate(read_for.len());
    found.truncate(read_for.len());
    diagnostics.extend(Diagnostics::of_targets(found));
    diagnostics.extend(tables.useless(&uses));
    let outdated = releases::outdated(&interfaces, &annotations);
    diagnostics.extend(Diagnostics::from_iter(outdated));
    if input.strict {
        let annotated = input.fallback == FallbackSource::None;
        diagnostics.extend(resolve::completeness(&interfaces, annotated, &diagnostics));
        diagnostics.make_strict();
    }
    let clean = complete && !diagnostics.has_errors();
    let resolved = clean.then_some(Resolved {
        interfaces,
        for_toolstacks,
        annotations,
    });
    Ok((resolved, diagnostics))
}

/// What the tables of names must fulfil beyond that they can be read.
#[derive(Clone, Copy, Debug)]
pub struct TableChecks {
    /// Every warning is an error.
    pub strict: bool,
    /// Whether these are all headers of the generator's own table of names.
    ///
    /// Each of its entries must then be used.
    pub whole_tree: bool,
    /// They are read for every target, so that each entry of an added table must be used.
    pub every_target: bool,
}

/// The crate of all the targets together. Nothing comes back if there was an error.
///
/// `naming` is a table of names that comes before the generator's own.
pub fn project(
    resolved: &Resolved,
    naming: Option<&Path>,
    checks: TableChecks,
) -> (Option<Projection>, Messages) {
    let mut texts = SourceTexts::default();
    let rules = match Rules::load(naming, &mut texts) {
        Ok(rules) => rules,
        Err(wrong) => {
            let diagnostics = wrong.into();
            return (None, Messages { diagnostics, texts });
        }
    };
    let lowered = parallel::map(resolved.interfaces.iter().collect(), |interface| {
        let (names, mut found) = name::names(interface, &rules);
        let (projection, lowering) = lower::projection(interface, &resolved.annotations, &names);
        found.extend(lowering);
        if !found.has_errors() {
            found.extend(conflicts::conflicts(&projection));
        }
        let target = interface.facts.target.name();
        (projection, names.seen, (target, found))
    });
    let (projections, seen, found): (Vec<_>, Vec<_>, Vec<_>) = lowered.into_iter().collect();
    let mut diagnostics = Diagnostics::of_targets(found);
    diagnostics.extend(rules.unused(
        &seen.into_iter().flatten().collect(),
        checks.whole_tree,
        checks.every_target,
    ));
    if checks.strict {
        diagnostics.make_strict();
    }
    let mut merged = merge::merge(projections);
    match since::Since::load() {
        Ok(known) => since::tell(&mut merged, &known),
        Err(message) => diagnostics.push(Diagnostic::error(
            "since-table",
            format!("`{}`: {message}", since::PATH),
        )),
    }
    let projection = (!diagnostics.has_errors()).then_some(merged);
    (projection, Messages { diagnostics, texts })
}

/// The part of a projection that is to be emitted.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Patterns of items; all, if there is none.
    pub filter: &'a [String],
    /// Whether `xen-abi` stands for the headers that it has.
    pub reuse: bool,
    /// The table of names by which the projection was made.
    pub naming: Option<&'a Path>,
}

impl Part<'_> {
    /// Removes the rest. Says whether that succeeded; the reason is among the messages.
    pub fn take(self, projection: &mut Projection, messages: &mut Messages) -> bool {
        let Messages { diagnostics, texts } = messages;
        if let Err(unknown) = filter::filter(projection, self.filter, self.naming, texts) {
            diagnostics.extend(unknown.into_iter().collect());
            return false;
        }
        if self.reuse
            && let Err(differing) = reuse::reuse(projection)
        {
            diagnostics.extend(differing);
            return false;
        }
        true
    }
}

/// The Cargo features of the project's own crate. `whole_tree` says that the projection has all of
/// the project's headers.
///
/// # Errors
/// Says what is wrong with the table of features, and where.
pub fn features(projection: &Projection, whole_tree: bool) -> Result<Features, Messages> {
    let mut texts = SourceTexts::default();
    features::features(projection, whole_tree, &mut texts)
        .map_err(|diagnostics| Messages { diagnostics, texts })
}

/// The facts of each target, then those that toolstacks see where that is asked for; `None` for a
/// target that failed.
fn extract_all(
    library: &Libclang,
    tree: &HeaderTree,
    input: &Input,
    targets: &[Target],
) -> (Vec<Option<Facts>>, Diagnostics) {
    let views = [input.tools]
        .into_iter()
        .chain(input.toolstacks_too.then_some(true));
    let runs = views.flat_map(|tools| {
        targets.iter().map(move |&target| Options {
            target,
            interface_version: input.interface_version,
            tools,
            release: input.release,
        })
    });
    let results = parallel::map(runs.collect(), |options: Options| {
        let (facts, found) = source::extract(library, tree, &options);
        (facts, (options.target.name(), found))
    });
    let (facts, mut found): (Vec<_>, Vec<_>) = results.into_iter().collect();
    let for_toolstacks = found.split_off(targets.len());
    let mut diagnostics = Diagnostics::of_targets(found);
    diagnostics.extend(Diagnostics::of_targets(for_toolstacks));
    (facts, diagnostics)
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

/// The index of what the headers in a folder lend to others; `None` if they cannot be read.
fn index(library: &Libclang, folder: &Path, targets: &[Target]) -> Option<String> {
    let input = Input {
        selection: Selection {
            tree: folder.to_owned(),
            ..Selection::default()
        },
        // Toolstacks see more, and nothing less.
        tools: true,
        toolstacks_too: false,
        interface_version: None,
        release: None,
        strict: false,
        fallback: FallbackSource::None,
        operations: None,
    };
    let (resolved, _) = resolve(library, &input, targets);
    annotation_index::index(&resolved?.interfaces).ok()
}
