//! Turns links of the documentation to what is gone into plain code.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::model::projection::{Body, NamedValue, Projection};

/// Keeps links to what is there, and to the hand-written part of the crate.
pub(super) fn unlink(projection: &mut Projection) {
    let mut known: BTreeSet<String> = ["Self".to_owned()].into();
    for module in &projection.modules {
        for item in module.items.iter().map(|placed| &placed.item) {
            // A function and the module of its operations have one name.
            known.insert(match &item.body {
                Body::Function(_) => format!("{}()", item.name),
                _ => item.name.clone(),
            });
            known.extend(members_below(&item.name, &item.body));
        }
    }
    for module in &mut projection.modules {
        for item in module.items.iter_mut().map(|placed| &mut placed.item) {
            item.each_docs(&mut |docs| {
                for line in docs {
                    *line = unlinked(line, &known);
                }
            });
        }
    }
}

/// The last two segments of what links to a member of an item may name.
fn members_below(name: &str, body: &Body) -> Vec<String> {
    let of = |members: &[NamedValue]| -> Vec<String> {
        members.iter().map(|member| member.name.clone()).collect()
    };
    let members = match body {
        Body::Family { members, .. } => of(members),
        Body::Struct(record) => record
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect(),
        Body::Markers { markers, .. } => markers.iter().map(|marker| marker.name.clone()).collect(),
        _ => Vec::new(),
    };
    members
        .into_iter()
        .map(|member| format!("{name}::{member}"))
        .collect()
}

/// A line without links to what is not known.
fn unlinked(line: &str, known: &BTreeSet<String>) -> String {
    relinked(line, &|target| match is_known(target, known) {
        true => Link::Kept,
        false => Link::Code,
    })
}

/// What becomes of a link.
pub enum Link {
    /// It stays.
    Kept,
    /// It becomes plain code.
    Code,
    /// It leads elsewhere.
    To(String),
}

/// A line with other links, by their targets.
pub fn relinked(line: &str, link_to: &dyn Fn(&str) -> Link) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find("[`") {
        let (before, link) = rest.split_at(start);
        let Some(end) = link.find("`]") else {
            break;
        };
        let (label, mut after) = (&link[1..=end], &link[end + 2..]);
        let mut target = label.trim_matches('`');
        if let Some(stated) = after.strip_prefix('(') {
            // A function's path ends with a pair of its own.
            let end = stated
                .find("))")
                .map(|end| end + 1)
                .or_else(|| stated.find(')'));
            let end = end.unwrap_or(stated.len());
            target = &stated[..end];
            after = stated.get(end + 1..).unwrap_or_default();
        }
        text += before;
        match link_to(target) {
            Link::Kept => text += &link[..link.len() - after.len()],
            Link::Code => text += label,
            Link::To(other) => {
                let _ = write!(text, "[{label}]({other})");
            }
        }
        rest = after;
    }
    text + rest
}

fn is_known(target: &str, known: &BTreeSet<String>) -> bool {
    let path = target.split_once('@').map_or(target, |(_, path)| path);
    if path.starts_with("xen_abi::") || path.contains('/') {
        return true;
    }
    let mut segments = path.rsplit("::");
    let last = segments.next().unwrap_or_default();
    let both = segments.next().map(|parent| format!("{parent}::{last}"));
    let function = format!("{last}()");
    known.contains(last)
        || known.contains(&function)
        || both.is_some_and(|both| known.contains(&both))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_what_is_gone_are_code() {
        let known: BTreeSet<String> = ["Send", "Op::Send"].map(str::to_owned).into();
        let text = |line: &str| unlinked(line, &known);
        assert_eq!(text("a [`Send`], [`Close`]."), "a [`Send`], `Close`.");
        assert_eq!(text("[`op`](op()) [`Op::Send`]"), "`op` [`Op::Send`]");
        assert_eq!(
            text("[`E`](xen_abi::Errno::E): why"),
            "[`E`](xen_abi::Errno::E): why"
        );
        assert_eq!(text("an array[`"), "an array[`");
    }
}
