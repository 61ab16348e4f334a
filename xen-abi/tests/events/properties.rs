//! Random operations in both ABIs, and arbitrary words in the memory shared with Xen.

use super::fifo::{fifo, queues, taken};
use super::{found_of, pair};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use xen_abi::events::{
    BrokenQueue, Channel, FifoArray, FifoVcpu, PortSet, TwoLevel, TwoLevelVcpu, XenWord,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 64 }))]

    /// Each event is found once and by the right vCPU, in any order and with any masks.
    #[test]
    fn both_abis_deliver_the_same(
        steps in
            proptest::collection::vec((0_usize..12, 0_u8..4), 1..if cfg!(miri) { 12 } else { 120 }),
        in_queues: bool,
    ) {
        let (one, _) = pair();
        let fifo = in_queues.then(|| fifo(&one, 1).unwrap());
        let mut queues: Vec<_> = fifo
            .iter()
            .flat_map(|fifo| (0..3).map(|vcpu| queues(fifo, vcpu, &one)))
            .collect();
        let channels: Vec<_> = (0..12)
            .map(|index| Channel::ipi(&one, index % 3).unwrap())
            .collect();
        let own = [0, 1, 2].map(|vcpu| {
            let set = PortSet::new();
            channels
                .iter()
                .skip(vcpu)
                .step_by(3)
                .for_each(|channel| set.insert(channel.port()));
            set
        });
        let (mut waiting, mut masked) = (BTreeSet::new(), BTreeSet::new());
        for (index, step) in steps {
            let port = channels[index].port();
            match step {
                0 => {
                    channels[index].send().unwrap();
                    waiting.insert(port);
                }
                1 => {
                    let before = fifo.as_ref().map_or_else(
                        || one.two_level().mask(port),
                        |fifo| fifo.array().mask(port),
                    );
                    prop_assert_eq!(before, !masked.insert(port));
                }
                2 => {
                    match &fifo {
                        Some(fifo) => fifo.array().unmask(&one, port).unwrap(),
                        None => one.two_level().unmask(&one, port).unwrap(),
                    }
                    masked.remove(&port);
                }
                _ => {
                    let vcpu = index % 3;
                    let seen: BTreeSet<_> = match &fifo {
                        Some(fifo) => taken(fifo, &mut queues[vcpu]),
                        None => found_of(&one.on_vcpu(vcpu as u32), &own[vcpu]),
                    }
                    .into_iter()
                    .collect();
                    let mine = channels.iter().skip(vcpu).step_by(3).map(Channel::port);
                    let expected: BTreeSet<_> = mine
                        .filter(|port| waiting.contains(port) && !masked.contains(port))
                        .collect();
                    prop_assert_eq!(&seen, &expected);
                    waiting.retain(|port| !seen.contains(port));
                }
            }
        }
    }

    /// Words that Xen never writes give an error or no port.
    ///
    /// They give no port that does not exist, and no endless loop.
    #[test]
    fn any_words_give_an_error_or_no_port(
        words in proptest::collection::vec(any::<u32>(), 64),
        heads in proptest::collection::vec(prop_oneof![0_u32..80, any::<u32>()], 16),
        ready: u32,
        bits in proptest::collection::vec(any::<u64>(), 1..64),
        selector: u64,
    ) {
        let words: Vec<_> = words.into_iter().map(AtomicU32::new).collect();
        let heads: Vec<_> = heads.into_iter().map(AtomicU32::new).collect();
        let (upcall, ready) = (std::sync::atomic::AtomicU8::new(1), AtomicU32::new(ready));
        let mut queues = FifoVcpu::new(&upcall, &ready, &heads);
        let mut calls = 0;
        // Each error removes a queue, and each call removes an event.
        for _ in 0..=16 {
            let outcome = queues.handle(FifoArray::new(&words), |port| {
                assert!(port.0 < 64);
                calls += 1;
            });
            match outcome {
                Ok(()) => break,
                Err(BrokenQueue { priority, port }) => {
                    prop_assert!(priority < 16 && (port.0 >= 64 || port.0 == 0))
                }
            }
        }
        prop_assert!(calls <= 64 && !queues.has_news());

        let pending: Vec<_> = bits.iter().map(|bits| word(*bits)).collect();
        let mask: Vec<_> = bits.iter().map(|bits| word(bits.rotate_left(9))).collect();
        let (upcall, selector) = (std::sync::atomic::AtomicU8::new(0xff), word(selector));
        let layout = TwoLevel::new(&pending, &mask);
        let count = AtomicUsize::new(0);
        layout.handle(&TwoLevelVcpu::new(&upcall, &selector), |port| {
            assert!(port.0 < layout.ports());
            count.fetch_add(1, Ordering::Relaxed);
        });
        prop_assert!(count.into_inner() <= layout.ports() as usize);
    }
}

fn word(bits: u64) -> XenWord {
    XenWord::new(bits as _)
}
