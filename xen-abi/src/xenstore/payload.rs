//! What payloads consist of: strings, and permissions.

use core::fmt;

use crate::Errno;
use crate::xen::DomId;

/// The strings of a payload, each of which ends in a NUL.
#[derive(Clone, Copy, Debug)]
pub struct Strings<'a>(&'a str);

impl<'a> Strings<'a> {
    /// Splits a payload; `None` if it is no UTF-8, or its last string has no NUL.
    #[inline]
    pub fn new(payload: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(payload).ok()?;
        (text.is_empty() || text.ends_with('\0')).then_some(Self(text))
    }

    /// Returns the bytes that are left.
    #[inline]
    pub(super) fn rest(&self) -> &'a str {
        self.0
    }
}

impl<'a> Iterator for Strings<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.0.split_once('\0')?;
        self.0 = rest;
        Some(first)
    }
}

/// What a permission allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PermissionLetter {
    /// `n`: nothing.
    None,
    /// `r`: reading.
    Read,
    /// `w`: writing.
    Write,
    /// `b`: both.
    Both,
}

impl PermissionLetter {
    #[inline]
    pub(super) const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::None => b"n",
            Self::Read => b"r",
            Self::Write => b"w",
            Self::Both => b"b",
        }
    }
}

/// The permission of a domain on a node.
///
/// The first one of a node names its owner, and what all other domains may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Permission {
    /// The domain.
    pub domain: DomId,
    /// What it may do.
    pub letter: PermissionLetter,
}

impl Permission {
    /// Parses the form of the protocol, such as `r3`.
    #[inline]
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        let letter = match characters.next()? {
            'n' => PermissionLetter::None,
            'r' => PermissionLetter::Read,
            'w' => PermissionLetter::Write,
            'b' => PermissionLetter::Both,
            _ => return None,
        };
        let domain = number(characters.as_str())?;
        Some(Self {
            domain: DomId(u16::try_from(domain).ok()?),
            letter,
        })
    }
}

impl fmt::Display for Permission {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter.as_bytes()[0];
        write!(formatter, "{}{}", char::from(letter), self.domain.0)
    }
}

/// The permissions of a node.
#[derive(Clone, Copy, Debug)]
pub struct Permissions<'a>(Strings<'a>);

impl<'a> Permissions<'a> {
    /// Reads a payload; `None` if a permission has another form, or there is none.
    #[inline]
    pub fn new(payload: &'a [u8]) -> Option<Self> {
        let strings = Strings::new(payload)?;
        let valid =
            !payload.is_empty() && { strings }.all(|text| Permission::parse(text).is_some());
        valid.then_some(Self(strings))
    }
}

impl Iterator for Permissions<'_> {
    type Item = Permission;

    #[inline]
    fn next(&mut self) -> Option<Permission> {
        self.0.next().and_then(Permission::parse)
    }
}

/// Parses a decimal number of digits alone.
#[inline]
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// A decimal number as text.
pub(super) struct Digits {
    bytes: [u8; 20],
    start: usize,
}

impl Digits {
    #[inline]
    pub(super) fn new(mut number: u64) -> Self {
        let (mut bytes, mut start) = ([0; 20], 20);
        loop {
            start -= 1;
            bytes[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Self { bytes, start };
            }
        }
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

/// Returns the error number of a name in an `XS_ERROR`.
///
/// An unknown name is [`Errno::EIO`]: newer stores may have more of them.
#[inline]
pub(super) fn errno(name: &str) -> Errno {
    const KNOWN: [Errno; 16] = [
        Errno::EINVAL,
        Errno::EACCES,
        Errno::EEXIST,
        Errno::EISDIR,
        Errno::ENOENT,
        Errno::ENOMEM,
        Errno::ENOSPC,
        Errno::EIO,
        Errno::ENOTEMPTY,
        Errno::ENOSYS,
        Errno::EROFS,
        Errno::EBUSY,
        Errno::EAGAIN,
        Errno::EISCONN,
        Errno::E2BIG,
        Errno::EPERM,
    ];
    let known = KNOWN.into_iter().find(|errno| errno.name() == Some(name));
    known.unwrap_or(Errno::EIO)
}
