//! The page of an ABI: hypercalls, records as byte maps, families, constants, and what was skipped.

mod calls;
mod records;
mod source;
mod values;

use askama::Template;

use super::frame::{ASSETS, Assets, render};
use super::map::Map;
use super::text::names as target_names;
use crate::diagnostics::{Diagnostic, SourceTexts};
use crate::model::abi::Interface;
use crate::model::hash::IndexMap;
use crate::parallel;
use crate::pipeline::name;
use crate::pipeline::name::rules::Rules;
use crate::pipeline::since::Since;
use source::{Section, Source, View, anchors};

#[derive(Template)]
#[template(path = "abi.html")]
struct Page {
    assets: Assets,
    title: String,
    targets: String,
    version: String,
    tools: bool,
    headers: usize,
    calls: Vec<calls::Call>,
    records: Vec<Section<records::Record>>,
    handles: Vec<records::Handles>,
    families: Vec<values::Family>,
    constants: Vec<Section<values::Constant>>,
    enums: Vec<values::Enum>,
    typedefs: Vec<Section<values::Typedef>>,
    skipped: Vec<values::Skipped>,
}

/// The page of an ABI, read for several targets. `title` is what a person calls the headers.
///
/// # Errors
/// Where a table of the generator is damaged, or the page cannot be rendered: its own faults.
pub fn abi(interfaces: &[Interface], title: &str, tools: bool) -> Result<String, Diagnostic> {
    let rules = Rules::load(None, &mut SourceTexts::default())?;
    let since = Since::load().map_err(|message| Diagnostic::error("since-table", message))?;
    let views = parallel::map(interfaces.iter().collect(), |interface: &Interface| View {
        target: interface.facts.target,
        interface,
        // `generate` refuses two items of one name.
        names: name::names(interface, &rules).0,
    });
    let source = Source {
        targets: views.iter().map(|view| view.target).collect(),
        anchors: anchors(&views),
        views,
        since,
    };
    page(&source, title, tools)
}

fn page(source: &Source, title: &str, tools: bool) -> Result<String, Diagnostic> {
    let mut versions: Vec<u32> = Vec::new();
    let mut headers = IndexMap::default();
    for view in &source.views {
        let facts = &view.interface.facts;
        if !versions.contains(&facts.interface_version) {
            versions.push(facts.interface_version);
        }
        headers.extend(facts.headers.iter().map(|header| (&header.path, ())));
    }
    let versions: Vec<_> = versions
        .iter()
        .map(|version| format!("{version:#010x}"))
        .collect();
    render(&Page {
        assets: ASSETS,
        title: title.to_owned(),
        targets: target_names(&source.targets).replace(' ', ", "),
        version: versions.join(", "),
        tools,
        headers: headers.len(),
        calls: calls::calls(source),
        records: records::records(source),
        handles: records::handles(source),
        families: values::families(source),
        constants: values::constants(source),
        enums: values::enums(source),
        typedefs: values::typedefs(source),
        skipped: values::skipped(source),
    })
}
