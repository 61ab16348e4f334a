//! Owner and grantee on two threads, in each order that the memory model allows.
//!
//! The owner never has its page back while the grantee uses it. loom runs each test once for each
//! order. To show that the tests can fail, each version is also ended wrongly, and loom must find
//! the page in use on both sides.
//!
//! Not for sanitizers: they report memory on loom's stacks as leaked after a failed model.
#![cfg(not(sanitizer))]

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicU32, Ordering, fence};
use loom::thread;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Arc;
use xen_abi::frame::Gfn;
use xen_abi::grant_table::GrantRef;
use xen_abi::grants::{Access, GrantTable};
use xen_abi::pages::GuestPages;
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;

const READING: u32 = 1 << 3;
const WRITING: u32 = 1 << 4;
const GRANTED: u32 = 1 | 2 << 16;

/// A mistake of the owner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// Version 1: the flags are stored, and not exchanged.
    Store,
    /// Version 2: the status is read without a barrier after the flags are cleared.
    NoFence,
    /// The page is used without the order of an acquire.
    Relaxed,
}

/// Words of loom.
#[derive(Clone)]
struct Words(Arc<Vec<AtomicU32>>, Wrong);

impl Words {
    fn new(count: usize, wrong: Wrong) -> Self {
        Self(
            Arc::new((0..count).map(|_| AtomicU32::new(0)).collect()),
            wrong,
        )
    }

    fn order(&self, order: Ordering) -> Ordering {
        match self.1 {
            Wrong::Relaxed => Ordering::Relaxed,
            _ => order,
        }
    }
}

impl SharedMemory for Words {
    fn size(&self) -> usize {
        // More entries than words: only those that are used exist in the model.
        4096
    }

    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.0[word(offset)].load(self.order(order))
    }

    fn store(&self, offset: usize, value: u32, order: Ordering) {
        self.0[word(offset)].store(value, order);
    }

    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        let word = &self.0[word(offset)];
        if self.1 == Wrong::Store {
            let before = word.load(Ordering::SeqCst);
            word.store(new, Ordering::SeqCst);
            return Ok(before);
        }
        word.compare_exchange(current, new, self.order(success), self.order(failure))
    }

    fn read(&self, _offset: usize, _bytes: &mut [u8]) {
        unreachable!("the table is accessed by words")
    }

    fn write(&self, _offset: usize, _bytes: &[u8]) {
        unreachable!("the table is accessed by words")
    }

    fn fence(&self) {
        if self.1 != Wrong::NoFence {
            fence(Ordering::SeqCst);
        }
    }
}

/// The word of the first entry's parts: entry 8 begins at word 0, whatever its size.
fn word(offset: usize) -> usize {
    match offset {
        64..128 => (offset - 64) / 4,
        128.. => (offset - 128) / 4,
        // Status 8 is in the fifth word.
        _ => offset / 4 - 4,
    }
}

/// The page, which only one side uses at a time.
struct Page(Arc<UnsafeCell<u32>>);

// SAFETY: the model never follows the address.
unsafe impl GuestPages for Page {
    fn start(&self) -> NonNull<u8> {
        NonNull::dangling()
    }

    fn count(&self) -> usize {
        1
    }

    fn frame(&self, _page: usize) -> Gfn {
        Gfn::new(7)
    }
}

/// Xen for the grantee: maps entry 8, writes to the page, unmaps it.
fn use_v1(entry: &AtomicU32, page: &UnsafeCell<u32>) {
    let marked = GRANTED | READING | WRITING;
    if entry
        .compare_exchange(GRANTED, marked, Ordering::SeqCst, Ordering::SeqCst)
        .is_err()
    {
        return;
    }
    // SAFETY: loom checks that nobody else uses the page.
    page.with_mut(|page| unsafe { *page += 1 });
    entry.fetch_and(!(READING | WRITING), Ordering::Release);
}

fn use_v2(entry: &AtomicU32, status: &AtomicU32, page: &UnsafeCell<u32>) {
    if entry.load(Ordering::Acquire) != GRANTED {
        return;
    }
    status.fetch_or(READING | WRITING, Ordering::Relaxed);
    fence(Ordering::SeqCst);
    if entry.load(Ordering::Acquire) == GRANTED {
        // SAFETY: as above.
        page.with_mut(|page| unsafe { *page += 1 });
    }
    status.fetch_and(!(READING | WRITING), Ordering::Release);
}

/// The owner shares a page and ends the grant, while the grantee uses it.
#[allow(
    clippy::arc_with_non_send_sync,
    reason = "loom runs its threads one at a time"
)]
fn model(version: u32, wrong: Wrong) {
    let table = Words::new(4, wrong);
    let status = Words::new(1, wrong);
    let page = Arc::new(UnsafeCell::new(0));
    // SAFETY: the words are those of a table, which Xen and the value use.
    let grants: GrantTable<Words, 1> = unsafe {
        let status = (version == 2).then(|| status.clone());
        GrantTable::in_memory(table.clone(), status)
    };
    // SAFETY: nobody else knows the page yet.
    page.with_mut(|page| unsafe { *page = 1 });
    let Ok(grant) = grants.share(Page(Arc::clone(&page)), DomId(2), Access::ReadWrite) else {
        panic!("a reference is free")
    };
    assert_eq!(grant.reference(), GrantRef(8));
    let (entries, statuses, there) = (table, status, Arc::clone(&page));
    let grantee = thread::spawn(move || match version {
        1 => use_v1(&entries.0[0], &there),
        _ => use_v2(&entries.0[0], &statuses.0[0], &there),
    });
    match grant.end() {
        // SAFETY: the page is the owner's again.
        Ok(page) => page.0.with_mut(|page| unsafe { *page += 10 }),
        // It never comes back in this model.
        Err(failed) => std::mem::forget(failed.value),
    }
    grantee.join().unwrap();
}

fn explore(version: u32, wrong: Wrong) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || model(version, wrong));
}

fn is_found(version: u32, wrong: Wrong) -> bool {
    catch_unwind(AssertUnwindSafe(|| explore(version, wrong))).is_err()
}

#[test]
fn a_page_that_is_back_is_not_in_use() {
    for version in [1, 2] {
        explore(version, Wrong::Nothing);
    }
}

#[test]
fn a_grant_that_ends_without_an_exchange_is_found() {
    assert!(is_found(1, Wrong::Store));
}

#[test]
fn a_missing_barrier_is_found() {
    assert!(is_found(2, Wrong::NoFence));
}

#[test]
fn a_missing_acquire_is_found() {
    assert!(is_found(1, Wrong::Relaxed));
    assert!(is_found(2, Wrong::Relaxed));
}
