//! x
#![cfg_attr(panic = "abort", no_std, no_main)]
#[cfg(panic = "abort")]
mod boot;
#[cfg(not(panic = "abort"))]
fn main() {}
