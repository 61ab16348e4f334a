//! Calls each emitted function on the copies of `xen-abi-linux`: no address of ordinary memory is
//! passed on.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod backend;
#[allow(
    clippy::undocumented_unsafe_blocks,
    reason = "a list of calls: the back end that takes them touches copies alone"
)]
#[path = "../../../../tests/copying/generated/calls.rs"]
mod calls;
#[path = "../../../../tests/copying/run.rs"]
mod run;
