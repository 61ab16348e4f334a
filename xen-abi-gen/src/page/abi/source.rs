//! What the sections of the page are made from: the targets' ABIs, names in Rust, places, releases.

use super::super::anchors::{Anchors, Space};
use crate::model::abi::Interface;
use crate::model::hash::IndexMap;
use crate::model::projection::ItemPath;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::name::{Names, module_path};
use crate::pipeline::since::{OLDEST, Since};

/// The sections, by the places that links to them have.
const SECTIONS: [&str; 8] = [
    "section:hypercalls",
    "section:records",
    "section:handles",
    "section:families",
    "section:constants",
    "section:enums",
    "section:typedefs",
    "section:skipped",
];

/// What one header declares.
pub(super) struct Section<T> {
    pub(super) header: String,
    pub(super) items: Vec<T>,
}

/// One target's ABI with its names in Rust.
pub(super) struct View<'a> {
    pub(super) target: Target,
    pub(super) interface: &'a Interface,
    pub(super) names: Names,
}

/// What all sections are made from.
pub(super) struct Source<'a> {
    pub(super) views: Vec<View<'a>>,
    pub(super) targets: Vec<Target>,
    pub(super) anchors: Anchors,
    pub(super) since: Since,
}

/// The places of everything that has one.
pub(super) fn anchors(views: &[View]) -> Anchors {
    let mut anchors = Anchors::reserving(&SECTIONS);
    let mut each = |space, names: &dyn Fn(&Interface) -> Vec<String>| {
        for view in views {
            for name in names(view.interface) {
                anchors.add(space, &name);
            }
        }
    };
    each(Space::Record, &|of| {
        of.facts.records.keys().cloned().collect()
    });
    each(Space::Typedef, &|of| {
        let names = of.facts.typedefs.keys();
        let own = names.filter(|name| !of.facts.records.contains_key(*name));
        own.cloned().collect()
    });
    each(Space::Enum, &|of| of.facts.enums.keys().cloned().collect());
    each(Space::Value, &|of| {
        let facts = &of.facts;
        let enumerators = facts.enumerators().map(|member| &member.name);
        let constants = facts.constants.keys().chain(facts.strings.keys());
        constants.chain(enumerators).cloned().collect()
    });
    each(Space::Value, &|of| {
        let families = of.families.values().flat_map(|family| &family.members);
        let families = families.map(|member| &member.name);
        let calls = of.hypercalls.values().flat_map(|call| &call.ops);
        let calls = calls.map(|op| &op.constant);
        families.chain(calls).cloned().collect()
    });
    each(Space::Hypercall, &|of| {
        of.hypercalls.keys().cloned().collect()
    });
    each(Space::Family, &|of| of.families.keys().cloned().collect());
    anchors
}

impl Source<'_> {
    /// Since which release a constant exists, in words; empty where that is not known.
    pub(super) fn constant_since(&self, name: &str) -> String {
        since(self.since.constants.get(name))
    }

    /// The same of a record.
    pub(super) fn record_since(&self, key: &str) -> String {
        since(self.since.records.get(key))
    }
}

fn since(release: Option<&Release>) -> String {
    match release {
        Some(&OLDEST) => format!("Xen {OLDEST} or earlier"),
        Some(release) => format!("Xen {release}"),
        None => String::new(),
    }
}

/// The path of an item below the generated modules.
pub(super) fn rust_path(path: Option<&ItemPath>) -> String {
    path.map_or_else(String::new, |path| {
        format!("{}::{}", module_path(&path.header).join("::"), path.name)
    })
}

/// Puts items into the sections of their headers, in the order of the headers' names.
pub(super) fn by_header<T>(items: impl IntoIterator<Item = (String, T)>) -> Vec<Section<T>> {
    let mut sections: IndexMap<String, Vec<T>> = IndexMap::default();
    for (header, item) in items {
        sections.entry(header).or_default().push(item);
    }
    sections.sort_unstable_keys();
    let sections = sections.into_iter();
    sections
        .map(|(header, items)| Section { header, items })
        .collect()
}
