//! The passes from headers to the resolved ABI, in order.

pub mod annotate;
pub mod group;
pub mod types;
