//! Copies of buffers and of the memory that their handles point to.

use core::{ptr, slice};
use std::vec::Vec;

use crate::buffer::{Buffer, Direction, Nested};

/// A buffer and its copy.
#[derive(Clone, Copy)]
struct Copied {
    buffer: Buffer,
    size: usize,
    at: *mut u8,
}

/// The number of copies that need no allocation: no operation has as many handles.
const FEW: usize = 8;

/// The copies for a call.
struct Copies {
    few: [Copied; FEW],
    count: usize,
    more: Vec<Copied>,
}

impl Copies {
    const fn new() -> Self {
        let none = Copied {
            buffer: Buffer::null(),
            size: 0,
            at: ptr::null_mut(),
        };
        Self {
            few: [none; FEW],
            count: 0,
            more: Vec::new(),
        }
    }

    fn push(&mut self, copied: Copied) {
        match self.few.get_mut(self.count) {
            Some(place) => {
                *place = copied;
                self.count += 1;
            }
            None => self.more.push(copied),
        }
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &Copied> {
        self.few[..self.count].iter().chain(&self.more)
    }
}

// The description of the interface does not see the condition of a private module.
#[cfg(feature = "std")]
impl Buffer {
    /// Runs `call` with the address of a copy of the buffer.
    ///
    /// For back ends that implement [`Hypercall::with_buffer`](crate::Hypercall::with_buffer) by
    /// copying.
    ///
    /// Copies the memory behind handles too, and points the handles of the copies to these copies.
    /// After `call`, copies back what Xen writes, but not these handles. Passes a null buffer as 0.
    ///
    /// `allocate` returns memory of the given size in bytes, aligned to 16. It is called once per
    /// piece of memory, with at least 1. If it returns `None`, the result is `Err` with `call`,
    /// which has not run.
    ///
    /// # Safety
    ///
    /// The buffer must be one that `with_buffer` was called with, under that method's contract, and
    /// each of its handles must point to memory that is valid in the same way. The memory from
    /// `allocate` must be valid for reads and writes until the function returns, and nothing else
    /// may use it.
    pub unsafe fn with_copies<R, F: FnOnce(usize) -> R>(
        self,
        mut allocate: impl FnMut(usize) -> Option<*mut u8>,
        call: F,
    ) -> Result<R, F> {
        if self.is_null() {
            return Ok(call(0));
        }
        let mut copies = Copies::new();
        // SAFETY: the caller's promise.
        let Some(at) = (unsafe { copy(self, &mut allocate, &mut copies) }) else {
            return Err(call);
        };
        let result = call(at.expose_provenance());
        for copy in copies.iter().rev() {
            // SAFETY: the memory is still that of the call.
            unsafe { copy.back() };
        }
        Ok(result)
    }
}

/// Copies a buffer and what its handles lead to.
///
/// # Safety
///
/// As for [`Buffer::with_copies`].
unsafe fn copy(
    buffer: Buffer,
    allocate: &mut dyn FnMut(usize) -> Option<*mut u8>,
    copies: &mut Copies,
) -> Option<*mut u8> {
    // SAFETY: the caller's promise.
    let size = unsafe { buffer.size() };
    let at = allocate(size.max(1))?;
    // Also what Xen only writes: it may write a part, and the rest is copied back as it was.
    // SAFETY: two pieces of memory of that size.
    unsafe { ptr::copy_nonoverlapping(buffer.start(), at, size) };
    copies.push(Copied { buffer, size, at });
    for (record, nested) in handles(buffer, size) {
        // SAFETY: the record lies within the copy.
        unsafe {
            let record = at.add(record);
            if let Some(inner) = nested.buffer(record) {
                let inner = copy(inner, allocate, copies)?;
                nested.set(record, inner.expose_provenance() as u64);
            }
        }
    }
    Some(at)
}

/// Every handle in a buffer: the offset of what describes it as a record, and the handle.
fn handles(buffer: Buffer, size: usize) -> impl Iterator<Item = (usize, &'static Nested)> {
    let count = match buffer.nested() {
        [] => 0,
        _ => size.checked_div(buffer.element()).unwrap_or(0),
    };
    (0..count).flat_map(move |index| {
        buffer
            .nested()
            .iter()
            .map(move |nested| (index * buffer.element() + buffer.offset(), nested))
    })
}

impl Copied {
    /// Copies back what Xen wrote.
    ///
    /// # Safety
    ///
    /// As for [`Buffer::with_copies`].
    unsafe fn back(&self) {
        if !self.buffer.direction().is_out() {
            return;
        }
        let start = self.buffer.start();
        for (record, nested) in handles(self.buffer, self.size) {
            // SAFETY: both records lie within their memory. The caller's still has its own handles.
            unsafe {
                let own = start.add(record);
                if nested.is_in(own) {
                    nested.set(self.at.add(record), nested.address(own));
                }
            }
        }
        // Some operations only read what others also write, so that it may be read-only memory.
        // SAFETY: two pieces of memory of that size; Xen reads them, so they are initialised.
        let is_same = self.buffer.direction() == Direction::InOut
            && unsafe {
                slice::from_raw_parts(self.at, self.size) == slice::from_raw_parts(start, self.size)
            };
        if !is_same {
            // SAFETY: as above; the caller's may be written.
            unsafe { ptr::copy_nonoverlapping(self.at, start, self.size) };
        }
    }
}
