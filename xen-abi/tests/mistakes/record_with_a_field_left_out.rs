//! A field that is not listed would not be checked.
#![forbid(unsafe_code)]

#[derive(Debug)]
#[repr(C)]
pub struct Entry {
    number: u32,
    valid: bool,
    pad: [u8; 3],
}

xen_abi::plain_record!(Entry { number, pad });
