//! Gives every C name its Rust name, before anything refers to one.

pub mod case;
mod inner;
pub mod rules;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Interface, Role};
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Origin, RecordKind};
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::{HeaderPath, Location};
use crate::model::projection::ItemPath;
use crate::pipeline::rings::{self, Rings};
use crate::pipeline::types::{integer_behind, record_behind};
use inner::Inner;
pub use inner::distinct;
use rules::Rules;

/// What every guest handle's record begins with.
pub const HANDLE_PREFIX: &str = "__guest_handle_";

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
    pub rings: HashMap<String, ItemPath>,
    /// What the members of tagged unions are as one type, by the record's key and the name of its
    /// member that is the union.
    pub cases: HashMap<(String, String), ItemPath>,
    /// The rings, and what of them has no name.
    pub found: Rings,
    /// Constants of no family whose name is not C's.
    pub constants: HashMap<String, String>,
    /// What stands within records and families.
    pub inner: Inner,
    /// Every C name that was given a Rust name.
    pub seen: BTreeSet<String>,
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
    let bare = header.strip_suffix(".h").unwrap_or(header);
    bare.split('/')
        .map(|part| {
            module_name(case::snake(
                &part.replace(|c: char| !c.is_alphanumeric(), "_"),
            ))
        })
        .collect()
}

