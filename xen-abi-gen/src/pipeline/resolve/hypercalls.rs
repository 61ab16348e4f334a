//! Hypercalls: prototypes tied to numbers, to the family that selects their operations, and to the
//! operations.

use super::arguments::Question;
use super::conventions::{Carrier, FamilyRule};
use super::{Context, Tables, arguments, fallback, families, travels};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{
    Command, Family, Form, Hypercall, MemberNote, Op, OpArgument, Param, Place, Provenance,
    Returns, Role,
};
use crate::model::annotations::{
    self, ArrayText, BufferLine, Doc, Holds, OpDoc, OpsLine, Signature,
};
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::pipeline::types;

/// What every hypercall's function begins with in the headers.
const FUNCTION_PREFIX: &str = "HYPERVISOR_";
/// What every hypercall's number begins with in the headers.
pub const NUMBER_PREFIX: &str = "__HYPERVISOR_";

/// Every hypercall of the tree, then those that only the fallback has a prototype for and the tree a
/// number or operations.
pub(super) fn collect(
    context: &Context<'_>,
    families: &mut IndexMap<String, Family>,
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Hypercall> {
    let mut hypercalls: IndexMap<String, Hypercall> = IndexMap::default();
    for signature in context
        .facts
        .headers
        .iter()
        .filter_map(|h| context.annotations.get(&h.path))
        .flat_map(|h| &h.signatures)
    {
        let signature = fallback::corrected(context, signature);
        let Some(call) = from_signature(context, &signature, families, diagnostics) else {
            continue;
        };
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
    for lent in context
        .borrow
        .iter()
        .flat_map(|lender| lender.hypercalls.values())
    {
        fallback::prototype(context, lent, families, &mut hypercalls);
    }
    for rule in &context.tables.families {
        attach(context, rule, families, &mut hypercalls);
    }
    let mut homes = HashSet::default();
    let order: Vec<String> = hypercalls.keys().cloned().collect();
    for name in homes_first(&hypercalls, &order) {
        let Some(call) = hypercalls.get_mut(&name) else {
            continue;
        };
        let Some(family_name) = call.family().map(str::to_owned) else {
            continue;
        };
        if call.command.is_some() || call.place.is_some() {
            families::make_operations(families, &family_name, diagnostics);
        }
        if homes.insert(family_name.clone()) {
            let names: Vec<&str> = families.keys().map(String::as_str).collect();
            let fixed = arguments::fixed(context, call, &names, members);
            if let Some(family) = families.get_mut(&family_name) {
                let ops = operations(
                    context,
                    call,
                    fixed.as_deref(),
                    family,
                    members,
                    diagnostics,
                );
                (call.ops, call.fixed) = (ops, fixed.unwrap_or_default());
            }
        }
    }
    hypercalls
}

/// Ties a family to its hypercall by the table, where neither a prototype nor the fallback does.
fn attach(
    context: &Context<'_>,
    rule: &FamilyRule,
    families: &IndexMap<String, Family>,
    hypercalls: &mut IndexMap<String, Hypercall>,
) {
    let Some(family) = families.values().find(|family| rule.describes(family)) else {
        return;
    };
    if !hypercalls.contains_key(&rule.hypercall)
        && let Some(call) = by_table(context, rule, family)
    {
        hypercalls.insert(call.name.clone(), call);
    }
    let Some(call) = hypercalls
        .get_mut(&rule.hypercall)
        .filter(|call| call.family().is_none())
    else {
        return;
    };
    let selects = |param: &Param| {
        let integer = types::find(context.facts, &param.ty.base)
            .is_some_and(|named| types::is_integer(context.facts, &named));
        rule.carrier.is_none()
            && integer
            && param.ty.pointers == 0
            && param.ty.array == ArrayText::No
    };
    if call.params.first().is_some_and(selects) {
        call.command = Some(Command {
            family: family.name.clone(),
            param: 0,
        });
    } else {
        call.carried = Some(family.name.clone());
    }
    call.guests = call.guests.take().or_else(|| rule.guests.clone());
}

/// The hypercall that a rule of the table describes.
fn by_table(context: &Context<'_>, rule: &FamilyRule, family: &Family) -> Option<Hypercall> {
    let signature = rule.prototype.as_ref()?;
    let numbered = |(index, param): (usize, &annotations::Param)| Param {
        name: param
            .name
            .clone()
            .unwrap_or_else(|| format!("arg{}", index + 1)),
        ty: param.ty.clone(),
    };
    Some(Hypercall {
        name: rule.hypercall.clone(),
        number: number_of(context, &rule.hypercall),
        returns: Returns::from_c(&returns_text(signature))?,
        params: signature.params.iter().enumerate().map(numbered).collect(),
        command: None,
        carried: None,
        place: None,
        ops: Vec::new(),
        fixed: Vec::new(),
        guests: rule.guests.clone(),
        text: Doc::default(),
        errors: Vec::new(),
        safety: None,
        vouched: false,
        returns_meaning: String::new(),
        descriptions: Vec::new(),
        location: family.location.clone(),
        borrowed: false,
    })
}

/// A family's operations belong to the hypercall that is named like it, else to the first that uses
/// it: compatibility calls come later.
fn homes_first(hypercalls: &IndexMap<String, Hypercall>, order: &[String]) -> Vec<String> {
    let is_home = |name: &String| hypercalls[name].family() == Some(name);
    let (homes, others): (Vec<String>, Vec<String>) = order.iter().cloned().partition(is_home);
    homes.into_iter().chain(others).collect()
}

/// A hypercall's name without prefix.
pub(super) fn bare_name(signature: &Signature) -> &str {
    signature
        .name
        .strip_prefix(FUNCTION_PREFIX)
        .unwrap_or(&signature.name)
}

fn from_signature(
    context: &Context<'_>,
    signature: &Signature,
    families: &IndexMap<String, Family>,
    diagnostics: &mut Diagnostics,
) -> Option<Hypercall> {
    let name = bare_name(signature).to_owned();
    let spelled = returns_text(signature);
    let Some(returns) = returned(context, &spelled) else {
        diagnostics.push(unknown_return(signature, &spelled));
        return None;
    };
    let mut params = Vec::new();
    for (index, param) in signature.params.iter().enumerate() {
        let known_family = param
            .ty
            .base
            .strip_prefix("enum ")
            .is_some_and(|family| families.contains_key(family));
        if !known_family && types::find(context.facts, &param.ty.base).is_none() {
            diagnostics.push(
                Diagnostic::warning(
                    "unknown-parameter-type",
                    format!("`{}` is not declared in these headers", param.ty.base),
                )
                .at(param.location.clone(), "the type of this parameter")
                .help(
                    match families::nearest(&param.ty.base, context.facts.typedefs.keys()) {
                        Some(near) => format!("a type with a similar name exists: `{near}`"),
                        None => {
                            "add the header that declares it (`--include DIR`, `--prelude FILE`), or mend its spelling; until then it is taken as an address"
                                .to_owned()
                        }
                    },
                ),
            );
        }
        let name = param
            .name
            .clone()
            .unwrap_or_else(|| format!("arg{}", index + 1));
        params.push(Param {
            name,
            ty: param.ty.clone(),
        });
    }
    let command = params
        .first()
        .and_then(|param| param.ty.base.strip_prefix("enum "))
        .and_then(|family| {
            let selects = families
                .get(family)
                .is_some_and(|found| matches!(found.role, Role::Values | Role::Operations));
            selects.then(|| Command {
                family: family.to_owned(),
                param: 0,
            })
        });
    let lent = context
        .borrow
        .and_then(|lender| lender.hypercalls.get(&name));
    let guests = signature
        .guests
        .clone()
        .or_else(|| lent.and_then(|call| call.guests.clone()));
    if let Some(lent) = lent {
        fallback::lengths(context, lent, &mut params);
    }
    let (place, carried) = match &signature.ops {
        Some(ops) => place(context, signature, ops, families, diagnostics)
            .map(|place| (place, ops.family.clone())),
        None => lent.and_then(|lent| fallback::place(context, lent, &params, families)),
    }
    .unzip();
    Some(Hypercall {
        number: number_of(context, &name),
        returns,
        params,
        command,
        carried,
        place,
        ops: Vec::new(),
        fixed: Vec::new(),
        guests,
        text: signature.text.clone(),
        errors: signature.errors.clone(),
        // What a caller must guarantee does not depend on who wrote it down.
        safety: signature
            .safety
            .clone()
            .or_else(|| lent.and_then(|call| call.safety.clone())),
        vouched: context.borrow.is_none() || lent.is_some() || says_all(signature),
        returns_meaning: signature
            .result
            .as_ref()
            .map(|line| line.meaning.clone())
            .unwrap_or_default(),
        descriptions: fallback::descriptions(lent, &signature.descriptions),
        location: signature.location.clone(),
        borrowed: false,
        name,
    })
}

/// Whether a prototype stands in a comment that would also say what a caller must guarantee: only
/// the language of `headers/` has a place for it.
fn says_all(signature: &Signature) -> bool {
    signature.guests.is_some() || !signature.errors.is_empty() || !signature.descriptions.is_empty()
}

/// The record that names the operations, as the prototype's `ops` line says.
fn place(
    context: &Context<'_>,
    signature: &Signature,
    ops: &OpsLine,
    families: &IndexMap<String, Family>,
    diagnostics: &mut Diagnostics,
) -> Option<Place> {
    let record = match types::find(context.facts, &ops.record) {
        Some(types::Named::Record(key)) => Some(key),
        _ => None,
    };
    let param = signature
        .params
        .iter()
        .position(|param| param.name.as_deref() == Some(&ops.param));
    let missing = match (families.contains_key(&ops.family), record, param) {
        (true, Some(record), Some(param)) => {
            return Some(Place {
                record,
                param,
                holds: ops.holds,
            });
        }
        (false, ..) => format!("no family is called `{}`", ops.family),
        (true, None, _) => format!("`{}` is not declared", ops.record),
        (true, Some(_), None) => format!("`{}` has no parameter `{}`", signature.name, ops.param),
    };
    diagnostics.push(
        Diagnostic::error("unknown-place", missing)
            .at(ops.location.clone(), "said here")
            .help("mend the name, or declare what it means"),
    );
    None
}

/// The message about a prototype whose return type means nothing here.
fn unknown_return(signature: &Signature, spelled: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-return-type",
        format!("`{spelled}` is no return type of a hypercall"),
    )
    .at(
        signature.returns_location.clone(),
        format!("what `{}` returns", signature.name),
    )
    .help("expected `enum neg_errnoval`, `int`, `long`, `unsigned long` or `void`")
    .help(format!(
        "if `{spelled}` is a name for one of these, put its typedef into a file and pass `--prelude FILE`"
    ))
    .help("where the header is not yours to change, a `[[prototype]]` in a table for `--operations FILE` states what Xen has: `wrong`, `right` and `reason`")
}

/// What a C type says of the result; a tree may have a name of its own for it.
fn returned(context: &Context<'_>, spelled: &str) -> Option<Returns> {
    /// A chain of names is this long at most.
    const LONGEST: usize = 8;
    let names = std::iter::successors(Some(spelled), |name| {
        let typedef = context.facts.typedefs.get(*name)?;
        Some(typedef.spelling.as_str())
    });
    names.take(LONGEST).find_map(Returns::from_c)
}

fn returns_text(signature: &Signature) -> String {
    format!(
        "{}{}",
        signature.returns.base,
        " *".repeat(signature.returns.pointers.into())
    )
}

pub(super) fn number_of(context: &Context<'_>, name: &str) -> Option<u32> {
    let constant = context
        .facts
        .constants
        .get(&format!("{NUMBER_PREFIX}{name}"))?;
    u32::try_from(constant.value).ok()
}

#[allow(
    clippy::too_many_lines,
    reason = "the forms of an operation's place side by side"
)]
fn operations(
    context: &Context<'_>,
    call: &Hypercall,
    fixed: Option<&[OpArgument]>,
    family: &mut Family,
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) -> Vec<Op> {
    let lender = context
        .borrow
        .and_then(|lender| lender.hypercalls.get(&call.name));
    let rule = rule_of(context, family);
    // Of an array of records, the prototype says all that there is to say of one.
    let stated = call
        .place
        .as_ref()
        .filter(|place| place.holds != Holds::Records)
        .map(|place| place.record.as_str());
    let carrier = stated
        .or_else(|| rule.and_then(|rule| rule.carrier.as_deref()))
        .and_then(|record| Carrier::new(context.facts, record));
    let question = Question {
        context,
        family: &family.name,
        members: family
            .members
            .iter()
            .map(|member| member.name.clone())
            .collect(),
        params: &call.params,
        // Where a union holds the arguments, that the record is taken says nothing of them.
        fixed: fixed.filter(|_| carrier.is_none()),
        rule,
        carrier: carrier.as_ref(),
        lent: lender,
        lent_ops: lender
            .into_iter()
            .flat_map(|call| &call.ops)
            .map(|op| (op.constant.as_str(), op))
            .collect(),
        notes: members,
    };
    let mut ops = Vec::new();
    for member in &mut family.members {
        let lent = question.lent_ops.get(member.name.as_str()).copied();
        let (mut arguments, mut provenance) = question.of(member, diagnostics);
        if context.borrow.is_some() {
            fallback::directions(context, lent, provenance, &mut arguments);
            let is_named = || {
                members
                    .values()
                    .any(|note| note.selectors.contains(&member.name))
            };
            // Nobody says which members of the record it uses, if any.
            if call
                .place
                .as_ref()
                .is_some_and(|place| place.holds == Holds::Records)
                && lent.is_none()
                && !is_named()
            {
                (arguments, provenance) = (Vec::new(), Provenance::None);
            }
        }
        let by_guest = travels::by_guest(context, &member.name, lent, diagnostics);
        let doc = context.index.op_doc(&member.name);
        let own = doc
            .map(|doc| doc.travels.clone())
            .filter(|travels| !travels.is_empty());
        let ways = own
            .or_else(|| lent.map(|op| op.travels.clone()))
            .unwrap_or_default();
        travels::redirect(
            context,
            &call.params,
            &member.name,
            &ways,
            &mut arguments,
            members,
            diagnostics,
        );
        let refusals = doc
            .map(|doc| doc.refusals.clone())
            .filter(|refusals| !refusals.is_empty());
        if let Some(refusals) = &refusals {
            travels::check_refusals(context, &member.name, refusals, &arguments, diagnostics);
        }
        let returns_line = doc.and_then(|doc| doc.returns.as_ref());
        let returns = returns_line.map(|line| match &line.ty {
            None => Some(Returns::NegErrno),
            Some(ty) => {
                let known = returned(context, ty);
                if known.is_none() {
                    diagnostics.push(
                        Diagnostic::error("unknown-return-type", format!("`{ty}` is no return type of an operation"))
                            .at(
                                doc.and_then(|doc| doc.returns_location.clone()).unwrap_or_else(|| member.location.clone()),
                                format!("what `{}` returns", member.name),
                            )
                            .help("expected `Returns: 0`, or one of `int`, `long`, `unsigned long`, `void` and what it means"),
                    );
                }
                known
            }
        });
        let shown = if provenance == Provenance::Prototype {
            fixed.unwrap_or_default()
        } else {
            &arguments
        };
        member.argument = single_argument(shown);
        let text = doc
            .map(|doc| doc.text.clone())
            .filter(|text| !text.lines.is_empty())
            .unwrap_or_else(|| member.text.clone());
        ops.push(Op {
            constant: member.name.clone(),
            value: member.value,
            arguments,
            provenance,
            returns: returns
                .flatten()
                .or_else(|| lent.and_then(|op| op.returns.clone())),
            returns_meaning: returns_line
                .map(|line| line.meaning.clone())
                .unwrap_or_default(),
            text,
            errors: doc.map(|doc| doc.errors.clone()).unwrap_or_default(),
            // What a caller must guarantee does not depend on who wrote it down.
            safety: doc
                .and_then(|doc| doc.safety.clone())
                .or_else(|| lent.and_then(|op| op.safety.clone())),
            vouched: context.borrow.is_none()
                || lent.is_some()
                || doc.is_some_and(|doc| !doc.errors.is_empty()),
            guests: doc
                .and_then(|doc| doc.guests.clone())
                .or_else(|| lent.and_then(|op| op.guests.clone())),
            travels: ways,
            buffer: match doc.and_then(|doc| doc.buffer.as_ref().zip(Some(doc))) {
                Some((line, doc)) => buffer(context, doc, line, diagnostics),
                None => lent.and_then(|op| fallback::buffer(context, op)),
            },
            refusals: refusals
                .or_else(|| lent.map(|op| op.refusals.clone()))
                .unwrap_or_default(),
            by_guest,
            location: member.location.clone(),
        });
    }
    ops
}

