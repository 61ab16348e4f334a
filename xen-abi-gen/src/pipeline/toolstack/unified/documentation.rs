//! The documentation of methods.

use crate::model::projection::Method;
use crate::pipeline::filter::{Link, relinked};

/// The documentation of a function, as its method has it.
///
/// `absent` are the parameters that the method has not: the version, and the counts of slices.
/// `optional` are the slices that may be left out.
pub(super) fn method(
    docs: &[String],
    absent: &[&str],
    optional: &[&str],
    is_of_range: bool,
) -> Vec<String> {
    let is_of = |line: &str, names: &[&str]| {
        let name = line
            .strip_prefix("* `")
            .and_then(|rest| rest.split_once("`: "));
        name.is_some_and(|(name, _)| names.contains(&name))
    };
    let mut lines: Vec<String> = Vec::new();
    for line in docs {
        if is_of(line, absent) {
            continue;
        }
        let line = &match is_of(line, optional) {
            true if line.contains("null") => line.replace("null", "`None`"),
            true => format!("{line}; `None` for none"),
            false => line.clone(),
        };
        // A list of which nothing is left leaves one empty line.
        if line.is_empty() && lines.last().is_some_and(String::is_empty) {
            continue;
        }
        lines.push(relinked(line, &|target| link(target, is_of_range)));
    }
    lines
}

/// A link, as the module of the methods has it, which is below that of the header.
fn link(target: &str, is_of_range: bool) -> Link {
    let fixed = ["xen_abi::", "Self", "core::"];
    if fixed.iter().any(|start| target.starts_with(start)) || target.contains('/') {
        return Link::Kept;
    }
    let bare = target.split_once('@').map_or(target, |(_, path)| path);
    // The module of a range is as deep as that of the methods.
    if is_of_range && bare.starts_with("super::") {
        return Link::Kept;
    }
    let kind = &target[..target.len() - bare.len()];
    Link::To(format!("{kind}super::{bare}"))
}

/// Adds the errors of calls that Xen does not get.
pub(super) fn refusals(docs: &mut Vec<String>, calls: &str, method: &Method) {
    let takes_records = method
        .unified
        .iter()
        .any(|index| !method.slices.contains_key(index));
    let what = match (method.is_partial, takes_records) {
        (true, false) => Some("has no such operation"),
        (true, true) => Some("has no such operation, or does not take a member that has a value"),
        (false, true) => Some("does not take a member that has a value"),
        (false, false) => None,
    };
    let missing = what.map(|what| {
        format!("* [`Missing`]({calls}::CallError::Missing): the release that Xen is {what}")
    });
    let texts = method.slices.iter().filter_map(|(index, slice)| {
        let (name, most) = (&method.function.params[*index].name, slice.most()?);
        Some(format!(
            "* [`TooLong`]({calls}::CallError::TooLong): `{name}` has more than {most} bytes"
        ))
    });
    let safety = docs.iter().position(|line| line == "# Safety");
    let mut end = safety.unwrap_or(docs.len());
    while end > 0 && docs[end - 1].is_empty() {
        end -= 1;
    }
    let mut lines: Vec<String> = missing.into_iter().chain(texts).collect();
    if !docs.iter().any(|line| line == "# Errors") {
        lines.splice(..0, [String::new(), "# Errors".to_owned()]);
    }
    docs.splice(end..end, lines);
}
