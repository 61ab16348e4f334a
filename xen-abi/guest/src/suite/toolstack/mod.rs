//! What a toolstack calls: domctl, sysctl, platform and Flask, as the release has them.

mod affinity;
mod calls;
mod changes;
mod contexts;
mod host;
mod life;
mod listing;
mod memory;
mod release;
mod sequences;
#[cfg(target_arch = "x86_64")]
mod x86;

use xen_abi::errno::Errno;

use super::differences::FLASK;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) use listing::run as list;
use release::Calls;
pub(super) use sequences::run as run_sequences;
#[cfg(target_arch = "x86_64")]
pub(super) use x86::run as run_x86;

/// A number that is no interface version of any release.
const NO_VERSION: u32 = 0xffff;

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    let machine = transcript.machine;
    let calls = match release::of(machine) {
        Ok(calls) => calls,
        Err(stop) => return transcript.record("toolstack", Err(stop)),
    };
    transcript.test("toolstack::versions", |machine| versions(machine, calls));
    transcript.test("toolstack::flask", flask);
    if !machine.is_privileged() {
        transcript.test("toolstack::unprivileged", |machine| {
            unprivileged(machine, calls)
        });
        return;
    }
    host::run(transcript, calls);
    affinity::run(transcript, calls);
    life::run(transcript, calls);
    changes::run(transcript, calls);
    contexts::run(transcript, calls);
    memory::run(transcript, calls);
}

/// Xen compares the interface version before anything else, so that no caller of another release
/// can damage anything.
fn versions<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let (domctl, sysctl) = calls.versions();
    for wrong in [domctl - 1, domctl + 1, NO_VERSION] {
        check!(
            (wrong, calls.getdomaininfo_of(machine.xen(), wrong)),
            (wrong, Err(Errno::EACCES))
        );
    }
    for wrong in [sysctl - 1, sysctl + 1, NO_VERSION] {
        check!(
            (wrong, calls.physinfo_of(machine.xen(), wrong)),
            (wrong, Err(Errno::EACCES))
        );
    }
    let right = if machine.is_privileged() {
        Ok(())
    } else {
        Err(Errno::EPERM)
    };
    check!(calls.getdomaininfo_of(machine.xen(), domctl), right);
    check!(calls.physinfo_of(machine.xen(), sysctl), right);
    Ok(())
}

fn flask<M: Machine>(machine: &M) -> Outcome {
    let outcome = xen_abi::toolstack::xsm::flask_op::getenforce(machine.xen());
    FLASK.allows(machine, "getenforce", &outcome.map(drop))
}

/// A domain without privileges may call none of them.
fn unprivileged<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    check!(calls.physinfo(xen).err(), Some(Errno::EPERM));
    check!(calls.sched_id(xen).err(), Some(Errno::EPERM));
    check!(
        calls.getdomaininfo(xen, machine.id()).err(),
        Some(Errno::EPERM)
    );
    check!(
        calls.pausedomain(xen, xen_abi::xen::DomId(0)),
        Err(Errno::EPERM)
    );
    Ok(())
}
