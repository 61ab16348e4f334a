//! Finds constants that a release defines twice, as the conditions of two definitions overlap.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::facts::{Definition, Facts};
use crate::model::hash::HashMap;
use crate::model::location::Location;
use crate::model::release::Release;

/// A name and its two definitions.
type Overlap<'a> = (&'a str, &'a Location, &'a Location);

/// The errors where two definitions of a macro are in force for some releases and not for all.
pub(in crate::pipeline) fn overlaps(views: &[(Option<Release>, Vec<&Facts>)]) -> Diagnostics {
    let mut found: BTreeMap<Overlap<'_>, BTreeSet<Release>> = BTreeMap::new();
    for (release, facts) in views {
        for overlap in facts.iter().flat_map(|facts| redefined(facts)) {
            found.entry(overlap).or_default().extend(release);
        }
    }
    // What every release redefines, it redefines on purpose.
    found.retain(|_, releases| releases.len() < views.len());
    let message = |((name, first, second), releases): (Overlap<'_>, BTreeSet<Release>)| {
        let releases: Vec<String> = releases.iter().map(ToString::to_string).collect();
        let message = format!("`{name}` is defined twice for Xen {}", releases.join(", "));
        Diagnostic::error("overlapping-releases", message)
            .at(second, "defined again here")
            .related(first, "defined first here")
            .help("let the conditions on `XEN_RELEASE` exclude each other")
    };
    found.into_iter().map(message).collect()
}

/// The macros with two definitions that differ, and no `#undef` between them.
fn redefined(facts: &Facts) -> Vec<Overlap<'_>> {
    let mut first: HashMap<&str, &Definition> = HashMap::default();
    let mut found = Vec::new();
    for definition in &facts.definitions {
        let name = definition.name.as_str();
        let Some(earlier) = first.insert(name, definition) else {
            continue;
        };
        if earlier.replacement != definition.replacement && !is_undefined(facts, name) {
            found.push((name, &earlier.location, &definition.location));
        }
    }
    found
}

/// Whether a header has an `#undef` of that name.
fn is_undefined(facts: &Facts, name: &str) -> bool {
    facts.headers.iter().any(|header| {
        let mut lines = header.text.lines().map(str::trim_start);
        lines.any(|line| {
            let undef = line.strip_prefix('#').map(str::trim_start);
            let rest = undef.and_then(|rest| rest.strip_prefix("undef"));
            rest.is_some_and(|rest| rest.split_whitespace().next() == Some(name))
        })
    })
}
