//! Which constants say that an interface changed, and which layouts changed although theirs stayed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::change::{Change, Difference, Kind, Occupant, TypeChange};
use super::reach::reachable;
use crate::model::document::Document;
use crate::model::target::Target;

/// The table that the generator carries.
const TABLE: &str = include_str!("../../interface-versions.toml");

/// How a constant ends that is the version of its header.
const SUFFIX: &str = "_INTERFACE_VERSION";

/// The table of versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// The version of everything that has none of its own.
    latest: String,
    /// The version that whoever reads the headers asks for.
    asked: String,
    /// The versions of certain headers.
    #[serde(default)]
    version: Vec<Version>,
}

/// The version of a header.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    header: String,
    /// The constants that are the version.
    #[serde(default)]
    constants: Vec<String>,
    /// What the constants start with that announce what is new, where there is no version.
    features: Option<String>,
    /// What the records start with that it is about; all of the header's, if there are none.
    #[serde(default)]
    records: Vec<String>,
    /// Why it is one.
    reason: String,
}

/// A layout that changed under a version that stayed.
#[derive(Clone, Debug, Serialize)]
pub struct Unmoved {
    /// The header whose version stayed.
    pub header: String,
    /// The version: each constant with its value, or what has no version at all.
    pub version: String,
    /// The records that changed, each with the header it stands in.
    pub records: BTreeMap<String, String>,
    /// The targets.
    pub targets: BTreeSet<Target>,
}

/// What stayed unmoved, by header and version.
pub(super) type UnmovedByVersion = BTreeMap<(String, String), Unmoved>;

impl Versions {
    /// The table that the generator carries.
    ///
    /// # Errors
    /// Says what is wrong with the table: a fault of the generator's own.
    pub fn load() -> Result<Self, String> {
        let table: Self = toml::from_str(TABLE).map_err(|error| error.to_string())?;
        for version in &table.version {
            if version.reason.trim().is_empty()
                || version.constants.is_empty() == version.features.is_none()
            {
                return Err(format!(
                    "the version of {} needs a reason, and either constants or features",
                    version.header
                ));
            }
        }
        Ok(table)
    }

    /// Whether a constant is the version of the interface as a whole, or the one that is asked for.
    pub(super) fn is_latest(&self, constant: &str) -> bool {
        self.latest == constant || self.asked == constant
    }

    /// Whether a constant is the version of its header.
    pub(super) fn is_version(&self, header: &str, constant: &str) -> bool {
        let listed = self
            .version
            .iter()
            .any(|version| version.constants.iter().any(|listed| listed == constant));
        listed || (constant.ends_with(SUFFIX) && !self.lists(header))
    }

    /// Whether the table has the version of a header.
    fn lists(&self, header: &str) -> bool {
        self.version.iter().any(|version| version.header == header)
    }

    /// Adds the layouts that changed although their version stayed, on one target.
    pub(super) fn add_unmoved(
        &self,
        old: &Document,
        new: &Document,
        changes: &[Change],
        found: &mut UnmovedByVersion,
    ) {
        let touched = touched(changes);
        let mut covered = BTreeSet::new();
        let mut tell = |header: &str, version: String, records| {
            let key = (header.to_owned(), version.clone());
            let unmoved = found.entry(key).or_insert_with(|| Unmoved {
                header: header.to_owned(),
                version,
                records: BTreeMap::new(),
                targets: BTreeSet::new(),
            });
            unmoved.records.extend(records);
            unmoved.targets.insert(old.target);
        };
        for version in self.versions(old, new) {
            let own = |document| reachable(document, version.roots(document));
            let within: BTreeSet<String> = &own(old) | &own(new);
            let mut records = touched.clone();
            records.retain(|key, _| within.contains(key));
            covered.extend(within);
            if let Some(stated) = version.stayed(old, new).filter(|_| !records.is_empty()) {
                tell(&version.header, stated, records);
            }
        }
        let latest = Version {
            constants: vec![self.latest.clone()],
            ..Version::default()
        };
        if let Some(stated) = latest.stayed(old, new) {
            for (key, header) in touched {
                if !covered.contains(&key) {
                    let records = BTreeMap::from([(key, header.clone())]);
                    tell(&header, stated.clone(), records);
                }
            }
        }
    }

    /// The versions of the table, and those that the headers themselves call so.
    fn versions(&self, old: &Document, new: &Document) -> Vec<Version> {
        let called_so = old.constants.iter().filter(|(name, constant)| {
            name.ends_with(SUFFIX)
                && !self.is_latest(name)
                && !self.lists(&constant.header)
                && new.constants.contains_key(*name)
        });
        let called_so = called_so.map(|(name, constant)| Version {
            header: constant.header.clone(),
            constants: vec![name.clone()],
            ..Version::default()
        });
        self.version.iter().cloned().chain(called_so).collect()
    }
}

impl Version {
    /// The records of a side that it is about, apart from what they lead to.
    fn roots(&self, document: &Document) -> Vec<String> {
        let named = |key: &str| {
            self.records.is_empty() || self.records.iter().any(|start| key.starts_with(start))
        };
        let roots = document
            .records
            .iter()
            .filter(|(key, record)| record.header == self.header && named(key));
        roots.map(|(key, _)| key.clone()).collect()
    }

    /// In words what stayed; `None` if it moved, or if a side has no such thing.
    fn stayed(&self, old: &Document, new: &Document) -> Option<String> {
        if let Some(start) = &self.features {
            let features = |document: &Document| -> BTreeSet<String> {
                let names = document.constants.keys().cloned();
                names.filter(|name| name.starts_with(start)).collect()
            };
            return (features(old) == features(new)).then(|| format!("no {start}* was added"));
        }
        let value = |document: &Document, name: &String| {
            let number = document.constants.get(name);
            let number = number.map(|constant| format!("{:#x}", constant.value));
            let text = document.strings.get(name);
            number.or_else(|| text.map(|text| format!("{:?}", text.value)))
        };
        let still = self.constants.iter().map(|name| {
            let (before, after) = (value(old, name)?, value(new, name)?);
            (before == after).then(|| format!("{name} is still {before}"))
        });
        Some(still.collect::<Option<Vec<_>>>()?.join(", "))
    }
}

/// The records whose layout differs, with their headers. What only got another name, room that was
/// kept for it, or one more alternative of a union lays out nothing differently.
fn touched(changes: &[Change]) -> BTreeMap<String, String> {
    let differs = |change: &&Change| match (change.kind, change.difference) {
        (Kind::Record, Difference::Size | Difference::Alignment | Difference::Shape) => true,
        (Kind::Field, difference) => !matches!(
            difference,
            Difference::Added(Occupant::Union | Occupant::Padding)
                | Difference::Removed(Occupant::Union)
                | Difference::Type(TypeChange::Spelling | TypeChange::OpenEnd | TypeChange::Within)
                | Difference::Renamed { similar: true }
                | Difference::Padding
                | Difference::Annotation
                | Difference::Words
        ),
        _ => false,
    };
    let stated = changes.iter().filter(differs).filter_map(Change::stated);
    stated
        .map(|stated| {
            let record = stated.owner.as_ref().unwrap_or(&stated.name);
            (record.clone(), stated.header.clone())
        })
        .collect()
}
