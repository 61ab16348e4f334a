//! Kinds of ring as types without values, and the streams of records that hold indices.

use super::Context;
use crate::model::facts::{CType, Record};
use crate::model::projection::rings::{Ring, Stream};
use crate::model::projection::{Body, Item, Type};
use crate::pipeline::rings::{self, StreamFields};

/// Every kind of ring, where its shared part is declared.
pub(super) fn rings<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    let facts = &context.interface.facts;
    context.names.found.kinds.iter().filter_map(|kind| {
        let name = &kind.name;
        let member = |of: &str| {
            facts.records[&kind.entry]
                .fields
                .iter()
                .find(|field| field.name == of)
        };
        let (request, response) = (
            context.ty(&member("req")?.ty),
            context.ty(&member("rsp")?.ty),
        );
        let record = |key: &str| context.ty(&CType::Record(key.to_owned()));
        let links =
            "[`FrontRing`](xen_abi::ring::FrontRing) and [`BackRing`](xen_abi::ring::BackRing)";
        let docs = vec![
            format!("`DEFINE_RING_TYPES({name}, …)`: what {links} carry."),
            String::new(),
            requests(&request, &response),
        ];
        let ends = ["front_ring", "front_ring_t", "back_ring", "back_ring_t"];
        Some(Item {
            name: context.names.rings[name].name.clone(),
            c_names: ends.iter().map(|end| format!("{name}_{end}")).collect(),
            docs,
            location: facts.records[&kind.shared].location.clone(),
            body: Body::Ring(Ring {
                c_name: name.clone(),
                request,
                response,
                entry: record(&kind.entry),
                shared: record(&kind.shared),
            }),
        })
    })
}

/// What travels which way, in words.
fn requests(request: &Type, response: &Type) -> String {
    let shown = |ty: &Type| match ty {
        Type::Item(path) => format!("`{}`", path.name),
        _ => "a number".to_owned(),
    };
    format!(
        "The front end sends {}, the back end answers with {}.",
        shown(request),
        shown(response)
    )
}

/// The streams of a record, under Rust's names.
pub(super) fn streams(context: &Context<'_>, key: &str, record: &Record) -> Option<[Stream; 2]> {
    let found = rings::streams(&context.interface.facts, record)?;
    let [input, output] = found
        .each_ref()
        .map(|stream| named(context, key, record, stream));
    Some([input?, output?])
}

fn named(
    context: &Context<'_>,
    key: &str,
    record: &Record,
    stream: &StreamFields,
) -> Option<Stream> {
    let facts = &context.interface.facts;
    let path = |parts: &[String]| {
        let (mut key, mut record) = (key, record);
        let mut names = Vec::new();
        for part in parts {
            let index = record.fields.iter().position(|field| field.name == *part)?;
            names.push(context.names.member(key, record, index));
            if let Some(inner) =
                crate::pipeline::types::record_behind(facts, &record.fields[index].ty)
            {
                (key, record) = (inner, facts.records.get(inner)?);
            }
        }
        Some(names)
    };
    let one = |name: &String| path(std::slice::from_ref(name))?.pop();
    Some(Stream {
        name: stream.name.clone(),
        cons: path(&stream.cons)?,
        prod: path(&stream.prod)?,
        error: stream.error.as_ref().and_then(one),
        data: match &stream.data {
            Some((name, length)) => Some((one(name)?, *length)),
            None => None,
        },
    })
}
