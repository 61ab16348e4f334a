//! The naming table: prefixes of headers, and renamings with reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::case;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::location::Location;
use crate::pipeline::table::{TableKind, TableText};

static KIND: TableKind = TableKind {
    code: "naming-table",
    name: "the table of names",
    help: "an entry is `[[rename]]` with `c`, `rust` and `reason`; a header's prefixes are \
           `[header.\"FILE\"]` with `strip`",
    option: "--naming takes a file in the form of the generator's naming.toml",
    own: (
        "xen-abi-gen/naming.toml",
        include_str!("../../../naming.toml"),
    ),
};

/// The tables of a run.
#[derive(Debug, Default)]
pub struct Rules {
    /// What is said of headers.
    headers: BTreeMap<String, TableHeader>,
    /// Names that leave the rule; the first entry of a name counts.
    renames: Vec<Rename>,
}

/// A name that leaves the rule.
#[derive(Debug)]
struct Rename {
    entry: TableRename,
    location: Location,
    /// Whether the generator carries it.
    own: bool,
}

/// A table as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Table {
    header: BTreeMap<String, TableHeader>,
    rename: Vec<TableRename>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableHeader {
    /// Prefixes that its names lose.
    strip: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableRename {
    c: Spanned<String>,
    rust: Spanned<String>,
    reason: Spanned<String>,
    /// Whether it is about trees other than the project's own: then nothing need have the name.
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
        rules.add(&KIND.own(texts), true)?;
        if let Some(path) = added {
            rules.add(&KIND.read(path, texts)?, false)?;
        }
        Ok(rules)
    }

    /// Adds a table, whose entries come first.
    fn add(&mut self, table: &TableText, own: bool) -> Result<(), Diagnostic> {
        let written: Table = table.parse()?;
        let renames: Vec<Rename> = written
            .rename
            .into_iter()
            .map(|entry| {
                let (c, rust) = (&entry.c, &entry.rust);
                table.check_reason(&entry.reason, &format!("the renaming of `{}`", c.get_ref()))?;
                if !case::is_identifier(rust.get_ref()) {
                    return Err(table.wrong(
                        format!("`{}` cannot be a name in Rust", rust.get_ref()),
                        rust.span(),
                        "expected an identifier that is no keyword",
                    ));
                }
                if case::is_primitive(rust.get_ref()) {
                    return Err(table.wrong(
                        format!("`{}` is a type of Rust's own", rust.get_ref()),
                        rust.span(),
                        "the emitted modules use the type of this name",
                    ));
                }
                let location = table.location(c.span());
                Ok(Rename {
                    entry,
                    location,
                    own,
                })
            })
            .collect::<Result<_, _>>()?;
        self.renames.splice(0..0, renames);
        self.headers.extend(written.header);
        Ok(())
    }

    /// The prefixes of a header's names, without the sign that ends them.
    pub fn prefixes(&self, header: &str) -> impl Iterator<Item = &str> {
        let header = self.headers.get(header).into_iter();
        let prefixes = header.flat_map(|header| &header.strip);
        prefixes.map(|prefix| prefix.trim_end_matches('_'))
    }

    /// The C name without its header's prefix.
    pub fn without_prefix<'a>(&self, header: &str, c_name: &'a str) -> &'a str {
        let header = self.headers.get(header).into_iter();
        let rest = header
            .flat_map(|header| &header.strip)
            .filter_map(|prefix| c_name.strip_prefix(prefix.as_str()))
            .min_by_key(|rest| rest.len());
        rest.filter(|rest| !rest.is_empty()).unwrap_or(c_name)
    }

    /// The Rust name that the tables give a C name.
    pub fn renamed(&self, c_name: &str) -> Option<&str> {
        let entry = self
            .renames
            .iter()
            .map(|rename| &rename.entry)
            .find(|entry| entry.c.get_ref() == c_name)?;
        Some(entry.rust.get_ref())
    }

    /// The renamings of other names than those that were `renamed`.
    ///
    /// They are those of the generator's table, of the others, or of both.
    pub fn unused(&self, renamed: &BTreeSet<String>, own: bool, others: bool) -> Diagnostics {
        let unused = self.renames.iter().filter(|rename| {
            let is_asked = if rename.own { own } else { others };
            is_asked && !rename.entry.foreign && !renamed.contains(rename.entry.c.get_ref())
        });
        unused
            .map(
                |Rename {
                     entry, location, ..
                 }| {
                    let c = entry.c.get_ref();
                    Diagnostic::error(
                        "unused-renaming",
                        format!("`{c}` is renamed, and no header declares it"),
                    )
                    .at(location, "nothing has this name")
                    .help(format!(
                        "mend the name, or take the entry out; its reason was: {}",
                        entry.reason.get_ref()
                    ))
                },
            )
            .collect()
    }
}
