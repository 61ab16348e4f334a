//! Takes prototypes, and missing parts of prototypes, from the fallback.

use super::context::{Families, NUMBER_PREFIX, ResolveContext};
use crate::model::abi::{Dispatch, Op, OpArgument, Param, Prototype, Provenance};
use crate::model::annotations::{ArrayText, Doc, Signature};
use crate::model::facts::{CType, Facts};
use crate::pipeline::types;

/// A prototype of another tree, or what stands in its place because upstream got it wrong.
pub(super) fn corrected(context: &ResolveContext<'_>, signature: &Signature) -> Signature {
    let right = context
        .tables
        .instead(signature, context.facts.target)
        .filter(|_| context.fallback.is_some())
        .unwrap_or(signature);
    Signature {
        returns: right.returns.clone(),
        params: right.params.clone(),
        ..signature.clone()
    }
}

/// The fallback's prototype, if this tree has the hypercall's number or operations.
pub(super) fn prototype(
    context: &ResolveContext<'_>,
    theirs: &Prototype<String>,
    families: &Families,
) -> Option<Prototype> {
    let facts = context.facts;
    let operations = theirs
        .dispatch
        .parameter()
        .and(theirs.dispatch.family())
        .and_then(|family| families.get(family));
    let number = facts
        .constants
        .get(&format!("{NUMBER_PREFIX}{}", theirs.name));
    let location = operations
        .map(|family| &family.location)
        .or_else(|| Some(&number?.location))?;
    let params: Vec<Param> = theirs
        .params
        .iter()
        .map(|param| Param {
            name: param.name.clone(),
            ty: param
                .ty
                .map(|base| types::spelled_or_family(facts, families, base)),
        })
        .collect();
    let dispatch = match &theirs.dispatch {
        Dispatch::Parameter { .. } if operations.is_some() => theirs.dispatch.clone(),
        Dispatch::Record { family, .. } if families.contains_key(family) => {
            place(context, theirs, &params, families).unwrap_or_else(|| Dispatch::Record {
                family: family.clone(),
                place: None,
            })
        }
        _ => Dispatch::Single,
    };
    Some(Prototype {
        name: theirs.name.clone(),
        number: context.number_of(&theirs.name),
        returns: theirs.returns.clone(),
        params,
        dispatch,
        guests: theirs.guests.clone(),
        text: Doc::default(),
        errors: theirs.errors.clone(),
        safety: theirs.safety.clone(),
        safety_known: true,
        returns_meaning: theirs.returns_meaning.clone(),
        descriptions: theirs.descriptions.clone(),
        location: location.clone(),
        borrowed: true,
    })
}

/// The record with the operations' number, and their family.
///
/// Both must be declared by this tree, and its prototype must take the same.
pub(super) fn place(
    context: &ResolveContext<'_>,
    theirs: &Prototype<String>,
    params: &[Param],
    families: &Families,
) -> Option<Dispatch> {
    let (place, family) = (theirs.dispatch.place()?, theirs.dispatch.family()?);
    let known = context.facts.records.contains_key(&place.record) && families.contains_key(family);
    (known && is_same(context.facts, theirs, params, place.param)).then(|| theirs.dispatch.clone())
}

/// Takes over what the tree's own prototype leaves unsaid.
pub(super) fn complete(facts: &Facts, theirs: &Prototype<String>, own: &mut Prototype) {
    // Which parameter holds the length of an array, where the tree's own prototype has `[]`.
    for (index, param) in theirs.params.iter().enumerate() {
        if let Some(count) = param.ty.array.count()
            && let Some(holder) = theirs.params.iter().position(|param| param.name == count)
            && is_same(facts, theirs, &own.params, index)
            // How wide a length is has changed between releases.
            && types::is_number(facts, &own.params[holder].ty)
            && own.params[index].ty.array == ArrayText::Unsized
        {
            own.params[index].ty.array = ArrayText::Counted(own.params[holder].name.clone());
        }
    }
    own.guests = own.guests.take().or_else(|| theirs.guests.clone());
    // What a caller must guarantee does not depend on who wrote it down.
    own.safety = own.safety.take().or_else(|| theirs.safety.clone());
    let mut added = theirs.descriptions.clone();
    added.retain(|one| own.descriptions.iter().all(|said| said.name != one.name));
    own.descriptions.extend(added);
}

/// Whether a parameter has the same type in both prototypes, whatever an array's length.
fn is_same(facts: &Facts, theirs: &Prototype<String>, params: &[Param], index: usize) -> bool {
    let (Some(own), Some(their)) = (params.get(index), theirs.params.get(index)) else {
        return false;
    };
    let (own, their) = (&own.ty, &their.ty);
    params.len() == theirs.params.len()
        && own.pointers == their.pointers
        && (own.array == ArrayText::No) == (their.array == ArrayText::No)
        && own.base.c_type().is_some()
        && own.base.c_type() == types::find(facts, &their.base).as_ref()
}

/// Takes over the directions of arguments that are no records: of a record, the members say it.
pub(super) fn directions(
    theirs: Option<&Op<String>>,
    provenance: Provenance,
    arguments: &mut [OpArgument],
) {
    let theirs = theirs
        .filter(|op| op.arguments.len() == arguments.len() && provenance != Provenance::OwnLine)
        .into_iter()
        .flat_map(|op| &op.arguments);
    for (own, theirs) in arguments.iter_mut().zip(theirs) {
        let is_other = !matches!(own.ty.c_type(), None | Some(CType::Record(_)));
        if is_other && own.ty.name == theirs.ty {
            own.direction = theirs.direction;
        }
    }
}

/// An argument of the fallback; `None` if this tree does not declare its type.
pub(super) fn argument(facts: &Facts, theirs: &OpArgument<String>) -> Option<OpArgument> {
    let ty = types::spelled(facts, &theirs.ty);
    if ty.is_undeclared() && !theirs.form.is_constant() {
        return None;
    }
    Some(OpArgument {
        form: theirs.form.clone(),
        name: theirs.name.clone(),
        ty,
        alternatives: theirs
            .alternatives
            .iter()
            .map(|ty| types::spelled(facts, ty))
            .collect(),
        direction: theirs.direction,
        reference: theirs.reference.clone(),
    })
}
