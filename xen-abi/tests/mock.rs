//! The mock: recorded calls, scripted results, and access to the caller's memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use xen_abi::guest::{Guest, HvmGuest, Native, Pv32, Pv64, PvGuest};
use xen_abi::mock::{
    Call, Mock, copy_from_guest, copy_many_from_guest, copy_many_to_guest, copy_to_guest,
};
use xen_abi::{Errno, GuestHandle, Hypercall, Op, returns};

/// Makes a call that passes no address.
fn call<X: Hypercall, const N: usize>(xen: &X, number: u32, arguments: [usize; N]) -> usize {
    // SAFETY: the mocks of these tests touch no memory for such calls.
    unsafe { xen.hypercall(number, arguments) }
}

#[test]
fn every_call_is_recorded_as_it_was_made() {
    let xen = Mock::new();
    call(&xen, 1, []);
    call(&&xen, 2, [10]);
    call(&xen, 39, [1, 2, 3, 4, usize::MAX]);
    assert_eq!(
        xen.calls(),
        [
            Call::new(1, &[]),
            Call::new(2, &[10]),
            Call::new(39, &[1, 2, 3, 4, usize::MAX]),
        ]
    );
    assert_eq!(xen.take_calls().len(), 3);
    assert_eq!(xen.calls(), []);
}

#[test]
fn results_come_from_the_queue_then_the_handler_then_enosys() {
    let xen = Mock::new();
    assert_eq!(returns::neg_errnoval(call(&xen, 1, [])), Err(Errno::ENOSYS));
    xen.answer(7);
    xen.answer_error(Errno::EBUSY);
    xen.answer_with(|call| call.number() as usize * 2);
    assert_eq!(xen.pending_answers(), 2);
    assert_eq!(call(&xen, 1, []), 7);
    assert_eq!(returns::long(call(&xen, 1, [])), Err(Errno::EBUSY));
    assert_eq!(call(&xen, 21, []), 42);
    assert_eq!(xen.pending_answers(), 0);
    xen.answer_with(|_| 5);
    assert_eq!(call(&xen, 21, []), 5);
}

/// A record with a handle, as hypercalls take them.
#[repr(C)]
struct Request {
    count: u64,
    values: GuestHandle<u32>,
}

#[test]
fn a_handler_reads_and_writes_the_memory_of_arguments() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        let [_, request] = *call.arguments() else {
            return Errno::EINVAL.into_raw();
        };
        let answer = || {
            let handle = request + std::mem::offset_of!(Request, values);
            // SAFETY: the test passes null or the address of a `Request`, whose handle leads to
            // `count` values.
            unsafe {
                let count: u64 = copy_from_guest(request)?;
                let values: GuestHandle<u32> = copy_from_guest(handle)?;
                let values = values.addr() as usize;
                let doubled: Vec<u32> = copy_many_from_guest(values, count as usize)?
                    .into_iter()
                    .map(|value: u32| value * 2)
                    .collect();
                copy_many_to_guest(values, &doubled)?;
                copy_to_guest(request, count + 1)
            }
        };
        answer().map_or_else(Errno::into_raw, |()| 0)
    });

    let mut values = [1, 2, 3];
    let mut request = Request {
        count: values.len() as u64,
        values: GuestHandle::from_mut_slice(&mut values),
    };
    let address = (&raw mut request).expose_provenance();
    assert_eq!(call(&xen, 12, [0, address]), 0);
    assert_eq!(values, [2, 4, 6]);
    assert_eq!(request.count, 4);

    request = Request {
        count: 1,
        values: GuestHandle::null(),
    };
    let address = (&raw mut request).expose_provenance();
    assert_eq!(
        returns::neg_errnoval(call(&xen, 12, [0, address])),
        Err(Errno::EFAULT)
    );
    assert_eq!(
        returns::neg_errnoval(call(&xen, 12, [0, 0])),
        Err(Errno::EFAULT)
    );
    assert_eq!(
        returns::neg_errnoval(call(&xen, 12, [0])),
        Err(Errno::EINVAL)
    );
}

