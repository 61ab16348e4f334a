//! The naming table: which prefix each header's names carry, and the names that leave the rule,
//! each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::case;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::location::Location;
use crate::pipeline::table::TableKind;

/// The table that the generator carries, and what it is called in messages.
const TABLE: (&str, &str) = (
    "xen-abi-gen/naming.toml",
    include_str!("../../../naming.toml"),
);

const KIND: TableKind = TableKind {
    code: "naming-table",
    name: "the table of names",
    help: "an entry is `[[rename]]` with `c`, `rust` and `reason`; a header's prefixes are \
           `[header.\"FILE\"]` with `strip`",
    option: "--naming takes a file in the form of the generator's naming.toml",
};

/// The tables of a run.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Prefixes to strip, by header.
    prefixes: BTreeMap<String, Vec<String>>,
    /// Names that leave the rule; the first entry of a name counts.
    renames: Vec<Rename>,
}

/// A name that leaves the rule.
#[derive(Clone, Debug)]
struct Rename {
    c: String,
    rust: String,
    reason: String,
    location: Location,
    /// Whether the generator carries it.
    own: bool,
    /// Whether it is about trees other than the project's own: then nothing need have the name.
    foreign: bool,
}

/// A table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    header: BTreeMap<String, TableHeader>,
    #[serde(default)]
    rename: Vec<TableRename>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableHeader {
    strip: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableRename {
    c: Spanned<String>,
    rust: Spanned<String>,
    reason: Spanned<String>,
    #[serde(default)]
    foreign: bool,
}

impl Rules {
    /// The table that the generator carries, and another before it if a path is given.
    ///
    /// # Errors
    /// Says what is wrong with a table, and where.
    pub fn load(added: Option<&Path>, texts: &mut SourceTexts) -> Result<Self, Diagnostic> {
        let mut rules = Self::default();
        rules.add(TABLE.0, TABLE.1, true, texts)?;
        if let Some(path) = added {
            rules.extend(path, texts)?;
        }
        Ok(rules)
    }

    /// Adds another table, whose entries come first.
    ///
    /// # Errors
    /// Says what is wrong with the table, and where.
    pub fn extend(&mut self, path: &Path, texts: &mut SourceTexts) -> Result<(), Diagnostic> {
        let text = KIND.read(path)?;
        self.add(&path.display().to_string(), &text, false, texts)
    }

    fn add(
        &mut self,
        name: &str,
        text: &str,
        own: bool,
        texts: &mut SourceTexts,
    ) -> Result<(), Diagnostic> {
        let table = KIND.text(name, text, texts);
        let written: Table = table.parse()?;
        let mut renames = Vec::new();
        for entry in written.rename {
            let reason = format!("the renaming of `{}`", entry.c.get_ref());
            let reason = table.reason(entry.reason, &reason)?;
            if !case::is_identifier(entry.rust.get_ref()) {
                let message = format!("`{}` cannot be a name in Rust", entry.rust.get_ref());
                let label = "expected an identifier that is no keyword";
                return Err(table.wrong(message, entry.rust.span(), label));
            }
            renames.push(Rename {
                location: table.location(entry.c.span()),
                c: entry.c.into_inner(),
                rust: entry.rust.into_inner(),
                reason,
                own,
                foreign: entry.foreign,
            });
        }
        renames.append(&mut self.renames);
        self.renames = renames;
        let headers = written.header.into_iter();
        self.prefixes
            .extend(headers.map(|(header, rule)| (header, rule.strip)));
        Ok(())
    }

    /// The C name without its header's prefix.
    pub fn stripped<'a>(&self, header: &str, c_name: &'a str) -> &'a str {
        let prefixes = self
            .prefixes
            .get(header)
            .map_or(&[] as &[String], Vec::as_slice);
        let rest = prefixes
            .iter()
            .filter_map(|prefix| c_name.strip_prefix(prefix.as_str()))
            .min_by_key(|rest| rest.len());
        rest.filter(|rest| !rest.is_empty()).unwrap_or(c_name)
    }

    /// The Rust name that the tables give a C name.
    pub fn renamed(&self, c_name: &str) -> Option<&str> {
        self.renames
            .iter()
            .find(|rename| rename.c == c_name)
            .map(|rename| rename.rust.as_str())
    }

    /// The renamings of names that are not among `seen`: of the generator's own table, of the
    /// others, or of both.
    pub fn unused(&self, seen: &BTreeSet<String>, own: bool, others: bool) -> Diagnostics {
        let asked = |rename: &&Rename| !rename.foreign && if rename.own { own } else { others };
        let unused = self
            .renames
            .iter()
            .filter(asked)
            .filter(|rename| !seen.contains(&rename.c));
        unused
            .map(|rename| {
                Diagnostic::error(
                    "unused-renaming",
                    format!("`{}` is renamed, and no header declares it", rename.c),
                )
                .at(rename.location.clone(), "nothing has this name")
                .help(format!(
                    "mend the name, or take the entry out; its reason was: {}",
                    rename.reason
                ))
            })
            .collect()
    }
}
