//! Seven is not a valid value of the type.
#![forbid(unsafe_code)]

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
pub struct Switch(bool);

xen_abi::plain_newtype!(Switch: u8);
