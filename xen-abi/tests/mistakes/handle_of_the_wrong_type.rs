//! A handle of another type than the member's.
use xen_abi::GuestHandle;
use xen_abi::argo::Iov;

pub fn gather(numbers: &[u32]) -> Iov {
    Iov { iov_hnd: GuestHandle::from_slice(numbers), iov_len: 4, pad: 0 }
}
