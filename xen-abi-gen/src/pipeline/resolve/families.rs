//! Families of constants: which members are active, what they are worth, what they are for.

use super::{Context, conventions};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Family, Member, MemberNote, Role};
use crate::model::annotations::{self, Mapping, Reference};
use crate::model::hash::{HashMap, HashSet, IndexMap};
use crate::model::location::Location;
use crate::pipeline::annotate::{note_at, text_at};

/// Every family of the tree, then those that the names of its constants announce, then those that
/// only the fallback has and whose members the tree defines.
pub(super) fn collect(
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Family> {
    let mut families: IndexMap<String, Family> = IndexMap::default();
    let error_list = error_list_name(context);
    for (_, annotated) in own_families(context) {
        let family = family(context, annotated, error_list.as_deref(), diagnostics);
        if family.members.is_empty() {
            continue;
        }
        if let Some(first) = families.get(&family.name) {
            diagnostics.push(
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
    let mut taken: HashSet<String> = if context.borrow.is_some() {
        names.collect()
    } else {
        HashSet::default()
    };
    for lent in context
        .borrow
        .iter()
        .flat_map(|lender| lender.families.values())
    {
        if !families.contains_key(&lent.name)
            && let Some(family) = borrowed(context, lent, &taken)
        {
            taken.extend(family.members.iter().map(|member| member.name.clone()));
            families.insert(family.name.clone(), family);
        }
    }
    families
}

fn own_families<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a str, &'a annotations::Family)> {
    let (facts, annotations) = (context.facts, context.annotations);
    facts
        .headers
        .iter()
        .filter_map(|header| annotations.get(&header.path))
        .flat_map(|header| {
            header
                .families
                .iter()
                .map(|family| (&*header.header, family))
        })
}

/// The family that ``enum neg_errnoval { [ … ] }`` speaks of: the next one in its header.
fn error_list_name(context: &Context<'_>) -> Option<String> {
    let mut families = own_families(context)
        .skip_while(|(_, family)| !(family.free_text.is_some() && family.name.starts_with("neg_")));
    let (_, negated) = families.next()?;
    let positive = negated.name.strip_prefix("neg_")?;
    own_families(context)
        .map(|(_, family)| family)
        .find(|family| family.name == positive)
        .map(|family| family.name.clone())
}

fn family(
    context: &Context<'_>,
    annotated: &annotations::Family,
    errors: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Family {
    let mut members = Vec::new();
    for member in &annotated.members {
        let Some(value) = value_of(context, member) else {
            if member.x_macro.is_none() && is_active(context, member) {
                diagnostics.push(
                    Diagnostic::warning("member-without-value", format!("`{}` is no integer constant", member.name))
                        .at(member.location.clone(), format!("clang cannot evaluate `{}`", member.value))
                        .related(annotated.location.clone(), format!("member of the family `{}`", annotated.name))
                        .help("a family holds integer constants only: move the definition out of its span"),
                );
            }
            continue;
        };
        let text = text_at(context.annotations, &member.location);
        members.push(Member {
            name: member.name.clone(),
            value,
            argument: None,
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
        report_equal_values(&annotated.location, &annotated.name, &members, diagnostics);
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
fn report_equal_values(
    opened: &Location,
    name: &str,
    members: &[Member],
    diagnostics: &mut Diagnostics,
) {
    let mut seen: HashMap<i128, &Member> = HashMap::default();
    for member in members {
        if let Some(first) = seen.insert(member.value, member) {
            diagnostics.push(
                Diagnostic::error(
                    "equal-operations",
                    format!("`{}` and `{}` have one value, {}", first.name, member.name, member.value),
                )
                .at(member.location.clone(), format!("the same operation as `{}`", first.name))
                .related(first.location.clone(), "first used here")
                .related(opened.clone(), format!("in the op family `{name}`, whose values select operations"))
                .help("give each operation its own number, or define the alias outside the family's span"),
            );
        }
    }
}

/// A family that only the fallback annotates, with those of its members that this tree defines and no
/// other family has.
fn borrowed(context: &Context<'_>, lent: &Family, taken: &HashSet<String>) -> Option<Family> {
    let members: Vec<Member> = lent
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
                argument: None,
                text,
                location,
            })
        })
        .collect();
    let location = members.first()?.location.clone();
    let text = annotations::Doc::default();
    Some(Family {
        name: lent.name.clone(),
        role: lent.role,
        prefix: lent.prefix.clone(),
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
    members: &HashMap<(String, String), MemberNote>,
    diagnostics: &mut Diagnostics,
) {
    for (key, record) in &context.facts.records {
        for field in &record.fields {
            let Some(note) = members.get(&(key.clone(), field.name.clone())) else {
                continue;
            };
            let Some(Reference::Enum(name) | Reference::Flags(name)) = &note.reference else {
                continue;
            };
            if !families.contains_key(name) && !context.facts.enums.contains_key(name) {
                let said = note_at(context.annotations, &field.location)
                    .and_then(|note| note.reference_location.clone());
                let place = said.unwrap_or_else(|| field.location.clone());
                diagnostics.push(
                    Diagnostic::warning("unknown-family", format!("no family is called `{name}`"))
                        .at(place, format!("what `{}` is said to hold", field.name))
                        .help(match nearest(name, families.keys()) {
                            Some(near) => format!("there is a family called `{near}`"),
                            None => "annotate the family where its constants are defined, or take the reference out".to_owned(),
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
            diagnostics.push(
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

/// The name that looks most like `name`, if one looks like it at all.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a String>,
) -> Option<&'a str> {
    let letters = letters(name);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let most = best
            .map_or(usize::MAX, |(distance, _)| distance)
            .min(candidate.len().max(name.len()) / 3);
        // Names of very different lengths or letters differ in more than that, and telling by how
        // much is slow.
        if candidate.len().abs_diff(name.len()) > most || missing(&letters, candidate) > most {
            continue;
        }
        let found = (
            strsim::damerau_levenshtein(name, candidate),
            candidate.as_str(),
        );
        if found.0 <= most && best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each byte stands in a name.
fn letters(name: &str) -> [u8; 256] {
    let mut letters = [0_u8; 256];
    name.bytes()
        .for_each(|byte| letters[usize::from(byte)] = letters[usize::from(byte)].saturating_add(1));
    letters
}

/// How many bytes of a name are not among these: it takes at least one change for each.
fn missing(letters: &[u8; 256], name: &str) -> usize {
    let mut left = *letters;
    name.bytes()
        .filter(|&byte| {
            if left[usize::from(byte)] == 0 {
                true
            } else {
                left[usize::from(byte)] -= 1;
                false
            }
        })
        .count()
}

/// Whether a family's members are chosen among by a guest: the first parameter of a prototype has
/// its name.
pub(super) fn make_operations(
    families: &mut IndexMap<String, Family>,
    name: &str,
    diagnostics: &mut Diagnostics,
) {
    if let Some(family) = families.get_mut(name)
        && family.role == Role::Values
    {
        family.role = Role::Operations;
        let unique = family.members.len();
        let mut values: Vec<i128> = family.members.iter().map(|member| member.value).collect();
        values.sort_unstable();
        values.dedup();
        if values.len() != unique && !family.borrowed {
            report_equal_values(
                &family.location.clone(),
                name,
                &family.members.clone(),
                diagnostics,
            );
        }
    }
}