/// Names everything.
pub fn names(interface: &Interface, rules: &Rules) -> (Names, Diagnostics) {
    let names = Names {
        found: rings::find(&interface.facts),
        inner: Inner::of(interface),
        ..Names::default()
    };
    let mut register = Register {
        rules,
        names,
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

/// Whether a C name is that of a guest handle, which the crate has a type of its own for.
pub fn is_handle(name: &str) -> bool {
    name.starts_with(HANDLE_PREFIX)
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
const MODULES: [&str; 5] = ["alloc", "core", "std", "xen_abi", "str"];

/// A type's name that the emitted text does not use for something else. A type may be a value too,
/// if it is made like a function's result.
fn type_name(name: String) -> String {
    let taken = TYPES.contains(&name.as_str()) || VALUES.contains(&name.as_str());
    if taken { name + "_" } else { name }
}

fn value_name(name: String) -> String {
    if VALUES.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

fn module_name(name: String) -> String {
    let number = |name: &str| {
        let bits = name.strip_prefix(['u', 'i', 'f']).unwrap_or_default();
        matches!(bits, "8" | "16" | "32" | "64" | "128" | "size")
    };
    if MODULES.contains(&name.as_str()) || number(&name) || matches!(&*name, "bool" | "char") {
        name + "_"
    } else {
        name
    }
}

impl Register<'_> {
    /// Headers that become one module would overwrite each other.
    fn modules(&mut self, interface: &Interface) {
        let mut taken: HashMap<Vec<String>, &HeaderPath> = HashMap::default();
        for header in &interface.facts.headers {
            let path = module_path(&header.path);
            let shown = path.join("::");
            let wrong = |message: String| {
                Diagnostic::error("module-collision", message)
                    .at(Location::line(&header.path, 1), "this header")
                    .help("rename the header")
            };
            if shown == LAYOUT {
                let message = format!(
                    "`{}` becomes the module `{shown}`, which the layouts' assertions have",
                    header.path
                );
                self.diagnostics.push(wrong(message));
            } else if let Some(first) = taken.insert(path, &header.path) {
                let message = format!(
                    "`{first}` and `{}` both become the module `{shown}`",
                    header.path
                );
                self.diagnostics
                    .push(wrong(message).related(Location::line(first, 1), "and this one"));
            }
        }
    }

    fn families(&mut self, interface: &Interface) {
        for family in interface.families.values() {
            let header = &family.location.header;
            let bare = match family.role {
                Role::Operations => family.name.as_str(),
                Role::Errors => "errno",
                Role::Values | Role::Flags => self.rules.stripped(header, &family.name),
            };
            // A family that is named after a typedef gives that type its constants.
            let bare = bare
                .strip_suffix("_t")
                .filter(|_| interface.distinct.contains_key(&family.name))
                .unwrap_or(bare);
            let name = self.type_name(&family.name, || case::upper_camel(bare));
            let path = self.take(header, Space::Types, name, &family.name, &family.location);
            self.names.families.insert(family.name.clone(), path);
        }
    }

    fn records(&mut self, interface: &Interface) {
        for (key, record) in &interface.facts.records {
            if is_handle(key) || self.names.found.private.contains(key) {
                continue;
            }
            let header = &record.location.header;
            let is_union = record.kind == RecordKind::Union;
            let name = self.type_name(key, || self.record_name(header, key, is_union));
            let path = self.take(header, Space::Types, name, key, &record.location);
            self.names.records.insert(key.clone(), path);
        }
    }

    /// A kind of ring is named as its C types would be if they were one (`blkif_ring`).
    fn rings(&mut self, interface: &Interface) {
        for kind in self.names.found.kinds.clone() {
            let location = &interface.facts.records[&kind.shared].location;
            let c_name = format!("{}_ring", kind.name);
            let name = self.type_name(&c_name, || {
                case::upper_camel(self.rules.stripped(&location.header, &c_name))
            });
            let path = self.take(&location.header, Space::Types, name, &c_name, location);
            self.names.rings.insert(kind.name, path);
        }
    }

    /// What a tagged union holds is named after the union, or where that is called `u` after the
    /// record.
    fn cases(&mut self, interface: &Interface) {
        let facts = &interface.facts;
        for (key, record) in &facts.records {
            for field in &record.fields {
                let note = interface.members.get(key, &field.name);
                let tagged = matches!(
                    note.and_then(|note| note.reference.as_ref()),
                    Some(Reference::SelectedBy(_))
                );
                let union = record_behind(facts, &field.ty)
                    .and_then(|union| self.names.records.get(union))
                    .filter(|_| tagged);
                if let Some(union) = union.cloned() {
                    let c_name = format!("{key}.{} by its tag", field.name);
                    let bare = union.name.strip_suffix("Union");
                    let bare = bare.filter(|_| field.name == "u").unwrap_or(&union.name);
                    let path = self.take(
                        &record.location.header,
                        Space::Types,
                        format!("{bare}Variant"),
                        &c_name,
                        &field.location,
                    );
                    self.names
                        .cases
                        .insert((key.clone(), field.name.clone()), path);
                }
            }
        }
    }

    /// An anonymous member's type is named after the record it stands in and the member. A member
    /// `u` has no name worth the mention: what is within it is named after the record alone.
    fn record_name(&self, header: &str, key: &str, is_union: bool) -> String {
        let key = key.strip_prefix("union ").unwrap_or(key);
        let mut parts = key.split('.');
        let outer = parts.next().unwrap_or(key);
        let bare = self
            .rules
            .stripped(header, outer.strip_suffix("_t").unwrap_or(outer));
        let outer = self
            .rules
            .renamed(outer)
            .map_or_else(|| case::upper_camel(bare), str::to_owned);
        let parts: Vec<&str> = parts.collect();
        let last = parts.len().wrapping_sub(1);
        let named = |name: String, (index, part): (usize, &&str)| match *part {
            "u" if index < last => name,
            "u" if is_union => name + "Union",
            part => name + &case::upper_camel(part.trim_matches(['(', ')'])),
        };
        parts.iter().enumerate().fold(outer, named)
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
            if let Some(family) = self
                .names
                .families
                .get(c_name)
                .filter(|_| interface.distinct.contains_key(c_name))
            {
                self.names.typedefs.insert(c_name.clone(), family.clone());
                continue;
            }
            let unnamed = is_handle(c_name)
                || facts.records.contains_key(c_name)
                || self.names.found.private.contains(c_name);
            // Another project's names for integers are no items, and it may have several for one.
            let foreign =
                || preludes.contains(&header) && integer_behind(facts, &typedef.ty).is_some();
            if unnamed || matches!(typedef.ty, CType::Function) || foreign() {
                continue;
            }
            let bare = self
                .rules
                .stripped(header, c_name.strip_suffix("_t").unwrap_or(c_name))
                .to_owned();
            let name = self.type_name(c_name, || case::upper_camel(&bare));
            let behind = match &typedef.ty {
                CType::Enum(key) => self.names.enums.get(key),
                ty => record_behind(facts, ty).and_then(|key| self.names.records.get(key)),
            };
            if let Some(same) =
                behind.filter(|behind| behind.header == *header && behind.name == name)
            {
                self.names.typedefs.insert(c_name.clone(), same.clone());
                continue;
            }
            let path = self.take(header, Space::Types, name, c_name, &typedef.location);
            self.names.typedefs.insert(c_name.clone(), path);
        }
    }

    fn enums(&mut self, interface: &Interface) {
        for (key, found) in &interface.facts.enums {
            if key.starts_with('(') || covered_by_family(interface, key) {
                continue;
            }
            let header = &found.location.header;
            let bare = self
                .rules
                .stripped(header, key.strip_suffix("_t").unwrap_or(key))
                .to_owned();
            let name = self.type_name(key, || case::upper_camel(&bare));
            let path = self.take(header, Space::Types, name, key, &found.location);
            self.names.enums.insert(key.clone(), path);
        }
    }

    fn constants(&mut self, interface: &Interface) {
        let in_family: HashSet<&str> = interface
            .families
            .values()
            .flat_map(|family| family.members.iter().map(|member| member.name.as_str()))
            .collect();
        let constants = interface
            .facts
            .constants
            .iter()
            .map(|(name, constant)| (name, &constant.location));
        let strings = interface
            .facts
            .strings
            .iter()
            .map(|(name, string)| (name, &string.location));
        for (c_name, location) in constants.chain(strings) {
            if !in_family.contains(c_name.as_str()) {
                let name = self.rust_name(c_name, || value_name(case::constant(c_name)));
                if name != *c_name {
                    self.names.constants.insert(c_name.clone(), name.clone());
                }
                self.take(&location.header, Space::Values, name, c_name, location);
            }
        }
    }

    fn functions(&mut self, interface: &Interface) {
        let mut families_of_header: HashMap<&str, usize> = HashMap::default();
        for call in interface
            .hypercalls
            .values()
            .filter(|call| call.prototype.dispatch.has_functions() && !call.ops.is_empty())
        {
            *families_of_header
                .entry(&*call.prototype.location.header)
                .or_default() += 1;
        }
        for call in interface.hypercalls.values() {
            let header = call.prototype.location.header.clone();
            let c_name = format!("HYPERVISOR_{}", call.prototype.name);
            let name = self.rust_name(&c_name, || case::snake(&call.prototype.name));
            let path = self.take(
                &header,
                Space::Values,
                name,
                &c_name,
                &call.prototype.location,
            );
            self.names
                .hypercalls
                .insert(call.prototype.name.clone(), path);
            let alone = families_of_header
                .get(&*header)
                .is_some_and(|count| *count == 1);
            let prefix = call
                .prototype
                .dispatch
                .family()
                .and_then(|family| interface.families.get(family))
                .map_or("", |f| f.prefix.as_str());
            for op in call
                .ops
                .iter()
                .filter(|_| call.prototype.dispatch.has_functions())
            {
                let tail = op.constant.strip_prefix(prefix).unwrap_or(&op.constant);
                let full = if alone {
                    tail.to_owned()
                } else {
                    format!("{}_{tail}", call.prototype.name)
                };
                let name = self.rust_name(&op.constant, || case::snake(&full));
                let path = self.take(&header, Space::Values, name, &op.constant, &op.location);
                self.names.ops.insert(op.constant.clone(), path);
            }
        }
    }

    /// A type's name, by table or by rule.
    fn type_name(&self, c_name: &str, rule: impl FnOnce() -> String) -> String {
        self.rust_name(c_name, || type_name(rule()))
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
        self.names.seen.insert(c_name.to_owned());
        let place = (Arc::clone(header), space, name.clone());
        if let Some((first, at)) = self.taken.get(&place).filter(|(first, _)| first != c_name) {
            self.diagnostics.push(
                Diagnostic::error("name-collision", format!(
                    "`{first}` and `{c_name}` both become `{name}` in Rust"))
                    .at(location.clone(), format!("`{c_name}` becomes `{name}`"))
                    .related(at.clone(), format!("`{first}` became `{name}`"))
                    .help(format!(
                        "give one of them a name of its own: `[[rename]]` with c = \"{c_name}\", rust = \
                         \"…\" and a reason, in a table for `--naming FILE` or in the generator's \
                         naming.toml"
                    )),
            );
        } else {
            self.taken
                .insert(place, (c_name.to_owned(), location.clone()));
        }
        ItemPath {
            header: Arc::clone(header),
            name,
        }
    }
}

/// Whether all of an enum's members are members of an annotated family: then the family is what is
/// emitted.
pub fn covered_by_family(interface: &Interface, key: &str) -> bool {
    let Some(found) = interface.facts.enums.get(key) else {
        return false;
    };
    let in_families: HashSet<&str> = interface
        .families
        .values()
        .flat_map(|family| family.members.iter().map(|member| member.name.as_str()))
        .collect();
    found.members.iter().all(|member| {
        let bare = member.name.strip_prefix("XEN_").unwrap_or(&member.name);
        in_families.contains(member.name.as_str()) || in_families.contains(bare)
    })
}
