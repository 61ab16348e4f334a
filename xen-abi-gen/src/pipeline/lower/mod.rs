//! Lowers one target's ABI into Rust's terms.

mod docs;
mod families;
mod functions;
mod layout;
mod lookup;
mod markdown;
mod records;
mod rings;
mod shape;
mod tagged;
mod types;
mod values;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::model::abi::{Interface, MemberNote};
use crate::model::facts::{Field, Origin};
use crate::model::hash::HashMap;
use crate::model::location::HeaderPath;
use crate::model::projection::{Item, Module, Placed, Projection, TargetLayout};
use crate::model::target::Target;
use crate::pipeline::annotate::Annotations;
use crate::pipeline::name::{Names, module_path};
use lookup::Lookup;

/// What every lowering reads.
pub(super) struct Context<'a> {
    /// The resolved ABI.
    pub(super) interface: &'a Interface,
    /// The comments.
    pub(super) annotations: &'a Annotations,
    /// The names.
    pub(super) names: &'a Names,
    /// What is looked up for every item, found once.
    lookup: Lookup<'a>,
    /// Whether a record's alignment is stated in Rust, as far as that was asked.
    overaligned: RefCell<HashMap<String, bool>>,
    /// What cannot be said in Rust.
    refused: RefCell<Diagnostics>,
}

impl Context<'_> {
    /// What is said of a member of the record with this key.
    fn note(&self, key: &str, field: &Field) -> Option<&MemberNote> {
        self.interface.members.get(key, &field.name)
    }
}

/// One target's crate.
pub fn projection(
    interface: &Interface,
    annotations: &Annotations,
    names: &Names,
) -> (Projection, Diagnostics) {
    let context = Context {
        interface,
        annotations,
        names,
        lookup: Lookup::new(interface, names),
        overaligned: RefCell::default(),
        refused: RefCell::default(),
    };
    let mut diagnostics = Diagnostics::new();
    let mut items: Vec<Item> = Vec::new();
    items.extend(values::constants(&context));
    items.extend(values::strings(&context));
    items.extend(values::typedefs(&context));
    items.extend(values::c_enums(&context));
    items.extend(families::families(&context));
    items.extend(records::records(&context));
    items.extend(rings::rings(&context));
    items.extend(tagged::cases(&context));
    items.extend(functions::functions(&context, &mut diagnostics));
    diagnostics.extend(context.refused.take());
    tagged::mark(&mut items);
    let modules = modules(&context, items);
    let layouts = vec![TargetLayout {
        target: interface.facts.target,
        types: layout::types(&context),
    }];
    (
        Projection {
            modules,
            layouts,
            releases: Vec::new(),
        },
        diagnostics,
    )
}

/// The items by header, each header a module.
fn modules(context: &Context<'_>, items: Vec<Item>) -> Vec<Module> {
    let facts = &context.interface.facts;
    let mut by_header: BTreeMap<HeaderPath, Vec<Item>> = BTreeMap::new();
    for item in items {
        let header = item.location.header.clone();
        by_header.entry(header).or_default().push(item);
    }
    let mut modules = Vec::new();
    for header in &facts.headers {
        let mut items = by_header.remove(&header.path).unwrap_or_default();
        if items.is_empty() && header.origin != Origin::Tree {
            continue;
        }
        items.sort_by(|a, b| a.location.cmp(&b.location));
        let items = items.into_iter().map(|item| place(item, facts.target));
        modules.push(Module {
            header: header.path.clone(),
            path: module_path(&header.path),
            docs: docs::module(context, &header.path),
            targets: [facts.target].into(),
            items: items.collect(),
        });
    }
    modules.sort_by(|a, b| a.header.cmp(&b.header));
    modules
}

/// An item as one target has it.
fn place(item: Item, target: Target) -> Placed {
    Placed {
        targets: [target].into(),
        names: [(target, item.named())].into(),
        item,
    }
}
