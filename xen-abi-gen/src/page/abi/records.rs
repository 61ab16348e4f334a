//! Structs and unions, each as a byte map and as a table; guest handles by their shape.

use super::super::anchors::Space;
use super::super::map::{self, Layout, Map};
use super::super::text::{Link, Variant, declared, names, variants};
use super::source::{Section, Source, View, by_header, rust_path};
use crate::emit::dump::json;
use crate::model::annotations::Reference;
use crate::model::facts::{self, CType, RecordKind};
use crate::model::handles::is_handle;
use crate::model::hash::IndexMap;
use crate::model::location::Location;

/// A record.
pub(super) struct Record {
    pub(super) place: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Whether it is declared within another.
    pub(super) inner: bool,
    pub(super) rust: String,
    pub(super) since: String,
    pub(super) variants: Vec<Variant<Shape>>,
}

/// A record as one or several targets have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) size: String,
    pub(super) align: u64,
    pub(super) map: Map,
    /// Whether anything is said of the values of a member.
    pub(super) said: bool,
    pub(super) fields: Vec<Field>,
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) at: String,
    pub(super) size: String,
    pub(super) name: String,
    /// Its name in Rust, where that is another.
    pub(super) rust: String,
    pub(super) ty: Link,
    pub(super) direction: &'static str,
    pub(super) values: Option<Link>,
    pub(super) line: u32,
}

/// Guest handles of one shape.
pub(super) struct Handles {
    pub(super) on: String,
    pub(super) size: String,
    pub(super) align: u64,
    pub(super) map: Map,
    pub(super) names: Vec<Handle>,
}

/// A guest handle's type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Handle {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) declared: String,
}

/// The records but for guest handles, by header; what is declared within a record follows it.
pub(super) fn records(source: &Source) -> Vec<Section<Record>> {
    type Found<'a> = Vec<(&'a View<'a>, &'a facts::Record)>;
    let mut found: IndexMap<&str, IndexMap<&String, Found>> = IndexMap::default();
    for view in &source.views {
        for (key, record) in &view.interface.facts.records {
            if is_handle(key) {
                continue;
            }
            let outer = key.split('.').next().unwrap_or(key);
            let family = found.entry(outer).or_default();
            family.entry(key).or_default().push((view, record));
        }
    }
    let mut records = Vec::new();
    for (outer, mut family) in found {
        family.sort_by_key(|key, _| *key != outer);
        let first = family.values().next().and_then(|found| found.first());
        let header = first.map_or_else(String::new, |(_, record)| {
            record.location.header.to_string()
        });
        for (key, found) in family {
            records.push((header.clone(), record(source, key, &found)));
        }
    }
    by_header(records)
}

fn record(source: &Source, key: &str, found: &[(&View, &facts::Record)]) -> Record {
    let shapes = found.iter().map(|(view, record)| {
        let shape = shape(source, view, key, record);
        (view.target, record.location.clone(), shape)
    });
    let (view, first) = found[0];
    Record {
        place: source.anchors.of(Space::Record, key),
        kind: match first.kind {
            RecordKind::Struct => "struct",
            RecordKind::Union => "union",
        },
        name: key.strip_prefix("union ").unwrap_or(key).to_owned(),
        inner: key.contains('.'),
        rust: rust_path(view.names.records.get(key)),
        since: source.record_since(key),
        variants: variants(shapes.collect(), &source.targets),
    }
}

fn shape(source: &Source, view: &View, key: &str, record: &facts::Record) -> Shape {
    let layout = Layout::of_facts(&view.interface.facts, key, record);
    let fields = record.fields.iter().enumerate();
    let fields: Vec<Field> = fields
        .zip(&layout.parts)
        .map(|((index, field), part)| {
            let rust = view.names.members[key][index].clone();
            let note = view.interface.members.get(key, &field.name);
            let reference = note.and_then(|note| note.reference.as_ref());
            Field {
                at: map::place(field.offset_bits),
                size: match &field.ty {
                    CType::Flexible(_) => "flexible".to_owned(),
                    _ if field.bit_field && field.size_bits == 1 => "1 bit".to_owned(),
                    _ if field.bit_field => format!("{} bits", field.size_bits),
                    _ => (field.size_bits / 8).to_string(),
                },
                name: part.shown_name().to_owned(),
                rust: if rust == field.name {
                    String::new()
                } else {
                    rust
                },
                ty: Link::to_type(&source.anchors, &field.spelling),
                direction: note
                    .and_then(|note| note.direction)
                    .map_or("", |direction| direction.name()),
                values: reference.map(|found| values(source, found)),
                line: field.location.line,
            }
        })
        .collect();
    let is_said = |field: &Field| !field.direction.is_empty() || field.values.is_some();
    Shape {
        size: map::amount(record.size * 8),
        align: record.align,
        map: Map::draw(&layout),
        said: fields.iter().any(is_said),
        fields,
    }
}

/// What the values of a member are, as the annotation says it.
pub(super) fn values(source: &Source, reference: &Reference) -> Link {
    let place = reference.family().map_or_else(String::new, |family| {
        let spaces = [Space::Family, Space::Enum, Space::Typedef];
        let mut places = spaces
            .iter()
            .filter_map(|space| source.anchors.find(*space, family));
        places.next().unwrap_or_default().to_owned()
    });
    Link {
        text: json::reference(reference),
        place,
    }
}

/// The guest handles: one drawing for all that are laid out the same.
pub(super) fn handles(source: &Source) -> Vec<Handles> {
    type Sort = (RecordKind, u64, u64, Vec<(String, u64, u64)>);
    let mut sorts: IndexMap<Sort, (Layout, Vec<_>, IndexMap<Handle, ()>)> = IndexMap::default();
    for view in &source.views {
        for (key, record) in &view.interface.facts.records {
            if !is_handle(key) {
                continue;
            }
            let fields = record.fields.iter();
            let fields =
                fields.map(|field| (field.name.clone(), field.offset_bits, field.size_bits));
            let sort = (record.kind, record.size, record.align, fields.collect());
            let (_, targets, names) = sorts.entry(sort).or_insert_with(|| {
                let layout = Layout::of_facts(&view.interface.facts, key, record);
                (layout, Vec::new(), IndexMap::default())
            });
            if !targets.contains(&view.target) {
                targets.push(view.target);
            }
            names.insert(handle(source, key, &record.location), ());
        }
    }
    // Each name is a place once, where it comes first.
    let mut seen: IndexMap<String, ()> = IndexMap::default();
    let sorts = sorts.into_iter();
    sorts
        .map(
            |((_, size, align, _), (layout, targets, names_of))| Handles {
                on: names(&targets),
                size: map::amount(size * 8),
                align,
                map: Map::draw(&layout),
                names: names_of
                    .into_keys()
                    .map(|mut handle| {
                        if seen.insert(handle.place.clone(), ()).is_some() {
                            handle.place.clear();
                        }
                        handle
                    })
                    .collect(),
            },
        )
        .collect()
}

fn handle(source: &Source, key: &str, location: &Location) -> Handle {
    Handle {
        place: source.anchors.of(Space::Record, key),
        name: key.to_owned(),
        declared: declared(location),
    }
}
