//! A report for people and for programs: text, Markdown, JSON.

mod json;
mod markdown;
pub(crate) mod rows;
mod text;
mod words;

use std::collections::BTreeSet;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::Report;
use super::rules::Verdict;
use super::versions::Unmoved;
use crate::model::target::Target;

/// The verdicts, the worst first.
pub(crate) const VERDICTS: [Verdict; 3] = [Verdict::Breaking, Verdict::Additive, Verdict::Cosmetic];

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
