//! A report for people and for programs: text, Markdown, JSON.

mod json;
mod markdown;
mod rows;
mod text;
mod words;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::Report;
use super::rules::Verdict;

impl Report {
    /// How many changes have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes
            .iter()
            .filter(|judged| judged.rule.verdict() == verdict)
            .count()
    }

    /// How many there are of each, in words.
    fn counts(&self) -> String {
        let verdicts = [Verdict::Breaking, Verdict::Additive, Verdict::Cosmetic];
        verdicts
            .map(|verdict| format!("{} {}", self.count(verdict), verdict.name()))
            .join(", ")
    }

    /// The targets, in words.
    fn target_names(&self) -> String {
        words::targets(&self.targets)
    }
}
