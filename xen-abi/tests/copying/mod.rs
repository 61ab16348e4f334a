//! A back end that copies everything that it is lent, as a program under Linux does: no function
//! passes an address that it did not lend, and what Xen writes reaches the caller all the same.
//!
//! A sanitizer's own memory lies where small numbers look like addresses, so it does not run there.
#![cfg(all(target_arch = "x86_64", target_os = "linux", not(sanitizer)))]

mod backend;
#[allow(
    clippy::undocumented_unsafe_blocks,
    reason = "a list of calls: the back end that takes them touches copies alone"
)]
mod calls;
mod run;
mod same_results;
