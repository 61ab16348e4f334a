//! Memory that two domains access at the same time.
//!
//! # One size of access
//!
//! Rust's memory model does not define racing atomic accesses of different sizes, or a plain or
//! volatile access that races with a store. Every access here is therefore an atomic access,
//! relaxed or stronger, to an aligned word of 32 bits. Reading a byte loads the word around it.
//! Writing a byte exchanges that word, so that it never undoes a store of the peer to a
//! neighbouring byte. Accesses of 16 bits work in the same way.

mod copy;
mod mapped;
mod memory;
mod pages;
#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
))]
mod wide;
mod window;

pub use mapped::Mapped;
pub use memory::SharedMemory;
pub use pages::{SharedPage, SharedPages};
pub use window::Window;

#[cfg(test)]
mod tests;
