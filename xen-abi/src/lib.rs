#![no_std]
//! The Xen hypervisor's guest ABI in typed Rust.
