//! The naming table: which prefix each header's names carry, and the names that leave the rule, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The table that the generator carries.
const TABLE: &str = include_str!("../../../naming.toml");

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Prefixes to strip, by header.
    #[serde(default)]
    header: BTreeMap<String, HeaderRule>,
    /// Names that leave the rule.
    #[serde(default)]
    rename: Vec<Rename>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderRule {
    strip: Vec<String>,
}

/// A name that leaves the rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The C name.
    pub c: String,
    /// The Rust name.
    pub rust: String,
    /// Why.
    pub reason: String,
}

impl Rules {
    /// The table that the generator carries.
    ///
    /// # Errors
    /// Says what is wrong with the table, and where.
    pub fn load() -> Result<Self, String> {
        Self::parse(TABLE)
    }

    /// A table from its text.
    ///
    /// # Errors
    /// Says what is wrong with the text, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        match rules.rename.iter().find(|rename| rename.reason.trim().is_empty()) {
            Some(rename) => Err(format!("the renaming of `{}` gives no reason", rename.c)),
            None => Ok(rules),
        }
    }

    /// Adds another table, whose entries come first.
    ///
    /// # Errors
    /// Says what is wrong with the text, and where.
    pub fn extend(&mut self, text: &str) -> Result<(), String> {
        let mut first = Self::parse(text)?;
        first.rename.append(&mut self.rename);
        self.rename = first.rename;
        self.header.extend(first.header);
        Ok(())
    }

    /// The C name without its header's prefix.
    pub fn stripped<'a>(&self, header: &str, c_name: &'a str) -> &'a str {
        let prefixes = self.header.get(header).map_or(&[] as &[String], |rule| &rule.strip);
        let rest = prefixes.iter().filter_map(|prefix| c_name.strip_prefix(prefix.as_str())).min_by_key(|rest| rest.len());
        rest.filter(|rest| !rest.is_empty()).unwrap_or(c_name)
    }

    /// The Rust name that the table gives a C name.
    pub fn renamed(&self, c_name: &str) -> Option<&str> {
        self.rename.iter().find(|rename| rename.c == c_name).map(|rename| rename.rust.as_str())
    }

    /// The renamings of names that are not among `seen`.
    pub fn unused<'a>(&'a self, seen: &BTreeSet<String>) -> Vec<&'a Rename> {
        self.rename.iter().filter(|rename| !seen.contains(&rename.c)).collect()
    }
}
