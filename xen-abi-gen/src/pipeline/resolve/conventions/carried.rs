//! Operations whose arguments are the members of a union in the record that the hypercall takes.

use super::Statements;
use crate::model::abi::{Form, MemberNote, OpArgument};
use crate::model::annotations::Direction;
use crate::model::facts::{CType, Facts, Field, RecordKind};
use crate::pipeline::types::record_behind;

/// The members of the unions of a record.
pub(crate) struct Carrier<'a> {
    members: Vec<Carried<'a>>,
}

/// A member of such a union.
struct Carried<'a> {
    /// How it is reached from the record.
    path: String,
    /// The record that is the union's type.
    union: &'a str,
    /// The member.
    field: &'a Field,
    /// Its type: a record's key, a typedef's name, or C's spelling.
    ty: &'a str,
}

/// What is said of members of records.
type Notes = crate::model::hash::HashMap<(String, String), MemberNote>;

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
        (!members.is_empty()).then_some(Self { members })
    }

    /// The member of a type, as an operation's argument.
    pub(crate) fn of_type(
        &self,
        ty: &str,
        direction: impl Fn(&str) -> Direction,
    ) -> Option<OpArgument> {
        self.members
            .iter()
            .find(|member| member.ty == ty)
            .map(|member| member.argument(&direction))
    }

    /// The member whose comment names the operation.
    pub(crate) fn selected(
        &self,
        op: &str,
        notes: &Notes,
        direction: impl Fn(&str) -> Direction,
    ) -> Option<OpArgument> {
        let selects = |member: &&Carried<'_>| {
            let note = notes.get(&(member.union.to_owned(), member.field.name.clone()));
            note.is_some_and(|note| note.selectors.iter().any(|name| name == op))
        };
        self.members
            .iter()
            .find(selects)
            .map(|member| member.argument(&direction))
    }

    /// The member that is called like the operation.
    pub(crate) fn named(
        &self,
        tail: &str,
        direction: impl Fn(&str) -> Direction,
    ) -> Option<OpArgument> {
        let lower = tail.to_ascii_lowercase();
        self.members
            .iter()
            .find(|member| member.field.name == lower)
            .map(|member| member.argument(&direction))
    }

    /// The member that is called like the operation but for its verb: `set_address_size` and
    /// `get_address_size` have one member.
    pub(crate) fn shared(
        &self,
        tail: &str,
        direction: impl Fn(&str) -> Direction,
    ) -> Option<OpArgument> {
        let bare = ["get_", "set_", "get", "set"]
            .into_iter()
            .find_map(|verb| tail.strip_prefix(verb))?;
        self.members
            .iter()
            .find(|member| member.field.name == bare)
            .map(|member| member.argument(&direction))
    }

    /// The member whose type is declared below a comment that starts with the operation's name.
    pub(crate) fn headed(
        &self,
        op: &str,
        prefix: Option<&str>,
        statements: &Statements<'_>,
        direction: impl Fn(&str) -> Direction,
    ) -> Option<OpArgument> {
        statements.headings(op).find_map(|heading| {
            // The first record of the family's kind counts, even where this target does not have
            // it.
            let records = heading.records.iter().map(String::as_str);
            let mut of_kind =
                records.map(|record| record.split_once(' ').map_or(record, |(_, tag)| tag));
            let first =
                of_kind.find(|record| prefix.is_none_or(|prefix| record.starts_with(prefix)))?;
            self.of_type(first, &direction)
        })
    }
}

impl Carried<'_> {
    fn argument(&self, direction: impl Fn(&str) -> Direction) -> OpArgument {
        OpArgument::new(
            Form::Member,
            self.path.clone(),
            self.ty.to_owned(),
            direction(self.ty),
        )
    }
}

fn type_name<'a>(facts: &'a Facts, field: &'a Field) -> &'a str {
    match (record_behind(facts, &field.ty), &field.ty) {
        (Some(key), _) => key,
        (None, CType::Typedef(name)) => name,
        (None, _) => &field.spelling,
    }
}
