//! The model of one target, for other programs and for people.

mod indented;
pub mod json;
pub mod text;
