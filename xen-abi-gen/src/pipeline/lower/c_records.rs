//! C's records and their members, with what is said of them and the names that they get.

use std::ops::Deref;

use super::LowerContext;
use super::shape::Shape;
use crate::model::abi::{MemberNote, OpArgument};
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Field, Integer, Record, RecordKind};
use crate::model::hash::IndexMap;
use crate::model::projection::Type;
use crate::pipeline::types::{integer_behind, record_behind};

/// A struct or a union of the facts.
#[derive(Clone, Copy)]
pub(super) struct CRecord<'a> {
    pub(super) context: &'a LowerContext<'a>,
    /// Its key in the facts.
    pub(super) key: &'a str,
    record: &'a Record,
    /// The Rust names of its members, in order.
    pub(super) names: &'a [String],
    /// What the annotations say of its members.
    notes: Option<&'a IndexMap<String, MemberNote>>,
}

/// A member of a record.
#[derive(Clone, Copy)]
pub(super) struct CMember<'a> {
    pub(super) record: CRecord<'a>,
    pub(super) index: usize,
    pub(super) field: &'a Field,
}

impl<'a> LowerContext<'a> {
    /// Every record that is lowered, in the order of the facts.
    pub(super) fn records(&'a self) -> impl Iterator<Item = CRecord<'a>> {
        let records = self.facts.records.iter();
        let lowered = records.filter(|(_, record)| self.lowers(&record.location));
        lowered.filter_map(|(key, _)| self.record(key))
    }

    /// The record with that key.
    pub(super) fn record(&'a self, key: &str) -> Option<CRecord<'a>> {
        let (key, record) = self.facts.records.get_key_value(key)?;
        Some(CRecord {
            context: self,
            key,
            record,
            names: &self.names.members[key],
            notes: self.interface.members.of_record(key),
        })
    }

    /// The record that an argument is, if that is certain.
    pub(super) fn record_of(&'a self, argument: &OpArgument) -> Option<CRecord<'a>> {
        self.record(argument.record()?)
    }

    /// The record that a type comes down to.
    pub(super) fn record_behind(&'a self, ty: &'a CType) -> Option<CRecord<'a>> {
        self.record(record_behind(self.facts, ty)?)
    }
}

impl Deref for CRecord<'_> {
    type Target = Record;

    fn deref(&self) -> &Record {
        self.record
    }
}

impl<'a> CRecord<'a> {
    /// Its members in order.
    pub(super) fn members(self) -> impl Iterator<Item = CMember<'a>> + Clone {
        (0..self.fields.len()).map(move |index| self.at(index))
    }

    fn at(self, index: usize) -> CMember<'a> {
        CMember {
            record: self,
            index,
            field: &self.record.fields[index],
        }
    }

    /// The member that C calls so.
    pub(super) fn member(self, c_name: &str) -> Option<CMember<'a>> {
        let index = self.fields.iter().position(|field| field.name == c_name)?;
        Some(self.at(index))
    }

    /// Its Rust type.
    pub(super) fn ty(self) -> Type {
        self.context.ty(&CType::Record(self.key.to_owned()))
    }

    /// How it is laid out, if it is a struct.
    pub(super) fn shape(self) -> Shape {
        self.context.shape(self.record)
    }

    /// Whether it is a struct with members that are bytes: it cannot be given by its members.
    pub(super) fn is_displaced(self) -> bool {
        self.kind == RecordKind::Struct && !self.shape().displaced.is_empty()
    }
}

impl<'a> CMember<'a> {
    /// Its Rust name.
    pub(super) fn name(self) -> String {
        self.record.names[self.index].clone()
    }

    /// The name of its bytes, where Rust would place it elsewhere.
    pub(super) fn storage(self) -> String {
        let mut name = format!("{}_bytes", self.name().trim_end_matches('_'));
        while self.record.names.contains(&name) {
            name.push('_');
        }
        name
    }

    /// What the annotations say of it.
    pub(super) fn note(self) -> Option<&'a MemberNote> {
        self.record.notes?.get(&self.field.name)
    }

    /// What its values are.
    pub(super) fn reference(self) -> Option<&'a Reference> {
        self.note()?.reference.as_ref()
    }

    /// The integer that it is.
    pub(super) fn integer(self) -> Option<Integer> {
        integer_behind(self.record.context.facts, &self.field.ty)
    }

    /// The record that it is.
    pub(super) fn inner(self) -> Option<CRecord<'a>> {
        self.record.context.record_behind(&self.field.ty)
    }

    /// Its type as it stands in memory.
    pub(super) fn ty_in_memory(self) -> Type {
        let context = self.record.context;
        context.ty_in_memory(&self.field.ty, self.reference())
    }
}
