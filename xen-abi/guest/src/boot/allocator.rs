//! The kernel's allocator, which the store needs.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::{self, NonNull};

/// The size of the memory, in bytes.
const SIZE: usize = 256 << 10;

/// The sizes of blocks are powers of two: from 16 bytes to 64 KiB.
const SMALLEST: usize = 4;
const CLASSES: usize = 13;

/// A free block starts with the address of the next one.
type Free = Option<NonNull<u8>>;

/// The memory of all blocks, aligned to the largest ones.
#[repr(align(65536))]
struct Memory(UnsafeCell<[u8; SIZE]>);

struct Blocks {
    /// The bytes that no block has yet.
    used: usize,
    free: [Free; CLASSES],
}

/// Blocks of each size, which are kept for the next request of it.
struct Allocator {
    memory: Memory,
    blocks: UnsafeCell<Blocks>,
}

// SAFETY: the kernel has one vCPU, and its upcalls allocate nothing.
unsafe impl Sync for Allocator {}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator {
    memory: Memory(UnsafeCell::new([0; SIZE])),
    blocks: UnsafeCell::new(Blocks {
        used: 0,
        free: [None; CLASSES],
    }),
};

/// The class of a layout: a block of it is as aligned as it is large.
fn class(layout: Layout) -> Option<usize> {
    let size = layout.size().max(layout.align()).max(1 << SMALLEST);
    let class = size.next_power_of_two().trailing_zeros() as usize - SMALLEST;
    (class < CLASSES).then_some(class)
}

// SAFETY: a block belongs to one owner, from its allocation until it is freed, and is as large and
// as aligned as its class.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = class(layout) else {
            return ptr::null_mut();
        };
        // SAFETY: there is one vCPU, and no reference outlives a method.
        let blocks = unsafe { &mut *self.blocks.get() };
        if let Some(block) = blocks.free[class] {
            // SAFETY: a free block has the next one's address.
            blocks.free[class] = unsafe { block.cast::<Free>().read() };
            return block.as_ptr();
        }
        let size = 1 << (class + SMALLEST);
        let start = blocks.used.next_multiple_of(size);
        if start + size > SIZE {
            return ptr::null_mut();
        }
        blocks.used = start + size;
        self.memory.0.get().cast::<u8>().wrapping_add(start)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let (Some(class), Some(block)) = (class(layout), NonNull::new(block)) else {
            return;
        };
        // SAFETY: as above; the block is free, and has space for an address.
        unsafe {
            let blocks = &mut *self.blocks.get();
            block.cast::<Free>().write(blocks.free[class]);
            blocks.free[class] = Some(block);
        }
    }
}
