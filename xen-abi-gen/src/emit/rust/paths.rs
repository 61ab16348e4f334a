//! How one module's source refers to another's items, and when it may refer to them at all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::annotations::Nature;
use crate::model::projection::{Body, ItemPath, Module, NumberPath, Placed, Scalar, Type};
use crate::model::target::Target;

/// The condition under which something exists; nothing where it always does.
pub(super) fn cfg(targets: &BTreeSet<Target>, all: &BTreeSet<Target>) -> TokenStream {
    if targets.is_superset(all) {
        return TokenStream::new();
    }
    let arches = targets.iter().map(|target| target.rust_arch());
    match targets.len() {
        1 => quote! { #[cfg(#(target_arch = #arches)*)] },
        _ => quote! { #[cfg(any(#(target_arch = #arches),*))] },
    }
}

/// What a module has to know of all others.
pub(super) struct ModulePaths<'a> {
    /// The path of each header's module.
    paths: BTreeMap<&'a str, &'a [String]>,
    /// How many members each record has; several where targets differ.
    members: BTreeMap<ItemPath, Vec<usize>>,
}

impl<'a> ModulePaths<'a> {
    /// Those of all modules.
    pub(super) fn of(modules: &'a [Module]) -> Self {
        let mut members: BTreeMap<ItemPath, Vec<usize>> = BTreeMap::new();
        for module in modules {
            for placed in &module.items {
                if let Body::Record(record) = &placed.item.body {
                    let path = ItemPath {
                        header: module.header.clone(),
                        name: placed.item.name.clone(),
                    };
                    members.entry(path).or_default().push(record.fields.len());
                }
            }
        }
        let paths = modules
            .iter()
            .map(|module| (&*module.header, module.path.as_slice()))
            .collect();
        Self { paths, members }
    }

    /// That of a header that items stand in.
    pub(super) fn get(&self, header: &str) -> &'a [String] {
        self.paths.get(header).copied().unwrap_or_default()
    }
}

/// What emitted code names of the crate's hand-written part, by its bare name where it can.
const RUNTIME: [&str; 7] = [
    "Buffer",
    "Errno",
    "GuestHandle",
    "GuestHandle64",
    "Hypercall",
    "Op",
    "Plain",
];

/// A module's view of the others.
pub(super) struct Scope<'a> {
    module: &'a Module,
    paths: &'a ModulePaths<'a>,
    /// Items of other modules that are imported by name, and the targets on which they are used.
    imports: BTreeMap<ItemPath, BTreeSet<Target>>,
    /// What was named of the hand-written part, and the targets on which it is.
    runtime: RefCell<BTreeMap<&'static str, BTreeSet<Target>>>,
    /// The targets of the item at hand.
    targets: RefCell<BTreeSet<Target>>,
}

impl<'a> Scope<'a> {
    /// Finds out what the module needs from others.
    pub(super) fn of(module: &'a Module, paths: &'a ModulePaths<'a>) -> Self {
        let local: BTreeSet<&str> = module
            .items
            .iter()
            .map(|placed| placed.item.name.as_str())
            .collect();
        let mut used: BTreeMap<ItemPath, BTreeSet<Target>> = BTreeMap::new();
        for (target, paths) in module.items.iter().flat_map(|placed| &placed.names) {
            for path in paths.iter().filter(|path| path.header != module.header) {
                used.entry(path.clone()).or_default().insert(*target);
            }
        }
        let mut headers_of_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in used.keys() {
            headers_of_name
                .entry(path.name.clone())
                .or_default()
                .insert(path.header.to_string());
        }
        // One name from two headers can still be imported where no target sees both.
        let disjoint = |path: &ItemPath, targets: &BTreeSet<Target>| {
            used.iter().all(|(other, theirs)| {
                other.name != path.name || other == path || theirs.is_disjoint(targets)
            })
        };
        let imports = used
            .iter()
            .filter(|(path, targets)| {
                !local.contains(path.name.as_str())
                    && (headers_of_name[&path.name].len() == 1 || disjoint(path, targets))
            })
            .map(|(path, targets)| (path.clone(), targets.clone()))
            .collect();
        Self {
            module,
            paths,
            imports,
            runtime: RefCell::default(),
            targets: RefCell::default(),
        }
    }

    /// Turns to an item.
    pub(super) fn enter(&self, placed: &Placed) {
        self.targets.borrow_mut().clone_from(&placed.targets);
    }

