//! Tells operations from other constants with their prefix.
//!
//! The others are sub-codes, flags, aliases and limits.

use super::context::ResolveContext;
use super::tables::FamilyRule;
use crate::model::abi::{Family, Member, Role};
use crate::model::annotations::Doc;
use crate::model::facts::{Definition, Facts};
use crate::model::hash::HashSet;
use crate::model::location::Location;

/// The family of a rule, if the tree defines operations of it.
pub(super) fn family(context: &ResolveContext<'_>, rule: &FamilyRule) -> Option<Family> {
    // Without the record that carries them there are no operations, whatever else has the prefix.
    let known = |carrier: &String| context.facts.records.contains_key(carrier);
    let members = match &rule.carrier {
        Some(carrier) if !known(carrier) => return None,
        _ => operations(context, rule),
    };
    Some(Family {
        name: rule.name.clone(),
        role: Role::Operations,
        prefix: rule.prefix.clone(),
        location: members.first()?.location.clone(),
        members,
        text: Doc::default(),
        borrowed: false,
    })
}

/// The definitions that name operations, in order of their values.
fn operations(context: &ResolveContext<'_>, rule: &FamilyRule) -> Vec<Member> {
    let facts = context.facts;
    let mut found: Vec<(&Definition, Option<&str>)> = facts
        .definitions
        .iter()
        .filter(|one| one.name.starts_with(&rule.prefix) && is_code(facts, one))
        .map(|definition| (definition, enclosing(facts, &definition.location)))
        .collect();
    // Codes that stand in a record select among that record's variants: those in the one that the
    // hypercall takes are the operations.
    let carried = rule.carrier.as_deref();
    let carried =
        carried.filter(|carrier| found.iter().any(|(_, within)| *within == Some(*carrier)));
    found.retain(|(_, within)| *within == carried);
    let mut names: Vec<&String> = found.iter().map(|(found, _)| &found.name).collect();
    // Where operations are written small, what is in capitals is a flag, a limit or a former name.
    let is_small =
        |name: &String| name[rule.prefix.len()..].contains(|c: char| c.is_ascii_lowercase());
    if names.iter().any(|name| is_small(name)) {
        names.retain(|name| is_small(name));
    }
    // `XENMEM_paging_op_evict` is what `XENMEM_paging_op` is asked to do.
    let umbrellas: Vec<String> = names
        .iter()
        .filter(|name| name.ends_with("_op"))
        .map(|name| format!("{name}_"))
        .collect();
    names.retain(|name| !umbrellas.iter().any(|umbrella| name.starts_with(umbrella)));
    let mut operations: Vec<Member> = names
        .into_iter()
        .filter_map(|name| context.member(name))
        .collect();
    // Of one value there is one name.
    let mut values = HashSet::default();
    operations.retain(|operation| values.insert(operation.value));
    operations.sort_by_key(|operation| operation.value);
    operations
}

/// The outermost record whose declaration a place is within.
fn enclosing<'a>(facts: &'a Facts, place: &Location) -> Option<&'a str> {
    let (key, _) = facts.records.iter().find(|(_, record)| {
        record.location.line < place.line
            && place.line < record.end_line
            && record.outer.is_none()
            && record.location.header == place.header
    })?;
    Some(key)
}

/// Whether a definition is a plain number: no bit, alias or function-like macro.
fn is_code(facts: &Facts, definition: &Definition) -> bool {
    let constant = facts.constants.get(&definition.name);
    let literal = definition.replacement.trim_matches(['(', ')', ' ']);
    !definition.function_like
        && constant.is_some_and(|constant| {
            constant.location == definition.location && u32::try_from(constant.value).is_ok()
        })
        && literal.starts_with(|c: char| c.is_ascii_digit())
        && literal.chars().all(|c| c.is_ascii_alphanumeric())
}
