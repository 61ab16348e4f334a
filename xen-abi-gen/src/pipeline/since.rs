//! The release of each name: the table, documentation, and a summary per release.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::model::abi::Role;
use crate::model::location::HeaderPath;
use crate::model::projection::{Body, Item, Module, Projection, TOOLSTACK};
use crate::model::release::Release;

/// Where the table lies in the project.
pub const PATH: &str = "xen-abi-gen/since.toml";

/// The table that the generator carries.
const TABLE: &str = include_str!("../../since.toml");

/// The oldest release that was looked at: what it has may be older.
pub(crate) const OLDEST: Release = Release { major: 4, minor: 0 };

/// Up to how many constants of a header are named one by one where a release is summed up.
const NAMED: usize = 6;

/// How long a line of the table may be.
const LINE: usize = 100;

/// Since which release each name is there.
#[derive(Debug, Default)]
pub struct Since {
    /// Constants and strings.
    pub constants: BTreeMap<String, Release>,
    /// Records; a tagged union as `union TAG`.
    pub records: BTreeMap<String, Release>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    release: BTreeMap<String, Names>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Names {
    constants: String,
    records: String,
}

impl Since {
    /// The table that the generator carries.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn load() -> Result<Self, String> {
        Self::parse(TABLE)
    }

    /// Reads a table.
    ///
    /// # Errors
    /// Says what is wrong with it: a key that is none, a release that is none, a name that stands
    /// under two releases.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut since = Self::default();
        for (release, Names { constants, records }) in table.release {
            let release = release.parse()?;
            for (list, known) in [
                (constants, &mut since.constants),
                (records, &mut since.records),
            ] {
                for name in list.split_whitespace() {
                    let key = name.replacen("union.", "union ", 1);
                    if let Some(other) = known.insert(key, release) {
                        return Err(format!("`{name}` stands under {other} and under {release}"));
                    }
                }
            }
        }
        Ok(since)
    }

    /// The table as text, after the comment that heads the text it was read from.
    pub fn render(&self, before: &str) -> String {
        let mut text: String = before
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        let kinds = [("constants", &self.constants), ("records", &self.records)];
        for release in kinds
            .iter()
            .flat_map(|(_, known)| known.values())
            .collect::<BTreeSet<_>>()
        {
            let _ = writeln!(text, "\n[release.\"{release}\"]");
            for (kind, known) in kinds {
                let names: BTreeSet<String> = known
                    .iter()
                    .filter(|(_, since)| *since == release)
                    .map(|(name, _)| name.replacen("union ", "union.", 1))
                    .collect();
                if !names.is_empty() {
                    let _ = writeln!(text, "{kind} = \"\"\"\n{}\"\"\"", wrapped(&names));
                }
            }
        }
        text
    }

    /// Since when an item is there, if the table knows it to be newer than the oldest release.
    fn of(&self, item: &Item) -> Option<Release> {
        let name = item.c_names.first()?;
        let record = || self.records.get(name);
        newer(match &item.body {
            Body::Constant { .. } | Body::Text(_) => self.constants.get(name),
            Body::Union(_) => self.records.get(&format!("union {name}")).or_else(record),
            Body::Struct(_) => record(),
            // An operation's function, or a hypercall's, which is as old as its number.
            Body::Function(_) => item
                .c_names
                .iter()
                .find_map(|name| self.constants.get(name)),
            _ => None,
        })
    }
}

/// A release before which something was not there: whatever the oldest one has may be older.
fn newer(release: Option<&Release>) -> Option<Release> {
    release.copied().filter(|release| *release > OLDEST)
}

/// Names in lines that are not too long.
fn wrapped(names: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for name in names {
        let line = text.rsplit('\n').next().unwrap_or_default();
        let separator = match line.len() {
            0 => "",
            length if length + 1 + name.len() > LINE => "\n",
            _ => " ",
        };
        text = text + separator + name;
    }
    text + "\n"
}

/// Adds the release to each item's documentation.
///
/// What has no entry is left alone.
pub fn tell(projection: &mut Projection, since: &Since) {
    for module in &mut projection.modules {
        for item in module.items.iter_mut().map(|placed| &mut placed.item) {
            if let Some(release) = since.of(item) {
                say(&mut item.docs, release);
            }
            let Body::Family { members, .. } = &mut item.body else {
                continue;
            };
            for member in members {
                if let Some(release) = newer(since.constants.get(&member.c_name)) {
                    say(&mut member.docs, release);
                }
            }
        }
    }
}

/// What each release brought, by header.
type ByRelease = BTreeMap<Release, BTreeMap<HeaderPath, Brought>>;

/// Summarises each release, of what guests have and of what only toolstacks have.
pub fn summarize(projection: &mut Projection, since: &Since) {
    let is_toolstack = |module: &&Module| module.path[0] == TOOLSTACK;
    let (toolstack, guest): (Vec<&Module>, Vec<&Module>) =
        projection.modules.iter().partition(is_toolstack);
    let guest = brought(guest, since);
    let mut toolstack = brought(toolstack, since);
    // A family of both has the guest's members too.
    for (release, headers) in &mut toolstack {
        for (header, names) in headers.iter_mut() {
            if let Some(known) = guest.get(release).and_then(|headers| headers.get(header)) {
                names.items.retain(|name| !known.items.contains(name));
                names
                    .constants
                    .retain(|name| !known.constants.contains(name));
            }
        }
        headers.retain(|_, names| !names.items.is_empty() || !names.constants.is_empty());
    }
    toolstack.retain(|_, headers| !headers.is_empty());
    projection.newest = guest.keys().chain(toolstack.keys()).max().copied();
    projection.releases = summary(&guest, &toolstack);
}

