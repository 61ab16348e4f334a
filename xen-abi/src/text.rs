//! Texts that go to Xen and come from it.
//!
//! A text that goes to Xen is a [`CStr`]: it has no NUL but the one at its end. Some operations
//! count that NUL in the size and some do not; the calls pass what the operation takes.
//! `c"system_u:system_r:domU_t"` is such a text, and [`TextBuffer::copy`] makes one from any bytes.
//!
//! A text that comes from Xen fills a [`TextBuffer`], which has it without NUL and padding.
//!
//! ```
//! use xen_abi::text::{TextBuffer, TextError};
//!
//! let mut memory = [0; 16];
//! let mut buffer = TextBuffer::new(&mut memory);
//! assert_eq!(buffer.copy(b"allow_ping"), Ok(c"allow_ping"));
//! assert_eq!(buffer.copy(b"allow\0ping"), Err(TextError::Nul { position: 5 }));
//! ```

use core::ffi::CStr;
use core::fmt;

/// Memory for a text.
///
/// A call that returns a text fills it. A call that takes or returns one passes the text that was
/// [copied](Self::copy) into it, once, and otherwise all of the memory: the text of an earlier call
/// does not limit the next one. A text that Xen cuts off fills all of it.
pub struct TextBuffer<'m> {
    /// The text, then zeros.
    memory: &'m mut [u8],
    length: usize,
    /// Whether the text was copied into the buffer, and no call has had it yet.
    is_argument: bool,
}

impl<'m> TextBuffer<'m> {
    /// Creates a buffer without a text.
    #[inline]
    pub fn new(memory: &'m mut [u8]) -> Self {
        memory.fill(0);
        Self {
            memory,
            length: 0,
            is_argument: false,
        }
    }

    /// Copies a text into the buffer, and returns it with a NUL at its end.
    ///
    /// # Errors
    /// * [`Nul`](TextError::Nul): the text has a NUL
    /// * [`TooLong`](TextError::TooLong): the buffer has no room for the text and a NUL
    #[inline]
    pub fn copy(&mut self, text: &[u8]) -> Result<&CStr, TextError> {
        if let Some(position) = text.iter().position(|byte| *byte == 0) {
            return Err(TextError::Nul { position });
        }
        copy(self.memory, text)?;
        self.length = text.len();
        self.is_argument = !text.is_empty();
        // There is no NUL in the text, and zeros follow it.
        Ok(self.as_c_str().unwrap_or_default())
    }

    /// Removes the text.
    #[inline]
    pub fn clear(&mut self) {
        self.memory.fill(0);
        self.length = 0;
        self.is_argument = false;
    }

    /// Returns the text, without a NUL.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.memory[..self.length]
    }

    /// Returns the text with a NUL at its end; `None` if the text fills the buffer.
    #[inline]
    pub fn as_c_str(&self) -> Option<&CStr> {
        CStr::from_bytes_until_nul(self.memory).ok()
    }

    /// Returns the text, if it is UTF-8.
    ///
    /// # Errors
    /// The position of the first byte that is not.
    #[inline]
    pub fn to_str(&self) -> Result<&str, core::str::Utf8Error> {
        core::str::from_utf8(self.as_bytes())
    }

    /// Whether the text fills the buffer: Xen may have cut it off.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.length == self.memory.len()
    }

    /// Returns the size of the memory, in bytes.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.memory.len()
    }

    /// The size that a call passes which takes or returns a text: that of a text for the call, or
    /// that of the memory.
    #[doc(hidden)]
    #[inline]
    pub fn size(&self) -> usize {
        match self.is_argument {
            true => self.length,
            false => self.memory.len(),
        }
    }

    /// Passes the memory to a call that returns a text.
    #[doc(hidden)]
    #[inline]
    pub fn fill<R>(&mut self, call: impl FnOnce(&mut [u8]) -> R) -> R {
        self.clear();
        self.exchange(call)
    }

    /// Passes the memory to a call that takes or returns a text.
    #[doc(hidden)]
    #[inline]
    pub fn exchange<R>(&mut self, call: impl FnOnce(&mut [u8]) -> R) -> R {
        let size = self.size();
        let result = call(&mut self.memory[..size]);
        self.length = before_nul(self.memory).len();
        self.memory[self.length..].fill(0);
        self.is_argument = false;
        result
    }
}

