//! Which changes of an interface break its users, and what may announce them.

use std::collections::BTreeSet;

use crate::text::{Entry, parse};

/// A change that breaks users, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Breaking {
    pub(crate) path: String,
    pub(crate) reason: String,
}

/// The changes between two texts that are more than additions.
pub(crate) fn breaking(old: &str, new: &str) -> Vec<Breaking> {
    let (old, new) = (parse(old), parse(new));
    let mut found = Vec::new();
    for (path, text) in old.difference(&new) {
        found.push(Breaking {
            path: (*path).to_owned(),
            reason: format!("`{text}` is gone"),
        });
    }
    for (path, text) in new.difference(&old) {
        if let Some(reason) = breaking_addition(path, text, &old) {
            found.push(Breaking {
                path: (*path).to_owned(),
                reason,
            });
        }
    }
    found
}

/// Why what is new breaks users of what was there.
fn breaking_addition(path: &str, text: &str, old: &BTreeSet<Entry<'_>>) -> Option<String> {
    let was = |path: &str, kind: &str, except: &str| {
        let mut entries = old.range((path, String::new())..);
        let found = entries.find(|(other, text)| *other != path || is(text, kind));
        found.is_some_and(|(other, text)| *other == path && !text.contains(except))
    };
    let outer = path.rsplit_once("::").map_or("", |(outer, _)| outer);
    if text.starts_with("variant") && was(outer, "enum", "#[non_exhaustive]") {
        return Some(format!("a `match` lacks the new `{text}`"));
    }
    if text.starts_with("required ") && was(outer, "trait", "\0") {
        return Some(format!("an implementation lacks the new `{text}`"));
    }
    if text.starts_with("field") {
        let (record, _) = path.rsplit_once('.')?;
        if was(record, "struct", "{ .. }") {
            return Some(format!("a struct expression lacks the new `{text}`"));
        }
    }
    let mut entries = old.range((path, String::new())..);
    let is_known = entries.next().is_some_and(|(other, _)| *other == path);
    let is_loss = is_known && text.starts_with("impl") && text.contains(" !");
    is_loss.then(|| format!("the new `{text}` takes a trait away"))
}

/// Whether a text states an item of a kind, after its attributes.
fn is(text: &str, kind: &str) -> bool {
    let mut words = text
        .split(' ')
        .filter(|word| !word.starts_with("#[") && *word != "unsafe");
    words
        .next()
        .is_some_and(|word| word == kind || word.starts_with(&format!("{kind}<")))
}

/// Whether a version may break users of another one.
pub(crate) fn may_break(old: &str, new: &str) -> bool {
    let numbers = |version: &str| -> Vec<u32> {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        core.split('.')
            .map_while(|number| number.parse().ok())
            .collect()
    };
    let (old, new) = (numbers(old), numbers(new));
    let kept = if old.first() == Some(&0) { 2 } else { 1 };
    old.iter().take(kept).ne(new.iter().take(kept))
}

/// The names that the changelog's entries about the interface mention, of what is not released.
pub(crate) fn announced(changelog: &str) -> BTreeSet<String> {
    let lines = changelog.lines();
    let section = lines
        .skip_while(|line| !line.starts_with("## [Unreleased]"))
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut entries: Vec<String> = Vec::new();
    for line in section {
        match entries.last_mut() {
            Some(entry) if line.starts_with("  ") => *entry += line,
            _ => entries.push(line.to_owned()),
        }
    }
    let about = entries.iter().filter(|entry| entry.contains("**ABI**"));
    let names = about.flat_map(|entry| entry.split('`').skip(1).step_by(2));
    names
        .map(|name| name.trim_start_matches("xen_abi::").to_owned())
        .collect()
}

/// Whether a name stands for a path: its own, or that of what contains it.
pub(crate) fn covers(names: &BTreeSet<String>, path: &str) -> bool {
    names.iter().any(|name| {
        let rest = path.strip_prefix(name.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::") || rest.starts_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
# xen-abi 0.1.0
a: mod
a::E: #[repr(u32)] enum
a::E::One: variant = 1
a::N: #[non_exhaustive] enum
a::P: struct { .. }
a::S: impl Clone + Copy
a::S: struct
a::S.x: field u32
a::T: trait
a::f: fn(u32) -> u32  [std]
";

    fn paths(from: &str, to: &str) -> Vec<String> {
        let new = OLD.replace(from, to);
        assert_ne!(new, OLD);
        breaking(OLD, &new)
            .into_iter()
            .map(|change| change.path)
            .collect()
    }

    #[test]
    fn additions_break_nobody() {
        for line in [
            "a::g: fn()",
            "a::N::New: variant",
            "a::P.y: field u32",
            "a::T::m: fn(&self)",
            "a::New: enum\na::New::One: variant",
            "a::New: struct\na::New: impl !Send",
            "a::S: impl Debug",
        ] {
            let found = breaking(OLD, &format!("{OLD}{line}\n"));
            assert_eq!(found, [], "{line}");
        }
        assert_eq!(paths("Clone + Copy", "Clone + Copy + Eq"), [""; 0]);
    }

    #[test]
    fn what_is_gone_or_different_breaks() {
        assert_eq!(paths("a::f: fn(u32) -> u32  [std]\n", ""), ["a::f"]);
        assert_eq!(paths("fn(u32)", "fn(u64)"), ["a::f"]);
        assert_eq!(paths("[std]", "[std + more]"), ["a::f"]);
        assert_eq!(paths(" + Copy", ""), ["a::S"]);
        assert_eq!(paths("= 1", "= 2"), ["a::E::One", "a::E::One"]);
    }

    #[test]
    fn additions_that_break() {
        for (line, path) in [
            ("a::E::Two: variant = 2", "a::E::Two"),
            ("a::S.y: field u32", "a::S.y"),
            ("a::T::n: required fn(&self)", "a::T::n"),
            ("a::S: impl !Send", "a::S"),
        ] {
            let found = breaking(OLD, &format!("{OLD}{line}\n"));
            assert_eq!(found.len(), 1, "{line}");
            assert_eq!(found[0].path, path);
        }
    }

    #[test]
    fn versions_and_the_changelog_announce() {
        for (old, new, expected) in [
            ("0.1.0", "0.1.9+xen.4.21", false),
            ("0.1.0+xen.4.20", "0.2.0", true),
            ("1.1.0", "1.2.0", false),
            ("1.1.0", "2.0.0", true),
        ] {
            assert_eq!(may_break(old, new), expected, "{old} {new}");
        }
        let names = announced(
            "## [Unreleased]\n\n- `a::f` takes\n  a `u64` (**ABI**: `xen_abi::a::E`).\n\
             - `a::T` is documented.\n\n## [0.1.0]\n\n- `a::S` (**ABI**).\n",
        );
        for path in ["a::f", "a::E", "a::E::One"] {
            assert!(covers(&names, path), "{path}");
        }
        for path in ["a::T", "a::S", "a::fn"] {
            assert!(!covers(&names, path), "{path}");
        }
    }
}
