//! The hypercall page.

xen_abi::hypercall_page! {
    /// Xen fills it before a PV guest starts, and for a PVH guest on request.
    pub(super) static HYPERCALL_PAGE;
}
