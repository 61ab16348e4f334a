//! Cargo features: one per header, with what the modules name of each other, and those of the
//! hand-written modules from a table.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::table::{TableKind, TableText};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::features::{Feature, Features};
use crate::model::location::HeaderPath;
use crate::model::projection::{Body, Module, Projection, TOOLSTACK};

static KIND: TableKind = TableKind {
    code: "features-table",
    name: "the table of features",
    help: "`always` lists headers and folders, `extended` features; an entry of `[default]` is a feature with a \
           reason, one of `[service]` a feature with the features that it enables",
    option: "the generator carries the table of features",
    own: (
        "xen-abi-gen/features.toml",
        include_str!("../../features.toml"),
    ),
};

/// The hand-written module that the modules with rings and streams name.
const RING: &str = "ring";

/// The table as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    always: Vec<Spanned<String>>,
    extended: Vec<Spanned<String>>,
    default: BTreeMap<String, Spanned<String>>,
    service: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
    further: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
}

impl Table {
    /// Whether a header's module has no feature.
    fn is_always_compiled(&self, header: &str) -> bool {
        self.always.iter().any(|entry| covers(entry, header))
    }

    /// The name of a module's feature, if it has one.
    fn feature_of(&self, module: &Module) -> Option<String> {
        if module.is_of_toolstacks() {
            return Some(TOOLSTACK.to_owned());
        }
        let has_feature = !module.items.is_empty() && !self.is_always_compiled(&module.header);
        has_feature.then(|| name(&module.path))
    }
}

/// Whether an entry of `always` is the header, or a folder that it lies in.
fn covers(entry: &Spanned<String>, header: &str) -> bool {
    let entry = entry.get_ref();
    header == entry || (entry.ends_with('/') && header.starts_with(entry))
}

/// The features of the crate. `whole_tree` says that the projection has all the headers that the
/// table is about, so that each of its entries must name something.
pub(super) fn features(
    projection: &Projection,
    whole_tree: bool,
    texts: &mut SourceTexts,
) -> Result<Features, Diagnostics> {
    let text = KIND.own(texts);
    let table: Table = text.parse()?;
    let of_header = projection.modules.iter().filter_map(|module| {
        let name = table.feature_of(module)?;
        Some((module.header.clone(), name))
    });
    let mut features = Features {
        of_header: of_header.collect(),
        extended: names(&table.extended).cloned().collect(),
        ..Features::default()
    };
    let mut diagnostics = Diagnostics::new();
    for module in &projection.modules {
        let enables = enabled_by(module, projection, &features);
        match features.of_header.get(&module.header) {
            Some(name) if module.is_of_toolstacks() => {
                let feature = features.by_name.entry(name.clone()).or_default();
                TOOLSTACK.clone_into(&mut feature.module);
                feature.is_apart = true;
                feature.enables.extend(enables);
                feature.enables.remove(name);
            }
            Some(name) => {
                let feature = Feature {
                    module: module.path.join("::"),
                    enables,
                    is_default: table.default.contains_key(name),
                    is_apart: false,
                };
                features.by_name.insert(name.clone(), feature);
            }
            None => {
                let needs = always_needs(&table, &text, &module.header, &enables);
                diagnostics.extend(needs.into_iter().collect());
            }
        }
    }
    for (name, enables) in &table.service {
        let feature = Feature {
            module: name.clone(),
            enables: names(enables.get_ref()).cloned().collect(),
            is_default: table.default.contains_key(name),
            is_apart: false,
        };
        if features.by_name.insert(name.clone(), feature).is_some() {
            let message = format!("`{name}` is the feature of a header");
            diagnostics.push(text.wrong(message, enables.span(), "a service needs another name"));
        }
    }
    for (name, enables) in &table.further {
        if let Some(feature) = features.by_name.get_mut(name) {
            feature.enables.extend(names(enables.get_ref()).cloned());
        }
    }
    if whole_tree {
        diagnostics.extend(unknown(&table, &text, projection, &features));
    }
    match diagnostics.has_errors() {
        false => Ok(features),
        true => Err(diagnostics),
    }
}

