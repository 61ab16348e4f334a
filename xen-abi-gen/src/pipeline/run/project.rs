//! The second half of a run: from each target's ABI to the crate of all.

use std::collections::BTreeSet;
use std::path::Path;

use super::resolved::{Messages, Resolved};
use super::views::messages_of_views;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::abi::Interface;
use crate::model::features::Features;
use crate::model::projection::Projection;
use crate::parallel;
use crate::pipeline::annotate::Annotations;
use crate::pipeline::lower::Headers;
use crate::pipeline::name::rules::Rules;
use crate::pipeline::reuse::Crate;
use crate::pipeline::{conflicts, features, filter, lower, merge, name, reuse, since, toolstack};

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

/// One target's crate, the C names that a table renamed in it, and the messages.
type Lowered = (Projection, BTreeSet<String>, (&'static str, Diagnostics));

/// Names and lowers the ABI of one target.
fn lowered(
    interface: &Interface,
    headers: Headers,
    annotations: &Annotations,
    rules: &Rules,
) -> Lowered {
    let (names, mut found) = name::names(interface, rules);
    let (projection, lowering) = lower::projection(interface, annotations, &names, headers);
    found.extend(lowering);
    if !found.has_errors() {
        found.extend(conflicts::conflicts(&projection));
    }
    let target = interface.facts.target.name();
    (projection, names.renamed, (target, found))
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
    let of_views = for_toolstacks.iter().flat_map(|view| {
        let headers = match view.release {
            Some(_) => Headers::ForToolstacks,
            None => Headers::All,
        };
        view.interfaces.iter().map(move |one| (one, headers))
    });
    let all = interfaces.iter().map(|one| (one, Headers::All));
    let lowered = parallel::map(all.chain(of_views).collect(), |(interface, headers)| {
        lowered(interface, headers, annotations, &rules)
    });
    let (mut projections, renamed, mut found): (Vec<_>, Vec<_>, Vec<_>) =
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
        &renamed.into_iter().flatten().collect(),
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
    /// What stands for the headers that it has.
    pub reused: Crate<'a>,
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
        if let Err(differing) = reuse::reuse(projection, self.reused) {
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
