//! Argo: rings for the domain's own messages, messages in them, and refusals.

mod notify;
mod register;
mod rings;
mod send;

use xen_abi::Errno;
use xen_abi::argo;

use crate::machine::Machine;
use crate::transcript::{Outcome, Stop, Transcript};

use notify::{full_then_room, notify, notify_refused, virq};
use register::{for_everybody, register, register_refused, unreadable_arguments, unregister};
use send::{around_the_ring, one_to_eight_pieces, send_refused};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, required: bool) {
    let available = available(transcript.machine, required);
    let there = available.is_ok();
    transcript.record("argo::available", available);
    if !there {
        return;
    }
    transcript.test("argo::register", register);
    transcript.test("argo::register_refused", register_refused);
    transcript.test("argo::unregister", unregister);
    transcript.test("argo::one_to_eight_pieces", one_to_eight_pieces);
    transcript.test("argo::around_the_ring", around_the_ring);
    transcript.test("argo::send_refused", send_refused);
    transcript.test("argo::full_then_room", full_then_room);
    transcript.test("argo::virq", virq);
    transcript.test("argo::notify", notify);
    transcript.test("argo::notify_refused", notify_refused);
    transcript.test("argo::for_everybody", for_everybody);
    transcript.test("argo::unreadable_arguments", unreadable_arguments);
}

/// Makes a query without rings, which succeeds on a Xen with Argo.
fn available<M: Machine>(machine: &M, required: bool) -> Outcome {
    // SAFETY: the list of queries is empty.
    let why = match unsafe { argo::notify(machine.xen(), core::ptr::null_mut()) } {
        Ok(()) => return Ok(()),
        Err(Errno::ENOSYS) => "ENOSYS: it is not in this hypervisor",
        Err(Errno::EOPNOTSUPP) => "EOPNOTSUPP: it is not switched on, argo=1 does so",
        Err(errno) => {
            return Err(Stop::failed(format_args!(
                "a call without a question: {errno}"
            )));
        }
    };
    if required {
        Err(Stop::failed(format_args!("{why}")))
    } else {
        Err(Stop::skipped(format_args!("{why}")))
    }
}
