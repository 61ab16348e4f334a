//! Makes each raw hypercall and checks the registers: the number, and the order of arguments.
//!
//! The guest bounds of these functions are part of the test: the calls must compile for all guests
//! that a bound permits.

use std::panic::{AssertUnwindSafe, catch_unwind};

use xen_abi::argo::{self, ArgoOp};
use xen_abi::guest::{Guest, Pv64, PvGuest, X86Guest};
use xen_abi::hypercall::Hypercall;
use xen_abi::mock::{Call, Mock};
use xen_abi::xen::{
    self, ConsoleIoCmd, DomId, MmuUpdate, MmuextOp, MulticallEntry, UvmFlags, VmAssistCmd,
    VmAssistType,
};
use xen_abi::{callback, nmi};
use xen_abi::{
    event_channel, grant_table, hvm, hypfs, kexec, memory, physdev, pmu, sched, vcpu, version,
};

/// The address of a value, as a word.
fn at<T: ?Sized>(value: &T) -> usize {
    std::ptr::from_ref(value).cast::<()>().addr()
}

/// A record of a toolstack header, which the crate does not have.
type Elsewhere = [u64; 17];

/// Removes the last call from the mock's record and returns it.
fn last<G: Guest>(xen: &Mock<G>) -> Call {
    xen.take_calls().pop().expect("a call was made")
}

/// Calls that every kind of guest may make.
fn everywhere<X: Hypercall>(xen: &X, made: &mut dyn FnMut(Call)) {
    // SAFETY: here and below: the mock touches no memory.
    unsafe {
        let mut argument = event_channel::Send::default();
        let _ = event_channel::event_channel_op::<event_channel::event_channel_op::Send, _>(
            xen,
            &mut argument,
        );
        made(Call::new(32, &[4, at(&argument)]));

        let mut argument = memory::MemoryReservation::default();
        let _ = memory::memory_op::<memory::memory_op::PopulatePhysmap, _>(xen, &mut argument);
        made(Call::new(12, &[6, at(&argument)]));

        let mut calls = [MulticallEntry::default(); 3];
        let _ = xen::multicall(xen, &mut calls);
        made(Call::new(13, &[at(&calls), 3]));

        let mut argument = version::CompileInfo::default();
        let _ = version::xen_version::<version::xen_version_op::CompileInfo, _>(xen, &mut argument);
        made(Call::new(17, &[2, at(&argument)]));

        let mut text = *b"hello";
        let _ = xen::console_io(xen, ConsoleIoCmd::Read, &mut text);
        made(Call::new(18, &[1, 5, at(&text)]));
        let _ = xen::console_io_write(xen, &text);
        made(Call::new(18, &[0, 5, at(&text)]));

        let mut arguments = [grant_table::QuerySize::default(); 2];
        let _ = grant_table::grant_table_op::<grant_table::grant_table_op::QuerySize, _>(
            xen,
            &mut arguments,
        );
        made(Call::new(20, &[6, at(&arguments), 2]));

        let _ = xen::vm_assist(xen, VmAssistCmd::Disable, VmAssistType::PAE_EXTENDED_CR3);
        made(Call::new(21, &[1, 3]));

        let mut argument = vcpu::RegisterRunstateMemoryArea::default();
        let _ =
            vcpu::vcpu_op::<vcpu::vcpu_op::RegisterRunstateMemoryArea, _>(xen, 7, &mut argument);
        made(Call::new(24, &[5, 7, at(&argument)]));

        let mut argument = sched::Shutdown::default();
        let _ = sched::sched_op::<sched::sched_op::Shutdown, _>(xen, &mut argument);
        made(Call::new(29, &[2, at(&argument)]));

        let mut argument = hvm::hvm_op::Param::default();
        let _ = hvm::hvm_op::hvm_op::<hvm::hvm_op::hvm_op::GetParam, _>(xen, &mut argument);
        made(Call::new(34, &[1, at(&argument)]));

        let (mut first, mut second) = (1_u64, 2_u64);
        let _ = argo::argo_op(
            xen,
            ArgoOp::Notify,
            (&raw mut first).cast(),
            (&raw mut second).cast(),
            3,
            4,
        );
        made(Call::new(39, &[4, at(&first), at(&second), 3, 4]));

        let _ = hypfs::hypfs_op(
            xen,
            hypfs::XenHypfsOp::Read,
            (&raw const first).cast(),
            3,
            (&raw mut second).cast(),
            4,
        );
        made(Call::new(42, &[1, at(&first), 3, at(&second), 4]));
        let mut buffer = [0; 9];
        let _ = hypfs::read(xen, b"/params\0", &mut buffer);
        made(Call::new(
            42,
            &[1, at(b"/params\0".as_slice()), 8, at(&buffer), 9],
        ));

        let mut buffers = [hvm::dm_op::Buf::default(); 2];
        let _ = hvm::dm_op::dm_op(xen, DomId(9), &mut buffers);
        made(Call::new(41, &[9, 2, at(&buffers)]));

        let mut record: Elsewhere = [0; 17];
        let _ = xen::platform_op(xen, &mut record);
        made(Call::new(7, &[at(&record)]));
        let _ = xen::xsm_op(xen, &mut record);
        made(Call::new(27, &[at(&record)]));
        let _ = xen::sysctl(xen, &mut record);
        made(Call::new(35, &[at(&record)]));
        let _ = xen::domctl(xen, &mut record);
        made(Call::new(36, &[at(&record)]));
    }
}

