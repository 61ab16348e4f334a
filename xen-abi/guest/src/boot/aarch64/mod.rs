//! The start of an aarch64 guest, as the first domain or as one that Xen builds beside it.

mod bytes;
mod clock;
mod entry;
mod exceptions;
mod gic;
mod kernel;
mod pages;
mod registers;

pub(super) use kernel::die;
