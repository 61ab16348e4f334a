//! The emitted items of one architecture.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{emitted, workspace};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, ImplItem, Item, Meta, MetaList, Token, Type, UseTree};

/// The architecture of the calls.
const ARCHITECTURE: &str = "x86_64";

/// The emitted items of one architecture.
pub(super) struct Emitted {
    pub(super) modules: Vec<Module>,
    /// Types by name, with their modules.
    pub(super) records: BTreeMap<String, Vec<(String, Record)>>,
    pub(super) enums: BTreeSet<String>,
}

pub(super) struct Module {
    pub(super) path: String,
    pub(super) items: Vec<Item>,
}

impl Module {
    /// The module from which a `use` of this one takes the name.
    fn home_of(&self, name: &str) -> Option<String> {
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
    /// A union's constructor from a handle, or from a record with handles.
    pub(super) from_handle: Option<(String, Option<String>)>,
}

impl Emitted {
    pub(super) fn read() -> Self {
        let mut emitted = Self {
            modules: Vec::new(),
            records: BTreeMap::new(),
            enums: BTreeSet::new(),
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
                            from_handle: None,
                        };
                        emitted
                            .records
                            .entry(found.ident.to_string())
                            .or_default()
                            .push((module.path.clone(), record));
                    }
                    Item::Enum(found) => {
                        emitted.enums.insert(found.ident.to_string());
                    }
                    _ => {}
                }
            }
        }
        emitted.unions(|emitted, module, ty| {
            let _ = (emitted, module);
            text(ty).contains("GuestHandle").then_some(None)
        });
        emitted.unions(|emitted, module, ty| {
            let name = text(ty);
            emitted.known(module, &name).map(|_| Some(name))
        });
        emitted
    }

    /// Finds the unions that may hold a handle.
    pub(super) fn unions(
        &mut self,
        find: impl Fn(&Self, &Module, &Type) -> Option<Option<String>>,
    ) {
        let mut found = Vec::new();
        for module in &self.modules {
            for item in &module.items {
                let Item::Impl(block) = item else { continue };
                let name = text(&block.self_ty);
                if block.trait_.is_some() || !self.records.contains_key(&name) {
                    continue;
                }
                let from = block.items.iter().find_map(|item| match item {
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
                found.extend(from.map(|from| (name, module.path.clone(), from)));
            }
        }
        for (name, path, from) in found {
            let records = self.records.get_mut(&name).expect("it was there");
            if let Some((_, record)) = records.iter_mut().find(|(of, _)| *of == path) {
                record.from_handle.get_or_insert(from);
            }
        }
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
        record.from_handle.is_some()
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
