//! What happens in each situation of copying and transferring.

use super::super::table::Situation;
use super::{ENTRY, Outcome, at_zero, part_of_a_page, two};
use std::sync::atomic::Ordering;
use xen_abi::Plain;
use xen_abi::frame::{Gfn, XenPfn};
use xen_abi::grant_table::{
    self as g, CopyFlags, GrantEntryFlags, GrantRef, GrantTableOp as Op, MapFlags, Status,
};
use xen_abi::grants::{Granted, copy_from, copy_to};
use xen_abi::guest::Hvm64;
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::xen::DomId;

const SELF: DomId = DomId::SELF;
const HOST: MapFlags = MapFlags::HOST_MAP;
const ACCESS: GrantEntryFlags = GrantEntryFlags::PERMIT_ACCESS;

fn granted(offset: u16) -> Granted {
    Granted {
        domain: DomId(2),
        reference: ENTRY,
        offset,
    }
}

/// Copies 8 bytes from the grant.
fn copied(prepare: impl FnOnce(&super::Two), from: Granted) -> Outcome {
    let two = two();
    prepare(&two);
    two.page.word(16).store(77, Ordering::SeqCst);
    let mut page = two.one.pages(1);
    copy_from(&two.one, from, &mut page, 100, 8)?;
    assert_eq!(page.word(100).load(Ordering::SeqCst), 77);
    assert_eq!(two.in_use(), GrantEntryFlags::empty());
    Ok(())
}

/// Copies between any sides.
fn copied_between(source: g::CopyPtr, dest: g::CopyPtr, two: &super::Two) -> Outcome {
    // SAFETY: the pages have no other use.
    unsafe { g::copy_one(&two.one, source, dest, 8, CopyFlags::empty()) }
}

fn frame(frame: Gfn, domain: DomId) -> g::CopyPtr {
    g::CopyPtr {
        u: g::CopyPtrUnion::from_gmfn(XenPfn(frame.get() as _)),
        domid: domain,
        ..g::CopyPtr::zeroed()
    }
}

/// Transfers a page of domain 1 to entry 9 of domain 2, which accepts one.
fn transferred(
    prepare: impl FnOnce(&super::Two),
    change: impl FnOnce(&mut (Gfn, DomId, GrantRef)),
) -> Outcome {
    let two = two();
    two.grant_frame(GrantEntryFlags::ACCEPT_TRANSFER, DomId(1), Gfn(0));
    prepare(&two);
    let page = two.one.pages(1);
    let mut argument = (page.frame(0), DomId(2), ENTRY);
    change(&mut argument);
    let (frame, domain, reference) = argument;
    // SAFETY: the page is not used any more.
    unsafe { g::transfer_one(&two.one, XenPfn(frame.get() as _), domain, reference) }?;
    let completed = GrantEntryFlags::TRANSFER_COMMITTED | GrantEntryFlags::TRANSFER_COMPLETED;
    assert!(two.flags().contains(completed));
    // The frame is that of domain 2 now.
    two.grant_frame(ACCESS, DomId(1), frame);
    two.map(&two.one.area(1), HOST).map(|_| ())
}

