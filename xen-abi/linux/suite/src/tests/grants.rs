//! Grants of this domain, and of another one.

use std::time::Duration;

use xen_abi::Errno;
use xen_abi::grant_table::{GrantRef, Status};
use xen_abi::shared::SharedMemory as _;
use xen_abi::xen::DomId;
use xen_abi_linux::{
    Access, EventChannels, GrantAllocator, GrantCopy, GrantMapper, GrantPlace, GuestKind, OnUnmap,
    guest_kind,
};

use crate::checks::Test;
use crate::domain::Domain;

pub(crate) const TESTS: &[Test] = &[
    ("grants::allocate", allocate),
    ("grants::own", own),
    ("grants::map", map),
    ("grants::map_refused", map_refused),
    ("grants::copy", copy),
    ("grants::copy_refused", copy_refused),
    ("grants::limit", limit),
    ("grants::clear_on_unmap", clear_on_unmap),
    ("grants::notify_on_unmap", notify_on_unmap),
];

const DOM0: DomId = DomId(0);

fn allocator() -> GrantAllocator {
    GrantAllocator::open().expect("gntalloc")
}

fn mapper() -> GrantMapper {
    GrantMapper::open().expect("gntdev")
}

fn allocate() {
    let allocator = allocator();
    let pages = allocator.grant(DOM0, 3, Access::ReadWrite).expect("pages");
    assert_eq!((pages.size(), pages.references().len()), (3 * 4096, 3));
    let mut references = pages.references().to_vec();
    references.dedup();
    assert_eq!(references.len(), 3);
    assert_eq!(pages.get::<u64>(2 * 4096), 0);
    pages.set(2 * 4096 + 8, &5_u64);
    assert_eq!(pages.get::<u64>(2 * 4096 + 8), 5);
    let none = allocator.grant(DOM0, 0, Access::ReadOnly);
    assert_eq!(none.map(|_| ()), Err(Errno::EINVAL));
}

/// A domain maps its own grant, where its page stays what it is.
fn own() {
    let pages = allocator()
        .grant(DOM0, 1, Access::ReadWrite)
        .expect("pages");
    let mapped = mapper().map(&[(DOM0, pages.references()[0])]);
    let kind = guest_kind().expect("a kind");
    if cfg!(target_arch = "x86_64") && kind != GuestKind::Pv {
        assert_eq!(mapped.map(|_| ()), Err(Errno::EXDEV));
        return;
    }
    let mapped = mapped.expect("the mapping");
    pages.set(0, &0x11_u32);
    mapped.set(4, &0x22_u32);
    assert_eq!((mapped.get::<u32>(0), pages.get::<u32>(4)), (0x11, 0x22));
}

fn map() {
    let domain = Domain::new();
    let memory = domain.memory();
    let grants: Vec<_> = (0..3)
        .map(|page| (domain.id, domain.grant(20 + page, u64::from(page), false)))
        .collect();
    for page in 0..3_u64 {
        memory.set(page as usize * 4096, &(page + 100));
    }
    let mapped = mapper().map(&grants).expect("the mapping");
    assert_eq!(mapped.size(), 3 * 4096);
    for page in 0..3_u64 {
        assert_eq!(mapped.get::<u64>(page as usize * 4096), page + 100);
    }
    mapped.write(4096 + 11, b"grants");
    let mut text = [0; 6];
    memory.read(4096 + 11, &mut text);
    assert_eq!(&text, b"grants");
}

fn map_refused() {
    let domain = Domain::new();
    let mapper = mapper();
    let read_only = domain.grant(20, 0, true);
    for (what, grant) in [("not granted", GrantRef(30)), ("read-only", read_only)] {
        let refused = mapper.map(&[(domain.id, grant)]).map(|_| ());
        assert_eq!(refused, Err(Errno::EINVAL), "{what}");
    }
    assert_eq!(mapper.map(&[]).map(|_| ()), Err(Errno::EINVAL));
    // The file still works.
    let grant = domain.grant(21, 1, false);
    assert!(mapper.map(&[(domain.id, grant)]).is_ok());
}

