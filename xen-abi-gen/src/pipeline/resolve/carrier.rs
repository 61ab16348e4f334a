//! Operations whose arguments are the members of a union in the record that the hypercall takes.

use super::operation_scope::OperationScope;
use crate::model::abi::{Form, OpArgument};
use crate::model::facts::{CType, Facts, Field, RecordKind};
use crate::pipeline::types::{self, record_behind};

/// The members of the unions of a record.
pub(super) struct Carrier<'a> {
    scope: &'a OperationScope<'a>,
    members: Vec<Carried<'a>>,
}

/// A member of such a union.
pub(super) struct Carried<'a> {
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
    pub(super) fn new(scope: &'a OperationScope<'a>, record: &str) -> Option<Self> {
        let facts = scope.context.facts;
        let mut members = Vec::new();
        for holder in &facts.records.get(record)?.fields {
            let union = record_behind(facts, &holder.ty);
            let Some((union, record)) = union.and_then(|key| facts.records.get_key_value(key))
            else {
                continue;
            };
            if record.kind != RecordKind::Union {
                continue;
            }
            for field in record.fields.iter().filter(|field| !field.name.is_empty()) {
                members.push(Carried {
                    path: match &*holder.name {
                        "" => field.name.clone(),
                        holder => format!("{holder}.{}", field.name),
                    },
                    union,
                    field,
                    ty: type_name(facts, field),
                });
            }
        }
        (!members.is_empty()).then_some(Self { scope, members })
    }

    /// A member as an operation's argument.
    pub(super) fn argument(&self, member: &Carried<'_>) -> OpArgument {
        let ty = types::spelled(self.scope.context.facts, member.ty);
        let direction = self.scope.direction(&ty);
        OpArgument::new(Form::Member, member.path.clone(), ty, direction)
    }

    /// The member of a type.
    pub(super) fn of_type(&self, ty: &str) -> Option<&Carried<'a>> {
        self.members.iter().find(|member| member.ty == ty)
    }

    /// The member whose comment names the operation.
    pub(super) fn selected(&self, op: &str) -> Option<&Carried<'a>> {
        self.members.iter().find(|member| {
            let note = self.scope.notes.get(member.union, &member.field.name);
            note.is_some_and(|note| note.selectors.iter().any(|name| name == op))
        })
    }

    /// The member that is called like the operation.
    pub(super) fn named(&self, tail: &str) -> Option<&Carried<'a>> {
        let lower = tail.to_ascii_lowercase();
        self.members
            .iter()
            .find(|member| member.field.name == lower)
    }

    /// The member with the operation's name without its verb.
    ///
    /// For instance, `set_address_size` and `get_address_size` share one.
    pub(super) fn shared(&self, tail: &str) -> Option<&Carried<'a>> {
        let bare = ["get_", "set_", "get", "set"]
            .into_iter()
            .find_map(|verb| tail.strip_prefix(verb))?;
        self.members.iter().find(|member| member.field.name == bare)
    }

    /// The member whose type is declared below a comment that starts with the operation's name.
    pub(super) fn headed(&self, op: &str, prefix: &str) -> Option<&Carried<'a>> {
        self.scope
            .context
            .by_constant
            .headings
            .get(op)?
            .iter()
            .find_map(|heading| {
                // The first record of the family's kind counts, even where this target does not
                // have it.
                let mut tags = heading
                    .records
                    .iter()
                    .map(|record| record.split_once(' ').map_or(&**record, |(_, tag)| tag));
                self.of_type(tags.find(|tag| tag.starts_with(prefix))?)
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
