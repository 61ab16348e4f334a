//! Lowers one target's ABI into Rust's terms.

mod addresses;
mod c_records;
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

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::Interface;
use crate::model::facts::{Facts, Origin};
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::{HeaderPath, Location};
use crate::model::projection::toolstack::Releases;
use crate::model::projection::{Body, Item, Module, Placed, Projection, TargetLayout};
use crate::pipeline::annotate::{Annotations, text_at};
use crate::pipeline::name::{Names, module_path};
use lookup::Lookup;

/// What every lowering reads.
pub(super) struct LowerContext<'a> {
    /// The resolved ABI.
    interface: &'a Interface,
    /// What C says in it.
    facts: &'a Facts,
    /// The comments.
    annotations: &'a Annotations,
    /// The names.
    names: &'a Names,
    /// The headers whose items are left out.
    left_out: HashSet<&'a str>,
    /// What is looked up for every item, found once.
    lookup: Lookup<'a>,
    /// Whether a record's alignment is stated in Rust, as far as that was asked.
    overaligned: RefCell<HashMap<String, bool>>,
    /// What cannot be said in Rust.
    diagnostics: RefCell<Diagnostics>,
}

impl LowerContext<'_> {
    /// Says what cannot be emitted.
    fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// Whether what stands at a place becomes an item.
    fn lowers(&self, location: &Location) -> bool {
        !self.left_out.contains(&*location.header)
    }

    /// An item whose documentation is its C name and the comment on its declaration.
    fn declared(&self, c_name: &str, name: &str, location: &Location, body: Body) -> Item {
        Item {
            name: name.to_owned(),
            c_names: vec![c_name.to_owned()],
            docs: docs::plain(c_name, text_at(self.annotations, location)),
            location: location.clone(),
            body,
        }
    }
}

/// Which headers become modules with items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// All of them.
    All,
    /// Those that have something for toolstacks alone, and what these rest on.
    ForToolstacks,
}

/// One target's crate.
pub fn projection(
    interface: &Interface,
    annotations: &Annotations,
    names: &Names,
    lowered: Headers,
) -> (Projection, Diagnostics) {
    let headers = interface.facts.headers.iter();
    let left_out = headers.filter(|header| lowered != Headers::All && !header.is_for_toolstacks);
    let context = LowerContext {
        interface,
        facts: &interface.facts,
        annotations,
        names,
        left_out: left_out.map(|header| &*header.path).collect(),
        lookup: Lookup::new(interface, names),
        overaligned: RefCell::default(),
        diagnostics: RefCell::default(),
    };
    let mut items: Vec<Item> = values::constants(&context)
        .chain(values::strings(&context))
        .chain(values::typedefs(&context))
        .chain(values::c_enums(&context))
        .chain(families::families(&context))
        .chain(records::records(&context))
        .chain(rings::rings(&context))
        .chain(tagged::cases(&context))
        .chain(functions::functions(&context))
        .collect();
    tagged::mark(&mut items);
    let types = layout::types(&context, &items);
    let projection = Projection {
        modules: modules(&context, items),
        layouts: vec![TargetLayout {
            target: interface.facts.target,
            types,
        }],
        toolstack_layouts: Vec::new(),
        toolstack_releases: Releases::default(),
        releases: Vec::new(),
        docs: Vec::new(),
        newest: None,
    };
    (projection, context.diagnostics.into_inner())
}

/// The items by header, each header a module.
fn modules(context: &LowerContext<'_>, items: Vec<Item>) -> Vec<Module> {
    let target = context.facts.target;
    let mut by_header: HashMap<HeaderPath, Vec<Placed>> = HashMap::default();
    for mut item in items {
        let header = item.location.header.clone();
        by_header.entry(header).or_default().push(Placed {
            targets: [target].into(),
            names: [(target, item.named())].into(),
            item,
        });
    }
    for items in by_header.values_mut() {
        items.sort_by(|a, b| a.item.location.cmp(&b.item.location));
    }
    let headers = context.facts.headers.iter();
    let modules = headers.filter_map(|header| {
        let items = by_header.remove(&header.path);
        (items.is_some() || header.origin == Origin::Tree).then(|| Module {
            header: header.path.clone(),
            origin: header.path.clone(),
            path: module_path(&header.path),
            docs: docs::module(context, &header.path),
            in_crate: false,
            targets: [target].into(),
            items: items.unwrap_or_default(),
            reexports: Vec::new(),
        })
    });
    modules.collect()
}
