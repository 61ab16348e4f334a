//! Messages for the user: a position, what was expected, and how to fix it.

pub mod pages;
mod render;

pub use render::{SourceTexts, render, render_all};

use crate::model::location::Location;
use crate::model::release::Release;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The run goes on; `--strict` makes it an error.
    Warning,
    /// The run produces nothing.
    Error,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A short stable name (`unknown-argument-type`).
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, and what stands there; `None` where no header is to blame.
    pub place: Option<Place>,
    /// Other places that belong to it.
    pub related: Vec<Place>,
    /// What was expected, and how to mend it.
    pub help: Vec<String>,
}

/// A location with a few words under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where.
    pub location: Location,
    /// The words.
    pub label: String,
}

impl Place {
    fn new(location: impl Into<Location>, label: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            label: label.into(),
        }
    }
}

/// What an error of the operating system says, without its number.
pub fn cause(error: &std::io::Error) -> String {
    let text = error.to_string().to_lowercase();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

impl Diagnostic {
    /// An error about no place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: None,
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning about no place yet: damage that real trees carry.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Says where it is, with a few words under it.
    #[must_use]
    pub fn at(mut self, location: impl Into<Location>, label: impl Into<String>) -> Self {
        self.place = Some(Place::new(location, label));
        self
    }

    /// Points at another place that belongs to it.
    #[must_use]
    pub fn related(mut self, location: impl Into<Location>, label: impl Into<String>) -> Self {
        self.related.push(Place::new(location, label));
        self
    }

    /// Says what was expected or how to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// Everything that was found in one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    messages: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.messages.push(diagnostic);
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, other: Self) {
        self.messages.extend(other.messages);
    }

    /// Those of a stage that runs for each of several targets. What is not the same for all of them
    /// says for which it is.
    pub fn of_targets(found: Vec<(&'static str, Self)>) -> Self {
        let all: Vec<_> = found.iter().map(|(target, _)| *target).collect();
        let clean = found.iter().filter(|(_, found)| !found.has_errors());
        let clean: Vec<_> = clean.map(|(target, _)| *target).collect();
        let mut merged: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
        for (target, diagnostics) in found {
            for message in diagnostics.messages {
                match merged.iter_mut().find(|(other, _)| *other == message) {
                    Some((_, targets)) if targets.contains(&target) => {}
                    Some((_, targets)) => targets.push(target),
                    None => merged.push((message, vec![target])),
                }
            }
        }
        let merged = merged.into_iter().map(|(message, targets)| {
            if targets.len() == all.len() {
                return message;
            }
            // A header that only some targets lack says that the tree is not made for these.
            let others: &[_] = match (message.severity, message.code) {
                (Severity::Error, "missing-include") => &all,
                (Severity::Error, _) => &clean,
                (Severity::Warning, _) => &[],
            };
            let others = others.iter().filter(|target| !targets.contains(target));
            let options: Vec<_> = others.map(|target| format!("--target {target}")).collect();
            let only = format!("met for {} only", targets.join(", "));
            message.help(if options.is_empty() {
                only
            } else {
                let options = options.join(" ");
                format!("{only}; `{options}` reads the tree for the others")
            })
        });
        merged.collect()
    }

    /// Those of a stage that runs for each of several releases of Xen. What is not the same for all
    /// of them says for which it is.
    pub fn of_releases(found: Vec<(Option<Release>, Self)>) -> Self {
        let count = found.len();
        let mut merged: Vec<(Diagnostic, Vec<Option<Release>>)> = Vec::new();
        for (release, diagnostics) in found {
            for message in diagnostics.messages {
                match merged.iter_mut().find(|(other, _)| *other == message) {
                    Some((_, releases)) if releases.contains(&release) => {}
                    Some((_, releases)) => releases.push(release),
                    None => merged.push((message, vec![release])),
                }
            }
        }
        let merged = merged.into_iter().map(|(message, releases)| {
            if releases.len() == count {
                return message;
            }
            let releases = releases.iter().flatten().map(ToString::to_string);
            let releases: Vec<String> = releases.collect();
            message.help(format!("met for Xen {} only", releases.join(", ")))
        });
        merged.collect()
    }

    /// Them, as they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.messages.iter()
    }

    /// Whether the run must produce nothing.
    pub fn has_errors(&self) -> bool {
        self.messages
            .iter()
            .any(|message| message.severity == Severity::Error)
    }

    /// Makes every warning an error: what `--strict` asks for.
    pub fn make_strict(&mut self) {
        for message in &mut self.messages {
            message.severity = Severity::Error;
        }
    }

    /// The messages by place, without duplicates.
    ///
    /// The order does not depend on which target found them first.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.messages.sort_by_cached_key(|message| {
            let location = message.place.as_ref().map(|place| place.location.clone());
            (location, message.code, message.message.clone())
        });
        self.messages.dedup();
        self.messages
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(message: Diagnostic) -> Self {
        Self {
            messages: vec![message],
        }
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(messages: I) -> Self {
        Self {
            messages: messages.into_iter().collect(),
        }
    }
}
