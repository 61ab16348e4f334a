//! Protocols of shared rings.

/// Implements [`RingProtocol`](crate::ring::RingProtocol) for a type.
///
/// Asserts that C's ring has the layout of [`ring::layout`](crate::ring::layout).
#[doc(hidden)]
#[macro_export]
macro_rules! ring_protocol {
    ($protocol:ident: $request:ty, $response:ty, $entry:ty, $shared:ty, $name:literal) => {
        impl $crate::ring::RingProtocol for $protocol {
            type Request = $request;
            type Response = $response;
            type Entry = $entry;
            const NAME: &'static str = $name;
        }

        const _: () = {
            use $crate::ring::layout;
            assert!(::core::mem::offset_of!($shared, req_prod) == layout::REQ_PROD);
            assert!(::core::mem::offset_of!($shared, req_event) == layout::REQ_EVENT);
            assert!(::core::mem::offset_of!($shared, rsp_prod) == layout::RSP_PROD);
            assert!(::core::mem::offset_of!($shared, rsp_event) == layout::RSP_EVENT);
            assert!(::core::mem::offset_of!($shared, ring) == layout::ENTRIES);
            assert!(layout::holds_both::<$protocol>());
        };
    };
}
