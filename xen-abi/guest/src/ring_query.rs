//! Asks Xen about one ring of Argo, for the suite and for the random sequences.

use xen_abi::argo::{self, Addr, RingData, RingDataEnt};
use xen_abi::flex::WithElements;
use xen_abi::{Errno, Hypercall, Plain};

/// What Xen says of a ring, if `len` bytes of room are asked for.
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
    // SAFETY: one question follows, as the record says.
    unsafe { argo::notify(xen, questions.as_mut_ptr()) }?;
    Ok(questions.elements()[0])
}
