//! The protocol of the device: requests, responses, and nodes in xenstore.

use xen_abi::plain_record;
use xen_abi::ring::RingProtocol;

/// Asks the backend to make the letters at the start of a page upper-case.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Request {
    /// The grant reference of the page.
    pub(crate) page: u32,
    /// The number of bytes.
    pub(crate) count: u32,
}
plain_record!(Request { page, count });

/// Answers a request.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Response {
    /// Whether the letters are upper-case: 1 if they are.
    pub(crate) is_done: u32,
}
plain_record!(Response { is_done });

/// The ring of the device.
pub(crate) enum Upper {}

impl RingProtocol for Upper {
    type Request = Request;
    type Response = Response;
    // The larger of the two.
    type Entry = Request;
    const NAME: &'static str = "upper";
}

/// The directory of the frontend, relative to that of its domain.
pub(crate) const DEVICE: &str = "device/upper/0";
