//! Families, constants, enums, typedefs, and what the model leaves out.

use super::super::anchors::Space;
use super::super::text::{Link, Variant, declared, number, variants};
use super::source::{Section, Source, View, by_header, rust_path};
use crate::emit::dump::json::integer;
use crate::model::abi::{self, Role};
use crate::model::handles::is_handle;
use crate::model::hash::{HashSet, IndexMap};

/// A family of constants.
pub(super) struct Family {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) variants: Vec<Variant<Members>>,
}

/// Its members.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Members {
    pub(super) role: &'static str,
    pub(super) members: Vec<Member>,
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) place: String,
    /// Whether it is described here; else where the link leads.
    pub(super) own: bool,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) value: (String, String),
    pub(super) since: String,
    pub(super) declared: String,
}

/// A constant or a string.
pub(super) struct Constant {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) since: String,
    pub(super) variants: Vec<Variant<Value>>,
}

/// Its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) value: (String, String),
    pub(super) ty: String,
}

/// A C enum.
pub(super) struct Enum {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) variants: Vec<Variant<Vec<Enumerator>>>,
}

/// A member of a C enum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Enumerator {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) value: (String, String),
    pub(super) declared: String,
}

/// A typedef.
pub(super) struct Typedef {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) variants: Vec<Variant<Aliased>>,
}

/// What it names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aliased {
    pub(super) ty: Link,
    pub(super) size: u64,
    pub(super) align: u64,
    pub(super) distinct: bool,
}

/// A declaration that is in no section.
#[derive(PartialEq)]
pub(super) struct Skipped {
    pub(super) on: String,
    pub(super) name: String,
    pub(super) places: String,
    pub(super) reason: String,
}

/// The entries of every target by name, in the order in which they are met.
fn merged<'a, T: 'a, I: Iterator<Item = (&'a String, T)>>(
    source: &'a Source,
    entries: impl Fn(&'a View<'a>) -> I,
) -> IndexMap<&'a String, Vec<(&'a View<'a>, T)>> {
    let mut found: IndexMap<_, Vec<_>> = IndexMap::default();
    for view in &source.views {
        for (name, entry) in entries(view) {
            found.entry(name).or_default().push((view, entry));
        }
    }
    found
}

/// The operations, which the section of hypercalls describes.
fn operations(source: &Source) -> HashSet<String> {
    let calls = source
        .views
        .iter()
        .flat_map(|view| view.interface.hypercalls.values());
    calls
        .flat_map(|call| &call.ops)
        .map(|op| op.constant.clone())
        .collect()
}

/// What other sections describe than those of constants and enums.
fn elsewhere(source: &Source) -> HashSet<String> {
    let mut names = operations(source);
    for view in &source.views {
        let families = view.interface.families.values();
        let members = families.flat_map(|family| &family.members);
        names.extend(members.map(|member| member.name.clone()));
    }
    names
}

/// The families.
pub(super) fn families(source: &Source) -> Vec<Family> {
    let mut seen = operations(source);
    let mut families = Vec::new();
    for (name, found) in merged(source, |view| view.interface.families.iter()) {
        let mut named = Vec::new();
        let members = found.iter().map(|(view, family)| {
            let members = members(source, view, family, &seen);
            named.extend(members.iter().map(|member| member.name.clone()));
            let members = Members {
                role: match family.role {
                    Role::Operations => "operations",
                    Role::Values => "values",
                    Role::Errors => "errors",
                    Role::Flags => "flags",
                },
                members,
            };
            (view.target, family.location.clone(), members)
        });
        let variants = variants(members.collect(), &source.targets);
        seen.extend(named);
        families.push(Family {
            place: source.anchors.of(Space::Family, name),
            name: name.clone(),
            rust: rust_path(found[0].0.names.families.get(name)),
            variants: once_each(variants),
        });
    }
    families
}

fn members(
    source: &Source,
    view: &View,
    family: &abi::Family,
    elsewhere: &HashSet<String>,
) -> Vec<Member> {
    let member = |member: &abi::Member| Member {
        place: source.anchors.of(Space::Value, &member.name),
        own: !elsewhere.contains(&member.name),
        name: member.name.clone(),
        rust: view.names.family_member(family, &member.name),
        value: number(member.value),
        since: source.constant_since(&member.name),
        declared: declared(&member.location),
    };
    family.members.iter().map(member).collect()
}

/// A place stands on the page once: where several variants have a member, in the first.
fn once_each(mut variants: Vec<Variant<Members>>) -> Vec<Variant<Members>> {
    let mut seen = HashSet::default();
    for variant in &mut variants {
        for member in &mut variant.item.members {
            member.own &= seen.insert(member.name.clone());
        }
    }
    variants
}

