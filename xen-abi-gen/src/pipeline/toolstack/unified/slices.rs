//! Handles with a count, which are slices of a method.

use std::collections::BTreeMap;

use super::safety;
use crate::model::annotations::Direction;
use crate::model::projection::{
    Factor, Function, InputValue, Nested, ParamKind, Scalar, Slice, Type,
};

/// The slices of a method, and the parameters that are their lengths.
#[derive(Default)]
pub(super) struct Slices {
    /// By the index of the handle.
    pub(super) slices: BTreeMap<usize, Slice>,
    /// By the index of the count.
    pub(super) lengths: BTreeMap<usize, Vec<usize>>,
}

/// Finds the handles of the function's record whose size is a parameter by the size of an element.
///
/// No other memory may be as large as such a parameter says, and elements have no handles.
pub(super) fn slices(function: &Function, docs: &[String]) -> Slices {
    let mut found = Slices::default();
    let nested = function.local.iter().flat_map(|local| &local.nested);
    let sentences = safety::sentences(docs);
    let mut others: Vec<String> = Vec::new();
    for nested in nested {
        match pair(function, nested) {
            Some((handle, count)) => {
                let slice = Slice {
                    mutable: nested.direction != Direction::In,
                    optional: safety::may_be_null(&sentences, &function.params[handle].name),
                    text: nested
                        .text
                        .map(|text| (text, nested.direction != Direction::Out)),
                };
                found.slices.insert(handle, slice);
                found.lengths.entry(count).or_default().push(handle);
            }
            None => others.extend(nested.size.iter().filter_map(member).map(str::to_owned)),
        }
    }
    let is_shared = |count: usize| others.contains(&function.params[count].name);
    found.lengths.retain(|count, handles| {
        let kept = !is_shared(*count);
        if !kept {
            found.slices.retain(|handle, _| !handles.contains(handle));
        }
        kept
    });
    found
}

/// The member that a factor of a size is.
fn member(factor: &Factor) -> Option<&str> {
    match factor {
        Factor::Member(place, _) | Factor::Quotient(place, ..) | Factor::Range(place, ..) => {
            place.simple()
        }
        Factor::Number(_) | Factor::Size(_) => None,
    }
}

/// The parameters that are a handle and the number of its elements.
fn pair(function: &Function, nested: &Nested) -> Option<(usize, usize)> {
    let is_flat = nested.when.is_empty() && nested.element.is_none() && nested.nested.is_empty();
    let (handle, element) = param(function, nested.handle.simple()?)
        .filter(|_| is_flat)
        .and_then(|index| Some((index, pointee(&function.params[index].ty)?)))?;
    let count = match &*nested.size {
        [Factor::Member(place, _), Factor::Size(ty)]
        | [Factor::Size(ty), Factor::Member(place, _)]
            if *ty == element =>
        {
            param(function, place.simple()?)?
        }
        // Of `void`, the count is in bytes.
        [Factor::Member(place, _)] if element == Type::Scalar(Scalar::Unsigned(8)) => {
            param(function, place.simple()?)?
        }
        _ => return None,
    };
    let is_count = matches!(
        function.params[count].ty,
        Type::Scalar(Scalar::Unsigned(32 | 64))
    );
    is_count.then_some((handle, count))
}

/// The parameter that a member of the function's record is set to.
fn param(function: &Function, field: &str) -> Option<usize> {
    let mut inputs = function.local.iter().flat_map(|local| &local.inputs);
    let is_param = inputs.any(|one| one.field == field && one.value == InputValue::Param);
    let mut params = function.params.iter();
    let index = params.position(|one| one.name == field && one.kind == ParamKind::Value)?;
    is_param.then_some(index)
}

/// What a handle leads to: bytes, if the headers say `void`.
pub(super) fn pointee(ty: &Type) -> Option<Type> {
    match ty {
        Type::Handle(to) | Type::Handle64(to) if **to == Type::Void => {
            Some(Type::Scalar(Scalar::Unsigned(8)))
        }
        Type::Handle(to) | Type::Handle64(to) => Some((**to).clone()),
        _ => None,
    }
}
