//! Frame numbers and addresses that the ABI carries as plain integers, as types that do not mix.

use crate::plain::Plain;
use core::fmt;

/// The size of a frame is two to this power, on every architecture that Xen runs on.
pub const PAGE_SHIFT: u32 = 12;

/// The size of a frame in bytes.
pub const PAGE_SIZE: usize = 1 << PAGE_SHIFT;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// Takes the number for what the name says.
            #[inline]
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The bare number.
            #[inline]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            #[inline]
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for u64 {
            #[inline]
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({:#x})"), self.0)
            }
        }

        impl fmt::LowerHex for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        // SAFETY: one integer.
        unsafe impl Plain for $name {}
    )+};
}

numbers! {
    /// A guest frame number: a page of the guest's physical memory as its calls to Xen name it.
    ///
    /// For a translated guest this is the [`Pfn`]; for a paravirtualised one it is the [`Mfn`].
    Gfn;
    /// A machine frame number: a page of the host's memory.
    Mfn;
    /// A pseudo-physical frame number: a page of the memory that a guest believes to have.
    Pfn;
    /// An address in the memory that a guest believes to have: guest physical, on hardware too.
    GuestAddress;
    /// An address in the host's memory.
    MachineAddress;
    /// An address as the guest's page tables translate it.
    VirtualAddress;
}

impl Mfn {
    /// The address of the frame's first byte; `None` where it does not fit.
    #[inline]
    pub const fn base(self) -> Option<MachineAddress> {
        match self.0.checked_mul(PAGE_SIZE as u64) {
            Some(address) => Some(MachineAddress(address)),
            None => None,
        }
    }
}

impl MachineAddress {
    /// The frame that the address lies in.
    #[inline]
    pub const fn frame(self) -> Mfn {
        Mfn(self.0 >> PAGE_SHIFT)
    }
}

impl Pfn {
    /// The address of the frame's first byte; `None` where it does not fit.
    #[inline]
    pub const fn base(self) -> Option<GuestAddress> {
        match self.0.checked_mul(PAGE_SIZE as u64) {
            Some(address) => Some(GuestAddress(address)),
            None => None,
        }
    }
}

impl GuestAddress {
    /// The frame that the address lies in.
    #[inline]
    pub const fn frame(self) -> Pfn {
        Pfn(self.0 >> PAGE_SHIFT)
    }
}

impl VirtualAddress {
    /// The address of what `pointer` points to.
    #[inline]
    pub fn from_ptr<T: ?Sized>(pointer: *const T) -> Self {
        Self(pointer.expose_provenance() as u64)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{Gfn, GuestAddress, MachineAddress, Mfn, Pfn, VirtualAddress};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_frame_has_one_base(number: u64) {
            let frame = Mfn::new(number);
            prop_assert_eq!(frame.base().is_some(), number < 1 << 52);
            if let Some(base) = frame.base() {
                prop_assert_eq!(base.frame(), frame);
                prop_assert_eq!(MachineAddress::new(base.get() + 0xfff).frame(), frame);
            }
            let frame = Pfn::new(number);
            prop_assert_eq!(frame.base().is_some(), number < 1 << 52);
            if let Some(base) = frame.base() {
                prop_assert_eq!(base.frame(), frame);
                prop_assert_eq!(GuestAddress::new(base.get() + 0xfff).frame(), frame);
            }
        }
    }

    #[test]
    fn numbers_show_in_hexadecimal() {
        assert_eq!(
            std::format!("{:?} {:x}", Gfn::new(255), Gfn::from(16)),
            "Gfn(0xff) 10"
        );
        let here = 0_u8;
        assert_eq!(
            VirtualAddress::from_ptr(&here).get(),
            (&raw const here).addr() as u64
        );
    }
}
