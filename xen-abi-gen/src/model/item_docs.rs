//! The documentation of an item and of its parts.

use super::projection::{Body, Item};

impl Item {
    /// Visits the documentation of the item and of each part of it that has some.
    pub fn each_docs(&mut self, visit: &mut dyn FnMut(&mut Vec<String>)) {
        visit(&mut self.docs);
        self.body.each_docs(visit);
    }

    /// The same item without documentation: what it is, and not what is said of it.
    #[must_use]
    pub fn without_docs(&self) -> Self {
        let mut item = self.clone();
        item.each_docs(&mut Vec::clear);
        if let Body::Function(function) = &mut item.body {
            function.params.iter_mut().for_each(|it| it.docs.clear());
            function.refusals.iter_mut().for_each(|it| it.docs.clear());
        }
        item
    }
}

impl Body {
    /// Visits the documentation of each part.
    pub fn each_docs(&mut self, visit: &mut dyn FnMut(&mut Vec<String>)) {
        match self {
            Self::Family { members, .. }
            | Self::Versions {
                values: members, ..
            } => members.iter_mut().for_each(|it| visit(&mut it.docs)),
            Self::Struct(record) => {
                record.fields.iter_mut().for_each(|it| visit(&mut it.docs));
                record.bits.iter_mut().for_each(|it| visit(&mut it.docs));
                record
                    .displaced
                    .iter_mut()
                    .for_each(|it| visit(&mut it.docs));
            }
            Self::Union(union) => {
                union.fields.iter_mut().for_each(|it| visit(&mut it.docs));
                union.bits.iter_mut().for_each(|it| visit(&mut it.docs));
            }
            Self::Unified(unified) => {
                unified.fields.iter_mut().for_each(|it| visit(&mut it.docs));
            }
            Self::Cases(cases) => cases.cases.iter_mut().for_each(|it| visit(&mut it.docs)),
            Self::Constant { .. }
            | Self::Text(_)
            | Self::Alias(_)
            | Self::Newtype { .. }
            | Self::Ring(_)
            | Self::Markers { .. }
            | Self::Function(_)
            | Self::Method(_)
            | Self::ByGuest(_) => {}
        }
    }
}
