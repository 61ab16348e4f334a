//! Results are the same with back ends that copy and that do not.

use xen_abi::argo::{self, Addr, Iov, Port, RingData, RingDataEnt, RingFlags, SendAddr};
use xen_abi::argo_endpoint::{Partner, Receiver, Sender};
use xen_abi::buffer::{Buffer, Direction};
use xen_abi::event_channel;
use xen_abi::guest::Pv64;
use xen_abi::handle::GuestHandle;
use xen_abi::memory::{self, MemoryFlags};
use xen_abi::mock::{Domain, Machine, Mock, copy_from_guest, copy_to_guest};
use xen_abi::sched;
use xen_abi::version;
use xen_abi::xen::{self, DomId, HypercallNum, MulticallEntry, Virq};
use xen_abi::{Errno, Hypercall, Plain, WithElements};

use super::backend::Copying;

/// Runs a program of two domains, and returns its results.
fn program<X: Hypercall>(one: &X, two: &X, domains: (&Domain, &Domain)) -> Vec<String> {
    let mut seen = Vec::new();
    let mut saw = |what: &dyn std::fmt::Debug| seen.push(format!("{what:?}"));

    let port = event_channel::alloc_unbound(one, DomId::SELF, DomId(2)).unwrap();
    let far = event_channel::bind_interdomain(two, DomId(1), port).unwrap();
    saw(&(port, far));
    saw(&event_channel::send(two, far));
    saw(&domains.0.is_pending(port));
    saw(&event_channel::status(one, DomId::SELF, port));
    saw(&event_channel::status(two, DomId::SELF, far));
    saw(&event_channel::bind_virq(one, Virq::TIMER, 0));
    saw(&event_channel::status(
        one,
        DomId::SELF,
        event_channel::Port(77),
    ));
    saw(&sched::poll(one, &[port], 1));

    saw(&version::version(one));
    saw(&version::extraversion(one));
    saw(&version::capabilities(one));
    saw(&version::get_features(one, 0));
    saw(&version::compile_info(one));

    let mut text = *b"from a program";
    saw(&xen::console_io_write(one, &text));
    saw(&xen::console_io_read(one, &mut text));
    saw(&text);

    let mut inbox =
        Receiver::register(one, domains.0.pages(1), Port(7), Partner::Domain(DomId(2))).unwrap();
    let sender = Sender::new(two, Port(3), DomId(1), Port(7)).unwrap();
    saw(&sender.room_for(100));
    saw(&sender.send(9, &[b"in ", b"", b"pieces"]));
    let mut received = [0; 64];
    saw(&inbox
        .receive(&mut received)
        .map(|message| message.map(|message| message.len)));
    saw(&received);
    saw(&sender.send(9, &[&[7; 5000]]));
    seen
}

#[test]
fn results_of_the_software_xen_are_the_same() {
    let machines = [Machine::new(), Machine::new()];
    let [direct, copying] = machines
        .each_ref()
        .map(|machine| (machine.domain(DomId(1)), machine.domain(DomId(2))));
    let expected = program(&direct.0, &direct.1, (&direct.0, &direct.1));
    for narrow in [false, true] {
        let machine = Machine::new();
        let (one, two) = if narrow {
            (machine.domain(DomId(1)), machine.domain(DomId(2)))
        } else {
            copying.clone()
        };
        let backends = (Copying::new(&one, narrow), Copying::new(&two, narrow));
        let seen = program(&backends.0, &backends.1, (&one, &two));
        assert_eq!(seen, expected);
        for backend in [&backends.0, &backends.1] {
            let (made, wrong) = backend.verdict();
            assert!(made > 4);
            assert_eq!(wrong, [""; 0]);
        }
    }
}

#[test]
fn a_list_behind_a_handle_is_copied_both_ways() {
    let mock = Mock::new();
    mock.answer_with(|call| {
        // SAFETY: the functions called here pass the address of a reservation with frames.
        unsafe {
            let reservation: memory::MemoryReservation =
                copy_from_guest(call.arguments()[1]).expect("an address");
            let list = reservation.extent_start.addr() as usize;
            for index in 0..reservation.nr_extents {
                let frame: usize = copy_from_guest(list + index * 8).expect("an address");
                copy_to_guest(list + index * 8, frame + 100).expect("an address");
            }
            reservation.nr_extents
        }
    });
    let xen = Copying::new(&mock, true);
    let mut frames = [
        xen_abi::arch_x86::xen::XenPfn(1),
        xen_abi::arch_x86::xen::XenPfn(2),
    ];
    // SAFETY: the mock accesses the list only.
    let done = unsafe {
        memory::populate_physmap(&xen, &mut frames, 0, MemoryFlags::empty(), DomId::SELF)
    };
    assert_eq!((done, frames.map(|frame| frame.0)), (Ok(2), [101, 102]));
    assert_eq!(xen.verdict(), (1, vec![]));
}

