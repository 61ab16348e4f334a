//! The kinds of guest that Xen knows, as types, so that a call only some may make can be bounded.

use core::fmt::Debug;

mod sealed {
    /// Keeps the set of guest kinds closed.
    pub trait Sealed {}
}

/// A kind of guest: which registers carry a hypercall, and which calls Xen lets through.
///
/// A back end names its kind in [`Hypercall::Guest`](crate::Hypercall::Guest); a function that not
/// every guest may call bounds it, for example `where X::Guest: PvGuest`.
pub trait Guest: sealed::Sealed + Copy + Debug + Send + Sync + 'static {
    /// The kind's name in Xen's own words, such as `pv64`.
    const NAME: &'static str;
}

/// A PV guest: it runs deprivileged and asks Xen to change its page tables.
#[diagnostic::on_unimplemented(
    message = "Xen refuses this call to a guest of kind `{Self}`",
    label = "this back end is for guests of kind `{Self}`",
    note = "the call is for paravirtualised guests"
)]
pub trait PvGuest: X86Guest {}

/// A hardware-virtualised x86 guest, with or without emulated devices (HVM and PVH alike).
#[diagnostic::on_unimplemented(
    message = "Xen refuses this call to a guest of kind `{Self}`",
    label = "this back end is for guests of kind `{Self}`",
    note = "the call is for hardware-virtualised x86 guests"
)]
pub trait HvmGuest: X86Guest + TranslatedGuest {}

/// Any x86 guest.
#[diagnostic::on_unimplemented(
    message = "Xen refuses this call to a guest of kind `{Self}`",
    label = "this back end is for guests of kind `{Self}`",
    note = "the call is for guests on x86"
)]
pub trait X86Guest: Guest {}

/// A guest whose frame numbers Xen translates: every kind but the paravirtualised ones.
#[diagnostic::on_unimplemented(
    message = "Xen refuses this call to a guest of kind `{Self}`",
    label = "this back end is for guests of kind `{Self}`",
    note = "the call is for guests whose frame numbers Xen translates"
)]
pub trait TranslatedGuest: Guest {}

macro_rules! guests {
    ($($(#[$doc:meta])* $kind:ident = $name:literal: $($class:ident),+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        impl sealed::Sealed for $kind {}
        impl Guest for $kind {
            const NAME: &'static str = $name;
        }
        $(impl $class for $kind {})+
    )+};
}

guests! {
    /// A PV guest with 32-bit kernel.
    Pv32 = "pv32": X86Guest, PvGuest;
    /// A PV guest with 64-bit kernel.
    Pv64 = "pv64": X86Guest, PvGuest;
    /// A hardware-virtualised x86 guest that makes its calls from 32-bit code.
    Hvm32 = "hvm32": X86Guest, TranslatedGuest, HvmGuest;
    /// A hardware-virtualised x86 guest that makes its calls from 64-bit code.
    Hvm64 = "hvm64": X86Guest, TranslatedGuest, HvmGuest;
    /// A guest on Arm, 32-bit or 64-bit.
    Arm = "arm": TranslatedGuest;
}

/// The kind of HVM or PVH guest that code compiled for this target is.
#[cfg(target_arch = "x86_64")]
pub type Native = Hvm64;

/// The kind of HVM or PVH guest that code compiled for this target is.
#[cfg(target_arch = "x86")]
pub type Native = Hvm32;

/// The kind of guest that code compiled for this target is.
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
pub type Native = Arm;
