//! Memory that a record leads to: behind its handles, and behind its end.

use crate::model::abi::Op;
use crate::model::annotations::{CountFactor, Direction, Reference};
use crate::model::facts::{CType, RecordKind};
use crate::model::handles::is_handle;
use crate::model::projection::{Elements, Factor, Memory, Nested, Type};
use crate::pipeline::lower::LowerContext;
use crate::pipeline::lower::c_records::{CMember, CRecord};
use crate::pipeline::types::{handle_target, record_behind};

/// How deep handles are followed. What a record leads to has handles of its own at most.
const DEPTH: usize = 3;

/// What a record leads to, as far as the headers say how much that is.
pub(super) fn of_record(record: Option<CRecord<'_>>, op: Option<&Op>) -> Memory {
    Memory {
        nested: nested(record, op, DEPTH),
        elements: record.and_then(elements),
    }
}

/// The handles of a record that lead to memory of a known size.
fn nested(record: Option<CRecord<'_>>, op: Option<&Op>, depth: usize) -> Vec<Nested> {
    let Some(record) = record else {
        return Vec::new();
    };
    let mut search = Search {
        op,
        outer: record.ty(),
        depth,
        found: Vec::new(),
    };
    search.record(record, "");
    search.found
}

struct Search<'a> {
    op: Option<&'a Op>,
    /// The record that paths start from.
    outer: Type,
    depth: usize,
    found: Vec<Nested>,
}

impl Search<'_> {
    /// Searches a record that is at `path` within the outer one.
    fn record(&mut self, record: CRecord<'_>, path: &str) {
        // A displaced record has no members to take the offset of.
        if record.kind != RecordKind::Struct || self.depth == 0 || record.is_displaced() {
            return;
        }
        for member in record.members() {
            if let Some(handle) = member.handle() {
                self.found.extend(self.behind(member, handle, path));
            } else if let Some(inner) = member.inner() {
                self.record(inner, &format!("{path}{}.", member.name()));
            }
        }
    }

    /// What one handle leads to.
    fn behind(&self, member: CMember<'_>, handle: &CType, path: &str) -> Option<Nested> {
        let context = member.record.context;
        let (mut size, direction) = size(member, path)?;
        let own = self.op.and_then(|op| member.stated_for(op));
        let target = target(context, handle);
        let element = target.map_or(Type::Void, |target| context.ty(target));
        let inner = target.and_then(|target| context.record_behind(target));
        let nested = nested(inner, self.op, self.depth - 1);
        if element != Type::Void {
            size.push(Factor::Size(element.clone()));
        }
        Some(Nested {
            record: self.outer.clone(),
            handle: format!("{path}{}", member.name()),
            wide: matches!(context.ty(handle), Type::Handle64(_)),
            size,
            direction: own.unwrap_or(direction),
            element: Some(element).filter(|_| !nested.is_empty()),
            nested,
        })
    }
}

/// What a handle leads to.
pub(super) fn target<'a>(context: &'a LowerContext<'_>, handle: &'a CType) -> Option<&'a CType> {
    match handle {
        CType::Typedef(name) | CType::Record(name) => handle_target(context.facts, name),
        _ => None,
    }
}

impl<'a> CMember<'a> {
    /// The handle that it is, alone or in a union that gives it a width.
    pub(super) fn handle(self) -> Option<&'a CType> {
        let ty = &self.field.ty;
        if matches!(ty, CType::Typedef(name) | CType::Record(name) if is_handle(name)) {
            return Some(ty);
        }
        let record = self.inner()?;
        if is_handle(record.key) {
            return Some(ty);
        }
        let mut types = record.members().map(|member| &member.field.ty);
        types
            .find(|ty| record_behind(record.context.facts, ty).is_some_and(is_handle))
            .filter(|_| record.kind == RecordKind::Union)
    }
}

/// The elements behind the end of a record.
fn elements(record: CRecord<'_>) -> Option<Elements> {
    let last = record.members().last().filter(|_| !record.is_displaced())?;
    let CType::Flexible(element) = &last.field.ty else {
        return None;
    };
    let (mut size, _) = size(last, "")?;
    size.push(Factor::Size(record.context.ty(element)));
    Some(Elements {
        record: record.ty(),
        size,
    })
}

/// How many elements a member leads to, as factors, and which way they travel.
fn size(member: CMember<'_>, path: &str) -> Option<(Vec<Factor>, Direction)> {
    let sibling = |name: &str| {
        let counting = member.record.member(name)?;
        counting.integer()?;
        let path = format!("{path}{}", counting.name());
        Some(Factor::Member(path, counting.ty_in_memory()))
    };
    match member.reference()? {
        Reference::Elements {
            count, direction, ..
        } => Some((vec![sibling(count)?], *direction)),
        Reference::Memory { count, direction } => {
            let factors = count.iter().map(|factor| match factor {
                CountFactor::Number(number) => Some(Factor::Number(*number)),
                CountFactor::Member(name) => sibling(name),
            });
            Some((factors.collect::<Option<_>>()?, *direction))
        }
        _ => None,
    }
}
