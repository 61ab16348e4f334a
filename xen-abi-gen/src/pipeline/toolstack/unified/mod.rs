//! Methods that fit every release: one per operation that a record with an interface version names.

mod documentation;
mod method;
mod methods;
mod operations;
mod records;
mod safety;
mod slices;
mod texts;

pub(super) use methods::methods;
