//! Copies between granted pages and pages of the caller.

use crate::frame::{PAGE_SIZE, XenPfn};
use crate::grant_table::{self, CopyFlags, CopyPtr, CopyPtrUnion, GrantRef, Status};
use crate::hypercall::Hypercall;
use crate::pages::GuestPages;
use crate::plain::Plain;
use crate::returns::ElementError;
use crate::xen::DomId;

/// Bytes in a page that a domain has granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The granting domain.
    pub domain: DomId,
    /// The grant reference.
    pub reference: GrantRef,
    /// The offset of the bytes in the page.
    pub offset: u16,
}

impl From<Granted> for CopyPtr {
    #[inline]
    fn from(granted: Granted) -> Self {
        Self {
            u: CopyPtrUnion::from_ref(granted.reference),
            domid: granted.domain,
            offset: granted.offset,
            ..Self::zeroed()
        }
    }
}

/// Returns bytes of a page of the caller, and their number as Xen takes it.
fn own<P: GuestPages>(
    pages: &P,
    offset: usize,
    count: usize,
) -> Result<(CopyPtr, u16), ElementError<Status>> {
    let wrong = ElementError::Status(Status::BAD_COPY_ARG);
    let (page, offset) = (offset / PAGE_SIZE, offset % PAGE_SIZE);
    if page >= pages.count() {
        return Err(wrong);
    }
    #[allow(
        clippy::unnecessary_fallible_conversions,
        reason = "fails where frame numbers have 32 bits"
    )]
    let frame = XenPfn::try_from(pages.frame(page)).map_err(|_| wrong)?;
    let side = CopyPtr {
        u: CopyPtrUnion::from_gmfn(frame),
        domid: DomId::SELF,
        offset: offset as u16,
        ..CopyPtr::zeroed()
    };
    Ok((side, u16::try_from(count).map_err(|_| wrong)?))
}

/// Copies bytes of a granted page to a page of the caller.
///
/// The bytes must not cross the end of a page on either side; otherwise the status is
/// [`Status::BAD_COPY_ARG`].
pub fn copy_from<X: Hypercall, P: GuestPages>(
    xen: &X,
    source: Granted,
    pages: &mut P,
    offset: usize,
    count: usize,
) -> Result<(), ElementError<Status>> {
    let (target, count) = own(pages, offset, count)?;
    // SAFETY: the pages are borrowed for the call, and Xen checks that the bytes lie in one page.
    unsafe { grant_table::copy_one(xen, source.into(), target, count, CopyFlags::SOURCE_GREF) }
}

/// Copies bytes of a page of the caller to a granted page.
///
/// The bytes must not cross the end of a page on either side; otherwise the status is
/// [`Status::BAD_COPY_ARG`].
pub fn copy_to<X: Hypercall, P: GuestPages>(
    xen: &X,
    pages: &P,
    offset: usize,
    target: Granted,
    count: usize,
) -> Result<(), ElementError<Status>> {
    let (source, count) = own(pages, offset, count)?;
    // SAFETY: Xen only reads the pages, and checks that the bytes lie in one page. The target is
    // memory of another domain or was granted, and is accessed atomically.
    unsafe { grant_table::copy_one(xen, source, target.into(), count, CopyFlags::DEST_GREF) }
}