#[test]
fn a_record_keeps_its_own_handles() {
    let (mut frames, mut others) = ([0_u64; 3], [0_u64; 2]);
    let mock = Mock::<Pv64>::for_guest();
    mock.answer_with(|call| {
        let (mut at, count) = (call.arguments()[1], call.arguments()[2]);
        for index in 0..count {
            // SAFETY: the address is that of so many records.
            unsafe {
                let mut record: xen_abi::grant_table::GetStatusFrames =
                    copy_from_guest(at).expect("an address");
                for frame in 0..record.nr_frames as usize {
                    let frames = record.frame_list.addr() as usize;
                    copy_to_guest(frames + frame * 8, (index * 10 + frame) as u64)
                        .expect("an address");
                }
                record.dom = DomId(9);
                copy_to_guest(at, record).expect("an address");
            }
            at += size_of::<xen_abi::grant_table::GetStatusFrames>();
        }
        0
    });
    let xen = Copying::new(&mock, true);
    let record = |frames: &mut [u64]| xen_abi::grant_table::GetStatusFrames {
        nr_frames: frames.len() as u32,
        frame_list: GuestHandle::from_mut_slice(frames),
        ..Plain::zeroed()
    };
    let mut records = [record(&mut frames), record(&mut others)];
    let before = records.each_ref().map(|record| record.frame_list);
    // SAFETY: the handles lead to as many numbers as the records say.
    unsafe { xen_abi::grant_table::get_status_frames(&xen, &mut records) }.unwrap();
    assert_eq!(records.each_ref().map(|record| record.frame_list), before);
    assert_eq!(records.each_ref().map(|record| record.dom), [DomId(9); 2]);
    assert_eq!((frames, others), ([0, 1, 2], [10, 11]));
    assert_eq!(xen.verdict(), (1, vec![]));
}

#[test]
fn elements_behind_a_record_are_copied() {
    let mock = Mock::new();
    mock.answer_with(|call| {
        // SAFETY: the argument is a record followed by two elements.
        unsafe {
            let second: RingDataEnt =
                copy_from_guest(call.arguments()[1] + 8 + 20).expect("an address");
            assert_eq!(second.space_required, 5);
            let answer = RingDataEnt {
                flags: RingFlags::EXISTS,
                ..second
            };
            copy_to_guest(call.arguments()[1] + 8 + 20, answer).map_or_else(Errno::into_raw, |()| 0)
        }
    });
    let xen = Copying::new(&mock, true);
    let head = RingData {
        nent: 2,
        ..RingData::zeroed()
    };
    let mut questions = WithElements::new(head, [RingDataEnt::zeroed(); 2]);
    questions.elements_mut()[1].space_required = 5;
    // SAFETY: the record says how many elements follow it.
    unsafe { argo::notify(&xen, questions.as_mut_ptr()) }.unwrap();
    assert_eq!(questions.elements()[1].flags, RingFlags::EXISTS);
    let mock = Mock::new();
    // SAFETY: no memory is passed.
    unsafe { argo::notify(&Copying::new(&mock, true), std::ptr::null_mut()) }.unwrap_err();
    assert_eq!(mock.calls()[0].arguments()[1], 0, "null stays null");
}

#[test]
fn a_caller_lends_memory_whose_size_no_header_states() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    let port = event_channel::alloc_unbound(&one, DomId::SELF, DomId(2)).unwrap();
    let far = event_channel::bind_interdomain(&two, DomId(1), port).unwrap();
    let xen = Copying::new(&two, true);
    let mut send = event_channel::Send { port: far };
    // SAFETY: the record lives until the call is over.
    let result = unsafe {
        xen.with_buffer(Buffer::in_out(&raw mut send), |argument| {
            let mut list = [MulticallEntry {
                op: HypercallNum::EVENT_CHANNEL_OP.0 as usize,
                args: [
                    event_channel::EventChannelOp::Send as usize,
                    argument,
                    0,
                    0,
                    0,
                    0,
                ],
                ..MulticallEntry::zeroed()
            }];
            xen::multicall(&xen, &mut list).map(|()| list[0].result)
        })
    };
    assert_eq!(result, Ok(0));
    assert!(one.is_pending(port));
    assert_eq!(xen.verdict(), (1, vec![]));
}

#[test]
fn memory_that_xen_only_reads_is_not_written() {
    let xen = Copying::new(Mock::new(), true);
    let text: &'static [u8] = b"in read-only memory";
    assert_eq!(Buffer::input_slice(text).direction(), Direction::In);
    xen::console_io_write(&xen, text).unwrap_err();
    let iovs = [Iov {
        iov_hnd: GuestHandle::from_slice(text),
        iov_len: text.len() as u32,
        pad: 0,
    }];
    let to = Addr::zeroed();
    // SAFETY: the handle leads to so many bytes.
    unsafe { argo::sendv(&xen, &SendAddr { src: to, dst: to }, &iovs, 0) }.unwrap_err();
    assert_eq!(xen.verdict(), (2, vec![]));
}

#[test]
fn a_back_end_without_memory_makes_no_call() {
    let mut value = 7_u32;
    let buffer = Buffer::in_out(&raw mut value);
    // SAFETY: nothing is allocated.
    let refused = unsafe { buffer.with_copies::<(), _>(|_| None, |_| panic!("there is no room")) };
    assert!(refused.is_err());
    assert_eq!(value, 7);
}
