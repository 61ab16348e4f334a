//! Plain owned data: what C said, what the annotations said, and the ABI that follows from both.

pub mod abi;
pub mod annotations;
pub mod characters;
pub mod document;
pub mod facts;
pub mod fallback;
pub mod features;
pub mod handles;
pub mod hash;
pub mod item_docs;
pub mod item_paths;
pub mod location;
pub mod projection;
pub mod prose;
pub mod release;
pub mod target;