/// What each release brought to some modules.
fn brought(modules: Vec<&Module>, since: &Since) -> ByRelease {
    let mut brought = ByRelease::new();
    for module in modules {
        let mut note = |release, name: &str, counted| {
            let of_header = brought
                .entry(release)
                .or_default()
                .entry(module.origin.clone())
                .or_default();
            let names = if counted {
                &mut of_header.constants
            } else {
                &mut of_header.items
            };
            names.insert(name.to_owned());
        };
        for item in module.items.iter().map(|placed| &placed.item) {
            let release = since.of(item);
            if let Some(release) = release.filter(|_| !matches!(item.body, Body::Function(_))) {
                let counted = matches!(item.body, Body::Constant { .. } | Body::Text(_));
                note(release, &item.c_names[0], counted);
            }
            let Body::Family { role, members, .. } = &item.body else {
                continue;
            };
            let counted = *role != Role::Operations;
            for member in members {
                if let Some(release) = newer(since.constants.get(&member.c_name)) {
                    note(release, &member.c_name, counted);
                }
            }
        }
    }
    brought
}

/// Adds since when something is there.
fn say(docs: &mut Vec<String>, release: Release) {
    add_paragraph(docs, format!("Since Xen {release}."));
}

/// Adds a paragraph of its own, before what stands under a heading.
pub(super) fn add_paragraph(docs: &mut Vec<String>, line: String) {
    match docs.iter().position(|line| line.starts_with('#')) {
        Some(at) => {
            docs.splice(at..at, [line, String::new()]);
        }
        None => docs.extend([String::new(), line]),
    }
}

/// What a release brought to a header.
#[derive(Default)]
struct Brought {
    /// Records and operations.
    items: BTreeSet<String>,
    /// Constants.
    constants: BTreeSet<String>,
}

/// What each release brought, as Markdown; the latest first.
fn summary(guest: &ByRelease, toolstack: &ByRelease) -> Vec<String> {
    if guest.is_empty() && toolstack.is_empty() {
        return Vec::new();
    }
    let head = format!(
        "What each release of Xen brought, by C name, among what this crate states.\n\n\
         What is not named was there in Xen {OLDEST}, or no release is known for it."
    );
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    table(&mut lines, guest);
    if !toolstack.is_empty() {
        let head = "\n# For toolstacks\n\nWhat only toolstacks have, with the feature `toolstack`.";
        lines.extend(head.lines().map(str::to_owned));
        table(&mut lines, toolstack);
    }
    lines
}

/// Adds a table of releases.
fn table(lines: &mut Vec<String>, brought: &ByRelease) {
    lines.extend(["", "| release | brought |", "|---|---|"].map(str::to_owned));
    let quoted = |names: &BTreeSet<String>| -> Vec<String> {
        names.iter().map(|name| format!("`{name}`")).collect()
    };
    for (release, headers) in brought.iter().rev() {
        let of_header = headers
            .iter()
            .map(|(header, Brought { items, constants })| {
                let mut names = quoted(items);
                match constants.len() {
                    count if count > NAMED => names.push(format!("{count} constants")),
                    _ => names.extend(quoted(constants)),
                }
                format!("`{header}`: {}", names.join(", "))
            });
        lines.push(format!(
            "| {release} | {} |",
            of_header.collect::<Vec<_>>().join("; ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Why.\n\n[release.\"4.0\"]\nconstants = \"\"\"\nXEN_A XEN_B\n\"\"\"\n\
                        records = \"\"\"\nunion.u\n\"\"\"\n\n[release.\"4.12\"]\nrecords = \"\"\"\n\
                        s\n\"\"\"\n";

    #[test]
    fn read_and_written() {
        let since = Since::parse(TEXT).expect("a table");
        assert_eq!(since.constants["XEN_A"], OLDEST);
        assert_eq!(
            (since.records["union u"], since.records["s"]),
            (
                OLDEST,
                Release {
                    major: 4,
                    minor: 12
                }
            )
        );
        assert_eq!(since.render(TEXT), TEXT);
        let own = Since::load().expect("the table");
        assert_eq!(
            own.render(TABLE),
            TABLE,
            "the table is in the form in which it is written"
        );
    }

    #[test]
    fn strict() {
        for (from, to, message) in [
            ("4.12", "four", "no release"),
            ("XEN_B", "XEN_A", "stands under 4.0"),
            ("union.u", "s", "stands under 4.0 and under 4.12"),
            ("records", "record", "unknown field"),
        ] {
            let wrong = Since::parse(&TEXT.replacen(from, to, 1)).expect_err(to);
            assert!(wrong.contains(message), "{wrong}");
        }
    }

    #[test]
    fn before_a_heading() {
        let release = Release {
            major: 4,
            minor: 12,
        };
        let told = |docs: &[&str]| {
            let mut docs: Vec<String> = docs.iter().map(|line| (*line).to_owned()).collect();
            say(&mut docs, release);
            docs
        };
        assert_eq!(told(&["A."]), ["A.", "", "Since Xen 4.12."]);
        assert_eq!(
            told(&["A.", "", "# Safety", "", "B."]),
            ["A.", "", "Since Xen 4.12.", "", "# Safety", "", "B."]
        );
    }
}
