//! The files of what only toolstacks see, besides those of headers.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::format::{self, HEADERS, Written};
use super::paths::{Modules, Scope, module_path};
use super::tokens::ident;
use super::{items, layout};
use crate::model::projection::toolstack::{ReleaseConstant, Releases};
use crate::model::projection::{Coverage, Module, Placed, Projection, TOOLSTACK, TextPlace};
use crate::model::release::Release;
use crate::model::target::Target;

/// The root of what only toolstacks see, its layouts, and the releases.
pub(super) fn files(
    projection: &Projection,
    modules: &Modules,
    children: &TokenStream,
) -> Result<Vec<Written>, String> {
    let releases = &projection.toolstack_releases;
    let mut docs = vec![
        "What Xen's ABI has for toolstacks alone: one module per header.",
        "",
        "The ABI of toolstacks changes from release to release. What is the same in every release",
        "that has it is in the header's module. What differs is in modules below it, one per range",
        "of releases, named after the first release of the range.",
    ];
    let targets = projection
        .toolstack_layouts
        .iter()
        .map(|layout| layout.target);
    let checked: BTreeSet<Target> = targets.collect();
    let has_releases = !releases.all.is_empty();
    let release = has_releases.then(|| quote! { mod release; pub use release::Release; });
    let has_operations = !releases.operations.is_empty();
    if has_operations {
        docs.extend([
            "",
            "The methods of [`Toolstack`] call an operation in the form of the release that Xen is;",
            "[`calls`] lists all operations.",
        ]);
    }
    let calls = has_operations.then(|| {
        quote! { pub mod calls; pub use calls::{CallError, Toolstack}; }
    });
    let body = quote! {
        #![allow(unused_imports, reason = "a range has what it shares with another one, used or not")]
        #children
        mod layout;
        #release
        #calls
    };
    let layouts = format!("{TOOLSTACK}/layout");
    let mut files = vec![
        format::source(TOOLSTACK, HEADERS, &docs, body)?,
        format::source(
            &layouts,
            HEADERS,
            &[layout::DOCS],
            layout::modules(&checked),
        )?,
    ];
    if has_releases {
        let docs = ["The releases of Xen whose ABI for toolstacks is known."];
        let body = self::releases(releases, modules);
        let path = format!("{TOOLSTACK}/release");
        files.push(format::source(&path, HEADERS, &docs, body)?);
    }
    if has_operations {
        let mut docs = vec!["Calls that fit the release of Xen that was found.".to_owned()];
        docs.extend(table(releases));
        docs.extend(sizes(&releases.operations));
        docs.extend(texts(&releases.texts));
        let body = quote! {
            use super::release::Release;

            xen_abi::toolstack!(Release);
        };
        let path = format!("{TOOLSTACK}/calls");
        files.push(format::source(&path, HEADERS, &docs, body)?);
    }
    Ok(files)
}

