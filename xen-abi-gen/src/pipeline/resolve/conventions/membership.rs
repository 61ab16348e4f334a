//! Which constants of a prefix name operations, and which share it by chance: sub-codes, flags,
//! aliases, limits.

use super::table::FamilyRule;
use crate::model::abi::{Family, Member, Role};
use crate::model::annotations::Doc;
use crate::model::facts::{Definition, Facts};
use crate::model::hash::HashSet;
use crate::pipeline::annotate::text_at;
use crate::pipeline::resolve::context::Context;

/// The family of a rule, if the tree defines operations of it.
pub(crate) fn family(context: &Context<'_>, rule: &FamilyRule) -> Option<Family> {
    let facts = context.facts;
    // Without the record that carries them there are no operations, whatever else has the prefix.
    if rule
        .carrier
        .as_ref()
        .is_some_and(|carrier| !facts.records.contains_key(carrier))
    {
        return None;
    }
    let members: Vec<Member> = operations(context, rule)
        .into_iter()
        .filter_map(|definition| {
            let constant = facts.constants.get(&definition.name)?;
            Some(Member {
                name: definition.name.clone(),
                value: constant.value,
                text: text_at(context.annotations, &definition.location),
                location: definition.location.clone(),
            })
        })
        .collect();
    let location = members.first()?.location.clone();
    Some(Family {
        name: rule.name.clone(),
        role: Role::Operations,
        prefix: rule.prefix.clone(),
        members,
        text: Doc::default(),
        location,
        borrowed: false,
    })
}

/// The definitions that name operations, in order of their values.
fn operations<'a>(context: &Context<'a>, rule: &FamilyRule) -> Vec<&'a Definition> {
    let facts = context.facts;
    let mut found: Vec<(&Definition, Option<&str>)> = context
        .index
        .starting_with(&rule.prefix)
        .filter(|definition| is_code(facts, definition))
        .map(|definition| (definition, context.index.enclosing(definition)))
        .collect();
    // Codes that stand in a record select among that record's variants: those in the one that the
    // hypercall takes are the operations.
    let carried = rule
        .carrier
        .as_deref()
        .filter(|carrier| found.iter().any(|(_, record)| *record == Some(*carrier)));
    found.retain(|(_, record)| *record == carried);
    let tail = |definition: &Definition| definition.name[rule.prefix.len()..].to_owned();
    let in_capitals =
        |definition: &Definition| !tail(definition).contains(|c: char| c.is_ascii_lowercase());
    // Where operations are written small, what is in capitals is a flag, a limit or a former name.
    if found.iter().any(|(definition, _)| !in_capitals(definition)) {
        found.retain(|(definition, _)| !in_capitals(definition));
    }
    // `XENMEM_paging_op_evict` is what `XENMEM_paging_op` is asked to do.
    let umbrellas: Vec<String> = found
        .iter()
        .filter(|(definition, _)| definition.name.ends_with("_op"))
        .map(|(d, _)| format!("{}_", d.name))
        .collect();
    found.retain(|(definition, _)| {
        !umbrellas
            .iter()
            .any(|umbrella| definition.name.starts_with(umbrella))
    });
    // Of one name there is one value.
    let mut values = HashSet::default();
    let value = |definition: &Definition| {
        facts
            .constants
            .get(&definition.name)
            .map(|constant| constant.value)
    };
    let mut operations: Vec<(Option<i128>, &Definition)> = found
        .into_iter()
        .map(|(found, _)| (value(found), found))
        .collect();
    operations.retain(|(value, _)| values.insert(*value));
    operations.sort_by_key(|(value, _)| *value);
    operations
        .into_iter()
        .map(|(_, definition)| definition)
        .collect()
}

/// Whether a definition is a plain number: no bit, no other name for something, nothing that takes
/// arguments.
fn is_code(facts: &Facts, definition: &Definition) -> bool {
    let Some(constant) = facts.constants.get(&definition.name) else {
        return false;
    };
    let literal = definition.replacement.trim_matches(['(', ')', ' ']);
    !definition.function_like
        && constant.location == definition.location
        && u32::try_from(constant.value).is_ok()
        && literal.starts_with(|c: char| c.is_ascii_digit())
        && literal.chars().all(|c| c.is_ascii_alphanumeric())
}