    /// The module at hand.
    pub(super) fn module(&self) -> &'a Module {
        self.module
    }

    /// How many members a record has, where it has as many on every target.
    pub(super) fn member_count(&self, path: &ItemPath) -> Option<usize> {
        let counts = self.paths.members.get(path)?;
        let first = counts.first()?;
        counts.iter().all(|count| count == first).then_some(*first)
    }

    /// A type or trait of the crate's hand-written part, by its bare name unless an item has that
    /// name.
    pub(super) fn runtime(&self, name: &'static str) -> TokenStream {
        let ident = format_ident!("{name}");
        let taken = self.local(name) || self.imports.keys().any(|path| path.name == name);
        if taken || !RUNTIME.contains(&name) {
            return quote! { xen_abi::#ident };
        }
        let mut named = self.runtime.borrow_mut();
        let targets = self.targets.borrow();
        named.entry(name).or_default().extend(targets.iter());
        quote! { #ident }
    }

    fn local(&self, name: &str) -> bool {
        let items = &self.module.items;
        items.iter().any(|placed| placed.item.name == name)
    }

    /// The `use` items: to be asked for after everything that names something.
    pub(super) fn uses(&self) -> TokenStream {
        let mut named: BTreeMap<BTreeSet<Target>, Vec<Ident>> = BTreeMap::new();
        for (name, targets) in &*self.runtime.borrow() {
            named
                .entry(targets.clone())
                .or_default()
                .push(format_ident!("{name}"));
        }
        let runtime = named.into_iter().map(|(targets, names)| {
            let cfg = cfg(&targets, &self.module.targets);
            match names.as_slice() {
                [name] => quote! { #cfg use xen_abi::#name; },
                names => quote! { #cfg use xen_abi::{#(#names),*}; },
            }
        });
        let mut groups: BTreeMap<(BTreeSet<Target>, &[String]), Vec<&str>> = BTreeMap::new();
        for (path, targets) in &self.imports {
            groups
                .entry((targets.clone(), self.paths.get(&path.header)))
                .or_default()
                .push(&path.name);
        }
        let uses = groups.into_iter().map(|((targets, module), names)| {
            let cfg = cfg(&targets, &self.module.targets);
            let path = self.module_tokens(module);
            let names = names
                .into_iter()
                .map(|name| format_ident!("{name}"))
                .collect::<Vec<_>>();
            match names.as_slice() {
                [name] => quote! { #cfg use #path::#name; },
                names => quote! { #cfg use #path::{#(#names),*}; },
            }
        });
        quote! { #(#uses)* #(#runtime)* }
    }

    /// The condition under which an item of this module exists.
    pub(super) fn cfg(&self, targets: &BTreeSet<Target>) -> TokenStream {
        cfg(targets, &self.module.targets)
    }

    fn module_tokens(&self, module: &[String]) -> TokenStream {
        let supers = (0..self.module.path.len()).map(|_| quote! { super:: });
        let parts = module.iter().map(|part| format_ident!("{part}"));
        quote! { #(#supers)* #(#parts)::* }
    }

    /// An item, as named from this module.
    pub(super) fn item(&self, path: &ItemPath) -> TokenStream {
        let name = format_ident!("{}", path.name);
        if path.header == self.module.header || self.imports.contains_key(path) {
            return quote! { #name };
        }
        let module = self.module_tokens(self.paths.get(&path.header));
        quote! { #module::#name }
    }

    /// A type.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Scalar(scalar) => self::scalar(*scalar),
            Type::Item(path) => self.item(path),
            Type::Handle(to) => {
                let (handle, to) = (self.runtime("GuestHandle"), self.ty(to));
                quote! { #handle<#to> }
            }
            Type::Handle64(to) => {
                let (handle, to) = (self.runtime("GuestHandle64"), self.ty(to));
                quote! { #handle<#to> }
            }
            Type::Frame(nature) => {
                let name = format_ident!("{}", frame_name(*nature));
                quote! { xen_abi::frame::#name }
            }
            Type::Pointer { to, mutable } => {
                let to = self.ty(to);
                if *mutable {
                    quote! { *mut #to }
                } else {
                    quote! { *const #to }
                }
            }
            Type::Array(element, length) => {
                let element = self.ty(element);
                let length = proc_macro2::Literal::u64_unsuffixed(*length);
                quote! { [#element; #length] }
            }
            Type::Flexible(element) => {
                let element = self.ty(element);
                quote! { xen_abi::flex::FlexArray<#element> }
            }
            Type::Void => quote! { core::ffi::c_void },
        }
    }

    /// A hypercall's number as a `u32`.
    pub(super) fn number(&self, number: &NumberPath) -> TokenStream {
        match number {
            NumberPath::Member(family, member) => {
                let family = self.item(family);
                let member = format_ident!("{member}");
                quote! { #family::#member.0 }
            }
            NumberPath::Constant(path) => {
                let constant = self.item(path);
                quote! { #constant as u32 }
            }
        }
    }
}

/// A number's type.
pub(super) fn scalar(scalar: Scalar) -> TokenStream {
    let name = match scalar {
        Scalar::Unsigned(bits) => format_ident!("u{bits}"),
        Scalar::Signed(bits) => format_ident!("i{bits}"),
        Scalar::Usize => format_ident!("usize"),
        Scalar::Isize => format_ident!("isize"),
    };
    quote! { #name }
}

const fn frame_name(nature: Nature) -> &'static str {
    match nature {
        Nature::Mfn => "Mfn",
        Nature::Pfn => "Pfn",
        Nature::GuestAddress => "GuestAddress",
        Nature::Gfn | Nature::Plain | Nature::MachineAddress | Nature::VirtualAddress => "Gfn",
    }
}
