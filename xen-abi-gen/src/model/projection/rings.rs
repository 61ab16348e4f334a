//! Shared rings in Rust's terms.

use super::types::Type;

/// A kind of shared ring.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// What the names of its C types begin with.
    pub c_name: String,
    /// What the front end sends.
    pub request: Type,
    /// What the back end answers.
    pub response: Type,
    /// The union of both.
    pub entry: Type,
    /// What both ends share.
    pub shared: Type,
}

/// Where a stream's parts are in a record, as paths of members.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// What the names of C's members begin with.
    pub name: String,
    /// The reader's index.
    pub cons: Vec<String>,
    /// The writer's index.
    pub prod: Vec<String>,
    /// The error that it ended with.
    pub error: Option<String>,
    /// The bytes, and how many they are.
    pub data: Option<(String, u64)>,
}
