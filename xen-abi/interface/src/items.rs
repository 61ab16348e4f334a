//! Public items as lines: a path, what is there, and the features that it needs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rustdoc_types::{
    Crate, Generics, Id, Impl, Item, ItemEnum, Module, StructKind, Type, VariantKind,
};

use crate::types::{Names, header};

/// Conditions on features, as the source states them.
pub(crate) type Features = BTreeSet<String>;

/// How long the text of a value may be.
const VALUE: usize = 60;

/// An item's path, its text, and its features.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) features: Features,
}

/// What a walk through the public modules finds.
#[derive(Default)]
struct Found {
    items: Vec<(String, Id, Features)>,
    /// Items under a second name, which has a line only if the item has another.
    uses: Vec<(String, Id, Features)>,
}

/// The lines of a crate, in the order of their paths.
pub(crate) fn lines(docs: &Crate) -> Vec<Line> {
    let mut found = Found::default();
    let root = &docs.index[&docs.root];
    if let ItemEnum::Module(module) = &root.inner {
        walk(
            docs,
            module,
            "",
            &Features::new(),
            &HashSet::new(),
            &mut found,
        );
    }
    let mut paths: HashMap<Id, String> = HashMap::new();
    for (path, id, _) in &found.items {
        paths.entry(*id).or_insert_with(|| path.clone());
    }
    let mut renamed = Vec::new();
    for (path, id, features) in found.uses {
        if let Some(first) = paths.get(&id) {
            renamed.push(Line {
                path,
                text: format!("use {first}"),
                features,
            });
        } else if docs.index.contains_key(&id) {
            paths.insert(id, path.clone());
            found.items.push((path, id, features));
        }
    }
    let mut writer = Writer {
        names: Names { docs, paths },
        needs: HashMap::new(),
        lines: renamed,
    };
    for (path, id, features) in &found.items {
        writer.needs.insert(*id, features.clone());
        writer.item(path, &docs.index[id], features);
    }
    writer.trait_impls();
    writer.lines.sort();
    writer.lines.dedup();
    writer.lines
}

fn join(prefix: &str, name: &str) -> String {
    match prefix {
        "" => name.to_owned(),
        prefix => format!("{prefix}::{name}"),
    }
}

/// What an item's own `cfg` demands of features, besides what is demanded around it.
fn needed(around: &Features, item: &Item) -> Features {
    let mut features = around.clone();
    for attribute in &item.attrs {
        let condition = attribute
            .strip_prefix("#[cfg(")
            .and_then(|rest| rest.strip_suffix(")]"));
        if let Some(condition) = condition.filter(|condition| condition.contains("feature")) {
            // rustc breaks long lines.
            let words: Vec<&str> = condition.split_whitespace().collect();
            features.insert(words.join(" ").replace("feature = ", "").replace('"', ""));
        }
    }
    // A condition that another one implies.
    let plain = features.clone();
    features.retain(|condition| {
        let list = condition
            .strip_prefix("any(")
            .and_then(|rest| rest.strip_suffix(')'));
        let mut parts = list.into_iter().flat_map(|list| list.split(", "));
        !parts.any(|part| plain.contains(part))
    });
    features
}

