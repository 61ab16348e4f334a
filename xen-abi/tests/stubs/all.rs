//! One call of every arity through every back end of the target, to be assembled and looked at.
//!
//! Back ends are generic, so compiling the crate alone assembles none of them. Compile this file as
//! a library with `--emit=obj` for each architecture; a function `vmcall_5` makes a call with five
//! arguments, and so on.
#![no_std]
#![allow(missing_docs, clippy::missing_safety_doc)]

use xen_abi::Hypercall;
use xen_abi::backend::*;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use xen_abi::guest;

macro_rules! stubs {
    ($($name:ident: $backend:ty;)*) => {$(
        stubs!(@arity $name, $backend, "_0",);
        stubs!(@arity $name, $backend, "_1", a);
        stubs!(@arity $name, $backend, "_2", a, b);
        stubs!(@arity $name, $backend, "_3", a, b, c);
        stubs!(@arity $name, $backend, "_4", a, b, c, d);
        stubs!(@arity $name, $backend, "_5", a, b, c, d, e);
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
