//! What every kind of shared memory does.

extern crate std;

use super::mapped::parts;
use super::{Mapped, SharedMemory, SharedPage, SharedPages, Window};
use core::ptr::NonNull;
use core::sync::atomic::Ordering;
use proptest::prelude::*;
use std::boxed::Box;
use std::vec;

/// More bytes than any access copies at once.
const LONG: usize = if cfg!(miri) { 100 } else { 1200 };

proptest! {
    #[test]
    fn bytes_come_out_as_they_went_in(
        offset in 0_usize..40,
        // From one byte to what each kind of wide access copies.
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            proptest::collection::vec(any::<u8>(), 0..LONG),
        ],
    ) {
        let page = Box::pin(SharedPage::new());
        (&*page).write(offset, &bytes);
        let mut found = vec![0; LONG + 96];
        page.read(0, &mut found);
        prop_assert_eq!(&found[offset..offset + bytes.len()], &bytes[..]);
        prop_assert!(
            found[..offset]
                .iter()
                .chain(&found[offset + bytes.len()..])
                .all(|byte| *byte == 0)
        );
        let mut again = vec![0; bytes.len()];
        page.read(offset, &mut again);
        prop_assert_eq!(again, bytes);
    }

    #[test]
    fn words_lie_at_multiples_of_their_size(offset in 0_usize..64, count in 0_usize..64) {
        let (before, whole) = parts(offset, count);
        prop_assert!(before + whole <= count && whole % 4 == 0);
        prop_assert!(whole == 0 || (offset + before) % 4 == 0);
        prop_assert!(before < 4 && count - before - whole < 4);
    }

    #[test]
    fn a_window_is_limited_to_its_bytes(start: usize, size: usize) {
        let page = SharedPage::new();
        prop_assert_eq!(
            Window::new(&page, start, size).is_some(),
            start.checked_add(size).is_some_and(|end| end <= 4096)
        );
    }
}

#[test]
fn windows_shift() {
    let page = SharedPage::new();
    let window = Window::new(&page, 8, 16).unwrap();
    window.store(4, 0x0102_0304, Ordering::Relaxed);
    window.set(8, &5_u64);
    assert_eq!(
        ((&page).load(12, Ordering::Relaxed), (&page).get::<u64>(16)),
        (0x0102_0304, 5)
    );
    assert_eq!(
        (
            window.load(4, Ordering::Relaxed),
            window.get::<u64>(8),
            window.size()
        ),
        (0x0102_0304, 5, 16)
    );
}

#[test]
#[should_panic = "beyond the window"]
fn nothing_is_reached_behind_a_window() {
    let page = SharedPage::new();
    Window::new(&page, 0, 8).unwrap().read(4, &mut [0; 5]);
}

#[test]
#[should_panic = "beyond the shared memory"]
fn nothing_is_reached_behind_the_memory() {
    (&SharedPage::new()).write(4096 - 4, &[0; 5]);
}

#[test]
#[should_panic = "a word beyond"]
fn no_word_is_torn() {
    (&SharedPage::new()).load(2, Ordering::Relaxed);
}

#[test]
fn memory_is_aligned() {
    let pages = Box::pin(SharedPages::<3>::new());
    let base = NonNull::from(&*pages).cast::<u8>();
    assert_eq!(
        (
            base.addr().get() % 4096,
            pages.size(),
            align_of_val(&*pages)
        ),
        (0, 3 * 4096, 4096)
    );
    // SAFETY: the two bytes are left out at the end, and nothing is accessed.
    assert!(unsafe { Mapped::new(base.add(2), 4096) }.is_none());
    // SAFETY: as above.
    assert!(unsafe { Mapped::new(base, 4094) }.is_none());
    // SAFETY: the pages are only accessed through the value.
    let mapped = unsafe { Mapped::new(base, pages.size()) }.unwrap();
    assert_eq!(
        (mapped.base(), pages.as_ref().address().get()),
        (base, base.addr().get() as u64)
    );
}

#[test]
#[should_panic = "16 bits at an odd offset"]
fn no_half_word_is_torn() {
    (&SharedPage::new()).load_u16(3, Ordering::Relaxed);
}

#[test]
#[should_panic = "a word beyond"]
fn no_half_word_is_reached_behind_the_memory() {
    (&SharedPage::new()).store_u16(4096, 1, Ordering::Relaxed);
}

