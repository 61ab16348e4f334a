//! A union is not its first member.
#![forbid(unsafe_code)]

#[repr(C)]
pub union Word {
    number: u64,
    name: &'static u8,
}

xen_abi::plain_record!(Word { number });
