//! The atomic words of the event channel ABIs.

use core::sync::atomic::{self, AtomicU8, AtomicU32, Ordering};

use crate::switch;

/// A word that guest and Xen change concurrently.
///
/// The ABIs are generic over it, so that loom can observe every access.
pub trait AtomicBits {
    /// The number of bits.
    const BITS: u32;

    /// Reads the word.
    fn load(&self, order: Ordering) -> u64;

    /// Exchanges the word.
    fn swap(&self, value: u64, order: Ordering) -> u64;

    /// Sets bits and returns the previous value.
    fn fetch_or(&self, bits: u64, order: Ordering) -> u64;

    /// Clears the bits that are not in `bits`, and returns the previous value.
    fn fetch_and(&self, bits: u64, order: Ordering) -> u64;

    /// Exchanges the word if it is `current`; otherwise returns it.
    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64>;

    /// A full memory barrier.
    #[inline]
    fn fence() {
        atomic::fence(Ordering::SeqCst);
    }
}

macro_rules! atomic_bits {
    ($($atomic:ident = $value:ident),+) => {$(
        impl AtomicBits for $atomic {
            const BITS: u32 = $value::BITS;

            #[inline]
            fn load(&self, order: Ordering) -> u64 {
                switch::point();
                u64::from($atomic::load(self, order))
            }

            #[inline]
            fn swap(&self, value: u64, order: Ordering) -> u64 {
                switch::point();
                u64::from($atomic::swap(self, value as $value, order))
            }

            #[inline]
            fn fetch_or(&self, bits: u64, order: Ordering) -> u64 {
                switch::point();
                u64::from($atomic::fetch_or(self, bits as $value, order))
            }

            #[inline]
            fn fetch_and(&self, bits: u64, order: Ordering) -> u64 {
                switch::point();
                u64::from($atomic::fetch_and(self, bits as $value, order))
            }

            #[inline]
            fn compare_exchange(
                &self,
                current: u64,
                new: u64,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u64, u64> {
                switch::point();
                $atomic::compare_exchange(self, current as $value, new as $value, success, failure)
                    .map(u64::from)
                    .map_err(u64::from)
            }
        }
    )+};
}

atomic_bits!(AtomicU8 = u8, AtomicU32 = u32);

#[cfg(target_has_atomic = "64")]
use core::sync::atomic::AtomicU64;
#[cfg(target_has_atomic = "64")]
atomic_bits!(AtomicU64 = u64);

/// The word of the 2-level ABI, `xen_ulong_t`: 32 bits on 32-bit x86, otherwise 64.
#[cfg(not(target_arch = "x86"))]
pub type XenWord = AtomicU64;
/// The word of the 2-level ABI, `xen_ulong_t`: 32 bits on 32-bit x86, otherwise 64.
#[cfg(target_arch = "x86")]
pub type XenWord = AtomicU32;

#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
use crate::arch_arm::XenUlong;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use crate::arch_x86::xen::XenUlong;

const _: () = assert!(size_of::<XenWord>() == size_of::<XenUlong>());

/// Returns the positions of the set bits, lowest first.
#[inline]
pub(super) fn ones(mut word: u64) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(lowest)
    })
}
