//! Grants and mappings as safe types, between two domains of the software Xen.

use proptest::prelude::*;
use std::sync::atomic::Ordering;
use xen_abi::Errno;
use xen_abi::frame::{Gfn, PAGE_SIZE};
use xen_abi::grant_table::{GrantRef, Status};
use xen_abi::grants::{
    Access, Grant, GrantTable, Granted, MapError, Mapping, ReadOnlyMapping, SetupError, ShareError,
    StillMapped, copy_from, copy_to,
};
use xen_abi::guest::{Arm, Guest, Hvm64, Pv64, TranslatedGuest};
use xen_abi::mock::{Domain, Fault, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;

fn two<G: Guest>() -> (Machine, Domain<G>, Domain<G>) {
    let machine = Machine::new();
    let start = |id| machine.start(DomId(id), Setup::default());
    let (one, two) = (start(1), start(2));
    (machine, one, two)
}

/// A table by each way to set one up.
fn translated<G: TranslatedGuest, const WORDS: usize>(
    xen: &Domain<G>,
    version: u32,
) -> GrantTable<xen_abi::shared::Mapped, WORDS> {
    // SAFETY: the domain has no other table.
    unsafe {
        match version {
            1 => GrantTable::translated(xen, xen.pages(1)).unwrap(),
            _ => GrantTable::translated_v2(xen, xen.pages(2), xen.pages(1)).unwrap(),
        }
    }
}

fn paravirtual(xen: &Domain<Pv64>) -> GrantTable {
    let map = |address, frame| xen.show_table(address, frame);
    // SAFETY: the domain has no other table, and the frame is shown.
    unsafe { GrantTable::paravirtual(xen, xen.pages(1), map) }.unwrap()
}

/// Shares a page, maps it, ends the grant in every state, and shares it again.
fn shares<G: Guest>(one: &Domain<G>, two: &Domain<G>, table: &GrantTable) {
    let page = one.pages(1);
    page.word(0).store(41, Ordering::SeqCst);
    let grant = table.share(page, two.id(), Access::ReadWrite).unwrap();
    assert_eq!(grant.reference(), GrantRef(8));
    let mapping = Mapping::map(two, two.area(1), one.id(), [GrantRef(8)]).unwrap();
    assert_eq!(mapping.get::<u32>(0), 41);
    mapping.set(4092, &42_u32);
    assert_eq!(grant.get::<u32>(4092), 42);
    assert_eq!(grant.size(), PAGE_SIZE);
    grant.store_u16(2, 9, Ordering::SeqCst);
    assert_eq!(mapping.load_u16(2, Ordering::SeqCst), 9);

    let still = grant.end().unwrap_err();
    assert_eq!(
        still.why,
        StillMapped {
            reference: GrantRef(8)
        }
    );
    assert_eq!(still.to_string(), "not closed: grant 8 is still mapped");
    let grant = still.value;
    let area = mapping.unmap().unwrap();
    let page = grant.end().unwrap();
    assert_eq!(page.word(4092).load(Ordering::SeqCst), 42);

    // The entry is invalid now, and its reference free.
    let refused = Mapping::map(two, area, one.id(), [GrantRef(8)]).unwrap_err();
    assert_eq!(
        refused.why,
        MapError::Status {
            reference: GrantRef(8),
            status: Status::GENERAL_ERROR
        }
    );
    assert_eq!(
        refused.to_string(),
        "not mapped: grant 8: GNTST_general_error"
    );
    let grant = table.share(page, two.id(), Access::ReadWrite).unwrap();
    let mapping = Mapping::map(two, refused.area.unwrap(), one.id(), [grant.reference()]).unwrap();
    assert_eq!(mapping.get::<u32>(4092), 42);
}

#[test]
fn a_page_is_shared_and_comes_back() {
    let (_machine, one, peer) = two::<Hvm64>();
    shares(&one, &peer, &translated(&one, 1));
    let (_machine, one, peer) = two::<Arm>();
    shares(&one, &peer, &translated(&one, 1));
    let (_machine, one, peer) = two::<Arm>();
    shares(&one, &peer, &translated(&one, 2));
    let (_machine, one, peer) = two::<Pv64>();
    shares(&one, &peer, &paravirtual(&one));
}

/// The grantee can map a page again as long as it has it mapped, and in version 2 not longer.
#[test]
fn a_grant_that_ends_too_early_permits_what_the_version_says() {
    for (version, access) in [
        (1, Access::ReadWrite),
        (1, Access::ReadOnly),
        (2, Access::ReadWrite),
        (2, Access::ReadOnly),
    ] {
        let (_machine, one, peer) = two::<Arm>();
        let table: GrantTable = translated(&one, version);
        let grant = table.share(one.pages(1), peer.id(), access).unwrap();
        let references = *grant.references();
        let map = || ReadOnlyMapping::map(&peer, peer.area(1), one.id(), references);
        let mapping = map().unwrap();
        let grant = grant.end().unwrap_err().value;
        let again = map().unwrap();
        let writing = Mapping::map(&peer, peer.area(1), one.id(), references);
        assert_eq!(writing.is_ok(), access == Access::ReadWrite, "{version}");
        drop((mapping, writing));
        let grant = grant.end().unwrap_err().value;
        drop(again);
        assert_eq!(map().is_ok(), version == 1);
        assert!(grant.end().is_ok());
    }
}

#[test]
fn many_pages_are_mapped_at_once_in_their_order() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable = translated(&one, 1);
    let grant: Grant<'_, _, 3> = table
        .share_many(one.pages(3), peer.id(), Access::ReadWrite)
        .unwrap();
    let [first, second, third] = *grant.references();
    let mapping = Mapping::map(&peer, peer.area(3), one.id(), [third, first, second]).unwrap();
    assert_eq!(mapping.size(), 3 * PAGE_SIZE);
    // Across the ends of pages.
    let bytes: Vec<u8> = (0..9000).map(|byte| byte as u8).collect();
    mapping.write(1000, &bytes);
    let mut back = vec![0; 9000];
    mapping.read(1000, &mut back);
    assert_eq!(back, bytes);
    let mut there = vec![0; 3096];
    grant.read(2 * PAGE_SIZE + 1000, &mut there);
    assert_eq!(there, bytes[..3096]);
    grant.read(0, &mut there);
    assert_eq!(there, bytes[3096..][..3096]);
    assert!(std::panic::catch_unwind(|| mapping.read(12288 - 4, &mut [0; 5])).is_err());
    let offset = usize::MAX - 3;
    assert!(std::panic::catch_unwind(|| mapping.write(offset, &[0; 8])).is_err());
    assert!(std::panic::catch_unwind(|| mapping.load(12288, Ordering::SeqCst)).is_err());
    let grant = grant.end().unwrap_err().value;
    drop(mapping);
    assert_eq!(grant.end().unwrap().count(), 3);
}

