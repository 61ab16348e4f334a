//! The requests and responses of a ring.

use crate::plain::Plain;

/// What a shared ring carries.
#[doc(alias = "DEFINE_RING_TYPES")]
pub trait RingProtocol {
    /// What the front end sends.
    type Request: Plain;

    /// What the back end answers.
    type Response: Plain;

    /// An entry of the ring: as large as the larger of the two, and aligned as C's union of both.
    type Entry: Plain;

    /// The name that C's declarations of this ring begin with.
    const NAME: &'static str;
}
