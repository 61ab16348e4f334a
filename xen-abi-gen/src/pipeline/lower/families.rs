//! Families of constants as enums, open newtypes and sets of bits.

use std::collections::BTreeMap;

use super::Context;
use super::docs;
use super::types::scalar;
use crate::model::abi::{self, Family, Role};
use crate::model::facts::{CType, Facts};
use crate::model::projection::{Body, Item, Member, Scalar};
use crate::pipeline::types::integer_behind;

/// Every family.
pub(super) fn families<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    context.interface.families.values().map(|family| {
        let repr = context.family_repr(&family.name);
        let body = match family.role {
            Role::Operations => Body::Operations {
                repr,
                members: operations(context, family),
            },
            Role::Values => Body::Values {
                repr,
                members: members_of_values(context, family),
            },
            Role::Errors => Body::Errors(members_of_values(context, family)),
            Role::Flags => Body::Flags {
                repr,
                members: members_of_values(context, family),
            },
        };
        Item {
            name: context.names.families[&family.name].name.clone(),
            c_names: vec![family.name.clone()],
            docs: docs::family(context, family),
            location: family.location.clone(),
            body,
        }
    })
}

fn operations(context: &Context<'_>, family: &Family) -> Vec<Member> {
    let calls = context.interface.hypercalls.values();
    let ops = calls.flat_map(|call| {
        call.ops
            .iter()
            .map(move |op| (op.constant.as_str(), (op, call.arguments_of(op))))
    });
    let by_constant: BTreeMap<&str, (&abi::Op, &[abi::OpArgument])> = ops.collect();
    let variants = family.members.iter().map(|member| {
        let op = by_constant.get(member.name.as_str()).copied();
        Member {
            name: context.names.family_member(family, &member.name),
            c_name: member.name.clone(),
            docs: docs::variant(context, &family.location.header, member, op),
            value: member.value,
        }
    });
    variants.collect()
}

/// The C enum that a type is, by whatever names, or is an array of.
pub(super) fn enum_behind<'a>(facts: &'a Facts, ty: &'a CType) -> Option<&'a str> {
    match ty {
        CType::Enum(key) => Some(key),
        CType::Array { element, .. } => enum_behind(facts, element),
        CType::Typedef(name) => enum_behind(facts, &facts.typedefs.get(name)?.ty),
        _ => None,
    }
}

/// What all members of a C enum begin with, once in Rust's case: whole words, after which each
/// still has a name.
pub(super) fn common_prefix(names: &[String]) -> usize {
    let Some((first, rest)) = names.split_first() else {
        return 0;
    };
    let mut word_ends = first.match_indices('_').map(|(at, _)| at + 1).rev();
    let leaves_names = |end: &usize| {
        let starts_a_name =
            |name: &String| name[*end..].starts_with(|letter: char| letter.is_ascii_alphabetic());
        !rest.is_empty()
            && rest.iter().all(|name| name.starts_with(&first[..*end]))
            && names.iter().all(starts_a_name)
    };
    word_ends.find(leaves_names).unwrap_or(0)
}

/// Members as constants of a type.
fn members_of_values(context: &Context<'_>, family: &Family) -> Vec<Member> {
    let name = |member: &abi::Member| context.names.family_member(family, &member.name);
    let members = family.members.iter();
    members
        .map(|member| constant(member, name(member)))
        .collect()
}

/// A member as a constant of that name.
pub(super) fn constant(member: &abi::Member, name: String) -> Member {
    Member {
        name,
        c_name: member.name.clone(),
        docs: docs::plain(&member.name, &member.text),
        value: member.value,
    }
}

impl Context<'_> {
    /// The width of a family: that of the members and arguments that refer to it where they agree,
    /// else that of its constants.
    pub(super) fn family_repr(&self, name: &str) -> Scalar {
        let Some(family) = self.interface.families.get(name) else {
            return Scalar::Unsigned(32);
        };
        // A hypercall's number goes into a register by itself, whatever record it may stand in
        // besides.
        let numbered = family.members.iter().filter_map(|member| {
            member
                .name
                .strip_prefix(crate::pipeline::resolve::NUMBER_PREFIX)
        });
        let numbers = numbered
            .into_iter()
            .any(|name| self.interface.hypercalls.contains_key(name));
        if numbers || matches!(family.role, Role::Operations | Role::Errors) {
            return Scalar::Unsigned(32);
        }
        let named_after = self
            .interface
            .facts
            .typedefs
            .get(name)
            .filter(|_| self.interface.distinct.contains_key(name));
        if let Some(integer) =
            named_after.and_then(|typedef| integer_behind(&self.interface.facts, &typedef.ty))
        {
            return scalar(integer);
        }
        let mut widths: Vec<Scalar> = self.referring(name);
        widths.dedup();
        match widths.as_slice() {
            [only]
                if family
                    .members
                    .iter()
                    .all(|member| fits(*only, member.value)) =>
            {
                *only
            }
            _ => self.constants_repr(family),
        }
    }

    /// The width of a C enum: that of the numbers whose comments refer to it, unless some record
    /// holds it as C's own type.
    pub(super) fn enum_repr(&self, key: &str) -> Option<Scalar> {
        let facts = &self.interface.facts;
        let own = scalar(facts.enums.get(key)?.ty);
        if self.lookup.held_enums.contains(key) {
            return Some(own);
        }
        let mut widths: Vec<Scalar> = self.referring(key);
        widths.dedup();
        let members = &facts.enums[key].members;
        match widths.as_slice() {
            [only] if members.iter().all(|member| fits(*only, member.value)) => Some(*only),
            _ => Some(own),
        }
    }

    /// Whether a type is a C enum that is emitted narrower than C's: no record holds C's.
    pub(super) fn is_narrowed(&self, ty: &CType) -> bool {
        let facts = &self.interface.facts;
        let Some(key) = enum_behind(facts, ty) else {
            return false;
        };
        facts.enums.get(key).map(|found| scalar(found.ty)) != self.enum_repr(key)
    }

    /// The widths of what refers to a family or an enum.
    fn referring(&self, name: &str) -> Vec<Scalar> {
        self.lookup
            .referring
            .get(name)
            .into_iter()
            .flatten()
            .map(|found| scalar(*found))
            .collect()
    }

    /// What C makes of the constants; an `int` that is never negative is taken as unsigned, as the
    /// records' members are.
    fn constants_repr(&self, family: &Family) -> Scalar {
        let types = family
            .members
            .iter()
            .filter_map(|member| self.interface.facts.constants.get(&member.name))
            .map(|constant| constant.ty);
        let widest = types
            .max_by_key(|ty| {
                (
                    ty.bits,
                    ty.rank == crate::model::facts::Rank::Long,
                    !ty.signed,
                )
            })
            .map(scalar);
        let negative = family.members.iter().any(|member| member.value < 0);
        match widest {
            Some(Scalar::Signed(bits)) if !negative => Scalar::Unsigned(bits),
            Some(Scalar::Isize) if !negative => Scalar::Usize,
            Some(repr) => repr,
            None => Scalar::Unsigned(32),
        }
    }
}

pub(super) fn fits(width: Scalar, value: i128) -> bool {
    match width {
        Scalar::Unsigned(bits) => value >= 0 && (bits >= 127 || value < 1 << bits),
        Scalar::Signed(bits) => {
            bits >= 127 || (-(1 << (bits - 1))..1 << (bits - 1)).contains(&value)
        }
        Scalar::Usize => value >= 0,
        Scalar::Isize => true,
    }
}
