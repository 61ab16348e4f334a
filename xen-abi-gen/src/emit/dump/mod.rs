//! The model of one target, for other programs and for people.

pub mod json;
pub mod text;
