//! The sizes of the listed fields would add up to the record's.
#![forbid(unsafe_code)]

#[derive(Debug)]
#[repr(C)]
pub struct Entry {
    number: u32,
    kind: char,
}

xen_abi::plain_record!(Entry { number, number });
