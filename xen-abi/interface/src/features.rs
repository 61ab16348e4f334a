//! The features of the manifest, and the items that a set of them has.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::items::Line;

/// Each feature with those that it implies.
pub(crate) type Manifest = BTreeMap<String, BTreeSet<String>>;

/// Reads the features of a package from what `cargo metadata` prints.
pub(crate) fn manifest(metadata: &Value, package: &str) -> Result<Manifest> {
    let packages = metadata["packages"].as_array().context("no packages")?;
    let found = packages.iter().find(|found| found["name"] == package);
    let features = found.and_then(|found| found["features"].as_object());
    let features = features.with_context(|| format!("no features of {package}"))?;
    let implied = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let direct = features
        .iter()
        .map(|(name, list)| (name.clone(), implied(list)));
    Ok(direct.collect())
}

/// A set of features with all that they imply.
pub(crate) fn closure(manifest: &Manifest, names: &[&str]) -> BTreeSet<String> {
    let mut open: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut all = BTreeSet::new();
    while let Some(name) = open.pop() {
        if all.insert(name.clone()) {
            open.extend(manifest.get(&name).into_iter().flatten().cloned());
        }
    }
    all
}

/// The lines that a set of features has, without their conditions.
pub(crate) fn select(lines: &[Line], set: &BTreeSet<String>) -> Result<Vec<Line>> {
    let mut selected = Vec::new();
    for line in lines {
        let mut holds = true;
        for condition in &line.features {
            holds &= evaluate(condition, set)?;
        }
        if holds {
            selected.push(without_conditions(line));
        }
    }
    Ok(selected)
}

/// A line without its conditions. The path of another item may depend on them too: the names stay.
pub(crate) fn without_conditions(line: &Line) -> Line {
    let words = line
        .text
        .split_inclusive(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let names = words.map(|word| word.rsplit("::").next().unwrap_or_default());
    Line {
        path: line.path.clone(),
        text: names.collect(),
        features: BTreeSet::new(),
    }
}

/// Whether a condition holds: a feature, or `any(…)` or `all(…)` of conditions.
fn evaluate(condition: &str, set: &BTreeSet<String>) -> Result<bool> {
    for (function, any) in [("any(", true), ("all(", false)] {
        let Some(inner) = condition.strip_prefix(function) else {
            continue;
        };
        let inner = inner.strip_suffix(')').context("an open bracket")?;
        for part in parts(inner) {
            if evaluate(part, set)? == any {
                return Ok(any);
            }
        }
        return Ok(!any);
    }
    // The architecture is the one that the item was found for.
    if condition.starts_with("target_arch = ") {
        return Ok(true);
    }
    if condition.contains(['(', ',', ' ']) {
        bail!("the condition `{condition}` is not understood");
    }
    Ok(set.contains(condition))
}

/// The parts between the commas that are in no bracket.
fn parts(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let split = list.split(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    split
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_for_sets() {
        let manifest: Manifest = [("all", vec!["a", "b"]), ("a", vec!["std"])]
            .into_iter()
            .map(|(name, list)| {
                let list = list.into_iter().map(str::to_owned).collect();
                (name.to_owned(), list)
            })
            .collect();
        let set = closure(&manifest, &["a"]);
        assert_eq!(set.iter().collect::<Vec<_>>(), ["a", "std"]);
        for (condition, expected) in [
            ("a", true),
            ("b", false),
            ("any(b, a)", true),
            ("all(a, any(b, std))", true),
            ("all(a, b)", false),
            ("all(a, target_arch = x86)", true),
        ] {
            assert_eq!(evaluate(condition, &set).unwrap(), expected, "{condition}");
        }
        assert!(evaluate("not(a)", &set).is_err());
    }
}
