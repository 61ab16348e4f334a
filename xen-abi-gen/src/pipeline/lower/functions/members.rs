//! A record given by its members: what goes in as parameters, what comes out as the result.

use super::builder::CallBuilder;
use super::memory;
use crate::model::abi::{Op, Role};
use crate::model::annotations::DirectionLine;
use crate::model::annotations::{Direction, Reference};
use crate::model::facts::{CType, RecordKind};
use crate::model::projection::{
    Input, InputValue, Local, Output, ParamKind, Place, Scalar, Type, are_statuses,
};
use crate::pipeline::lower::c_records::{CMember, CRecord};
use crate::pipeline::lower::markdown::inline;
use crate::pipeline::lower::shape::is_whole;
use crate::pipeline::lower::types::scalar;
use crate::pipeline::types::behind_typedefs;

/// How many parameters a function may have before its record is the better way to say it.
const PARAMETERS: usize = 7;

/// Whether every member's direction is known, and what goes in can be given one by one.
pub(super) fn in_members(op: &Op, record: CRecord<'_>) -> bool {
    let mut members = record.members();
    let inputs = members
        .clone()
        .filter(|member| matches!(member.direction(op), Some(Direction::In | Direction::InOut)));
    record.kind == RecordKind::Struct
        && !record.is_displaced()
        && inputs.count() <= PARAMETERS
        && members.all(|member| {
            let field = member.field;
            is_whole(field)
                && !field.name.is_empty()
                && (field.is_padding()
                    || op.direction_of(&field.name).is_some()
                    || member.direction(op).is_some())
        })
}

impl<'a> CMember<'a> {
    /// The direction in this operation; `None` if it has none, or if nothing states it.
    pub(super) fn direction(self, op: &Op) -> Option<Direction> {
        if self.field.is_padding() {
            return None;
        }
        let stated = self.note().and_then(|note| note.direction);
        // What is said of a handle to elements is about these; the handle itself goes in.
        let is_counted = self.inner().is_some_and(CRecord::is_counted_handle);
        match op.direction_of(&self.field.name) {
            // A handle that the operation does not use is null.
            Some(line) if line.direction.is_none() => None,
            Some(line) if !is_counted && !self.leads_on() => line.direction,
            // Xen writes what a handle leads to and never the handle.
            _ if is_counted || self.inner().is_some() && self.handle().is_some() => {
                stated.and(Some(Direction::In))
            }
            _ => stated,
        }
    }

    /// Whether it is a handle to elements.
    fn leads_on(self) -> bool {
        matches!(
            self.reference(),
            Some(Reference::Elements { .. } | Reference::Memory { .. })
        )
    }

    /// The direction that this operation states for it.
    pub(super) fn stated_for(self, op: &Op) -> Option<Direction> {
        op.direction_of(&self.field.name)?.direction
    }

    /// The elements behind a handle: the member that counts them, and the direction.
    fn elements(self, op: &Op) -> Option<(&'a str, Direction)> {
        let Reference::Elements {
            count, direction, ..
        } = self.reference()?
        else {
            return None;
        };
        let counting = self.record.member(count)?;
        counting.integer()?;
        // The length of a slice is a plain number.
        let behind = behind_typedefs(self.record.context.facts, &counting.field.ty)?;
        if matches!(behind, CType::Enum(_)) {
            return None;
        }
        let is_unused = |line: &DirectionLine| line.direction.is_none();
        if op.direction_of(&self.field.name).is_some_and(is_unused) {
            return None;
        }
        matches!(
            self.record.context.ty(&self.field.ty),
            Type::Handle(_) | Type::Handle64(_)
        )
        .then(|| (&**count, self.stated_for(op).unwrap_or(*direction)))
    }

    /// Its documentation in one line.
    pub(super) fn line(self) -> String {
        let line = |lines: &[String]| inline(&lines.join(" "));
        self.note()
            .map_or_else(String::new, |note| line(&note.text.lines))
    }

    /// Whether it refers to a family of statuses.
    fn is_status(self) -> bool {
        let Some(Reference::Enum(name)) = self.reference() else {
            return false;
        };
        let family = self.record.context.interface.families.get(name);
        family.is_some_and(|family| {
            family.role == Role::Values
                && are_statuses(family.members.iter().map(|member| member.value))
        })
    }
}

impl CRecord<'_> {
    /// Whether it is a handle and the number of elements behind it, as a bitmap is.
    fn is_counted_handle(self) -> bool {
        let mut members = self.members();
        let handle = members.clone().find(|member| member.handle().is_some());
        let counts = handle.and_then(CMember::reference).map(Reference::counts);
        self.kind == RecordKind::Struct
            && counts.is_some_and(|counts| {
                members.all(|member| {
                    let name = &*member.field.name;
                    member.field.is_padding() || member.leads_on() || counts.contains(&name)
                })
            })
    }
}

