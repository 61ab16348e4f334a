//! Families of constants: which members are active, what they are worth, what they are for.

use super::context::{Families, ResolveContext};
use super::membership;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Family, Member, Prototype, Role};
use crate::model::annotations::{AnnotatedFamily, AnnotatedMember, Mapping};
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::pipeline::annotate::text_at;

/// All families.
///
/// These are the annotated ones, those recognised by their constants, and those of the fallback
/// whose members the tree defines.
pub(super) fn collect(context: &ResolveContext<'_>) -> Families {
    let mut families = Families::default();
    let error_list = error_list_name(context);
    for annotated in context.headers().flat_map(|header| &header.families) {
        let family = family(context, annotated, error_list);
        if family.members.is_empty() {
            continue;
        }
        if let Some(first) = families.get(&family.name) {
            context.report(
                Diagnostic::error(
                    "family-twice",
                    format!("the family `{}` is annotated twice", family.name),
                )
                .at(&annotated.location, "annotated again here")
                .related(&first.location, "annotated first here")
                .help("give one of the two another name, or annotate one of them only"),
            );
            continue;
        }
        families.insert(family.name.clone(), family);
    }
    for rule in &context.tables.families {
        if !families.values().any(|family| rule.describes(family)) {
            let family = membership::family(context, rule);
            families.extend(family.map(|family| (family.name.clone(), family)));
        }
    }
    borrow(context, &mut families);
    families
}

/// Adds families of the fallback, with the members that this tree defines.
///
/// Members of other families are left out, and a family whose name the tree has for a record: in C,
/// an `enum` and a `struct` cannot have one name.
fn borrow(context: &ResolveContext<'_>, families: &mut Families) {
    let Some(fallback) = context.fallback else {
        return;
    };
    let members = families.values().flat_map(|family| &family.members);
    let mut taken: HashSet<String> = members.map(|member| member.name.clone()).collect();
    for (name, theirs) in &fallback.families {
        if families.contains_key(name) || context.facts.records.contains_key(name) {
            continue;
        }
        let members: Vec<Member> = theirs
            .members
            .iter()
            .map(|member| &member.name)
            .filter(|name| !taken.contains(*name))
            .filter_map(|name| context.member(name))
            .collect();
        if let Some(first) = members.first() {
            taken.extend(members.iter().map(|member| member.name.clone()));
            let family = Family {
                location: first.location.clone(),
                members,
                ..theirs.clone()
            };
            families.insert(name.clone(), family);
        }
    }
}

/// The family that ``enum neg_errnoval { [ … ] }`` speaks of: the next one in its header.
fn error_list_name<'a>(context: &ResolveContext<'a>) -> Option<&'a str> {
    let families = || context.headers().flat_map(|header| &header.families);
    let positive = families()
        .filter(|family| family.free_text.is_some())
        .find_map(|family| family.name.strip_prefix("neg_"))?;
    families()
        .any(|family| family.name == positive)
        .then_some(positive)
}

fn family(
    context: &ResolveContext<'_>,
    annotated: &AnnotatedFamily,
    errors: Option<&str>,
) -> Family {
    let members: Vec<Member> = annotated
        .members
        .iter()
        .filter_map(|member| self::member(context, annotated, member))
        .collect();
    let role = match annotated.mapping {
        Mapping::Struct(_) | Mapping::Union(_) => Role::Operations,
        _ if errors == Some(&annotated.name) => Role::Errors,
        _ => Role::of(annotated.kind),
    };
    let family = Family {
        name: annotated.name.clone(),
        role,
        prefix: annotated
            .prefix
            .clone()
            .unwrap_or_else(|| common_prefix(&members)),
        members,
        text: annotated.text.clone(),
        location: annotated.location.clone(),
        borrowed: false,
    };
    if role == Role::Operations {
        report_equal_values(context, &family);
    }
    family
}

/// A member that this target defines, at this place.
fn member(
    context: &ResolveContext<'_>,
    family: &AnnotatedFamily,
    member: &AnnotatedMember,
) -> Option<Member> {
    let AnnotatedMember { name, location, .. } = member;
    let value = if member.x_macro.is_some() {
        *context.by_constant.enumerators.get(&**name)?
    } else if !context
        .by_constant
        .active
        .contains(&(name, &location.header, location.line))
    {
        return None;
    } else if let Some(constant) = context.facts.constants.get(name) {
        constant.value
    } else {
        context.report(
            Diagnostic::warning(
                "member-without-value",
                format!("`{name}` is no integer constant"),
            )
            .at(
                location,
                format!("clang cannot evaluate `{}`", member.value),
            )
            .related(
                &family.location,
                format!("member of the family `{}`", family.name),
            )
            .help(
                "a family holds integer constants only: move the definition out of its \
                 span",
            ),
        );
        return None;
    };
    Some(Member {
        name: name.clone(),
        value,
        text: text_at(context.annotations, location).clone(),
        location: location.clone(),
    })
}

/// What all names begin with, as far as the last underscore.
fn common_prefix(members: &[Member]) -> String {
    let common = members
        .iter()
        .map(|member| member.name.as_str())
        .reduce(|prefix, name| {
            let equal = prefix
                .chars()
                .zip(name.chars())
                .take_while(|(one, other)| one == other);
            let length: usize = equal.map(|(letter, _)| letter.len_utf8()).sum();
            &prefix[..length]
        });
    match common.and_then(|common| common.rsplit_once('_')) {
        Some((prefix, _)) if members.len() > 1 => format!("{prefix}_"),
        _ => String::new(),
    }
}

/// Two operations of one value cannot be told apart by Xen.
fn report_equal_values(context: &ResolveContext<'_>, family: &Family) {
    let mut seen: HashMap<i128, &Member> = HashMap::default();
    for member in &family.members {
        let Member { name, value, .. } = member;
        let Some(first) = seen.insert(*value, member) else {
            continue;
        };
        context.report(
            Diagnostic::error(
                "equal-operations",
                format!("`{}` and `{name}` have one value, {value}", first.name),
            )
            .at(
                &member.location,
                format!("the same operation as `{}`", first.name),
            )
            .related(&first.location, "first used here")
            .related(
                &family.location,
                format!(
                    "in the op family `{}`, whose values select operations",
                    family.name
                ),
            )
            .help(
                "give each operation its own number, or define the alias outside the family's \
                 span",
            ),
        );
    }
}

/// Makes op families of those that select a hypercall's operation.
pub(super) fn make_operations(
    context: &ResolveContext<'_>,
    prototypes: &IndexMap<String, Prototype>,
    families: &mut Families,
) {
    for dispatch in prototypes
        .values()
        .map(|prototype| &prototype.dispatch)
        .filter(|dispatch| dispatch.has_functions())
    {
        let family = dispatch.family().and_then(|name| families.get_mut(name));
        if let Some(family) = family.filter(|family| family.role == Role::Values) {
            family.role = Role::Operations;
            if !family.borrowed {
                report_equal_values(context, family);
            }
        }
    }
}
