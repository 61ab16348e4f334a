//! Records that have the members of all releases.

use super::types::{ItemPath, Type};
use crate::model::release::Release;

/// A record with the members that it has in any release.
#[derive(Clone, Debug, PartialEq)]
pub struct Unified {
    /// Its members, without padding.
    pub fields: Vec<UnifiedField>,
    /// The records that it is made from and becomes, the oldest first.
    pub versions: Vec<UnifiedVersion>,
}

/// A member of such a record.
#[derive(Clone, Debug, PartialEq)]
pub struct UnifiedField {
    /// Its Rust name.
    pub name: String,
    /// Its C name, with the record's: `xen_domctl_createdomain.flags`.
    pub c_name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Type,
    /// Whether that is such a record too.
    pub is_unified: bool,
    /// The releases that have it, where not all of the record's have.
    pub releases: Option<Vec<Release>>,
}

/// The record of some releases.
#[derive(Clone, Debug, PartialEq)]
pub struct UnifiedVersion {
    /// The method that makes it: `v4_17`.
    pub method: String,
    /// The record.
    pub record: ItemPath,
    /// Its members that the unified record has, by name: with the method that makes its record,
    /// where that differs too.
    pub fields: Vec<(String, Option<String>)>,
    /// Whether it has further members, which are padding.
    pub has_padding: bool,
}
