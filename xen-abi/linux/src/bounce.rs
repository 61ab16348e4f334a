//! Memory for hypercall arguments: pages of `/dev/xen/hypercall`, kept per thread.
//!
//! Linux never moves, unmaps or write-protects these pages, so Xen can access them at any time. Each
//! thread has its own and uses them as a stack, since calls nest.

use std::cell::{Cell, RefCell};
use std::fs::File;

use xen_abi::Buffer;
use xen_abi::frame::PAGE_SIZE;

use crate::process::Process;
use crate::system::Area;

/// The size of a thread's first pages.
const FIRST: usize = 4 * PAGE_SIZE;
/// The size of the pages that a thread keeps between calls.
const KEPT: usize = 1 << 20;
/// The alignment of a piece of memory.
const ALIGNMENT: usize = 16;

thread_local! {
    static STACK: Stack = const { Stack::new() };
    /// The number of calls under way for whose buffers there was no memory.
    static REFUSED: Cell<u32> = const { Cell::new(0) };
}

/// A thread's pages.
struct Stack {
    areas: RefCell<Vec<Area>>,
    /// Up to where they are in use.
    top: Cell<Mark>,
    /// The process that mapped them.
    process: Cell<Process>,
}

/// A place in a stack.
#[derive(Clone, Copy)]
struct Mark {
    area: usize,
    used: usize,
}

impl Stack {
    const fn new() -> Self {
        Self {
            areas: RefCell::new(Vec::new()),
            top: Cell::new(Mark { area: 0, used: 0 }),
            process: Cell::new(Process::NONE),
        }
    }

    /// Returns memory of a size in bytes above all that is in use.
    #[inline]
    fn allocate(&self, device: &File, size: usize) -> Option<*mut u8> {
        let size = size.checked_next_multiple_of(ALIGNMENT)?;
        let top = self.top.get();
        let areas = self.areas.borrow();
        let area = areas.get(top.area);
        if let Some(area) = area.filter(|area| size <= area.size() - top.used) {
            self.top.set(Mark {
                used: top.used + size,
                ..top
            });
            // SAFETY: within the area.
            return Some(unsafe { area.base().as_ptr().add(top.used) });
        }
        drop(areas);
        self.grow(device, size)
    }

    /// Returns memory of a further area.
    #[cold]
    fn grow(&self, device: &File, size: usize) -> Option<*mut u8> {
        let mut areas = self.areas.borrow_mut();
        let next = (self.top.get().area + 1).min(areas.len());
        // What lies above the top is not in use.
        if areas.get(next).is_none_or(|area| area.size() < size) {
            areas.truncate(next);
            let size = size.checked_next_power_of_two()?.max(FIRST);
            areas.push(Area::map(device, size / PAGE_SIZE, 0).ok()?);
        }
        self.top.set(Mark {
            area: next,
            used: size,
        });
        Some(areas[next].base().as_ptr())
    }

    /// Forgets the pages of the parent, if this is a child: it has not inherited them.
    #[inline]
    fn enter(&self) -> Mark {
        let process = Process::current();
        if self.process.replace(process) != process {
            self.areas.borrow_mut().clear();
            self.top.set(Mark { area: 0, used: 0 });
        }
        self.top.get()
    }

    fn leave(&self, mark: Mark) {
        self.top.set(mark);
        if mark.area == 0 && mark.used == 0 {
            let mut areas = self.areas.borrow_mut();
            if areas.len() > 1 && areas.iter().map(Area::size).sum::<usize>() > KEPT {
                areas.truncate(1);
            }
        }
    }
}

/// A call that uses the stack; frees its memory, also if the call panics.
struct Frame<'a> {
    stack: &'a Stack,
    mark: Mark,
    process: Process,
}

impl<'a> Frame<'a> {
    #[inline]
    fn new(stack: &'a Stack) -> Self {
        let mark = stack.enter();
        Self {
            stack,
            mark,
            process: stack.process.get(),
        }
    }
}

impl Drop for Frame<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.process == self.stack.process.get() {
            self.stack.leave(self.mark);
        }
    }
}

/// Counts a call without memory for its buffers.
struct Refusal;

impl Refusal {
    fn new() -> Self {
        REFUSED.set(REFUSED.get() + 1);
        Self
    }
}

impl Drop for Refusal {
    fn drop(&mut self) {
        REFUSED.set(REFUSED.get() - 1);
    }
}

/// Whether the thread is in a call for whose buffers there was no memory.
#[inline]
pub(crate) fn is_refused() -> bool {
    REFUSED.get() != 0
}

/// Runs `call` without memory for its buffer; it makes no hypercall.
#[cold]
fn refuse<R>(call: impl FnOnce(usize) -> R) -> R {
    let _refusal = Refusal::new();
    call(ALIGNMENT)
}

/// Runs `call` with the address of a copy of the buffer, in pages of `device`.
///
/// # Safety
///
/// As for [`Hypercall::with_buffer`](xen_abi::Hypercall::with_buffer).
#[inline]
pub(crate) unsafe fn with_buffer<R>(
    device: &File,
    buffer: Buffer,
    call: impl FnOnce(usize) -> R,
) -> R {
    if buffer.is_null() {
        return call(0);
    }
    let mut call = Some(call);
    let done = STACK.try_with(|stack| {
        let frame = Frame::new(stack);
        let call = call.take()?;
        // SAFETY: the caller's promise.
        Some(unsafe { with_copies(&frame, device, buffer, call) })
    });
    match (done, call) {
        (Ok(Some(result)), _) => result,
        // The thread is ending, and its pages are gone.
        (_, Some(call)) => refuse(call),
        (_, None) => unreachable!("the call was taken and has returned"),
    }
}

/// Runs `call` with the address of a copy of a buffer that is not null.
///
/// # Safety
///
/// As for [`with_buffer`].
#[inline]
unsafe fn with_copies<R>(
    frame: &Frame<'_>,
    device: &File,
    buffer: Buffer,
    call: impl FnOnce(usize) -> R,
) -> R {
    if !buffer.nested().is_empty() {
        let allocate = |size| frame.stack.allocate(device, size);
        // SAFETY: the caller's promise. The memory is this call's until the frame ends.
        return unsafe { buffer.with_copies(allocate, call) }.unwrap_or_else(refuse);
    }
    // SAFETY: the caller's promise.
    let size = unsafe { buffer.size() };
    let Some(copy) = frame.stack.allocate(device, size.max(1)) else {
        return refuse(call);
    };
    // Also what Xen only writes: it may write a part, and the rest is copied back as it was.
    // SAFETY: two pieces of memory of that size.
    unsafe { buffer.start().copy_to_nonoverlapping(copy, size) };
    let result = call(copy.expose_provenance());
    // In a child that was forked by `call`, the copy is not mapped.
    if buffer.direction().is_out() && frame.process.is_current() {
        // SAFETY: as above; the caller's memory may be written.
        unsafe { copy.copy_to_nonoverlapping(buffer.start(), size) };
    }
    result
}
