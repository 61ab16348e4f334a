//! Pages whose borrow ends while Xen still writes to them.
use core::ptr::NonNull;
use xen_abi::frame::Gfn;
use xen_abi::pages::GuestPages;

pub struct Borrowed<'a>(&'a mut [u8; 4096]);

unsafe impl GuestPages for Borrowed<'_> {
    fn start(&self) -> NonNull<u8> {
        NonNull::from(&*self.0).cast()
    }

    fn count(&self) -> usize {
        1
    }

    fn frame(&self, _: usize) -> Gfn {
        Gfn::new(9)
    }
}
