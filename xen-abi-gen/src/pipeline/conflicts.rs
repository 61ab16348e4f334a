//! Finds errors that rustc would report: duplicate names, constants out of range.
//!
//! Names of C are compared when they are given; what the generator makes besides is compared here.

use std::collections::BTreeSet;

use super::name::Space;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::Role;
use crate::model::hash::HashMap;
use crate::model::projection::cases::Cases;
use crate::model::projection::{Body, Function, Item, Module, NamedValue, Projection, Scalar};

/// Everything that rustc would reject.
pub fn conflicts(projection: &Projection) -> Diagnostics {
    let mut found = Diagnostics::new();
    for module in &projection.modules {
        items(projection, module, &mut found);
    }
    found
}

/// Whether an item's name is that of a type, or of a value, or of both.
const fn spaces(body: &Body) -> &'static [Space] {
    match body {
        Body::Constant { .. } | Body::Text(_) | Body::Function(_) => &[Space::Values],
        // It is in the namespace of a type.
        Body::Method(_) => &[],
        Body::Family {
            role: Role::Values | Role::Errors | Role::Flags,
            ..
        }
        | Body::Newtype { .. } => &[Space::Types, Space::Values],
        Body::Alias(_)
        | Body::Family { .. }
        | Body::Struct(_)
        | Body::Union(_)
        | Body::Ring(_)
        | Body::Unified(_)
        | Body::Cases(_)
        | Body::Versions { .. }
        | Body::Markers { .. }
        | Body::ByGuest(_) => &[Space::Types],
    }
}

fn items(projection: &Projection, module: &Module, found: &mut Diagnostics) {
    let children: BTreeSet<&String> = projection
        .modules
        .iter()
        .map(|other| &other.path)
        .filter_map(|path| path.strip_prefix(module.path.as_slice())?.first())
        .collect();
    let mut taken: HashMap<(Space, &str), &Item> = HashMap::default();
    for item in module.items.iter().map(|placed| &placed.item) {
        let name = &item.name;
        let spaces = spaces(&item.body);
        let mut first = None;
        for space in spaces {
            first = taken.insert((*space, name), item).or(first);
        }
        if let Some(first) = first {
            found.push(
                collision(item, format!("two items become `{name}` in Rust"))
                    .related(&first.location, "this is the other"),
            );
        } else if spaces.contains(&Space::Types) && children.contains(name) {
            found.push(collision(
                item,
                format!("an item becomes `{name}` in Rust, which is a header's module"),
            ));
        }
        match &item.body {
            Body::Family {
                role,
                repr,
                members,
            } => fit(item, *role, *repr, members, found),
            Body::Function(function) => parameters(item, function, found),
            Body::Cases(cases) => variants(item, cases, found),
            _ => {}
        }
    }
}

fn collision(item: &Item, message: String) -> Diagnostic {
    let shown = item.c_names.first().unwrap_or(&item.name);
    Diagnostic::error("name-collision", message)
        .at(&item.location, format!("`{shown}`"))
        .help(
            "give one of them a name of its own: `[[rename]]` with c, rust and a reason, in a \
             table for `--naming FILE` or in the generator's naming.toml",
        )
}

/// Constants of a type hold values of it.
fn fit(item: &Item, role: Role, repr: Scalar, members: &[NamedValue], found: &mut Diagnostics) {
    for member in members {
        let fits = match repr {
            Scalar::Unsigned(128) | Scalar::Usize => member.value >= 0,
            Scalar::Unsigned(bits) => member.value >= 0 && member.value >> bits == 0,
            Scalar::Signed(128) | Scalar::Isize => true,
            Scalar::Signed(bits) => (-1..=0).contains(&(member.value >> (bits - 1))),
        };
        let never = role == Role::Errors && member.value <= 0;
        if !fits || never {
            found.push(
                Diagnostic::error(
                    "unfit-value",
                    format!(
                        "the value {} of `{}` is none that `{}` can have",
                        member.value, member.c_name, item.name
                    ),
                )
                .at(&item.location, "this family")
                .help(
                    "leave the constant out of the family, or give the family's members their \
                     width",
                ),
            );
        }
    }
}

/// No variant of a tagged union has the name of another.
fn variants(item: &Item, cases: &Cases, found: &mut Diagnostics) {
    let mut taken = BTreeSet::new();
    for case in &cases.cases {
        if !taken.insert(&case.name) {
            found.push(collision(
                item,
                format!("two members of a union become `{}` in Rust", case.name),
            ));
        }
    }
}

/// No parameter has the name of another, nor of the back end.
fn parameters(item: &Item, function: &Function, found: &mut Diagnostics) {
    let mut taken: BTreeSet<&str> = ["xen"].into();
    for param in &function.params {
        if !taken.insert(&param.name) {
            found.push(
                Diagnostic::error(
                    "name-collision",
                    format!("two parameters become `{}` in Rust", param.name),
                )
                .at(&item.location, format!("of `{}`", item.name))
                .help("call one of them otherwise in the header's annotation"),
            );
        }
    }
}