/// Calls of guests on x86.
fn on_x86<X: Hypercall<Guest: X86Guest>>(xen: &X, made: &mut dyn FnMut(Call)) {
    // SAFETY: as above.
    unsafe {
        let mut argument = physdev::Eoi::default();
        let _ = physdev::physdev_op::<physdev::physdev_cmd::Eoi, _>(xen, &mut argument);
        made(Call::new(33, &[12, at(&argument)]));

        let mut done = 0;
        let mut operations = [MmuextOp::default(); 2];
        let _ = xen::mmuext_op(xen, &mut operations, Some(&mut done), 0x7ff0);
        made(Call::new(26, &[at(&operations), 2, at(&done), 0x7ff0]));
        let _ = xen::mmuext_op(xen, &mut operations, None, 0);
        made(Call::new(26, &[at(&operations), 2, 0, 0]));

        let mut params = pmu::Params::default();
        let _ = pmu::xenpmu_op(xen, pmu::XenpmuOp::FeatureGet, &mut params);
        made(Call::new(40, &[2, at(&params)]));

        let _ = xen::set_timer_op(xen, 0x1234);
        #[cfg(target_pointer_width = "64")]
        made(Call::new(15, &[0x1234]));
        #[cfg(target_pointer_width = "32")]
        made(Call::new(15, &[0x1234, 0]));
    }
}

/// Calls of paravirtualised guests.
fn paravirtualised<X: Hypercall<Guest: PvGuest>>(xen: &X, made: &mut dyn FnMut(Call)) {
    // SAFETY: as above.
    unsafe {
        let mut done = 0;
        let requests = [MmuUpdate::default(); 4];
        let _ = xen::mmu_update(xen, &requests, Some(&mut done), 0x7ff0);
        made(Call::new(1, &[at(&requests), 4, at(&done), 0x7ff0]));

        let _ = sched::sched_op_compat(xen, sched::SchedOp::Block, 5);
        made(Call::new(6, &[1, 5]));

        let mut record = event_channel::Op::default();
        let _ = event_channel::event_channel_op_compat(xen, &mut record);
        made(Call::new(16, &[at(&record)]));

        let mut record = physdev::Op::default();
        let _ = physdev::physdev_op_compat(xen, &mut record);
        made(Call::new(19, &[at(&record)]));

        let mut argument = nmi::Callback::default();
        let _ = nmi::nmi_op::<nmi::nmi_op::RegisterCallback, _>(xen, &mut argument);
        made(Call::new(28, &[0, at(&argument)]));

        let mut argument = callback::Unregister::default();
        let _ = callback::callback_op::<callback::callback_op::Unregister, _>(xen, &mut argument);
        made(Call::new(30, &[1, at(&argument)]));

        let mut argument = kexec::Status::default();
        let _ = kexec::kexec_op::<kexec::kexec_cmd::KexecStatus, _>(xen, &mut argument);
        made(Call::new(37, &[6, at(&argument)]));

        #[cfg(target_pointer_width = "64")]
        {
            let _ = xen::update_va_mapping(xen, 0x1000, 0x67, UvmFlags::INVLPG);
            made(Call::new(14, &[0x1000, 0x67, 2]));
            let _ =
                xen::update_va_mapping_otherdomain(xen, 0x1000, 0x67, UvmFlags::INVLPG, DomId(9));
            made(Call::new(22, &[0x1000, 0x67, 2, 9]));
        }
    }
}

