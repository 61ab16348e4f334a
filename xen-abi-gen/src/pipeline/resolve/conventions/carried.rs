//! Operations whose arguments are the members of a union in the record that the hypercall takes.

use super::statements::Statements;
use crate::model::abi::{Form, MemberNotes, OpArgument};
use crate::model::annotations::Direction;
use crate::model::facts::{CType, Facts, Field, RecordKind};
use crate::pipeline::resolve::directions;
use crate::pipeline::types::{self, record_behind};

/// The members of the unions of a record.
pub(crate) struct Carrier<'a> {
    facts: &'a Facts,
    members: Vec<Carried<'a>>,
}

/// A member of such a union.
pub(crate) struct Carried<'a> {
    /// How it is reached from the record.
    path: String,
    /// The record that is the union's type.
    union: &'a str,
    /// The member.
    field: &'a Field,
    /// Its type: a record's key, a typedef's name, or C's spelling.
    ty: &'a str,
}

impl<'a> Carrier<'a> {
    /// Of the record with this key.
    pub(crate) fn new(facts: &'a Facts, record: &str) -> Option<Self> {
        let record = facts.records.get(record)?;
        let mut members = Vec::new();
        for holder in &record.fields {
            let Some((key, union)) =
                record_behind(facts, &holder.ty).and_then(|key| facts.records.get_key_value(key))
            else {
                continue;
            };
            if union.kind != RecordKind::Union {
                continue;
            }
            for field in union.fields.iter().filter(|field| !field.name.is_empty()) {
                let path = if holder.name.is_empty() {
                    field.name.clone()
                } else {
                    format!("{}.{}", holder.name, field.name)
                };
                members.push(Carried {
                    path,
                    union: key,
                    field,
                    ty: type_name(facts, field),
                });
            }
        }
        (!members.is_empty()).then_some(Self { facts, members })
    }

    /// A member as an operation's argument.
    pub(crate) fn argument(&self, member: &Carried<'_>, notes: &MemberNotes) -> OpArgument {
        let ty = types::spelled(self.facts, member.ty);
        let direction = ty.c_type().map_or(Direction::InOut, |ty| {
            directions::of_type(self.facts, notes, ty)
        });
        OpArgument::new(Form::Member, member.path.clone(), ty, direction)
    }

    fn find(&self, wanted: impl Fn(&Carried<'a>) -> bool) -> Option<&Carried<'a>> {
        self.members.iter().find(|member| wanted(member))
    }

    /// The member of a type.
    pub(crate) fn of_type(&self, ty: &str) -> Option<&Carried<'a>> {
        self.find(|member| member.ty == ty)
    }

    /// The member whose comment names the operation.
    pub(crate) fn selected(&self, op: &str, notes: &MemberNotes) -> Option<&Carried<'a>> {
        self.find(|member| {
            let note = notes.get(member.union, &member.field.name);
            note.is_some_and(|note| note.selectors.iter().any(|name| name == op))
        })
    }

    /// The member that is called like the operation.
    pub(crate) fn named(&self, tail: &str) -> Option<&Carried<'a>> {
        let lower = tail.to_ascii_lowercase();
        self.find(|member| member.field.name == lower)
    }

    /// The member that is called like the operation but for its verb: `set_address_size` and
    /// `get_address_size` have one member.
    pub(crate) fn shared(&self, tail: &str) -> Option<&Carried<'a>> {
        let bare = ["get_", "set_", "get", "set"]
            .into_iter()
            .find_map(|verb| tail.strip_prefix(verb))?;
        self.find(|member| member.field.name == bare)
    }

    /// The member whose type is declared below a comment that starts with the operation's name.
    pub(crate) fn headed(
        &self,
        op: &str,
        prefix: Option<&str>,
        statements: &Statements<'_>,
    ) -> Option<&Carried<'a>> {
        statements.headings(op).find_map(|heading| {
            // The first record of the family's kind counts, even where this target does not have
            // it.
            let records = heading.records.iter().map(String::as_str);
            let mut of_kind =
                records.map(|record| record.split_once(' ').map_or(record, |(_, tag)| tag));
            let first =
                of_kind.find(|record| prefix.is_none_or(|prefix| record.starts_with(prefix)))?;
            self.of_type(first)
        })
    }
}

fn type_name<'a>(facts: &'a Facts, field: &'a Field) -> &'a str {
    match (record_behind(facts, &field.ty), &field.ty) {
        (Some(key), _) => key,
        (None, CType::Typedef(name)) => name,
        (None, _) => &field.spelling,
    }
}
