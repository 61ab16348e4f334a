//! Both ends of a byte stream, compared with a queue, and with a peer that writes arbitrary values.

use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use xen_abi::ring::{RingError, Stream, StreamReader, StreamWriter, index};
use xen_abi::shared::{SharedMemory, SharedPage, Window};

const STREAM: Stream = Stream {
    name: "in",
    cons: 4,
    prod: 0,
    error: Some(8),
    data: None,
};

/// The number of steps. Miri takes seconds to generate more.
const STEPS: usize = if cfg!(miri) { 8 } else { 60 };

fn any_index() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        (0_u32..100).prop_map(|back| 0_u32.wrapping_sub(back)),
        any::<u32>()
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Write(Vec<u8>),
    Read(usize),
    Peek(usize),
    Skip(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => proptest::collection::vec(any::<u8>(), 0..40).prop_map(Step::Write),
        2 => (0_usize..40).prop_map(Step::Read),
        1 => (0_usize..40).prop_map(Step::Peek),
        1 => (0_usize..40).prop_map(Step::Skip),
    ]
}

proptest! {
    #[test]
    fn a_stream_is_a_queue(
        power in 0_u32..6,
        at in 0_usize..9,
        start in any_index(),
        steps in proptest::collection::vec(step(), 0..STEPS),
    ) {
        let capacity = 1_usize << power;
        let (indices, bytes) = (SharedPage::new(), SharedPage::new());
        (&indices).store(STREAM.cons, start, Ordering::Relaxed);
        (&indices).store(STREAM.prod, start, Ordering::Relaxed);
        let data = || Window::new(&bytes, at, capacity).unwrap();
        let mut writer = StreamWriter::attach(STREAM, &indices, data()).unwrap();
        let mut reader = StreamReader::attach(STREAM, &indices, data()).unwrap();
        let mut queue = VecDeque::new();
        for step in steps {
            match step {
                Step::Write(bytes) => {
                    let count = bytes.len().min(capacity - queue.len());
                    prop_assert_eq!(writer.write(&bytes), Ok(count));
                    queue.extend(&bytes[..count]);
                }
                Step::Read(most) | Step::Peek(most) => {
                    let mut found = vec![0; most];
                    let count = most.min(queue.len());
                    let taken: Vec<u8> = queue.iter().copied().take(count).collect();
                    if matches!(step, Step::Read(_)) {
                        prop_assert_eq!(reader.read(&mut found), Ok(count));
                        queue.drain(..count);
                    } else {
                        prop_assert_eq!(reader.peek(&mut found), Ok(count));
                    }
                    prop_assert_eq!(&found[..count], &taken[..]);
                    prop_assert!(found[count..].iter().all(|byte| *byte == 0));
                }
                Step::Skip(most) => {
                    let count = most.min(queue.len());
                    prop_assert_eq!(reader.skip(most), Ok(count));
                    queue.drain(..count);
                }
            }
            prop_assert_eq!(
                (reader.available(), writer.free()),
                (Ok(queue.len()), Ok(capacity - queue.len()))
            );
        }
        // New ends over the same memory find the same state.
        let reader = StreamReader::attach(STREAM, &indices, data()).unwrap();
        let writer = StreamWriter::attach(STREAM, &indices, data()).unwrap();
        prop_assert_eq!(
            (reader.available(), writer.free()),
            (Ok(queue.len()), Ok(capacity - queue.len()))
        );
        prop_assert_eq!((reader.capacity(), writer.capacity()), (capacity, capacity));
    }

    #[test]
    fn a_hostile_peer_causes_errors_only(
        start in any_index(),
        claims in
            proptest::collection::vec((any_index(), any_index(), any::<bool>()), 1..STEPS / 2),
    ) {
        let (indices, bytes) = (SharedPage::new(), SharedPage::new());
        (&indices).store(STREAM.cons, start, Ordering::Relaxed);
        (&indices).store(STREAM.prod, start, Ordering::Relaxed);
        let data = || Window::new(&bytes, 4080, 16).unwrap();
        let mut writer = StreamWriter::attach(STREAM, &indices, data()).unwrap();
        let mut reader = StreamReader::attach(STREAM, &indices, data()).unwrap();
        let (mut read, mut written) = (start, start);
        for (prod, cons, near) in claims {
            let (prod, cons) = if near {
                (
                    read.wrapping_add(prod % 40),
                    written.wrapping_sub(cons % 40),
                )
            } else {
                (prod, cons)
            };
            (&indices).store(STREAM.prod, prod, Ordering::Relaxed);
            let mut found = [0; 24];
            let ahead = index::distance(read, prod);
            let expected = if ahead > 16 {
                Err(RingError::Producer { ahead, limit: 16 })
            } else {
                Ok(ahead as usize)
            };
            prop_assert_eq!(reader.available(), expected);
            prop_assert_eq!(reader.peek(&mut found), expected);
            prop_assert_eq!(reader.read(&mut found), expected);
            prop_assert_eq!(reader.skip(1).is_err(), expected.is_err());
            read = read.wrapping_add(expected.unwrap_or(0) as u32);

            (&indices).store(STREAM.cons, cons, Ordering::Relaxed);
            let behind = index::distance(cons, written);
            let expected = if behind > 16 {
                Err(RingError::Consumer { behind, limit: 16 })
            } else {
                Ok(16 - behind as usize)
            };
            prop_assert_eq!(writer.free(), expected);
            prop_assert_eq!(writer.write(&[1; 24]), expected);
            written = written.wrapping_add(expected.unwrap_or(0) as u32);
        }
        let attached = StreamReader::attach(STREAM, &indices, data()).is_err();
        let left = index::distance(
            (&indices).load(STREAM.cons, Ordering::Relaxed),
            (&indices).load(STREAM.prod, Ordering::Relaxed),
        );
        prop_assert_eq!(attached, left > 16);
        prop_assert_eq!(
            StreamWriter::attach(STREAM, &indices, data()).is_err(),
            left > 16
        );
    }

    #[test]
    fn a_stream_needs_a_whole_structure_and_a_power_of_two(
        indices in 0_usize..20,
        bytes in 0_usize..70,
        error in proptest::option::of(0_usize..20),
    ) {
        let page = SharedPage::new();
        let stream = Stream { error, ..STREAM };
        let end = error.map_or(8, |error| error.max(4) + 4);
        let attached = StreamReader::attach(
            stream,
            Window::new(&page, 0, indices).unwrap(),
            Window::new(&page, 64, bytes).unwrap(),
        );
        let fits =
            end <= indices && error.is_none_or(|error| error % 4 == 0) && bytes.is_power_of_two();
        prop_assert_eq!(attached.is_ok(), fits);
    }
}

