//! Hypercalls through `privcmd`.

use xen_abi::event_channel::{self, Port, StatusVariant};
use xen_abi::frame::XenPfn;
use xen_abi::grant_table;
use xen_abi::memory::{self, MemoryFlags};
use xen_abi::shared::SharedMemory as _;
use xen_abi::version;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall as _};
use xen_abi_linux::{GuestKind, Privcmd, guest_kind, runs_on_xen};

use crate::checks::Test;
use crate::domain;

pub(crate) const TESTS: &[Test] = &[
    ("calls::kind", kind),
    ("calls::version", versions),
    ("calls::ports", ports),
    ("calls::errors", errors),
    ("calls::wide_results", wide_results),
    ("calls::nested_buffers", nested_buffers),
    ("calls::large_buffers", large_buffers),
    ("calls::domains", domains),
    ("calls::threads", threads),
];

fn open() -> Privcmd {
    Privcmd::open().expect("privcmd")
}

fn kind() {
    assert!(runs_on_xen());
    let kind = guest_kind().expect("a kind of guest");
    if cfg!(target_arch = "aarch64") {
        assert_eq!(kind, GuestKind::Hvm);
    } else {
        assert!(matches!(kind, GuestKind::Pv | GuestKind::Pvh), "{kind:?}");
    }
}

fn versions() {
    let xen = open();
    let number = version::version(&xen).expect("version");
    assert!(matches!(number, 0x4_0011 | 0x4_0014), "{number:#x}");
    assert_eq!(version::pagesize(&xen), Ok(4096));
    let text = version::capabilities(&xen).expect("capabilities");
    let bytes = xen_abi::Plain::as_bytes(&text);
    assert!(bytes.starts_with(b"xen-3.0-"), "{bytes:?}");
    assert!(version::get_features(&xen, 0).is_ok());
    assert!(version::compile_info(&xen).is_ok());
    assert!(version::changeset(&xen).is_ok());
    assert!(version::commandline(&xen).is_ok());
}

fn ports() {
    let xen = open();
    let port = event_channel::alloc_unbound(&xen, DomId::SELF, DomId(0)).expect("a port");
    let status = event_channel::status(&xen, DomId::SELF, port).expect("status");
    let unbound = matches!(status.variant(), StatusVariant::Unbound(rest) if rest.dom == DomId(0));
    assert!(unbound, "{status:?}");
    assert_eq!(event_channel::close(&xen, port), Ok(()));
    assert_eq!(event_channel::close(&xen, port), Err(Errno::EINVAL));
}

fn errors() {
    let xen = open();
    let nobody = DomId(0x7000);
    let unbound = event_channel::alloc_unbound(&xen, nobody, DomId(0));
    assert_eq!(unbound, Err(Errno::ESRCH));
    assert_eq!(
        event_channel::send(&xen, Port(1_000_000)),
        Err(Errno::EINVAL)
    );
    // A number that Xen does not know reaches Xen, whose error comes back.
    for number in [63, 100, 1000] {
        // SAFETY: there is no such call.
        let result = unsafe { xen.hypercall(number, [0; 5]) };
        assert_eq!(result, Errno::ENOSYS.into_raw(), "hypercall {number}");
    }
}

/// A result is 32 bits wide, with its sign.
fn wide_results() {
    let xen = open();
    let pages = memory::maximum_ram_page(&xen).expect("the highest frame");
    assert!((0x1000..1 << 31).contains(&pages), "{pages:#x}");
    let pages = memory::current_reservation(&xen, DomId(0)).expect("the reservation");
    assert!((0x4000..0x100_0000).contains(&pages), "{pages:#x}");
}

/// A record in a record: `query_size` and a memory reservation with its frames.
fn nested_buffers() {
    let xen = open();
    let size = grant_table::query_size_one(&xen, DomId::SELF).expect("query_size");
    assert!(size.max_nr_frames > 0, "{size:?}");
    let domain = domain::Domain::new();
    let pages = memory::current_reservation(&domain.xen, domain.id);
    assert_eq!(pages, Ok(domain::Domain::frames().len()));
}

/// Buffers beyond the first pages of a thread.
fn large_buffers() {
    const COUNT: u64 = 3000;
    let domain = domain::Domain::new();
    let first = domain::FIRST + 0x100;
    let mut frames: Vec<_> = (first..first + COUNT)
        .map(|frame| XenPfn(frame as _))
        .collect();
    // SAFETY: the domain has no pages there.
    let done = unsafe {
        memory::populate_physmap(&domain.xen, &mut frames, 0, MemoryFlags::empty(), domain.id)
    };
    assert_eq!(done, Ok(frames.len()));
    let pages = memory::current_reservation(&domain.xen, domain.id);
    assert_eq!(pages, Ok(frames.len() + domain::Domain::frames().len()));
    // SAFETY: nothing runs in the domain.
    let memory = unsafe { domain.xen.map_frames(domain.id, &frames) }.expect("the frames");
    memory.set(memory.size() - 8, &7_u64);
    assert_eq!(memory.get::<u64>(memory.size() - 8), 7);
}

fn domains() {
    let xen = open();
    let (id, flags, pages) = domain::info(&xen, DomId(0)).expect("dom0");
    assert_eq!(id, DomId(0));
    assert!(flags & 1 == 0 && pages > 0x4000, "{flags:#x} {pages:#x}");
    assert_eq!(domain::info(&xen, DomId(0x6fff)), Err(Errno::ESRCH));
}

/// Many threads use one value.
fn threads() {
    let xen = open();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let port = event_channel::alloc_unbound(&xen, DomId::SELF, DomId(0));
                    let port = port.expect("a port");
                    event_channel::close(&xen, port).expect("close");
                }
            });
        }
    });
}
