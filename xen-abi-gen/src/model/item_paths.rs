//! Which other items an item names, wherever in it they stand.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::location::HeaderPath;
use super::projection::cases::{Case, Cases};
use super::projection::rings::Ring;
use super::projection::{
    BitField, Body, Buffers, Choice, ConstantMember, Displaced, Elements, Factor, Field, Function,
    FunctionParam, Item, ItemPath, Local, Marker, Memory, Method, Nested, NumberPath, Output,
    Place, Request, RequestInput, RequestValue, Selected, Selector, Struct, Type, Unified, Union,
    Word,
};

impl Item {
    /// The items that it names.
    pub fn named(&mut self) -> BTreeSet<ItemPath> {
        let mut found = BTreeSet::new();
        self.body.each_path(&mut |path| {
            found.insert(path.clone());
        });
        found
    }

    /// Gives every path that it has another.
    pub fn rename(&mut self, rename: &dyn Fn(&ItemPath) -> ItemPath) {
        self.body.each_path(&mut |path| *path = rename(path));
    }

    /// Whether another item reads the same, be it that equal names are from different modules, all
    /// of which can be imported.
    pub fn reads_like(&mut self, other: &mut Self, can_be_imported: impl Fn(&str) -> bool) -> bool {
        let (own, others) = (self.take_headers(), other.take_headers());
        let is_alike = *self == *other;
        let mut differing = own.iter().zip(&others).map(|(own, other)| own != other);
        let mut is_importable = true;
        self.body.each_path(&mut |path| {
            is_importable &= differing.next() != Some(true) || can_be_imported(&path.name);
        });
        self.put_headers(own);
        other.put_headers(others);
        is_alike && is_importable
    }

    /// Leaves bare names, and returns the headers of their paths.
    fn take_headers(&mut self) -> Vec<HeaderPath> {
        let (none, mut headers) = (Arc::from(""), Vec::new());
        self.body.each_path(&mut |path| {
            headers.push(std::mem::replace(&mut path.header, Arc::clone(&none)));
        });
        headers
    }

    /// Gives bare names their headers back.
    fn put_headers(&mut self, headers: Vec<HeaderPath>) {
        let mut headers = headers.into_iter();
        self.body.each_path(&mut |path| {
            path.header = headers.next().unwrap_or_default();
        });
    }
}

impl Type {
    /// The item that it is, or leads to.
    pub fn item(&self) -> Option<&ItemPath> {
        match self {
            Self::Item(path) => Some(path),
            Self::Handle(to)
            | Self::Handle64(to)
            | Self::Pointer { to, .. }
            | Self::Array(to, _)
            | Self::Flexible(to) => to.item(),
            Self::Scalar(_) | Self::Frame(_) | Self::Void => None,
        }
    }

    /// Gives every path that it has another.
    pub fn rename(&mut self, rename: &dyn Fn(&ItemPath) -> ItemPath) {
        self.each_path(&mut |path| *path = rename(path));
    }
}

impl Marker {
    /// The items that it names.
    pub fn named(&self) -> BTreeSet<ItemPath> {
        let mut found = BTreeSet::new();
        self.clone().each_path(&mut |path| {
            found.insert(path.clone());
        });
        found
    }
}

type Visit<'v> = &'v mut dyn FnMut(&mut ItemPath);

