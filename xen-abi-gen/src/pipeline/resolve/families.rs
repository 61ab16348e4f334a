//! Families of constants: which members are active, what they are worth, what they are for.

use super::context::Context;
use super::conventions;
use super::nearest::nearest;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Family, Member, MemberNotes, Prototype, Role};
use crate::model::annotations::{self, Mapping, Reference};
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::model::location::Location;
use crate::pipeline::annotate::{self, note_at, text_at};

/// Every family of the tree, then those that the names of its constants announce, then those that
/// only the fallback has and whose members the tree defines.
pub(super) fn collect(context: &Context<'_>) -> IndexMap<String, Family> {
    let mut families: IndexMap<String, Family> = IndexMap::default();
    let error_list = error_list_name(context);
    for annotated in own_families(context) {
        let family = family(context, annotated, error_list.as_deref());
        if family.members.is_empty() {
            continue;
        }
        if let Some(first) = families.get(&family.name) {
            context.report(
                Diagnostic::error(
                    "family-twice",
                    format!("the family `{}` is annotated twice", family.name),
                )
                .at(annotated.location.clone(), "annotated again here")
                .related(first.location.clone(), "annotated first here")
                .help("give one of the two another name, or annotate one of them only"),
            );
            continue;
        }
        families.insert(family.name.clone(), family);
    }
    for rule in &context.tables.families {
        if !families.values().any(|family| rule.describes(family))
            && let Some(family) = conventions::family(context, rule)
        {
            families.insert(family.name.clone(), family);
        }
    }
    let names = families
        .values()
        .flat_map(|family| &family.members)
        .map(|member| member.name.clone());
    let mut taken: HashSet<String> = if context.fallback.is_some() {
        names.collect()
    } else {
        HashSet::default()
    };
    for theirs in context
        .fallback
        .iter()
        .flat_map(|lender| lender.families.values())
    {
        if !families.contains_key(&theirs.name)
            && let Some(family) = borrowed(context, theirs, &taken)
        {
            taken.extend(family.members.iter().map(|member| member.name.clone()));
            families.insert(family.name.clone(), family);
        }
    }
    families
}

fn own_families<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a annotations::Family> {
    annotate::of_headers(context.facts, context.annotations).flat_map(|header| &header.families)
}

/// The family that ``enum neg_errnoval { [ … ] }`` speaks of: the next one in its header.
fn error_list_name(context: &Context<'_>) -> Option<String> {
    let mut families = own_families(context)
        .skip_while(|family| !(family.free_text.is_some() && family.name.starts_with("neg_")));
    let negated = families.next()?;
    let positive = negated.name.strip_prefix("neg_")?;
    own_families(context)
        .find(|family| family.name == positive)
        .map(|family| family.name.clone())
}

fn family(context: &Context<'_>, annotated: &annotations::Family, errors: Option<&str>) -> Family {
    let mut members = Vec::new();
    for member in &annotated.members {
        let Some(value) = value_of(context, member) else {
            if member.x_macro.is_none() && is_active(context, member) {
                context.report(
                    Diagnostic::warning(
                        "member-without-value",
                        format!("`{}` is no integer constant", member.name),
                    )
                    .at(
                        member.location.clone(),
                        format!("clang cannot evaluate `{}`", member.value),
                    )
                    .related(
                        annotated.location.clone(),
                        format!("member of the family `{}`", annotated.name),
                    )
                    .help(
                        "a family holds integer constants only: move the definition out of its \
                             span",
                    ),
                );
            }
            continue;
        };
        let text = text_at(context.annotations, &member.location);
        members.push(Member {
            name: member.name.clone(),
            value,
            text,
            location: member.location.clone(),
        });
    }
    let role = match annotated.mapping {
        Mapping::Struct(_) | Mapping::Union(_) => Role::Operations,
        _ if errors == Some(annotated.name.as_str()) => Role::Errors,
        _ => Role::of(annotated.kind),
    };
    let prefix = annotated
        .prefix
        .clone()
        .unwrap_or_else(|| common_prefix(&members));
    if role == Role::Operations {
        report_equal_values(context, &annotated.location, &annotated.name, &members);
    }
    let location = annotated.location.clone();
    Family {
        name: annotated.name.clone(),
        role,
        prefix,
        members,
        text: annotated.text.clone(),
        location,
        borrowed: false,
    }
}

/// The value of a member that this target defines, at this place.
fn value_of(context: &Context<'_>, member: &annotations::Member) -> Option<i128> {
    if member.x_macro.is_some() {
        let facts = context.facts;
        let mut enumerators = facts.enums.values().flat_map(|found| &found.members);
        let named = |name: &str| {
            name == member.name || name.strip_prefix("XEN_") == Some(member.name.as_str())
        };
        return enumerators
            .find(|enumerator| named(&enumerator.name))
            .map(|enumerator| enumerator.value);
    }
    if !is_active(context, member) {
        return None;
    }
    context
        .facts
        .constants
        .get(&member.name)
        .map(|constant| constant.value)
}

