//! Types that annotations name.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::facts::CType;

/// A type that an annotation names, and what the headers have under that name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedType {
    /// The name: of an argument's record its key, else as it is spelled.
    pub name: String,
    /// What has that name.
    pub referent: Referent,
}

/// What has a name that annotations use for a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Referent {
    /// A C type. A typedef of a record is that record.
    C(CType),
    /// A family of constants.
    Family(String),
    /// Nothing in these headers.
    Undeclared,
}

impl NamedType {
    /// The C type, if it is one.
    pub const fn c_type(&self) -> Option<&CType> {
        match &self.referent {
            Referent::C(ty) => Some(ty),
            Referent::Family(_) | Referent::Undeclared => None,
        }
    }

    /// Whether these headers have nothing of that name.
    pub const fn is_undeclared(&self) -> bool {
        matches!(self.referent, Referent::Undeclared)
    }

    /// The key of the record, if it is one.
    pub fn record(&self) -> Option<&str> {
        match &self.referent {
            Referent::C(CType::Record(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether it is C's `void`.
    pub const fn is_void(&self) -> bool {
        matches!(self.referent, Referent::C(CType::Void))
    }

    /// The same type under the key of its record or the name of its typedef.
    #[must_use]
    pub fn by_key(mut self) -> Self {
        if let Referent::C(CType::Record(name) | CType::Typedef(name)) = &self.referent {
            self.name.clone_from(name);
        }
        self
    }

    /// Whether it leaves open what a parameter takes: `void`, under whatever name.
    pub fn is_open(&self) -> bool {
        ["void", "VOID"].contains(&self.name.as_str())
    }
}

impl fmt::Display for NamedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Serialize for NamedType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}