/// What an op's `Buffer:` line says.
fn buffer(
    context: &Context<'_>,
    doc: &OpDoc,
    line: &BufferLine,
    diagnostics: &mut Diagnostics,
) -> Option<OpArgument> {
    match types::find(context.facts, &line.ty) {
        Some(named) => {
            let form = Form::Array { count: None };
            Some(OpArgument::new(
                form,
                line.name.clone(),
                named.name(&line.ty),
                line.direction,
            ))
        }
        None => {
            diagnostics.push(
                arguments::unknown_type(context, &line.ty, &doc.constant)
                    .at(line.location.clone(), "this type"),
            );
            None
        }
    }
}

/// The type behind the first address that an operation takes: what the dump of the family shows.
fn single_argument(arguments: &[OpArgument]) -> Option<String> {
    arguments
        .iter()
        .find(|argument| {
            matches!(
                argument.form,
                Form::Pointer { .. } | Form::Array { .. } | Form::Member
            )
        })
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
    let taken = |name: &str| hypercalls.values().any(|call| call.family() == Some(name));
    for family in families.values_mut().filter(|family| {
        family.role == Role::Operations && !family.borrowed && !taken(&family.name)
    }) {
        let question = Question {
            context,
            family: &family.name,
            members: family
                .members
                .iter()
                .map(|member| member.name.clone())
                .collect(),
            params: &[],
            fixed: None,
            rule: rule_of(context, family),
            carrier: None,
            lent: None,
            lent_ops: HashMap::default(),
            notes: members,
        };
        for member in &mut family.members {
            let (arguments, _) = question.of(member, diagnostics);
            member.argument = single_argument(&arguments);
        }
    }
}

/// What the table says of a family, whether that was annotated or recognised.
fn rule_of<'a>(context: &Context<'a>, family: &Family) -> Option<&'a FamilyRule> {
    let tables: &'a Tables = context.tables;
    tables.families.iter().find(|rule| rule.describes(family))
}