pub(super) const COPIES: &[Situation<ElementError<Status>>] = &[
    ("copy", "from a grant", || copied(|_| {}, granted(16))),
    ("copy", "to a grant", || {
        let two = two();
        let page = two.one.pages(2);
        page.word(4096).store(8, Ordering::SeqCst);
        copy_to(&two.one, &page, 4096, granted(4092), 4)?;
        assert_eq!(two.page.word(4092).load(Ordering::SeqCst), 8);
        Ok(())
    }),
    ("copy", "from a read-only grant", || {
        copied(
            |two| two.grant(ACCESS | GrantEntryFlags::READONLY),
            granted(16),
        )
    }),
    ("copy", "the granted part of a page", || {
        copied(part_of_a_page, granted(16))
    }),
    ("copy", "between pages of its own", || {
        let two = two();
        let pages = two.one.pages(2);
        pages.word(4).store(9, Ordering::SeqCst);
        let [from, to] = [0, 1].map(|page| frame(pages.frame(page), SELF));
        copied_between(from, to, &two)?;
        assert_eq!(pages.word(4096 + 4).load(Ordering::SeqCst), 9);
        Ok(())
    }),
    ("copy", "nothing, from and to what is not there", || {
        let two = two();
        let nothing = frame(Gfn(1), DomId(7));
        // SAFETY: nothing is copied.
        unsafe { g::copy_one(&two.one, nothing, nothing, 0, CopyFlags::DEST_GREF) }
    }),
    ("copy", "the argument is at address 0", || at_zero(Op::Copy)),
    (
        "copy",
        "a reference beyond the table, to no such domain",
        || {
            let two = two();
            let [from, to] = [DomId(2), DomId(7)].map(|domain| g::CopyPtr {
                u: g::CopyPtrUnion::from_ref(GrantRef(512)),
                domid: domain,
                ..g::CopyPtr::zeroed()
            });
            let flags = CopyFlags::SOURCE_GREF | CopyFlags::DEST_GREF;
            // SAFETY: refused.
            unsafe { g::copy_one(&two.one, from, to, 8, flags) }
        },
    ),
    ("copy", "to a read-only grant", || {
        let two = two();
        two.grant(ACCESS | GrantEntryFlags::READONLY);
        copy_to(&two.one, &two.one.pages(1), 0, granted(0), 4)
    }),
    ("copy", "beyond the granted part of a page", || {
        copied(part_of_a_page, granted(25))
    }),
    ("copy", "a reference beyond the table", || {
        let reference = GrantRef(512);
        copied(
            |_| {},
            Granted {
                reference,
                ..granted(0)
            },
        )
    }),
    ("copy", "no such domain", || {
        let domain = DomId(7);
        copied(
            |_| {},
            Granted {
                domain,
                ..granted(0)
            },
        )
    }),
    ("copy", "a frame of another domain", || {
        let two = two();
        let page = two.one.pages(1);
        let from = frame(two.page.frame(0), DomId(2));
        copied_between(from, frame(page.frame(0), SELF), &two)
    }),
    ("copy", "a frame that it does not have", || {
        let two = two();
        let page = two.one.pages(1);
        let from = frame(two.page.frame(0), SELF);
        copied_between(from, frame(page.frame(0), SELF), &two)
    }),
    ("copy", "a frame that the granter does not have", || {
        copied(
            |two| two.grant_frame(ACCESS, DomId(1), two.tables[0].frame(0)),
            granted(0),
        )
    }),
    ("copy", "beyond the end of the page", || {
        copied(|_| {}, granted(4090))
    }),
    ("copy", "the page is paged out", || {
        copied(|two| two.one.fail_next(Fault::FrameInUse), granted(0))
    }),
    ("transfer", "to an entry that accepts it, PV", || {
        transferred(|_| {}, |_| {})
    }),
    ("transfer", "on HVM", || {
        use xen_abi::{Hypercall, returns};
        let one: Domain<Hvm64> = Machine::new().start(DomId(1), Setup::default());
        // SAFETY: refused.
        let result = unsafe { one.hypercall(20, [Op::Transfer as usize, 0, 1]) };
        Ok(returns::neg_errnoval(result)?)
    }),
    ("transfer", "the argument is at address 0", || {
        at_zero(Op::Transfer)
    }),
    ("transfer", "a frame that it does not have", || {
        transferred(|_| {}, |argument| argument.0.0 += 1)
    }),
    ("transfer", "no such domain", || {
        transferred(|_| {}, |argument| argument.1 = DomId(7))
    }),
    ("transfer", "to itself", || {
        transferred(|_| {}, |argument| argument.1 = SELF)
    }),
    ("transfer", "a policy forbids it", || {
        transferred(|two| two.one.fail_next(Fault::Policy), |_| {})
    }),
    ("transfer", "to an entry that grants access", || {
        transferred(|two| two.grant(ACCESS), |_| {})
    }),
    ("transfer", "a reference beyond the table", || {
        transferred(|_| {}, |argument| argument.2 = GrantRef(512))
    }),
];
