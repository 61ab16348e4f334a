//! The table of what upstream's headers leave unsaid: op families that nothing announces, and the
//! arguments of the last resort.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::annotation;
use crate::diagnostics::{Diagnostic, SourceTexts, cause};
use crate::model::abi::{Family, Role};
use crate::model::annotations::{Guest, Signature, TypeText};
use crate::model::location::{HeaderPath, Location};
use crate::model::target::Target;
use crate::pipeline::table::location;

/// The table that the generator carries, and what it is called in messages.
const TABLE: (&str, &str) = (
    "xen-abi-gen/operations.toml",
    include_str!("../../../../operations.toml"),
);

/// The tables of a run.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// The families, those of an added table first.
    pub(crate) families: Vec<FamilyRule>,
    /// The arguments that an added table states: they come before whatever the tree says.
    pub(crate) overrides: Vec<Exception>,
    /// The arguments that the generator's own table states: they come last.
    pub(crate) exceptions: Vec<Exception>,
    /// The prototypes that upstream got wrong.
    mistaken: Vec<Mistaken>,
}

/// An op family by the names of its constants.
#[derive(Clone, Debug)]
pub(crate) struct FamilyRule {
    /// What it is called.
    pub(crate) name: String,
    /// Its hypercall.
    pub(crate) hypercall: String,
    /// What the constants' names start with.
    pub(crate) prefix: String,
    /// What the names of the arguments' records start with.
    pub(crate) records: Option<String>,
    /// The record with the union that holds the arguments.
    pub(crate) carrier: Option<String>,
    /// The hypercall's prototype.
    pub(crate) prototype: Option<Signature>,
    /// Who may call it.
    pub(crate) guests: Option<Vec<Guest>>,
}

impl FamilyRule {
    /// Whether a family, annotated or recognised, is the one that the rule describes. Sub-codes may
    /// share the prefix and more.
    pub(crate) fn describes(&self, family: &Family) -> bool {
        family.role != Role::Flags && (family.name == self.name || family.prefix == self.prefix)
    }
}

/// What an operation takes, said by a table.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    /// The operation's constant.
    pub(crate) op: String,
    /// The types, of which the first that is declared counts; `None` for no argument.
    pub(crate) takes: Vec<Option<String>>,
    /// Why.
    pub(crate) reason: String,
    /// Where it stands.
    pub(crate) location: Location,
}

/// A prototype that upstream got wrong.
#[derive(Clone, Debug)]
struct Mistaken {
    /// As it stands there.
    wrong: Signature,
    /// As it should be.
    right: Signature,
    /// Where it is wrong; everywhere if this is empty.
    targets: Vec<Target>,
}

/// A table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    family: Vec<WrittenFamily>,
    #[serde(default)]
    argument: Vec<WrittenArgument>,
    #[serde(default)]
    prototype: Vec<WrittenPrototype>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFamily {
    name: String,
    hypercall: String,
    prefix: Spanned<String>,
    records: Option<String>,
    carrier: Option<String>,
    prototype: Option<Spanned<String>>,
    #[serde(default)]
    guests: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenArgument {
    op: Spanned<String>,
    takes: Spanned<Vec<String>>,
    reason: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPrototype {
    wrong: Spanned<String>,
    right: Spanned<String>,
    #[serde(default)]
    targets: Vec<Target>,
    reason: Spanned<String>,
}

impl Tables {
    /// What is said of a family, whether that was annotated or recognised.
    pub(crate) fn rule_of(&self, family: &Family) -> Option<&FamilyRule> {
        self.families.iter().find(|rule| rule.describes(family))
    }

    /// What stands in the place of a prototype that upstream got wrong.
    pub(crate) fn instead(&self, prototype: &Signature, target: Target) -> Option<&Signature> {
        let is_meant =
            |entry: &&Mistaken| entry.targets.is_empty() || entry.targets.contains(&target);
        fn types(signature: &Signature) -> impl Iterator<Item = &TypeText> {
            signature.params.iter().map(|param| &param.ty)
        }
        let is_wrong = |entry: &&Mistaken| {
            entry.wrong.bare_name() == prototype.bare_name()
                && entry.wrong.returns == prototype.returns
                && types(&entry.wrong).eq(types(prototype))
        };
        self.mistaken
            .iter()
            .filter(is_meant)
            .find(is_wrong)
            .map(|entry| &entry.right)
    }

    /// The generator's own table, and one more before it if a path is given.
    ///
    /// # Errors
    /// Says what is wrong with a table, and where.
    pub fn load(added: Option<&Path>, texts: &mut SourceTexts) -> Result<Self, Diagnostic> {
        let mut tables = parse(TABLE.0, TABLE.1, texts)?;
        if let Some(path) = added {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                let reason = cause(&error);
                Diagnostic::error(
                    "operations-table",
                    format!("the table of operations `{shown}` cannot be read: {reason}"),
                )
                .help("--operations takes a file in the form of the generator's operations.toml")
            })?;
            let added = parse(&shown, &text, texts)?;
            tables.families.retain(|own| {
                added
                    .families
                    .iter()
                    .all(|added| added.prefix != own.prefix)
            });
            tables.families.splice(0..0, added.families);
            tables.overrides = added.exceptions;
            tables.mistaken.splice(0..0, added.mistaken);
        }
        Ok(tables)
    }
}

