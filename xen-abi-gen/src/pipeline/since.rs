//! Since which release of Xen each name is there: a table, what the documentation says of it, and
//! what each release brought.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::model::projection::{Body, Item, Projection};
use crate::model::release::Release;

/// Where the table lies in the project.
pub const PATH: &str = "xen-abi-gen/since.toml";

/// The table that the generator carries.
const TABLE: &str = include_str!("../../since.toml");

/// The oldest release that was looked at: what it has may be older.
const OLDEST: Release = Release { major: 4, minor: 0 };

/// Up to how many constants of a header are named one by one where a release is summed up.
const NAMED: usize = 6;

/// How long a line of the table may be.
const LINE: usize = 140;

/// Since which release each name is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    #[serde(default)]
    constants: String,
    #[serde(default)]
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
        for (release, names) in table.release {
            let release: Release = release.parse()?;
            for (list, known) in [
                (&names.constants, &mut since.constants),
                (&names.records, &mut since.records),
            ] {
                for name in list.split_whitespace() {
                    if let Some(other) = known.insert(name.replacen("union.", "union ", 1), release)
                    {
                        return Err(format!("`{name}` stands under {other} and under {release}"));
                    }
                }
            }
        }
        Ok(since)
    }

    /// The table as text, after the comment that heads the text it was read from.
    pub fn render(&self, before: &str) -> String {
        let comment = before.lines().take_while(|line| line.starts_with('#'));
        let mut text: String = comment.map(|line| format!("{line}\n")).collect();
        let releases: BTreeSet<Release> = self
            .constants
            .values()
            .chain(self.records.values())
            .copied()
            .collect();
        for release in releases {
            let _ = writeln!(text, "\n[release.\"{release}\"]");
            for (kind, known) in [("constants", &self.constants), ("records", &self.records)] {
                let of_it = known.iter().filter(|(_, since)| **since == release);
                let mut names: Vec<String> = of_it
                    .map(|(name, _)| name.replacen("union ", "union.", 1))
                    .collect();
                names.sort_unstable();
                if !names.is_empty() {
                    let _ = writeln!(text, "{kind} = \"\"\"\n{}\"\"\"", wrapped(&names));
                }
            }
        }
        text
    }

    /// Since when an item is there, if the table knows.
    fn of(&self, item: &Item) -> Option<Release> {
        let name = item.c_names.first()?;
        match &item.body {
            Body::Constant { .. } | Body::Text(_) => self.constants.get(name).copied(),
            Body::Union(_) => self
                .records
                .get(&format!("union {name}"))
                .or_else(|| self.records.get(name))
                .copied(),
            Body::Record(_) => self.records.get(name).copied(),
            // An operation's function, or a hypercall's, which is as old as its number.
            Body::Function(_) => item
                .c_names
                .iter()
                .find_map(|name| self.constants.get(name))
                .copied(),
            _ => None,
        }
    }
}

/// Names in lines that are not too long.
fn wrapped(names: &[String]) -> String {
    let mut text = String::new();
    let mut column = 0;
    for name in names {
        if column > 0 && column + 1 + name.len() > LINE {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(name);
        column += name.len();
    }
    text.push('\n');
    text
}

/// Says of each item of the crate since when it is there, and sums up what each release brought.
/// What has no entry is left alone.
pub fn tell(projection: &mut Projection, since: &Since) {
    let mut brought: BTreeMap<Release, BTreeMap<String, Brought>> = BTreeMap::new();
    for module in &mut projection.modules {
        let header = module.header.to_string();
        for placed in &mut module.items {
            let item = &mut placed.item;
            let release = since.of(item);
            if let Some(release) = release {
                say(&mut item.docs, release);
            }
            let mut note = |release: Release, name: &str, counted: bool| {
                if release > OLDEST {
                    let of_header = brought
                        .entry(release)
                        .or_default()
                        .entry(header.clone())
                        .or_default();
                    let names = if counted {
                        &mut of_header.constants
                    } else {
                        &mut of_header.items
                    };
                    names.insert(name.to_owned());
                }
            };
            let counted = matches!(item.body, Body::Constant { .. } | Body::Text(_));
            if let Some(release) = release.filter(|_| !matches!(item.body, Body::Function(_))) {
                note(release, &item.c_names[0], counted);
            }
            let (members, counted) = match &mut item.body {
                Body::Operations { members, .. } => (members, false),
                Body::Values { members, .. }
                | Body::Errors(members)
                | Body::Flags { members, .. } => (members, true),
                _ => continue,
            };
            for member in members {
                if let Some(release) = since.constants.get(&member.c_name) {
                    say(&mut member.docs, *release);
                    note(*release, &member.c_name, counted);
                }
            }
        }
    }
    projection.releases = summary(&brought);
}

/// A paragraph of its own, before what stands under a heading.
fn say(docs: &mut Vec<String>, release: Release) {
    // Whatever the oldest release has may be older.
    if release <= OLDEST {
        return;
    }
    let line = format!("Since Xen {release}.");
    let at = docs
        .iter()
        .position(|line| line.starts_with('#'))
        .unwrap_or(docs.len());
    let paragraph = match docs.get(at) {
        Some(_) => vec![line, String::new()],
        None => vec![String::new(), line],
    };
    docs.splice(at..at, paragraph);
}

/// What a release brought to a header.
#[derive(Debug, Default)]
struct Brought {
    /// Records and operations.
    items: BTreeSet<String>,
    /// Constants.
    constants: BTreeSet<String>,
}

/// What each release brought, as Markdown; the latest first.
fn summary(brought: &BTreeMap<Release, BTreeMap<String, Brought>>) -> Vec<String> {
    if brought.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        "What each release of Xen brought, by C name, among what this crate states.".to_owned(),
        String::new(),
        format!("What is not named was there in Xen {OLDEST}, or no release is known for it."),
        String::new(),
        "| release | brought |".to_owned(),
        "|---|---|".to_owned(),
    ];
    for (release, headers) in brought.iter().rev() {
        let of_header = |(header, brought): (&String, &Brought)| {
            let mut names: Vec<String> = brought
                .items
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            match brought.constants.len() {
                count if count > NAMED => names.push(format!("{count} constants")),
                _ => names.extend(brought.constants.iter().map(|name| format!("`{name}`"))),
            }
            format!("`{header}`: {}", names.join(", "))
        };
        lines.push(format!(
            "| {release} | {} |",
            headers.iter().map(of_header).collect::<Vec<_>>().join("; ")
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Why.\n\n[release.\"4.0\"]\nconstants = \"\"\"\nXEN_A XEN_B\n\"\"\"\nrecords = \"\"\"\nunion.u\n\"\"\"\n\n[release.\"4.12\"]\nrecords = \"\"\"\ns\n\"\"\"\n";

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
        for (from, to, complaint) in [
            ("4.12", "four", "no release"),
            ("XEN_B", "XEN_A", "stands under 4.0"),
            ("union.u", "s", "stands under 4.0 and under 4.12"),
            ("records", "record", "unknown field"),
        ] {
            let wrong = Since::parse(&TEXT.replacen(from, to, 1)).expect_err(to);
            assert!(wrong.contains(complaint), "{wrong}");
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
