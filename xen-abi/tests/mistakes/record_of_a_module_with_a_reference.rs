//! A reference is no number that Xen may write.

#[repr(C)]
pub struct Name {
    text: &'static str,
}

xen_abi::record!(Name { text: &'static str });
