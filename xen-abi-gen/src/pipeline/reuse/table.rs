//! The items of `xen-abi`, as the generator carries them.
//!
//! The table is made with the crate's modules: a first line for the crate, then a line of JSON for
//! each item, by header. `xen-abi-gen check` compares it, as it does the modules.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::shape::Layouts;
use crate::diagnostics::Diagnostic;
use crate::model::features::Features;
use crate::model::location::HeaderPath;
use crate::model::projection::{Projection, TOOLSTACK};
use crate::model::target::Target;

/// The table's path in the workspace.
pub const PATH: &str = "xen-abi-gen/crate-items.jsonl";

/// The table that this generator carries.
const OWN: &str = include_str!("../../../crate-items.jsonl");

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: String,
    /// The Cargo features of headers; other headers are always there.
    features: BTreeMap<String, String>,
}

/// A further line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    header: String,
    item: String,
    /// Where these are not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    targets: Option<BTreeSet<Target>>,
    shape: Vec<String>,
}

/// The shape of an item on some targets.
type Shape = (BTreeSet<Target>, Vec<String>);

/// The items of the crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub(super) version: String,
    features: BTreeMap<String, String>,
    /// Headers, and the shapes of their items.
    headers: BTreeMap<String, BTreeMap<String, Vec<Shape>>>,
}

impl Table {
    /// The table that the generator carries.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn own() -> Result<Self, Diagnostic> {
        Self::parse(OWN).map_err(|error| {
            let message = format!("the table of the crate's items is damaged: {error}");
            Diagnostic::error("crate-table", message).help(format!(
                "run `cargo run -p xen-abi-gen`, which writes {PATH}, and build again"
            ))
        })
    }

    /// The table that a text holds.
    ///
    /// # Errors
    /// When a line is no JSON, or has another form.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let mut lines = text.lines();
        let head: Head = serde_json::from_str(lines.next().unwrap_or_default())?;
        let mut headers: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for line in lines {
            let line: Line = serde_json::from_str(line)?;
            let targets = line.targets.unwrap_or_else(|| Target::ALL.into());
            let items = headers.entry(line.header).or_default();
            items
                .entry(line.item)
                .or_default()
                .push((targets, line.shape));
        }
        Ok(Self {
            version: head.version,
            features: head.features,
            headers,
        })
    }

    /// Whether the crate has a module of the header.
    pub(super) fn has(&self, header: &str) -> bool {
        self.headers.contains_key(header)
    }

    /// The Cargo feature of a header, unless it is always there.
    pub(super) fn feature(&self, header: &str) -> Option<&str> {
        self.features.get(header).map(String::as_str)
    }

    /// The shape that an item has in the crate.
    pub(super) fn shape(&self, header: &str, item: &str, target: Target) -> Option<&[String]> {
        let shapes = self.headers.get(header)?.get(item)?;
        let of_target = shapes.iter().find(|(targets, _)| targets.contains(&target));
        of_target.map(|(_, shape)| &**shape)
    }
}

/// The table of the crate that a projection is.
///
/// # Errors
/// When a line cannot be written as JSON: a fault of the generator.
pub fn table(projection: &Projection, features: &Features) -> Result<String, serde_json::Error> {
    let layouts = Layouts::of(projection);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let of_guests = |(_, feature): &(&HeaderPath, &String)| *feature != TOOLSTACK;
    let features = features.of_header.iter().filter(of_guests);
    let features = features
        .map(|(header, feature)| (header.to_string(), feature.clone()))
        .collect();
    let mut text = serde_json::to_string(&Head { version, features })? + "\n";
    // Other trees have what their own toolstacks see.
    let modules = projection.modules.iter();
    for module in modules.filter(|module| !module.is_of_toolstacks()) {
        for placed in &module.items {
            let mut shapes: Vec<(Vec<String>, BTreeSet<Target>)> = Vec::new();
            for target in &placed.targets {
                let Some(shape) = layouts.shape(&module.header, placed, *target) else {
                    continue;
                };
                match shapes.iter_mut().find(|(other, _)| *other == shape) {
                    Some((_, targets)) => drop(targets.insert(*target)),
                    None => shapes.push((shape, [*target].into())),
                }
            }
            for (shape, targets) in shapes {
                let line = Line {
                    header: module.header.to_string(),
                    item: placed.item.name.clone(),
                    targets: (targets.len() < Target::ALL.len()).then_some(targets),
                    shape,
                };
                text += &serde_json::to_string(&line)?;
                text.push('\n');
            }
        }
    }
    Ok(text)
}
