//! Queries one Argo ring, for the suite and for the random sequences.

use xen_abi::argo::{self, Addr, RingData, RingDataEnt};
use xen_abi::flex::WithElements;
use xen_abi::{Errno, Hypercall, Plain};

/// Xen's answer about a ring, for a request of `len` bytes of space.
pub(crate) fn ring_query(xen: &impl Hypercall, ring: Addr, len: u32) -> Result<RingDataEnt, Errno> {
    let question = RingDataEnt {
        ring,
        space_required: len,
        ..RingDataEnt::zeroed()
    };
    let mut questions = WithElements::new(
        RingData {
            nent: 1,
            ..RingData::zeroed()
        },
        [question],
    );
    // SAFETY: one query follows, as `nent` says.
    unsafe { argo::notify(xen, questions.as_mut_ptr()) }?;
    Ok(questions.elements()[0])
}