/// One reference is refused, and nothing stays mapped.
#[test]
fn a_mapping_is_complete_or_nothing() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable = translated(&one, 1);
    let grant = table
        .share(one.pages(1), peer.id(), Access::ReadWrite)
        .unwrap();
    let references = [grant.reference(), GrantRef(500), grant.reference()];
    let refused = Mapping::map(&peer, peer.area(3), one.id(), references).unwrap_err();
    assert_eq!(
        refused.why,
        MapError::Status {
            reference: GrantRef(500),
            status: Status::GENERAL_ERROR
        }
    );
    assert!(refused.area.is_some());
    // Xen maps the page, and cannot say so: the area is lost.
    peer.fail_next(Fault::WriteBack);
    let lost = Mapping::map(&peer, peer.area(1), one.id(), [grant.reference()]).unwrap_err();
    assert_eq!(lost.why, MapError::Call(Errno::EFAULT));
    assert!(lost.area.is_none());
    assert!(grant.end().is_err());
    // Other numbers of pages.
    let refused = Mapping::map(&peer, peer.area(2), one.id(), [GrantRef(8)]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "not mapped: an area of 2 pages for 1 references"
    );
}

/// What is dropped while it is in use is leaked, and never used again.
#[test]
fn a_page_in_use_is_never_given_back() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable<_, 1> = translated(&one, 1);
    let page = one.pages(1);
    let frame = page.frame(0);
    let grant = table.share(page, peer.id(), Access::ReadWrite).unwrap();
    let reference = grant.reference();
    let mapping = Mapping::map(&peer, peer.area(1), one.id(), [reference]).unwrap();
    drop(grant);
    mapping.set(0, &1_u8);
    // Of 24 references one is lost.
    let others: Vec<_> = (0..23)
        .map(|_| {
            table
                .share(one.pages(1), peer.id(), Access::ReadOnly)
                .unwrap()
        })
        .collect();
    assert!(others.iter().all(|grant| grant.reference() != reference));
    let refused = table
        .share(one.pages(1), peer.id(), Access::ReadOnly)
        .unwrap_err();
    assert_eq!(refused.why, ShareError::NoReference);
    assert_ne!(refused.pages.frame(0), frame);
    drop(others);
    drop(mapping);
    // The failed attempt to take three references lost none.
    let taken: Vec<_> = (0..22)
        .map(|_| {
            table
                .share(one.pages(1), peer.id(), Access::ReadOnly)
                .unwrap()
        })
        .collect();
    let three = table.share_many::<_, 3>(one.pages(3), peer.id(), Access::ReadOnly);
    assert_eq!(three.unwrap_err().why, ShareError::NoReference);
    assert!(
        table
            .share(one.pages(1), peer.id(), Access::ReadOnly)
            .is_ok()
    );
    drop(taken);
}

