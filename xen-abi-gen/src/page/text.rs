//! Parts of pages that several sections have: links, places in headers, targets.

use std::collections::BTreeSet;

use super::anchors::Anchors;
use crate::model::location::Location;
use crate::model::target::Target;

/// Text that leads somewhere on the page, or nowhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    /// The text.
    pub(super) text: String,
    /// The place; empty where there is none.
    pub(super) place: String,
}

impl Link {
    /// A type as C spells it.
    pub(super) fn to_type(anchors: &Anchors, spelled: &str) -> Self {
        Self {
            text: spelled.to_owned(),
            place: anchors.of_type(spelled).unwrap_or_default().to_owned(),
        }
    }
}

/// A part of a sentence: words, or code between back-ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    /// Whether it is code.
    pub(super) code: bool,
    /// The text.
    pub(super) text: String,
}

/// A sentence of the headers; back-ticks that do not come in pairs are text.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let paired = text.matches('`').count().is_multiple_of(2);
    if !paired {
        return vec![Span {
            code: false,
            text: text.to_owned(),
        }];
    }
    let parts = text.split('`').enumerate();
    let parts = parts.filter(|(_, part)| !part.is_empty());
    parts
        .map(|(number, part)| Span {
            code: number % 2 == 1,
            text: part.to_owned(),
        })
        .collect()
}

/// Where something stands: header and line.
pub(super) fn declared(location: &Location) -> String {
    format!("{}:{}", location.header, location.line)
}

/// Something, with the targets on which it reads so.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variant<T> {
    /// The targets in words; empty where they are all.
    pub(super) on: String,
    /// Where headers declare it.
    pub(super) places: String,
    /// What it is.
    pub(super) item: T,
}

/// Says once what reads the same on several targets.
pub(super) fn variants<T: PartialEq>(
    found: Vec<(Target, Location, T)>,
    all: &[Target],
) -> Vec<Variant<T>> {
    type Same<T> = (Vec<Target>, BTreeSet<(String, u32)>, T);
    let mut sorts: Vec<Same<T>> = Vec::new();
    for (target, location, item) in found {
        let place = (location.header.to_string(), location.line);
        match sorts.iter_mut().find(|(.., other)| *other == item) {
            Some((targets, places, _)) => {
                targets.push(target);
                places.insert(place);
            }
            None => sorts.push((vec![target], BTreeSet::from([place]), item)),
        }
    }
    let variant = |(targets, places, item): Same<T>| Variant {
        on: on(&targets, all),
        places: places
            .iter()
            .map(|(header, line)| format!("{header}:{line}"))
            .collect::<Vec<_>>()
            .join(", "),
        item,
    };
    sorts.into_iter().map(variant).collect()
}

/// Targets in words, unless they are all.
pub(super) fn on(targets: &[Target], all: &[Target]) -> String {
    match targets.len() == all.len() {
        true => String::new(),
        false => names(targets),
    }
}

/// Targets in words.
pub(super) fn names(targets: &[Target]) -> String {
    let names: Vec<_> = targets.iter().map(|target| target.name()).collect();
    names.join(" ")
}

/// A number in decimal, and in hexadecimal where that says more.
pub(super) fn number(value: i128) -> (String, String) {
    let hexadecimal = match value {
        -9..=9 => String::new(),
        _ if value < 0 => format!("-{:#x}", value.unsigned_abs()),
        _ => format!("{value:#x}"),
    };
    (value.to_string(), hexadecimal)
}
