//! How one module's source refers to another's items, and when it may refer to them at all.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::annotations::Nature;
use crate::model::projection::{Body, ItemPath, Module, NumberPath, Scalar, Type};
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

/// The path of each header's module.
pub(super) struct ModulePaths<'a>(BTreeMap<&'a str, &'a [String]>);

impl<'a> ModulePaths<'a> {
    /// Those of all modules.
    pub(super) fn of(modules: &'a [Module]) -> Self {
        Self(
            modules
                .iter()
                .map(|module| (&*module.header, module.path.as_slice()))
                .collect(),
        )
    }

    /// That of a header that items stand in.
    pub(super) fn get(&self, header: &str) -> &'a [String] {
        self.0.get(header).copied().unwrap_or_default()
    }
}

/// What every function names.
const RUNTIME: [&str; 2] = ["Errno", "Hypercall"];

/// A module's view of the others.
pub(super) struct Scope<'a> {
    module: &'a Module,
    paths: &'a ModulePaths<'a>,
    /// Items of other modules that are imported by name, and the targets on which they are used.
    imports: BTreeMap<ItemPath, BTreeSet<Target>>,
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
        }
    }

    /// A type or trait of the crate's hand-written part, by its bare name unless an item of the
    /// module has that name.
    pub(super) fn runtime(&self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        if self.imports_runtime(name) {
            quote! { #ident }
        } else {
            quote! { xen_abi::#ident }
        }
    }

    fn imports_runtime(&self, name: &str) -> bool {
        let taken = |other: &str| other == name;
        let calls = self
            .module
            .items
            .iter()
            .any(|placed| matches!(placed.item.body, Body::Function(_)));
        calls
            && !self
                .module
                .items
                .iter()
                .any(|placed| taken(&placed.item.name))
            && !self.imports.keys().any(|path| taken(&path.name))
    }

    /// The `use` items.
    pub(super) fn uses(&self) -> TokenStream {
        let runtime: Vec<_> = RUNTIME
            .iter()
            .filter(|name| self.imports_runtime(name))
            .map(|name| format_ident!("{name}"))
            .collect();
        let runtime = match runtime.as_slice() {
            [] => TokenStream::new(),
            [name] => quote! { use xen_abi::#name; },
            names => quote! { use xen_abi::{#(#names),*}; },
        };
        let mut groups: BTreeMap<(BTreeSet<Target>, &[String]), Vec<&str>> = BTreeMap::new();
        for (path, targets) in &self.imports {
            groups
                .entry((targets.clone(), self.paths.get(&path.header)))
                .or_default()
                .push(&path.name);
        }
        let uses = groups.into_iter().map(|((targets, module), names)| {
            let cfg = cfg(&targets, &self.module.targets);
            let path = self.module_tokens(module, 0);
            let names = names
                .into_iter()
                .map(|name| format_ident!("{name}"))
                .collect::<Vec<_>>();
            match names.as_slice() {
                [name] => quote! { #cfg use #path::#name; },
                names => quote! { #cfg use #path::{#(#names),*}; },
            }
        });
        quote! { #(#uses)* #runtime }
    }

    /// The condition under which an item of this module exists.
    pub(super) fn cfg(&self, targets: &BTreeSet<Target>) -> TokenStream {
        cfg(targets, &self.module.targets)
    }

    fn module_tokens(&self, module: &[String], inside: usize) -> TokenStream {
        let supers = (0..self.module.path.len() + inside).map(|_| quote! { super:: });
        let parts = module.iter().map(|part| format_ident!("{part}"));
        quote! { #(#supers)* #(#parts)::* }
    }

    /// An item, as named from this module, or from a module `inside` levels deeper in its file.
    pub(super) fn item(&self, path: &ItemPath, inside: usize) -> TokenStream {
        let name = format_ident!("{}", path.name);
        if path.header == self.module.header || self.imports.contains_key(path) {
            let supers = (0..inside).map(|_| quote! { super:: });
            return quote! { #(#supers)* #name };
        }
        let module = self.module_tokens(self.paths.get(&path.header), inside);
        quote! { #module::#name }
    }

    /// A type.
    pub(super) fn ty(&self, ty: &Type, inside: usize) -> TokenStream {
        match ty {
            Type::Scalar(scalar) => self::scalar(*scalar),
            Type::Item(path) => self.item(path, inside),
            Type::Handle(to) => {
                let to = self.ty(to, inside);
                quote! { xen_abi::handle::GuestHandle<#to> }
            }
            Type::Handle64(to) => {
                let to = self.ty(to, inside);
                quote! { xen_abi::handle::GuestHandle64<#to> }
            }
            Type::Frame(nature) => {
                let name = format_ident!("{}", frame_name(*nature));
                quote! { xen_abi::frame::#name }
            }
            Type::Pointer { to, mutable } => {
                let to = self.ty(to, inside);
                if *mutable {
                    quote! { *mut #to }
                } else {
                    quote! { *const #to }
                }
            }
            Type::Array(element, length) => {
                let element = self.ty(element, inside);
                let length = proc_macro2::Literal::u64_unsuffixed(*length);
                quote! { [#element; #length] }
            }
            Type::Flexible(element) => {
                let element = self.ty(element, inside);
                quote! { xen_abi::flex::FlexArray<#element> }
            }
            Type::Void => quote! { core::ffi::c_void },
        }
    }

    /// A hypercall's number as a `u32`.
    pub(super) fn number(&self, number: &NumberPath, inside: usize) -> TokenStream {
        match number {
            NumberPath::Member(family, member) => {
                let family = self.item(family, inside);
                let member = format_ident!("{member}");
                quote! { #family::#member.0 as u32 }
            }
            NumberPath::Constant(path) => {
                let constant = self.item(path, inside);
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
