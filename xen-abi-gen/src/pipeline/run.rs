//! Runs the passes: from headers to each target's ABI, and from there to the crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::annotate::Annotations;
use super::name::rules::Rules;
use super::resolve::Tables;
use super::{
    annotation_index, conflicts, features, filter, lower, merge, name, releases, resolve, reuse,
    since, toolstack,
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
    /// Whether the ABI of each release that the tree states is resolved as toolstacks see it, too.
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
    /// The same as toolstacks see it, the oldest release first, where that was asked for too.
    pub for_toolstacks: Vec<ToolstackView>,
    /// The comments of every header.
    pub annotations: Annotations,
}

/// What toolstacks see of one release.
#[derive(Debug)]
pub struct ToolstackView {
    /// The release, where the tree says which one it states.
    pub release: Option<Release>,
    /// One per target.
    pub interfaces: Vec<Interface>,
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
    let stated = releases::stated(&tree).map(|found| found.known);
    let views = views(input, stated.as_deref());
    let mut diagnostics = tree.warnings().clone();
    if input.toolstacks_too {
        diagnostics.extend(releases::unlisted(&tree).into_iter().collect());
    }
    let (facts, found) = extract_all(library, &tree, input, &views, targets);
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
    if complete {
        let releases = views.iter().map(|view| view.release);
        diagnostics.extend(messages_of_views(releases, found_by_others, targets.len()));
        for_toolstacks.extend(views.iter().map(|view| ToolstackView {
            release: view.release,
            interfaces: others.by_ref().take(targets.len()).collect(),
        }));
        let facts = for_toolstacks.iter().map(|view: &ToolstackView| {
            let facts = view.interfaces.iter().map(|one| &one.facts);
            (view.release, facts.collect())
        });
        let facts: Vec<_> = facts.collect();
        diagnostics.extend(toolstack::overlaps(&facts));
    }
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

/// One target's crate, the C names that it has Rust names for, and the messages.
type Lowered = (Projection, BTreeSet<String>, (&'static str, Diagnostics));

/// Names and lowers the ABI of one target.
fn lowered(interface: &Interface, annotations: &Annotations, rules: &Rules) -> Lowered {
    let (names, mut found) = name::names(interface, rules);
    let (projection, lowering) = lower::projection(interface, annotations, &names);
    found.extend(lowering);
    if !found.has_errors() {
        found.extend(conflicts::conflicts(&projection));
    }
    let target = interface.facts.target.name();
    (projection, names.seen, (target, found))
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
    let Resolved {
        interfaces,
        for_toolstacks,
        annotations,
    } = resolved;
    let of_views = for_toolstacks.iter().flat_map(|view| &view.interfaces);
    let all = interfaces.iter().chain(of_views).collect();
    let lowered = parallel::map(all, |interface| lowered(interface, annotations, &rules));
    let (mut projections, seen, mut found): (Vec<_>, Vec<_>, Vec<_>) =
        lowered.into_iter().collect();
    let others = projections.split_off(interfaces.len());
    let found_by_others = found.split_off(interfaces.len());
    let mut diagnostics = Diagnostics::of_targets(found);
    let releases = || for_toolstacks.iter().map(|view| view.release);
    diagnostics.extend(messages_of_views(
        releases(),
        found_by_others,
        interfaces.len(),
    ));
    diagnostics.extend(rules.unused(
        &seen.into_iter().flatten().collect(),
        checks.whole_tree,
        checks.every_target,
    ));
    if checks.strict {
        diagnostics.make_strict();
    }
    let mut merged = merge::merge(projections);
    let known = since::Since::load();
    match &known {
        Ok(known) => since::tell(&mut merged, known),
        Err(message) => diagnostics.push(Diagnostic::error(
            "since-table",
            format!("`{}`: {message}", since::PATH),
        )),
    }
    if !for_toolstacks.is_empty() && !diagnostics.has_errors() {
        let releases = releases().collect();
        diagnostics.extend(toolstack::add(&mut merged, releases, others));
    }
    if let Ok(known) = &known {
        since::summarize(&mut merged, known);
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

/// How toolstacks read the headers: for a release, or for the newest by default.
#[derive(Clone, Copy, Debug)]
struct View {
    release: Option<Release>,
    is_newest: bool,
}

/// The views of toolstacks, the oldest release first; none, where these are not asked for.
fn views(input: &Input, stated: Option<&[Release]>) -> Vec<View> {
    if !input.toolstacks_too {
        return Vec::new();
    }
    let releases = stated.map_or_else(
        || vec![None],
        |known| known.iter().copied().map(Some).collect(),
    );
    let count = releases.len();
    let views = (1..).zip(releases).map(|(number, release)| View {
        release,
        is_newest: number == count,
    });
    views.collect()
}

/// The facts of each target, then those of each view of toolstacks; `None` for a target that
/// failed.
///
/// Of older releases, only the headers that have something for toolstacks are read.
fn extract_all(
    library: &Libclang,
    tree: &HeaderTree,
    input: &Input,
    views: &[View],
    targets: &[Target],
) -> (Vec<Option<Facts>>, Diagnostics) {
    let options = |tools, release| {
        targets.iter().map(move |&target| Options {
            target,
            interface_version: input.interface_version,
            tools,
            release,
        })
    };
    let guests = options(input.tools, input.release).map(|options| (options, true));
    let others = views.iter().flat_map(|view| {
        let release = view.release.filter(|_| !view.is_newest);
        options(true, release).map(|options| (options, view.is_newest))
    });
    let results = parallel::map(
        guests.chain(others).collect(),
        |(options, whole): (Options, bool)| {
            let extract = match whole {
                true => source::extract,
                false => source::extract_for_toolstacks,
            };
            let (facts, found) = extract(library, tree, &options);
            (facts, (options.target.name(), found))
        },
    );
    let (facts, mut found): (Vec<_>, Vec<_>) = results.into_iter().collect();
    let found_by_others = found.split_off(targets.len());
    let mut diagnostics = Diagnostics::of_targets(found);
    let releases = views.iter().map(|view| view.release);
    diagnostics.extend(messages_of_views(releases, found_by_others, targets.len()));
    (facts, diagnostics)
}

/// The messages of a stage that ran for each target of the views of these releases.
fn messages_of_views(
    releases: impl Iterator<Item = Option<Release>>,
    found: Vec<(&'static str, Diagnostics)>,
    targets: usize,
) -> Diagnostics {
    let mut found = found.into_iter();
    let of_view = |release: Option<Release>| {
        let found = found.by_ref().take(targets).collect();
        (release, Diagnostics::of_targets(found))
    };
    Diagnostics::of_releases(releases.map(of_view).collect())
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
