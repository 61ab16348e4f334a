//! Compares two documents of one target: every fact that one of them states and the other does not.

mod calls;
mod entries;
mod families;
mod fields;
mod headers;
mod records;
mod typedefs;
mod values;

use super::change::Change;
use super::types::Types;
use crate::model::document::Document;

/// What guest handles' types are called, before the name of what they point to.
const HANDLE: &str = "__guest_handle_";

/// Everything that differs, in no particular order.
pub(super) fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let renamed = records::renamed(old, new);
    let sides = Types {
        old,
        new,
        renamed: &renamed,
    };
    let mut changes = calls::compare(&sides);
    changes.extend(values::compare(&sides, &changes));
    changes.extend(families::compare(&sides));
    changes.extend(records::compare(&sides));
    changes.extend(typedefs::compare(&sides));
    headers::compare(&sides, &mut changes);
    changes
}
