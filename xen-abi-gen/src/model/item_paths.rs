//! Which other items an item names, wherever in it they stand.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::projection::{
    BitField, Body, Factor, Field, Function, Item, ItemPath, Memory, Nested, NumberPath, Output,
    Selector, Type, Word,
};

impl Item {
    /// The items that it names.
    pub fn named(&self) -> BTreeSet<ItemPath> {
        let mut found = BTreeSet::new();
        self.clone().each_path(&mut |path| {
            found.insert(path.clone());
        });
        found
    }

    /// The same item with bare names: what it reads like where every name is imported.
    #[must_use]
    pub fn bare(&self) -> Self {
        let mut item = self.clone();
        item.each_path(&mut |path| path.header = Arc::from(""));
        item
    }

    fn each_path(&mut self, visit: &mut dyn FnMut(&mut ItemPath)) {
        match &mut self.body {
            Body::Alias(ty) => in_type(ty, visit),
            Body::Record(record) => {
                in_fields(&mut record.fields, &mut record.bits, visit);
                let displaced = record.displaced.iter_mut();
                displaced.for_each(|member| in_type(&mut member.ty, visit));
            }
            Body::Union(union) => {
                in_fields(&mut union.fields, &mut union.bits, visit);
            }
            Body::Ring(ring) => {
                for ty in [
                    &mut ring.request,
                    &mut ring.response,
                    &mut ring.entry,
                    &mut ring.shared,
                ] {
                    in_type(ty, visit);
                }
            }
            Body::Cases(cases) => {
                for ty in [&mut cases.record, &mut cases.union, &mut cases.tag_ty] {
                    in_type(ty, visit);
                }
                cases
                    .cases
                    .iter_mut()
                    .for_each(|case| in_type(&mut case.ty, visit));
            }
            Body::Function(function) => in_function(function, visit),
            Body::ByGuest(types) => types.iter_mut().for_each(|(_, ty)| in_type(ty, visit)),
            Body::Markers {
                family,
                number,
                markers,
            } => {
                visit(family);
                in_number(number, visit);
                for marker in markers {
                    if let Some(ty) = &mut marker.argument {
                        in_type(ty, visit);
                    }
                    in_memory(&mut marker.memory, visit);
                }
            }
            Body::Constant { .. }
            | Body::Text(_)
            | Body::Newtype { .. }
            | Body::Operations { .. }
            | Body::Values { .. }
            | Body::Errors(_)
            | Body::Flags { .. } => {}
        }
    }
}

fn in_fields(fields: &mut [Field], bits: &mut [BitField], visit: &mut dyn FnMut(&mut ItemPath)) {
    for field in fields {
        in_type(&mut field.ty, visit);
    }
    for family in bits.iter_mut().filter_map(|bits| bits.family.as_mut()) {
        visit(family);
    }
}

fn in_function(function: &mut Function, visit: &mut dyn FnMut(&mut ItemPath)) {
    if let Some(family) = &mut function.generic {
        visit(family);
    } else {
        in_number(&mut function.number, visit);
    }
    for param in &mut function.params {
        in_type(&mut param.ty, visit);
        in_memory(&mut param.memory, visit);
    }
    if let Some(local) = &mut function.local {
        in_type(&mut local.ty, visit);
        in_nested(&mut local.nested, visit);
    }
    if let Some(request) = &mut function.request {
        in_type(&mut request.ty, visit);
        match &mut request.value {
            Selector::Variant { family, ty, .. } => {
                visit(family);
                in_type(ty, visit);
            }
            Selector::Constant { family, .. } => visit(family),
        }
        request
            .members
            .iter_mut()
            .for_each(|selected| in_type(&mut selected.union, visit));
        if let Some(buffers) = &mut request.buffers {
            in_type(&mut buffers.ty, visit);
            in_type(&mut buffers.size_ty, visit);
        }
    }
    for output in [&mut function.output, &mut function.failure] {
        match output {
            Output::Field(_, ty) | Output::Whole(ty) => in_type(ty, visit),
            Output::Nothing => {}
        }
    }
    if let Some((_, ty)) = &mut function.status {
        in_type(ty, visit);
    }
    for word in &mut function.words {
        if let Word::Command { family, .. } = word {
            visit(family);
        }
    }
}

fn in_number(number: &mut NumberPath, visit: &mut dyn FnMut(&mut ItemPath)) {
    match number {
        NumberPath::Member(path, _) | NumberPath::Constant(path) => visit(path),
    }
}

fn in_memory(memory: &mut Memory, visit: &mut dyn FnMut(&mut ItemPath)) {
    in_nested(&mut memory.nested, visit);
    if let Some(elements) = &mut memory.elements {
        in_type(&mut elements.record, visit);
        in_size(&mut elements.size, visit);
    }
}

fn in_nested(nested: &mut [Nested], visit: &mut dyn FnMut(&mut ItemPath)) {
    for one in nested {
        in_type(&mut one.record, visit);
        in_size(&mut one.size, visit);
        if let Some(element) = &mut one.element {
            in_type(element, visit);
        }
        in_nested(&mut one.nested, visit);
    }
}

fn in_size(size: &mut [Factor], visit: &mut dyn FnMut(&mut ItemPath)) {
    for factor in size {
        match factor {
            Factor::Size(ty) | Factor::Member(_, ty) => in_type(ty, visit),
            Factor::Number(_) => {}
        }
    }
}

fn in_type(ty: &mut Type, visit: &mut dyn FnMut(&mut ItemPath)) {
    match ty {
        Type::Item(path) => visit(path),
        Type::Handle(to)
        | Type::Handle64(to)
        | Type::Pointer { to, .. }
        | Type::Array(to, _)
        | Type::Flexible(to) => {
            in_type(to, visit);
        }
        Type::Scalar(_) | Type::Frame(_) | Type::Void => {}
    }
}
