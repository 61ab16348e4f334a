//! Memory that two parties read and write at the same time, and the only way to access it.
//!
//! # One size of access
//!
//! Rust's memory model gives no meaning to atomic accesses of different sizes that race with each
//! other, nor to a plain or volatile access that races with a store. So every access here is a
//! relaxed or stronger atomic access to a whole, aligned word of 32 bits: reading a byte loads the
//! word around it, and writing a byte exchanges that word in one step, so that a store of the peer
//! to a neighbouring byte is never undone. Accesses of 16 bits work in the same way.

mod copy;
mod mapped;
mod memory;
mod pages;
mod window;

pub use mapped::Mapped;
pub use memory::SharedMemory;
pub use pages::{SharedPage, SharedPages};
pub use window::Window;

#[cfg(test)]
mod tests;
