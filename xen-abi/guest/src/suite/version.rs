//! `xen_version`, in all its forms.

use xen_abi::version;

use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("version::version", number);
}

/// Every Xen that this suite runs on is a release 4.
fn number<M: Machine>(machine: &M) -> Outcome {
    let number = attempt!(version::version(machine.xen()));
    check!(number >> 16, 4);
    Ok(())
}
