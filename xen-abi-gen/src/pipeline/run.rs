//! Carries the passes out: from a folder of headers to each target's ABI, and from there to the crate.

use std::path::{Path, PathBuf};
use std::thread;

use super::annotate::Annotations;
use super::name::rules::Rules;
use super::{group, lower, merge, name};
use crate::annotation;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::projection::Projection;
use crate::model::target::Target;
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
    /// The folder of headers whose annotations may be used where the tree has none.
    pub lender: Option<PathBuf>,
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
pub fn resolve(library: &Libclang, input: &Input, targets: &[Target]) -> (Option<Resolved>, Messages) {
    let mut messages = Messages::default();
    let tree = match source::read_tree(&input.selection) {
        Ok(tree) => tree,
        Err(rejected) => return (None, Messages { diagnostics: rejected.diagnostics, texts: rejected.texts }),
    };
    let lenders = input.lender.as_ref().and_then(|folder| lend(library, folder, input, targets));
    let (facts, found) = extract_all(library, &tree, input, targets);
    messages.texts = tree.texts().clone();
    messages.diagnostics.extend(found);
    let (annotations, found) = annotate(&facts);
    messages.diagnostics.extend(found);
    let complete = facts.len() == targets.len();
    let mut interfaces = Vec::new();
    for (index, facts) in facts.into_iter().enumerate() {
        let lender = lenders.as_ref().and_then(|lenders| lenders.get(index));
        let (interface, found) = group::interface(facts, &annotations, lender);
        messages.diagnostics.extend(found);
        interfaces.push(interface);
    }
    if input.strict {
        messages.diagnostics.extend(group::completeness(&interfaces));
        messages.diagnostics.make_strict();
    }
    let resolved = (complete && !messages.diagnostics.has_errors()).then_some(Resolved { interfaces, annotations });
    (resolved, messages)
}

/// The crate of all the targets together. Nothing comes back if there was an error.
///
/// `naming` is a table of names that comes before the generator's own; with `whole`, an entry of the table that nothing uses is an error.
pub fn project(resolved: &Resolved, naming: Option<&Path>, whole: bool) -> (Option<Projection>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let rules = match rules(naming) {
        Ok(rules) => rules,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return (None, diagnostics);
        }
    };
    let mut projections = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for interface in &resolved.interfaces {
        let (names, found) = name::names(interface, &rules);
        diagnostics.extend(found);
        let (projection, found) = lower::projection(interface, &resolved.annotations, &names);
        diagnostics.extend(found);
        seen.extend(names.seen);
        projections.push(projection);
    }
    if whole {
        for rename in rules.unused(&seen) {
            diagnostics.push(
                Diagnostic::error("unused-renaming", format!("naming.toml renames `{}`, which no header declares", rename.c))
                    .help(format!("take the entry out, or mend its name; its reason was: {}", rename.reason)),
            );
        }
        diagnostics.make_strict();
    }
    let merged = merge::merge(projections);
    ((!diagnostics.has_errors()).then_some(merged), diagnostics)
}

/// The generator's table of names, with another before it.
fn rules(naming: Option<&Path>) -> Result<Rules, Diagnostic> {
    let wrong = |name: &str, message: String| Diagnostic::error("naming-table", format!("`{name}` cannot be used: {message}"));
    let mut rules = Rules::load().map_err(|message| wrong("naming.toml", message))?;
    if let Some(path) = naming {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&shown, error.to_string()))?;
        rules.extend(&text).map_err(|message| wrong(&shown, message))?;
    }
    Ok(rules)
}

/// Every target's facts, on as many threads as there are processors; those of a target that failed are missing.
fn extract_all(library: &Libclang, tree: &HeaderTree, input: &Input, targets: &[Target]) -> (Vec<Facts>, Diagnostics) {
    let options = |target| Options { target, interface_version: input.interface_version, tools: input.tools };
    let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut results = Vec::new();
    for group in targets.chunks(processors) {
        let found: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> =
                group.iter().map(|target| scope.spawn(move || source::extract(library, tree, &options(*target)))).collect();
            running.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        results.extend(found);
    }
    let mut facts = Vec::new();
    let mut diagnostics = Diagnostics::new();
    for result in results {
        match result {
            Ok((found, messages)) => {
                facts.extend(found);
                diagnostics.extend(messages);
            }
            // A panic of ours stays one, whichever thread it happened on.
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
    (facts, diagnostics)
}

/// The comments of every header that took part for any target.
fn annotate(facts: &[Facts]) -> (Annotations, Diagnostics) {
    let mut annotations = Annotations::new();
    let mut diagnostics = Diagnostics::new();
    for header in facts.iter().flat_map(|facts| &facts.headers) {
        if !annotations.contains_key(&header.path) {
            let (parsed, found) = annotation::parse(&header.path, &header.text);
            annotations.insert(header.path.clone(), parsed);
            diagnostics.extend(found);
        }
    }
    (annotations, diagnostics)
}

/// The ABI that annotations are borrowed from; whatever is wrong with it is no concern of this run.
fn lend(library: &Libclang, folder: &std::path::Path, input: &Input, targets: &[Target]) -> Option<Vec<Interface>> {
    let selection = Selection { tree: folder.to_owned(), ..Selection::default() };
    let lent = Input { selection, strict: false, lender: None, interface_version: None, ..input.clone() };
    resolve(library, &lent, targets).0.map(|resolved| resolved.interfaces)
}
