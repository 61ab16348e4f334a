//! The instructions that reach Xen, per architecture.
//!
//! | guest | back end | number | arguments | result |
//! |---|---|---|---|---|
//! | x86_64, HVM and PVH | `Vmcall`, `Vmmcall`, `Hvm`, `HypercallPage<Hvm64>` | rax | rdi rsi rdx r10 r8 | rax |
//! | x86_64, PV | `PvSyscall`, `HypercallPage<Pv64>` | rax | rdi rsi rdx r10 r8 | rax |
//! | i686, HVM and PVH | `Vmcall`, `Vmmcall`, `Hvm`, `HypercallPage<Hvm32>` | eax | ebx ecx edx esi edi | eax |
//! | i686, PV | `Int82`, `HypercallPage<Pv32>` | eax | ebx ecx edx esi edi | eax |
//! | aarch64 | `Hvc` | x16 | x0 to x4 | x0 |
//! | armv7 | `Hvc` | r12 | r0 to r4 | r0 |
//!
//! Every back end declares the registers of the arguments that a call passes as destroyed: a
//! hypervisor built for debugging overwrites them on purpose. Memory counts as read and written.
//!
//! A value of these types can only be made by an `unsafe` constructor (or, for `Hvm`, by asking the
//! processor), because the same instruction means something else outside a guest of Xen. Once it
//! exists, calls that touch no memory are safe to make through it.

#[cfg(target_arch = "x86_64")]
#[macro_use]
mod x86_64;
#[cfg(target_arch = "x86")]
#[macro_use]
mod x86_32;

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub mod cpuid;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod page;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod x86;

#[cfg(any(target_arch = "aarch64", target_arch = "arm"))]
mod hvc;

#[cfg(any(target_arch = "aarch64", target_arch = "arm"))]
pub use hvc::Hvc;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub use page::{HypercallPage, PageGuest, PageMemory};
#[cfg(target_arch = "x86")]
pub use x86::Int82;
#[cfg(target_arch = "x86_64")]
pub use x86::PvSyscall;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub use x86::{Hvm, Vmcall, Vmmcall};
