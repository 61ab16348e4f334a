//! A report for people and for programs: text, Markdown, JSON.

mod gate;
mod json;
mod markdown;
pub(crate) mod rows;
mod text;

use std::collections::BTreeSet;

pub use gate::{gate_markdown, gate_text};
pub use json::{gate_json, json};
pub use markdown::markdown;
pub use text::text;

use super::Report;
use super::rules::Verdict;
use super::versions::Unmoved;
use super::words;
use crate::model::release::Release;
use crate::model::target::Target;

/// The verdicts, the worst first.
pub(crate) const VERDICTS: [Verdict; 3] = [Verdict::Breaking, Verdict::Additive, Verdict::Cosmetic];

/// A side with the release of Xen that it states, if its name does not say so.
fn named(name: &str, release: Option<Release>) -> String {
    match release {
        Some(release) if !name.ends_with(&format!("@{release}")) => {
            format!("{name} (Xen {release})")
        }
        _ => name.to_owned(),
    }
}

impl Report {
    /// How many changes have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes
            .iter()
            .filter(|judged| judged.rule.verdict() == verdict)
            .count()
    }

    /// How many there are of each, in words.
    pub(crate) fn counts(&self) -> String {
        VERDICTS
            .map(|verdict| format!("{} {}", self.count(verdict), verdict.name()))
            .join(", ")
    }

    /// What the old side is called, with its release.
    pub(crate) fn old_name(&self) -> String {
        named(&self.old, self.old_release)
    }

    /// What the new side is called, with its release.
    pub(crate) fn new_name(&self) -> String {
        named(&self.new, self.new_release)
    }

    /// The targets, in words.
    pub(crate) fn target_names(&self) -> String {
        words::targets(&self.targets)
    }

    /// The targets in words between two others, where they are not all that were compared.
    pub(crate) fn only_on(&self, before: &str, targets: &BTreeSet<Target>, after: &str) -> String {
        if targets.len() < self.targets.len() {
            format!("{before}{}{after}", words::targets(targets))
        } else {
            String::new()
        }
    }

    /// The targets that a layout changed on, in words behind it, and its records between `quote`s.
    fn unmoved_on(&self, unmoved: &Unmoved, quote: &str) -> (String, String) {
        let records = unmoved.records.iter().map(|(name, header)| {
            let name = format!("{quote}{name}{quote}");
            match *header == unmoved.header {
                true => name,
                false => format!("{name} ({quote}{header}{quote})"),
            }
        });
        let records: Vec<_> = records.collect();
        let targets = self.only_on(" (", &unmoved.targets, ")");
        (targets, records.join(", "))
    }
}
