//! Gives every C name its Rust name, before anything refers to one.
//!
//! Items without a C name, such as argument records and markers, get theirs in `lower`; `conflicts`
//! finds two items with one name.

pub mod case;
mod inner;
pub mod rules;

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Interface, MemberNote, Prototype, Role};
use crate::model::facts::{CEnum, CType, Origin, RecordKind, is_named};
use crate::model::handles::is_handle;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::{HeaderPath, Location};
use crate::model::projection::ItemPath;
use crate::pipeline::rings::{self, Rings};
use crate::pipeline::types::{integer_behind, named_by_width, record_behind};
pub use inner::distinct;
use rules::Rules;

/// The module that holds the layouts' assertions.
const LAYOUT: &str = "layout";

/// The Rust names of one target's ABI.
#[derive(Debug, Default)]
pub struct Names {
    /// Records by key.
    pub records: HashMap<String, ItemPath>,
    /// Typedefs that are items of their own.
    pub typedefs: HashMap<String, ItemPath>,
    /// Families by name.
    pub families: HashMap<String, ItemPath>,
    /// C enums by key.
    pub enums: HashMap<String, ItemPath>,
    /// Hypercalls by name.
    pub hypercalls: HashMap<String, ItemPath>,
    /// Operations by constant.
    pub ops: HashMap<String, ItemPath>,
    /// Kinds of ring by name.
    pub ring_paths: HashMap<String, ItemPath>,
    /// The enum names of tagged unions.
    ///
    /// The key is the record's, with the name of the member that is the union.
    pub cases: HashMap<(String, String), ItemPath>,
    /// The rings, and what of them has no name.
    pub rings: Rings,
    /// Constants of no family whose name is not C's.
    pub constants: HashMap<String, String>,
    /// The members of each record in order, by the record's key.
    pub members: HashMap<String, Vec<String>>,
    /// Members of families, by the family's name and the C name.
    family_members: HashMap<String, HashMap<String, String>>,
    /// The C names that a table renames.
    pub renamed: BTreeSet<String>,
}

/// Which of Rust's two namespaces of a module a name lives in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    Types,
    Values,
}

/// Names as they are given, with what they were given to.
struct Register<'a> {
    rules: &'a Rules,
    names: Names,
    taken: HashMap<(HeaderPath, Space, String), (String, Location)>,
    diagnostics: Diagnostics,
}

/// The path of a header's module: its folders and its name, as Rust writes them.
pub fn module_path(header: &str) -> Vec<String> {
    header
        .strip_suffix(".h")
        .unwrap_or(header)
        .split('/')
        .map(|part| {
            module_name(case::snake(
                &part.replace(|c: char| !c.is_alphanumeric(), "_"),
            ))
        })
        .collect()
}

/// Names everything.
pub fn names(interface: &Interface, rules: &Rules) -> (Names, Diagnostics) {
    let mut register = Register {
        rules,
        names: Names {
            rings: rings::find(&interface.facts),
            members: interface
                .facts
                .records
                .iter()
                .map(|(key, record)| (key.clone(), inner::members(interface, key, record)))
                .collect(),
            family_members: interface
                .families
                .iter()
                .map(|(name, family)| (name.clone(), inner::family_members(family)))
                .collect(),
            ..Names::default()
        },
        taken: HashMap::default(),
        diagnostics: Diagnostics::new(),
    };
    register.modules(interface);
    register.families(interface);
    register.records(interface);
    register.rings(interface);
    register.cases(interface);
    register.enums(interface);
    register.typedefs(interface);
    register.constants(interface);
    register.functions(interface);
    (register.names, register.diagnostics)
}

impl Names {
    /// The name of a constant that belongs to no family.
    pub fn constant<'a>(&'a self, c_name: &'a str) -> &'a str {
        self.constants.get(c_name).map_or(c_name, String::as_str)
    }
}

/// Types by which the emitted text calls them: the parameters of its functions' types among them.
const TYPES: [&str; 6] = ["Default", "O", "Option", "Result", "T", "X"];

