//! The hypercall page: code that Xen writes into a page of the guest, one entry for each call.

use crate::errno::Errno;
use crate::guest::{Guest, PvGuest, X86Guest};
use crate::hypercall::{Hypercall, HypercallOnStack, MAX_ARGUMENTS};
use core::fmt;
use core::marker::PhantomData;

/// The bytes that each call's entry takes.
const ENTRY_SIZE: usize = 32;

/// The number of entries that a page of 4096 bytes holds.
const ENTRIES: u32 = 4096 / ENTRY_SIZE as u32;

/// A kind of guest that code compiled for this target may be, and that can have a hypercall page.
pub trait PageGuest: X86Guest {}

#[cfg(target_arch = "x86_64")]
impl PageGuest for crate::guest::Pv64 {}
#[cfg(target_arch = "x86_64")]
impl PageGuest for crate::guest::Hvm64 {}
#[cfg(target_arch = "x86")]
impl PageGuest for crate::guest::Pv32 {}
#[cfg(target_arch = "x86")]
impl PageGuest for crate::guest::Hvm32 {}

/// Calls through the hypercall page, which holds the right instruction for the guest's kind.
///
/// A paravirtualised guest names the page in an ELF note and finds it filled; any guest may have it
/// filled by writing its address to the register that
/// [`XenLeaves::hypercall_msr`](super::cpuid::XenLeaves::hypercall_msr) names. Its entries are
/// plain returns without landing pads, so with indirect-branch tracking switched on the direct
/// instructions must be used in its place.
///
/// The entry of `iret` takes its argument on the stack and does not return: [`HypercallOnStack`] is the way to it.
pub struct HypercallPage<G> {
    page: *const u8,
    guest: PhantomData<G>,
}

impl<G: PageGuest> HypercallPage<G> {
    /// Uses the page that starts at `page`.
    ///
    /// # Safety
    ///
    /// Xen must have filled the page for a guest of kind `G`, and from then on it must stay mapped
    /// at this address, executable and unchanged, for as long as the value or a copy is in use.
    #[inline]
    pub const unsafe fn new(page: *const u8) -> Self {
        Self { page, guest: PhantomData }
    }
}

impl<G> Clone for HypercallPage<G> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<G> Copy for HypercallPage<G> {}

impl<G: Guest> fmt::Debug for HypercallPage<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HypercallPage<{}>({:p})", G::NAME, self.page)
    }
}

// SAFETY: the page is code, which any processor of the guest may run at any time.
unsafe impl<G> Send for HypercallPage<G> {}
// SAFETY: as above.
unsafe impl<G> Sync for HypercallPage<G> {}

// SAFETY: the page's entry enters Xen by the guest's ABI and returns behind the `call`; memory is
// an implicit operand, and so is the stack, which holds the return address.
unsafe impl<G: PageGuest> Hypercall for HypercallPage<G> {
    type Guest = G;

    #[inline(always)]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const { assert!(N <= MAX_ARGUMENTS, "a hypercall takes at most five arguments") }
        if number >= ENTRIES {
            // What Xen itself answers to a number it does not know; the page has no entry for it.
            return Errno::ENOSYS.into_raw();
        }
        let offset = number as usize * ENTRY_SIZE;
        // The entry loads the number itself, so the register that carries it elsewhere is free to
        // carry the address.
        // SAFETY: the caller answers for the call, the constructor's caller for the page.
        unsafe { enter_page!(self.page.addr(), offset, arguments) }
    }
}

#[cfg(target_arch = "x86_64")]
// SAFETY: the entry pushes rcx, r11 and rax: they are loaded from the frame, and the stack pointer stands behind them.
unsafe impl<G: PageGuest + PvGuest> HypercallOnStack for HypercallPage<G> {
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        let entry = self.page.wrapping_add(number as usize * ENTRY_SIZE);
        // SAFETY: the caller answers for the frame, the constructor's caller for the page; nothing comes back.
        unsafe {
            core::arch::asm!(
                "mov rax, [rdi]",
                "mov r11, [rdi + 8]",
                "mov rcx, [rdi + 16]",
                "lea rsp, [rdi + 24]",
                "jmp rsi",
                in("rdi") stack,
                in("rsi") entry,
                options(noreturn)
            )
        }
    }
}

#[cfg(target_arch = "x86")]
// SAFETY: the entry pushes eax: it is loaded from the frame, and the stack pointer stands behind it.
unsafe impl<G: PageGuest + PvGuest> HypercallOnStack for HypercallPage<G> {
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        let entry = self.page.wrapping_add(number as usize * ENTRY_SIZE);
        // SAFETY: the caller answers for the frame, the constructor's caller for the page; nothing comes back.
        unsafe {
            core::arch::asm!(
                "mov eax, [edi]",
                "lea esp, [edi + 4]",
                "jmp ecx",
                in("edi") stack,
                in("ecx") entry,
                options(noreturn)
            )
        }
    }
}
