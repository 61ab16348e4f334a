//! Carries the passes out: from a folder of headers to each target's ABI, and from there to the
//! crate.

use std::path::{Path, PathBuf};

use super::annotate::Annotations;
use super::conflicts::conflicts;
use super::name::rules::Rules;
use super::resolve::Tables;
use super::since::{self, Since};
use super::{fallback, lower, merge, name, resolve};
use crate::annotation;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use crate::model::hash::HashSet;
use crate::model::location::HeaderPath;
use crate::model::projection::Projection;
use crate::model::target::Target;
use crate::parallel;
use crate::source::{self, HeaderTree, Libclang, Options, Selection};

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct Input {
    /// The headers.
    pub selection: Selection,
    /// Whether `__XEN_TOOLS__` is defined.
    pub tools: bool,
    /// The value of `__XEN_INTERFACE_VERSION__`; `None` for the latest that the tree knows.
    pub interface_version: Option<u32>,
    /// Whether damage that real trees carry is an error.
    pub strict: bool,
    /// Source of the annotations that the tree lacks.
    pub fallback: FallbackSource,
    /// A table of op families and arguments that comes before the generator's own.
    pub operations: Option<PathBuf>,
}

/// Source of the annotations for a tree that has none of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The comments of every header.
    pub annotations: Annotations,
}

/// Reads the headers and resolves the ABI of each target. Nothing comes back if there was an error.
pub fn resolve(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
) -> (Option<Resolved>, Messages) {
    let mut messages = Messages::default();
    match passes(library, input, targets, &mut messages) {
        Ok(resolved) => (resolved, messages),
        Err(rejected) => (None, rejected),
    }
}

/// The passes of `resolve`.
///
/// # Errors
/// When one of them cannot begin, with the messages that are about that alone.
fn passes(
    library: &Libclang,
    input: &Input,
    targets: &[Target],
    messages: &mut Messages,
) -> Result<Option<Resolved>, Messages> {
    let tables = Tables::load(input.operations.as_deref(), &mut messages.texts);
    let tables = tables.map_err(|wrong| Messages {
        diagnostics: [wrong].into_iter().collect(),
        texts: std::mem::take(&mut messages.texts),
    })?;
    let tree = source::read_tree(&input.selection).map_err(|rejected| Messages {
        diagnostics: rejected.diagnostics,
        texts: rejected.texts,
    })?;
    let (facts, found) = extract_all(library, &tree, input, targets);
    let read_for: Vec<Target> = facts.iter().map(|facts| facts.target).collect();
    let fallbacks = fallbacks(library, input, &read_for).map_err(|wrong| Messages {
        diagnostics: [wrong].into_iter().collect(),
        ..Messages::default()
    })?;
    messages.texts.extend(tree.texts().clone());
    messages.diagnostics.extend(tree.warnings().clone());
    messages.diagnostics.extend(found);
    // An error of one target's C must not hide what is wrong with the comments of a header that
    // only that target reads.
    let complete = facts.len() == targets.len();
    let unread = if complete { Vec::new() } else { tree.headers() };
    let read = facts
        .iter()
        .flat_map(|facts| &facts.headers)
        .map(|header| (&header.path, &*header.text));
    let (annotations, found) = annotate(unread.into_iter().chain(read));
    messages.diagnostics.extend(found);
    let all = fallbacks.into_iter().map(Some);
    let all = all.chain(std::iter::repeat_with(|| None));
    let each: Vec<_> = facts.into_iter().zip(all).collect();
    let resolved = parallel::map(each, |(facts, fallback)| {
        resolve::interface(facts, &annotations, fallback.as_ref(), &tables)
    });
    let interfaces = gather(input, &tables, resolved, &mut messages.diagnostics);
    let clean = complete && !messages.diagnostics.has_errors();
    Ok(clean.then_some(Resolved {
        interfaces,
        annotations,
    }))
}

/// The targets' ABIs, after adding the messages about each and about all of them.
fn gather(
    input: &Input,
    tables: &Tables,
    resolved: Vec<(Interface, resolve::Uses, Diagnostics)>,
    diagnostics: &mut Diagnostics,
) -> Vec<Interface> {
    let mut interfaces = Vec::new();
    let (mut found_for, mut uses) = (Vec::new(), Vec::new());
    for (interface, used, found) in resolved {
        found_for.push((interface.facts.target.name(), found));
        uses.push(used);
        interfaces.push(interface);
    }
    diagnostics.extend_from_targets(found_for);
    diagnostics.extend(resolve::useless(tables, &uses));
    if input.strict {
        let annotated = input.fallback == FallbackSource::None;
        let incomplete = resolve::completeness(&interfaces, annotated, diagnostics);
        diagnostics.extend(incomplete);
        diagnostics.make_strict();
    }
    interfaces
}

