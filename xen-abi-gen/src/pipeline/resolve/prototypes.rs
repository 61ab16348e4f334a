//! Prototypes of hypercalls: the tree's own, the fallback's, those of the table.

use super::context::{Families, ResolveContext};
use super::from_fallback;
use super::nearest::similar;
use super::tables::FamilyRule;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Dispatch, Family, Param, Prototype, RecordPlace, Referent, Returns, Role};
use crate::model::annotations::{OpsLine, Signature};
use crate::model::facts::CType;
use crate::model::hash::IndexMap;
use crate::pipeline::types;

type Prototypes = IndexMap<String, Prototype>;

/// All prototypes by name.
///
/// First the tree's, then those of the fallback whose number or operations the tree has, then those
/// of the table. A prototype whose operations only other views have is left out.
pub(super) fn collect(context: &ResolveContext<'_>, families: &Families) -> Prototypes {
    let mut prototypes = Prototypes::default();
    let signatures = context.headers().flat_map(|header| &header.signatures);
    for signature in signatures.filter(|signature| !is_of_other_views(context, signature, families))
    {
        let signature = from_fallback::corrected(context, signature);
        let Some(prototype) = from_signature(context, &signature, families) else {
            continue;
        };
        if let Some(first) = prototypes.get_mut(&prototype.name) {
            if specifies(&prototype, first) {
                *first = prototype;
                continue;
            }
            if specifies(first, &prototype) {
                continue;
            }
            context.report(
                Diagnostic::error(
                    "prototype-twice",
                    format!("`{}` has two prototypes", signature.name),
                )
                .at(&signature.location, "declared again here")
                .related(&first.location, "declared first here")
                .help(
                    "keep the one that describes the call; a variant for another architecture \
                     goes under that architecture's folder",
                ),
            );
            continue;
        }
        prototypes.insert(prototype.name.clone(), prototype);
    }
    let fallback = context.fallback.into_iter();
    for (name, theirs) in fallback.flat_map(|fallback| &fallback.hypercalls) {
        if !prototypes.contains_key(name) {
            let prototype = from_fallback::prototype(context, &theirs.prototype, families);
            prototypes.extend(prototype.map(|prototype| (name.clone(), prototype)));
        }
    }
    for rule in &context.tables.families {
        attach(context, rule, families, &mut prototypes);
    }
    prototypes
}

/// Whether a prototype names operations of a family that has no member in this view.
fn is_of_other_views(
    context: &ResolveContext<'_>,
    signature: &Signature,
    families: &Families,
) -> bool {
    signature.ops.as_ref().is_some_and(|ops| {
        let mut annotated = context.headers().flat_map(|header| &header.families);
        !families.contains_key(&ops.family) && annotated.any(|family| family.name == ops.family)
    })
}

/// Whether a prototype says in which record the operation is, and another one takes any record.
fn specifies(precise: &Prototype, other: &Prototype) -> bool {
    let takes_any = matches!(
        &*other.params,
        [param] if param.ty.pointers == 1 && matches!(param.ty.base.referent, Referent::C(CType::Void))
    );
    matches!(precise.dispatch, Dispatch::Record { .. }) && other.dispatch.is_single() && takes_any
}

