//! Which option makes the conditions around a declaration hold.

use crate::c_text;
use crate::model::hash::HashSet;
use crate::model::target::Target;

/// What stands before a condition in whose other branch a line is.
pub(super) const ELSE: &str = "#else of ";

/// What makes a condition hold, where an option does.
pub(super) fn mend(condition: &str) -> Option<String> {
    let tokens = c_text::tokens(condition);
    let has = |name: &str| tokens.contains(&name);
    let wanted = |name: &str| has(name) && !is_negated(condition, &tokens, name);
    let (whom, advice) = if wanted("__XEN_TOOLS__") {
        ("for toolstacks only", "pass `--tools`")
    } else if has("__XEN_TOOLS__") {
        ("for guests only", "leave `--tools` out")
    } else if wanted("__XEN__") {
        (
            "within the hypervisor only",
            "leave the header that needs it out (`--skip PATH`), or put `#define __XEN__ 1` into a \
             file and pass `--prelude FILE`",
        )
    } else if has("XEN_RELEASE") {
        (
            "for some releases of Xen only",
            "`--release RELEASE` chooses another",
        )
    } else if has("__XEN_INTERFACE_VERSION__") {
        (
            "for some versions only",
            "`--interface-version N` chooses another",
        )
    } else {
        let targets = targets(has, wanted)?;
        return Some(format!(
            "for some architectures only, under `{condition}`: read the tree for these alone \
             ({targets})"
        ));
    };
    Some(format!("{whom}, under `{condition}`: {advice}"))
}

/// The options for the targets that a condition names, or for all others if it excludes them.
fn targets(has: impl Fn(&str) -> bool, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let architectures = [
        ("__i386__", Target::I686),
        ("__x86_64__", Target::X86_64),
        ("__arm__", Target::Armv7),
        ("__aarch64__", Target::Aarch64),
    ];
    let mut named = architectures
        .iter()
        .filter(|(name, _)| has(name))
        .peekable();
    named.peek()?;
    let excludes = named.all(|(name, _)| !wanted(name));
    let takes = |name: &str| match excludes {
        true => !has(name),
        false => wanted(name),
    };
    let options: Vec<_> = architectures
        .iter()
        .filter(|(name, _)| takes(name))
        .map(|(_, target)| format!("`--target {}`", target.name()))
        .collect();
    (!options.is_empty()).then(|| options.join(", "))
}

/// Whether a condition only asks that a name be not defined that is not.
pub(super) fn holds(condition: &str, defined: &HashSet<&str>) -> bool {
    match c_text::tokens(condition).as_slice() {
        ["#", "ifndef", name]
        | ["#", "if", "!", "defined", name]
        | ["#", "if", "!", "defined", "(", name, ")"] => !defined.contains(name),
        _ => false,
    }
}

/// Whether a condition asks that a name be not defined.
fn is_negated(condition: &str, tokens: &[&str], name: &str) -> bool {
    let before = tokens.iter().take_while(|token| **token != name);
    let last = before
        .filter(|token| !matches!(**token, "(" | "defined"))
        .last();
    let not = matches!(last, Some(&("!" | "ifndef")));
    not != condition.starts_with(ELSE)
}