fn copy() {
    let domain = Domain::new();
    let memory = domain.memory();
    let place = |page: u32, offset| GrantPlace {
        dom: domain.id,
        grant: domain.grant(20 + page, u64::from(page), false),
        offset,
    };
    memory.write(100, b"from the domain");
    let mut text = [0; 15];
    let mut copies = [
        GrantCopy::read(place(0, 100), &mut text),
        GrantCopy::write(b"to the domain", place(1, 7)),
        GrantCopy::between(place(0, 105), place(2, 4000), 10),
    ];
    mapper().copy(&mut copies).expect("the copies");
    assert!(
        copies.iter().all(|copy| copy.status() == Status::OKAY),
        "{copies:?}"
    );
    assert_eq!(&text, b"from the domain");
    let mut bytes = [0; 13];
    memory.read(4096 + 7, &mut bytes);
    assert_eq!(&bytes, b"to the domain");
    let mut bytes = [0; 10];
    memory.read(2 * 4096 + 4000, &mut bytes);
    assert_eq!(&bytes, b"the domain");
}

fn copy_refused() {
    let domain = Domain::new();
    let place = |grant, offset| GrantPlace {
        dom: domain.id,
        grant,
        offset,
    };
    let read_only = domain.grant(20, 0, true);
    let mut bytes = [0; 8];
    let mut copies = [
        GrantCopy::read(place(GrantRef(30), 0), &mut bytes),
        GrantCopy::write(&[1; 8], place(read_only, 0)),
        GrantCopy::write(&[1; 8], place(GrantRef(1_000_000), 0)),
    ];
    assert_eq!(mapper().copy(&mut copies), Err(Errno::EIO));
    let statuses = copies.each_ref().map(GrantCopy::status);
    let invalid = Status::GENERAL_ERROR;
    assert_eq!(statuses, [invalid, invalid, Status::BAD_GNTREF]);
    // Beyond the page.
    let mut beyond = [GrantCopy::read(place(read_only, 4092), &mut bytes)];
    assert_eq!(mapper().copy(&mut beyond), Err(Errno::EINVAL));
}

/// Linux permits 1024 pages by default.
fn limit() {
    let allocator = allocator();
    let pages = allocator
        .grant(DOM0, 1000, Access::ReadOnly)
        .expect("pages");
    let more = allocator.grant(DOM0, 1000, Access::ReadOnly).map(|_| ());
    assert_eq!(more, Err(Errno::ENOSPC));
    drop(pages);
    assert!(allocator.grant(DOM0, 1000, Access::ReadOnly).is_ok());
}

fn clear_on_unmap() {
    let domain = Domain::new();
    let memory = domain.memory();
    let grant = domain.grant(20, 3, false);
    memory.write(3 * 4096 + 50, &[9; 3]);
    let mapped = mapper().map(&[(domain.id, grant)]).expect("the mapping");
    mapped
        .on_unmap(OnUnmap {
            clear: Some(51),
            notify: None,
        })
        .expect("the notification");
    drop(mapped);
    let mut bytes = [0; 3];
    memory.read(3 * 4096 + 50, &mut bytes);
    assert_eq!(bytes, [9, 0, 9]);
}

fn notify_on_unmap() {
    let events = EventChannels::open().expect("evtchn");
    let first = events.bind_unbound(DOM0).expect("a port");
    let second = events
        .bind_interdomain(DOM0, first.port())
        .expect("the other end");
    assert_eq!(events.pending(), Ok(vec![second.port()]));
    second.unmask().expect("unmask");
    let domain = Domain::new();
    let mapped = mapper()
        .map(&[(domain.id, domain.grant(20, 3, false))])
        .expect("the mapping");
    let what = |notify| OnUnmap {
        clear: None,
        notify,
    };
    mapped
        .on_unmap(what(Some(first.port())))
        .expect("the notification");
    drop(mapped);
    assert_eq!(events.wait(Some(Duration::from_secs(20))), Ok(true));
    assert_eq!(events.pending(), Ok(vec![second.port()]));
    // A port that is not ours.
    let pages = allocator()
        .grant(domain.id, 1, Access::ReadWrite)
        .expect("a page");
    let refused = pages.on_unmap(what(Some(xen_abi::event_channel::Port(4000))));
    assert!(refused.is_err());
}