#[test]
fn a_read_only_grant_is_read_only() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable = translated(&one, 1);
    let grant = table
        .share(one.pages(1), peer.id(), Access::ReadOnly)
        .unwrap();
    grant.set(100, &0x1234_u32);
    let references = *grant.references();
    let refused = Mapping::map(&peer, peer.area(1), one.id(), references).unwrap_err();
    let mapping = ReadOnlyMapping::map(&peer, refused.area.unwrap(), one.id(), references).unwrap();
    assert_eq!(mapping.get::<u16>(101), 0x12);
    assert_eq!(mapping.load(100, Ordering::SeqCst), 0x1234);
    let mut bytes = [0; 2];
    mapping.read(100, &mut bytes);
    assert_eq!(bytes, [0x34, 0x12]);
    peer.fail_next(Fault::Policy);
    let refused = mapping.unmap().unwrap_err();
    assert_eq!(refused.why, ElementError::Status(Status::PERMISSION_DENIED));
    refused.value.unmap().unwrap();
    grant.end().unwrap();
}

/// After a failure in the middle, a retry does not touch handles that Xen has reused.
#[test]
fn a_page_is_unmapped_once() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable = translated(&one, 1);
    let grant: Grant<'_, _, 2> = table
        .share_many(one.pages(2), peer.id(), Access::ReadWrite)
        .unwrap();
    let mapping = Mapping::map(&peer, peer.area(2), one.id(), *grant.references()).unwrap();
    // Xen refuses the first page, and unmaps the second.
    peer.fail_next(Fault::FrameInUse);
    let failed = mapping.unmap().unwrap_err();
    assert_eq!(failed.why, ElementError::Status(Status::EAGAIN));
    let half = failed.value;
    half.load(0, Ordering::SeqCst);
    let unmapped = std::panic::catch_unwind(|| half.load(PAGE_SIZE, Ordering::SeqCst));
    assert!(unmapped.is_err(), "the second page is unmapped");
    // Handle 1 is free, and another mapping gets it.
    let [first, _] = *grant.references();
    let other = Mapping::map(&peer, peer.area(1), one.id(), [first]).unwrap();
    half.unmap().unwrap();
    other.load(0, Ordering::SeqCst);
}

