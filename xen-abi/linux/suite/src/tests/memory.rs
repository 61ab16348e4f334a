//! Memory and resources of another domain.

use std::sync::atomic::Ordering;

use xen_abi::Errno;
use xen_abi::frame::XenPfn;
use xen_abi::memory::MemResourceType;
use xen_abi::shared::SharedMemory as _;
use xen_abi::xen::DomId;
use xen_abi_linux::Privcmd;

use crate::checks::Test;
use crate::domain::{Domain, FIRST};

pub(crate) const TESTS: &[Test] = &[
    ("memory::frames", frames),
    ("memory::missing_frames", missing_frames),
    ("memory::missing_domain", missing_domain),
    ("memory::resources", resources),
    ("memory::outlives_the_domain", outlives_the_domain),
    ("memory::many_mappings", many_mappings),
];

fn frames() {
    let domain = Domain::new();
    let memory = domain.memory();
    assert_eq!(memory.size(), Domain::frames().len() * 4096);
    memory.write(5 * 4096 + 3, b"hello");
    memory.store(4096, 0x1234_5678, Ordering::SeqCst);
    drop(memory);
    // In another order: frames 5 and 1.
    let two = [XenPfn((FIRST + 5) as _), XenPfn((FIRST + 1) as _)];
    // SAFETY: nothing runs in the domain.
    let memory = unsafe { domain.xen.map_frames(domain.id, &two) }.expect("two frames");
    let mut text = [0; 5];
    memory.read(3, &mut text);
    assert_eq!(&text, b"hello");
    assert_eq!(memory.load(4096, Ordering::SeqCst), 0x1234_5678);
    let changed =
        memory.compare_exchange(4096, 0x1234_5678, 1, Ordering::SeqCst, Ordering::Relaxed);
    assert_eq!(changed, Ok(0x1234_5678));
    assert_eq!(memory.load(4096, Ordering::SeqCst), 1);
}

fn missing_frames() {
    let domain = Domain::new();
    let frames = [0, 0x7000, 1, 0x7001].map(|frame| XenPfn((FIRST + frame) as _));
    // SAFETY: nothing runs in the domain.
    let error = unsafe { domain.xen.map_frames(domain.id, &frames) }.unwrap_err();
    let failed: Vec<_> = error.frames().iter().map(Option::is_some).collect();
    assert_eq!(failed, [false, true, false, true], "{error}");
    // SAFETY: no frames.
    let error = unsafe { domain.xen.map_frames(domain.id, &[]) }.unwrap_err();
    assert_eq!((error.error(), error.frames().len()), (Errno::EINVAL, 0));
}

fn missing_domain() {
    let xen = Privcmd::open().expect("privcmd");
    let nobody = DomId(0x6ffe);
    // SAFETY: there is no such domain.
    let error = unsafe { xen.map_frames(nobody, &[XenPfn(0)]) }.unwrap_err();
    assert_eq!(error.error(), Errno::ESRCH);
    // SAFETY: there is no such domain.
    let error = unsafe { xen.map_resource(nobody, MemResourceType::GRANT_TABLE, 0, [0, 1]) };
    assert_eq!(error.map(|_| ()), Err(Errno::ESRCH));
}

fn resources() {
    let domain = Domain::new();
    let table = domain.grant_table();
    assert_eq!(table.size(), 4096);
    // Xen fills in the entries of the console and of xenstore for nobody.
    assert_eq!(table.load(8 * 8, Ordering::SeqCst), 0);
    let kind = MemResourceType::GRANT_TABLE;
    let size = domain.xen.resource_size(domain.id, kind, 0);
    assert_eq!(size, Ok(4), "the maximum of createdomain");
    // SAFETY: nothing runs in the domain.
    let beyond = unsafe { domain.xen.map_resource(domain.id, kind, 0, [1000, 1]) };
    assert_eq!(beyond.map(|_| ()), Err(Errno::EINVAL));
    // SAFETY: nothing runs in the domain.
    let unknown = unsafe {
        domain
            .xen
            .map_resource(domain.id, MemResourceType(77), 0, [0, 1])
    };
    let unknown = unknown.map(|_| ());
    assert!(
        matches!(unknown, Err(Errno::EOPNOTSUPP | Errno::EINVAL)),
        "{unknown:?}"
    );
}

fn outlives_the_domain() {
    let domain = Domain::new();
    let memory = domain.memory();
    memory.set(0, &77_u64);
    domain.destroy();
    assert_eq!(memory.get::<u64>(0), 77);
    memory.set(8, &78_u64);
    assert_eq!(memory.get::<u64>(8), 78);
}

fn many_mappings() {
    let domain = Domain::new();
    for round in 0..50_u32 {
        let memory = domain.memory();
        memory.store(0, round, Ordering::SeqCst);
        let again = domain.memory();
        assert_eq!(again.load(0, Ordering::SeqCst), round);
    }
}
