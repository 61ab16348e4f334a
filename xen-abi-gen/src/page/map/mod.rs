//! The bytes of a record as boxes to scale: the rows of a struct, the layers of a union.

mod layers;
mod layout;
mod pieces;
mod rows;

pub(super) use layers::Layers;
pub(super) use layout::{Layout, Mark};
pub(super) use pieces::{amount, place};
pub(super) use rows::Rows;

use crate::model::facts::RecordKind;

/// A drawing of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Map {
    /// A struct: rows of 8 bytes.
    Rows(Rows),
    /// A union: its members above each other.
    Layers(Layers),
}

impl Map {
    /// Draws a record.
    pub(super) fn draw(layout: &Layout) -> Self {
        match layout.kind {
            RecordKind::Struct => Self::Rows(Rows::draw(layout)),
            RecordKind::Union => Self::Layers(Layers::draw(layout)),
        }
    }
}
