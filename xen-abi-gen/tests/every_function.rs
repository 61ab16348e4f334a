//! Writes calls of all emitted functions to `xen-abi/tests/copying/calls.rs`, for a test there.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{emitted, workspace};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, ImplItem, Item, ItemFn, Meta, MetaList,
    PathArguments, ReturnType, Token, Type, UseTree,
};

/// The architectures of the calls.
const ARCHITECTURE: &str = "x86_64";

#[test]
fn every_function_is_called() {
    let crate_ = Emitted::read();
    let written = crate_.calls();
    let place = workspace().join("xen-abi/tests/copying/calls.rs");
    if env::var("INSTA_UPDATE").is_ok_and(|set| set == "always") {
        fs::write(&place, &written).expect("the calls are written");
    }
    let there = fs::read_to_string(&place).expect("the calls are there");
    assert!(
        there == written,
        "xen-abi/tests/copying/calls.rs is of other functions: run this test with \
         INSTA_UPDATE=always"
    );
}

/// The emitted items of one architecture.
struct Emitted {
    modules: Vec<Module>,
    /// Types by name, with their modules.
    records: BTreeMap<String, Vec<(String, Record)>>,
    enums: BTreeSet<String>,
}

struct Module {
    path: String,
    items: Vec<Item>,
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
struct Record {
    /// The members' names and types.
    fields: Vec<(String, Type)>,
    /// A union's constructor from a handle, or from a record with handles.
    from_handle: Option<(String, Option<String>)>,
}

impl Emitted {
    fn read() -> Self {
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
    fn unions(&mut self, find: impl Fn(&Self, &Module, &Type) -> Option<Option<String>>) {
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
    fn module(&mut self, root: &Path, file: &Path, path: &str) {
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

    fn calls(&self) -> String {
        let mut on_stack = Vec::new();
        let mut calls = String::new();
        let mut sorted: Vec<&Module> = self.modules.iter().collect();
        sorted.sort_by(|one, other| one.path.cmp(&other.path));
        for module in sorted {
            for item in &module.items {
                let Item::Fn(function) = item else { continue };
                if let ReturnType::Type(_, ty) = &function.sig.output
                    && matches!(**ty, Type::Never(_))
                {
                    on_stack.push(format!("{}::{}", module.path, function.sig.ident));
                    continue;
                }
                self.function(module, function, &mut calls);
            }
        }
        let helpers = ["first", "handle", "handle64", "pointer", "record", "zeroed"];
        let used = helpers.into_iter().filter(|helper| {
            calls.contains(&format!("{helper}()")) || calls.contains(&format!("{helper}::<"))
        });
        format!(
            "// Written by `xen-abi-gen/tests/every_function.rs`, of what the generator emits.\n\n\
             use super::run::{{Run, {}}};\n\n\
             /// Makes a call of every function.\n\
             #[rustfmt::skip]\n\
             #[allow(clippy::all, unused_unsafe, reason = \"a table of calls, all alike\")]\n\
             pub(crate) fn calls(run: &mut Run) {{\n{calls}}}\n\n\
             /// What leaves the kernel by its stack, and passes nothing.\n\
             pub(crate) const ON_STACK: &[&str] = &{on_stack:?};\n",
            used.collect::<Vec<_>>().join(", "),
        )
    }

    fn function(&self, module: &Module, function: &ItemFn, text: &mut String) {
        let name = format!("{}::{}", module.path, function.sig.ident);
        let generics: BTreeMap<String, String> = function
            .sig
            .generics
            .params
            .iter()
            .filter_map(|param| match param {
                GenericParam::Type(param) => {
                    Some((param.ident.to_string(), self::text(&param.bounds)))
                }
                _ => None,
            })
            .collect();
        let kind = kind(&generics["X"]);
        let Some(family) = generics.get("O") else {
            let arguments = self.arguments(module, function, None);
            let _ = writeln!(
                text,
                "    run.{kind}({name:?}, |xen| unsafe {{ format!(\"{{:?}}\", xen_abi::{name}(xen, \
                 {arguments})) }});"
            );
            return;
        };
        let mut found = 0;
        for marker in
            markers(module).filter(|marker| family.contains(&format!("Family={}>", marker.family)))
        {
            found += 1;
            let kind = if marker.kind == "pv" {
                kind
            } else {
                marker.kind
            };
            let arguments = self.arguments(module, function, Some(&marker));
            let operation = format!("xen_abi::{}::{}", module.path, marker.path);
            let _ = writeln!(
                text,
                "    run.{kind}(\"{name}::<{}>\", |xen| unsafe {{ format!(\"{{:?}}\", \
                 xen_abi::{name}::<{operation}, _>(xen, {arguments})) }});",
                marker.path,
            );
        }
        assert!(found > 0, "{name} has no operations: {family}");
    }

    fn arguments(&self, module: &Module, function: &ItemFn, marker: Option<&Marker>) -> String {
        let params = function.sig.inputs.iter().skip(1).map(|input| {
            let FnArg::Typed(input) = input else {
                panic!("a function takes no self")
            };
            self.value(module, &input.ty, marker)
        });
        params.collect::<Vec<_>>().join(", ")
    }

    /// A value of a parameter's type.
    fn value(&self, module: &Module, ty: &Type, marker: Option<&Marker>) -> String {
        match ty {
            Type::Reference(reference) => {
                let mutable = if reference.mutability.is_some() {
                    "mut "
                } else {
                    ""
                };
                match &*reference.elem {
                    Type::Slice(slice) => {
                        let element = self.value(module, &slice.elem, marker);
                        format!("&{mutable}[{element}, {element}]")
                    }
                    // Any record.
                    one if text(one) == "T" => format!("&{mutable}[0_u64; 17]"),
                    one => format!("&{mutable}{}", self.value(module, one, marker)),
                }
            }
            Type::Ptr(pointer) => match marker.filter(|_| text(&pointer.elem) == "O::Arg") {
                Some(marker) => format!("&mut {}", self.argument(module, marker)),
                None => "pointer()".to_owned(),
            },
            Type::Path(path) if path.path.segments[0].ident == "Option" => {
                let PathArguments::AngleBracketed(inner) = &path.path.segments[0].arguments else {
                    panic!("an option of something")
                };
                let Some(GenericArgument::Type(inner)) = inner.args.first() else {
                    panic!("an option of a type")
                };
                format!("Some({})", self.value(module, inner, marker))
            }
            _ => self.plain(module, &text(ty), ty, marker),
        }
    }

    fn argument(&self, module: &Module, marker: &Marker) -> String {
        let name = marker.argument.rsplit("::").next().unwrap_or_default();
        match self.known(module, name) {
            Some((path, record)) => self.record(&path, name, record, &mut Vec::new()),
            None => format!(
                "zeroed::<<xen_abi::{}::{} as xen_abi::Op>::Arg>()",
                module.path, marker.path
            ),
        }
    }

    fn plain(&self, module: &Module, spelled: &str, ty: &Type, marker: Option<&Marker>) -> String {
        let name = spelled.rsplit("::").next().unwrap_or_default();
        let number = ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "isize"].contains(&spelled);
        if number {
            return "1".to_owned();
        }
        if spelled == "O::Arg" {
            return self.argument(module, marker.expect("an operation"));
        }
        if spelled.contains("GuestHandle64<") {
            return "handle64()".to_owned();
        }
        if spelled.contains("GuestHandle<") {
            return "handle()".to_owned();
        }
        let is_enum = self.enums.contains(name);
        if is_enum {
            assert!(!self.records.contains_key(name), "{name} is two things");
            return "first()".to_owned();
        }
        if let Some((path, record)) = self.known(module, name)
            && matches!(ty, Type::Path(_))
        {
            return self.record(&path, name, record, &mut Vec::new());
        }
        "zeroed()".to_owned()
    }

    /// The record that a module means by a name, if it has a handle.
    fn known(&self, module: &Module, name: &str) -> Option<(String, &Record)> {
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

    fn has_handle(&self, module: &Module, record: &Record, depth: usize) -> bool {
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

    /// A record with valid handles, and 1 in each number.
    fn record(&self, path: &str, name: &str, record: &Record, outer: &mut Vec<String>) -> String {
        let full = format!("xen_abi::{path}::{name}");
        let module = self
            .modules
            .iter()
            .find(|module| module.path == path)
            .expect("the record's module");
        if let Some((from, inner)) = &record.from_handle {
            let Some((name, (path, inner))) = inner
                .as_ref()
                .and_then(|name| Some((name, self.known(module, name)?)))
            else {
                return format!("{full}::{from}(handle())");
            };
            return format!("{full}::{from}({})", self.record(&path, name, inner, outer));
        }
        assert!(!outer.contains(&full), "{full} holds itself");
        outer.push(full.clone());
        let mut set = String::new();
        for (field, ty) in &record.fields {
            let spelled = text(ty);
            let value = if field.contains("pad") {
                continue;
            } else if let Some((path, inner)) = self.known(module, &spelled) {
                self.record(&path, &spelled, inner, outer)
            } else {
                self.plain(module, &spelled, ty, None)
            };
            if value != "zeroed()" && value != "first()" {
                let _ = write!(set, "r.{field} = {value}; ");
            }
        }
        outer.pop();
        format!("record::<{full}>(|r| {{ {set}}})")
    }
}

/// An operation as a type.
struct Marker {
    /// Its path within the module.
    path: String,
    family: String,
    argument: String,
    kind: &'static str,
}

fn markers(module: &Module) -> impl Iterator<Item = Marker> + '_ {
    let blocks = || {
        module.items.iter().filter_map(|item| match item {
            Item::Impl(block) => Some((block, text(&block.trait_.as_ref()?.0))),
            _ => None,
        })
    };
    let operations = blocks().filter(|(_, of)| of == "xen_abi::Op");
    operations.map(move |(block, _)| {
        let associated = |wanted: &str| {
            block.items.iter().find_map(|item| match item {
                ImplItem::Type(ty) if ty.ident == wanted => Some(text(&ty.ty)),
                _ => None,
            })
        };
        let path = text(&block.self_ty);
        let permitted =
            blocks().find(|(other, of)| text(&other.self_ty) == path && of.contains("PermittedTo"));
        let (other, of) = permitted.expect("some guest may perform it");
        Marker {
            path,
            family: associated("Family").expect("a family"),
            argument: associated("Arg").expect("an argument"),
            kind: kind(&format!("{}{of}", text(&other.generics))),
        }
    })
}

/// The kind of guest of the calls.
fn kind(bounds: &str) -> &'static str {
    if bounds.contains("guest::Arm") {
        return "arm";
    }
    let hvm = ["HvmGuest", "TranslatedGuest", "Hvm64"];
    if hvm.iter().any(|kind| bounds.contains(kind)) {
        "hvm"
    } else {
        "pv"
    }
}

/// An item's tokens, without blanks.
fn text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    spaced.split_whitespace().collect()
}

fn attributes(item: &Item) -> &[Attribute] {
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
fn applies(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .all(|attribute| holds(&attribute.parse_args().expect("a condition")))
}

/// Whether a condition of `cfg` holds where the calls are compiled: with all features, for a
/// 64-bit architecture.
fn holds(condition: &Meta) -> bool {
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
