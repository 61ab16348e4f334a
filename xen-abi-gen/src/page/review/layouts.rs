//! The records whose layout changed: what they were above what they are, with what differs marked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::map::{self, Map, Mark};
use super::super::text::{Variant, variants};
use crate::diff::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use crate::diff::rules::Verdict;
use crate::diff::{Report, Side};
use crate::model::document::Document;
use crate::model::handles::is_handle;
use crate::model::hash::IndexMap;
use crate::model::location::Location;
use crate::model::target::Target;

/// The place of a record's layout on the page.
pub(super) fn place(key: &str) -> String {
    let kept = |letter: char| letter.is_ascii_alphanumeric() || "_.-$".contains(letter);
    let key = key.replace(['(', ')'], "");
    let letters = key.chars();
    letters
        .map(|letter| if kept(letter) { letter } else { '-' })
        .collect()
}

/// A record, by what it is called now or was last.
pub(super) struct Layout {
    pub(super) place: String,
    pub(super) name: String,
    /// The verdicts on what changed in it, for the filter.
    pub(super) verdicts: String,
    pub(super) variants: Vec<Variant<Pair>>,
}

/// Both sides of a record, as one or several targets have them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair {
    /// The old side and the new one, as far as they have it.
    pub(super) sides: Vec<Drawn>,
    /// The members that differ.
    pub(super) members: Vec<Member>,
}

/// One side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    pub(super) side: &'static str,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) align: u64,
    pub(super) declared: String,
    pub(super) map: Map,
}

/// A member that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) mark: &'static str,
    pub(super) sign: &'static str,
    pub(super) old: String,
    pub(super) new: String,
}

/// The layouts by header.
pub(super) struct Layouts(IndexMap<String, Vec<Layout>>);

/// A record's changes, with the keys that the sides have it by.
struct Changed<'a> {
    header: &'a str,
    keys: [Option<&'a str>; 2],
    changes: Vec<(&'a Change, &'a BTreeSet<Target>)>,
    verdicts: BTreeSet<Verdict>,
    /// Whether its bytes differ, and not only what they are called or where it is declared.
    drawn: bool,
}

impl Layouts {
    /// Draws the records that a report is about.
    pub(super) fn of(report: &Report, old: &Side, new: &Side) -> Self {
        let mut layouts: IndexMap<String, Vec<Layout>> = IndexMap::default();
        for (key, changed) in changed(report) {
            let variants = match changed.drawn {
                true => changed.variants(&report.targets, [old, new]),
                false => Vec::new(),
            };
            if variants.is_empty() {
                continue;
            }
            let of_header = layouts.entry(changed.header.to_owned()).or_default();
            let verdicts: Vec<_> = changed
                .verdicts
                .iter()
                .map(|verdict| verdict.name())
                .collect();
            of_header.push(Layout {
                place: place(key),
                name: key.to_owned(),
                verdicts: verdicts.join(" "),
                variants,
            });
        }
        Self(layouts)
    }

    /// The places of all layouts.
    pub(super) fn places(&self) -> BTreeSet<String> {
        let layouts = self.0.values().flatten();
        layouts.map(|layout| layout.place.clone()).collect()
    }

    /// Takes those that are told under a header.
    pub(super) fn take(&mut self, header: &str) -> Vec<Layout> {
        self.0
            .get_mut(header)
            .map(std::mem::take)
            .unwrap_or_default()
    }
}

/// The records that changes are about, by their last key.
fn changed(report: &Report) -> IndexMap<&str, Changed<'_>> {
    let mut found: IndexMap<&str, Changed<'_>> = IndexMap::default();
    for judged in &report.changes {
        let change = &judged.change;
        let Some(key) = change.record().filter(|key| !is_handle(key)) else {
            continue;
        };
        if change.difference == Difference::Annotation {
            continue;
        }
        let of_key = found.entry(key).or_insert_with(|| Changed {
            header: change.header(),
            keys: [Some(key); 2],
            changes: Vec::new(),
            verdicts: BTreeSet::new(),
            drawn: false,
        });
        // A renamed record has another key on the old side; one that is new or gone has none there.
        if change.kind == Kind::Record {
            let [old, new] = [&change.old, &change.new];
            of_key.keys = [old, new].map(|side| Some(side.as_ref()?.name.as_str()));
        }
        of_key.drawn |= match change.difference {
            Difference::Rehoused | Difference::Type(TypeChange::Spelling) => false,
            Difference::Renamed { .. } => change.kind == Kind::Field,
            _ => true,
        };
        of_key.changes.push((change, &judged.targets));
        of_key.verdicts.insert(judged.rule.verdict());
    }
    found
}