#[test]
fn ending_a_stream_sets_its_error() {
    let page = SharedPage::new();
    let data = || Window::new(&page, 64, 16).unwrap();
    let mut writer = StreamWriter::attach(STREAM, &page, data()).unwrap();
    let mut reader = StreamReader::attach(STREAM, &page, data()).unwrap();
    writer.write(b"last words").unwrap();
    assert_eq!((writer.error(), reader.error()), (0, 0));
    writer.end(-32);
    assert_eq!(
        (writer.error(), reader.error(), reader.available()),
        (-32, -32, Ok(10))
    );
    reader.end(-104);
    assert_eq!(writer.error(), -104);

    let silent = Stream {
        error: None,
        ..STREAM
    };
    let mut reader = StreamReader::attach(silent, &page, data()).unwrap();
    reader.end(-5);
    assert_eq!((reader.error(), writer.error()), (0, -104));
}

#[test]
fn bytes_inside_the_structure_are_found() {
    let page = SharedPage::new();
    let stream = Stream {
        data: Some((1024, 2048)),
        ..STREAM
    };
    assert_eq!(stream.inside(&page).unwrap().size(), 2048);
    let short = Window::new(&page, 0, 3071).unwrap();
    assert_eq!(stream.inside(short).unwrap_err(), RingError::Size(3071));
    assert_eq!(STREAM.inside(&page).unwrap_err(), RingError::Size(4096));
}
