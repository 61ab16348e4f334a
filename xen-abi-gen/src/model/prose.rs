//! Statements about arguments in upstream's prose and in the order of lines.
//!
//! They do not depend on a target.

use super::location::Location;

/// What one header says without annotations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// What comments say of arguments, in order.
    pub statements: Vec<Statement>,
    /// Records that stand right below the constants that they belong to, in order.
    pub followers: Vec<Follower>,
    /// Comments that start with constants, with the records below them, in order.
    pub headings: Vec<Heading>,
}

/// A comment about the argument of the operations below or before it.
///
/// For instance `arg == addr of struct foo`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The constants that are defined there.
    pub constants: Vec<String>,
    /// Whether it stands behind the one constant, on its line.
    pub trailing: bool,
    /// What it says.
    pub said: Said,
    /// Where the word for the argument stands.
    pub location: Location,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// There is no argument.
    Nothing,
    /// It has this type (`foo_t`, `struct foo`); several where the kind of guest decides.
    Types {
        /// The types, as they are spelled.
        types: Vec<String>,
        /// Whether there may be none.
        nullable: bool,
    },
}

/// A record that is declared right below a run of constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Follower {
    /// The constants.
    pub constants: Vec<String>,
    /// The record, with its keyword (`struct foo`).
    pub record: String,
}

/// A comment that starts with constants (`/* XEN_DOMCTL_getdomaininfo */`).
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// The constants.
    pub constants: Vec<String>,
    /// The records that are declared below it, up to the next such comment, with their keywords.
    pub records: Vec<String>,
}