/// A part of an item that may name others.
trait Names {
    /// Visits the path of each item that it names.
    fn each_path(&mut self, visit: Visit<'_>);
}

impl Names for ItemPath {
    fn each_path(&mut self, visit: Visit<'_>) {
        visit(self);
    }
}

impl<T: Names> Names for Option<T> {
    fn each_path(&mut self, visit: Visit<'_>) {
        if let Some(part) = self {
            part.each_path(visit);
        }
    }
}

impl<T: Names> Names for Vec<T> {
    fn each_path(&mut self, visit: Visit<'_>) {
        for part in self {
            part.each_path(visit);
        }
    }
}

/// What has a type: a member by its name, a kind of guest.
impl<T> Names for (T, Type) {
    fn each_path(&mut self, visit: Visit<'_>) {
        self.1.each_path(visit);
    }
}

/// Implements [`Names`] for structs, by the members that may name items.
macro_rules! names {
    ($($part:ty: $($member:ident),+;)+) => {$(
        impl Names for $part {
            fn each_path(&mut self, visit: Visit<'_>) {
                $(self.$member.each_path(visit);)+
            }
        }
    )+};
}

names! {
    BitField: family;
    Buffers: ty, size_ty;
    Case: ty;
    Choice: tag, ty;
    Cases: record, union, tag_ty, cases;
    Displaced: ty;
    Elements: record, size;
    Field: ty;
    Local: ty, nested;
    Marker: argument, memory;
    Memory: nested, elements;
    Nested: record, handle, size, when, element, nested;
    FunctionParam: ty, memory;
    ConstantMember: ty, constant;
    Struct: fields, bits, displaced, constants;
    Request: ty, value, inputs, members, buffers;
    RequestInput: value;
    Ring: request, response, entry, shared;
    Selected: union, nested;
    Union: fields, bits;
}

impl Names for Body {
    fn each_path(&mut self, visit: Visit<'_>) {
        match self {
            Self::Alias(ty) => ty.each_path(visit),
            Self::Struct(record) => record.each_path(visit),
            Self::Union(union) => union.each_path(visit),
            Self::Ring(ring) => ring.each_path(visit),
            Self::Cases(cases) => cases.each_path(visit),
            Self::Function(function) => function.each_path(visit),
            Self::Method(method) => method.each_path(visit),
            Self::Unified(unified) => unified.each_path(visit),
            Self::ByGuest(types) => types.each_path(visit),
            Self::Markers {
                family,
                number,
                markers,
            } => {
                visit(family);
                number.each_path(visit);
                markers.each_path(visit);
            }
            Self::Constant { .. }
            | Self::Text(_)
            | Self::Newtype { .. }
            | Self::Family { .. }
            | Self::Versions { .. } => {}
        }
    }
}

impl Names for Function {
    fn each_path(&mut self, visit: Visit<'_>) {
        match &mut self.generic {
            Some(family) => visit(family),
            None => self.number.each_path(visit),
        }
        self.params.each_path(visit);
        self.local.each_path(visit);
        self.request.each_path(visit);
        self.output.each_path(visit);
        self.left.each_path(visit);
        self.failure.each_path(visit);
        self.status.each_path(visit);
        self.words.each_path(visit);
    }
}

impl Names for Method {
    /// What its signature names. The functions that it calls are named by their paths.
    fn each_path(&mut self, visit: Visit<'_>) {
        self.function.params.each_path(visit);
        self.function.output.each_path(visit);
        self.function.left.each_path(visit);
        self.function.failure.each_path(visit);
        self.function.status.each_path(visit);
    }
}

impl Names for Unified {
    /// What its members name. The records of the releases are named by their paths.
    fn each_path(&mut self, visit: Visit<'_>) {
        for field in &mut self.fields {
            field.ty.each_path(visit);
        }
    }
}

impl Names for Selector {
    fn each_path(&mut self, visit: Visit<'_>) {
        match self {
            Self::Variant { family, ty, .. } => {
                visit(family);
                ty.each_path(visit);
            }
            Self::Constant { family, .. } => visit(family),
        }
    }
}

impl Names for RequestValue {
    fn each_path(&mut self, visit: Visit<'_>) {
        match self {
            Self::Constant(path, ty) => {
                visit(path);
                ty.each_path(visit);
            }
            Self::Version(path, _) => visit(path),
            Self::Param(_) => {}
        }
    }
}

impl Names for Output {
    fn each_path(&mut self, visit: Visit<'_>) {
        if let Self::Field(_, ty) | Self::Whole(ty) = self {
            ty.each_path(visit);
        }
    }
}

impl Names for Word {
    fn each_path(&mut self, visit: Visit<'_>) {
        if let Self::Command { family, .. } = self {
            visit(family);
        }
    }
}

impl Names for NumberPath {
    fn each_path(&mut self, visit: Visit<'_>) {
        let (Self::Member(path, _) | Self::Constant(path)) = self;
        visit(path);
    }
}

impl Names for Factor {
    fn each_path(&mut self, visit: Visit<'_>) {
        match self {
            Self::Number(_) => {}
            Self::Size(ty) => ty.each_path(visit),
            Self::Member(place, ty) | Self::Quotient(place, ty, _) => {
                place.each_path(visit);
                ty.each_path(visit);
            }
            Self::Range(first, last, ty) => {
                first.each_path(visit);
                last.each_path(visit);
                ty.each_path(visit);
            }
        }
    }
}

impl Names for Place {
    fn each_path(&mut self, visit: Visit<'_>) {
        for (ty, _) in &mut self.0 {
            ty.each_path(visit);
        }
    }
}

impl Names for Type {
    fn each_path(&mut self, visit: Visit<'_>) {
        match self {
            Self::Item(path) => visit(path),
            Self::Handle(to)
            | Self::Handle64(to)
            | Self::Pointer { to, .. }
            | Self::Array(to, _)
            | Self::Flexible(to) => to.each_path(visit),
            Self::Scalar(_) | Self::Frame(_) | Self::Void => {}
        }
    }
}