/// Also where the word around them begins before the window.
#[test]
fn half_words_lie_in_their_words() {
    let page = SharedPage::new();
    let memory = &page;
    memory.store(8, 0x1122_3344, Ordering::Relaxed);
    for (offset, window) in [(8, 0), (10, 2)] {
        let window = Window::new(memory, 8 + window, 2).unwrap();
        let former = memory.load_u16(offset, Ordering::Relaxed);
        assert_eq!(window.load_u16(0, Ordering::Relaxed), former);
        let exchange = |current, new| {
            window.compare_exchange_u16(0, current, new, Ordering::AcqRel, Ordering::Acquire)
        };
        assert_eq!(exchange(former, 0x5566), Ok(former));
        assert_eq!(exchange(former, 0x7788), Err(0x5566));
        assert_eq!(memory.load_u16(offset, Ordering::Relaxed), 0x5566);
        window.store_u16(0, former, Ordering::Release);
        assert_eq!(memory.load(8, Ordering::Relaxed), 0x1122_3344);
    }
    let mut bytes = [0; 4];
    memory.read(8, &mut bytes);
    assert_eq!(
        [
            memory.load_u16(8, Ordering::Relaxed),
            memory.load_u16(10, Ordering::Relaxed)
        ],
        [[bytes[0], bytes[1]], [bytes[2], bytes[3]]].map(u16::from_ne_bytes)
    );
}

#[test]
fn words_are_exchanged_if_they_are_as_expected() {
    let page = SharedPage::new();
    let exchange = |current, new| {
        (&page).compare_exchange(4, current, new, Ordering::SeqCst, Ordering::Relaxed)
    };
    assert_eq!(
        (exchange(0, 7), exchange(0, 8), exchange(7, 9)),
        (Ok(0), Err(7), Ok(7))
    );
}

/// The number of rounds of tests with threads.
///
/// Miri is some hundred times slower, and finds errors in the first round.
const MEETINGS: u32 = if cfg!(miri) { 50 } else { 20_000 };

#[test]
fn sizes_do_not_mix() {
    static PAGE: SharedPage = SharedPage::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for count in 0..MEETINGS {
                (&PAGE).write(0, &[1, 2, 3, 4]);
                (&PAGE).store(4, count, Ordering::Release);
                (&PAGE).store_u16(8, count as u16, Ordering::Release);
                (&PAGE).set(12, &u64::from(count));
            }
        });
        for _ in 0..MEETINGS {
            let mut bytes = [0; 19];
            (&PAGE).read(1, &mut bytes);
            (&PAGE).read(3, &mut bytes[..1]);
            (&PAGE).load_u16(6, Ordering::Acquire);
            (&PAGE).load(8, Ordering::Acquire);
        }
    });
}

/// Each of four threads has a byte of one word, and another thread has 16 bits of it.
#[test]
fn neighbours_keep_what_they_write() {
    static PAGE: SharedPage = SharedPage::new();
    std::thread::scope(|scope| {
        for offset in [1_usize, 4, 5] {
            scope.spawn(move || {
                for count in 0..MEETINGS {
                    (&PAGE).write(offset, &[count as u8]);
                    assert_eq!((&PAGE).get::<u8>(offset), count as u8);
                }
            });
        }
        scope.spawn(|| {
            for count in 0..MEETINGS as u16 {
                let exchanged = (&PAGE).compare_exchange_u16(
                    2,
                    count,
                    count + 1,
                    Ordering::AcqRel,
                    Ordering::Acquire,
                );
                assert_eq!(exchanged, Ok(count));
            }
        });
        // Across two words.
        for count in 0..MEETINGS as u16 {
            (&PAGE).set(7, &count);
            assert_eq!((&PAGE).get::<u16>(7), count);
        }
    });
    assert_eq!((&PAGE).load_u16(2, Ordering::Acquire), MEETINGS as u16);
}

/// Lengths around every way of copying, from every place in a word.
#[test]
fn long_and_short_copies_agree() {
    let page = SharedPage::new();
    let bytes: vec::Vec<u8> = (0..2000_u32).map(|at| (at ^ (at >> 8)) as u8).collect();
    (&page).write(0, &bytes);
    let lengths = [0, 1, 31, 32, 33, 63, 64, 100, 511, 512, 513, 515, 1200];
    for (length, start) in lengths
        .into_iter()
        .flat_map(|length| (0..5).map(move |start| (length, start)))
    {
        let mut found = vec![0xa5; length + 2];
        (&page).read(start, &mut found[1..=length]);
        assert_eq!(
            found[1..=length],
            bytes[start..start + length],
            "{length} bytes at {start}"
        );
        assert_eq!((found[0], found[length + 1]), (0xa5, 0xa5));
    }
}
