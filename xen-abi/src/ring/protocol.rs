//! The requests and responses of a ring.

use crate::plain::Plain;

/// The requests and responses of a shared ring.
#[doc(alias = "DEFINE_RING_TYPES")]
pub trait RingProtocol {
    /// The request, which the frontend sends.
    type Request: Plain;

    /// The response, which the backend sends.
    type Response: Plain;

    /// An entry of the ring, with the size and alignment of C's union of both.
    type Entry: Plain;

    /// The prefix of the C names of this ring.
    const NAME: &'static str;
}
