//! Bytes that Xen writes would become a reference.
#![forbid(unsafe_code)]

#[derive(Debug)]
#[repr(C)]
pub struct Name {
    text: &'static [u8],
}

xen_abi::plain_record!(Name { text });