/// The methods of a header for its operations, as one `impl`.
pub(super) fn methods(scope: &Scope, methods: &[&Placed]) -> Option<TokenStream> {
    if methods.is_empty() {
        return None;
    }
    let items = items::items(scope, methods);
    let hypercall = scope.runtime("Hypercall");
    Some(quote! { impl<X: #hypercall> Toolstack<'_, X> { #(#items)* } })
}

/// What the methods of a module, and records for all releases, name of the root.
pub(super) fn errors(module: &Module) -> TokenStream {
    let supers = (1..module.path.len()).map(|_| quote! { super:: });
    let root = quote! { #(#supers)* };
    quote! {
        use #root calls::{CallError, ForRelease, Toolstack};
        use #root release::Release;
    }
}

/// The table of operations, in Markdown.
fn table(releases: &Releases) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "# Operations".to_owned(),
        String::new(),
        "| operation | releases | call |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    for covered in &releases.operations {
        let of = span(&covered.releases, &releases.all);
        let module = covered.module[1..].join("::");
        // Of another target, there is no item to lead to.
        let how = match (&covered.method, &covered.targets) {
            (Ok(method), Some(targets)) => {
                let names: Vec<&str> = targets.iter().map(|target| target.rust_arch()).collect();
                format!("`{method}`, on {}", names.join(" and "))
            }
            (Ok(method), None) => format!("[`{method}`](Toolstack::{method})"),
            (Err(reason), _) => format!("{}: {reason}", functions(covered, &module)),
        };
        let stable = if covered.is_stable { ", stable" } else { "" };
        let how = match covered.is_unified {
            true => format!("{how}, with a record for all releases"),
            false => how,
        };
        lines.push(format!(
            "| `{}` | {of}{stable} | {how} |",
            covered.operation
        ));
    }
    lines
}

/// The functions for each release of an operation without a method.
fn functions(covered: &Coverage, module: &str) -> String {
    let links = covered.functions.iter().map(|(first, path)| {
        let path = path.join("::");
        format!("[since {first}](super::{path})")
    });
    let links: Vec<String> = links.collect();
    match links.is_empty() {
        true => format!("the functions of `{module}` for each release"),
        false => format!("the functions of `{module}` {}", links.join(", ")),
    }
}

/// The table of sizes, in Markdown.
fn sizes(operations: &[Coverage]) -> Vec<String> {
    let lines = [
        "",
        "# Sizes",
        "",
        "These operations return the size that they need if they get `None` for the slices. It may",
        "have changed when the next call passes slices of that size.",
        "",
        "| operation | slices | call |",
        "|---|---|---|",
    ];
    let rows = operations
        .iter()
        .filter(|covered| !covered.sizes.is_empty());
    let rows = rows.map(|covered| {
        let slices: Vec<String> = covered
            .sizes
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let call = match (&covered.method, &covered.targets) {
            (Ok(method), None) => format!("[`{method}`](Toolstack::{method})"),
            (Ok(method), Some(_)) => format!("`{method}`"),
            (Err(_), _) => String::new(),
        };
        format!(
            "| `{}` | {} | {call} |",
            covered.operation,
            slices.join(", ")
        )
    });
    let rows: Vec<String> = rows.collect();
    match rows.is_empty() {
        true => rows,
        false => lines.map(str::to_owned).into_iter().chain(rows).collect(),
    }
}

/// The table of texts, in Markdown.
fn texts(texts: &[TextPlace]) -> Vec<String> {
    if texts.is_empty() {
        return Vec::new();
    }
    let lines = [
        "",
        "# Texts",
        "",
        "A text that goes to Xen is a [`CStr`](core::ffi::CStr), and one that comes from Xen is in a",
        "[`TextBuffer`](xen_abi::text::TextBuffer). Sizes are in bytes. Whether Xen counts the NUL",
        "makes no difference to the caller.",
        "",
        "| operation or record | text | direction | size for Xen | call |",
        "|---|---|---|---|---|",
    ];
    let mut lines: Vec<String> = lines.map(str::to_owned).into();
    for text in texts {
        let direction = match (text.input.is_some(), text.is_output) {
            (true, true) => "in and out",
            (true, false) => "in",
            (false, _) => "out",
        };
        let size = text.input.map_or_else(String::new, |input| {
            let nul = if input.nul {
                "with the NUL"
            } else {
                "without the NUL"
            };
            let most = input.most.map(|most| format!(", at most {most}"));
            format!("{nul}{}", most.unwrap_or_default())
        });
        let call = match text.is_linked {
            true => format!("[`{0}`](Toolstack::{0})", text.function),
            false => format!("`{}`", text.function),
        };
        let (of, name) = (&text.of, &text.name);
        lines.push(format!(
            "| `{of}` | `{name}` | {direction} | {size} | {call} |"
        ));
    }
    lines
}

/// Some of all releases in words.
fn span(found: &[Release], all: &[Release]) -> String {
    match found {
        _ if found == all => "all".to_owned(),
        [first, ..] if all.ends_with(found) => format!("since {first}"),
        [.., last] if all.starts_with(found) => format!("until {last}"),
        _ => {
            let listed: Vec<String> = found.iter().map(ToString::to_string).collect();
            listed.join(", ")
        }
    }
}

/// The releases as an enum, and the constants of each.
fn releases(releases: &Releases, modules: &Modules) -> TokenStream {
    let all = &releases.all;
    let names: Vec<_> = all
        .iter()
        .map(|one| ident(Releases::variant(*one)))
        .collect();
    let docs = all.iter().map(|release| format!(" Xen {release}."));
    let numbers: Vec<_> = all
        .iter()
        .map(|release| {
            let [major, minor] = [release.major, release.minor].map(Literal::u32_unsuffixed);
            quote! { (#major, #minor) }
        })
        .collect();
    let constants = releases.constants.iter();
    let constants = constants.map(|one| constant(one, &names, modules));
    quote! {
        /// A release of Xen, by its two numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Release { #(#[doc = #docs] #names,)* }

        impl Release {
            /// The releases whose ABI for toolstacks is known, the oldest first.
            pub const ALL: &[Self] = &[#(Self::#names),*];

            /// The release of these numbers; `None` if its ABI is not known.
            #[inline]
            pub const fn of_numbers(major: u16, minor: u16) -> Option<Self> {
                match (major, minor) {
                    #(#numbers => Some(Self::#names),)*
                    _ => None,
                }
            }

            /// The major and the minor number.
            #[inline]
            pub const fn numbers(self) -> (u16, u16) {
                match self { #(Self::#names => #numbers,)* }
            }

            #(#constants)*
        }

        /// `4.17`.
        impl core::fmt::Display for Release {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let (major, minor) = self.numbers();
                write!(f, "{major}.{minor}")
            }
        }
    }
}

/// The method of a release for a constant.
fn constant(
    constant: &ReleaseConstant,
    releases: &[proc_macro2::Ident],
    modules: &Modules,
) -> TokenStream {
    let method = ident(&constant.method);
    let docs = format!(" The value of `{}`.", constant.c_name);
    let module = modules.get(&*constant.ty.header);
    let module = module.map(|module| module_path(&module.path[1..], 1));
    let ty = ident(&constant.ty.name);
    let values = constant.values.iter().map(ident);
    quote! {
        #[doc = #docs]
        #[inline]
        pub const fn #method(self) -> #module::#ty {
            match self { #(Self::#releases => #module::#ty::#values,)* }
        }
    }
}
