//! Finds shared rings and the indices of byte streams among the records.

use crate::model::facts::{CType, Facts, Record};
use crate::model::hash::HashSet;
use crate::model::location::Location;
use crate::model::projection::rings::Stream;
use crate::pipeline::types::{integer_behind, record_behind};

/// The rings of one target.
#[derive(Debug, Default)]
pub struct Rings {
    /// What `DEFINE_RING_TYPES` declared, in the order of the facts.
    pub kinds: Vec<RingKind>,
    /// The private records of one end, and their typedefs.
    ///
    /// The crate has types of its own for them.
    pub private: HashSet<String>,
}

/// A kind of ring with requests and responses.
#[derive(Clone, Debug)]
pub struct RingKind {
    /// What the names of its types begin with.
    pub name: String,
    /// The key of what the two ends share.
    pub shared: String,
    /// The key of an entry.
    pub entry: String,
}

/// The offsets of a shared ring's indices and of its entries, in bits.
const SHARED: [(&str, u64); 5] = [
    ("req_prod", 0),
    ("req_event", 32),
    ("rsp_prod", 64),
    ("rsp_event", 96),
    ("ring", 512),
];

/// The members that the frontend reads and writes, by the names in headers.
const DIRECTIONS: [[&str; 2]; 3] = [["in", "out"], ["rsp", "req"], ["right", "left"]];

/// Finds the rings.
pub fn find(facts: &Facts) -> Rings {
    let mut rings = Rings::default();
    for (key, record) in &facts.records {
        if let Some(kind) = kind(facts, key, record) {
            let ends = ["front", "back"].map(|end| format!("{}_{end}_ring", kind.name));
            let expanded = |end: &String| {
                let end = facts.records.get(end);
                end.is_some_and(|end| same_place(record, &end.location))
            };
            rings.private.extend(ends.into_iter().filter(expanded));
            rings.kinds.push(kind);
        }
        if is_stream_data(facts, key, record) {
            rings.private.insert(key.clone());
        }
    }
    // What a record holds is part of that record's layout, whoever declared it.
    rings.private.retain(|key| {
        !facts
            .records
            .values()
            .flat_map(|record| &record.fields)
            .any(|field| holds(facts, &field.ty, key))
    });
    let names: Vec<String> = facts
        .typedefs
        .iter()
        .filter(|(_, typedef)| {
            record_behind(facts, &typedef.ty).is_some_and(|key| rings.private.contains(key))
                && !matches!(typedef.ty, CType::Typedef(_))
        })
        .map(|(name, _)| name.clone())
        .collect();
    rings.private.extend(names);
    rings
}

/// Whether a type is, or is an array of, a record.
fn holds(facts: &Facts, ty: &CType, key: &str) -> bool {
    match ty {
        CType::Array { element, .. } | CType::Flexible(element) => holds(facts, element, key),
        ty => record_behind(facts, ty) == Some(key),
    }
}

/// The ring that a record is the shared part of.
fn kind(facts: &Facts, key: &str, record: &Record) -> Option<RingKind> {
    let name = key.strip_suffix("_sring")?;
    for (name, offset_bits) in SHARED {
        record
            .field(name)
            .filter(|field| field.offset_bits == offset_bits)?;
    }
    // Older interface versions count one entry with the indices.
    let (CType::Flexible(element) | CType::Array { element, .. }) = &record.field("ring")?.ty
    else {
        return None;
    };
    let entry = record_behind(facts, element)?;
    let both = facts.records.get(entry)?;
    let complete = both.fields.len() == 2 && both.field("req").and(both.field("rsp")).is_some();
    complete.then(|| RingKind {
        name: name.to_owned(),
        shared: key.to_owned(),
        entry: entry.to_owned(),
    })
}

/// Whether a record is the pointer pair that `DEFINE_XEN_FLEX_RING` declares.
fn is_stream_data(facts: &Facts, key: &str, record: &Record) -> bool {
    let Some(name) = key.strip_suffix("_data") else {
        return false;
    };
    let is_pointer = |name: &str| {
        let field = record.field(name);
        field.is_some_and(|field| matches!(field.ty, CType::Pointer { .. }))
    };
    let queued = format!("{name}_queued");
    record.fields.len() == 2
        && is_pointer("in")
        && is_pointer("out")
        && facts
            .skipped
            .iter()
            .any(|other| other.name == queued && same_place(record, &other.location))
}

/// Whether something was declared by the same use of a macro.
fn same_place(record: &Record, location: &Location) -> bool {
    let own = &record.location;
    (&own.header, own.line, own.column) == (&location.header, location.line, location.column)
}

/// The streams whose indices a record holds, under C's names: what the front end reads, and what it
/// writes.
///
/// Events of a fixed size use the same names for their indices. What tells bytes is that the record
/// holds them, or that it says where else they are: by a list of grants behind it.
pub fn streams(facts: &Facts, record: &Record) -> Option<[Stream; 2]> {
    let elsewhere = record.fields.last().is_some_and(|last| match &last.ty {
        CType::Flexible(element) | CType::Array { element, length: 1 } => is_index(facts, element),
        _ => false,
    });
    let found = DIRECTIONS.iter().find_map(|[read, written]| {
        Some([
            stream(facts, record, read)?,
            stream(facts, record, written)?,
        ])
    })?;
    (elsewhere || found.iter().all(|stream| stream.data.is_some())).then_some(found)
}

fn stream(facts: &Facts, record: &Record, name: &str) -> Option<Stream> {
    let has_index = |record: &Record, name: &str| {
        let field = record.field(name);
        field.is_some_and(|field| is_index(facts, &field.ty))
    };
    let index = |end: &str| {
        let whole = format!("{name}_{end}");
        if has_index(record, &whole) {
            return Some(vec![whole]);
        }
        // Both indices as a record of their own.
        let inner = facts
            .records
            .get(record_behind(facts, &record.field(name)?.ty)?)?;
        let only = inner.fields.len() == 2 && has_index(inner, end);
        only.then(|| vec![name.to_owned(), end.to_owned()])
    };
    let is_byte = |ty| integer_behind(facts, ty).is_some_and(|integer| integer.bits == 8);
    let data = record.field(name).and_then(|field| match &field.ty {
        CType::Array { element, length } if is_byte(element) && length.is_power_of_two() => {
            Some((name.to_owned(), *length))
        }
        _ => None,
    });
    Some(Stream {
        name: name.to_owned(),
        cons: index("cons")?,
        prod: index("prod")?,
        error: Some(format!("{name}_error")).filter(|error| has_index(record, error)),
        data,
    })
}

fn is_index(facts: &Facts, ty: &CType) -> bool {
    integer_behind(facts, ty).is_some_and(|integer| !integer.signed && integer.bits == 32)
}
