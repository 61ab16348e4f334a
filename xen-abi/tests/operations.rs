//! Calls generated functions with the mock in Xen's place, and looks at what arrives: numbers,
//! words, records.

use xen_abi::arch_x86::xen::{XenPfn, XenUlong};
use xen_abi::argo::{
    self, ArgoOp, Gfn, Iov, RegisterFlags, RegisterRing, RingData, RingDataEnt, RingFlags, SendAddr,
};
use xen_abi::event_channel::{
    self, AllocUnbound, ChannelState, EventChannelOp, InitControl, Port, Status,
};
use xen_abi::frame;
use xen_abi::grant_table::{
    self, Copy, CopyFlags, CopyPtr, GrantHandle, GrantRef, MapFlags, MapGrantRef, QuerySize,
    Status as GrantStatus,
};
use xen_abi::guest::Pv64;
use xen_abi::handle::GuestHandle;
use xen_abi::hvm::dm_op::{
    self, Buf, CreateIoreqServer, DmOp, IoServId, ModifiedMemory, ModifiedMemoryExtent, Request,
};
use xen_abi::hvm::hvm_op::{self, HvmOp, Param};
use xen_abi::hvm::params::HvmParam;
use xen_abi::memory::{
    self, AddToPhysmapBatch, MemoryExchange, MemoryFlags, MemoryReservation, PhysMapSpace,
    VnumaTopologyInfo,
};
use xen_abi::mock::{Call, Mock, copy_from_guest, copy_to_guest};
use xen_abi::returns::{ElementError, Failed};
use xen_abi::sched::{self, Resumed, SchedOp, Shutdown, ShutdownReason};
use xen_abi::version;
use xen_abi::xen::{
    self, DomId, HypercallNum, MmuUpdate, MmuextCmd, MmuextOp, MmuextOpArg1Variant, Virq,
};
use xen_abi::{Errno, WithElements};

/// The record that a call's second word is the address of.
fn argument<T: xen_abi::Plain>(call: &Call) -> T {
    // SAFETY: the functions called here pass the address of the record that their operation takes.
    unsafe { copy_from_guest(call.arguments()[1]) }.expect("an address")
}

#[test]
fn what_goes_in_is_a_parameter_and_what_comes_out_the_result() {
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
    // SAFETY: the mock reads the argument alone.
    let answer = unsafe { event_channel::init_control(&xen, frame::Gfn(9), 8, 1) };
    assert_eq!(answer, Ok(0));
}

#[test]
fn five_words_arrive_in_their_order_and_a_slice_brings_its_length() {
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
        // SAFETY: the third word is the address of the counter that the caller lends.
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

#[test]
fn a_failure_brings_along_what_it_left_behind() {
    let xen = Mock::<Pv64>::for_guest();
    xen.answer_with(|call| {
        let mut record: MemoryExchange = argument(call);
        assert_eq!(record.in_.nr_extents, 9);
        record.nr_exchanged = 5;
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.expect("an address");
        Errno::ENOMEM.into_raw()
    });
    let lists = MemoryReservation {
        nr_extents: 9,
        ..MemoryReservation::default()
    };
    // SAFETY: the mock touches the record alone.
    let outcome = unsafe { memory::exchange(&xen, lists, lists, 0) };
    assert_eq!(
        outcome,
        Err(Failed {
            errno: Errno::ENOMEM,
            out: 5
        })
    );
    assert_eq!(outcome.map_err(Errno::from), Err(Errno::ENOMEM));
    assert_eq!(outcome.unwrap_err().to_string(), "ENOMEM");
}

#[test]
fn a_failure_may_say_what_is_needed() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let mut record: VnumaTopologyInfo = argument(call);
        (record.nr_vnodes, record.nr_vcpus, record.nr_vmemranges) = (2, 8, 3);
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.expect("an address");
        Errno::ENOBUFS.into_raw()
    });
    // SAFETY: the mock touches the record alone.
    let failed = unsafe {
        memory::get_vnumainfo(
            &xen,
            DomId::SELF,
            0,
            0,
            0,
            Default::default(),
            Default::default(),
            Default::default(),
        )
    }
    .expect_err("there is no room");
    assert_eq!(
        (
            failed.errno,
            failed.out.nr_vnodes,
            failed.out.nr_vcpus,
            failed.out.nr_vmemranges
        ),
        (Errno::ENOBUFS, 2, 8, 3)
    );
}

