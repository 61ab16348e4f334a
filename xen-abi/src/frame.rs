//! Frame numbers and addresses that the ABI carries as plain integers, as types that do not mix.

use crate::plain::Plain;
use core::fmt;

/// `xen_pfn_t`: a frame number in the width of the machine, as most records carry it.
///
/// A [`Gfn`], [`Mfn`] or [`Pfn`] converts to it and back, to it on 32-bit x86 by `try_from` only.
#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
pub use crate::arch_arm::XenPfn;
/// `xen_pfn_t`: a frame number in the width of the machine, as most records carry it.
///
/// A [`Gfn`], [`Mfn`] or [`Pfn`] converts to it and back, to it on 32-bit x86 by `try_from` only.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub use crate::arch_x86::xen::XenPfn;

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
            #[inline]
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({:#x})"), self.0)
            }
        }

        impl fmt::LowerHex for $name {
            #[inline]
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

macro_rules! frames {
    ($($name:ident),+) => {$(
        #[cfg(not(target_arch = "x86"))]
        impl From<$name> for XenPfn {
            #[inline]
            fn from(frame: $name) -> Self {
                // As wide as the record's number.
                Self(frame.0 as _)
            }
        }

        #[cfg(target_arch = "x86")]
        impl TryFrom<$name> for XenPfn {
            type Error = core::num::TryFromIntError;

            #[inline]
            fn try_from(frame: $name) -> Result<Self, Self::Error> {
                frame.0.try_into().map(Self)
            }
        }

        impl From<XenPfn> for $name {
            #[inline]
            fn from(frame: XenPfn) -> Self {
                Self(frame.0 as u64)
            }
        }
    )+};
}

frames!(Gfn, Mfn, Pfn);

#[cfg(feature = "argo")]
impl From<Gfn> for crate::argo::Gfn {
    #[inline]
    fn from(frame: Gfn) -> Self {
        Self(frame.0)
    }
}

#[cfg(feature = "argo")]
impl From<crate::argo::Gfn> for Gfn {
    #[inline]
    fn from(frame: crate::argo::Gfn) -> Self {
        Self(frame.0)
    }
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

#[cfg(all(test, feature = "all"))]
mod tests {
    extern crate std;

    use super::{Gfn, GuestAddress, MachineAddress, Mfn, Pfn, VirtualAddress, XenPfn};
    use crate::grant_table::CopyPtrUnion;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_frame_has_one_address(number: u64) {
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
    #[allow(
        clippy::unnecessary_fallible_conversions,
        reason = "where frame numbers have 32 bits, the conversion can fail"
    )]
    fn frames_fit_the_records_that_carry_them() {
        let frame = XenPfn::try_from(Gfn::new(0x1234)).unwrap();
        assert_eq!(CopyPtrUnion::from_gmfn(frame).gmfn(), frame);
        assert_eq!(Gfn::from(frame), Gfn::new(0x1234));
        assert_eq!(
            XenPfn::try_from(Mfn::new(u64::MAX)).is_ok(),
            size_of::<XenPfn>() == 8
        );
        assert_eq!(crate::argo::Gfn::from(Gfn::new(7)).0, 7);
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