fn walk(
    docs: &Crate,
    module: &Module,
    prefix: &str,
    around: &Features,
    hidden: &HashSet<&str>,
    found: &mut Found,
) {
    let items = || module.items.iter().filter_map(|id| docs.index.get(id));
    // An explicit name wins over one that a glob brings.
    let explicit: HashSet<&str> = items()
        .filter_map(|item| match &item.inner {
            ItemEnum::Use(used) if used.is_glob => None,
            ItemEnum::Use(used) => Some(used.name.as_str()),
            _ => item.name.as_deref(),
        })
        .collect();
    for item in items() {
        let features = needed(around, item);
        match &item.inner {
            ItemEnum::Use(used) if used.is_glob => {
                let target = used.id.and_then(|id| docs.index.get(&id));
                if let Some(ItemEnum::Module(module)) = target.map(|item| &item.inner) {
                    walk(docs, module, prefix, &features, &explicit, found);
                }
            }
            ItemEnum::Use(used) => {
                let target = used.id.and_then(|id| Some((id, docs.index.get(&id)?)));
                if let Some((
                    target_id,
                    Item {
                        inner: ItemEnum::Module(module),
                        ..
                    },
                )) = target
                {
                    // A module of a private one, under its public name.
                    let path = join(prefix, &used.name);
                    found
                        .items
                        .push((path.clone(), target_id, features.clone()));
                    walk(docs, module, &path, &features, &HashSet::new(), found);
                } else if let Some(id) = used.id {
                    found.uses.push((join(prefix, &used.name), id, features));
                }
            }
            inner => {
                let name = item.name.as_deref().unwrap_or_default();
                if hidden.contains(name) {
                    continue;
                }
                let path = join(prefix, name);
                found.items.push((path.clone(), item.id, features.clone()));
                if let ItemEnum::Module(module) = inner {
                    walk(docs, module, &path, &features, &HashSet::new(), found);
                }
            }
        }
    }
}

struct Writer<'a> {
    names: Names<'a>,
    needs: HashMap<Id, Features>,
    lines: Vec<Line>,
}

/// What of an item's attributes is part of its interface.
fn attributes(item: &Item) -> String {
    let kept = item.attrs.iter().filter(|attribute| {
        attribute.starts_with("#[repr(") || attribute.starts_with("#[non_exhaustive")
    });
    kept.map(|attribute| attribute.clone() + " ").collect()
}

fn value(text: Option<&str>) -> String {
    match text {
        Some(text) if text.len() <= VALUE && !text.contains('\n') && text != "_" => {
            format!(" = {text}")
        }
        _ => String::new(),
    }
}

impl<'a> Writer<'a> {
    fn push(&mut self, path: &str, text: String, features: &Features) {
        self.lines.push(Line {
            path: path.to_owned(),
            text,
            features: features.clone(),
        });
    }

