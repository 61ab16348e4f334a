//! The memory of two domains, the C code, and calls of its model of Xen.

use std::alloc::{GlobalAlloc, Layout, System, alloc_zeroed};
use std::cell::Cell;
use std::ffi::{c_long, c_uint, c_ulong};
use std::path::Path;
use std::process::Command;
use std::ptr::NonNull;

use libloading::Library;
use xen_abi::Hypercall;
use xen_abi::event_channel::Port;
use xen_abi::events::{Channel, DomainEvents, TwoLevel, TwoLevelVcpu};
use xen_abi::frame::{Gfn, PAGE_SIZE};
use xen_abi::grant_table::GNTTAB_NR_RESERVED_ENTRIES;
use xen_abi::grants::GrantTable;
use xen_abi::guest::Pv64;
use xen_abi::pages::GuestPages;
use xen_abi::shared::Mapped;
use xen_abi::xen::SharedInfo;

/// The pages that the frontend grants, as many as it has requests under way.
pub(crate) const PAGES: usize = 128;
/// log2 of the pages of the streams.
const ORDER: usize = 3;
pub(crate) const RING_PORT: Port = Port(3);
pub(crate) const STREAM_PORT: Port = Port(4);

/// As `struct world` of `world.h`.
#[repr(C)]
pub(crate) struct World {
    domains: [Domain; 2],
    frames: NonNull<u8>,
    ring: NonNull<u8>,
    indices: NonNull<u8>,
    stream: NonNull<u8>,
    first_frame: u32,
    pages: u32,
    buffer: u32,
}

#[repr(C)]
struct Domain {
    shared: NonNull<SharedInfo>,
    grants: NonNull<u8>,
}

// SAFETY: the pointers never change, and what they point to is accessed atomically, or by one
// driver alone.
unsafe impl Sync for World {}

/// What the frames are for, in their order; the pages to grant follow.
const FIRST: usize = 7;
const FRAMES: usize = FIRST + PAGES + (1 << ORDER);

impl World {
    pub(crate) fn new() -> Self {
        let layout = Layout::from_size_align(FRAMES * PAGE_SIZE, PAGE_SIZE).expect("a layout");
        // SAFETY: the size is not 0. The memory is never freed.
        let frames = NonNull::new(unsafe { alloc_zeroed(layout) }).expect("memory");
        // SAFETY: all frames lie in the memory.
        let frame = |number: usize| unsafe { frames.add(number * PAGE_SIZE) };
        let domain = |first| Domain {
            shared: frame(first).cast(),
            grants: frame(first + 1),
        };
        Self {
            domains: [domain(0), domain(2)],
            frames,
            ring: frame(4),
            indices: frame(5),
            buffer: 6,
            first_frame: FIRST as u32,
            pages: PAGES as u32,
            stream: frame(FIRST + PAGES),
        }
    }

    /// Makes the memory as before the first run.
    pub(crate) fn reset(&mut self) {
        // SAFETY: no driver runs, since the value is borrowed mutably.
        unsafe {
            self.frames.write_bytes(0, FRAMES * PAGE_SIZE);
            let order = std::mem::offset_of!(xen_abi::io::_9pfs::DataIntf, ring_order);
            self.indices.add(order).cast().write(ORDER as u32);
        }
    }

    fn mapped(base: NonNull<u8>, pages: usize) -> Mapped {
        // SAFETY: the memory is never freed, and its words are accessed atomically.
        unsafe { Mapped::new(base, pages * PAGE_SIZE) }.expect("whole words")
    }

    pub(crate) fn ring(&self) -> Mapped {
        Self::mapped(self.ring, 1)
    }

    pub(crate) fn indices(&self) -> Mapped {
        Self::mapped(self.indices, 1)
    }

    /// The bytes of the stream from the frontend: the second half.
    pub(crate) fn output(&self) -> Mapped {
        let half = 1 << (ORDER - 1);
        // SAFETY: the half lies in the memory.
        Self::mapped(unsafe { self.stream.add(half * PAGE_SIZE) }, half)
    }

    pub(crate) fn grants(&self) -> GrantTable {
        // SAFETY: the model of Xen takes it for the table of version 1 of domain 0, whose entries
        // only the value changes.
        unsafe { GrantTable::in_memory(Self::mapped(self.domains[0].grants, 1), None) }
    }

    /// The pages to grant.
    pub(crate) fn pages(&self) -> impl Iterator<Item = Page> {
        assert!(GNTTAB_NR_RESERVED_ENTRIES as usize + PAGES <= PAGE_SIZE / 8);
        (FIRST..FIRST + PAGES).map(|number| self.page(number))
    }

    /// The backend's buffer.
    pub(crate) fn buffer(&self) -> Page {
        self.page(self.buffer as usize)
    }