#[test]
fn no_values_need_no_address() {
    // SAFETY: no memory is touched.
    unsafe {
        assert_eq!(copy_many_from_guest::<u64>(0, 0), Ok(vec![]));
        assert_eq!(copy_many_to_guest::<u64>(0, &[]), Ok(()));
        assert_eq!(copy_many_to_guest(0, &[1_u64]), Err(Errno::EFAULT));
        assert_eq!(copy_to_guest(0, 1_u8), Err(Errno::EFAULT));
    }
}

#[test]
fn alignment_does_not_matter() {
    let mut bytes = [0_u8; 9];
    let address = bytes.as_mut_ptr().expose_provenance() + 1;
    // SAFETY: eight bytes of the array follow the address.
    unsafe {
        copy_to_guest(address, 0x0102_0304_0506_0708_u64).unwrap();
        assert_eq!(copy_from_guest::<u64>(address), Ok(0x0102_0304_0506_0708));
    }
    assert_eq!(bytes[0], 0);
    assert_eq!(bytes[1..], 0x0102_0304_0506_0708_u64.to_ne_bytes());
}

#[test]
fn threads_share_one_hypervisor() {
    let xen = Arc::new(Mock::new());
    let answered = Arc::new(AtomicUsize::new(0));
    xen.answer_with({
        let answered = Arc::clone(&answered);
        move |call| {
            answered.fetch_add(1, Ordering::Relaxed);
            call.arguments()[0]
        }
    });
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let xen = Arc::clone(&xen);
            std::thread::spawn(move || {
                for number in 0..100 {
                    assert_eq!(call(&*xen, thread, [number]), number);
                }
            })
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(xen.calls().len(), 400);
    assert_eq!(answered.load(Ordering::Relaxed), 400);
}

#[test]
fn a_handler_sees_the_call_that_it_answers() {
    let xen = Arc::new(Mock::new());
    xen.answer_with({
        let xen = Arc::downgrade(&xen);
        move |call| usize::from(xen.upgrade().unwrap().calls().last() == Some(call))
    });
    assert_eq!(call(&*xen, 3, [4]), 1);
}

#[test]
fn a_handler_that_panics_fails_its_own_call_only() {
    let xen = Mock::new();
    xen.answer_with(|call| {
        assert_ne!(call.number(), 1, "refused");
        0
    });
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call(&xen, 1, [])));
    assert!(outcome.is_err());
    assert_eq!(call(&xen, 2, []), 0);
    assert!(format!("{xen:?}").contains("number: 2"));
}

#[test]
fn a_mock_stands_for_the_guest_that_is_asked_for() {
    fn only_pv<X: Hypercall<Guest: PvGuest>>(_: &X) -> &'static str {
        X::Guest::NAME
    }
    assert_eq!(only_pv(&Mock::<Pv64>::for_guest()), "pv64");
    assert_eq!(only_pv(&Mock::<Pv32>::default()), "pv32");
    assert!(format!("{:?}", Mock::<Pv32>::default()).contains("pv32"));
    if cfg!(target_arch = "x86_64") {
        assert_eq!(Native::NAME, "hvm64");
    }
}

/// Only type-checked: a bound for HVM guests accepts references to back ends.
#[allow(dead_code)]
fn hvm_calls_accept_references<X: Hypercall<Guest: HvmGuest>>(xen: &X) {
    fn only_hvm<X: Hypercall<Guest: HvmGuest>>(_: X) {}
    only_hvm(xen);
}

#[test]
fn an_operation_names_its_argument() {
    struct Close;
    // SAFETY: never called.
    unsafe impl Op for Close {
        type Family = ();
        type Arg = u32;
        const HYPERCALL: u32 = 32;
        const CMD: u32 = 3;
        const NAME: &'static str = "EVTCHNOP_close";
    }
    fn issue<O: Op, X: Hypercall>(xen: &X, argument: &mut O::Arg) -> usize {
        let address = std::ptr::from_mut(argument).expose_provenance();
        // SAFETY: the mock reads the one argument.
        unsafe { xen.hypercall(O::HYPERCALL, [O::CMD as usize, address]) }
    }
    let xen = Mock::new();
    xen.answer_with(|call| {
        // SAFETY: the address of the `u32` below.
        let port: u32 = unsafe { copy_from_guest(call.arguments()[1]) }.unwrap();
        port as usize
    });
    assert_eq!(issue::<Close, _>(&xen, &mut 99), 99, "{}", Close::NAME);
    assert_eq!(xen.calls()[0].arguments()[0], 3);
}
