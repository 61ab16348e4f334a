//! The start of the guest on real Xen: entry code, memory, upcalls and clock of each architecture.

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod allocator;
mod freestanding;
#[cfg(target_arch = "x86_64")]
mod x86_64;
