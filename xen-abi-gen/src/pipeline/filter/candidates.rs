//! The names by which a pattern finds items, and members of families.

use super::pattern::Pattern;
use crate::diagnostics::Diagnostic;
use crate::model::projection::{Body, Item, NamedValue, Projection};
use crate::pipeline::name::rules::Rules;

/// How many names a message suggests.
const MOST_SHOWN: usize = 3;

/// The index of a module, and that of an item in it.
pub(super) type At = (usize, usize);

/// What a pattern names: an item as a whole, or a member of a family.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) at: At,
    pub(super) member: Option<String>,
}

/// All names of a projection.
pub(super) struct Candidates {
    /// Paths in Rust, and names in C.
    names: Vec<(String, Named)>,
    /// Paths that begin with the prefix of a header's C names instead of its module.
    by_prefix: Vec<(String, Named)>,
    /// The paths of modules.
    modules: Vec<String>,
}

impl Candidates {
    pub(super) fn of(projection: &Projection, rules: &Rules) -> Self {
        let mut found = Self {
            names: Vec::new(),
            by_prefix: Vec::new(),
            modules: Vec::new(),
        };
        for (module_index, module) in projection.modules.iter().enumerate() {
            let path = module.path.join("::");
            let prefixes: Vec<&str> = rules.prefixes(&module.header).collect();
            for (index, placed) in module.items.iter().enumerate() {
                let at = (module_index, index);
                found.add(&path, &prefixes, at, &placed.item);
            }
            found.modules.push(path);
        }
        found
    }

    fn add(&mut self, module: &str, prefixes: &[&str], at: At, item: &Item) {
        let members: &[NamedValue] = match &item.body {
            Body::Family { members, .. } => members,
            _ => &[],
        };
        let below = |parent: &str| format!("{parent}::{}", item.name);
        let whole = Named { at, member: None };
        let c_names = item.c_names.iter().map(|name| bare(name).to_owned());
        for name in c_names.chain([below(module)]) {
            self.names.push((name, whole.clone()));
        }
        let by_prefix = prefixes.iter().map(|prefix| (below(prefix), whole.clone()));
        self.by_prefix.extend(by_prefix);
        for member in members {
            let named = Named {
                at,
                member: Some(member.name.clone()),
            };
            let path = format!("{}::{}", below(module), member.name);
            self.names.push((member.c_name.clone(), named.clone()));
            self.names.push((path, named));
        }
    }

    /// What a pattern names.
    ///
    /// # Errors
    /// When nothing has such a name.
    pub(super) fn matching(&self, pattern: &Pattern) -> Result<Vec<Named>, Diagnostic> {
        for names in [&self.names, &self.by_prefix] {
            let matching = names.iter().filter(|(name, _)| pattern.matches(name));
            let found: Vec<Named> = matching.map(|(_, named)| named.clone()).collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let text = &pattern.text;
        let wrong = Diagnostic::error("unknown-item", format!("no item is called `{text}`"))
            .at(&pattern.location, "nothing has this name");
        let below = format!("{text}::");
        let mut by_prefix = self.by_prefix.iter();
        if self.modules.contains(text) || by_prefix.any(|(name, _)| name.starts_with(&below)) {
            return Err(wrong.help(format!("`{text}::*` stands for all items of the module")));
        }
        if self.modules.iter().any(|module| module.starts_with(&below)) {
            return Err(wrong.help(format!(
                "`{text}::*::*` stands for all items of its modules"
            )));
        }
        let mut near = self.elsewhere(pattern);
        if near.is_empty() {
            near = self.nearest(text);
        }
        Err(match near.is_empty() {
            true => wrong.help("an item is named as in C, or by its path in Rust: `module::item`"),
            false => wrong.help(format!("similar names: {}", near.join(", "))),
        })
    }

    /// Names that are right but for the module: it is missing, or stands before a C name. Quoted.
    fn elsewhere(&self, pattern: &Pattern) -> Vec<String> {
        let last = Pattern {
            text: pattern
                .text
                .rsplit("::")
                .next()
                .unwrap_or_default()
                .to_owned(),
            location: pattern.location.clone(),
        };
        let is_any = last.text.trim_matches('*').is_empty();
        if !is_any && self.names.iter().any(|(name, _)| last.matches(name)) {
            return vec![format!("`{}`", last.text)];
        }
        let depth = pattern.text.split("::").count();
        let mut found: Vec<String> = Vec::new();
        for (name, _) in &self.names {
            let segments: Vec<&str> = name.split("::").collect();
            let Some(above) = segments.len().checked_sub(depth).filter(|above| *above > 0) else {
                continue;
            };
            let path = format!("`{}::{}`", segments[..above].join("::"), pattern.text);
            if pattern.matches(&segments[above..].join("::")) && !found.contains(&path) {
                found.push(path);
            }
        }
        found.truncate(MOST_SHOWN);
        found
    }

    /// The names that look most like another, quoted.
    fn nearest(&self, text: &str) -> Vec<String> {
        let names = self.names.iter().chain(&self.by_prefix);
        let mut near: Vec<(usize, &str)> = names
            .filter(|(name, _)| name.len().abs_diff(text.len()) <= text.len() / 3)
            .map(|(name, _)| (strsim::damerau_levenshtein(name, text), name.as_str()))
            .filter(|(distance, _)| *distance <= text.len() / 3)
            .collect();
        near.sort_unstable();
        near.dedup();
        let near = near.into_iter().take(MOST_SHOWN);
        near.map(|(_, name)| format!("`{name}`")).collect()
    }
}

/// A C name without the word for its kind.
fn bare(name: &str) -> &str {
    let kinds = ["struct ", "union ", "enum "];
    let rest = kinds.iter().find_map(|kind| name.strip_prefix(kind));
    rest.unwrap_or(name)
}
