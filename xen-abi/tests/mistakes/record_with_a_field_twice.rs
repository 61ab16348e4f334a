//! The sizes of the fields that are named would add up.
#![forbid(unsafe_code)]

#[derive(Debug)]
#[repr(C)]
pub struct Entry {
    number: u32,
    kind: char,
}

xen_abi::plain_record!(Entry { number, number });