/// The text, with a replacement character for what is not UTF-8.
impl fmt::Display for TextBuffer<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.as_bytes().utf8_chunks() {
            f.write_str(part.valid())?;
            if !part.invalid().is_empty() {
                f.write_str("\u{fffd}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for TextBuffer<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.as_bytes().escape_ascii())
    }
}

/// As [`TextBuffer::fill`], or a call without memory.
#[doc(hidden)]
#[inline]
pub fn fill<R>(
    buffer: Option<&mut TextBuffer<'_>>,
    call: impl FnOnce(Option<&mut [u8]>) -> R,
) -> R {
    match buffer {
        Some(buffer) => buffer.fill(|memory| call(Some(memory))),
        None => call(None),
    }
}

/// As [`TextBuffer::exchange`], or a call without memory.
#[doc(hidden)]
#[inline]
pub fn exchange<R>(
    buffer: Option<&mut TextBuffer<'_>>,
    call: impl FnOnce(Option<&mut [u8]>) -> R,
) -> R {
    match buffer {
        Some(buffer) => buffer.exchange(|memory| call(Some(memory))),
        None => call(None),
    }
}

/// Returns the bytes before the first NUL, or all if there is none.
///
/// This is the text of an array of characters in a record.
#[inline]
pub fn before_nul(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0);
    &bytes[..end.unwrap_or(bytes.len())]
}

/// Copies a text into an array of characters, and zeros what follows.
///
/// # Errors
/// [`TooLong`](TextError::TooLong): the array has no room for the text and a NUL.
#[inline]
pub fn copy(array: &mut [u8], text: &[u8]) -> Result<(), TextError> {
    let (length, most) = (text.len(), array.len().saturating_sub(1));
    if length > most || array.is_empty() {
        return Err(TextError::TooLong { length, most });
    }
    let (start, rest) = array.split_at_mut(length);
    start.copy_from_slice(text);
    rest.fill(0);
    Ok(())
}

/// The bytes of a text as an operation takes them: with the NUL or without, and at most so many.
#[doc(hidden)]
#[inline]
pub const fn passed(text: &CStr, nul: bool, most: usize) -> Result<&[u8], TextError> {
    let bytes = if nul {
        text.to_bytes_with_nul()
    } else {
        text.to_bytes()
    };
    if bytes.len() > most {
        let counted = nul as usize;
        return Err(TextError::TooLong {
            length: bytes.len() - counted,
            most: most - counted,
        });
    }
    Ok(bytes)
}

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextError {
    /// The text has a NUL.
    Nul {
        /// The position of the first NUL, in bytes.
        position: usize,
    },
    /// The text is too long.
    TooLong {
        /// The length of the text in bytes, without a NUL.
        length: usize,
        /// The largest length.
        most: usize,
    },
}

impl fmt::Display for TextError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nul { position } => write!(f, "the text has a NUL at byte {position}"),
            Self::TooLong { length, most } => {
                write!(f, "the text has {length} bytes, and may have {most}")
            }
        }
    }
}

impl core::error::Error for TextError {}

/// Functions for an array of characters: `text_array!(Desc { name: name_text, set_name })`.
#[doc(hidden)]
#[macro_export]
macro_rules! text_array {
    ($record:ident { $member:ident: $get:ident, $setter:ident }) => {
        $crate::text_array!($record { $member: $get });

        impl $record {
            #[doc = concat!("Sets `", stringify!($member), "`, and zeros what follows the text.")]
            ///
            /// # Errors
            /// [`TooLong`](xen_abi::text::TextError::TooLong): there is no room for the text and
            /// its NUL.
            #[inline]
            pub fn $setter(
                &mut self,
                text: &core::ffi::CStr,
            ) -> Result<(), $crate::text::TextError> {
                $crate::text::copy(&mut self.$member, text.to_bytes())
            }
        }
    };
    ($record:ident { $member:ident: $get:ident }) => {
        impl $record {
            #[doc = concat!("Returns the text of `", stringify!($member), "`, without a NUL.")]
            #[inline]
            pub fn $get(&self) -> &[u8] {
                $crate::text::before_nul(&self.$member)
            }
        }
    };
}

