//! Kinds of ring as types without values, and the streams of records that hold indices.

use super::LowerContext;
use super::c_records::CRecord;
use crate::model::projection::rings::{Ring, Stream};
use crate::model::projection::{Body, Item, Type};
use crate::pipeline::rings;

/// Every kind of ring, where its shared part is declared.
pub(super) fn rings(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    context.names.rings.kinds.iter().filter_map(|kind| {
        let name = &kind.name;
        let (entry, shared) = (context.record(&kind.entry)?, context.record(&kind.shared)?);
        if !context.lowers(&shared.location) {
            return None;
        }
        let [request, response] =
            ["req", "rsp"].map(|name| Some(context.ty(&entry.member(name)?.field.ty)));
        let (request, response) = (request?, response?);
        let links =
            "[`FrontRing`](xen_abi::ring::FrontRing) and [`BackRing`](xen_abi::ring::BackRing)";
        let docs = vec![
            format!("`DEFINE_RING_TYPES({name}, …)`: what {links} carry."),
            String::new(),
            requests(&request, &response),
        ];
        let ends = ["front_ring", "front_ring_t", "back_ring", "back_ring_t"];
        Some(Item {
            name: context.names.ring_paths[name].name.clone(),
            c_names: ends.map(|end| format!("{name}_{end}")).into(),
            docs,
            location: shared.location.clone(),
            body: Body::Ring(Ring {
                c_name: name.clone(),
                request,
                response,
                entry: entry.ty(),
                shared: shared.ty(),
            }),
        })
    })
}

/// The records that each end sends, in a sentence.
fn requests(request: &Type, response: &Type) -> String {
    let [request, response] = [request, response].map(|ty| match ty {
        Type::Item(path) => format!("`{}`", path.name),
        _ => "a number".to_owned(),
    });
    format!("The front end sends {request}, the back end answers with {response}.")
}

/// The streams of a record, under Rust's names.
pub(super) fn streams(record: CRecord<'_>) -> Option<[Stream; 2]> {
    let found = rings::streams(record.context.facts, &record)?;
    let [input, output] = found.map(|stream| named(record, stream));
    Some([input?, output?])
}

fn named(record: CRecord<'_>, stream: Stream) -> Option<Stream> {
    let path = |parts: &[String]| {
        let mut record = record;
        let mut names = Vec::new();
        for part in parts {
            let member = record.member(part)?;
            names.push(member.name());
            record = member.inner().unwrap_or(record);
        }
        Some(names)
    };
    let one = |name: &str| Some(record.member(name)?.name());
    Some(Stream {
        cons: path(&stream.cons)?,
        prod: path(&stream.prod)?,
        error: stream.error.as_deref().and_then(one),
        data: match stream.data {
            Some((name, length)) => Some((one(&name)?, length)),
            None => None,
        },
        name: stream.name,
    })
}
