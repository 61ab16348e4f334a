//! What a hypercall takes over from the fallback: a prototype, or what the tree's own prototype
//! leaves unsaid.

use std::borrow::Cow;

use super::Context;
use super::hypercalls::{NUMBER_PREFIX, number_of};
use crate::model::abi::{Family, Hypercall, Op, OpArgument, Param, Place, Provenance};
use crate::model::annotations::{ArrayText, Description, Doc, Signature};
use crate::model::hash::IndexMap;
use crate::pipeline::types;

/// A prototype of another tree, or what stands in its place because upstream got it wrong.
pub(super) fn corrected<'a>(context: &Context<'_>, signature: &'a Signature) -> Cow<'a, Signature> {
    let known = context
        .borrow
        .and_then(|_| context.tables.instead(signature, context.facts.target));
    known.map_or(Cow::Borrowed(signature), |known| {
        Cow::Owned(Signature {
            returns: known.returns.clone(),
            params: known.params.clone(),
            ..signature.clone()
        })
    })
}

/// Takes a prototype over if this tree has the hypercall and no prototype of it.
pub(super) fn prototype(
    context: &Context<'_>,
    lent: &Hypercall,
    families: &IndexMap<String, Family>,
    hypercalls: &mut IndexMap<String, Hypercall>,
) {
    let has_operations = lent
        .command
        .as_ref()
        .is_some_and(|command| families.contains_key(&command.family));
    let number_location = context
        .facts
        .constants
        .get(&format!("{NUMBER_PREFIX}{}", lent.name))
        .map(|constant| constant.location.clone());
    if hypercalls.contains_key(&lent.name) || !(has_operations || number_location.is_some()) {
        return;
    }
    let operations = lent
        .command
        .as_ref()
        .and_then(|command| families.get(&command.family));
    let Some(location) = operations
        .map(|family| family.location.clone())
        .or(number_location)
    else {
        return;
    };
    let call = Hypercall {
        number: number_of(context, &lent.name),
        command: lent.command.clone().filter(|_| has_operations),
        carried: lent
            .carried
            .clone()
            .filter(|family| families.contains_key(family)),
        place: place(context, lent, &lent.params, families).map(|(place, _)| place),
        ops: Vec::new(),
        fixed: Vec::new(),
        text: Doc::default(),
        location,
        borrowed: true,
        ..lent.clone()
    };
    hypercalls.insert(call.name.clone(), call);
}

/// The record that names the operations and the family that they are of, if this tree has both and
/// its prototype takes the same.
pub(super) fn place(
    context: &Context<'_>,
    lent: &Hypercall,
    params: &[Param],
    families: &IndexMap<String, Family>,
) -> Option<(Place, String)> {
    let (place, family) = (lent.place.as_ref()?, lent.carried.as_ref()?);
    let known = context.facts.records.contains_key(&place.record) && families.contains_key(family);
    (known && is_same(context, lent, params, place.param)).then(|| (place.clone(), family.clone()))
}

/// Takes over which parameter holds the length of an array, where the tree's own prototype has
/// `[]`.
pub(super) fn lengths(context: &Context<'_>, lent: &Hypercall, params: &mut [Param]) {
    for (index, theirs) in lent.params.iter().enumerate() {
        let ArrayText::Counted(count) = &theirs.ty.array else {
            continue;
        };
        let Some(holder) = lent.params.iter().position(|param| param.name == *count) else {
            continue;
        };
        // How wide a length is has changed between releases.
        let counts = |param: &Param| {
            param.ty.pointers == 0
                && types::find(context.facts, &param.ty.base)
                    .is_some_and(|named| types::is_integer(context.facts, &named))
        };
        if is_same(context, lent, params, index)
            && counts(&params[holder])
            && params[index].ty.array == ArrayText::Unsized
        {
            params[index].ty.array = ArrayText::Counted(params[holder].name.clone());
        }
    }
}

/// Whether two prototypes of as many parameters have the same type in one place, but for how long
/// an array is.
fn is_same(context: &Context<'_>, lent: &Hypercall, params: &[Param], index: usize) -> bool {
    let Some((own, theirs)) = params.get(index).zip(lent.params.get(index)) else {
        return false;
    };
    let is_array = |param: &Param| param.ty.array != ArrayText::No;
    let named = |param: &Param| types::find(context.facts, &param.ty.base);
    params.len() == lent.params.len()
        && own.ty.pointers == theirs.ty.pointers
        && is_array(own) == is_array(theirs)
        && named(own).is_some_and(|found| named(theirs) == Some(found))
}

/// What is said of a prototype's parameters: by the tree, else by the fallback.
pub(super) fn descriptions(lent: Option<&Hypercall>, own: &[Description]) -> Vec<Description> {
    let lent = lent
        .map(|call| call.descriptions.as_slice())
        .unwrap_or_default();
    let unsaid = |description: &&Description| own.iter().all(|said| said.name != description.name);
    own.iter()
        .chain(lent.iter().filter(unsaid))
        .cloned()
        .collect()
}

/// Takes over which way arguments travel that are no records: of a record, the members say it.
pub(super) fn directions(
    context: &Context<'_>,
    lent: Option<&Op>,
    provenance: Provenance,
    arguments: &mut [OpArgument],
) {
    let Some(lent) = lent
        .filter(|op| op.arguments.len() == arguments.len() && provenance != Provenance::OwnLine)
    else {
        return;
    };
    for (own, theirs) in arguments.iter_mut().zip(&lent.arguments) {
        let is_record = matches!(
            types::find(context.facts, &own.ty),
            Some(types::Named::Record(_)) | None
        );
        if own.ty == theirs.ty && !is_record {
            own.direction = theirs.direction;
        }
    }
}

/// A second buffer, if this tree declares what it holds.
pub(super) fn buffer(context: &Context<'_>, lent: &Op) -> Option<OpArgument> {
    lent.buffer
        .clone()
        .filter(|buffer| types::find(context.facts, &buffer.ty).is_some())
}
