//! Operations whose number is in a record, and others with functions of their own.

use super::argument;
use xen_abi::arch_x86::xen::XenPfn;
use xen_abi::guest::Pv64;
use xen_abi::hvm::dm_op::{
    self, Buf, CreateIoreqServer, DmOp, IoServId, ModifiedMemory, ModifiedMemoryExtent, Request,
};
use xen_abi::mock::{Call, Mock, copy_from_guest, copy_to_guest};
use xen_abi::returns::Failed;
use xen_abi::sched::{self, Resumed, SchedOp, Shutdown, ShutdownReason};
use xen_abi::xen::{self, DomId, HypercallNum, MmuextCmd, MmuextOp, MmuextOpArg1Variant};
use xen_abi::{Errno, frame};

#[cfg(target_arch = "x86_64")]
#[test]
fn the_initial_state_of_a_vcpu_depends_on_the_kind_of_guest() {
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

/// The operation of a `HYPERVISOR_mmuext_op` call with one operation.
fn page_table_operation(call: &Call) -> MmuextOp {
    let [address, count, done, domain] = call.arguments()[..] else {
        panic!("four words")
    };
    assert_eq!((count, done, domain), (1, 0, 0x7ff0));
    // SAFETY: the functions called here pass the address of one operation.
    unsafe { copy_from_guest(address) }.expect("an address")
}

#[test]
fn an_operation_of_a_batch_is_a_function_too() {
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
    // Xen uses the low 8 bits of a reason.
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
