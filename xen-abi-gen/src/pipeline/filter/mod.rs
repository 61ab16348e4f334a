//! Keeps the items that were asked for, with what they need: `--filter`.

mod candidates;
mod links;
mod pattern;
mod prune;
mod select;

use std::path::Path;

use super::name::rules::Rules;
use crate::diagnostics::{Diagnostic, SourceTexts};
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Body, Projection};
use candidates::Candidates;
pub use links::{Link, relinked};
use pattern::Pattern;
use select::Selection;

/// What messages call the patterns' text. It is no header: the command line is to blame.
pub const OPTION: &str = "--filter";

/// Keeps the items that the patterns name, and what these need. Without a pattern all stay.
///
/// `naming` is the table of names by which the projection was made.
///
/// # Errors
/// When a pattern does not parse, or nothing has the name.
pub fn filter(
    projection: &mut Projection,
    patterns: &[String],
    naming: Option<&Path>,
    texts: &mut SourceTexts,
) -> Result<(), Vec<Diagnostic>> {
    if patterns.is_empty() {
        return Ok(());
    }
    texts.insert(OPTION.into(), OPTION.to_owned(), patterns.join("\n").into());
    // Methods stand for all operations of all releases.
    projection.toolstack_releases = Releases::default();
    projection.modules.retain(|module| {
        let mut items = module.items.iter();
        !items.any(|placed| matches!(placed.item.body, Body::Method(_)))
    });
    let rules = Rules::load(naming, texts).map_err(|wrong| vec![wrong])?;
    let mut wrong = Vec::new();
    let mut selection = Selection::new(projection);
    let candidates = Candidates::of(projection, &rules);
    for (line, text) in (1..).zip(patterns) {
        match Pattern::parse(text, line) {
            Ok(patterns) => {
                for pattern in patterns {
                    match candidates.matching(&pattern) {
                        Ok(found) => selection.keep(found),
                        Err(unknown) => wrong.push(unknown),
                    }
                }
            }
            Err(malformed) => wrong.push(malformed),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let kept = selection.with_needs();
    prune::prune(projection, &kept);
    links::unlink(projection);
    Ok(())
}
