//! The C names of guest handles.

/// What the name of every guest handle's type begins with; what it points to follows.
pub const HANDLE_PREFIX: &str = "__guest_handle_";

/// What the names of 64-bit handles begin with.
const WIDE_PREFIX: &str = "__guest_handle_64_";

/// Whether a C name is that of a guest handle, which the crate has a type of its own for.
pub fn is_handle(name: &str) -> bool {
    name.starts_with(HANDLE_PREFIX)
}

/// Whether it is that of a 64-bit handle.
pub fn is_wide_handle(name: &str) -> bool {
    name.starts_with(WIDE_PREFIX)
}

/// What the 64-bit form of a handle is called.
pub fn wide_form(name: &str) -> String {
    name.replacen(HANDLE_PREFIX, WIDE_PREFIX, 1)
}