#[test]
fn bytes_are_copied_both_ways() {
    let (_machine, one, peer) = two::<Hvm64>();
    let table: GrantTable = translated(&one, 1);
    let grant = table
        .share(one.pages(1), peer.id(), Access::ReadWrite)
        .unwrap();
    let mut buffer = peer.pages(2);
    let there = |offset| Granted {
        domain: one.id(),
        reference: grant.reference(),
        offset,
    };
    grant.write(10, b"a request");
    copy_from(&peer, there(10), &mut buffer, PAGE_SIZE + 4, 9).unwrap();
    assert_eq!(
        buffer.word(PAGE_SIZE + 4).load(Ordering::SeqCst),
        u32::from_le_bytes(*b"a re")
    );
    buffer
        .word(8)
        .store(u32::from_le_bytes(*b"OKAY"), Ordering::SeqCst);
    copy_to(&peer, &buffer, 8, there(12), 4).unwrap();
    let mut bytes = [0; 9];
    grant.read(10, &mut bytes);
    assert_eq!(&bytes, b"a OKAYest");
    // Beyond the pages of the caller, or of one page.
    let wrong = Err(ElementError::Status(Status::BAD_COPY_ARG));
    for (offset, count) in [(2 * PAGE_SIZE, 1), (PAGE_SIZE - 1, 2), (0, 1 << 16)] {
        assert_eq!(
            copy_from(&peer, there(0), &mut buffer, offset, count),
            wrong
        );
        assert_eq!(copy_to(&peer, &buffer, offset, there(0), count), wrong);
    }
    grant.end().unwrap();
}

#[test]
fn a_table_that_cannot_be_set_up_returns_its_pages() {
    let (_machine, one, _) = two::<Hvm64>();
    // SAFETY: the domain has no other table.
    let start = |pages| unsafe { GrantTable::<_, 16>::translated(&one, pages) };
    let failed = start(one.pages(65)).unwrap_err();
    assert_eq!(
        failed.why,
        SetupError::Pages {
            most: 64,
            given: 65
        }
    );
    assert_eq!(
        failed.to_string(),
        "no grant table: 65 pages, where 1 to 64 are possible"
    );
    assert_eq!(failed.pages.unwrap().count(), 65);
    one.limit_grants(1, 2);
    let failed = start(one.pages(2)).unwrap_err();
    assert_eq!(failed.why, SetupError::Pages { most: 1, given: 2 });
    one.fail_next(Fault::Policy);
    let failed = start(one.pages(1)).unwrap_err();
    assert_eq!(failed.why, SetupError::Status(Status::PERMISSION_DENIED));
    one.limit_grants(1, 1);
    // SAFETY: as above.
    let failed = unsafe { GrantTable::<_, 16>::translated_v2(&one, one.pages(1), one.pages(1)) };
    assert_eq!(failed.unwrap_err().why, SetupError::Call(Errno::ENOSYS));
    start(one.pages(1)).unwrap();

    let (_machine, one, _) = two::<Pv64>();
    // SAFETY: as above; nothing is shown.
    let failed = unsafe { GrantTable::<_, 16>::paravirtual(&one, one.pages(1), |_, _| false) };
    let failed = failed.unwrap_err();
    assert_eq!(failed.why, SetupError::Unmapped { page: 0 });
    assert!(failed.pages.is_none());
}

/// Pages whose frames version 1 cannot name.
struct High(Pages);

// SAFETY: the pages of the software Xen, except for their numbers, which are refused.
unsafe impl GuestPages for High {
    fn start(&self) -> std::ptr::NonNull<u8> {
        self.0.start()
    }

    fn count(&self) -> usize {
        1
    }

    fn frame(&self, _page: usize) -> Gfn {
        Gfn::new(1 << 32)
    }
}