impl CallBuilder<'_> {
    /// Gives a record by its members.
    ///
    /// Input members become parameters, output members results.
    pub(super) fn by_members(&mut self, op: &Op, record: CRecord<'_>) {
        let moved = record.members();
        let moved = moved.filter_map(|member| Some((member, member.direction(op)?)));
        let moved: Vec<(CMember<'_>, Direction)> = moved.collect();
        let mut inputs = Vec::new();
        for &(member, direction) in &moved {
            let value = self.input(op, member, direction);
            let field = member.name();
            inputs.extend(value.map(|value| Input { field, value }));
        }
        let fields = |wanted: &dyn Fn(CMember<'_>, Direction) -> bool| {
            let wanted = moved
                .iter()
                .filter(|(member, direction)| wanted(*member, *direction));
            let named = wanted.map(|(member, _)| (member.name(), member.ty_in_memory()));
            named.collect::<Vec<(String, Type)>>()
        };
        let is_status =
            |member: CMember<'_>, direction| direction == Direction::Out && member.is_status();
        let mut outputs = fields(&|member, direction| {
            direction != Direction::In && !is_status(member, direction)
        });
        let mut statuses = fields(&is_status);
        let after_failure = fields(&|member, _| {
            let line = op.direction_of(&member.field.name);
            line.is_some_and(|line| line.on_failure)
        });
        // An error carries either what was left behind or a status; several statuses are all
        // returned.
        if statuses.len() > 1 || !after_failure.is_empty() {
            outputs.append(&mut statuses);
        }
        // The handles of slices are set by the function itself.
        let is_slice = |handle: &Place| {
            inputs.iter().any(|input: &Input| {
                handle.simple() == Some(&*input.field)
                    && matches!(input.value, InputValue::Slice { .. })
            })
        };
        let mut nested = memory::of_record(Some(record), Some(op)).nested;
        nested.retain(|nested| !is_slice(&nested.handle));
        let ty = record.ty();
        let function = &mut self.function;
        function.output = output(outputs, &ty);
        function.failure = output(after_failure, &ty);
        function.status = statuses.pop();
        function.local = Some(Local { ty, inputs, nested });
    }

    /// What a member holds when Xen is called: the length of slices, a slice, or a parameter.
    fn input(&mut self, op: &Op, member: CMember<'_>, direction: Direction) -> Option<InputValue> {
        let counts = |other: &CMember<'_>| {
            other
                .elements(op)
                .is_some_and(|(count, _)| count == member.field.name)
        };
        let slices = member.record.members().filter(counts);
        let slices: Vec<String> = slices.map(CMember::name).collect();
        if !slices.is_empty() {
            let bits = match member.integer().map(scalar) {
                Some(Scalar::Unsigned(bits)) if bits < 64 => Some(bits),
                _ => None,
            };
            return Some(InputValue::Length { slices, bits });
        }
        if let Some((_, direction)) = member.elements(op) {
            return Some(self.slice(member, direction));
        }
        if direction == Direction::Out {
            return None;
        }
        self.function.is_unsafe |= member.reference().is_some_and(Reference::is_address)
            || self.context.carries_address(&member.field.ty);
        self.push(
            member.name(),
            ParamKind::Value,
            member.ty_in_memory(),
            member.line(),
        );
        Some(InputValue::Param)
    }

    fn slice(&mut self, member: CMember<'_>, direction: Direction) -> InputValue {
        let context = self.context;
        let (wide, to) = match member.ty_in_memory() {
            Type::Handle64(to) => (true, *to),
            Type::Handle(to) => (false, *to),
            other => (false, other),
        };
        let element = memory::target(context, &member.field.ty);
        // What Xen alone writes gives the caller no choice.
        self.function.is_unsafe |= direction != Direction::Out
            && (context.reaches_memory(&to)
                || element.is_some_and(|element| context.carries_address(element)));
        let mutable = direction != Direction::In;
        let kind = if mutable {
            ParamKind::SliceMut
        } else {
            ParamKind::Slice
        };
        if matches!(
            member.reference(),
            Some(Reference::Elements { errors: true, .. })
        ) {
            self.errors = Some(member.name());
        }
        self.push(member.name(), kind, to, member.line());
        InputValue::Slice { wide, mutable }
    }
}

/// What a function returns of the record: nothing, a member, or the whole of it.
fn output(mut fields: Vec<(String, Type)>, whole: &Type) -> Output {
    match (fields.pop(), fields.is_empty()) {
        (None, _) => Output::Nothing,
        (Some((name, ty)), true) => Output::Field(name, ty),
        (Some(_), false) => Output::Whole(whole.clone()),
    }
}
