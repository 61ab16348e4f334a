//! Macros for the code that generated modules repeat.
//!
//! They define layouts, operations, handles within records, unions, open families and ring
//! protocols.
//!
//! The macros are for generated code, of this crate and of others: their form may change with the
//! generator.

mod layout;
mod operations;
mod rings;
mod toolstack;
mod unions;
mod values;

pub use layout::check;