/// Calls that exist on 64-bit x86 only, or differ there.
#[cfg(target_arch = "x86_64")]
fn paravirtualised_64_bit(xen: &Mock<Pv64>, made: &mut dyn FnMut(Call)) {
    use xen_abi::arch_x86::xen::XenPfn;
    use xen_abi::arch_x86::xen::{self as x86, TrapInfo};
    use xen_abi::arch_x86::xen_x86_64::{self as x86_64, SegmentBase};

    // SAFETY: as above.
    unsafe {
        let traps = [TrapInfo::default(); 2];
        let _ = x86::set_trap_table(xen, traps.as_ptr());
        made(Call::new(0, &[at(&traps)]));

        let frames = [XenPfn(1), XenPfn(2)];
        let _ = x86::set_gdt(xen, frames.as_ptr(), 1024);
        made(Call::new(2, &[at(&frames), 1024]));

        let _ = x86::stack_switch(xen, 0xe02b, 0x8000);
        made(Call::new(3, &[0xe02b, 0x8000]));
        let _ = x86_64::set_callbacks(xen, 1, 2, 3);
        made(Call::new(4, &[1, 2, 3]));
        let _ = x86::fpu_taskswitch(xen, 1);
        made(Call::new(5, &[1]));
        let _ = x86::set_debugreg(xen, 7, 0x400);
        made(Call::new(8, &[7, 0x400]));
        let _ = x86::get_debugreg(xen, 6);
        made(Call::new(9, &[6]));
        let _ = x86::update_descriptor(xen, 0x1008, 0xffff_0000);
        made(Call::new(10, &[0x1008, 0xffff_0000]));
        let _ = x86_64::set_segment_base(xen, SegmentBase::GsKernel, 0x5000);
        made(Call::new(25, &[2, 0x5000]));

        let mut record: Elsewhere = [0; 17];
        let _ = x86::mca(xen, &mut record);
        made(Call::new(48, &[at(&record)]));
    }
}

#[test]
fn every_word_arrives_in_its_register() {
    let xen = Mock::new();
    everywhere(&xen, &mut |expected| assert_eq!(last(&xen), expected));
    let xen = Mock::<Pv64>::for_guest();
    everywhere(&xen, &mut |expected| assert_eq!(last(&xen), expected));
    on_x86(&xen, &mut |expected| assert_eq!(last(&xen), expected));
    paravirtualised(&xen, &mut |expected| assert_eq!(last(&xen), expected));
    #[cfg(target_arch = "x86_64")]
    paravirtualised_64_bit(&xen, &mut |expected| assert_eq!(last(&xen), expected));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn iret_takes_the_stack_and_does_not_come_back() {
    use xen_abi::arch_x86::xen_x86_64::{IretContext, iret};

    let xen = Mock::<Pv64>::for_guest();
    let frame = IretContext {
        rip: 0x1000,
        ..IretContext::default()
    };
    // SAFETY: the mock records the call, and does not switch stacks.
    let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { iret(&xen, &frame) }));
    assert!(outcome.is_err());
    assert_eq!(last(&xen), Call::new(23, &[at(&frame)]));
}
