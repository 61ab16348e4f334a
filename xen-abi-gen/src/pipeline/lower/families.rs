//! Families of constants as enums, open newtypes and sets of bits.

use super::LowerContext;
use super::docs;
use super::lookup::enum_behind;
use super::types::scalar;
use crate::model::abi::{Family, Op, Prototype, Role};
use crate::model::facts::{CType, Rank};
use crate::model::projection::{Body, Item, ItemPath, NamedValue, Scalar};
use crate::pipeline::resolve::NUMBER_PREFIX;
use crate::pipeline::types::integer_behind;

/// Every family.
pub(super) fn families(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    let families = context.interface.families.values();
    let families = families.filter(|family| context.lowers(&family.location));
    families.map(|family| {
        let body = Body::Family {
            role: family.role,
            repr: context.family_repr(&family.name),
            members: members(context, family),
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

fn members(context: &LowerContext<'_>, family: &Family) -> Vec<NamedValue> {
    let members = family.members.iter().map(|member| NamedValue {
        name: context.names.family_member(family, &member.name),
        c_name: member.name.clone(),
        docs: match family.role {
            Role::Operations => docs::variant(context, &family.location.header, member),
            _ => docs::plain(&member.name, &member.text),
        },
        value: member.value,
    });
    members.collect()
}

impl LowerContext<'_> {
    /// The role and the path of an operation's family, and the operation's name in it.
    pub(super) fn operation(
        &self,
        prototype: &Prototype,
        op: &Op,
    ) -> Option<(Role, &ItemPath, String)> {
        let family = self.interface.families.get(prototype.dispatch.family()?)?;
        let path = self.names.families.get(&family.name)?;
        let name = self.names.family_member(family, &op.constant);
        Some((family.role, path, name))
    }

    /// The width of a family.
    ///
    /// It is that of the members and arguments that refer to it, if they agree, and otherwise that
    /// of its constants.
    pub(super) fn family_repr(&self, name: &str) -> Scalar {
        let Some(family) = self.interface.families.get(name) else {
            return Scalar::Unsigned(32);
        };
        // A hypercall's number goes into a register by itself, whatever record it may stand in
        // besides.
        let is_number = family.members.iter().any(|member| {
            let call = member.name.strip_prefix(NUMBER_PREFIX);
            call.is_some_and(|name| self.interface.hypercalls.contains_key(name))
        });
        match family.role {
            Role::Errors => return Scalar::Signed(32),
            Role::Operations => return Scalar::Unsigned(32),
            _ if is_number => return Scalar::Unsigned(32),
            Role::Values | Role::Flags => {}
        }
        let named_after = self.facts.typedefs.get(name);
        named_after
            .filter(|_| self.interface.distinct.contains_key(name))
            .and_then(|typedef| integer_behind(self.facts, &typedef.ty))
            .map(scalar)
            .or_else(|| self.agreed_width(name, family.members.iter().map(|member| member.value)))
            .unwrap_or_else(|| self.constants_repr(family))
    }

    /// The width of a C enum.
    ///
    /// It is that of the members that refer to it, unless a record contains the C type.
    pub(super) fn enum_repr(&self, key: &str) -> Option<Scalar> {
        let found = self.facts.enums.get(key)?;
        let agreed = self.agreed_width(key, found.members.iter().map(|member| member.value));
        let agreed = agreed.filter(|_| !self.lookup.held_enums.contains(key));
        Some(agreed.unwrap_or(scalar(found.ty)))
    }

    /// Whether a type is a C enum that is emitted narrower than C's: no record holds C's.
    pub(super) fn is_narrowed(&self, ty: &CType) -> bool {
        enum_behind(self.facts, ty).is_some_and(|key| {
            let own = self.facts.enums.get(key).map(|found| scalar(found.ty));
            own != self.enum_repr(key)
        })
    }

    /// The width of all that refers to a family or an enum, where that is one and the values fit.
    fn agreed_width(&self, name: &str, mut values: impl Iterator<Item = i128>) -> Option<Scalar> {
        let mut widths = self
            .lookup
            .referring
            .get(name)?
            .iter()
            .map(|ty| scalar(*ty));
        let width = widths.next()?;
        let agreed = widths.all(|other| other == width) && values.all(|value| fits(width, value));
        agreed.then_some(width)
    }

    /// The C type of the constants; an `int` without negative values is unsigned.
    fn constants_repr(&self, family: &Family) -> Scalar {
        let constants = &self.facts.constants;
        let found = family
            .members
            .iter()
            .filter_map(|member| constants.get(&member.name));
        let widest = found
            .map(|constant| constant.ty)
            .max_by_key(|ty| (ty.bits, ty.rank == Rank::Long, !ty.signed));
        let negative = family.members.iter().any(|member| member.value < 0);
        match widest.map(scalar) {
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
