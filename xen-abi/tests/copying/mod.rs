//! Calls on a back end that copies the memory that it is passed, as a Linux program must.
//!
//! No function passes an address of other memory, and what Xen writes reaches the caller.
//!
//! Not for sanitizers: they map memory at low addresses, so that small numbers look like addresses.
#![cfg(all(target_arch = "x86_64", target_os = "linux", not(sanitizer)))]

mod backend;
#[allow(
    clippy::undocumented_unsafe_blocks,
    reason = "a list of calls: the back end that takes them touches copies alone"
)]
#[path = "generated/calls.rs"]
mod calls;
mod run;
mod same_results;
mod unions;
