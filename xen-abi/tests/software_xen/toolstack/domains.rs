//! Rows about domains: versions, information, life and limits.

use super::Situation;
use super::calls::{
    Config, Dom0, GET_DOMAIN_STATE, GETDOMAININFO, PHYSINFO, hvm, on_arm, pv, raw_domctl,
    raw_sysctl,
};
use super::changes::changes;
use std::sync::atomic::Ordering;
use xen_abi::frame::{Gfn, XenPfn};
use xen_abi::grant_table::{GrantEntryFlags, GrantHandle, GrantRef, MapFlags, Status};
use xen_abi::grants::MapArea;
use xen_abi::guest::Pv64;
use xen_abi::memory::{self, MemoryFlags};
use xen_abi::mock::{Domain, Fault, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::toolstack::domctl::{self as d, DomctlCreatedomainFlags, DomctlDomaininfoFlags as F};
use xen_abi::toolstack::memory::claim_pages;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, Hypercall, event_channel, grant_table, returns, sched};

/// A domain of the machine that controls no other one.
fn stranger(dom0: &Dom0) -> Domain<xen_abi::guest::Hvm64> {
    dom0.machine.start(DomId(7), Setup::default())
}

/// Makes a call of one argument at address 0.
fn at_zero(dom0: &Dom0, number: HypercallNum) -> Result<(), Errno> {
    // SAFETY: page 0 is not mapped.
    returns::neg_errnoval(unsafe { dom0.xen.hypercall(number.0, [0]) })
}

/// Each version of an interface but that of the release.
fn others(right: u32) -> impl Iterator<Item = u32> {
    (0..64).filter(move |version| *version != right)
}

/// The first result, which all others equal.
fn same(results: impl Iterator<Item = Result<(), Errno>>) -> Result<(), Errno> {
    let results: Vec<_> = results.collect();
    assert!(
        results.windows(2).all(|two| two[0] == two[1]),
        "{results:?}"
    );
    results[0]
}

/// Domain 7, whose entry 9 grants a page to domain 0.
fn granter(dom0: &Dom0) -> (Domain<Pv64>, [Pages; 2]) {
    let domain = dom0.machine.start(DomId(7), Setup::default());
    let [table, page] = [domain.pages(1), domain.pages(1)];
    let mut frames = [XenPfn(0)];
    // SAFETY: the list has space for a frame.
    unsafe { grant_table::setup_table_one(&domain, DomId::SELF, &mut frames) }.unwrap();
    assert!(domain.show_table(table.start(), frames[0].into()));
    let flags = GrantEntryFlags::PERMIT_ACCESS.bits();
    let frame = page.frame(0).get() as u32;
    table.word(9 * 8 + 4).store(frame, Ordering::SeqCst);
    table.word(9 * 8).store(flags.into(), Ordering::SeqCst);
    (domain, [table, page])
}

fn map(dom0: &Dom0, address: u64) -> Result<GrantHandle, ElementError<Status>> {
    let (flags, entry) = (MapFlags::HOST_MAP, GrantRef(9));
    // SAFETY: areas have no memory of the program.
    let mapped =
        unsafe { grant_table::map_grant_ref_one(&dom0.xen, address, flags, entry, DomId(7)) };
    mapped.map(|mapped| mapped.handle)
}

/// The domain is dying, and its ID in use, until the last mapping ends.
fn destroy_mapped(dom0: &Dom0) -> Result<(), Errno> {
    let id = DomId(7);
    let (_domain, [_table, page]) = granter(dom0);
    let area = dom0.xen.area(3);
    let addresses = [0, 1, 2].map(|page| area.host_address(page));
    let mapped = [0, 1].map(|number| map(dom0, addresses[number]).expect("a mapping"));
    assert!(!dom0.info(id)?.flags.contains(F::DYING));
    dom0.destroy(id)?;
    for (address, handle) in addresses.into_iter().zip(mapped) {
        let info = dom0.info(id)?;
        assert!(info.flags.contains(F::DYING));
        assert!(dom0.list(DomId(1), 2)?.contains(&info));
        assert_eq!(dom0.create_as(id, &hvm()), Err(Errno::EEXIST));
        // It grants no more, and destroying it again changes nothing.
        let failed = map(dom0, addresses[2]);
        assert_eq!(failed, Err(ElementError::Status(Status::BAD_PAGE)));
        dom0.destroy(id)?;
        page.word(0).store(5, Ordering::SeqCst);
        // SAFETY: nothing uses the mapping.
        unsafe { grant_table::unmap_grant_ref_one(&dom0.xen, address, 0, handle) }.unwrap();
    }
    assert_eq!(dom0.info(id), Err(Errno::ESRCH));
    assert_eq!(dom0.destroy(id), Err(Errno::ESRCH));
    assert_eq!(dom0.create_as(id, &hvm()), Ok(id));
    Ok(())
}

