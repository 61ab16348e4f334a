//! Calls through each back end of the target: each number of arguments, and some operations.
//!
//! A test compiles this file as a library for each architecture and compares the instructions with
//! those of C. The crate itself has no code for its back ends, which are generic. `vmcall_5` makes
//! a call with five arguments by `Vmcall`, `vmcall_send` calls the operation `send`.
#![no_std]
#![allow(missing_docs, clippy::missing_safety_doc)]

mod toolstack;
mod typed;

use xen_abi::argo::{Gfn, Iov, RegisterFlags, RegisterRing, SendAddr};
use xen_abi::backend::*;
use xen_abi::event_channel::{Port, Status};
use xen_abi::grant_table::QuerySize;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use xen_abi::guest;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall};

macro_rules! stubs {
    ($($name:ident: $backend:ty;)*) => {$(
        stubs!(@arity $name, $backend, "_0",);
        stubs!(@arity $name, $backend, "_1", a);
        stubs!(@arity $name, $backend, "_2", a, b);
        stubs!(@arity $name, $backend, "_3", a, b, c);
        stubs!(@arity $name, $backend, "_4", a, b, c, d);
        stubs!(@arity $name, $backend, "_5", a, b, c, d, e);
        stubs!(@typed $name, $backend, yield_, "_yield", () -> Result<(), Errno>);
        stubs!(@typed $name, $backend, send, "_send", (port: Port) -> Result<(), Errno>);
        stubs!(@typed $name, $backend, alloc_unbound, "_alloc_unbound",
            (dom: DomId, remote: DomId, port: &mut Port) -> i32);
        stubs!(@typed $name, $backend, status, "_status",
            (dom: DomId, port: Port, status: &mut Status) -> i32);
        stubs!(@typed $name, $backend, register_ring, "_register_ring",
            (ring: &RegisterRing, frames: &[Gfn], flags: RegisterFlags) -> Result<(), Errno>);
        stubs!(@typed $name, $backend, sendv, "_sendv",
            (addresses: &SendAddr, iovs: &[Iov], message_type: u32) -> Result<u32, Errno>);
        stubs!(@typed $name, $backend, current_reservation, "_current_reservation",
            (dom: DomId, pages: &mut usize) -> i32);
        stubs!(@typed $name, $backend, query_size, "_query_size",
            (args: &mut [QuerySize]) -> Result<(), Errno>);
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        stubs!(@typed $name, $backend, is_up, "_is_up", (vcpu: u32) -> Result<u32, Errno>);
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        stubs!(@typed $name, $backend, set_timer, "_set_timer",
            (timeout: u64) -> Result<(), Errno>);
    )*};
    (@arity $name:ident, $backend:ty, $arity:literal, $($argument:ident),*) => {
        const _: () = {
            // SAFETY: no other symbol has the name.
            #[unsafe(export_name = concat!(stringify!($name), $arity))]
            pub unsafe extern "C" fn stub(xen: &$backend, $($argument: usize),*) -> usize {
                // SAFETY: never run.
                unsafe { xen.hypercall(39, [$($argument),*]) }
            }
        };
    };
    (
        @typed $name:ident, $backend:ty, $function:ident, $suffix:literal,
        ($($argument:ident: $ty:ty),*) -> $result:ty
    ) => {
        const _: () = {
            // SAFETY: no other symbol has the name.
            #[unsafe(export_name = concat!(stringify!($name), $suffix))]
            pub unsafe fn stub(xen: &$backend, $($argument: $ty),*) -> $result {
                // SAFETY: never run.
                #[allow(unused_unsafe)]
                unsafe { typed::$function(xen, $($argument),*) }
            }
        };
    };
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod x86 {
    use xen_abi::backend::cpuid::XenLeaves;
    use xen_abi::backend::{HypercallPage, PageGuest};
    use xen_abi::frame::GuestAddress;
    use xen_abi::guest;
    use xen_abi::hypercall::HypercallOnStack;

    xen_abi::hypercall_page! {
        /// The hypercall page.
        pub static PAGE;
    }

    #[cfg(target_arch = "x86_64")]
    use {guest::Hvm64 as Hvm, guest::Pv64 as Pv, xen_abi::backend::PvSyscall as Instruction};
    #[cfg(target_arch = "x86")]
    use {guest::Hvm32 as Hvm, guest::Pv32 as Pv, xen_abi::backend::Int82 as Instruction};

    const fn is_page<G: PageGuest>(_: &HypercallPage<G>) {}

    // SAFETY: no other symbol has the name.
    #[unsafe(export_name = "made_page")]
    pub unsafe fn made_page(leaves: XenLeaves, address: u64) -> bool {
        // SAFETY: never run.
        let page =
            unsafe { HypercallPage::<Hvm>::install(leaves, PAGE.as_ptr(), GuestAddress(address)) };
        page.as_ref().map(is_page).is_some()
    }

    // SAFETY: no other symbol has the name.
    #[unsafe(export_name = "left_by_instruction")]
    pub unsafe fn left_by_instruction(xen: &Instruction, stack: *const u8) -> ! {
        // SAFETY: never run.
        unsafe { xen.hypercall_on_stack(23, stack) }
    }

    // SAFETY: no other symbol has the name.
    #[unsafe(export_name = "left_by_page")]
    pub unsafe fn left_by_page(xen: &HypercallPage<Pv>, stack: *const u8) -> ! {
        // SAFETY: never run.
        unsafe { xen.hypercall_on_stack(23, stack) }
    }
}

#[cfg(target_arch = "x86_64")]
stubs! {
    vmcall: Vmcall;
    vmmcall: Vmmcall;
    hvm: Hvm;
    syscall: PvSyscall;
    page: HypercallPage<guest::Pv64>;
}

#[cfg(target_arch = "x86")]
stubs! {
    vmcall: Vmcall;
    vmmcall: Vmmcall;
    hvm: Hvm;
    int82: Int82;
    page: HypercallPage<guest::Pv32>;
}

#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
stubs! {
    hvc: Hvc;
}
