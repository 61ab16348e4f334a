//! What comments say of C's own declarations: fields, typedefs, records.

use super::{Direction, Doc, Nature, Reference};
use crate::model::location::Location;
use crate::model::release::Release;

/// ``` ` distinct``` on a typedef's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Distinct {
    /// What else it is.
    pub nature: Nature,
    /// Where it stands.
    pub location: Location,
}

/// ``` ` releases 4.21 4.22```: which releases of Xen the tree states.
#[derive(Clone, Debug, PartialEq)]
pub struct Releases {
    /// The releases, the oldest first.
    pub known: Vec<Release>,
    /// Where they are listed.
    pub location: Location,
}

/// What a comment says of the declaration on its line.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Note {
    /// The direction of the field.
    pub direction: Option<Direction>,
    /// What the field's values are.
    pub reference: Option<Reference>,
    /// Where the name stands that this refers to.
    pub reference_location: Option<Location>,
    /// The constants at the start of the comment (`EVTCHNSTAT_pirq: …`).
    ///
    /// They select this member of a tagged union. Above a record, the ops that the comment is
    /// about.
    pub selectors: Vec<String>,
    /// The text, with everything above taken out of it.
    pub text: Doc,
    /// Where the comment stands.
    pub location: Option<Location>,
}
