//! The resolved ABI.
