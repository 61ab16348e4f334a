//! The emitted items of one architecture.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{emitted, workspace};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, ImplItem, Item, ItemImpl, Meta, MetaList, Token, Type, UseTree};

/// The architecture of the calls.
const ARCHITECTURE: &str = "x86_64";

/// The emitted items of one architecture.
pub(super) struct Emitted {
    pub(super) modules: Vec<Module>,
    /// Types by name, with their modules.
    pub(super) records: BTreeMap<String, Vec<(String, Record)>>,
    pub(super) enums: BTreeSet<String>,
    /// Which of a union's members the next values have, and how many there are at most.
    pub(super) case: Cell<usize>,
    pub(super) cases: Cell<usize>,
    /// The types of constants that differ between releases: module, name and first constant.
    pub(super) versions: Vec<(String, String, String)>,
}

pub(super) struct Module {
    pub(super) path: String,
    pub(super) items: Vec<Item>,
}

impl Module {
    /// The module from which a `use` of this one takes the name.
    pub(super) fn home_of(&self, name: &str) -> Option<String> {
        self.items.iter().find_map(|item| match item {
            Item::Use(item) => imported(&item.tree, name, &mut Vec::new()).map(|steps| {
                let mut path: Vec<&str> = self.path.split("::").collect();
                for step in &steps {
                    match step.as_str() {
                        "super" => drop(path.pop()),
                        step => path.push(step),
                    }
                }
                path.join("::")
            }),
            _ => None,
        })
    }
}

/// The path before the name in a tree of imports.
fn imported(tree: &UseTree, name: &str, steps: &mut Vec<String>) -> Option<Vec<String>> {
    match tree {
        UseTree::Path(path) => {
            steps.push(path.ident.to_string());
            let found = imported(&path.tree, name, steps);
            steps.pop();
            found
        }
        UseTree::Group(group) => group
            .items
            .iter()
            .find_map(|tree| imported(tree, name, steps)),
        UseTree::Name(leaf) => (leaf.ident == name).then(|| steps.clone()),
        _ => None,
    }
}

/// A type whose structure matters to calls.
#[derive(Clone, Default)]
pub(super) struct Record {
    /// The members' names and types.
    pub(super) fields: Vec<(String, Type)>,
    /// A union's constructors from a handle, or from a record with handles, which is named.
    pub(super) from_handle: Vec<(String, Option<String>)>,
    /// A record's union that a tag beside it selects the members of.
    pub(super) tagged: Option<Tagged>,
}

/// A tag and the union that it is about.
#[derive(Clone)]
pub(super) struct Tagged {
    pub(super) tag: String,
    pub(super) union: String,
    /// The first value for each constructor of the union.
    pub(super) values: BTreeMap<String, String>,
}

impl Emitted {
    pub(super) fn read() -> Self {
        let mut emitted = Self {
            modules: Vec::new(),
            records: BTreeMap::new(),
            enums: BTreeSet::new(),
            case: Cell::new(0),
            cases: Cell::new(1),
            versions: Vec::new(),
        };
        let root = workspace().join("xen-abi/src/generated");
        emitted.module(&root, &root.join("mod.rs"), "");
        for module in &emitted.modules {
            for item in &module.items {
                match item {
                    Item::Struct(found) => {
                        let fields = found.fields.iter().filter_map(|field| {
                            Some((field.ident.as_ref()?.to_string(), field.ty.clone()))
                        });
                        let record = Record {
                            fields: fields.collect(),
                            ..Record::default()
                        };
                        emitted
                            .records
                            .entry(found.ident.to_string())
                            .or_default()
                            .push((module.path.clone(), record));
                    }
                    Item::Impl(found) => {
                        let constant = first_version(found)
                            .map(|constant| (module.path.clone(), text(&found.self_ty), constant));
                        emitted.versions.extend(constant);
                    }
                    Item::Enum(found) => {
                        emitted.enums.insert(found.ident.to_string());
                    }
                    _ => {}
                }
            }
        }
        emitted.tags();
        // Unions hold unions.
        while emitted.unions() {}
        emitted
    }

    /// Finds the tags of unions: the records with a `variant`.
    fn tags(&mut self) {
        let mut found = Vec::new();
        for module in &self.modules {
            for item in &module.items {
                let Item::Impl(block) = item else { continue };
                let tagged = block.items.iter().find_map(|item| match item {
                    ImplItem::Fn(function) if function.sig.ident == "variant" => {
                        tagged(&text(&function.block))
                    }
                    _ => None,
                });
                found.extend(
                    tagged.map(|tagged| (text(&block.self_ty), module.path.clone(), tagged)),
                );
            }
        }
        for (name, path, tagged) in found {
            let records = self.records.get_mut(&name).into_iter().flatten();
            for (_, record) in records.filter(|(of, _)| *of == path) {
                record.tagged = Some(tagged.clone());
            }
        }
    }