#[test]
fn partial_progress_is_the_result_where_the_call_counts() {
    let xen = Mock::new();
    let mut frames = [Default::default(); 3];
    // Two of three came; and one call was told to come again.
    xen.answer(2);
    xen.answer_error(Errno::EAGAIN);
    // SAFETY: the mock touches no memory.
    unsafe {
        assert_eq!(
            memory::populate_physmap(&xen, &mut frames, 0, MemoryFlags::empty(), DomId::SELF),
            Ok(2)
        );
        assert_eq!(
            memory::populate_physmap(&xen, &mut frames, 0, MemoryFlags::empty(), DomId::SELF),
            Err(Errno::EAGAIN)
        );
    }
    xen.answer(usize::MAX >> 1);
    assert_eq!(
        memory::maximum_ram_page(&xen),
        Ok(usize::MAX >> 1),
        "a word comes through whole"
    );
}

#[test]
fn one_structure_travels_as_each_operation_says() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let mut record: Param = argument(call);
        if call.arguments()[0] == HvmOp::SetParam as usize {
            assert_eq!(record.value, 77);
            return 0;
        }
        assert_eq!(record.value, 0, "what comes out does not go in");
        record.value = 88;
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.map_or_else(Errno::into_raw, |()| 0)
    });
    // SAFETY: the mock delivers no events.
    let set = unsafe { hvm_op::set_param(&xen, DomId::SELF, HvmParam::CALLBACK_IRQ, 77) };
    assert_eq!(set, Ok(()));
    assert_eq!(
        hvm_op::get_param(&xen, DomId::SELF, HvmParam::CALLBACK_IRQ),
        Ok(88)
    );
}

#[test]
fn an_array_that_only_comes_out_is_the_result() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        // SAFETY: the address is that of an array of sixteen bytes.
        unsafe { copy_to_guest(call.arguments()[1], *b".4-unstable\0\0\0\0\0") }
            .map_or_else(Errno::into_raw, |()| 0)
    });
    assert_eq!(
        version::extraversion(&xen).map(|text| text[..3] == *b".4-"),
        Ok(true)
    );
}

#[test]
fn one_of_many_needs_no_slice() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        assert_eq!(call.arguments()[2], 1);
        let mut record: QuerySize = argument(call);
        assert_eq!(record.dom, DomId(4));
        (record.nr_frames, record.max_nr_frames) = (3, 64);
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.map_or_else(Errno::into_raw, |()| 0)
    });
    let answer = grant_table::query_size_one(&xen, DomId(4)).expect("success");
    assert_eq!((answer.nr_frames, answer.max_nr_frames), (3, 64));
}

#[test]
fn no_status_is_overlooked() {
    let xen = Mock::new();
    let refuse = |status: i16| {
        xen.answer_with(move |call| {
            let mut record: MapGrantRef = argument(call);
            (record.status, record.handle) = (GrantStatus(status), GrantHandle(7));
            // SAFETY: the address is that of the record just read.
            unsafe { copy_to_guest(call.arguments()[1], record) }
                .map_or_else(Errno::into_raw, |()| 0)
        });
        // SAFETY: the mock maps nothing.
        let mapped = unsafe {
            grant_table::map_grant_ref_one(&xen, 0, MapFlags::HOST_MAP, GrantRef(8), DomId(1))
        };
        mapped.map(|mapped| mapped.handle.0)
    };
    assert_eq!(refuse(0), Ok(7));
    for status in [-1, -3, -12, -13, -99, i16::MIN] {
        let failure = ElementError::Status(GrantStatus(status));
        assert_eq!(refuse(status), Err(failure), "known or not");
    }
    xen.answer(Errno::EFAULT.into_raw());
    let copied = |xen: &Mock| {
        let ends = (CopyPtr::default(), CopyPtr::default());
        // SAFETY: the mock copies nothing.
        unsafe { grant_table::copy_one(xen, ends.0, ends.1, 1, CopyFlags::empty()) }
    };
    assert_eq!(copied(&xen), Err(ElementError::Call(Errno::EFAULT)));
    xen.answer_with(|call| {
        let mut record: Copy = argument(call);
        record.status = GrantStatus::GENERAL_ERROR;
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(call.arguments()[1], record) }.map_or_else(Errno::into_raw, |()| 0)
    });
    let failure = copied(&xen).unwrap_err();
    assert_eq!(failure, ElementError::Status(GrantStatus::GENERAL_ERROR));
    assert_eq!(failure.to_string(), "GNTST_general_error");
    assert_eq!(GrantStatus(-99).to_string(), "status -99");
}