#[allow(
    clippy::too_many_lines,
    reason = "each kind of mistake in a table is told here, one after the other"
)]
fn parse(name: &str, text: &str, texts: &mut SourceTexts) -> Result<Tables, Diagnostic> {
    let path: HeaderPath = name.into();
    texts.insert(HeaderPath::clone(&path), name.to_owned(), text.into());
    let wrong = |message: String, span: std::ops::Range<usize>, label: &str| {
        Diagnostic::error("operations-table", message).at(location(&path, text, span), label).help(
            "an entry is `[[argument]]` with `op`, `takes` and `reason`, or `[[family]]` with `name`, `hypercall` and `prefix`, and with \
             `records`, `carrier`, `prototype` and `guests` where they apply, or `[[prototype]]` with `wrong`, `right` and `reason`, \
             and with `targets` where it is wrong on some only",
        )
    };
    let table: Written = toml::from_str(text).map_err(|error| {
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        wrong(
            format!("the table of operations does not parse: {message}"),
            error.span().unwrap_or(0..0),
            "here",
        )
    })?;
    let parsed = |text: Spanned<String>| {
        annotation::prototype(text.get_ref()).ok_or_else(|| {
            wrong(
                "this prototype does not parse".to_owned(),
                text.span(),
                "expected `TYPE NAME(TYPE name, …)`",
            )
        })
    };
    let mut families: Vec<FamilyRule> = Vec::new();
    for family in table.family {
        if families
            .iter()
            .any(|other| other.prefix == *family.prefix.get_ref())
            || family.prefix.get_ref().is_empty()
        {
            return Err(wrong(
                format!("two families cannot share `{}`", family.prefix.get_ref()),
                family.prefix.span(),
                "here",
            ));
        }
        let prototype = family.prototype.map(&parsed).transpose()?;
        let guest = |name: Spanned<String>| match Guest::from_name(name.get_ref()) {
            Some(guest) => Ok(guest),
            None => Err(wrong(
                format!("`{}` is no kind of guest", name.get_ref()),
                name.span(),
                "unknown kind of guest",
            )),
        };
        let guests: Vec<Guest> = family
            .guests
            .into_iter()
            .map(guest)
            .collect::<Result<_, _>>()?;
        families.push(FamilyRule {
            name: family.name,
            hypercall: family.hypercall,
            prefix: family.prefix.into_inner(),
            records: family.records,
            carrier: family.carrier,
            prototype,
            guests: Some(guests).filter(|guests| !guests.is_empty()),
        });
    }
    let mut exceptions: Vec<Exception> = Vec::new();
    for WrittenArgument { op, takes, reason } in table.argument {
        if reason.get_ref().trim().is_empty() {
            return Err(wrong(
                format!("the argument of `{}` gives no reason", op.get_ref()),
                reason.span(),
                "expected a reason",
            ));
        }
        if takes.get_ref().is_empty() {
            return Err(wrong(
                format!("`{}` takes nothing, not even NULL", op.get_ref()),
                takes.span(),
                "expected a type or `NULL`",
            ));
        }
        if exceptions.iter().any(|other| other.op == *op.get_ref()) {
            return Err(wrong(
                format!("`{}` has two entries", op.get_ref()),
                op.span(),
                "the second one",
            ));
        }
        let location = location(&path, text, op.span());
        let takes = takes
            .into_inner()
            .into_iter()
            .map(|ty| Some(ty).filter(|ty| ty != "NULL"))
            .collect();
        exceptions.push(Exception {
            op: op.into_inner(),
            takes,
            reason: reason.into_inner(),
            location,
        });
    }
    let mut mistaken = Vec::new();
    for WrittenPrototype {
        wrong: mistake,
        right,
        targets,
        reason,
    } in table.prototype
    {
        if reason.get_ref().trim().is_empty() {
            return Err(wrong(
                "this prototype gives no reason".to_owned(),
                reason.span(),
                "expected a reason",
            ));
        }
        let span = right.span();
        let entry = Mistaken {
            wrong: parsed(mistake)?,
            right: parsed(right)?,
            targets,
        };
        if entry.wrong.bare_name() != entry.right.bare_name() {
            let message = format!("`{}` is not `{}`", entry.right.name, entry.wrong.name);
            return Err(wrong(message, span, "expected the same hypercall"));
        }
        mistaken.push(entry);
    }
    Ok(Tables {
        families,
        overrides: Vec::new(),
        exceptions,
        mistaken,
    })
}
