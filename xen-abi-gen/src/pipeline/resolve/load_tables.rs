//! Reads tables of operations.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::tables::{Exception, FamilyRule, Mistaken, Tables};
use crate::annotation;
use crate::diagnostics::{Diagnostic, SourceTexts};
use crate::model::annotations::{Guest, Signature};
use crate::model::target::Target;
use crate::pipeline::table::{TableKind, TableText};

/// The table that the generator carries, and what it is called in messages.
const TABLE: (&str, &str) = (
    "xen-abi-gen/operations.toml",
    include_str!("../../../operations.toml"),
);

const KIND: TableKind = TableKind {
    code: "operations-table",
    name: "the table of operations",
    help: "an entry is `[[argument]]` with `op`, `takes` and `reason`, or `[[family]]` with \
           `name`, `hypercall` and `prefix`, and with `records`, `carrier`, `prototype` and `guests` \
           where they apply, or `[[prototype]]` with `wrong`, `right` and `reason`, and with `targets` \
           where it is wrong on some only",
    option: "--operations takes a file in the form of the generator's operations.toml",
};

/// A table as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    family: Vec<WrittenFamily>,
    argument: Vec<WrittenArgument>,
    prototype: Vec<WrittenPrototype>,
}

#[derive(Deserialize)]
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenArgument {
    op: Spanned<String>,
    takes: Spanned<Vec<String>>,
    reason: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPrototype {
    wrong: Spanned<String>,
    right: Spanned<String>,
    #[serde(default)]
    targets: Vec<Target>,
    reason: Spanned<String>,
}

impl Tables {
    /// The generator's own table, and one more before it if a path is given.
    ///
    /// # Errors
    /// Says what is wrong with a table, and where.
    pub fn load(added: Option<&Path>, texts: &mut SourceTexts) -> Result<Self, Diagnostic> {
        let mut tables = parse(TABLE.0, TABLE.1, texts)?;
        if let Some(path) = added {
            let text = KIND.read(path)?;
            let added = parse(&path.display().to_string(), &text, texts)?;
            tables.families.retain(|own| {
                let mut added = added.families.iter();
                added.all(|added| added.prefix != own.prefix)
            });
            tables.families.splice(0..0, added.families);
            tables.overrides = added.exceptions;
            tables.mistaken.splice(0..0, added.mistaken);
        }
        Ok(tables)
    }
}

fn parse(name: &str, text: &str, texts: &mut SourceTexts) -> Result<Tables, Diagnostic> {
    let table = KIND.text(name, text, texts);
    let written: Written = table.parse()?;
    let families = table.families(written.family)?;
    let exceptions = table.exceptions(written.argument)?;
    let mistaken = written.prototype.into_iter();
    let mistaken: Result<_, _> = mistaken.map(|entry| table.mistaken(entry)).collect();
    Ok(Tables {
        families,
        overrides: Vec::new(),
        exceptions,
        mistaken: mistaken?,
    })
}

impl TableText<'_> {
    fn families(&self, written: Vec<WrittenFamily>) -> Result<Vec<FamilyRule>, Diagnostic> {
        let mut families: Vec<FamilyRule> = Vec::new();
        for family in written {
            let prefix = family.prefix.get_ref();
            if prefix.is_empty() || families.iter().any(|other| other.prefix == *prefix) {
                let message = format!("two families cannot share `{prefix}`");
                return Err(self.wrong(message, family.prefix.span(), "here"));
            }
            let prototype = family.prototype.as_ref();
            let guests = family.guests.iter().map(|name| self.guest(name));
            let guests: Vec<Guest> = guests.collect::<Result<_, _>>()?;
            families.push(FamilyRule {
                name: family.name,
                hypercall: family.hypercall,
                records: family.records,
                carrier: family.carrier,
                prototype: prototype.map(|text| self.prototype(text)).transpose()?,
                guests: Some(guests).filter(|guests| !guests.is_empty()),
                prefix: family.prefix.into_inner(),
            });
        }
        Ok(families)
    }

    fn prototype(&self, text: &Spanned<String>) -> Result<Signature, Diagnostic> {
        annotation::prototype(text.get_ref()).ok_or_else(|| {
            self.wrong(
                "this prototype does not parse",
                text.span(),
                "expected `TYPE NAME(TYPE name, …)`",
            )
        })
    }

    fn guest(&self, name: &Spanned<String>) -> Result<Guest, Diagnostic> {
        Guest::from_name(name.get_ref()).ok_or_else(|| {
            let message = format!("`{}` is no kind of guest", name.get_ref());
            self.wrong(message, name.span(), "unknown kind of guest")
        })
    }

    fn exceptions(&self, written: Vec<WrittenArgument>) -> Result<Vec<Exception>, Diagnostic> {
        let mut exceptions: Vec<Exception> = Vec::new();
        for WrittenArgument { op, takes, reason } in written {
            let location = self.location(op.span());
            let name = op.get_ref();
            self.check_reason(&reason, &format!("the argument of `{name}`"))?;
            if takes.get_ref().is_empty() {
                let message = format!("`{name}` takes nothing, not even NULL");
                return Err(self.wrong(message, takes.span(), "expected a type or `NULL`"));
            }
            if exceptions.iter().any(|other| other.op == *name) {
                let message = format!("`{name}` has two entries");
                return Err(self.wrong(message, op.span(), "the second one"));
            }
            exceptions.push(Exception {
                op: op.into_inner(),
                takes: takes.into_inner(),
                reason: reason.into_inner(),
                location,
            });
        }
        Ok(exceptions)
    }

    fn mistaken(&self, written: WrittenPrototype) -> Result<Mistaken, Diagnostic> {
        self.check_reason(&written.reason, "this prototype")?;
        let wrong = self.prototype(&written.wrong)?;
        let right = self.prototype(&written.right)?;
        if wrong.bare_name() != right.bare_name() {
            let message = format!("`{}` is not `{}`", right.name, wrong.name);
            let span = written.right.span();
            return Err(self.wrong(message, span, "expected the same hypercall"));
        }
        Ok(Mistaken {
            wrong,
            right,
            targets: written.targets,
        })
    }
}