#[test]
fn an_error_of_the_only_frame_is_the_calls() {
    let xen = Mock::new();
    let add = |answer: i32| {
        xen.answer_with(move |call| {
            let record: AddToPhysmapBatch = argument(call);
            assert_eq!((record.size, record.domid), (1, DomId::SELF));
            // SAFETY: the function lends one element of each for the call.
            let (index, frame): (XenUlong, XenPfn) = unsafe {
                (
                    copy_from_guest(record.idxs.addr() as usize).expect("an address"),
                    copy_from_guest(record.gpfns.addr() as usize).expect("an address"),
                )
            };
            assert_eq!((index, frame), (3, XenPfn(0x77)));
            // SAFETY: the function lends one number for the call.
            unsafe { copy_to_guest(record.errs.addr() as usize, answer) }
                .map_or_else(Errno::into_raw, |()| 0)
        });
        let space = PhysMapSpace::GRANT_TABLE.0 as u16;
        let extra = Default::default();
        // SAFETY: the mock changes no frame.
        unsafe {
            memory::add_to_physmap_batch_one(&xen, DomId::SELF, space, extra, 3, XenPfn(0x77))
        }
    };
    assert_eq!(add(0), Ok(()));
    assert_eq!(add(-22), Err(Errno::EINVAL));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_processors_first_state_is_that_of_the_guests_kind() {
    use xen_abi::arch_x86::xen::VcpuGuestContext;
    use xen_abi::guest::Hvm64;
    use xen_abi::hvm::hvm_vcpu::Context;
    use xen_abi::vcpu::{self, VcpuOp};

    let pv = Mock::<Pv64>::for_guest();
    pv.answer(0);
    let state = Box::<VcpuGuestContext>::default();
    let hvm = Mock::<Hvm64>::for_guest();
    hvm.answer(0);
    let context = Context::default();
    // SAFETY: the mock runs nothing.
    unsafe {
        assert_eq!(vcpu::initialise(&pv, 3, &state), Ok(()));
        assert_eq!(vcpu::initialise(&hvm, 4, &context), Ok(()));
    }
    assert_eq!(
        pv.calls()[0].arguments(),
        [
            VcpuOp::Initialise as usize,
            3,
            core::ptr::from_ref(&*state).addr()
        ]
    );
    assert_eq!(
        hvm.calls()[0].arguments(),
        [
            VcpuOp::Initialise as usize,
            4,
            core::ptr::from_ref(&context).addr()
        ]
    );
}

/// The buffers of a `HYPERVISOR_dm_op`.
fn buffers(call: &Call) -> Vec<Buf> {
    let (count, address) = (call.arguments()[1], call.arguments()[2]);
    let at = |index| address + index * size_of::<Buf>();
    // SAFETY: the functions called here pass the address of as many buffers as they say.
    (0..count)
        .map(|index| unsafe { copy_from_guest(at(index)) }.expect("an address"))
        .collect()
}

#[test]
fn an_operation_that_a_record_names_is_a_function_too() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let [buffer] = buffers(call)[..] else {
            panic!("one buffer")
        };
        assert_eq!(buffer.size, size_of::<Request>());
        let address = buffer.h.as_ptr().expose_provenance();
        // SAFETY: the function under test passes the address of its request.
        let mut request: Request = unsafe { copy_from_guest(address) }.expect("an address");
        assert_eq!(
            (request.op, request.pad),
            (DmOp::CreateIoreqServer as u32, 0)
        );
        let argument = request.u.create_ioreq_server_untagged();
        assert_eq!((argument.handle_bufioreq, argument.id), (2, IoServId(0)));
        request.u.set_create_ioreq_server(CreateIoreqServer {
            id: IoServId(5),
            ..argument
        });
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(address, request) }.map_or_else(Errno::into_raw, |()| 0)
    });
    assert_eq!(
        dm_op::create_ioreq_server(&xen, DomId(7), 2),
        Ok(IoServId(5))
    );
    let call = &xen.calls()[0];
    assert_eq!(
        (call.number(), &call.arguments()[..2]),
        (HypercallNum::DM_OP.0, &[7, 1][..])
    );
}