impl Changed<'_> {
    /// What the targets have, each sort once.
    fn variants(&self, targets: &[Target], sides: [&Side; 2]) -> Vec<Variant<Pair>> {
        let mut found = Vec::new();
        for &target in targets {
            let mut pair = Pair {
                sides: Vec::new(),
                members: Vec::new(),
            };
            let concerns = self.changes.iter().filter(|(_, on)| on.contains(&target));
            let changes: Vec<&Change> = concerns.map(|(change, _)| *change).collect();
            if changes.is_empty() {
                continue;
            }
            let mut location = Location::default();
            for (at, side) in sides.into_iter().enumerate() {
                let mut documents = side.documents.iter();
                let document = documents.find(|document| document.target == target);
                let drawn = self.keys[at]
                    .zip(document)
                    .and_then(|(key, document)| draw(document, key, at, &changes));
                if let Some((place, drawn)) = drawn {
                    location = place;
                    pair.sides.push(drawn);
                }
            }
            pair.members = members(&changes);
            if !pair.sides.is_empty() {
                found.push((target, location, pair));
            }
        }
        variants(found, targets)
    }
}

/// Draws one side of a record; `at` is 0 for the old one.
fn draw(
    document: &Document,
    key: &str,
    at: usize,
    changes: &[&Change],
) -> Option<(Location, Drawn)> {
    let record = document.records.get(key)?;
    let mut layout = map::Layout::of_document(document, key)?;
    let mut anonymous = 0..;
    for part in &mut layout.parts {
        let name = match part.name.as_str() {
            "" => format!("(anon{})", anonymous.next().unwrap_or(0)),
            name => name.to_owned(),
        };
        let of_member = changes.iter().filter(|change| {
            let side = if at == 0 { &change.old } else { &change.new };
            change.kind == Kind::Field && side.as_ref().is_some_and(|stated| stated.name == name)
        });
        part.mark = of_member
            .map(|change| mark(change))
            .max()
            .unwrap_or_default();
    }
    let declared = Location::line(&Arc::from(record.header.as_str()), record.line);
    let drawn = Drawn {
        side: if at == 0 { "before" } else { "after" },
        name: key.to_owned(),
        size: map::amount(record.size * 8),
        align: record.align,
        declared: format!("{}:{}", declared.header, declared.line),
        map: Map::draw(&layout),
    };
    Some((declared, drawn))
}

/// How a change of a member is marked.
fn mark(change: &Change) -> Mark {
    match (change.difference, &change.old, &change.new) {
        (_, None, _) => Mark::Added,
        (_, _, None) => Mark::Removed,
        (Difference::Type(TypeChange::Width | TypeChange::Within), ..) => Mark::Resized,
        (Difference::Offset, ..) => Mark::Moved,
        _ => Mark::Changed,
    }
}

/// The changed members as lines of a table. One that changed in several ways has the mark that its
/// box has.
fn members(changes: &[&Change]) -> Vec<Member> {
    let mut found: IndexMap<(&str, bool), (Mark, Member)> = IndexMap::default();
    for change in changes {
        let Some(stated) = change.stated().filter(|_| change.kind == Kind::Field) else {
            continue;
        };
        if change.difference == Difference::Annotation {
            continue;
        }
        let mark = mark(change);
        let member = Member {
            name: stated.name.clone(),
            mark: mark.class().unwrap_or_default(),
            sign: mark.sign().trim(),
            old: change.old.as_ref().map_or_else(String::new, place_of),
            new: change.new.as_ref().map_or_else(String::new, place_of),
        };
        let key = (stated.name.as_str(), change.new.is_some());
        let (other, there) = found.entry(key).or_insert_with(|| (mark, member.clone()));
        if mark > *other {
            (*other, *there) = (mark, member);
        }
    }
    found.into_values().map(|(_, member)| member).collect()
}

/// Type, name, size and place of a member on one side.
fn place_of(stated: &Declaration) -> String {
    let Fact::Field {
        offset_bits,
        size_bits,
        r#type,
    } = &stated.fact
    else {
        return String::new();
    };
    let (size, at) = (map::amount(*size_bits), map::place(*offset_bits));
    format!("{} {}: {size} at {at}", r#type, stated.name)
}
