//! Memory that a record leads to: behind its handles, and behind its end.

use crate::model::abi::Op;
use crate::model::annotations::{CountFactor, Direction, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{Elements, Factor, Memory, Nested, Type};
use crate::pipeline::lower::Context;
use crate::pipeline::name::is_handle;
use crate::pipeline::types::{handle_target, integer_behind, record_behind};

/// How deep handles are followed. What a record leads to has handles of its own at most.
const DEPTH: usize = 3;

/// What the record of that key leads to, as far as the headers say how much that is.
pub(super) fn of_record(context: &Context<'_>, op: Option<&Op>, key: &str) -> Memory {
    Memory {
        nested: nested(context, op, key, DEPTH),
        elements: elements(context, key),
    }
}

/// The handles of a record that lead to memory of a known size.
fn nested(context: &Context<'_>, op: Option<&Op>, key: &str, depth: usize) -> Vec<Nested> {
    let Some(record) = context.interface.facts.records.get(key) else {
        return Vec::new();
    };
    let mut search = Search {
        context,
        op,
        outer: context.ty(&CType::Record(key.to_owned())),
        depth,
        found: Vec::new(),
    };
    search.record(key, record, "");
    search.found
}

struct Search<'a> {
    context: &'a Context<'a>,
    op: Option<&'a Op>,
    /// The record that paths start from.
    outer: Type,
    depth: usize,
    found: Vec<Nested>,
}

impl Search<'_> {
    /// Searches a record that is at `path` within the outer one.
    fn record(&mut self, key: &str, record: &Record, path: &str) {
        let facts = &self.context.interface.facts;
        // A displaced record has no members to take the offset of.
        if record.kind != RecordKind::Struct || self.depth == 0 || self.context.is_displaced(record)
        {
            return;
        }
        for (index, field) in record.fields.iter().enumerate() {
            let place = format!("{path}{}", self.context.names.member(key, record, index));
            let inner =
                record_behind(facts, &field.ty).and_then(|key| facts.records.get_key_value(key));
            match (handle(facts, &field.ty), inner) {
                (Some(handle), _) => {
                    let nested = self.behind(key, record, field, handle, path, place);
                    self.found.extend(nested);
                }
                (None, Some((key, inner))) => self.record(key, inner, &format!("{place}.")),
                (None, None) => {}
            }
        }
    }

    /// What one handle leads to.
    fn behind(
        &self,
        key: &str,
        record: &Record,
        field: &Field,
        handle: &CType,
        path: &str,
        place: String,
    ) -> Option<Nested> {
        let facts = &self.context.interface.facts;
        let (mut size, direction) = size(self.context, key, record, field, path)?;
        let own = self
            .op
            .and_then(|op| op.direction_of(&field.name))
            .and_then(|travel| travel.direction);
        let target = match handle {
            CType::Typedef(name) | CType::Record(name) => handle_target(facts, name),
            _ => None,
        };
        let element = target.map_or(Type::Void, |target| self.context.ty(target));
        let nested = target
            .and_then(|target| record_behind(facts, target))
            .map(|key| nested(self.context, self.op, key, self.depth - 1))
            .unwrap_or_default();
        if element != Type::Void {
            size.push(Factor::Size(element.clone()));
        }
        Some(Nested {
            record: self.outer.clone(),
            handle: place,
            wide: matches!(self.context.ty(handle), Type::Handle64(_)),
            size,
            direction: own.unwrap_or(direction),
            element: Some(element).filter(|_| !nested.is_empty()),
            nested,
        })
    }
}

/// The handle that a member is, alone or in a union that gives it a width.
fn handle<'a>(facts: &'a Facts, ty: &'a CType) -> Option<&'a CType> {
    match ty {
        CType::Typedef(name) | CType::Record(name) if is_handle(name) => Some(ty),
        _ => {
            let (key, record) = facts.records.get_key_value(record_behind(facts, ty)?)?;
            if is_handle(key) {
                return Some(ty);
            }
            record
                .fields
                .iter()
                .map(|field| &field.ty)
                .find(|ty| record_behind(facts, ty).is_some_and(is_handle))
                .filter(|_| record.kind == RecordKind::Union)
        }
    }
}

/// The elements behind the end of a record.
fn elements(context: &Context<'_>, key: &str) -> Option<Elements> {
    let record = context.interface.facts.records.get(key)?;
    let last = record
        .fields
        .last()
        .filter(|_| !context.is_displaced(record))?;
    let CType::Flexible(element) = &last.ty else {
        return None;
    };
    let (mut size, _) = size(context, key, record, last, "")?;
    size.push(Factor::Size(context.ty(element)));
    Some(Elements {
        record: context.ty(&CType::Record(key.to_owned())),
        size,
    })
}

/// How many elements a member leads to, as factors, and which way they travel.
fn size(
    context: &Context<'_>,
    key: &str,
    record: &Record,
    field: &Field,
    path: &str,
) -> Option<(Vec<Factor>, Direction)> {
    let (count, direction) = match context.note(key, field)?.reference.as_ref()? {
        Reference::Elements {
            count, direction, ..
        } => (vec![CountFactor::Member(count.clone())], *direction),
        Reference::Memory { count, direction } => (count.clone(), *direction),
        _ => return None,
    };
    let factors = count.iter().map(|factor| {
        let name = match factor {
            CountFactor::Number(number) => return Some(Factor::Number(*number)),
            CountFactor::Member(name) => name,
        };
        let index = record.fields.iter().position(|other| other.name == *name)?;
        let counting = &record.fields[index];
        integer_behind(&context.interface.facts, &counting.ty)?;
        let ty = context.stored_ty(&counting.ty, context.note(key, counting));
        Some(Factor::Member(
            format!("{path}{}", context.names.member(key, record, index)),
            ty,
        ))
    });
    Some((factors.collect::<Option<_>>()?, direction))
}
