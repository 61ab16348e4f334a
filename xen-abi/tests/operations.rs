//! Calls generated functions on the mock, and checks what it gets.

mod named_by_members;
mod results;

use xen_abi::argo::{
    self, ArgoOp, Gfn, Iov, RegisterFlags, RegisterRing, RingData, RingDataEnt, RingFlags, SendAddr,
};
use xen_abi::event_channel::{
    self, AllocUnbound, ChannelState, EventChannelOp, InitControl, Port, Status,
};
use xen_abi::guest::Pv64;
use xen_abi::handle::GuestHandle;
use xen_abi::mock::{Call, Mock, copy_from_guest, copy_to_guest};
use xen_abi::sched::{self, SchedOp, Shutdown, ShutdownReason};
use xen_abi::xen::{self, DomId, HypercallNum, MmuUpdate, Virq};
use xen_abi::{Errno, WithElements, frame};

/// The record whose address is the second argument of a call.
fn argument<T: xen_abi::Plain>(call: &Call) -> T {
    // SAFETY: the functions called here pass the address of the record that their operation takes.
    unsafe { copy_from_guest(call.arguments()[1]) }.expect("an address")
}

#[test]
fn inputs_are_parameters_and_outputs_are_the_result() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let mut record: AllocUnbound = argument(call);
        assert_eq!(
            (record.dom, record.remote_dom, record.port),
            (DomId::SELF, DomId(3), Port(0))
        );
        record.port = Port(7);
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.map_or_else(Errno::into_raw, |()| 0)
    });
    assert_eq!(
        event_channel::alloc_unbound(&xen, DomId::SELF, DomId(3)),
        Ok(Port(7))
    );
    let call = &xen.calls()[0];
    assert_eq!(
        (call.number(), call.arguments()[0], call.arguments().len()),
        (32, 6, 2)
    );
}

#[test]
fn several_outputs_come_back_as_the_record() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let mut record: Status = argument(call);
        record.status = ChannelState(99);
        record.vcpu = 2;
        record.u.set_virq(Virq::TIMER);
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.map_or_else(Errno::into_raw, |()| 0)
    });
    let status = event_channel::status(&xen, DomId::SELF, Port(5)).expect("success");
    assert_eq!(
        (status.port, status.vcpu, status.u.virq_untagged()),
        (Port(5), 2, Virq::TIMER)
    );
    assert_eq!(
        status.status.name(),
        None,
        "a state that the headers don't know is kept as it is"
    );
}

#[test]
fn padding_reaches_xen_as_zero() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let record: InitControl = argument(call);
        assert_eq!(
            (record.control_gfn, record.offset, record.vcpu),
            (frame::Gfn(9), 8, 1)
        );
        assert_eq!((record.link_bits, record._pad), (0, [0; 7]));
        0
    });
    // SAFETY: the mock reads the argument only.
    let answer = unsafe { event_channel::init_control(&xen, frame::Gfn(9), 8, 1) };
    assert_eq!(answer, Ok(0));
}

#[test]
fn five_arguments_arrive_in_order_and_a_slice_sets_its_length() {
    let xen = Mock::new();
    let frames = [Gfn(0x10), Gfn(0x11), Gfn(0x12)];
    let ring = RegisterRing {
        len: 4032,
        ..RegisterRing::default()
    };
    xen.answer(0);
    // SAFETY: the mock touches no memory.
    let result = unsafe { argo::register_ring(&xen, &ring, &frames, RegisterFlags::FAIL_EXIST) };
    assert_eq!(result, Ok(()));
    let call = &xen.calls()[0];
    assert_eq!(call.number(), HypercallNum::ARGO_OP.0);
    let words = [
        ArgoOp::RegisterRing as usize,
        core::ptr::from_ref(&ring).addr(),
        frames.as_ptr().addr(),
        3,
        1,
    ];
    assert_eq!(call.arguments(), words);
}