#[test]
fn a_second_buffer_is_a_slice() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let [first, second] = buffers(call)[..] else {
            panic!("two buffers")
        };
        let (first, size) = (first.h.as_ptr().expose_provenance(), second.size);
        // SAFETY: the functions under test pass the address of their request.
        let mut request: Request = unsafe { copy_from_guest(first) }.expect("an address");
        let second = second.h.as_ptr().expose_provenance();
        if request.op == DmOp::TrackDirtyVram as u32 {
            assert_eq!((request.u.track_dirty_vram_untagged().nr, size), (9, 2));
            // SAFETY: the function under test passes the address of two bytes.
            return unsafe { copy_to_guest(second, [0xff_u8, 1]) }
                .map_or_else(Errno::into_raw, |()| 0);
        }
        let argument = request.u.modified_memory_untagged();
        assert_eq!(
            (argument.nr_extents, argument.opaque, size),
            (2, 0, 2 * size_of::<ModifiedMemoryExtent>())
        );
        // SAFETY: the function under test passes the address of two elements.
        let last: ModifiedMemoryExtent =
            unsafe { copy_from_guest(second + size_of::<ModifiedMemoryExtent>()) }
                .expect("an address");
        assert_eq!((last.nr, last.first_pfn), (3, 0x100));
        request.u.set_modified_memory(ModifiedMemory {
            nr_extents: 1,
            ..argument
        });
        // SAFETY: the address is that of the record just read.
        unsafe { copy_to_guest(first, request) }
            .map_or_else(Errno::into_raw, |()| Errno::EINVAL.into_raw())
    });
    let mut bitmap = [0; 2];
    assert_eq!(
        dm_op::track_dirty_vram(&xen, DomId(7), 9, 0x40, &mut bitmap),
        Ok(())
    );
    assert_eq!(bitmap, [0xff, 1]);
    let extent = |nr, first_pfn| ModifiedMemoryExtent {
        nr,
        first_pfn,
        ..ModifiedMemoryExtent::default()
    };
    let wrong = dm_op::modified_memory(&xen, DomId(7), 2, &[extent(1, 0), extent(3, 0x100)]);
    assert_eq!(
        wrong,
        Err(Failed {
            errno: Errno::EINVAL,
            out: 1
        }),
        "which element is wrong"
    );
}

/// An operation of a `HYPERVISOR_mmuext_op` that has one.
fn page_table_operation(call: &Call) -> MmuextOp {
    let [address, count, done, domain] = call.arguments()[..] else {
        panic!("four words")
    };
    assert_eq!((count, done, domain), (1, 0, 0x7ff0));
    // SAFETY: the functions called here pass the address of one operation.
    unsafe { copy_from_guest(address) }.expect("an address")
}

#[test]
fn an_operation_that_goes_by_the_dozen_is_a_function_too() {
    let xen = Mock::<Pv64>::for_guest();
    let domain = u32::from(DomId::SELF.0);
    xen.answer_with(|call| {
        let op = page_table_operation(call);
        assert_eq!(
            (op.cmd, op.arg1.mfn_untagged(), op.arg2.src_mfn_untagged()),
            (MmuextCmd::CopyPage as u32, XenPfn(7), XenPfn(9))
        );
        0
    });
    // SAFETY: the mock copies nothing.
    let result = unsafe { xen::mmuext_op_copy_page(&xen, XenPfn(7), XenPfn(9), domain) };
    assert_eq!(result, Ok(()));
    xen.answer_with(|call| {
        let op = page_table_operation(call);
        assert_eq!(
            (op.cmd, op.arg1.linear_addr_untagged()),
            (MmuextCmd::InvlpgAll as u32, 0x5000)
        );
        assert_eq!(
            op.arg1_variant(),
            MmuextOpArg1Variant::LinearAddr(op.cmd, 0x5000)
        );
        Errno::EINVAL.into_raw()
    });
    assert_eq!(
        xen::mmuext_op_invlpg_all(&xen, 0x5000, domain),
        Err(Errno::EINVAL)
    );
    xen.answer_with(|call| {
        let op = page_table_operation(call);
        assert_eq!(
            op,
            MmuextOp {
                cmd: MmuextCmd::TlbFlushLocal as u32,
                ..MmuextOp::default()
            }
        );
        0
    });
    assert_eq!(xen::mmuext_op_tlb_flush_local(&xen, domain), Ok(()));
}

#[test]
fn a_suspension_needs_its_own_function() {
    // Xen keeps the low 8 bits of a reason.
    for number in [2, 0x102, 0xffff_ff02] {
        let xen = Mock::new();
        let reason = ShutdownReason(number);
        assert_eq!(sched::shutdown(&xen, reason), Err(Errno::EINVAL));
        assert_eq!(sched::shutdown_code(&xen, reason), Err(Errno::EINVAL));
        assert!(xen.calls().is_empty(), "Xen is not called");
    }
    for (answer, resumed) in [(0, Resumed::Restored), (1, Resumed::Cancelled)] {
        let xen = Mock::new();
        xen.answer_with(move |call| {
            let record: Shutdown = argument(call);
            assert_eq!(record.reason, ShutdownReason::SUSPEND);
            answer
        });
        // SAFETY: the mock reads the argument alone.
        let result = unsafe { sched::suspend(&xen, Some(frame::Mfn(0x1234))) };
        assert_eq!(result, Ok(resumed));
        let call = &xen.calls()[0];
        assert_eq!(call.number(), HypercallNum::SCHED_OP.0);
        assert_eq!(call.arguments()[0], SchedOp::Shutdown as usize);
        assert_eq!(call.arguments()[2], 0x1234, "the frame of start_info");
    }
}
