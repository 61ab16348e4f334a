//! Start of day of an aarch64 guest, as dom0 or as a domU that Xen builds at boot.

mod bytes;
mod clock;
mod entry;
mod exceptions;
mod gic;
mod kernel;
mod pages;
mod registers;

pub(super) use kernel::die;
