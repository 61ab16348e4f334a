//! Which paths xenstore accepts.

use core::fmt;

use crate::io::xs_wire::{XENSTORE_ABS_PATH_MAX, XENSTORE_REL_PATH_MAX};

/// Why a path is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It is empty.
    Empty,
    /// It is longer than 3072 bytes, or 2048 if it is relative.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A character is none of letters, digits and `-`, `/`, `_`, `@`.
    Character {
        /// The offset of the character in bytes.
        at: usize,
    },
    /// A slash follows a slash, or ends the path.
    Slash {
        /// The offset of the slash in bytes.
        at: usize,
    },
    /// It begins with `@`, and the operation has no special paths.
    Special,
}

impl fmt::Display for PathError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("the path is empty"),
            Self::TooLong { limit } => write!(formatter, "the path exceeds {limit} bytes"),
            Self::Character { at } => {
                write!(formatter, "the path has an invalid character at byte {at}")
            }
            Self::Slash { at } => write!(formatter, "the path has a needless slash at byte {at}"),
            Self::Special => formatter.write_str("the operation takes no special path"),
        }
    }
}

impl core::error::Error for PathError {}

/// Checks the path of a node, absolute or relative.
#[inline]
pub fn check_path(path: &str) -> Result<(), PathError> {
    if path.starts_with('@') {
        return Err(PathError::Special);
    }
    check_watch_path(path)
}

/// Checks a path to watch: that of a node, or a special one that begins with `@`.
#[inline]
pub fn check_watch_path(path: &str) -> Result<(), PathError> {
    let limit = if path.starts_with('/') {
        XENSTORE_ABS_PATH_MAX
    } else {
        XENSTORE_REL_PATH_MAX
    } as usize;
    if path.is_empty() {
        return Err(PathError::Empty);
    }
    if path.len() > limit {
        return Err(PathError::TooLong { limit });
    }
    let bytes = path.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let known = byte.is_ascii_alphanumeric() || b"-/_@".contains(byte);
        if !known {
            return Err(PathError::Character { at });
        }
        let next = bytes.get(at + 1);
        if *byte == b'/' && (next == Some(&b'/') || next.is_none() && bytes.len() > 1) {
            return Err(PathError::Slash { at });
        }
    }
    Ok(())
}
