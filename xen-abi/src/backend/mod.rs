//! The hypercall instructions of each architecture.
//!
//! | guest | back end | number | arguments | result |
//! |---|---|---|---|---|
//! | x86_64, HVM and PVH | `Vmcall`, `Vmmcall`, `Hvm` | rax | rdi rsi rdx r10 r8 | rax |
//! | x86_64, HVM and PVH | `HypercallPage<Hvm64>` | rax | rdi rsi rdx r10 r8 | rax |
//! | x86_64, PV | `PvSyscall`, `HypercallPage<Pv64>` | rax | rdi rsi rdx r10 r8 | rax |
//! | i686, HVM and PVH | `Vmcall`, `Vmmcall`, `Hvm` | eax | ebx ecx edx esi edi | eax |
//! | i686, HVM and PVH | `HypercallPage<Hvm32>` | eax | ebx ecx edx esi edi | eax |
//! | i686, PV | `Int82`, `HypercallPage<Pv32>` | eax | ebx ecx edx esi edi | eax |
//! | aarch64 | `Hvc` | x16 | x0 to x4 | x0 |
//! | armv7 | `Hvc` | r12 | r0 to r4 | r0 |
//!
//! Every back end declares the argument registers of a call as destroyed, because debug builds of
//! Xen overwrite them. Memory counts as read and written.
//!
//! The constructors are `unsafe`, because the instructions mean something else outside a guest of
//! Xen. `Hvm::detect` is safe: it checks that the program runs in such a guest. With a value of
//! these types, calls that access no memory are safe.

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