#[test]
fn version_2_names_every_frame() {
    for version in [1, 2] {
        let (_machine, one, peer) = two::<Arm>();
        let table: GrantTable = translated(&one, version);
        let shared = table.share(High(one.pages(1)), peer.id(), Access::ReadOnly);
        match shared {
            Ok(grant) => {
                assert_eq!(version, 2);
                grant.end().unwrap();
            }
            Err(refused) => {
                assert_eq!((version, refused.why), (1, ShareError::FrameTooHigh));
                assert_eq!(
                    refused.to_string(),
                    "not shared: a frame number has more than 32 bits"
                );
            }
        }
        let wrong = table.share_many::<_, 2>(one.pages(1), peer.id(), Access::ReadOnly);
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "not shared: 1 pages for 2 references"
        );
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Share,
    End(usize),
    DropGrant(usize),
    Map(usize),
    Unmap(usize),
    DropMapping(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Share),
        (0..8_usize).prop_map(Step::End),
        (0..8_usize).prop_map(Step::DropGrant),
        (0..8_usize).prop_map(Step::Map),
        (0..8_usize).prop_map(Step::Unmap),
        (0..8_usize).prop_map(Step::DropMapping),
    ];
    proptest::collection::vec(step, 1..40)
}

proptest! {
    /// A grant ends if and only if no mapping of it exists, in any sequence.
    #[test]
    fn a_grant_ends_when_nothing_maps_it(steps in steps(), version in 1_u32..=2) {
        let (_machine, one, peer) = two::<Arm>();
        let table: GrantTable<_, 1> = translated(&one, version);
        let mut grants = Vec::new();
        let mut mappings: Vec<(GrantRef, Mapping<&Domain<Arm>, _>)> = Vec::new();
        let mut lost = Vec::new();
        let mut invalid = Vec::new();
        for step in steps {
            match step {
                Step::Share => {
                    let shared = table.share(one.pages(1), peer.id(), Access::ReadWrite);
                    prop_assert_eq!(shared.is_err(), grants.len() + lost.len() == 24);
                    if let Ok(grant) = shared {
                        prop_assert!(!lost.contains(&grant.reference()));
                        invalid.retain(|reference| *reference != grant.reference());
                        grants.push(grant);
                    }
                }
                Step::End(index) | Step::DropGrant(index) if index < grants.len() => {
                    let grant: Grant<'_, Pages, 1, _, 1> = grants.swap_remove(index);
                    let reference = grant.reference();
                    let mapped = mappings.iter().any(|(mapped, _)| *mapped == reference);
                    if mapped && version == 2 {
                        invalid.push(reference);
                    }
                    match step {
                        Step::End(_) => match grant.end() {
                            Ok(_) => prop_assert!(!mapped),
                            Err(failed) => {
                                prop_assert!(mapped);
                                grants.push(failed.value);
                            }
                        },
                        _ if mapped => {
                            drop(grant);
                            lost.push(reference);
                        }
                        _ => drop(grant),
                    }
                }
                Step::Map(index) if index < grants.len() => {
                    let reference = grants[index].reference();
                    let mapped = Mapping::map(&peer, peer.area(1), one.id(), [reference]);
                    let in_use = mappings.iter().any(|(mapped, _)| *mapped == reference);
                    prop_assert_eq!(mapped.is_ok(), in_use || !invalid.contains(&reference));
                    if let Ok(mapping) = mapped {
                        mappings.push((reference, mapping));
                    }
                }
                Step::Unmap(index) if index < mappings.len() => {
                    mappings.swap_remove(index).1.unmap().unwrap();
                }
                Step::DropMapping(index) if index < mappings.len() => {
                    drop(mappings.swap_remove(index));
                }
                _ => {}
            }
            // Each mapping is the page of its grant.
            for (reference, mapping) in &mappings {
                mapping.set(0, &reference.0);
            }
            for grant in &grants {
                let seen = grant.get::<u32>(0);
                prop_assert!(seen == 0 || seen == grant.reference().0);
            }
        }
    }
}