/// Ties a family to its hypercall by the table, where neither a prototype nor the fallback does.
fn attach(
    context: &ResolveContext<'_>,
    rule: &FamilyRule,
    families: &Families,
    prototypes: &mut Prototypes,
) {
    let Some(family) = families.values().find(|family| rule.describes(family)) else {
        return;
    };
    if !prototypes.contains_key(&rule.hypercall) {
        let prototype = by_table(context, rule, families, family);
        prototypes.extend(prototype.map(|prototype| (rule.hypercall.clone(), prototype)));
    }
    let prototype = prototypes.get_mut(&rule.hypercall);
    let Some(prototype) = prototype.filter(|prototype| prototype.dispatch.is_single()) else {
        return;
    };
    let selects = prototype
        .params
        .first()
        .is_some_and(|param| types::is_number(context.facts, &param.ty));
    let family = family.name.clone();
    prototype.dispatch = if selects && rule.carrier.is_none() {
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
    context: &ResolveContext<'_>,
    rule: &FamilyRule,
    families: &Families,
    family: &Family,
) -> Option<Prototype> {
    let signature = rule.prototype.as_ref()?;
    let returns = Returns::from_c(&returns_text(signature))?;
    Some(Prototype {
        name: rule.hypercall.clone(),
        number: context.number_of(&rule.hypercall),
        guests: rule.guests.clone(),
        location: family.location.clone(),
        ..stated(context, families, signature, returns)
    })
}

/// What a prototype itself says.
fn stated(
    context: &ResolveContext<'_>,
    families: &Families,
    signature: &Signature,
    returns: Returns,
) -> Prototype {
    let name = signature.bare_name();
    Prototype {
        name: name.to_owned(),
        number: context.number_of(name),
        returns,
        // Parameters without a name get a number.
        params: (1..)
            .zip(&signature.params)
            .map(|(number, param)| Param {
                name: param.name.clone().unwrap_or_else(|| format!("arg{number}")),
                ty: param
                    .ty
                    .map(|base| types::spelled_or_family(context.facts, families, base)),
            })
            .collect(),
        dispatch: Dispatch::Single,
        guests: signature.guests.clone(),
        text: signature.text.clone(),
        errors: signature.errors.clone(),
        safety: signature.safety.clone(),
        safety_known: false,
        returns_meaning: signature
            .result
            .as_ref()
            .map(|line| line.meaning.clone())
            .unwrap_or_default(),
        descriptions: signature.descriptions.clone(),
        location: signature.location.clone(),
        borrowed: false,
    }
}

fn from_signature(
    context: &ResolveContext<'_>,
    signature: &Signature,
    families: &Families,
) -> Option<Prototype> {
    let spelled = returns_text(signature);
    let Some(returns) = returned(context, &spelled) else {
        report_unknown_return(context, signature, &spelled);
        return None;
    };
    let mut prototype = stated(context, families, signature, returns);
    for (param, stated) in prototype.params.iter().zip(&signature.params) {
        let ty = &stated.ty.base;
        if param.ty.base.is_undeclared() {
            context.report(
                Diagnostic::warning(
                    "unknown-parameter-type",
                    format!("`{ty}` is not declared in these headers"),
                )
                .at(&stated.location, "the type of this parameter")
                .help(similar(
                    ty,
                    context.facts.typedefs.keys(),
                    "a type with a similar name exists:",
                    "add the header that declares it (`--include DIR`, `--prelude FILE`), or mend \
                     its spelling; until then it is taken as an address",
                )),
            );
        }
    }
    let theirs = context
        .fallback_call(&prototype.name)
        .map(|call| &call.prototype);
    prototype.safety_known =
        context.fallback.is_none() || theirs.is_some() || is_annotated(signature);
    if let Some(theirs) = theirs {
        from_fallback::complete(context.facts, theirs, &mut prototype);
    }
    prototype.dispatch = dispatch(context, signature, theirs, &prototype.params, families);
    Some(prototype)
}

fn report_unknown_return(context: &ResolveContext<'_>, signature: &Signature, spelled: &str) {
    context.report(
        Diagnostic::error(
            "unknown-return-type",
            format!("`{spelled}` is no return type of a hypercall"),
        )
        .at(
            &signature.returns_location,
            format!("what `{}` returns", signature.name),
        )
        .help("expected `enum neg_errnoval`, `int`, `long`, `unsigned long` or `void`")
        .help(format!(
            "if `{spelled}` is a name for one of these, put its typedef into a file and pass \
             `--prelude FILE`"
        ))
        .help(
            "where the header is not yours to change, a `[[prototype]]` in a table for \
             `--operations FILE` states what Xen has: `wrong`, `right` and `reason`",
        ),
    );
}

/// Whether a prototype's comment could also state requirements of the caller.
///
/// Only the language of `headers/` can.
fn is_annotated(signature: &Signature) -> bool {
    signature.guests.is_some() || !signature.errors.is_empty() || !signature.descriptions.is_empty()
}

/// How a hypercall finds its operation.
///
/// It is stated by the `ops` line, by a first parameter of a family, or by the fallback.
fn dispatch(
    context: &ResolveContext<'_>,
    signature: &Signature,
    theirs: Option<&Prototype<String>>,
    params: &[Param],
    families: &Families,
) -> Dispatch {
    let stated = signature.ops.as_ref();
    if let Some(place) = stated.and_then(|ops| place(context, signature, ops, families)) {
        return place;
    }
    if let Some(first) = params.first()
        && let Referent::Family(name) = &first.ty.base.referent
        && matches!(families[name].role, Role::Values | Role::Operations)
    {
        return Dispatch::Parameter {
            family: name.clone(),
            index: 0,
        };
    }
    theirs
        .filter(|_| stated.is_none())
        .and_then(|theirs| from_fallback::place(context, theirs, params, families))
        .unwrap_or_default()
}

/// The record that names the operations, as the prototype's `ops` line says.
fn place(
    context: &ResolveContext<'_>,
    signature: &Signature,
    ops: &OpsLine,
    families: &Families,
) -> Option<Dispatch> {
    let record = types::spelled(context.facts, &ops.record);
    let param = signature
        .params
        .iter()
        .position(|param| param.name.as_ref() == Some(&ops.param));
    let missing = match (families.contains_key(&ops.family), record.record(), param) {
        (true, Some(record), Some(param)) => {
            return Some(Dispatch::Record {
                family: ops.family.clone(),
                place: Some(RecordPlace {
                    record: record.to_owned(),
                    param,
                    holds: ops.holds,
                }),
            });
        }
        (false, ..) => format!("no family is called `{}`", ops.family),
        (true, None, _) => format!("`{}` is not declared", ops.record),
        (true, Some(_), None) => format!("`{}` has no parameter `{}`", signature.name, ops.param),
    };
    context.report(
        Diagnostic::error("unknown-place", missing)
            .at(&ops.location, "said here")
            .help("mend the name, or declare what it means"),
    );
    None
}

/// What a C type says of the result; a tree may have a name of its own for it.
pub(super) fn returned(context: &ResolveContext<'_>, spelled: &str) -> Option<Returns> {
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
