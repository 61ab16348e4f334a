//! How one module's source refers to another's items, and when it may refer to them at all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use super::tokens::{ident, scalar};
use crate::model::annotations::Nature;
use crate::model::projection::{Body, ItemPath, Module, NumberPath, Placed, Type};
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

/// All modules, by header.
pub(super) type Modules<'a> = BTreeMap<&'a str, &'a Module>;

/// A module's path, from so many modules below the root.
pub(super) fn module_path(path: &[String], depth: usize) -> TokenStream {
    let supers = std::iter::repeat_n(quote! { super:: }, depth);
    let parts = path.iter().map(ident);
    quote! { #(#supers)* #(#parts)::* }
}

/// The path of a module, from so many modules below the root; `xen-abi`'s, if that has it.
pub(super) fn path_to(module: &Module, depth: usize) -> TokenStream {
    match module.in_crate {
        true => {
            let parts = module.path.iter().map(ident);
            quote! { xen_abi::#(#parts)::* }
        }
        false => module_path(&module.path, depth),
    }
}

/// The path of a module from another one: from the innermost folder that both are in.
fn path_between(from: &Module, to: &Module) -> TokenStream {
    let pairs = from.path.iter().zip(&to.path);
    let shared = pairs.take_while(|(from, to)| from == to).count();
    let depth = from.path.len() - shared;
    match &to.path[shared..] {
        _ if to.in_crate => path_to(to, depth),
        // It holds the other one.
        [] => {
            let supers = std::iter::repeat_n(quote! { super }, depth);
            quote! { #(#supers)::* }
        }
        below => module_path(below, depth),
    }
}

/// A module's view of the others.
pub(super) struct Scope<'a> {
    /// The module.
    pub(super) module: &'a Module,
    modules: &'a Modules<'a>,
    /// Items of other modules that are imported by name, and the targets on which they are used.
    imports: BTreeMap<&'a ItemPath, BTreeSet<Target>>,
    /// What was named of the hand-written part, and the targets on which it is.
    runtime: RefCell<BTreeMap<&'static str, BTreeSet<Target>>>,
    /// The targets of the item at hand.
    targets: RefCell<BTreeSet<Target>>,
}

impl<'a> Scope<'a> {
    /// Finds out what the module needs from others.
    pub(super) fn of(module: &'a Module, modules: &'a Modules<'a>) -> Self {
        let mut used: BTreeMap<&ItemPath, BTreeSet<Target>> = BTreeMap::new();
        for (target, paths) in module.items.iter().flat_map(|placed| &placed.names) {
            for path in paths.iter().filter(|path| path.header != module.header) {
                used.entry(path).or_default().insert(*target);
            }
        }
        // One name from two headers can still be imported where no target sees both.
        let collides = |path: &ItemPath, targets: &BTreeSet<Target>| {
            used.iter().any(|(other, theirs)| {
                other.name == path.name && *other != path && !theirs.is_disjoint(targets)
            })
        };
        let mut imports = used.clone();
        imports.retain(|path, targets| !has_item(module, &path.name) && !collides(path, targets));
        Self {
            module,
            modules,
            imports,
            runtime: RefCell::default(),
            targets: RefCell::default(),
        }
    }

    /// Turns to an item.
    pub(super) fn enter(&self, placed: &Placed) {
        self.targets.borrow_mut().clone_from(&placed.targets);
    }

    /// Whether a type is a record with so many members on every target.
    pub(super) fn has_members(&self, ty: &Type, count: usize) -> bool {
        let Type::Item(path) = ty else {
            return false;
        };
        let module = self.modules.get(&*path.header).into_iter();
        let mut items = module
            .flat_map(|module| &module.items)
            .map(|placed| &placed.item)
            .filter(|item| item.name == path.name)
            .peekable();
        items.peek().is_some()
            && items.all(
                |item| matches!(&item.body, Body::Struct(record) if record.fields.len() == count),
            )
    }

    /// A hand-written type or trait, by its name if no item of the module has it.
    pub(super) fn runtime(&self, name: &'static str) -> TokenStream {
        let ident = ident(name);
        if has_item(self.module, name) || self.imports.keys().any(|path| path.name == name) {
            return quote! { xen_abi::#ident };
        }
        let mut named = self.runtime.borrow_mut();
        let targets = self.targets.borrow();
        named.entry(name).or_default().extend(targets.iter());
        quote! { #ident }
    }

    /// The `use` items: to be asked for after everything that names something.
    pub(super) fn uses(&self) -> TokenStream {
        let named = self.runtime.borrow();
        let runtime = named.iter().map(|(name, targets)| (None, targets, *name));
        let reexports = &self.module.reexports;
        let is_private = |path: &ItemPath| {
            let mut reexports = reexports.iter();
            !reexports.any(|one| one.header == path.header && one.names.contains(&path.name))
        };
        let imports = self.imports.iter().filter(|(path, _)| is_private(path));
        let imports = imports.map(|(path, targets)| {
            let module = self.modules.get(&*path.header);
            (module.copied(), targets, &*path.name)
        });
        let mut groups: BTreeMap<_, (Option<&Module>, Vec<Ident>)> = BTreeMap::new();
        for (module, targets, name) in imports.chain(runtime) {
            // The crate's hand-written part comes last.
            let place = module.map(|module| (module.in_crate, &module.path));
            let group = groups.entry((module.is_none(), targets, place));
            let (_, names) = group.or_insert_with(|| (module, Vec::new()));
            names.push(ident(name));
        }
        let uses = groups
            .into_iter()
            .map(|((_, targets, _), (module, names))| {
                let cfg = self.cfg(targets);
                let path = match module {
                    Some(module) => path_between(self.module, module),
                    None => quote! { xen_abi },
                };
                quote! { #cfg use #path::{#(#names),*}; }
            });
        quote! { #(#uses)* }
    }

    /// The items of other modules that this one has too.
    pub(super) fn reexports(&self) -> TokenStream {
        let reexports = self.module.reexports.iter().filter_map(|reexport| {
            let module = self.modules.get(&*reexport.header)?;
            let (cfg, path) = (
                self.cfg(&reexport.targets),
                path_between(self.module, module),
            );
            let names = reexport.names.iter().map(ident);
            Some(quote! { #cfg pub use #path::{#(#names),*}; })
        });
        quote! { #(#reexports)* }
    }

    /// The condition under which an item of this module exists.
    pub(super) fn cfg(&self, targets: &BTreeSet<Target>) -> TokenStream {
        cfg(targets, &self.module.targets)
    }

    /// An item, as named from this module.
    pub(super) fn item(&self, path: &ItemPath) -> TokenStream {
        let name = ident(&path.name);
        if path.header == self.module.header || self.imports.contains_key(path) {
            return quote! { #name };
        }
        let module = self
            .modules
            .get(&*path.header)
            .map(|module| path_between(self.module, module));
        quote! { #module::#name }
    }

    /// A type.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        self::ty(ty, &|path| self.item(path), &|name| self.runtime(name))
    }

    /// A hypercall's number as a `u32`.
    pub(super) fn number(&self, number: &NumberPath) -> TokenStream {
        match number {
            NumberPath::Member(family, member) => {
                let (family, member) = (self.item(family), ident(member));
                quote! { #family::#member.0 }
            }
            NumberPath::Constant(path) => {
                let constant = self.item(path);
                quote! { #constant as u32 }
            }
        }
    }
}

/// Whether a module has an item of that name.
fn has_item(module: &Module, name: &str) -> bool {
    module.items.iter().any(|placed| placed.item.name == name)
}

/// A type, by what names items and what names the crate's hand-written types.
pub(super) fn ty(
    ty: &Type,
    item: &dyn Fn(&ItemPath) -> TokenStream,
    runtime: &dyn Fn(&'static str) -> TokenStream,
) -> TokenStream {
    let inner = |ty: &Type| self::ty(ty, item, runtime);
    let handle = |name, to: &Type| {
        let (handle, to) = (runtime(name), inner(to));
        quote! { #handle<#to> }
    };
    match ty {
        Type::Scalar(number) => scalar(*number).into_token_stream(),
        Type::Item(path) => item(path),
        Type::Handle(to) => handle("GuestHandle", to),
        Type::Handle64(to) => handle("GuestHandle64", to),
        Type::Frame(nature) => {
            let name = ident(match nature {
                Nature::Mfn => "Mfn",
                Nature::Pfn => "Pfn",
                Nature::GuestAddress => "GuestAddress",
                Nature::Gfn | Nature::Plain | Nature::MachineAddress | Nature::VirtualAddress => {
                    "Gfn"
                }
            });
            quote! { xen_abi::frame::#name }
        }
        Type::Pointer { to, mutable } => {
            let (qualifier, to) = (ident(if *mutable { "mut" } else { "const" }), inner(to));
            quote! { *#qualifier #to }
        }
        Type::Array(element, length) => {
            let (element, length) = (inner(element), Literal::u64_unsuffixed(*length));
            quote! { [#element; #length] }
        }
        Type::Flexible(element) => {
            let element = inner(element);
            quote! { xen_abi::flex::FlexArray<#element> }
        }
        Type::Void => quote! { core::ffi::c_void },
    }
}