/// A function that sets a handle to a text and its size.
///
/// `text_handle!(Name { name, size: set_name }, true, 128)`: whether the size counts the NUL, and
/// the largest size.
#[doc(hidden)]
#[macro_export]
macro_rules! text_handle {
    ($record:ident { $handle:ident, $size:ident: $setter:ident }, $nul:literal, $most:literal) => {
        impl $record {
            #[doc = concat!(
                        "Sets `", stringify!($handle), "` and `", stringify!($size), "` to a text."
                            )]
            ///
            /// The text must be there until the call that passes the record returns.
            ///
            /// # Errors
            /// [`TooLong`](xen_abi::text::TextError::TooLong): Xen takes no text of this length.
            #[inline]
            pub fn $setter(
                &mut self,
                text: &core::ffi::CStr,
            ) -> Result<(), $crate::text::TextError> {
                let bytes = $crate::text::passed(text, $nul, $most)?;
                self.$size = bytes.len() as _;
                self.$handle = bytes.into();
                Ok(())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{TextBuffer, TextError, before_nul, copy, passed};
    use std::string::ToString;

    #[test]
    fn a_buffer_has_what_a_call_wrote() {
        for (written, expected, is_full) in [
            (&b"name\0"[..], &b"name"[..], false),
            (b"name", b"name", false),
            (b"name\0rest", b"name", false),
            (b"", b"", false),
            (b"0123456789", b"0123456789", true),
        ] {
            let mut memory = [7; 10];
            let mut buffer = TextBuffer::new(&mut memory);
            buffer.copy(b"older").expect("room");
            let capacity = buffer.capacity();
            buffer.fill(|memory| {
                assert_eq!((memory.len(), before_nul(memory)), (capacity, &b""[..]));
                memory[..written.len()].copy_from_slice(written);
            });
            assert_eq!(buffer.as_bytes(), expected);
            assert_eq!(buffer.is_full(), is_full);
            assert_eq!(buffer.as_c_str().map(core::ffi::CStr::to_bytes), {
                (!is_full).then_some(expected)
            });
        }
    }

    #[test]
    fn a_call_that_takes_a_text_gets_its_length() {
        let mut memory = [0; 10];
        let mut buffer = TextBuffer::new(&mut memory);
        assert_eq!(buffer.exchange(|memory| memory.len()), 10);
        buffer.copy(b"name").expect("room");
        assert_eq!(buffer.size(), 4);
        buffer.exchange(|memory| assert_eq!(memory, b"name"));
        assert_eq!(buffer.as_bytes(), b"name");
        // The text was for one call.
        buffer.exchange(|memory| {
            assert_eq!(memory, b"name\0\0\0\0\0\0");
            memory[..4].copy_from_slice(b"ab\0c");
        });
        assert_eq!(buffer.to_str(), Ok("ab"));
        assert_eq!(buffer.memory, b"ab\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn a_text_is_refused_by_its_nul_or_its_length() {
        let mut memory = [0; 5];
        let mut buffer = TextBuffer::new(&mut memory);
        assert_eq!(buffer.copy(b"four"), Ok(c"four"));
        assert_eq!(
            buffer.copy(b"fives"),
            Err(TextError::TooLong { length: 5, most: 4 })
        );
        let nul = buffer.copy(b"a\0b").expect_err("a NUL");
        assert_eq!(nul.to_string(), "the text has a NUL at byte 1");
        assert_eq!(buffer.as_bytes(), b"four");
        assert_eq!(passed(c"four", false, 4), Ok(&b"four"[..]));
        assert_eq!(passed(c"four", true, 5), Ok(&b"four\0"[..]));
        let long = passed(c"four", true, 4).expect_err("too long");
        assert_eq!(long, TextError::TooLong { length: 4, most: 3 });
        assert_eq!(long.to_string(), "the text has 4 bytes, and may have 3");
        assert!(copy(&mut [], b"").is_err());
    }

    #[test]
    fn a_text_is_shown_whatever_its_bytes_are() {
        let mut memory = [0; 8];
        let mut buffer = TextBuffer::new(&mut memory);
        buffer.copy(b"a\xffb\n").expect("room");
        assert_eq!(buffer.to_string(), "a\u{fffd}b\n");
        assert_eq!(std::format!("{buffer:?}"), "\"a\\xffb\\n\"");
        assert!(buffer.to_str().is_err());
    }
}
