//! Failures, partial progress and arrays as results.

use super::argument;
use xen_abi::arch_x86::xen::{XenPfn, XenUlong};
use xen_abi::grant_table::{
    self, Copy, CopyFlags, CopyPtr, GrantHandle, GrantRef, MapFlags, MapGrantRef, QuerySize,
    Status as GrantStatus,
};
use xen_abi::guest::Pv64;
use xen_abi::hvm::hvm_op::{self, HvmOp, Param};
use xen_abi::hvm::params::HvmParam;
use xen_abi::memory::{
    self, AddToPhysmapBatch, MemoryExchange, MemoryFlags, MemoryReservation, PhysMapSpace,
    VnumaTopologyInfo,
};
use xen_abi::mock::{Mock, copy_from_guest, copy_to_guest};
use xen_abi::returns::{ElementError, Failed};
use xen_abi::xen::DomId;
use xen_abi::{Errno, version};

#[test]
fn a_failure_returns_the_record() {
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
fn a_failure_may_return_the_needed_size() {
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
    // One call populates two of three frames, the next fails.
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
        "all bits of a word"
    );
}

#[test]
fn directions_of_a_record_depend_on_the_operation() {
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
fn an_output_array_is_the_result() {
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
fn an_error_of_a_single_frame_is_the_error_of_the_call() {
    let xen = Mock::new();
    let add = |answer: i32| {
        xen.answer_with(move |call| {
            let record: AddToPhysmapBatch = argument(call);
            assert_eq!((record.size, record.domid), (1, DomId::SELF));
            // SAFETY: the function passes one element of each for the call.
            let (index, frame): (XenUlong, XenPfn) = unsafe {
                (
                    copy_from_guest(record.idxs.addr() as usize).expect("an address"),
                    copy_from_guest(record.gpfns.addr() as usize).expect("an address"),
                )
            };
            assert_eq!((index, frame), (3, XenPfn(0x77)));
            // SAFETY: the function passes one number for the call.
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
