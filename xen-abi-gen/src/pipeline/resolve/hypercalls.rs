//! Hypercalls: prototypes tied to the operations of the family that selects these.

use super::arguments::ArgumentRules;
use super::context::Context;
use super::conventions::Carrier;
use super::scope::Scope;
use super::{directions, operations};
use crate::model::abi::{
    Family, Form, Hypercall, MemberNotes, NamedType, Op, OpArgument, Prototype, Role,
};
use crate::model::annotations::{ArrayText, Direction, Holds};
use crate::model::hash::{HashMap, IndexMap};

type Families = IndexMap<String, Family>;
/// The type of each operation's argument, by family and constant.
type ArgumentTypes = HashMap<String, HashMap<String, NamedType>>;

/// The hypercalls with their operations, and what the members of each op family take, those of
/// families that no prototype takes included.
pub(super) fn with_operations(
    context: &Context<'_>,
    families: &Families,
    notes: &MemberNotes,
    prototypes: IndexMap<String, Prototype>,
) -> (IndexMap<String, Hypercall>, ArgumentTypes) {
    let homes = homes(&prototypes);
    let mut types = ArgumentTypes::default();
    let mut hypercalls = IndexMap::default();
    for (name, prototype) in prototypes {
        let family = prototype.dispatch.family();
        let family = family.filter(|family| homes.get(*family) == Some(&name));
        let call = match family.and_then(|family| families.get(family)) {
            Some(family) => {
                let call = multiplexed(context, families, notes, family, prototype);
                let ops = call.ops.iter();
                let single = ops.filter_map(|op| named_type(&op.constant, call.arguments_of(op)));
                types.insert(family.name.clone(), single.collect());
                call
            }
            None => Hypercall {
                prototype,
                fixed: Vec::new(),
                ops: Vec::new(),
            },
        };
        hypercalls.insert(name, call);
    }
    let untaken = families.values().filter(|family| {
        family.role == Role::Operations && !family.borrowed && !homes.contains_key(&family.name)
    });
    for family in untaken {
        let rules = ArgumentRules::without_prototype(
            Scope {
                context,
                families,
                notes,
            },
            family,
        );
        let members = family.members.iter();
        let single =
            members.filter_map(|member| named_type(&member.name, &rules.arguments(member).0));
        types.insert(family.name.clone(), single.collect());
    }
    (hypercalls, types)
}

/// The hypercall that each family's operations belong to: the one that is named like the family,
/// else the first that uses it, since compatibility calls come later.
fn homes(prototypes: &IndexMap<String, Prototype>) -> HashMap<String, String> {
    let mut homes = HashMap::default();
    for (name, prototype) in prototypes {
        let Some(family) = prototype.dispatch.family() else {
            continue;
        };
        if name == family {
            homes.insert(family.to_owned(), name.clone());
        } else {
            homes
                .entry(family.to_owned())
                .or_insert_with(|| name.clone());
        }
    }
    homes
}

/// A hypercall with the operations of a family.
fn multiplexed(
    context: &Context<'_>,
    families: &Families,
    notes: &MemberNotes,
    family: &Family,
    prototype: Prototype,
) -> Hypercall {
    let rule = context.tables.rule_of(family);
    // Of an array of records, the prototype says all that there is to say of one.
    let stated = prototype
        .dispatch
        .place()
        .filter(|place| place.holds != Holds::Records)
        .map(|place| place.record.as_str());
    let carrier = stated
        .or_else(|| rule?.carrier.as_deref())
        .and_then(|record| Carrier::new(context.facts, record));
    let fixed = fixed(context, notes, &prototype);
    let theirs = context.fallback_call(&prototype.name);
    let rules = ArgumentRules {
        scope: Scope {
            context,
            families,
            notes,
        },
        family,
        params: &prototype.params,
        // Where a union holds the arguments, that the record is taken says nothing of them.
        fixed: fixed.as_deref().filter(|_| carrier.is_none()),
        rule,
        carrier,
        fallback_ops: theirs
            .into_iter()
            .flat_map(|call| &call.ops)
            .map(|op| (op.constant.as_str(), op))
            .collect(),
    };
    let members = family.members.iter();
    let ops: Vec<Op> = members
        .map(|member| operations::operation(&rules, &prototype, member))
        .collect();
    Hypercall {
        fixed: fixed.unwrap_or_default(),
        ops,
        prototype,
    }
}

/// What the parameters beside the command take, if the prototype leaves nothing open and the tree
/// declares every type.
fn fixed(
    context: &Context<'_>,
    notes: &MemberNotes,
    prototype: &Prototype,
) -> Option<Vec<OpArgument>> {
    let command = prototype.dispatch.parameter();
    let params = prototype.params.iter().enumerate();
    let beside = params.filter(|(index, _)| Some(*index) != command);
    beside
        .map(|(_, param)| {
            let base = &param.ty.base;
            if base.is_open() || base.is_undeclared() {
                return None;
            }
            let form = match (&param.ty.array, param.ty.pointers) {
                (ArrayText::Counted(count), _) => Form::Array {
                    count: Some(count.clone()),
                },
                (ArrayText::Unsized, _) => Form::Array { count: None },
                (ArrayText::No, 0) => Form::Value,
                (ArrayText::No, _) => Form::Pointer { nullable: false },
            };
            let direction = match base.c_type() {
                Some(ty) if form != Form::Value && !param.ty.constant => {
                    directions::of_type(context.facts, notes, ty)
                }
                _ => Direction::In,
            };
            let ty = base.clone().by_key();
            Some(OpArgument::new(form, param.name.clone(), ty, direction))
        })
        .collect()
}

/// A constant with the type behind the first address that it takes.
fn named_type(constant: &str, arguments: &[OpArgument]) -> Option<(String, NamedType)> {
    let in_memory = arguments.iter().find(|argument| {
        matches!(
            argument.form,
            Form::Pointer { .. } | Form::Array { .. } | Form::Member
        )
    });
    Some((constant.to_owned(), in_memory?.ty.clone()))
}