fn is_active(context: &Context<'_>, member: &annotations::Member) -> bool {
    context
        .index
        .is_active(&member.name, &member.location.header, member.location.line)
}

/// What all names begin with, as far as the last underscore.
fn common_prefix(members: &[Member]) -> String {
    let Some(first) = members.first() else {
        return String::new();
    };
    if members.len() < 2 {
        return String::new();
    }
    let common = members.iter().fold(first.name.as_str(), |prefix, member| {
        let length = prefix
            .bytes()
            .zip(member.name.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        &prefix[..length]
    });
    common
        .rfind('_')
        .map_or_else(String::new, |end| common[..=end].to_owned())
}

/// Two operations of one value cannot be told apart by Xen.
fn report_equal_values(context: &Context<'_>, opened: &Location, name: &str, members: &[Member]) {
    let mut seen: HashMap<i128, &Member> = HashMap::default();
    for member in members {
        if let Some(first) = seen.insert(member.value, member) {
            context.report(
                Diagnostic::error(
                    "equal-operations",
                    format!(
                        "`{}` and `{}` have one value, {}",
                        first.name, member.name, member.value
                    ),
                )
                .at(
                    member.location.clone(),
                    format!("the same operation as `{}`", first.name),
                )
                .related(first.location.clone(), "first used here")
                .related(
                    opened.clone(),
                    format!("in the op family `{name}`, whose values select operations"),
                )
                .help(
                    "give each operation its own number, or define the alias outside the family's \
                     span",
                ),
            );
        }
    }
}

/// A family that only the fallback annotates, with those of its members that this tree defines and
/// no other family has.
fn borrowed(context: &Context<'_>, theirs: &Family, taken: &HashSet<String>) -> Option<Family> {
    let members: Vec<Member> = theirs
        .members
        .iter()
        .filter(|member| !taken.contains(&member.name))
        .filter_map(|member| {
            let constant = context.facts.constants.get(&member.name)?;
            let text = text_at(context.annotations, &constant.location);
            let location = constant.location.clone();
            Some(Member {
                name: member.name.clone(),
                value: constant.value,
                text,
                location,
            })
        })
        .collect();
    let location = members.first()?.location.clone();
    let text = annotations::Doc::default();
    Some(Family {
        name: theirs.name.clone(),
        role: theirs.role,
        prefix: theirs.prefix.clone(),
        members,
        text,
        location,
        borrowed: true,
    })
}

/// The names of families that notes and arguments refer to must exist, and single bits must be
/// bits.
pub(super) fn check(
    context: &Context<'_>,
    families: &IndexMap<String, Family>,
    members: &MemberNotes,
) {
    for (key, record) in &context.facts.records {
        for field in &record.fields {
            let Some(note) = members.get(key, &field.name) else {
                continue;
            };
            let Some(Reference::Enum(name) | Reference::Flags(name)) = &note.reference else {
                continue;
            };
            if !families.contains_key(name) && !context.facts.enums.contains_key(name) {
                let said = note_at(context.annotations, &field.location)
                    .and_then(|note| note.reference_location.clone());
                let place = said.unwrap_or_else(|| field.location.clone());
                context.report(
                    Diagnostic::warning("unknown-family", format!("no family is called `{name}`"))
                        .at(place, format!("what `{}` is said to hold", field.name))
                        .help(match nearest(name, families.keys()) {
                            Some(near) => format!("there is a family called `{near}`"),
                            None => {
                                "annotate the family where its constants are defined, or take the \
                                 reference out"
                                    .to_owned()
                            }
                        }),
                );
            }
        }
    }
    for family in families
        .values()
        .filter(|family| family.role == Role::Flags && !family.borrowed)
    {
        for member in family.members.iter().filter(|member| member.value < 0) {
            context.report(
                Diagnostic::error(
                    "negative-flag",
                    format!("`{}` is negative: {}", member.name, member.value),
                )
                .at(member.location.clone(), "not a set of bits")
                .related(
                    family.location.clone(),
                    format!("in the family of bits `{}`", family.name),
                )
                .help("write it unsigned, as in `(1U << 31)`, or annotate the family as an `enum`"),
            );
        }
    }
}

/// Makes op families of those that select a hypercall's operation.
pub(super) fn make_operations(
    context: &Context<'_>,
    prototypes: &IndexMap<String, Prototype>,
    families: &mut IndexMap<String, Family>,
) {
    for prototype in prototypes.values() {
        let Some(family) = prototype
            .dispatch
            .family()
            .filter(|_| prototype.dispatch.has_functions())
            .and_then(|name| families.get_mut(name))
        else {
            continue;
        };
        if family.role == Role::Values {
            family.role = Role::Operations;
            if !family.borrowed {
                report_equal_values(context, &family.location, &family.name, &family.members);
            }
        }
    }
}