#[test]
fn an_error_of_sendv_that_was_extended_with_zeros_is_an_error() {
    let xen = Mock::new();
    let text = *b"hello";
    let iov = [Iov {
        iov_hnd: GuestHandle::from_ref(&text[0]),
        iov_len: 5,
        pad: 0,
    }];
    for (raw, expected) in [
        (0xffff_ff91_usize, Err(Errno::ECONNREFUSED)),
        (5, Ok(5)),
        (0_usize.wrapping_sub(11), Err(Errno::EAGAIN)),
    ] {
        xen.answer(raw);
        // SAFETY: the mock touches no memory.
        let result = unsafe { argo::sendv(&xen, &SendAddr::default(), &iov, 0xabcd_1234) };
        assert_eq!(result, expected);
    }
    assert_eq!(xen.calls()[0].arguments()[3..], [1, 0xabcd_1234]);
}

#[test]
fn a_record_with_elements_is_handed_over_as_a_whole() {
    let xen = Mock::new();
    let mut questions = WithElements::new(
        RingData {
            nent: 2,
            ..RingData::default()
        },
        [RingDataEnt::default(); 2],
    );
    questions.elements_mut()[1].space_required = 100;
    xen.answer_with(|call| {
        // SAFETY: the argument is a record followed by two elements.
        let second: RingDataEnt =
            unsafe { copy_from_guest(call.arguments()[1] + 8 + 20) }.expect("an address");
        assert_eq!(second.space_required, 100);
        let answer = RingDataEnt {
            flags: RingFlags::EXISTS | RingFlags::SUFFICIENT,
            ..second
        };
        // SAFETY: as above.
        unsafe { copy_to_guest(call.arguments()[1] + 8 + 20, answer) }
            .map_or_else(Errno::into_raw, |()| 0)
    });
    // SAFETY: the record says how many elements follow it.
    let result = unsafe { argo::notify(&xen, questions.as_mut_ptr()) };
    assert_eq!(result, Ok(()));
    assert_eq!(questions.elements()[1].flags.bits(), 0b1001);
}

#[test]
fn an_operation_without_argument_passes_no_address() {
    let xen = Mock::new();
    xen.answer(0);
    xen.answer(0);
    assert!(sched::yield_(&xen).is_ok());
    // SAFETY: the mock does not shut anything down.
    let _ = unsafe {
        sched::sched_op::<sched::sched_op::Shutdown, _>(
            &xen,
            &mut Shutdown {
                reason: ShutdownReason::POWEROFF,
            },
        )
    };
    assert_eq!(xen.calls()[0].arguments(), [SchedOp::Yield as usize, 0]);
    assert_eq!(xen.calls()[1].arguments()[0], SchedOp::Shutdown as usize);
}

#[test]
fn a_call_for_paravirtualised_guests_takes_a_back_end_of_theirs() {
    let xen = Mock::<Pv64>::for_guest();
    xen.answer_with(|call| {
        // SAFETY: the third argument is the address of the counter that the caller passes.
        unsafe { copy_to_guest(call.arguments()[2], 1_u32) }.map_or_else(Errno::into_raw, |()| 0)
    });
    let mut done = 0;
    let request = [MmuUpdate {
        ptr: 0x1000,
        val: 1,
    }];
    // SAFETY: the mock maps nothing.
    let result =
        unsafe { xen::mmu_update(&xen, &request, Some(&mut done), u32::from(DomId::SELF.0)) };
    assert_eq!(result, Ok(()));
    assert_eq!((done, xen.calls()[0].arguments()[1]), (1, 1));
}

#[test]
fn an_operation_is_known_by_its_number() {
    assert_eq!(
        EventChannelOp::try_from(6),
        Ok(EventChannelOp::AllocUnbound)
    );
    assert_eq!(
        EventChannelOp::try_from(99).map_err(|unknown| unknown.0),
        Err(99)
    );
    assert_eq!(Errno::EWOULDBLOCK, Errno::EAGAIN);
    assert_eq!(
        format!("{:?} {:?} {:?}", Errno::EAGAIN, Virq::ARGO, DomId(5)),
        "EAGAIN VIRQ_ARGO DomId(5)"
    );
}