/// Values by which the emitted text calls them.
const VALUES: [&str; 4] = ["Err", "None", "Ok", "Some"];

/// Modules that would hide a crate or a type of Rust's own from the text beside them.
const MODULES: [&str; 7] = ["alloc", "core", "std", "xen_abi", "str", "bool", "char"];

/// A name that the emitted text does not use for something else.
fn unless_taken(name: String, taken: &[&str]) -> String {
    if taken.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// A type may be a value too, if it is made like a function's result.
fn type_name(name: String) -> String {
    unless_taken(unless_taken(name, &TYPES), &VALUES)
}

fn module_name(name: String) -> String {
    let bits = name.strip_prefix(['u', 'i', 'f']).unwrap_or_default();
    if matches!(bits, "8" | "16" | "32" | "64" | "128" | "size") {
        return name + "_";
    }
    unless_taken(name, &MODULES)
}

impl Register<'_> {
    /// Headers that become one module would overwrite each other.
    fn modules(&mut self, interface: &Interface) {
        let mut taken: HashMap<Vec<String>, &HeaderPath> = HashMap::default();
        for header in &interface.facts.headers {
            let header = &header.path;
            let path = module_path(header);
            let shown = path.join("::");
            let wrong = |message: String| {
                Diagnostic::error("module-collision", message)
                    .at(Location::line(header, 1), "this header")
                    .help("rename the header")
            };
            if shown == LAYOUT {
                self.diagnostics.push(wrong(format!(
                    "`{header}` becomes the module `{shown}`, which the layouts' assertions have"
                )));
            } else if let Some(first) = taken.insert(path, header) {
                let wrong = wrong(format!(
                    "`{first}` and `{header}` both become the module `{shown}`"
                ));
                self.diagnostics
                    .push(wrong.related(Location::line(first, 1), "and this one"));
            }
        }
    }

    fn families(&mut self, interface: &Interface) {
        for (c_name, family) in &interface.families {
            let location = &family.location;
            let bare = match family.role {
                Role::Operations => c_name,
                Role::Errors => "errno",
                Role::Values | Role::Flags => self.rules.without_prefix(&location.header, c_name),
            };
            // A family that is named after a typedef gives that type its constants.
            let bare = match bare.strip_suffix("_t") {
                Some(bare) if interface.distinct.contains_key(c_name) => bare,
                _ => bare,
            };
            let name = self.type_name(c_name, bare);
            let path = self.take(&location.header, Space::Types, name, c_name, location);
            self.names.families.insert(c_name.clone(), path);
        }
    }

    fn records(&mut self, interface: &Interface) {
        for (key, record) in &interface.facts.records {
            if is_handle(key) || self.names.rings.private.contains(key) {
                continue;
            }
            let header = &record.location.header;
            let is_union = record.kind == RecordKind::Union;
            let name = self.rust_name(key, || type_name(self.record_name(header, key, is_union)));
            let path = self.take(header, Space::Types, name, key, &record.location);
            self.names.records.insert(key.clone(), path);
        }
    }

    /// A kind of ring is named as its C types would be if they were one (`blkif_ring`).
    fn rings(&mut self, interface: &Interface) {
        for kind in self.names.rings.kinds.clone() {
            let location = &interface.facts.records[&kind.shared].location;
            let header = &location.header;
            let c_name = format!("{}_ring", kind.name);
            let name = self.type_name(&c_name, self.rules.without_prefix(header, &c_name));
            let path = self.take(header, Space::Types, name, &c_name, location);
            self.names.ring_paths.insert(kind.name, path);
        }
    }

    /// The enum of a tagged union is named after the union.
    ///
    /// If that is called `u`, it is named after the record.
    fn cases(&mut self, interface: &Interface) {
        let facts = &interface.facts;
        for (key, record) in &facts.records {
            let Some(notes) = interface.members.of_record(key) else {
                continue;
            };
            for field in &record.fields {
                let tag = notes.get(&field.name).and_then(MemberNote::tag);
                let union = tag.and_then(|_| record_behind(facts, &field.ty));
                let Some(union) = union.and_then(|union| self.names.records.get(union)) else {
                    continue;
                };
                let bare = match union.name.strip_suffix("Union") {
                    Some(bare) if field.name == "u" => bare,
                    _ => &union.name,
                };
                let name = format!("{bare}Variant");
                let c_name = format!("{key}.{} by its tag", field.name);
                let header = &record.location.header;
                let path = self.take(header, Space::Types, name, &c_name, &field.location);
                self.names
                    .cases
                    .insert((key.clone(), field.name.clone()), path);
            }
        }
    }

    /// An anonymous member's type is named after its record and the member.
    ///
    /// A type within a member `u` is named after the record alone.
    fn record_name(&self, header: &str, key: &str, is_union: bool) -> String {
        let key = key.strip_prefix("union ").unwrap_or(key);
        let mut parts = key.split('.');
        let outer = parts.next().unwrap_or(key);
        let mut name = self.rust_name(outer, || case::upper_camel(self.bare(header, outer)));
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            match part {
                "u" if parts.peek().is_some() => {}
                "u" if is_union => name += "Union",
                part => name += &case::upper_camel(part.trim_matches(['(', ')'])),
            }
        }
        name
    }

    fn typedefs(&mut self, interface: &Interface) {
        let facts = &interface.facts;
        let preludes: Vec<&HeaderPath> = facts
            .headers
            .iter()
            .filter(|header| header.origin == Origin::Prelude)
            .map(|header| &header.path)
            .collect();
        for (c_name, typedef) in &facts.typedefs {
            let header = &typedef.location.header;
            if interface.distinct.contains_key(c_name)
                && let Some(family) = self.names.families.get(c_name)
            {
                let family = family.clone();
                self.names.typedefs.insert(c_name.clone(), family);
                continue;
            }
            // Another project's names for integers are no items, and it may have several for one.
            let is_foreign = || {
                let is_prelude = preludes.contains(&header);
                is_prelude && integer_behind(facts, &typedef.ty).is_some()
                    || named_by_width(facts, c_name).is_some()
            };
            if is_handle(c_name)
                || facts.records.contains_key(c_name)
                || self.names.rings.private.contains(c_name)
                || typedef.ty == CType::Function
                || is_foreign()
            {
                continue;
            }
            let name = self.type_name(c_name, self.bare(header, c_name));
            let behind = match &typedef.ty {
                CType::Enum(key) => self.names.enums.get(key),
                ty => record_behind(facts, ty).and_then(|key| self.names.records.get(key)),
            };
            let same = behind.filter(|behind| behind.header == *header && behind.name == name);
            let path = match same.cloned() {
                Some(same) => same,
                None => self.take(header, Space::Types, name, c_name, &typedef.location),
            };
            self.names.typedefs.insert(c_name.clone(), path);
        }
    }

    /// Where all of an enum's members are members of annotated families, these are what is emitted.
    fn enums(&mut self, interface: &Interface) {
        let in_families = in_families(interface);
        let is_covered = |found: &CEnum| {
            found.members.iter().all(|member| {
                let bare = member.name.strip_prefix("XEN_").unwrap_or(&member.name);
                in_families.contains(&*member.name) || in_families.contains(bare)
            })
        };
        for (key, found) in &interface.facts.enums {
            if is_named(key) && !is_covered(found) {
                let header = &found.location.header;
                let name = self.type_name(key, self.bare(header, key));
                let path = self.take(header, Space::Types, name, key, &found.location);
                self.names.enums.insert(key.clone(), path);
            }
        }
    }

    fn constants(&mut self, interface: &Interface) {
        let facts = &interface.facts;
        let in_families = in_families(interface);
        let constants = facts
            .constants
            .iter()
            .map(|(name, constant)| (name, &constant.location));
        let strings = facts
            .strings
            .iter()
            .map(|(name, string)| (name, &string.location));
        let loose = facts
            .loose_enumerators()
            .map(|(member, _)| (&member.name, &member.location));
        for (c_name, location) in constants.chain(strings).chain(loose) {
            if in_families.contains(c_name.as_str()) {
                continue;
            }
            let name = self.rust_name(c_name, || unless_taken(case::constant(c_name), &VALUES));
            if name != *c_name {
                self.names.constants.insert(c_name.clone(), name.clone());
            }
            self.take(&location.header, Space::Values, name, c_name, location);
        }
    }

    fn functions(&mut self, interface: &Interface) {
        let calls = || interface.hypercalls.values();
        for call in calls() {
            let Prototype {
                name: call_name,
                dispatch,
                location,
                ..
            } = &call.prototype;
            let header = &location.header;
            let c_name = format!("HYPERVISOR_{call_name}");
            let name = self.rust_name(&c_name, || case::snake(call_name));
            let path = self.take(header, Space::Values, name, &c_name, location);
            self.names.hypercalls.insert(call_name.clone(), path);
            if !dispatch.has_functions() {
                continue;
            }
            let family = dispatch.family();
            let family = family.and_then(|family| interface.families.get(family));
            let prefix = family.map_or("", |family| &family.prefix);
            let beside = calls().filter(|other| {
                other.prototype.location.header == *header
                    && other.prototype.dispatch.has_functions()
                    && !other.ops.is_empty()
            });
            let is_alone = beside.count() == 1;
            for op in &call.ops {
                let c_name = &op.constant;
                let tail = c_name.strip_prefix(prefix).unwrap_or(c_name);
                let name = self.rust_name(c_name, || match is_alone {
                    true => case::snake(tail),
                    false => case::snake(&format!("{call_name}_{tail}")),
                });
                let path = self.take(header, Space::Values, name, c_name, &op.location);
                self.names.ops.insert(c_name.clone(), path);
            }
        }
    }

    /// A C type's name without its header's prefix and its suffix.
    fn bare<'b>(&self, header: &str, c_name: &'b str) -> &'b str {
        self.rules
            .without_prefix(header, c_name.strip_suffix("_t").unwrap_or(c_name))
    }

    /// A type's name, by table or by rule.
    fn type_name(&self, c_name: &str, bare: &str) -> String {
        self.rust_name(c_name, || type_name(case::upper_camel(bare)))
    }

    fn rust_name(&self, c_name: &str, rule: impl FnOnce() -> String) -> String {
        self.rules.renamed(c_name).map_or_else(rule, str::to_owned)
    }

    fn take(
        &mut self,
        header: &HeaderPath,
        space: Space,
        name: String,
        c_name: &str,
        location: &Location,
    ) -> ItemPath {
        if self.rules.renamed(c_name).is_some() {
            self.names.renamed.insert(c_name.to_owned());
        }
        let place = (header.clone(), space, name.clone());
        let (first, at) = self
            .taken
            .entry(place)
            .or_insert_with(|| (c_name.to_owned(), location.clone()));
        if first != c_name {
            self.diagnostics.push(
                Diagnostic::error(
                    "name-collision",
                    format!("`{first}` and `{c_name}` both become `{name}` in Rust"),
                )
                .at(location, format!("`{c_name}` becomes `{name}`"))
                .related(&*at, format!("`{first}` became `{name}`"))
                .help(format!(
                    "give one of them a name of its own: `[[rename]]` with c = \"{c_name}\", \
                     rust = \"…\" and a reason, in a table for `--naming FILE` or in the \
                     generator's naming.toml"
                )),
            );
        }
        ItemPath {
            header: header.clone(),
            name,
        }
    }
}

/// The members of annotated families.
fn in_families(interface: &Interface) -> HashSet<&str> {
    interface
        .families
        .values()
        .flat_map(|family| &family.members)
        .map(|member| member.name.as_str())
        .collect()
}
