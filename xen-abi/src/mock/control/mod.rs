//! The hypercalls of a toolstack: `domctl`, `sysctl` and `platform_op`.

mod affinity;
mod bitmap;
mod console;
mod create;
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
mod devices;
mod domctl;
mod host;
mod hvm_context;
mod info;
mod limits;
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
mod platform;
mod populate;
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
mod processor;
mod records;
mod scheduler;
mod sysctl;
mod target;
mod vcpus;