    /// Finds the unions that may hold a handle, and returns whether there were further ones.
    fn unions(&mut self) -> bool {
        let find = |emitted: &Self, module: &Module, ty: &Type| {
            let name = text(ty);
            match name.contains("GuestHandle") {
                true => Some(None),
                false => emitted.known(module, &name).map(|_| Some(name)),
            }
        };
        let mut found = Vec::new();
        for module in &self.modules {
            for item in &module.items {
                let Item::Impl(block) = item else { continue };
                let name = text(&block.self_ty);
                if block.trait_.is_some() || !self.records.contains_key(&name) {
                    continue;
                }
                let from = block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => {
                        let name = function.sig.ident.to_string();
                        let FnArg::Typed(first) = function.sig.inputs.first()? else {
                            return None;
                        };
                        let record = find(self, module, &first.ty)?;
                        name.starts_with("from_").then_some((name, record))
                    }
                    _ => None,
                });
                found.push((name, module.path.clone(), from.collect::<Vec<_>>()));
            }
        }
        let mut further = false;
        for (name, path, from) in found {
            let records = self.records.get_mut(&name).expect("it was there");
            if let Some((_, record)) = records.iter_mut().find(|(of, _)| *of == path)
                && from.len() > record.from_handle.len()
            {
                record.from_handle = from;
                further = true;
            }
        }
        further
    }

    /// Reads a file and its modules for the architecture.
    pub(super) fn module(&mut self, root: &Path, file: &Path, path: &str) {
        let source = fs::read_to_string(file).expect("the module is there");
        let items = emitted::items(&source);
        let below: PathBuf = path.split("::").filter(|name| !name.is_empty()).collect();
        for item in &items {
            if let Item::Mod(module) = item
                && module.content.is_none()
                && applies(&module.attrs)
                && module.ident != "layout"
            {
                let name = module.ident.to_string();
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}::{name}")
                };
                self.module(root, &root.join(&below).join(format!("{name}.rs")), &inner);
            }
        }
        let items = items.into_iter().filter(|item| applies(attributes(item)));
        self.modules.push(Module {
            path: path.to_owned(),
            items: items.collect(),
        });
    }

    /// The record that a module means by a name, if it has a handle.
    pub(super) fn known(&self, module: &Module, name: &str) -> Option<(String, &Record)> {
        let candidates = self.records.get(name)?;
        let at = |wanted: &str| candidates.iter().find(|(path, _)| path == wanted);
        let own = at(&module.path).or_else(|| at(&module.home_of(name)?));
        let (path, record) = match (own, candidates.as_slice()) {
            (Some(own), _) => own,
            (None, [only]) => only,
            (None, several) => {
                let handles = several
                    .iter()
                    .any(|(_, record)| self.has_handle(module, record, 4));
                assert!(!handles, "{name} is in several modules");
                return None;
            }
        };
        let home = self.modules.iter().find(|module| module.path == *path)?;
        self.has_handle(home, record, 4)
            .then(|| (path.clone(), record))
    }

    pub(super) fn has_handle(&self, module: &Module, record: &Record, depth: usize) -> bool {
        !record.from_handle.is_empty()
            || record.fields.iter().any(|(_, ty)| {
                let spelled = text(ty);
                spelled.starts_with("GuestHandle")
                    || depth > 0
                        && self.records.get(&spelled).is_some_and(|all| {
                            all.iter().any(|(path, record)| {
                                (*path == module.path || all.len() == 1)
                                    && self.has_handle(module, record, depth - 1)
                            })
                        })
            })
    }
}

/// What `variant` says of a tag and its union.
///
/// `{let(tag,whole)=(self.cmd,self.u);matchtag.0{1|2=>LampVariant::Shade(whole.shade_untagged()),…`
fn tagged(body: &str) -> Option<Tagged> {
    let (members, arms) = body
        .strip_prefix("{let(tag,whole)=(self.")?
        .split_once(");match")?;
    let (tag, union) = members.split_once(",self.")?;
    let mut values = BTreeMap::new();
    for (at, _) in arms.match_indices("=>") {
        let (before, after) = (&arms[..at], &arms[at + 2..]);
        let first = before.rsplit(['{', ',', '}']).next().unwrap_or_default();
        let first = first.split('|').next().unwrap_or_default();
        let member = after.split_once("whole.").map(|(_, rest)| rest);
        let member = member.and_then(|rest| rest.split_once("_untagged()"));
        let ends = after.find("=>").unwrap_or(after.len());
        if let Some((member, _)) = member
            && after.find("whole.").is_some_and(|at| at < ends)
            && first.bytes().all(|byte| byte.is_ascii_digit())
        {
            values
                .entry(format!("from_{member}"))
                .or_insert_with(|| first.to_owned());
        }
    }
    Some(Tagged {
        tag: tag.to_owned(),
        union: union.to_owned(),
        values,
    })
}

/// The first constant of a number that takes the values of known releases only.
fn first_version(block: &ItemImpl) -> Option<String> {
    let is_version = block
        .items
        .iter()
        .any(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "number"));
    let mut items = block.items.iter().filter(|_| is_version);
    items.find_map(|item| match item {
        ImplItem::Const(constant) => Some(constant.ident.to_string()),
        _ => None,
    })
}

/// An item's tokens, without blanks.
pub(super) fn text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    spaced.split_whitespace().collect()
}

pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether the architecture has an item.
pub(super) fn applies(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .all(|attribute| holds(&attribute.parse_args().expect("a condition")))
}

/// Whether a condition of `cfg` holds where the calls are compiled: with all features, for a
/// 64-bit architecture.
pub(super) fn holds(condition: &Meta) -> bool {
    let of = |list: &MetaList| -> Vec<Meta> {
        let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
        list.parse_args_with(parser)
            .expect("conditions")
            .into_iter()
            .collect()
    };
    match condition {
        Meta::List(list) if list.path.is_ident("any") => of(list).iter().any(holds),
        Meta::List(list) if list.path.is_ident("all") => of(list).iter().all(holds),
        Meta::List(list) if list.path.is_ident("not") => !of(list).iter().any(holds),
        Meta::NameValue(pair) if pair.path.is_ident("feature") => true,
        Meta::NameValue(pair) => {
            let value = text(&pair.value);
            pair.path.is_ident("target_arch") && value == format!("\"{ARCHITECTURE}\"")
                || pair.path.is_ident("target_pointer_width") && value == "\"64\""
        }
        _ => false,
    }
}
