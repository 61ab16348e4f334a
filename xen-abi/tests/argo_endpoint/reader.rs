//! Rings that hold arbitrary bytes.

use super::{TWO, pair};
use std::sync::atomic::Ordering::SeqCst;
use xen_abi::argo::Port;
use xen_abi::argo_endpoint::{ReceiveError, Receiver};
use xen_abi::argo_ring::{HEADER_SIZE, Message, SLOT};
use xen_abi::frame::Gfn;
use xen_abi::mock::Pages;
use xen_abi::pages::GuestPages;

/// Pages of a ring that the test can access while a receiver owns them.
struct Seen(std::sync::Arc<Pages>);

// SAFETY: the inner pages satisfy the contract; the test accesses them by words.
unsafe impl GuestPages for Seen {
    fn start(&self) -> std::ptr::NonNull<u8> {
        self.0.start()
    }

    fn count(&self) -> usize {
        self.0.count()
    }

    fn frame(&self, page: usize) -> Gfn {
        self.0.frame(page)
    }
}

/// Reads the next message from a copy of the ring's bytes, without code of the crate.
fn next_message(ring: &[u8], from: usize, to: usize) -> Option<(usize, u32, Vec<u8>)> {
    let written = (to + ring.len() - from) % ring.len();
    let byte = |at: usize| ring[(from + at) % ring.len()];
    let word = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|index| byte(at + index)));
    let len = word(0) as usize;
    let whole = len.checked_next_multiple_of(16)?;
    (written > 0 && len >= 16 && whole <= written).then(|| {
        (
            (from + whole) % ring.len(),
            word(12),
            (16..len).map(byte).collect(),
        )
    })
}

/// A random generator with the same numbers on each machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.next() % bound
    }
}

/// Reads rings of random bytes, and compares the result with [`next_message`].
#[test]
fn any_bytes_are_read_as_the_headers_define() {
    let rounds = if cfg!(miri) {
        40
    } else if cfg!(debug_assertions) {
        4_000
    } else {
        500_000
    };
    let (one, _) = pair();
    let mut numbers = Numbers(1);
    let mut buffer = vec![0; 400];
    let (mut messages, mut errors) = (0, 0);
    for round in 0..rounds {
        let slots = 3 + numbers.below(20);
        let len = slots * SLOT;
        let pages = std::sync::Arc::new(one.pages(1));
        let mut inbox =
            Receiver::register_len(&one, Seen(pages.clone()), Port(7), TWO, len).unwrap();
        for word in 0..len / 4 {
            // Plausible lengths, which random bytes seldom have.
            let value = if numbers.below(20) == 0 {
                numbers.next()
            } else {
                numbers.below(90)
            };
            pages
                .word((HEADER_SIZE + word * 4) as usize)
                .store(value, SeqCst);
        }
        let end = if numbers.below(8) == 0 {
            numbers.next()
        } else {
            numbers.below(slots) * SLOT
        };
        pages.word(4).store(end, SeqCst);
        // The reader keeps its position, whatever the ring's `rx_ptr` says.
        pages.word(0).store(numbers.next(), SeqCst);
        let bytes: Vec<u8> = (0..len / 4)
            .flat_map(|word| {
                pages
                    .word((HEADER_SIZE + word * 4) as usize)
                    .load(SeqCst)
                    .to_ne_bytes()
            })
            .collect();
        let (mut from, mut turns) = (0, 0);
        loop {
            turns += 1;
            assert!(turns <= slots + 1, "round {round}: no end");
            let outcome = inbox.receive(&mut buffer);
            let expected = (end < len && end % SLOT == 0)
                .then(|| next_message(&bytes, from, end as usize))
                .flatten();
            match (outcome, expected) {
                (
                    Ok(Some(Message {
                        message_type, len, ..
                    })),
                    Some((next, expected_type, data)),
                ) => {
                    assert_eq!(
                        (message_type, &buffer[..len]),
                        (expected_type, &data[..]),
                        "round {round}"
                    );
                    from = next;
                    messages += 1;
                }
                (Ok(None), None) => {
                    assert_eq!(from, end as usize, "round {round}: not all was read");
                    break;
                }
                (Err(ReceiveError::Ring(_)), None) => {
                    errors += 1;
                    break;
                }
                (outcome, expected) => panic!("round {round}: {outcome:?} for {expected:?}"),
            }
        }
    }
    assert!(
        messages > rounds / 4 && errors > rounds / 4,
        "{messages} messages, {errors} errors"
    );
}
