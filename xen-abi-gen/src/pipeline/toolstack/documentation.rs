//! Documentation of what only toolstacks see: the releases that have it, and links that still lead
//! somewhere.

use std::ops::Range;

use super::making::Making;
use super::requests::version_name;
use crate::model::location::HeaderPath;
use crate::model::projection::cases::Case;
use crate::model::projection::{Body, Field, Item, ItemPath, NamedValue, Projection};
use crate::model::release::Release;
use crate::pipeline::filter::{Link, relinked};
use crate::pipeline::name::module_path;
use crate::pipeline::since::add_paragraph;

/// The documentation of a header's module, as the newest release that has the header states it.
pub(super) fn header(views: &[Projection], header: &HeaderPath, has_ranges: bool) -> Vec<String> {
    let mut modules = views.iter().rev().flat_map(|view| &view.modules);
    let module = modules.find(|module| module.header == *header);
    let mut docs = module.map(|module| module.docs.clone()).unwrap_or_default();
    if has_ranges {
        let lines = [
            "",
            "# Releases",
            "",
            "Where releases of Xen differ, each range of releases has a module, which is named",
            "after its first release. It also has what goes on from the range before.",
        ];
        docs.extend(lines.map(str::to_owned));
    }
    docs
}

/// The documentation of a range's module.
pub(super) fn range(header: &HeaderPath, releases: &[Option<Release>]) -> Vec<String> {
    let span = span(releases);
    vec![format!(
        "The parts of `{header}` that are particular to {span}."
    )]
}

/// Says which of some releases have something, where these are not all.
pub(super) fn tell(
    docs: &mut Vec<String>,
    present: &[usize],
    all: Range<usize>,
    releases: &[Option<Release>],
) {
    if let Some(line) = presence(present, all, releases) {
        add_paragraph(docs, line);
    }
}

fn presence(present: &[usize], all: Range<usize>, releases: &[Option<Release>]) -> Option<String> {
    let (first, last) = (*present.first()?, *present.last()?);
    let since = releases[first].filter(|_| first > all.start);
    let until = releases[last].filter(|_| last + 1 < all.end);
    match (since, until) {
        (None, None) => None,
        (Some(since), None) => Some(format!("Since Xen {since}.")),
        (None, Some(until)) => Some(format!("Until Xen {until}.")),
        (Some(since), Some(until)) if since == until => Some(format!("In Xen {since} only.")),
        (Some(since), Some(until)) => Some(format!("From Xen {since} to {until}.")),
    }
}

/// The parts of an item of which releases may have more or fewer, by name.
trait Part: Clone {
    fn key(&self) -> &str;
    fn docs(&mut self) -> &mut Vec<String>;
}

impl Part for NamedValue {
    fn key(&self) -> &str {
        &self.c_name
    }

    fn docs(&mut self) -> &mut Vec<String> {
        &mut self.docs
    }
}

impl Part for Field {
    fn key(&self) -> &str {
        &self.name
    }

    fn docs(&mut self) -> &mut Vec<String> {
        &mut self.docs
    }
}

impl Part for Case {
    fn key(&self) -> &str {
        &self.name
    }

    fn docs(&mut self) -> &mut Vec<String> {
        &mut self.docs
    }
}

/// Whether releases may have more or fewer parts of one item.
pub(super) fn has_parts(body: &Body) -> bool {
    matches!(
        body,
        Body::Family { .. } | Body::Versions { .. } | Body::Union(_) | Body::Cases(_)
    )
}

/// Adds the parts that an item has in other releases, and says of each part which have it.
pub(super) fn join(item: &mut Item, versions: &[(usize, Item)], releases: &[Option<Release>]) {
    match &mut item.body {
        Body::Family { members, .. } => {
            let of = |body: &Body| match body {
                Body::Family { members, .. } => members.clone(),
                _ => Vec::new(),
            };
            join_parts(members, versions, releases, of);
        }
        Body::Versions { values, .. } => join_values(values, versions, releases),
        Body::Union(union) => {
            let of = |body: &Body| match body {
                Body::Union(union) => union.fields.clone(),
                _ => Vec::new(),
            };
            join_parts(&mut union.fields, versions, releases, of);
        }
        Body::Cases(cases) => {
            let of = |body: &Body| match body {
                Body::Cases(cases) => cases.cases.clone(),
                _ => Vec::new(),
            };
            join_parts(&mut cases.cases, versions, releases, of);
        }
        _ => {}
    }
}

