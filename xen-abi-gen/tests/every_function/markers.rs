//! Operations as types, and who may perform them.

use super::emitted::{Module, text};
use syn::{ImplItem, Item};

/// An operation as a type.
pub(super) struct Marker {
    /// Its path within the module.
    pub(super) path: String,
    pub(super) family: String,
    pub(super) argument: String,
    pub(super) kind: &'static str,
}

pub(super) fn markers(module: &Module) -> impl Iterator<Item = Marker> + '_ {
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
pub(super) fn kind(bounds: &str) -> &'static str {
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
