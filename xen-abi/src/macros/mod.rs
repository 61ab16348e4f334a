//! Macros for the code that generated modules repeat.
//!
//! They define records, layouts, operations, handles within records, unions, open families, ring protocols and
//! records for all releases.
//!
//! The macros are for generated code, of this crate and of others: their form may change with the
//! generator.

mod layout;
mod operations;
mod records;
mod releases;
mod rings;
mod toolstack;
mod unions;
mod values;

pub use layout::{check_fields, check_offsets, check_shape};
pub use records::{Chain, Field, Fields, Group, Record, debug};
pub use releases::{assert_room, fill};
