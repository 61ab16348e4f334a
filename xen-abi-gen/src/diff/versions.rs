//! Which constants say that an interface changed, and which layouts changed although theirs stayed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::change::{Change, Difference, Kind, Occupant, TypeChange};
use super::types::{canonical, record_within};
use crate::model::document::Document;
use crate::model::target::Target;

/// The table that the generator carries.
const TABLE: &str = include_str!("../../interface-versions.toml");

/// How a constant ends that is the version of its header.
const SUFFIX: &str = "_INTERFACE_VERSION";

/// The table of versions.
#[derive(Clone, Debug, Default, Deserialize)]
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
#[derive(Clone, Debug, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmoved {
    /// The header whose version stayed.
    pub header: String,
    /// The version: each constant with its value, or what has no version at all.
    pub version: String,
    /// The records that changed, each with the header it stands in.
    pub records: BTreeMap<String, String>,
    /// The targets.
    pub targets: Vec<Target>,
}

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
        listed
            || (constant.ends_with(SUFFIX)
                && !self.version.iter().any(|version| version.header == header))
    }

    /// The layouts that changed although their version stayed, on one target.
    pub(super) fn unmoved(
        &self,
        old: &Document,
        new: &Document,
        changes: &[Change],
    ) -> Vec<Unmoved> {
        let touched = touched(changes);
        let mut covered = BTreeSet::new();
        let mut found = Vec::new();
        for version in self.versions(old, new) {
            let own = |document: &Document| {
                let named = |key: &str| {
                    version.records.is_empty()
                        || version.records.iter().any(|start| key.starts_with(start))
                };
                let roots = document
                    .records
                    .iter()
                    .filter(|(key, record)| record.header == version.header && named(key));
                reachable(document, roots.map(|(key, _)| key.clone()).collect())
            };
            let within: BTreeSet<String> = own(old).union(&own(new)).cloned().collect();
            let records: BTreeMap<String, String> = touched
                .iter()
                .filter(|(key, _)| within.contains(*key))
                .map(|(key, header)| (key.clone(), header.clone()))
                .collect();
            covered.extend(within);
            if let Some(stated) = version.stayed(old, new).filter(|_| !records.is_empty()) {
                found.push(Unmoved {
                    header: version.header.clone(),
                    version: stated,
                    records,
                    targets: vec![old.target],
                });
            }
        }
        let latest = Version {
            header: String::new(),
            constants: vec![self.latest.clone()],
            features: None,
            records: Vec::new(),
            reason: String::new(),
        };
        let stayed = latest.stayed(old, new);
        for (key, header) in touched.iter().filter(|(key, _)| !covered.contains(*key)) {
            if let Some(version) = &stayed {
                let records = BTreeMap::from([(key.clone(), header.clone())]);
                found.push(Unmoved {
                    header: header.clone(),
                    version: version.clone(),
                    records,
                    targets: vec![old.target],
                });
            }
        }
        found
    }

    /// The versions of the table, and those that the headers themselves call so.
    fn versions(&self, old: &Document, new: &Document) -> Vec<Version> {
        let mut all = self.version.clone();
        for (name, constant) in old
            .constants
            .iter()
            .filter(|(name, _)| name.ends_with(SUFFIX) && !self.is_latest(name))
        {
            let listed = self
                .version
                .iter()
                .any(|version| version.header == constant.header);
            if !listed && new.constants.contains_key(name) {
                all.push(Version {
                    header: constant.header.clone(),
                    constants: vec![name.clone()],
                    features: None,
                    records: Vec::new(),
                    reason: "it is called so".to_owned(),
                });
            }
        }
        all
    }
}

impl Version {
    /// In words what stayed; `None` if it moved, or if a side has no such thing.
    fn stayed(&self, old: &Document, new: &Document) -> Option<String> {
        if let Some(start) = &self.features {
            let features = |document: &Document| {
                let found = document
                    .constants
                    .keys()
                    .filter(|name| name.starts_with(start.as_str()));
                found.cloned().collect::<BTreeSet<_>>()
            };
            return (features(old) == features(new)).then(|| format!("no {start}* was added"));
        }
        let value = |document: &Document, name: &String| {
            let number = document
                .constants
                .get(name)
                .map(|constant| format!("{:#x}", constant.value));
            number.or_else(|| {
                document
                    .strings
                    .get(name)
                    .map(|text| format!("{:?}", text.value))
            })
        };
        let mut said = Vec::new();
        for name in &self.constants {
            let stays =
                value(old, name).filter(|before| value(new, name).as_ref() == Some(before))?;
            said.push(format!("{name} is still {stays}"));
        }
        Some(said.join(", "))
    }
}

/// The records whose layout differs, with their headers. What only got another name, room that was
/// kept for it, or one more alternative of a union lays out nothing differently.
fn touched(changes: &[Change]) -> BTreeMap<String, String> {
    let differs = |change: &&Change| match (change.kind, change.difference) {
        (Kind::Record, Difference::Size | Difference::Alignment | Difference::Shape) => true,
        (Kind::Field, Difference::Added(room)) => {
            !matches!(room, Occupant::Union | Occupant::Padding)
        }
        (Kind::Field, Difference::Removed(room)) => room != Occupant::Union,
        (Kind::Field, Difference::Offset) => true,
        (Kind::Field, Difference::Type(change)) => !matches!(
            change,
            TypeChange::Spelling | TypeChange::OpenEnd | TypeChange::Within
        ),
        (Kind::Field, Difference::Renamed { similar }) => !similar,
        _ => false,
    };
    let record = |change: &Change| {
        let stated = change.stated()?;
        Some((
            stated.owner.clone().unwrap_or_else(|| stated.name.clone()),
            stated.header.clone(),
        ))
    };
    changes.iter().filter(differs).filter_map(record).collect()
}

/// These records, and all that their members lead to.
fn reachable(document: &Document, roots: Vec<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = roots;
    while let Some(key) = open.pop() {
        if let Some(record) = document
            .records
            .get(&key)
            .filter(|_| found.insert(key.clone()))
        {
            let mut anonymous = 0..;
            for field in &record.fields {
                open.extend(record_within(&canonical(document, &field.r#type)).map(str::to_owned));
                match field.name.as_str() {
                    "" => open.push(format!("{key}.(anon{})", anonymous.next().unwrap_or(0))),
                    name => open.push(format!("{key}.{name}")),
                }
            }
        }
    }
    found
}

/// One entry per header and version, with the records of all and the targets of all.
pub(super) fn merged(found: Vec<Unmoved>) -> Vec<Unmoved> {
    let mut merged: BTreeMap<(String, String), Unmoved> = BTreeMap::new();
    for one in found {
        let key = (one.header.clone(), one.version.clone());
        match merged.get_mut(&key) {
            Some(same) => {
                same.records.extend(one.records);
                same.targets.extend(one.targets);
                same.targets.sort_unstable();
                same.targets.dedup();
            }
            None => drop(merged.insert(key, one)),
        }
    }
    merged.into_values().collect()
}