/// The values that a constant has in all releases, each with the releases that have it.
fn join_values(
    values: &mut Vec<NamedValue>,
    versions: &[(usize, Item)],
    releases: &[Option<Release>],
) {
    let mut found: Vec<(i128, Vec<usize>)> = Vec::new();
    for (at, item) in versions {
        let Body::Versions { values, .. } = &item.body else {
            continue;
        };
        for one in values {
            match found.iter_mut().find(|(value, _)| *value == one.value) {
                Some((_, of)) => of.push(*at),
                None => found.push((one.value, vec![*at])),
            }
        }
    }
    let member = |(value, of): (i128, Vec<usize>)| {
        let of: Vec<Option<Release>> = of.into_iter().map(|at| releases[at]).collect();
        let docs = match (of[0], of.last() == releases.last()) {
            (Some(first), true) => format!("The value since Xen {first}."),
            _ => format!("The value in {}.", span(&of)),
        };
        NamedValue {
            name: version_name(of[0]).unwrap_or_default(),
            c_name: String::new(),
            docs: vec![docs],
            value,
        }
    };
    *values = found.into_iter().map(member).collect();
}

/// Some releases in words.
fn span(releases: &[Option<Release>]) -> String {
    let mut releases = releases.iter().flatten();
    match (releases.next(), releases.next_back()) {
        (Some(first), Some(last)) => format!("Xen {first} to {last}"),
        (Some(only), None) => format!("Xen {only}"),
        _ => "Xen".to_owned(),
    }
}

/// Documents the parameter of a function for a constant that differs between releases.
pub(super) fn version_parameter(item: &mut Item) {
    let Body::Function(function) = &item.body else {
        return;
    };
    let Some((name, ty)) = function.version() else {
        return;
    };
    let line = format!(
        "* `{name}`: the [`{0}`] of the release that Xen is",
        ty.name
    );
    let mut described = function
        .params
        .iter()
        .filter(|param| !param.docs.is_empty());
    let first = described
        .next()
        .map(|param| format!("* `{}`: {}", param.name, param.docs));
    match item
        .docs
        .iter()
        .position(|line| Some(line) == first.as_ref())
    {
        Some(at) => item.docs.insert(at, line),
        None => {
            let end = item.docs.iter().position(String::is_empty);
            let end = end.unwrap_or(item.docs.len());
            item.docs.splice(end..end, [String::new(), line]);
        }
    }
}

fn join_parts<T: Part>(
    parts: &mut Vec<T>,
    versions: &[(usize, Item)],
    releases: &[Option<Release>],
    of: impl Fn(&Body) -> Vec<T>,
) {
    let versions: Vec<(usize, Vec<T>)> = versions
        .iter()
        .map(|(at, item)| (*at, of(&item.body)))
        .collect();
    let (Some((first, _)), Some((last, _))) = (versions.first(), versions.last()) else {
        return;
    };
    let all = *first..last + 1;
    for (_, older) in versions.iter().rev() {
        for part in older {
            if !parts.iter().any(|known| known.key() == part.key()) {
                parts.push(part.clone());
            }
        }
    }
    for part in parts.iter_mut() {
        let has = |(at, older): &(usize, Vec<T>)| {
            let mut older = older.iter();
            older.any(|known| known.key() == part.key()).then_some(*at)
        };
        let present: Vec<usize> = versions.iter().filter_map(has).collect();
        tell(part.docs(), &present, all.clone(), releases);
    }
}

/// Links of the documentation of a header's items in a release.
pub(super) struct Links<'l> {
    pub(super) making: &'l Making<'l>,
    pub(super) header: &'l HeaderPath,
    pub(super) release: usize,
    /// The path of the module that has the items.
    pub(super) module: &'l [String],
}

impl Links<'_> {
    /// Makes every link lead to where its target is now; one that leads nowhere becomes code.
    pub(super) fn mend(&self, docs: &mut [String]) {
        for line in docs {
            *line = relinked(line, &|target| self.link(target));
        }
    }

    fn link(&self, target: &str) -> Link {
        if target.starts_with("xen_abi::") || target.starts_with("Self") || target.contains('/') {
            return Link::Kept;
        }
        let bare = target.split_once('@').map_or(target, |(_, path)| path);
        let name = bare.split("::").next().unwrap_or_default();
        let path = ItemPath {
            header: self.header.clone(),
            name: name.trim_end_matches("()").to_owned(),
        };
        let making = self.making;
        let module = if making.ranges.has(&path) {
            making.module_path(self.header, making.ranges.start(&path, self.release))
        } else if making.has_guest(&path) {
            module_path(self.header)
        } else {
            return Link::Code;
        };
        if module == self.module {
            return Link::Kept;
        }
        let kind = &target[..target.len() - bare.len()];
        let up = "super::".repeat(self.module.len());
        Link::To(format!("{kind}{up}{}::{bare}", module.join("::")))
    }
}
