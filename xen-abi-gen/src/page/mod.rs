//! Pages to look at: an ABI with its records as byte maps, and the changes between two ABIs.

mod abi;
mod anchors;
mod frame;
mod map;
mod review;
mod text;

pub use abi::abi;
pub use review::review;