/// The feature of a module, by its path: without what the last name repeats.
fn name(path: &[String]) -> String {
    let mut name = String::new();
    for part in path {
        let part = part.trim_matches('_');
        if part.starts_with(&name) {
            part.clone_into(&mut name);
        } else {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

/// The features of what a module names, and of the modules that it lies in.
fn enabled_by(module: &Module, projection: &Projection, features: &Features) -> BTreeSet<String> {
    let named = module.items.iter().flat_map(|placed| placed.names.values());
    let named = named.flatten().map(|path| &path.header);
    let outer = projection.modules.iter().filter(|outer| {
        outer.path.len() < module.path.len() && module.path.starts_with(&outer.path)
    });
    let headers: BTreeSet<&HeaderPath> = named
        .chain([&module.origin])
        .chain(outer.map(|outer| &outer.header))
        .filter(|header| **header != module.header)
        .collect();
    let mut enables: BTreeSet<String> = headers
        .into_iter()
        .filter_map(|header| features.of_header.get(header).cloned())
        .collect();
    if module
        .items
        .iter()
        .any(|placed| has_ring(&placed.item.body))
    {
        enables.insert(RING.to_owned());
    }
    enables
}

/// Whether an item is emitted with the traits of shared rings or streams.
fn has_ring(body: &Body) -> bool {
    match body {
        Body::Ring(_) => true,
        Body::Struct(record) => record.streams.is_some(),
        _ => false,
    }
}

/// Reports what a module that is always compiled names of those that are not.
fn always_needs(
    table: &Table,
    text: &TableText,
    header: &str,
    enables: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let needed = enables.first()?;
    let entry = table.always.iter().find(|entry| covers(entry, header))?;
    let message =
        format!("`{header}` is always compiled, and names items of the feature `{needed}`");
    Some(text.wrong(
        message,
        entry.span(),
        "what this names is always compiled too",
    ))
}

/// Reports entries of the table that are about nothing.
fn unknown(
    table: &Table,
    text: &TableText,
    projection: &Projection,
    features: &Features,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for entry in &table.always {
        if !projection
            .modules
            .iter()
            .any(|module| covers(entry, &module.header))
        {
            let message = format!("no header is called `{}`", entry.get_ref());
            diagnostics.push(text.wrong(message, entry.span(), "expected a header or a folder"));
        }
    }
    for name in &table.extended {
        if !features
            .of_header
            .values()
            .any(|known| known == name.get_ref())
        {
            let message = format!("no header has the feature `{}`", name.get_ref());
            diagnostics.push(text.wrong(message, name.span(), "expected the feature of a header"));
        }
    }
    for (name, reason) in &table.default {
        if let Err(empty) = text.check_reason(reason, &format!("the feature `{name}`")) {
            diagnostics.push(empty);
        }
        if !features.by_name.contains_key(name) {
            let message = format!("there is no feature `{name}`");
            diagnostics.push(text.wrong(message, reason.span(), "this is its reason"));
        }
    }
    for (name, enables) in &table.further {
        if !features.by_name.contains_key(name) {
            let message = format!("there is no feature `{name}`");
            diagnostics.push(text.wrong(message, enables.span(), "this is enabled besides"));
        }
    }
    let tables = [&table.service, &table.further];
    for enabled in tables
        .into_iter()
        .flat_map(BTreeMap::values)
        .flat_map(toml::Spanned::get_ref)
    {
        if !features.by_name.contains_key(enabled.get_ref()) {
            let message = format!("there is no feature `{}`", enabled.get_ref());
            diagnostics.push(text.wrong(message, enabled.span(), "expected a feature"));
        }
    }
    diagnostics
}

fn names(spanned: &[Spanned<String>]) -> impl Iterator<Item = &String> {
    spanned.iter().map(Spanned::get_ref)
}
