//! Hypercalls: prototypes tied to the operations of the family that selects these.

use super::argument_rules::ArgumentRules;
use super::operation_scope::OperationScope;
use super::operations::operation;
use crate::model::abi::{Family, Form, Hypercall, NamedType, OpArgument, Prototype, Role};
use crate::model::annotations::{ArrayText, Direction};
use crate::model::hash::{HashMap, IndexMap};

/// The type of each operation's argument, by family and constant.
type ArgumentTypes = HashMap<String, HashMap<String, NamedType>>;

/// The hypercalls with their operations.
///
/// It also has the arguments of op families that no prototype takes.
pub(super) fn with_operations(
    scope: &OperationScope<'_>,
    prototypes: IndexMap<String, Prototype>,
) -> (IndexMap<String, Hypercall>, ArgumentTypes) {
    let homes = homes(&prototypes);
    let mut types = ArgumentTypes::default();
    let mut hypercalls = IndexMap::default();
    for (name, prototype) in prototypes {
        let family = prototype
            .dispatch
            .family()
            .filter(|family| homes.get(*family) == Some(&name));
        let call = match family.and_then(|family| scope.families.get(family)) {
            Some(family) => {
                let call = multiplexed(scope, family, prototype);
                let single = call
                    .ops
                    .iter()
                    .filter_map(|op| named_type(&op.constant, call.arguments_of(op)));
                types.insert(family.name.clone(), single.collect());
                call
            }
            None => Hypercall::single(prototype),
        };
        hypercalls.insert(name, call);
    }
    for (name, family) in scope.families {
        if family.role == Role::Operations && !family.borrowed && !homes.contains_key(name) {
            let rules = ArgumentRules::new(scope, family);
            let single = family
                .members
                .iter()
                .filter_map(|member| named_type(&member.name, &rules.arguments(member).0));
            types.insert(name.clone(), single.collect());
        }
    }
    (hypercalls, types)
}

/// The hypercall of each family's operations.
///
/// It is the one with the family's name, or else the first that uses it, since compatibility calls
/// come later.
fn homes(prototypes: &IndexMap<String, Prototype>) -> HashMap<String, String> {
    let mut homes = HashMap::default();
    for (name, prototype) in prototypes {
        if let Some(family) = prototype.dispatch.family() {
            let home = homes
                .entry(family.to_owned())
                .or_insert_with(|| name.clone());
            if name == family {
                home.clone_from(name);
            }
        }
    }
    homes
}

/// A hypercall with the operations of a family.
fn multiplexed(scope: &OperationScope<'_>, family: &Family, prototype: Prototype) -> Hypercall {
    let fixed = fixed(scope, &prototype);
    let rules = ArgumentRules::of_call(scope, family, &prototype, fixed.is_some());
    Hypercall {
        fixed: fixed.unwrap_or_default(),
        ops: family
            .members
            .iter()
            .map(|member| operation(&rules, &prototype, member))
            .collect(),
        prototype,
    }
}

/// The types of the parameters after the command, if the prototype states all.
///
/// The tree must declare every type.
fn fixed(scope: &OperationScope<'_>, prototype: &Prototype) -> Option<Vec<OpArgument>> {
    let command = prototype.dispatch.parameter();
    let beside = prototype
        .params
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != command);
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
            let is_read = form == Form::Value || param.ty.constant || base.c_type().is_none();
            let direction = if is_read {
                Direction::In
            } else {
                scope.direction(base)
            };
            let ty = base.clone().by_key();
            Some(OpArgument::new(form, param.name.clone(), ty, direction))
        })
        .collect()
}

/// A constant with the type behind the first address that it takes.
fn named_type(constant: &str, arguments: &[OpArgument]) -> Option<(String, NamedType)> {
    let argument = arguments
        .iter()
        .find(|argument| argument.form.is_in_memory())?;
    Some((constant.to_owned(), argument.ty.clone()))
}
