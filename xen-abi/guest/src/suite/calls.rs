//! The console, multicalls, and numbers that no hypercall has.

use core::ptr;

use xen_abi::event_channel::{ChannelState, EventChannelOp, Send, Status};
use xen_abi::events::Channel;
use xen_abi::returns;
use xen_abi::xen::{self, ConsoleIoCmd, DomId, HypercallNum, MulticallEntry};
use xen_abi::{Errno, Hypercall, Plain};

use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("console::write", console_write);
    transcript.test("console::read", console_read);
    transcript.test("multicall::several", several);
    transcript.test("multicall::refused", multicall_refused);
    transcript.test("hypercall::unassigned_numbers", unassigned_numbers);
}

fn console_write<M: Machine>(machine: &M) -> Outcome {
    attempt!(xen::console_io_write(
        machine.xen(),
        b"a line by console_io\n"
    ));
    attempt!(xen::console_io_write(machine.xen(), b""));
    // SAFETY: no memory is mapped at the last address.
    let unreadable = unsafe {
        machine.xen().hypercall(
            HypercallNum::CONSOLE_IO.0,
            [ConsoleIoCmd::Write as usize, 16, usize::MAX - 1],
        )
    };
    check!(returns::int(unreadable), Err(Errno::EFAULT));
    // SAFETY: Xen refuses the number.
    let unknown = unsafe {
        machine
            .xen()
            .hypercall(HypercallNum::CONSOLE_IO.0, [200, 0, 0])
    };
    check!(returns::int(unknown), Err(Errno::ENOSYS));
    Ok(())
}

/// There is no input.
fn console_read<M: Machine>(machine: &M) -> Outcome {
    check!(xen::console_io_read(machine.xen(), &mut [0; 16]), Ok(0));
    Ok(())
}

/// An entry of a multicall.
fn entry(op: HypercallNum, arguments: &[usize]) -> MulticallEntry {
    let mut entry = MulticallEntry {
        op: op.0 as _,
        ..MulticallEntry::zeroed()
    };
    for (place, argument) in entry.args.iter_mut().zip(arguments) {
        *place = *argument as _;
    }
    entry
}

fn several<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    let mut send = Send {
        port: channel.port(),
    };
    let mut status = Status {
        dom: DomId::SELF,
        port: channel.port(),
        ..Status::zeroed()
    };
    let mut wrong = Send {
        port: xen_abi::event_channel::Port(0),
    };
    let call = |operation, argument| {
        entry(
            HypercallNum::EVENT_CHANNEL_OP,
            &[operation as usize, argument],
        )
    };
    let mut list = [
        call(EventChannelOp::Send, (&raw mut send).expose_provenance()),
        call(EventChannelOp::Send, (&raw mut wrong).expose_provenance()),
        call(
            EventChannelOp::Status,
            (&raw mut status).expose_provenance(),
        ),
        entry(HypercallNum::MULTICALL, &[0, 0]),
        entry(HypercallNum(63), &[]),
    ];
    // SAFETY: the records outlive the call, and are those of the operations.
    attempt!(unsafe { xen::multicall(machine.xen(), &mut list) });
    // The type of the result differs on Arm.
    #[allow(clippy::unnecessary_cast)]
    let results = list.map(|entry| returns::neg_errnoval(entry.result as usize));
    check!(
        results,
        [
            Ok(()),
            Err(Errno::EINVAL),
            Ok(()),
            Err(Errno::EINVAL),
            Err(Errno::ENOSYS)
        ]
    );
    check!(
        // SAFETY: a plain record that Xen has written.
        unsafe { ptr::read_volatile(&raw const status) }.status,
        ChannelState::IPI
    );
    check!(bits.clear(channel.port()), true);
    // SAFETY: the list of calls is empty.
    attempt!(unsafe { xen::multicall(machine.xen(), &mut []) });
    Ok(())
}

fn multicall_refused<M: Machine>(machine: &M) -> Outcome {
    // SAFETY: no memory is mapped at the end of the address space.
    let unreadable = unsafe {
        machine
            .xen()
            .hypercall(HypercallNum::MULTICALL.0, [usize::MAX - 7, 1])
    };
    check!(returns::neg_errnoval(unreadable), Err(Errno::EFAULT));
    Ok(())
}

/// Unassigned numbers: between hypercalls, after the last one, and beyond the table.
fn unassigned_numbers<M: Machine>(machine: &M) -> Outcome {
    for number in [43, 47, 56, 63, 64, 1000, u32::MAX] {
        // SAFETY: no Xen has hypercalls of these numbers.
        let result = unsafe { machine.xen().hypercall(number, [0, 0, 0, 0, 0]) };
        check!(
            (number, returns::neg_errnoval(result)),
            (number, Err(Errno::ENOSYS))
        );
    }
    Ok(())
}
