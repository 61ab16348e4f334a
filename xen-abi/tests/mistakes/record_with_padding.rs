//! The byte between the two fields is uninitialised.
#![forbid(unsafe_code)]

#[derive(Debug)]
#[repr(C)]
pub struct Pair {
    narrow: u8,
    wide: u16,
}

xen_abi::plain_record!(Pair { narrow, wide });
