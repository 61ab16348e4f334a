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

static KIND: TableKind = TableKind {
    code: "operations-table",
    name: "the table of operations",
    help: "an entry is `[[argument]]` with `op`, `takes` and `reason`, or `[[family]]` with \
           `name`, `hypercall` and `prefix`, and with `records`, `carrier`, `prototype` and \
           `guests` where they apply, or `[[prototype]]` with `wrong`, `right` and `reason`, and \
           with `targets` where it is wrong on some only",
    option: "--operations takes a file in the form of the generator's operations.toml",
    own: (
        "xen-abi-gen/operations.toml",
        include_str!("../../../operations.toml"),
    ),
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
        let mut tables = parse(&KIND.own(texts))?;
        if let Some(path) = added {
            let added = parse(&KIND.read(path, texts)?)?;
            let is_added = |prefix: &str| added.families.iter().any(|one| one.prefix == prefix);
            tables.families.retain(|own| !is_added(&own.prefix));
            tables.families.splice(0..0, added.families);
            tables.overrides = added.exceptions;
            tables.mistaken.splice(0..0, added.mistaken);
        }
        Ok(tables)
    }
}

fn parse(table: &TableText) -> Result<Tables, Diagnostic> {
    let written: Written = table.parse()?;
    let mistaken: Result<_, _> = written
        .prototype
        .into_iter()
        .map(|entry| table.mistaken(entry))
        .collect();
    Ok(Tables {
        families: table.families(written.family)?,
        overrides: Vec::new(),
        exceptions: table.exceptions(written.argument)?,
        mistaken: mistaken?,
    })
}

impl TableText {
    fn families(&self, written: Vec<WrittenFamily>) -> Result<Vec<FamilyRule>, Diagnostic> {
        let mut families: Vec<FamilyRule> = Vec::new();
        for WrittenFamily {
            name,
            hypercall,
            prefix,
            records,
            carrier,
            prototype,
            guests,
        } in written
        {
            let shared = prefix.get_ref();
            if shared.is_empty() || families.iter().any(|other| other.prefix == *shared) {
                let message = format!("two families cannot share `{shared}`");
                return Err(self.wrong(message, prefix.span(), "here"));
            }
            let guests = guests.iter().map(|guest| {
                let name = guest.get_ref();
                Guest::from_name(name).ok_or_else(|| {
                    let message = format!("`{name}` is no kind of guest");
                    self.wrong(message, guest.span(), "unknown kind of guest")
                })
            });
            let guests = guests.collect::<Result<Vec<_>, _>>()?;
            families.push(FamilyRule {
                name,
                hypercall,
                records,
                carrier,
                guests: Some(guests).filter(|guests| !guests.is_empty()),
                prototype: prototype.map(|text| self.prototype(&text)).transpose()?,
                prefix: prefix.into_inner(),
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

    fn exceptions(&self, written: Vec<WrittenArgument>) -> Result<Vec<Exception>, Diagnostic> {
        let mut exceptions: Vec<Exception> = Vec::new();
        for WrittenArgument { op, takes, reason } in written {
            let location = self.location(op.span());
            let name = op.get_ref();
            self.check_reason(&reason, &format!("the argument of `{name}`"))?;
            if takes.get_ref().is_empty() {
                return Err(self.wrong(
                    format!("`{name}` takes nothing, not even NULL"),
                    takes.span(),
                    "expected a type or `NULL`",
                ));
            }
            if exceptions.iter().any(|other| other.op == *name) {
                return Err(self.wrong(
                    format!("`{name}` has two entries"),
                    op.span(),
                    "the second one",
                ));
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
            return Err(self.wrong(
                format!("`{}` is not `{}`", right.name, wrong.name),
                written.right.span(),
                "expected the same hypercall",
            ));
        }
        Ok(Mistaken {
            wrong,
            right,
            targets: written.targets,
        })
    }
}
