//! Prototypes of hypercalls: the tree's own, the fallback's, those of the table.

use super::context::Context;
use super::conventions::FamilyRule;
use super::fallback;
use super::messages;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Dispatch, Family, Param, Prototype, RecordPlace, Referent, Returns, Role};
use crate::model::annotations::{self, ArrayText, Doc, OpsLine, Signature};
use crate::model::hash::IndexMap;
use crate::pipeline::annotate;
use crate::pipeline::types;

type Families = IndexMap<String, Family>;
type Prototypes = IndexMap<String, Prototype>;

/// Every prototype of the tree by its name, then those that only the fallback has and the tree a
/// number or operations of, then those of the table.
pub(super) fn collect(context: &Context<'_>, families: &Families) -> Prototypes {
    let mut prototypes = Prototypes::default();
    let signatures = annotate::of_headers(context.facts, context.annotations)
        .flat_map(|header| &header.signatures);
    for signature in signatures {
        let signature = fallback::corrected(context, signature);
        let Some(prototype) = from_signature(context, &signature, families) else {
            continue;
        };
        if let Some(first) = prototypes.get(&prototype.name) {
            context.report(messages::prototype_twice(&signature, &first.location));
            continue;
        }
        prototypes.insert(prototype.name.clone(), prototype);
    }
    let lent = context.fallback.iter();
    for theirs in lent.flat_map(|fallback| fallback.hypercalls.values()) {
        if !prototypes.contains_key(&theirs.prototype.name) {
            let prototype = fallback::prototype(context, &theirs.prototype, families);
            prototypes.extend(prototype.map(|one| (one.name.clone(), one)));
        }
    }
    for rule in &context.tables.families {
        attach(context, rule, families, &mut prototypes);
    }
    prototypes
}

/// Ties a family to its hypercall by the table, where neither a prototype nor the fallback does.
fn attach(
    context: &Context<'_>,
    rule: &FamilyRule,
    families: &Families,
    prototypes: &mut Prototypes,
) {
    let Some(family) = families.values().find(|family| rule.describes(family)) else {
        return;
    };
    if !prototypes.contains_key(&rule.hypercall)
        && let Some(prototype) = by_table(context, rule, families, family)
    {
        prototypes.insert(prototype.name.clone(), prototype);
    }
    let Some(prototype) = prototypes
        .get_mut(&rule.hypercall)
        .filter(|prototype| prototype.dispatch.is_single())
    else {
        return;
    };
    let selects = |param: &Param| {
        rule.carrier.is_none()
            && types::is_integer(context.facts, &param.ty.base)
            && param.ty.pointers == 0
            && param.ty.array == ArrayText::No
    };
    let family = family.name.clone();
    prototype.dispatch = if prototype.params.first().is_some_and(selects) {
        Dispatch::Parameter { family, index: 0 }
    } else {
        Dispatch::Record {
            family,
            place: None,
        }
    };
    prototype.guests = prototype.guests.take().or_else(|| rule.guests.clone());
}

/// The hypercall that a rule of the table describes.
fn by_table(
    context: &Context<'_>,
    rule: &FamilyRule,
    families: &Families,
    family: &Family,
) -> Option<Prototype> {
    let signature = rule.prototype.as_ref()?;
    Some(Prototype {
        name: rule.hypercall.clone(),
        number: context.number_of(&rule.hypercall),
        returns: Returns::from_c(&returns_text(signature))?,
        params: params(context, families, signature),
        dispatch: Dispatch::Single,
        guests: rule.guests.clone(),
        text: Doc::default(),
        errors: Vec::new(),
        safety: None,
        safety_known: false,
        returns_meaning: String::new(),
        descriptions: Vec::new(),
        location: family.location.clone(),
        borrowed: false,
    })
}

/// The parameters of a prototype; those without a name get a number.
fn params(context: &Context<'_>, families: &Families, signature: &Signature) -> Vec<Param> {
    let numbered = signature.params.iter().zip(1..);
    let param = |(param, number): (&annotations::Param, usize)| Param {
        name: param.name.clone().unwrap_or_else(|| format!("arg{number}")),
        ty: param
            .ty
            .map(|base| types::spelled_or_family(context.facts, families, base)),
    };
    numbered.map(param).collect()
}

