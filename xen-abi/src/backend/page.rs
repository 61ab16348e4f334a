//! The hypercall page, which Xen fills with code: one entry per hypercall.

use super::cpuid::XenLeaves;
use crate::errno::Errno;
use crate::frame::GuestAddress;
use crate::guest::{Guest, PvGuest, X86Guest};
use crate::hypercall::{Hypercall, HypercallOnStack, MAX_ARGUMENTS};
use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;

/// The size of an entry in bytes.
const ENTRY_SIZE: usize = 32;

/// The number of entries per page.
const ENTRIES: u32 = 4096 / ENTRY_SIZE as u32;

/// A kind of x86 guest that this target compiles for.
pub trait PageGuest: X86Guest {}

#[cfg(target_arch = "x86_64")]
impl PageGuest for crate::guest::Pv64 {}
#[cfg(target_arch = "x86_64")]
impl PageGuest for crate::guest::Hvm64 {}
#[cfg(target_arch = "x86")]
impl PageGuest for crate::guest::Pv32 {}
#[cfg(target_arch = "x86")]
impl PageGuest for crate::guest::Hvm32 {}

/// The memory of a hypercall page, declared by [`hypercall_page!`].
///
/// Xen writes to it, so there are no references to its bytes.
///
#[cfg_attr(
    feature = "elfnote",
    doc = "[`hypercall_page!`]: crate::hypercall_page"
)]
#[cfg_attr(
    not(feature = "elfnote"),
    doc = "[`hypercall_page!`]: https://docs.rs/xen-abi/latest/xen_abi/macro.hypercall_page.html"
)]
#[repr(C, align(4096))]
pub struct PageMemory(UnsafeCell<[u8; 4096]>);

// SAFETY: the value gives no access to its bytes, only their address.
unsafe impl Sync for PageMemory {}

impl PageMemory {
    /// The size of an entry in bytes; hypercall `n` starts at `n` times that offset.
    ///
    /// For assembly that jumps to an entry.
    pub const ENTRY_SIZE: usize = ENTRY_SIZE;

    /// Returns the virtual address of the page.
    #[inline]
    pub const fn as_ptr(&self) -> *const u8 {
        self.0.get().cast_const().cast()
    }
}

impl fmt::Debug for PageMemory {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PageMemory({:p})", self.as_ptr())
    }
}

/// Reserves a hypercall page in the kernel's code, and names it in an ELF note.
///
/// Xen fills the page of a PV kernel before it starts the kernel. Other kernels call
/// [`HypercallPage::install`](crate::backend::HypercallPage::install). Until then every entry is an
/// undefined instruction, so that an early call traps.
///
/// The note holds an address, so the kernel must be linked at a fixed address, and its linker
/// script must keep the section `.note.Xen`. Assembly refers to the page by a `sym` operand.
///
/// ```ignore
/// xen_abi::hypercall_page! {
///     /// Where Xen writes its entries.
///     pub static PAGE;
/// }
/// // SAFETY: Xen filled the page before it started this kernel.
/// let xen = unsafe { HypercallPage::<Pv64>::new(PAGE.as_ptr()) };
/// ```
#[cfg(feature = "elfnote")]
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

/// Calls the entries of the hypercall page, which fit the guest and the processor.
///
/// For a PV guest that names the page in an ELF note, as [`hypercall_page!`] does, Xen fills it
/// before the start. Any guest can have it filled by [`install`](Self::install).
/// The entries have no landing pads: with indirect-branch tracking enabled, use the back ends that
/// execute the instruction.
///
/// The entry of `iret` takes its argument on the stack and does not return. Use
/// [`HypercallOnStack`] for it.
///
#[cfg_attr(
    feature = "elfnote",
    doc = "[`hypercall_page!`]: crate::hypercall_page"
)]
#[cfg_attr(
    not(feature = "elfnote"),
    doc = "[`hypercall_page!`]: https://docs.rs/xen-abi/latest/xen_abi/macro.hypercall_page.html"
)]
pub struct HypercallPage<G> {
    page: *const u8,
    guest: PhantomData<G>,
}

impl<G: PageGuest> HypercallPage<G> {
    /// Uses the page that starts at `page`.
    ///
    /// # Safety
    ///
    /// Xen must have filled the page for a guest of kind `G`. While the value or a copy is in use,
    /// the page must stay mapped at this address, executable and unchanged.
    #[inline]
    pub const unsafe fn new(page: *const u8) -> Self {
        Self {
            page,
            guest: PhantomData,
        }
    }

    /// Has Xen fill the page at `page`, whose guest-physical address is `address`.
    ///
    /// Returns `None` if Xen offers no hypercall page.
    ///
    /// # Safety
    ///
    /// `address` must be the guest-physical address of `page`, a page of the guest that nothing
    /// else uses and that is mapped executable. The program must run at the privilege level that
    /// may write MSRs. The page must stay mapped while the value or a copy is in use.
    #[inline]
    pub unsafe fn install(
        leaves: XenLeaves,
        page: *const u8,
        address: GuestAddress,
    ) -> Option<Self> {
        let register = leaves.hypercall_msr()?;
        // The low bits select one of several pages. Every Xen has exactly one.
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
            // The page has no entry for the number. Xen returns the same for unknown hypercalls.
            return Errno::ENOSYS.into_raw();
        }
        let offset = number as usize * ENTRY_SIZE;
        // The entry loads the number, so the number's register carries the entry's address.
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
