//! The page of the image that Xen fills with hypercall entries.

xen_abi::hypercall_page! {
    /// Filled by Xen before a PV guest starts; a PVH guest asks for it.
    pub(super) static HYPERCALL_PAGE;
}