fn from_signature(
    context: &Context<'_>,
    signature: &Signature,
    families: &Families,
) -> Option<Prototype> {
    let name = signature.bare_name().to_owned();
    let spelled = returns_text(signature);
    let Some(returns) = returned(context, &spelled) else {
        context.report(messages::unknown_return(signature, &spelled));
        return None;
    };
    let mut params = params(context, families, signature);
    for (param, stated) in params.iter().zip(&signature.params) {
        if param.ty.base.is_undeclared() {
            context.report(messages::unknown_parameter_type(context.facts, stated));
        }
    }
    let theirs = context.fallback_call(&name).map(|call| &call.prototype);
    if let Some(theirs) = theirs {
        fallback::lengths(context, theirs, &mut params);
    }
    let safety_known = context.fallback.is_none() || theirs.is_some() || is_annotated(signature);
    Some(Prototype {
        number: context.number_of(&name),
        returns,
        dispatch: dispatch(context, signature, theirs, &params, families),
        params,
        guests: signature.guests.clone().or_else(|| theirs?.guests.clone()),
        text: signature.text.clone(),
        errors: signature.errors.clone(),
        // What a caller must guarantee does not depend on who wrote it down.
        safety: signature.safety.clone().or_else(|| theirs?.safety.clone()),
        safety_known,
        returns_meaning: signature
            .result
            .as_ref()
            .map(|line| line.meaning.clone())
            .unwrap_or_default(),
        descriptions: fallback::descriptions(theirs, &signature.descriptions),
        location: signature.location.clone(),
        borrowed: false,
        name,
    })
}

/// Whether a prototype stands in a comment that would also say what a caller must guarantee: only
/// the language of `headers/` has a place for it.
fn is_annotated(signature: &Signature) -> bool {
    signature.guests.is_some() || !signature.errors.is_empty() || !signature.descriptions.is_empty()
}

/// How a hypercall finds its operation: as the prototype's `ops` line says, by a first parameter of
/// a family, or as in the fallback.
fn dispatch(
    context: &Context<'_>,
    signature: &Signature,
    theirs: Option<&Prototype<String>>,
    params: &[Param],
    families: &Families,
) -> Dispatch {
    let stated = signature.ops.as_ref();
    if let Some(place) = stated.and_then(|ops| place(context, signature, ops, families)) {
        return place;
    }
    let first = params.first().map(|param| &param.ty.base.referent);
    if let Some(Referent::Family(name)) = first
        && matches!(families[name].role, Role::Values | Role::Operations)
    {
        return Dispatch::Parameter {
            family: name.clone(),
            index: 0,
        };
    }
    let theirs = theirs.filter(|_| stated.is_none());
    theirs
        .and_then(|theirs| fallback::place(context, theirs, params, families))
        .unwrap_or_default()
}

/// The record that names the operations, as the prototype's `ops` line says.
fn place(
    context: &Context<'_>,
    signature: &Signature,
    ops: &OpsLine,
    families: &Families,
) -> Option<Dispatch> {
    let record = types::spelled(context.facts, &ops.record);
    let param = signature
        .params
        .iter()
        .position(|param| param.name.as_deref() == Some(&ops.param));
    let missing = match (families.contains_key(&ops.family), record.record(), param) {
        (true, Some(record), Some(param)) => {
            let record = record.to_owned();
            let holds = ops.holds;
            return Some(Dispatch::Record {
                family: ops.family.clone(),
                place: Some(RecordPlace {
                    record,
                    param,
                    holds,
                }),
            });
        }
        (false, ..) => format!("no family is called `{}`", ops.family),
        (true, None, _) => format!("`{}` is not declared", ops.record),
        (true, Some(_), None) => format!("`{}` has no parameter `{}`", signature.name, ops.param),
    };
    context.report(
        Diagnostic::error("unknown-place", missing)
            .at(ops.location.clone(), "said here")
            .help("mend the name, or declare what it means"),
    );
    None
}

/// What a C type says of the result; a tree may have a name of its own for it.
pub(super) fn returned(context: &Context<'_>, spelled: &str) -> Option<Returns> {
    /// A chain of names is this long at most.
    const LONGEST: usize = 8;
    let names = std::iter::successors(Some(spelled), |name| {
        let typedef = context.facts.typedefs.get(*name)?;
        Some(typedef.spelling.as_str())
    });
    names.take(LONGEST).find_map(Returns::from_c)
}

fn returns_text(signature: &Signature) -> String {
    let stars = " *".repeat(signature.returns.pointers.into());
    format!("{}{stars}", signature.returns.base)
}
