//! The hypercall page: code that Xen writes into a page of the guest, one entry for each call.

use super::cpuid::XenLeaves;
use crate::errno::Errno;
use crate::frame::GuestAddress;
use crate::guest::{Guest, PvGuest, X86Guest};
use crate::hypercall::{Hypercall, HypercallOnStack, MAX_ARGUMENTS};
use core::cell::UnsafeCell;
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

/// The memory of a hypercall page: what [`hypercall_page!`](crate::hypercall_page) declares.
///
/// Xen writes to it, so nothing refers to its bytes.
#[repr(C, align(4096))]
pub struct PageMemory(UnsafeCell<[u8; 4096]>);

// SAFETY: the value gives no access to its bytes, only their address.
unsafe impl Sync for PageMemory {}

impl PageMemory {
    /// The bytes that each call's entry takes, for assembly that must jump to one: the call `n`
    /// starts at `n` times as many.
    pub const ENTRY_SIZE: usize = ENTRY_SIZE;

    /// Where the page is in the caller's own addresses.
    #[inline]
    pub const fn as_ptr(&self) -> *const u8 {
        self.0.get().cast_const().cast()
    }
}

impl fmt::Debug for PageMemory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PageMemory({:p})", self.as_ptr())
    }
}

/// Reserves a page among the code for Xen to fill, and names it in an ELF note.
///
/// A paravirtualised kernel finds it filled when it starts; any other has it filled by
/// [`HypercallPage::install`](crate::backend::HypercallPage::install). Until then each entry is an
/// undefined instruction, so that a call that comes too early is noticed.
///
/// The note holds an address, so the kernel must be linked at one. Its linker script keeps the
/// section `.note.Xen`. The name of the symbol is not stated; assembly names it by a `sym` operand.
///
/// ```ignore
/// xen_abi::hypercall_page! {
///     /// Where Xen writes its entries.
///     pub static PAGE;
/// }
/// // SAFETY: Xen filled the page before it started this kernel.
/// let xen = unsafe { HypercallPage::<Pv64>::new(PAGE.as_ptr()) };
/// ```
#[macro_export]
macro_rules! hypercall_page {
    ($(#[$attribute:meta])* $visibility:vis static $name:ident;) => {
        ::core::arch::global_asm!(
            ".pushsection .text.xen_hypercall_page, \"ax\", @progbits",
            ".balign 4096",
            concat!(".globl xen_hypercall_page_", stringify!($name)),
            concat!("xen_hypercall_page_", stringify!($name), ":"),
            ".rept 2048",
            "ud2",
            ".endr",
            ".popsection",
            ".pushsection .note.Xen, \"a\", @note",
            ".balign 4",
            ".long 4",
            ".long {size}",
            ".long {note}",
            ".asciz \"Xen\"",
            ".if {size} == 8",
            concat!(".quad xen_hypercall_page_", stringify!($name)),
            ".else",
            concat!(".long xen_hypercall_page_", stringify!($name)),
            ".endif",
            ".popsection",
            size = const ::core::mem::size_of::<usize>(),
            note = const $crate::elfnote::XenElfnote::HYPERCALL_PAGE.0,
        );

        unsafe extern "C" {
            $(#[$attribute])*
            #[link_name = concat!("xen_hypercall_page_", stringify!($name))]
            $visibility safe static $name: $crate::backend::PageMemory;
        }
    };
}

/// Calls through the hypercall page, which holds the right instruction for the guest's kind.
///
/// A PV guest names the page in an ELF note, as
/// [`hypercall_page!`](crate::hypercall_page) does, and finds it filled; any guest may have it
/// filled by [`install`](Self::install). Its entries are plain returns without landing pads, so
/// with indirect-branch tracking switched on the direct instructions must be used in its place.
///
/// The entry of `iret` takes its argument on the stack and does not return: [`HypercallOnStack`] is
/// the way to it.
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
        Self {
            page,
            guest: PhantomData,
        }
    }

    /// Has Xen fill the page that starts at `page`, which lies at `address` in the memory that the
    /// guest believes to have.
    ///
    /// `None` where Xen offers no page.
    ///
    /// # Safety
    ///
    /// `address` must be that of `page`, a page of the guest's that nothing else uses and that is
    /// mapped executable, and the program must run at the privilege that writes model-specific
    /// registers. The page must stay mapped so for as long as the value or a copy is in use.
    #[inline]
    pub unsafe fn install(
        leaves: XenLeaves,
        page: *const u8,
        address: GuestAddress,
    ) -> Option<Self> {
        let register = leaves.hypercall_msr()?;
        // The low bits choose among several pages, of which no Xen has more than the first.
        let value = address.get();
        // SAFETY: the register is Xen's own, and Xen writes to nothing but the page.
        unsafe {
            core::arch::asm!(
                "wrmsr",
                in("ecx") register,
                in("eax") value as u32,
                in("edx") (value >> 32) as u32,
                options(nostack, preserves_flags)
            );
            Some(Self::new(page))
        }
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
        const {
            assert!(
                N <= MAX_ARGUMENTS,
                "a hypercall takes at most five arguments"
            )
        }
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
// SAFETY: the entry pushes rcx, r11 and rax: they are loaded from the frame, and the stack pointer
// stands behind them.
unsafe impl<G: PageGuest + PvGuest> HypercallOnStack for HypercallPage<G> {
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        let entry = self.page.wrapping_add(number as usize * ENTRY_SIZE);
        // SAFETY: the caller answers for the frame, the constructor's caller for the page; nothing
        // comes back.
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
// SAFETY: the entry pushes eax: it is loaded from the frame, and the stack pointer stands behind
// it.
unsafe impl<G: PageGuest + PvGuest> HypercallOnStack for HypercallPage<G> {
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        let entry = self.page.wrapping_add(number as usize * ENTRY_SIZE);
        // SAFETY: the caller answers for the frame, the constructor's caller for the page; nothing
        // comes back.
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
