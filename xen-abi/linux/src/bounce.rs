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
pub unsafe fn with_buffer<R>(device: &File, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
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

#[cfg(test)]
mod tests {
    use std::panic::{self, AssertUnwindSafe};

    use super::*;

    /// A file that, like the device, has new pages for each mapping.
    fn device() -> File {
        let mut options = File::options();
        options.read(true).write(true).open("/dev/zero").unwrap()
    }

    /// Writes `after` where `buffer` is seen, and returns what was there.
    fn exchange(device: &File, buffer: Buffer, after: u64) -> u64 {
        let call = |address: usize| {
            let memory: *mut u64 = std::ptr::with_exposed_provenance_mut(address);
            assert_ne!(memory.cast(), buffer.start(), "the caller's own memory");
            // SAFETY: the copy has the size of the buffer.
            unsafe { memory.replace(after) }
        };
        // SAFETY: the tests pass memory of theirs.
        unsafe { with_buffer(device, buffer, call) }
    }

    #[test]
    fn contents_are_copied_by_direction() {
        let device = device();
        let mut value = 1_u64;
        let pointer = &raw mut value;
        assert_eq!(exchange(&device, Buffer::in_out(pointer), 2), 1);
        // SAFETY: a local value.
        let read = || unsafe { pointer.read() };
        assert_eq!(read(), 2);
        assert_eq!(
            exchange(&device, Buffer::output(pointer), 3),
            2,
            "kept where not written"
        );
        assert_eq!(read(), 3);
        assert_eq!(exchange(&device, Buffer::input(pointer), 4), 3);
        assert_eq!(read(), 3);
        // SAFETY: no memory.
        let address = unsafe { with_buffer(&device, Buffer::null(), |address| address) };
        assert_eq!(address, 0);
        let none = Buffer::input_slice::<u64>(&[]);
        // SAFETY: no memory.
        let address = unsafe { with_buffer(&device, none, |address| address) };
        assert_ne!(address, 0);
    }

    #[test]
    fn calls_nest_and_grow() {
        let device = device();
        let mut sizes = [100_usize, 16, FIRST, 3 * FIRST, 1].iter();
        fn nest(device: &File, sizes: &mut std::slice::Iter<'_, usize>, before: &mut Vec<usize>) {
            let Some(&size) = sizes.next() else { return };
            let mut bytes = vec![size as u8; size];
            let buffer = Buffer::in_out_slice(&mut bytes);
            let call = |address: usize| {
                assert!(address % ALIGNMENT == 0 && !before.contains(&address));
                before.push(address);
                nest(device, sizes, before);
                let copy: *mut u8 = std::ptr::with_exposed_provenance_mut(address);
                // SAFETY: the copy has as many bytes. None of them was changed by inner calls.
                let copy = unsafe { std::slice::from_raw_parts_mut(copy, size) };
                assert!(copy.iter().all(|byte| *byte == size as u8));
                copy.fill(7);
            };
            // SAFETY: the bytes are valid until the call returns.
            unsafe { with_buffer(device, buffer, call) };
            assert!(bytes.iter().all(|byte| *byte == 7));
        }
        for _ in 0..3 {
            nest(&device, &mut sizes.clone(), &mut Vec::new());
        }
        sizes.next();
        nest(&device, &mut sizes, &mut Vec::new());
        // What a large call took is given back.
        let mut large = vec![1_u8; 2 * KEPT];
        // SAFETY: the bytes are valid until the call returns.
        unsafe { with_buffer(&device, Buffer::in_out_slice(&mut large), |_| ()) };
        STACK.with(|stack| {
            assert_eq!((stack.top.get().area, stack.top.get().used), (0, 0));
            assert_eq!(stack.areas.borrow().len(), 1);
        });
    }

    #[test]
    fn a_panic_gives_memory_back() {
        let device = device();
        let mut value = 1_u64;
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let buffer = Buffer::in_out(&raw mut value);
            // SAFETY: a local value.
            unsafe { with_buffer(&device, buffer, |_| panic!("on purpose")) }
        }));
        assert!(panicked.is_err());
        STACK.with(|stack| assert_eq!(stack.top.get().used, 0));
    }

    #[test]
    fn without_memory_no_hypercall_is_made() {
        let device = File::open("/dev/null").unwrap();
        let mut value = 1_u64;
        let buffer = Buffer::in_out(&raw mut value);
        // SAFETY: a local value.
        let address = unsafe {
            with_buffer(&device, buffer, |address| {
                assert!(is_refused());
                address
            })
        };
        assert!(address != 0 && !is_refused());
    }

    #[test]
    fn a_child_has_pages_of_its_own() {
        let device = device();
        let mut value = 1_u64;
        let pointer = &raw mut value;
        exchange(&device, Buffer::in_out(pointer), 2);
        // SAFETY: the child makes no call that needs another thread, and exits.
        match unsafe { libc::fork() } {
            0 => {
                let same = exchange(&device, Buffer::in_out(pointer), 3) == 2;
                // SAFETY: a local value; then the child ends.
                unsafe { libc::_exit(i32::from(!(same && pointer.read() == 3))) }
            }
            child => {
                let mut status = -1;
                // SAFETY: `status` is writable.
                assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
                assert_eq!(status, 0);
            }
        }
        assert_eq!(exchange(&device, Buffer::in_out(pointer), 4), 2);
    }
}
