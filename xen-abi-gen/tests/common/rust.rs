//! Compiles emitted Rust.
