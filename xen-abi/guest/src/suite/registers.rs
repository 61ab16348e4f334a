//! Registers: each back end may only change the registers that it declares.

use xen_abi::Errno;
use xen_abi::memory::MemoryOp;
use xen_abi::sched::SchedOp;
use xen_abi::version::XenVersionOp;
use xen_abi::xen::HypercallNum;

use crate::machine::Machine;
use crate::stub::MOST_REGISTERS;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("registers::are_kept", are_kept);
}

/// Calls with each number of arguments that change nothing, and their results.
fn calls() -> [(u32, &'static [u64], Answer); 6] {
    let enosys = Answer::Is(Errno::ENOSYS.into_raw() as u64);
    [
        // A number that no hypercall has.
        (63, &[], enosys),
        (
            HypercallNum::SCHED_OP.0,
            const { &[SchedOp::Yield as u64, 0] },
            Answer::Is(0),
        ),
        (
            HypercallNum::XEN_VERSION.0,
            const { &[XenVersionOp::Version as u64, 0] },
            Answer::Some,
        ),
        (
            HypercallNum::MEMORY_OP.0,
            const { &[MemoryOp::MaximumRamPage as u64, 0] },
            Answer::Some,
        ),
        // Empty output, and empty lists of grants.
        (HypercallNum::CONSOLE_IO.0, &[0, 0, 0], Answer::Is(0)),
        // An operation that Argo lacks, on a Xen with or without Argo.
        (
            HypercallNum::ARGO_OP.0,
            &[0xffff, 0, 0, 0, 0],
            Answer::Refused,
        ),
    ]
}

/// The expected result of a call.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// This value.
    Is(u64),
    /// Any value but an error.
    Some,
    /// An error.
    Refused,
}

impl Answer {
    fn fits(self, result: u64) -> bool {
        // Errors are the highest numbers, of 64 or 32 bits.
        let refused = (result as i64) < 0;
        match self {
            Self::Is(expected) => result == expected,
            Self::Some => !refused && result != 0,
            Self::Refused => refused,
        }
    }
}

fn are_kept<M: Machine>(machine: &M) -> Outcome {
    if machine.stubs().is_empty() {
        skip!("this Xen is called without a register");
    }
    for stub in machine.stubs() {
        for (number, arguments, answer) in calls() {
            // Two patterns, in case Xen writes one of them.
            for salt in [0x5a5a_0000_0000_0000, 0xa5a5_ffff_0000_0000] {
                let mut before = [0; MOST_REGISTERS];
                for (at, value) in before.iter_mut().enumerate() {
                    *value = salt | at as u64;
                }
                for (argument, at) in arguments.iter().zip(stub.arguments) {
                    before[at] = *argument;
                }
                let mut after = before;
                (stub.call)(number, &mut after);
                check!(
                    (
                        stub.name,
                        number,
                        answer.fits(after[stub.result]),
                        after[stub.result]
                    ),
                    (stub.name, number, true, after[stub.result])
                );
                for (at, name) in stub.names.iter().enumerate() {
                    let declared = at == stub.result
                        || stub.lost.contains(&at)
                        || stub.arguments[..arguments.len()].contains(&at);
                    if !declared {
                        check!(
                            (stub.name, number, *name, after[at]),
                            (stub.name, number, *name, before[at])
                        );
                    }
                }
            }
        }
    }
    Ok(())
}
