//! Tests of calls that only some kinds of guest may make.

use xen_abi::Hypercall;
use xen_abi::guest::{Arm, Guest, Hvm64, Pv64};

#[cfg(target_arch = "x86_64")]
use super::toolstack;
use super::{arm, granting, x86};
use crate::machine::Machine;
use crate::transcript::Transcript;

/// A kind of guest that the suite supports.
pub trait Kind: Guest {
    /// Runs the tests of calls that only this kind may make.
    fn tests<M: Machine<Xen: Hypercall<Guest = Self>>>(transcript: &mut Transcript<'_, M>);
}

impl Kind for Pv64 {
    fn tests<M: Machine<Xen: Hypercall<Guest = Self>>>(transcript: &mut Transcript<'_, M>) {
        x86::run(transcript);
        x86::run_pv(transcript);
        granting::run_pv(transcript);
        #[cfg(target_arch = "x86_64")]
        toolstack::run_x86(transcript);
    }
}

impl Kind for Hvm64 {
    fn tests<M: Machine<Xen: Hypercall<Guest = Self>>>(transcript: &mut Transcript<'_, M>) {
        x86::run(transcript);
        x86::run_hvm(transcript);
        granting::run_translated(transcript, 2, false);
        #[cfg(target_arch = "x86_64")]
        toolstack::run_x86(transcript);
    }
}

impl Kind for Arm {
    fn tests<M: Machine<Xen: Hypercall<Guest = Self>>>(transcript: &mut Transcript<'_, M>) {
        arm::run(transcript);
        // Xen has version 1 only on Arm.
        granting::run_translated(transcript, 1, true);
    }
}