pub(super) const SITUATIONS: &[Situation] = &[
    (
        "any domctl",
        "the interface version of another release",
        |dom0| {
            let wrong = others(dom0.domctl().number());
            same(wrong.map(|version| dom0.raw_domctl(GETDOMAININFO, version, DomId(0))))
        },
    ),
    ("any domctl", "the argument is at address 0", |dom0| {
        at_zero(dom0, HypercallNum::DOMCTL)
    }),
    (
        "any domctl",
        "the caller controls no other domain",
        |dom0| {
            let right = dom0.domctl().number();
            raw_domctl(&stranger(dom0), GETDOMAININFO, right, DomId(7))
        },
    ),
    ("any domctl", "no such domain", |dom0| {
        d::pausedomain(&dom0.xen, dom0.domctl(), DomId(9))
    }),
    (
        "any domctl",
        "no such domain, and the caller controls no other one",
        |dom0| d::pausedomain(&stranger(dom0), dom0.domctl(), DomId(9)),
    ),
    ("any domctl", "a policy forbids it", |dom0| {
        dom0.xen.fail_next(Fault::Policy);
        dom0.info(DomId(0)).map(drop)
    }),
    ("any domctl", "no operation has the number", |dom0| {
        let right = dom0.domctl().number();
        same(
            [0, 6, 999]
                .map(|cmd| dom0.raw_domctl(cmd, right, DomId(0)))
                .into_iter(),
        )
    }),
    (
        "any sysctl",
        "the interface version of another release",
        |dom0| {
            let wrong = others(dom0.sysctl().number());
            same(wrong.map(|version| raw_sysctl(&dom0.xen, PHYSINFO, version)))
        },
    ),
    ("any sysctl", "the argument is at address 0", |dom0| {
        at_zero(dom0, HypercallNum::SYSCTL)
    }),
    (
        "any sysctl",
        "the caller controls no other domain",
        |dom0| raw_sysctl(&stranger(dom0), PHYSINFO, dom0.sysctl().number()),
    ),
    ("any sysctl", "no operation has the number", |dom0| {
        raw_sysctl(&dom0.xen, 999, dom0.sysctl().number())
    }),
    ("getdomaininfo", "of the caller", |dom0| {
        let info = dom0.info(DomId(0))?;
        assert_eq!((info.id, info.online, info.last_vcpu), (DomId(0), 1, 0));
        assert!(info.pages > 0 && info.pages <= info.max_pages);
        assert!(info.flags.contains(F::RUNNING | F::HVM_GUEST | F::HAP));
        assert!(!info.flags.intersects(F::PAUSED | F::DYING | F::SHUTDOWN));
        Ok(())
    }),
    ("getdomaininfo", "of a new domain", |dom0| {
        let id = dom0.create(&hvm())?;
        let info = dom0.info(id)?;
        assert_eq!((info.id, info.handle), (id, hvm().handle));
        assert_eq!(
            (info.online, info.last_vcpu),
            (0, d::XEN_INVALID_MAX_VCPU_ID)
        );
        assert!(info.flags.contains(F::PAUSED | F::HVM_GUEST));
        assert!(!info.flags.intersects(F::RUNNING | F::DYING | F::SHUTDOWN));
        Ok(())
    }),
    ("getdomaininfo", "of a domain that has shut down", |dom0| {
        sched::shutdown(&stranger(dom0), sched::ShutdownReason::CRASH)?;
        let info = dom0.info(DomId(7))?;
        assert!(info.flags.contains(F::SHUTDOWN));
        let reason = info.flags.bits() >> d::XEN_DOMINF_shutdownshift;
        assert_eq!(reason & d::XEN_DOMINF_shutdownmask as u32, 3);
        Ok(())
    }),
    ("getdomaininfo", "an ID below that of the domain", |dom0| {
        let stranger = stranger(dom0);
        let info = dom0.info(DomId(5))?;
        assert_eq!(info.id, stranger.id());
        Ok(())
    }),
    ("getdomaininfo", "the result cannot be written", |dom0| {
        dom0.xen.fail_next(Fault::WriteBack);
        dom0.info(DomId(0)).map(drop)
    }),
    ("getdomaininfolist", "all domains, in two calls", |dom0| {
        let mut ids = vec![DomId(0)];
        for _ in 0..3 {
            ids.push(dom0.create(&pv())?);
        }
        let mut seen = dom0.list(DomId(0), 2)?;
        seen.extend(dom0.list(DomId(seen[1].id.0 + 1), 8)?);
        assert_eq!(seen.iter().map(|info| info.id).collect::<Vec<_>>(), ids);
        let running = |id: DomId| dom0.info(id).map(|info| info.flags);
        assert_eq!(seen[1].flags, running(ids[1])?);
        Ok(())
    }),
    ("getdomaininfolist", "the list is at address 0", |dom0| {
        dom0.list_nowhere().map(drop)
    }),
    (
        "get_domain_state",
        "of the domain, with version 0",
        |dom0| {
            let id = dom0.domain()?;
            dom0.raw_domctl(GET_DOMAIN_STATE, 0, id)?;
            let (own, _) = d::get_domain_state(&dom0.xen, DomId(0))?;
            let (new, of) = d::get_domain_state(&dom0.xen, id)?;
            assert_eq!(of, id);
            assert_eq!(new.state, d::DomctlDomainState::EXIST);
            assert_eq!(new.caps, d::DomctlDomainCaps::empty());
            assert!(own.caps.contains(d::DomctlDomainCaps::CONTROL));
            assert_ne!(own.unique_id, new.unique_id);
            Ok(())
        },
    ),
    (
        "get_domain_state",
        "of one that has changed, without the VIRQ",
        |dom0| d::get_domain_state(&dom0.xen, DomId::INVALID).map(drop),
    ),
    (
        "get_domain_state",
        "of those that have changed, as `VIRQ_DOM_EXC` tells",
        changes,
    ),
    (
        "get_domain_state",
        "of one that has changed, not as domain 0",
        |dom0| {
            let setup = Setup {
                privileged: true,
                ..Setup::default()
            };
            let other: Domain = dom0.machine.start(DomId(7), setup);
            d::get_domain_state(&other, DomId::INVALID).map(drop)
        },
    ),
    (
        "get_domain_state",
        "with the version of the other operations",
        |dom0| dom0.raw_domctl(GET_DOMAIN_STATE, dom0.domctl().number(), DomId(0)),
    ),
    ("createdomain", "PV, HVM and on Arm", |dom0| {
        let kinds = [pv(), hvm()].map(|config| dom0.create(&config));
        assert_eq!(kinds, [Ok(DomId(1)), Ok(DomId(2))]);
        let is_hvm = |id| dom0.info(id).map(|info| info.flags.contains(F::HVM_GUEST));
        assert_eq!((is_hvm(DomId(1)), is_hvm(DomId(2))), (Ok(false), Ok(true)));
        on_arm(dom0, |arm| {
            let config = Config {
                devices: 0,
                ..hvm()
            };
            assert_eq!(arm.create(&config), Ok(DomId(1)));
            // A PV domain is an x86 one.
            assert_eq!(arm.create(&pv()), Err(Errno::EINVAL));
            Ok(())
        })
    }),
    (
        "createdomain",
        "with an ID of the caller's choice",
        |dom0| {
            assert_eq!(dom0.create_as(DomId(0x777), &pv()), Ok(DomId(0x777)));
            assert_eq!(dom0.create(&pv()), Ok(DomId(1)));
            // A number is not used again as long as there are others.
            dom0.destroy(DomId(1))?;
            assert_eq!(dom0.create(&pv()), Ok(DomId(2)));
            Ok(())
        },
    ),
    ("createdomain", "the ID is in use", |dom0| {
        let id = dom0.domain()?;
        dom0.create_as(id, &pv()).map(drop)
    }),
    ("createdomain", "ID 0", |dom0| {
        dom0.create_as(DomId(0), &pv()).map(drop)
    }),
    ("createdomain", "an unknown flag", |dom0| {
        let flags = DomctlCreatedomainFlags::from_bits_retain(1 << 30);
        dom0.create(&Config { flags, ..pv() }).map(drop)
    }),
    ("createdomain", "no vCPU", |dom0| {
        dom0.create(&Config { vcpus: 0, ..pv() }).map(drop)
    }),
    ("createdomain", "nested paging of a PV domain", |dom0| {
        let flags = DomctlCreatedomainFlags::HAP;
        dom0.create(&Config { flags, ..pv() }).map(drop)
    }),
    ("createdomain", "no grant table", |dom0| {
        let config = Config {
            grant_frames: 0,
            ..pv()
        };
        dom0.create(&config).map(drop)
    }),
    ("createdomain", "grant table version 3", |dom0| {
        dom0.create(&Config { grants: 3, ..pv() }).map(drop)
    }),
    (
        "createdomain",
        "devices that are not emulated together",
        |dom0| {
            let results = [(hvm(), 0), (hvm(), 2), (pv(), 1)]
                .map(|(config, devices)| dom0.create(&Config { devices, ..config }).map(drop));
            same(results.into_iter())
        },
    ),
    ("createdomain", "no such CPU pool", |dom0| {
        dom0.create(&Config { pool: 1, ..pv() }).map(drop)
    }),
    ("createdomain", "no memory", |dom0| {
        dom0.xen.fail_next(Fault::OutOfMemory);
        dom0.create(&pv()).map(drop)
    }),
    ("destroydomain", "with ports and grants", |dom0| {
        let id = dom0.domain()?;
        let port = event_channel::alloc_unbound(&dom0.xen, id, DomId(0))?;
        assert_eq!(
            grant_table::query_size_one(&dom0.xen, id)
                .unwrap()
                .max_nr_frames,
            4
        );
        let bound = event_channel::bind_interdomain(&dom0.xen, id, port)?;
        dom0.destroy(id)?;
        let status = event_channel::status(&dom0.xen, DomId::SELF, bound)?.status;
        assert_eq!(status, event_channel::ChannelState::UNBOUND);
        assert_eq!(dom0.info(id), Err(Errno::ESRCH));
        Ok(())
    }),
    (
        "destroydomain",
        "while another domain maps a page of it",
        destroy_mapped,
    ),
    ("destroydomain", "the caller", |dom0| dom0.destroy(DomId(0))),
    ("pausedomain", "and unpausedomain as often", |dom0| {
        let id = dom0.domain()?;
        let is_paused = || dom0.info(id).map(|info| info.flags.contains(F::PAUSED));
        d::pausedomain(&dom0.xen, dom0.domctl(), id)?;
        // A new domain has been paused once.
        for paused in [true, false] {
            d::unpausedomain(&dom0.xen, dom0.domctl(), id)?;
            assert_eq!(is_paused(), Ok(paused));
        }
        Ok(())
    }),
    ("pausedomain", "the caller", |dom0| {
        d::pausedomain(&dom0.xen, dom0.domctl(), DomId(0))
    }),
    ("pausedomain", "for the 256th time", |dom0| {
        let id = dom0.domain()?;
        for _ in 1..255 {
            assert_eq!(d::pausedomain(&dom0.xen, dom0.domctl(), id), Ok(()));
        }
        d::pausedomain(&dom0.xen, dom0.domctl(), id)
    }),
    ("unpausedomain", "more often than paused", |dom0| {
        let id = dom0.domain()?;
        d::unpausedomain(&dom0.xen, dom0.domctl(), id)?;
        d::unpausedomain(&dom0.xen, dom0.domctl(), id)
    }),
    ("max_vcpus", "as many as it was created with", |dom0| {
        let id = dom0.create(&Config { vcpus: 3, ..pv() })?;
        d::max_vcpus(&dom0.xen, dom0.domctl(), id, 3)?;
        let info = dom0.info(id)?;
        assert_eq!((info.online, info.last_vcpu), (0, 2));
        Ok(())
    }),
    ("max_vcpus", "another number", |dom0| {
        let id = dom0.create(&pv())?;
        d::max_vcpus(&dom0.xen, dom0.domctl(), id, 2)
    }),
    ("max_mem", "and pages up to it", |dom0| {
        let id = dom0.domain()?;
        d::max_mem(&dom0.xen, dom0.domctl(), id, 12)?;
        assert_eq!(populate(dom0, id, 5), Ok(3));
        let info = dom0.info(id)?;
        assert_eq!((info.pages, info.max_pages), (3, 3));
        // It keeps what it has.
        d::max_mem(&dom0.xen, dom0.domctl(), id, 4)?;
        assert_eq!((dom0.info(id)?.pages, dom0.info(id)?.max_pages), (3, 1));
        assert_eq!(populate(dom0, id, 1), Ok(0));
        Ok(())
    }),
    ("claim_pages", "and pages of the claim", |dom0| {
        let id = dom0.domain()?;
        d::max_mem(&dom0.xen, dom0.domctl(), id, 16)?;
        claim_pages(&dom0.xen, 3, id)?;
        assert_eq!(dom0.info(id)?.claimed, 3);
        assert_eq!(populate(dom0, id, 2), Ok(2));
        assert_eq!((dom0.info(id)?.pages, dom0.info(id)?.claimed), (2, 1));
        claim_pages(&dom0.xen, 0, id)?;
        assert_eq!(dom0.info(id)?.claimed, 0);
        // It includes the pages that the domain has.
        claim_pages(&dom0.xen, 4, id)?;
        assert_eq!(dom0.info(id)?.claimed, 2);
        Ok(())
    }),
    ("claim_pages", "a second claim", |dom0| {
        let id = dom0.domain()?;
        claim_pages(&dom0.xen, 3, id)?;
        claim_pages(&dom0.xen, 4, id)
    }),
    ("claim_pages", "of fewer pages than it has", |dom0| {
        let id = dom0.domain()?;
        d::max_mem(&dom0.xen, dom0.domctl(), id, 16)?;
        assert_eq!(populate(dom0, id, 2), Ok(2));
        claim_pages(&dom0.xen, 1, id)
    }),
    ("claim_pages", "no such domain", |dom0| {
        claim_pages(&dom0.xen, 1, DomId(9))
    }),
    (
        "claim_pages",
        "the caller controls no other domain",
        |dom0| claim_pages(&stranger(dom0), 1, dom0.domain()?),
    ),
    ("claim_pages", "of more pages than are free", |dom0| {
        claim_pages(&dom0.xen, 1 << 30, dom0.domain()?)
    }),
    (
        "set_address_size",
        "of a PV domain, 32 and then 64",
        |dom0| {
            let id = dom0.create(&pv())?;
            assert_eq!(d::get_address_size(&dom0.xen, dom0.domctl(), id), Ok(64));
            d::set_address_size(&dom0.xen, dom0.domctl(), id, 32)?;
            assert_eq!(d::get_address_size(&dom0.xen, dom0.domctl(), id), Ok(32));
            d::set_address_size(&dom0.xen, dom0.domctl(), id, 64)
        },
    ),
    ("set_address_size", "of an HVM domain", |dom0| {
        d::set_address_size(&dom0.xen, dom0.domctl(), dom0.domain()?, 32)
    }),
    ("get_address_size", "on Arm", |dom0| {
        on_arm(dom0, |arm| {
            let id = arm.create(&Config {
                devices: 0,
                ..hvm()
            })?;
            for size in [32, 64] {
                assert_eq!(
                    d::set_address_size(&arm.xen, arm.domctl(), id, size),
                    Ok(())
                );
            }
            d::get_address_size(&arm.xen, arm.domctl(), id).map(drop)
        })
    }),
];

/// Allocates pages for a domain; returns how many it got.
pub(super) fn populate(dom0: &Dom0, id: DomId, count: u64) -> Result<usize, Errno> {
    let mut frames: Vec<_> = (0..count)
        .map(|page| XenPfn::from(Gfn::new(page)))
        .collect();
    // SAFETY: nothing runs in the domain.
    unsafe { memory::populate_physmap(&dom0.xen, &mut frames, 0, MemoryFlags::empty(), id) }
}