    fn get(&self, id: Id) -> Option<&'a Item> {
        self.names.docs.index.get(&id)
    }

    fn item(&mut self, path: &str, item: &'a Item, features: &Features) {
        let names = &self.names;
        let marks = attributes(item);
        let generic = |generics: &Generics| (names.params(generics), names.conditions(generics));
        match &item.inner {
            ItemEnum::Module(_) => self.push(path, "mod".to_owned(), features),
            ItemEnum::Struct(record) => {
                let (params, conditions) = generic(&record.generics);
                let fields: Vec<Option<Id>> = match &record.kind {
                    StructKind::Unit => Vec::new(),
                    StructKind::Tuple(fields) => fields.clone(),
                    StructKind::Plain {
                        fields,
                        has_stripped_fields,
                    } => {
                        let hidden = has_stripped_fields.then_some(None);
                        fields.iter().copied().map(Some).chain(hidden).collect()
                    }
                };
                let rest = if fields.contains(&None) {
                    " { .. }"
                } else {
                    ""
                };
                self.push(
                    path,
                    format!("{marks}struct{params}{conditions}{rest}"),
                    features,
                );
                for field in fields.into_iter().flatten() {
                    self.field(path, field, features);
                }
                self.inherent(path, &record.impls, features);
            }
            ItemEnum::Union(record) => {
                let (params, conditions) = generic(&record.generics);
                self.push(path, format!("{marks}union{params}{conditions}"), features);
                record
                    .fields
                    .iter()
                    .for_each(|field| self.field(path, *field, features));
                self.inherent(path, &record.impls, features);
            }
            ItemEnum::Enum(family) => {
                let (params, conditions) = generic(&family.generics);
                self.push(path, format!("{marks}enum{params}{conditions}"), features);
                family
                    .variants
                    .iter()
                    .for_each(|id| self.variant(path, *id, features));
                self.inherent(path, &family.impls, features);
            }
            ItemEnum::Trait(defined) => {
                let (params, conditions) = generic(&defined.generics);
                let mark = if defined.is_unsafe { "unsafe " } else { "" };
                let bounds = match defined.bounds.as_slice() {
                    [] => String::new(),
                    bounds => format!(": {}", names.bounds(bounds)),
                };
                self.push(
                    path,
                    format!("{mark}trait{params}{bounds}{conditions}"),
                    features,
                );
                let docs = self.names.docs;
                for member in defined.items.iter().filter_map(|id| docs.index.get(id)) {
                    self.member(path, member, features, "", true);
                }
            }
            ItemEnum::Macro(_) => self.push(path, "macro".to_owned(), features),
            _ => self.free(path, item, features),
        }
    }

    /// Items without members.
    fn free(&mut self, path: &str, item: &Item, features: &Features) {
        let names = &self.names;
        let text = match &item.inner {
            ItemEnum::Function(function) => format!(
                "{}fn{}{}{}",
                header(&function.header),
                names.params(&function.generics),
                names.signature(&function.sig),
                names.conditions(&function.generics)
            ),
            ItemEnum::Constant { type_, const_ } => {
                let known = const_.value.as_deref().unwrap_or(&const_.expr);
                format!("const {}{}", names.ty(type_), value(Some(known)))
            }
            ItemEnum::Static(variable) => format!("static {}", names.ty(&variable.type_)),
            ItemEnum::TypeAlias(alias) => {
                format!(
                    "type{} = {}",
                    names.params(&alias.generics),
                    names.ty(&alias.type_)
                )
            }
            _ => return,
        };
        self.push(path, text, features);
    }

    fn field(&mut self, path: &str, id: Id, features: &Features) {
        let Some(field) = self.get(id) else { return };
        if let ItemEnum::StructField(ty) = &field.inner {
            let name = field.name.as_deref().unwrap_or_default();
            let text = format!("field {}", self.names.ty(ty));
            self.push(&format!("{path}.{name}"), text, &needed(features, field));
        }
    }

    fn variant(&mut self, path: &str, id: Id, features: &Features) {
        let Some(item) = self.get(id) else { return };
        let ItemEnum::Variant(variant) = &item.inner else {
            return;
        };
        let field = |id: &Id| {
            let field = self.get(*id)?;
            let ItemEnum::StructField(ty) = &field.inner else {
                return None;
            };
            Some((field.name.clone().unwrap_or_default(), self.names.ty(ty)))
        };
        let mut text = "variant".to_owned();
        match &variant.kind {
            VariantKind::Plain => {}
            VariantKind::Tuple(fields) => {
                let types = fields.iter().flatten().filter_map(field).map(|(_, ty)| ty);
                text += &format!("({})", types.collect::<Vec<_>>().join(", "));
            }
            VariantKind::Struct { fields, .. } => {
                let fields = fields.iter().filter_map(field);
                let fields: Vec<_> = fields.map(|(name, ty)| format!("{name}: {ty}")).collect();
                text += &format!(" {{ {} }}", fields.join(", "));
            }
        }
        text += &value(
            variant
                .discriminant
                .as_ref()
                .map(|number| number.value.as_str()),
        );
        let name = item.name.as_deref().unwrap_or_default();
        self.push(&join(path, name), text, &needed(features, item));
    }

    /// What a type or trait has as its own.
    fn inherent(&mut self, path: &str, impls: &[Id], features: &Features) {
        let docs = self.names.docs;
        for item in impls.iter().filter_map(|id| docs.index.get(id)) {
            let ItemEnum::Impl(block) = &item.inner else {
                continue;
            };
            if block.trait_.is_some() {
                continue;
            }
            let features = needed(features, item);
            // Blocks for some types only, or with parameters.
            let ty = self.names.ty(&block.for_);
            let condition = match ty.contains('<') {
                true => {
                    let params = self.names.params(&block.generics);
                    let conditions = self.names.conditions(&block.generics);
                    format!(" in impl{params} {ty}{conditions}")
                }
                false => String::new(),
            };
            for member in block.items.iter().filter_map(|id| docs.index.get(id)) {
                self.member(path, member, &features, &condition, false);
            }
        }
    }

    fn member(&mut self, path: &str, item: &Item, features: &Features, of: &str, in_trait: bool) {
        let names = &self.names;
        let mut required = in_trait;
        let text = match &item.inner {
            ItemEnum::Function(function) => {
                required &= !function.has_body;
                let params = names.params(&function.generics);
                let signature = names.signature(&function.sig);
                let conditions = names.conditions(&function.generics);
                format!(
                    "{}fn{params}{signature}{conditions}",
                    header(&function.header)
                )
            }
            ItemEnum::AssocConst {
                type_,
                value: known,
            } => {
                required &= known.is_none();
                format!("const {}{}", names.ty(type_), value(known.as_deref()))
            }
            ItemEnum::AssocType { bounds, type_, .. } => {
                required &= type_.is_none();
                let bounds = match bounds.as_slice() {
                    [] => String::new(),
                    bounds => format!(": {}", names.bounds(bounds)),
                };
                format!("type{bounds}")
            }
            _ => return,
        };
        let name = item.name.as_deref().unwrap_or_default();
        let mark = if required { "required " } else { "" };
        self.push(
            &join(path, name),
            format!("{mark}{text}{of}"),
            &needed(features, item),
        );
    }

    /// Whether other crates can name an item.
    fn is_public(&self, id: Id) -> bool {
        let foreign = self.names.docs.paths.get(&id);
        self.names.paths.contains_key(&id) || foreign.is_some_and(|summary| summary.crate_id != 0)
    }

    fn trait_impls(&mut self) {
        let docs = self.names.docs;
        // rustdoc's order is not that of the source, and may differ.
        let items: BTreeMap<u32, &Item> =
            docs.index.iter().map(|(id, item)| (id.0, item)).collect();
        for item in items.into_values().filter(|item| item.crate_id == 0) {
            if let ItemEnum::Impl(block) = &item.inner {
                self.trait_impl(item, block);
            }
        }
    }

    fn trait_impl(&mut self, item: &Item, block: &Impl) {
        let Some(implemented) = &block.trait_ else {
            return;
        };
        let is_implied = block.is_synthetic && !block.is_negative || block.blanket_impl.is_some();
        // What `derive` adds for the compiler.
        let is_internal = implemented.name.ends_with("StructuralPartialEq");
        if is_implied || is_internal || !self.is_public(implemented.id) {
            return;
        }
        let mut around = self.needs.get(&implemented.id).cloned().unwrap_or_default();
        let path = match &block.for_ {
            Type::ResolvedPath(path) if !self.is_public(path.id) => return,
            Type::ResolvedPath(path) => {
                around.extend(self.needs.get(&path.id).cloned().unwrap_or_default());
                let known = self.names.paths.get(&path.id).cloned();
                known.unwrap_or_else(|| self.names.ty(&block.for_))
            }
            other => self.names.ty(other),
        };
        let features = needed(&around, item);
        let names = &self.names;
        let ty = names.ty(&block.for_);
        let mut members = Vec::new();
        for member in block.items.iter().filter_map(|id| self.get(*id)) {
            let name = member.name.as_deref().unwrap_or_default();
            match &member.inner {
                ItemEnum::AssocType {
                    type_: Some(ty), ..
                } => {
                    members.push(format!("{name} = {}", names.ty(ty)));
                }
                ItemEnum::AssocConst { value: known, .. } => {
                    let known = value(known.as_deref());
                    (!known.is_empty()).then(|| members.push(format!("{name}{known}")));
                }
                _ => {}
            }
        }
        let mut text = "impl".to_owned();
        text += &names.params(&block.generics);
        text += if block.is_negative { " !" } else { " " };
        text += &names.path(implemented);
        if ty != path {
            text += &format!(" for {ty}");
        }
        text += &names.conditions(&block.generics);
        if !members.is_empty() {
            text += &format!(" {{ {} }}", members.join(", "));
        }
        self.push(&path, text, &features);
    }
}
