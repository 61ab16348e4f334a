//! Hypercalls: prototypes tied to numbers, to the family that selects their operations, and to the operations.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::{Context, arguments, families};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Command, Family, Hypercall, MemberNote, Op, Param, Returns, Role};
use crate::model::annotations::{Doc, OpDoc, Signature};
use crate::pipeline::types;

/// What every hypercall's function begins with in the headers.
const FUNCTION_PREFIX: &str = "HYPERVISOR_";
/// What every hypercall's number begins with in the headers.
pub const NUMBER_PREFIX: &str = "__HYPERVISOR_";

/// Every hypercall of the tree, then those that only the lender has a prototype for and the tree a number or operations.
pub(super) fn collect(
    context: &Context<'_>,
    families: &mut IndexMap<String, Family>,
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Hypercall> {
    let mut hypercalls: IndexMap<String, Hypercall> = IndexMap::new();
    for signature in context.facts.headers.iter().filter_map(|h| context.annotations.get(&h.path)).flat_map(|h| &h.signatures) {
        let Some(call) = from_signature(context, signature, families, diagnostics) else { continue };
        if let Some(first) = hypercalls.get(&call.name) {
            diagnostics.push(
                Diagnostic::error("prototype-twice", format!("`{}` has two prototypes", signature.name))
                    .at(signature.location.clone(), "declared again here")
                    .related(first.location.clone(), "declared first here")
                    .help("keep the one that describes the call; a variant for another architecture goes under that architecture's folder"),
            );
            continue;
        }
        hypercalls.insert(call.name.clone(), call);
    }
    for lent in context.borrow.iter().flat_map(|lender| lender.hypercalls.values()) {
        borrow_hypercall(context, lent, families, &mut hypercalls);
    }
    let mut homes = HashSet::new();
    let order: Vec<String> = hypercalls.keys().cloned().collect();
    for name in homes_first(&hypercalls, &order) {
        let Some(call) = hypercalls.get_mut(&name) else { continue };
        let Some(command) = &call.command else { continue };
        families::make_operations(families, &command.family, diagnostics);
        if homes.insert(command.family.clone())
            && let Some(family) = families.get_mut(&command.family)
        {
            call.ops = operations(context, call, family, members, diagnostics);
        }
    }
    hypercalls
}

/// A family's operations belong to the hypercall that is named like it, else to the first that uses it: compatibility calls come later.
fn homes_first(hypercalls: &IndexMap<String, Hypercall>, order: &[String]) -> Vec<String> {
    let is_home = |name: &String| hypercalls[name].command.as_ref().is_some_and(|command| command.family == *name);
    let (homes, others): (Vec<String>, Vec<String>) = order.iter().cloned().partition(is_home);
    homes.into_iter().chain(others).collect()
}

fn from_signature(
    context: &Context<'_>,
    signature: &Signature,
    families: &IndexMap<String, Family>,
    diagnostics: &mut Diagnostics,
) -> Option<Hypercall> {
    let name = signature.name.strip_prefix(FUNCTION_PREFIX).unwrap_or(&signature.name).to_owned();
    let spelled = returns_text(signature);
    let Some(returns) = Returns::from_c(&spelled) else {
        diagnostics.push(
            Diagnostic::error("unknown-return-type", format!("`{spelled}` is no return type of a hypercall"))
                .at(signature.location.clone(), format!("`{}` returns `{spelled}`", signature.name))
                .help("expected `enum neg_errnoval`, `int`, `long`, `unsigned long` or `void`"),
        );
        return None;
    };
    let mut params = Vec::new();
    for (index, param) in signature.params.iter().enumerate() {
        let known_family = param.ty.base.strip_prefix("enum ").is_some_and(|family| families.contains_key(family));
        if !known_family && types::find(context.facts, &param.ty.base).is_none() {
            diagnostics.push(
                Diagnostic::warning("unknown-parameter-type", format!("`{}` is not declared in these headers", param.ty.base))
                    .at(param.location.clone(), "the type of this parameter")
                    .help(match families::nearest(&param.ty.base, context.facts.typedefs.keys()) {
                        Some(near) => format!("a type with a similar name exists: `{near}`"),
                        None => "declare it, or mend its spelling; until then it is taken as an address".to_owned(),
                    }),
            );
        }
        let name = param.name.clone().unwrap_or_else(|| format!("arg{}", index + 1));
        params.push(Param { name, ty: param.ty.clone() });
    }
    let command = params.first().and_then(|param| param.ty.base.strip_prefix("enum ")).and_then(|family| {
        let selects = families.get(family).is_some_and(|found| matches!(found.role, Role::Values | Role::Operations));
        selects.then(|| Command { family: family.to_owned(), param: 0 })
    });
    let lent = context.borrow.and_then(|lender| lender.hypercalls.get(&name));
    let guests = signature.guests.clone().or_else(|| lent.and_then(|call| call.guests.clone()));
    Some(Hypercall {
        number: number_of(context, &name),
        returns,
        params,
        command,
        ops: Vec::new(),
        guests,
        text: signature.text.clone(),
        errors: signature.errors.clone(),
        safety: signature.safety.clone(),
        returns_meaning: signature.result.as_ref().map(|line| line.meaning.clone()).unwrap_or_default(),
        descriptions: signature.descriptions.clone(),
        location: signature.location.clone(),
        borrowed: false,
        name,
    })
}

fn returns_text(signature: &Signature) -> String {
    format!("{}{}", signature.returns.base, " *".repeat(signature.returns.pointers.into()))
}

fn number_of(context: &Context<'_>, name: &str) -> Option<u32> {
    let constant = context.facts.constants.get(&format!("{NUMBER_PREFIX}{name}"))?;
    u32::try_from(constant.value).ok()
}

/// Takes a prototype over from the lender if this tree has the hypercall and no prototype of it.
fn borrow_hypercall(
    context: &Context<'_>,
    lent: &Hypercall,
    families: &IndexMap<String, Family>,
    hypercalls: &mut IndexMap<String, Hypercall>,
) {
    let has_operations = lent.command.as_ref().is_some_and(|command| families.contains_key(&command.family));
    let number_location =
        context.facts.constants.get(&format!("{NUMBER_PREFIX}{}", lent.name)).map(|constant| constant.location.clone());
    if hypercalls.contains_key(&lent.name) || !(has_operations || number_location.is_some()) {
        return;
    }
    let operations = lent.command.as_ref().and_then(|command| families.get(&command.family));
    let Some(location) = operations.map(|family| family.location.clone()).or(number_location) else { return };
    let call = Hypercall {
        number: number_of(context, &lent.name),
        command: lent.command.clone().filter(|_| has_operations),
        ops: Vec::new(),
        text: Doc::default(),
        location,
        borrowed: true,
        ..lent.clone()
    };
    hypercalls.insert(call.name.clone(), call);
}

fn operations(
    context: &Context<'_>,
    call: &Hypercall,
    family: &mut Family,
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) -> Vec<Op> {
    let lent_ops = context.borrow.and_then(|lender| lender.hypercalls.get(&call.name)).map(|lent| lent.ops.as_slice());
    let mut ops = Vec::new();
    for member in &mut family.members {
        let lent = lent_ops.and_then(|ops| ops.iter().find(|op| op.constant == member.name));
        let (mut arguments, provenance) = arguments::of(context, &call.params, &family.name, member, members, lent, diagnostics);
        let by_guest = arguments::by_guest(context, &member.name, lent, diagnostics);
        let doc = op_doc(context, &member.name);
        let own = doc.map(|doc| doc.travels.clone()).filter(|travels| !travels.is_empty());
        let travels = own.or_else(|| lent.map(|op| op.travels.clone())).unwrap_or_default();
        arguments::redirect(context, &call.params, &member.name, &travels, &mut arguments, members, diagnostics);
        let returns_line = doc.and_then(|doc| doc.returns.as_ref());
        let returns = returns_line.map(|line| match &line.ty {
            None => Some(Returns::NegErrno),
            Some(ty) => {
                let known = Returns::from_c(ty);
                if known.is_none() {
                    diagnostics.push(
                        Diagnostic::error("unknown-return-type", format!("`{ty}` is no return type of an operation"))
                            .at(
                                doc.map_or_else(|| member.location.clone(), |doc| doc.location.clone()),
                                format!("documents `{}`", member.name),
                            )
                            .help("expected `Returns: 0`, or one of `int`, `long`, `unsigned long`, `void` and what it means"),
                    );
                }
                known
            }
        });
        member.argument = single_argument(&arguments);
        let text = doc.map(|doc| doc.text.clone()).filter(|text| !text.lines.is_empty()).unwrap_or_else(|| member.text.clone());
        ops.push(Op {
            constant: member.name.clone(),
            value: member.value,
            arguments,
            provenance,
            returns: returns.flatten().or_else(|| lent.and_then(|op| op.returns.clone())),
            returns_meaning: returns_line.map(|line| line.meaning.clone()).unwrap_or_default(),
            text,
            errors: doc.map(|doc| doc.errors.clone()).unwrap_or_default(),
            // What a caller must guarantee does not depend on who wrote it down.
            safety: doc.and_then(|doc| doc.safety.clone()).or_else(|| lent.and_then(|op| op.safety.clone())),
            guests: doc.and_then(|doc| doc.guests.clone()).or_else(|| lent.and_then(|op| op.guests.clone())),
            travels,
            by_guest,
            location: member.location.clone(),
        });
    }
    ops
}

fn op_doc<'a>(context: &Context<'a>, constant: &str) -> Option<&'a OpDoc> {
    let (facts, annotations) = (context.facts, context.annotations);
    let mut headers = facts.headers.iter().filter_map(|header| annotations.get(&header.path));
    headers.find_map(|header| header.op_docs.iter().find(|doc| doc.constant == constant))
}

/// The type behind the first address that an operation takes: what the dump of the family shows.
fn single_argument(arguments: &[crate::model::abi::OpArgument]) -> Option<String> {
    use crate::model::abi::Form;
    arguments
        .iter()
        .find(|argument| matches!(argument.form, Form::Pointer { .. } | Form::Array { .. }))
        .map(|argument| argument.ty.clone())
}

/// What the members of a mapped family take where no prototype takes the family.
pub(super) fn without_prototype(
    context: &Context<'_>,
    families: &mut IndexMap<String, Family>,
    hypercalls: &IndexMap<String, Hypercall>,
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) {
    let taken = |name: &str| hypercalls.values().filter_map(|call| call.command.as_ref()).any(|command| command.family == name);
    for family in
        families.values_mut().filter(|family| family.role == Role::Operations && !family.borrowed && !taken(&family.name))
    {
        for member in &mut family.members {
            let (arguments, _) = arguments::of(context, &[], &family.name, member, members, None, diagnostics);
            member.argument = single_argument(&arguments);
        }
    }
}