/// What the tables of names must fulfil beyond that they can be read.
#[derive(Clone, Copy, Debug)]
pub struct TableChecks {
    /// Every warning is an error.
    pub strict: bool,
    /// These are all of the headers that the generator's own table of names is about, so that each
    /// of its entries must be used.
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
    let mut diagnostics = Diagnostics::new();
    let mut texts = SourceTexts::default();
    let rules = match rules(naming, &mut texts) {
        Ok(rules) => rules,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return (None, Messages { diagnostics, texts });
        }
    };
    let mut projections = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut found_for = Vec::new();
    let lowered = parallel::map(resolved.interfaces.iter().collect(), |interface| {
        let (names, mut found) = name::names(interface, &rules);
        let (projection, lowering) = lower::projection(interface, &resolved.annotations, &names);
        found.extend(lowering);
        if !found.has_errors() {
            found.extend(conflicts(&projection));
        }
        (interface.facts.target.name(), found, names.seen, projection)
    });
    for (target, found, names, projection) in lowered {
        found_for.push((target, found));
        seen.extend(names);
        projections.push(projection);
    }
    diagnostics.extend_from_targets(found_for);
    diagnostics.extend(rules.unused(&seen, checks.whole_tree, checks.every_target));
    if checks.strict {
        diagnostics.make_strict();
    }
    let mut merged = merge::merge(projections);
    match Since::load() {
        Ok(known) => since::tell(&mut merged, &known),
        Err(message) => diagnostics.push(Diagnostic::error(
            "since-table",
            format!("`{}`: {message}", since::PATH),
        )),
    }
    (
        (!diagnostics.has_errors()).then_some(merged),
        Messages { diagnostics, texts },
    )
}

/// The generator's table of names, with another before it.
fn rules(naming: Option<&Path>, texts: &mut SourceTexts) -> Result<Rules, Diagnostic> {
    let mut rules = Rules::load(texts)?;
    if let Some(path) = naming {
        rules.extend(path, texts)?;
    }
    Ok(rules)
}

/// Every target's facts; those of a target that failed are missing.
fn extract_all(
    library: &Libclang,
    tree: &HeaderTree,
    input: &Input,
    targets: &[Target],
) -> (Vec<Facts>, Diagnostics) {
    let options = |target| Options {
        target,
        interface_version: input.interface_version,
        tools: input.tools,
    };
    let results = parallel::map(targets.to_vec(), |target| {
        source::extract(library, tree, &options(target))
    });
    let mut facts = Vec::new();
    let mut found_for = Vec::new();
    for ((found, messages), target) in results.into_iter().zip(targets) {
        facts.extend(found);
        found_for.push((target.name(), messages));
    }
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend_from_targets(found_for);
    (facts, diagnostics)
}

/// The comments of every header that took part for any target; of all, where C kept every target
/// from taking one.
fn annotate<'a>(
    headers: impl Iterator<Item = (&'a HeaderPath, &'a str)>,
) -> (Annotations, Diagnostics) {
    let mut seen = HashSet::default();
    let headers: Vec<_> = headers.filter(|(path, _)| seen.insert(*path)).collect();
    let mut annotations = Annotations::new();
    let mut diagnostics = Diagnostics::new();
    let paths: Vec<&HeaderPath> = headers.iter().map(|(path, _)| *path).collect();
    let parsed = parallel::map(headers, |(path, text)| annotation::parse(path, text));
    for (path, (parsed, found)) in paths.into_iter().zip(parsed) {
        annotations.insert(path.clone(), parsed);
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
        FallbackSource::Own => fallback::own(targets),
        // Whatever is wrong with those headers is no concern of this run.
        FallbackSource::Folder(folder) => match index_for(library, folder, targets) {
            Some(index) => fallback::read(&index, targets),
            None => Ok(Vec::new()),
        },
    }
}

/// All that the headers in a folder annotate. Toolstacks see more, and nothing less.
fn annotated(library: &Libclang, folder: &Path, targets: &[Target]) -> Vec<Interface> {
    let selection = Selection {
        tree: folder.to_owned(),
        ..Selection::default()
    };
    let input = Input {
        selection,
        tools: true,
        interface_version: None,
        strict: false,
        fallback: FallbackSource::None,
        operations: None,
    };
    resolve(library, &input, targets)
        .0
        .map_or_else(Vec::new, |resolved| resolved.interfaces)
}

/// The index of what the headers in a folder lend to others; `None` if they cannot be read.
pub fn index(library: &Libclang, folder: &Path) -> Option<String> {
    index_for(library, folder, &Target::ALL)
}

fn index_for(library: &Libclang, folder: &Path, targets: &[Target]) -> Option<String> {
    let interfaces = annotated(library, folder, targets);
    if interfaces.is_empty() {
        None
    } else {
        fallback::index(&interfaces).ok()
    }
}
