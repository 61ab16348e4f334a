//! The second field is not part of the integer.
#![forbid(unsafe_code)]

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Two(u8, bool);

xen_abi::plain_newtype!(Two: u16);
