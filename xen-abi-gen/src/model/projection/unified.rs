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
    /// The newest release of all.
    pub newest: Release,
    /// Whether Xen fills lists of them.
    pub is_listed: bool,
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
    /// The first and the last release that have it, where not all of the record's have.
    pub releases: Option<[Release; 2]>,
}

/// The record of some releases.
#[derive(Clone, Debug, PartialEq)]
pub struct UnifiedVersion {
    /// The record.
    pub record: ItemPath,
    /// Its members that the unified record has, by name.
    pub fields: Vec<String>,
}
