//! Memory that a record leads to: behind its handles, and behind its end.

use crate::model::abi::Op;
use crate::model::annotations::{CountFactor, Direction, Reference, Text};
use crate::model::facts::{CType, RecordKind};
use crate::model::handles::is_handle;
use crate::model::hash::HashSet;
use crate::model::projection::{Choice, Elements, Factor, Memory, Nested, Place, Type};
use crate::pipeline::lower::LowerContext;
use crate::pipeline::lower::c_records::{CMember, CRecord};
use crate::pipeline::lower::tagged::constant;
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
    search.record(record, &Way::to(record));
    search.found
}

struct Search<'a> {
    op: Option<&'a Op>,
    /// The record that places start from.
    outer: Type,
    depth: usize,
    found: Vec<Nested>,
}

/// The way to a record within the outer one.
#[derive(Clone)]
struct Way {
    /// The unions that it leads through.
    unions: Vec<(Type, String)>,
    /// The record within the innermost union, and the path in it, with a dot at the end.
    record: Type,
    path: String,
    /// What the tags of these unions are.
    when: Vec<Choice>,
    /// The direction that the operation states for a member on the way.
    stated: Option<Direction>,
}

impl Way {
    fn to(record: CRecord<'_>) -> Self {
        Self {
            unions: Vec::new(),
            record: record.ty(),
            path: String::new(),
            when: Vec::new(),
            stated: None,
        }
    }

    /// The place of a member of the record that it leads to.
    fn member(&self, member: CMember<'_>) -> Place {
        let mut steps = self.unions.clone();
        steps.push((
            self.record.clone(),
            format!("{}{}", self.path, member.name()),
        ));
        Place(steps)
    }
}

impl Search<'_> {
    /// Searches a record.
    fn record(&mut self, record: CRecord<'_>, way: &Way) {
        // A displaced record has no members to take the offset of.
        if record.kind != RecordKind::Struct || self.depth == 0 || record.is_displaced() {
            return;
        }
        for member in record.members() {
            if let Some(handle) = member.handle() {
                self.found
                    .extend(self.behind(member, handle, way, way.member(member)));
            } else if let Some(inner) = member.inner() {
                if let Some(Reference::SelectedBy(tag)) = member.reference() {
                    self.union(inner, tag, member, way);
                    continue;
                }
                let stated = self.op.and_then(|op| member.stated_for(op));
                let way = Way {
                    path: format!("{}{}.", way.path, member.name()),
                    stated: stated.or(way.stated),
                    ..way.clone()
                };
                self.record(inner, &way);
            }
        }
    }

    /// Searches the members of a union that a tag beside it selects.
    fn union(&mut self, union: CRecord<'_>, tag: &str, holder: CMember<'_>, way: &Way) {
        let tag = holder.record.member(tag).filter(|tag| !tag.field.bit_field);
        let Some(tag) = tag.filter(|tag| tag.integer().is_some()) else {
            return;
        };
        let facts = union.context.facts;
        let mut taken = HashSet::default();
        for member in union.members() {
            let selectors = member.note().map_or(&[][..], |note| &note.selectors);
            let values = selectors.iter().filter_map(|name| constant(facts, name));
            // A value counts for the first member that names it.
            let values: Vec<_> = values.filter(|value| taken.insert(*value)).collect();
            if values.is_empty() {
                continue;
            }
            let mut inside = Way {
                unions: way.member(holder).0,
                record: union.ty(),
                path: String::new(),
                ..way.clone()
            };
            inside.when.push(Choice {
                tag: way.member(tag),
                ty: tag.ty_in_memory(),
                values,
            });
            if let Some(handle) = member.handle() {
                let place = Place(inside.unions.clone());
                self.found
                    .extend(self.behind(member, handle, &inside, place));
            } else if let Some(inner) = member.inner() {
                inside.record = inner.ty();
                self.record(inner, &inside);
            }
        }
    }

    /// What one handle leads to.
    fn behind(
        &self,
        member: CMember<'_>,
        handle: &CType,
        way: &Way,
        place: Place,
    ) -> Option<Nested> {
        let context = member.record.context;
        let (mut size, direction) = size(member, way)?;
        let own = self.op.and_then(|op| member.stated_for(op)).or(way.stated);
        let target = target(context, handle);
        let element = target.map_or(Type::Void, |target| context.ty(target));
        let inner = target.and_then(|target| context.record_behind(target));
        let nested = nested(inner, self.op, self.depth - 1);
        if element != Type::Void {
            size.push(Factor::Size(element.clone()));
        }
        Some(Nested {
            record: self.outer.clone(),
            handle: place,
            wide: matches!(context.ty(handle), Type::Handle64(_)),
            size,
            direction: own.unwrap_or(direction),
            text: text(member),
            when: way.when.clone(),
            element: Some(element).filter(|_| !nested.is_empty()),
            nested,
        })
    }
}

/// How the text is passed that a handle leads to, if it is one.
fn text(member: CMember<'_>) -> Option<Text> {
    match member.reference()? {
        Reference::Memory { text, .. } => *text,
        _ => None,
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
    let (mut size, _) = size(last, &Way::to(record))?;
    size.push(Factor::Size(record.context.ty(element)));
    Some(Elements {
        record: record.ty(),
        size,
    })
}

/// The number of elements that a member leads to, as factors, and their direction.
fn size(member: CMember<'_>, way: &Way) -> Option<(Vec<Factor>, Direction)> {
    let sibling = |name: &str| {
        let counting = member.record.member(name)?;
        counting.integer().filter(|_| !counting.field.bit_field)?;
        Some((way.member(counting), counting.ty_in_memory()))
    };
    let value = |name: &str| sibling(name).map(|(place, ty)| Factor::Member(place, ty));
    match member.reference()? {
        Reference::Elements {
            count, direction, ..
        } => Some((vec![value(count)?], *direction)),
        Reference::Memory {
            count, direction, ..
        } => {
            let factors = count.iter().map(|factor| match factor {
                CountFactor::Number(number) => Some(Factor::Number(*number)),
                CountFactor::Member(name) => value(name),
                CountFactor::Quotient(name, divisor) => {
                    sibling(name).map(|(place, ty)| Factor::Quotient(place, ty, *divisor))
                }
                CountFactor::Range(first, last) => {
                    let ((first, ty), (last, _)) = (sibling(first)?, sibling(last)?);
                    Some(Factor::Range(first, last, ty))
                }
            });
            Some((factors.collect::<Option<_>>()?, *direction))
        }
        _ => None,
    }
}