    fn page(&self, number: usize) -> Page {
        Page {
            // SAFETY: the frame lies in the memory.
            start: unsafe { self.frames.add(number * PAGE_SIZE) },
            frame: number as u64,
        }
    }
}

/// A page of the world.
pub(crate) struct Page {
    start: NonNull<u8>,
    frame: u64,
}

impl Page {
    pub(crate) fn memory(&self) -> Mapped {
        World::mapped(self.start, 1)
    }
}

// SAFETY: the memory is never freed, is aligned, and each driver takes the pages that are its own.
unsafe impl GuestPages for Page {
    fn start(&self) -> NonNull<u8> {
        self.start
    }

    fn count(&self) -> usize {
        1
    }

    fn frame(&self, _: usize) -> Gfn {
        Gfn::new(self.frame)
    }
}

type Xen = unsafe extern "C" fn(*const World, c_uint, c_uint, c_ulong, c_ulong, c_ulong) -> c_long;
type End = unsafe extern "C" fn(*const World, u64);
type StreamEnd = unsafe extern "C" fn(*const World, u64, u64);

/// The C code, compiled by `cc -O2`.
pub(crate) struct C {
    xen: Xen,
    pub(crate) front: End,
    pub(crate) back: End,
    pub(crate) writer: StreamEnd,
    pub(crate) reader: StreamEnd,
    /// Keeps the code loaded.
    _library: Library,
}

impl C {
    pub(crate) fn compile() -> Self {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/driver");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("libdriver-{}.so", std::process::id()));
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let status = Command::new(&compiler)
            .args([
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fPIC",
                "-shared",
            ])
            .arg("-iquote")
            .arg(sources.join("../../../headers"))
            .arg("-o")
            .arg(&library)
            .args(["driver.c", "xen.c"].map(|source| sources.join(source)))
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "`{compiler}` does not compile the drivers in C"
        );
        // SAFETY: the library has no constructors, and its functions have these types.
        let loaded = unsafe { Library::new(&library) }.expect("the library");
        std::fs::remove_file(&library).expect("the library's file");
        // SAFETY: as above.
        unsafe {
            Self {
                xen: *loaded.get(b"xen").expect("xen"),
                front: *loaded.get(b"front").expect("front"),
                back: *loaded.get(b"back").expect("back"),
                writer: *loaded.get(b"writer").expect("writer"),
                reader: *loaded.get(b"reader").expect("reader"),
                _library: loaded,
            }
        }
    }
}

/// Hypercalls of a domain to the model of Xen.
pub(crate) struct Calls<'w> {
    world: &'w World,
    xen: Xen,
    domain: usize,
    events: DomainEvents,
}

impl<'w> Calls<'w> {
    pub(crate) fn new(world: &'w World, c: &C, domain: usize) -> Self {
        let xen = c.xen;
        let events = DomainEvents::new();
        Self {
            world,
            xen,
            domain,
            events,
        }
    }

    pub(crate) fn channel(&self, port: Port) -> Channel<&Self> {
        // SAFETY: the model has the port, and nobody else closes it.
        unsafe { Channel::adopt(self, port) }.expect("a port")
    }

    /// Waits for an event, and handles all that are pending.
    pub(crate) fn wait(&self) {
        let shared = self.world.domains[self.domain].shared;
        // SAFETY: the memory of the shared info page, which is accessed atomically.
        let (bits, vcpu) = unsafe {
            let vcpu = NonNull::from(&mut (*shared.as_ptr()).vcpu_info[0]);
            (
                TwoLevel::in_shared_info(shared),
                TwoLevelVcpu::in_vcpu_info(vcpu),
            )
        };
        while !vcpu.has_news() {
            std::thread::yield_now();
        }
        bits.handle(&vcpu, |_| {});
    }
}

// SAFETY: the model of Xen answers two hypercalls as Xen does.
unsafe impl Hypercall for Calls<'_> {
    type Guest = Pv64;

    #[inline]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        let argument = |index| arguments.get(index).map_or(0, |word| *word as c_ulong);
        let [first, second, third] = [argument(0), argument(1), argument(2)];
        // SAFETY: the caller vouches for the arguments.
        let result = unsafe {
            (self.xen)(
                self.world,
                self.domain as c_uint,
                number,
                first,
                second,
                third,
            )
        };
        result as usize
    }

    fn domain_events(&self) -> &DomainEvents {
        &self.events
    }
}

/// The system's allocator, which counts.
pub(crate) struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: forwards to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) };
    }
}

/// Runs `act`, and fails if this thread allocates.
pub(crate) fn without_allocation<R>(act: impl FnOnce() -> R) -> R {
    let before = ALLOCATIONS.get();
    let result = act();
    assert_eq!(ALLOCATIONS.get(), before, "a driver allocates");
    result
}