/// The constants and strings that no family and no hypercall has, by header.
pub(super) fn constants(source: &Source) -> Vec<Section<Constant>> {
    let elsewhere = elsewhere(source);
    let entries = merged(source, |view| {
        let facts = &view.interface.facts;
        let constants = facts.constants.iter().map(|(name, constant)| {
            let value = Value {
                value: number(constant.value),
                ty: integer(constant.ty),
            };
            (name, (&constant.location, value))
        });
        let strings = facts.strings.iter().map(|(name, string)| {
            let text = format!("{:?}", String::from_utf8_lossy(&string.value));
            let value = Value {
                value: (text, String::new()),
                ty: "string".to_owned(),
            };
            (name, (&string.location, value))
        });
        constants.chain(strings)
    });
    let mut items = Vec::new();
    for (name, found) in entries {
        if elsewhere.contains(name) {
            continue;
        }
        let header = found[0].1.0.header.to_string();
        let rust = found[0].0.names.constant(name);
        let values = found
            .iter()
            .map(|(view, (location, value))| (view.target, (*location).clone(), value.clone()));
        items.push((
            header,
            Constant {
                place: source.anchors.of(Space::Value, name),
                name: name.clone(),
                rust: if rust == name {
                    String::new()
                } else {
                    rust.to_owned()
                },
                since: source.constant_since(name),
                variants: variants(values.collect(), &source.targets),
            },
        ));
    }
    by_header(items)
}

/// C's own enums.
pub(super) fn enums(source: &Source) -> Vec<Enum> {
    let mut seen = elsewhere(source);
    let entries = merged(source, |view| view.interface.facts.enums.iter());
    let entries = entries.into_iter().map(|(name, found)| {
        let members = found.iter().map(|(view, found)| {
            let members = found.members.iter().map(|member| Enumerator {
                place: source.anchors.of(Space::Value, &member.name),
                name: member.name.clone(),
                value: number(member.value),
                declared: declared(&member.location),
            });
            (view.target, found.location.clone(), members.collect())
        });
        let mut variants: Vec<Variant<Vec<Enumerator>>> =
            variants(members.collect(), &source.targets);
        let members = variants.iter_mut().flat_map(|variant| &mut variant.item);
        for member in members.filter(|member| !seen.insert(member.name.clone())) {
            member.place.clear();
        }
        Enum {
            place: source.anchors.of(Space::Enum, name),
            name: name.clone(),
            rust: rust_path(found[0].0.names.enums.get(name)),
            variants,
        }
    });
    entries.collect()
}

/// The typedefs but for those of guest handles and of records of the same name, by header.
pub(super) fn typedefs(source: &Source) -> Vec<Section<Typedef>> {
    let mut items = Vec::new();
    for (name, found) in merged(source, |view| view.interface.facts.typedefs.iter()) {
        let Some(place) = source.anchors.find(Space::Typedef, name) else {
            continue;
        };
        let aliased = found.iter().map(|(view, typedef)| {
            let aliased = Aliased {
                ty: Link::to_type(&source.anchors, &typedef.spelling),
                size: typedef.size,
                align: typedef.align,
                distinct: view.interface.distinct.contains_key(name),
            };
            (view.target, typedef.location.clone(), aliased)
        });
        let header = found[0].1.location.header.to_string();
        if is_handle(name) {
            continue;
        }
        items.push((
            header,
            Typedef {
                place: place.to_owned(),
                name: name.clone(),
                rust: rust_path(found[0].0.names.typedefs.get(name)),
                variants: variants(aliased.collect(), &source.targets),
            },
        ));
    }
    by_header(items)
}

/// The declarations that the model leaves out.
pub(super) fn skipped(source: &Source) -> Vec<Skipped> {
    let mut found: IndexMap<(String, String), Vec<_>> = IndexMap::default();
    for view in &source.views {
        for skipped in &view.interface.facts.skipped {
            let key = (skipped.name.clone(), skipped.reason.clone());
            let of_key = found.entry(key).or_default();
            of_key.push((view.target, skipped.location.clone(), ()));
        }
    }
    let skipped = found.into_iter().map(|((name, reason), mut found)| {
        found.dedup_by_key(|(target, ..)| *target);
        let places = variants(found, &source.targets);
        Skipped {
            on: places[0].on.clone(),
            name,
            places: places[0].places.clone(),
            reason,
        }
    });
    skipped.collect()
}
