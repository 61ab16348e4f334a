//! The errors of xenstore's client.

use core::fmt;

use super::path::PathError;
use super::transport::TransportError;
use crate::Errno;

/// The longest part of a path that an error keeps.
const KEPT: usize = 80;

/// The error of an operation, with the path that it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// The reason.
    pub kind: ErrorKind,
    /// The path, or another argument that names the subject; empty if there is none.
    pub path: ErrorPath,
}

impl Error {
    #[inline]
    pub(super) fn new(path: &str, kind: impl Into<ErrorKind>) -> Self {
        Self {
            kind: kind.into(),
            path: ErrorPath::new(path),
        }
    }

    /// Returns the error number, if xenstore refused the request.
    #[inline]
    pub fn errno(&self) -> Option<Errno> {
        match self.kind {
            ErrorKind::Refused(errno) => Some(errno),
            _ => None,
        }
    }
}

/// The end of a path, of at most 80 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ErrorPath {
    bytes: [u8; KEPT],
    len: u8,
    is_cut: bool,
}

impl ErrorPath {
    #[inline]
    fn new(path: &str) -> Self {
        let mut start = path.len().saturating_sub(KEPT);
        while !path.is_char_boundary(start) {
            start += 1;
        }
        let kept = &path.as_bytes()[start..];
        let mut bytes = [0; KEPT];
        bytes[..kept.len()].copy_from_slice(kept);
        Self {
            bytes,
            len: kept.len() as u8,
            is_cut: start > 0,
        }
    }

    /// Returns the end of the path.
    #[inline]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.len as usize]).unwrap_or_default()
    }
}

impl fmt::Display for ErrorPath {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dots = if self.is_cut { "…" } else { "" };
        // The path of a caller may hold anything.
        write!(formatter, "{dots}{}", self.as_str().escape_debug())
    }
}

impl fmt::Debug for ErrorPath {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

impl fmt::Display for Error {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.as_str().is_empty() {
            self.kind.fmt(formatter)
        } else {
            write!(formatter, "{}: {}", self.path, self.kind)
        }
    }
}

impl fmt::Debug for Error {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", &self.kind)
            .field("path", &self.path)
            .finish()
    }
}

impl core::error::Error for Error {}

/// The reason of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Xenstore refused the request.
    Refused(Errno),
    /// The path is invalid; nothing was sent.
    Path(PathError),
    /// The payload exceeds 4096 bytes, or what the transport can send; nothing was sent.
    TooLong,
    /// An argument contains a NUL; nothing was sent.
    Nul,
    /// The value or the response is not of the form that the operation returns.
    Form,
    /// The list of children changed each time that a part of it was read.
    Changing,
    /// The transport failed, or the time limit has passed.
    Transport(TransportError),
    /// Xenstore violated the protocol. The connection is unusable until it is reset.
    Protocol(Violation),
    /// The connection is unusable after an earlier error, until it is reset.
    Lost,
    /// A transaction is open already.
    InTransaction,
    /// Requests are under way: [`receive`](super::Xenstore::receive) their responses first.
    Busy,
    /// No request is under way.
    Idle,
    /// Events did not fit the queue: read every node that is watched.
    EventsLost,
}

/// How xenstore violated the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A message has more than 4096 bytes.
    TooLong,
    /// A response is for a request that was never made.
    Unknown,
    /// A response has another type, or transaction, than its request.
    Mismatch,
    /// A watch event has no path or token, or an error no name.
    Form,
}

impl From<PathError> for ErrorKind {
    #[inline]
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl From<TransportError> for ErrorKind {
    #[inline]
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<super::wire::TooLong> for ErrorKind {
    #[inline]
    fn from(_: super::wire::TooLong) -> Self {
        Self::TooLong
    }
}

impl fmt::Display for ErrorKind {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused(errno) => return errno.fmt(formatter),
            Self::Path(error) => return error.fmt(formatter),
            Self::Transport(error) => return error.fmt(formatter),
            Self::TooLong => "the request is too long",
            Self::Nul => "an argument contains a NUL",
            Self::Form => "the value has another form",
            Self::Changing => "the list of children keeps changing",
            Self::Protocol(Violation::TooLong) => "xenstore sent too long a message",
            Self::Protocol(Violation::Unknown) => "xenstore answered a request that was not made",
            Self::Protocol(Violation::Mismatch) => "xenstore answered another kind of request",
            Self::Protocol(Violation::Form) => "xenstore sent a malformed message",
            Self::Lost => "the connection was lost before",
            Self::InTransaction => "a transaction is open already",
            Self::Busy => "responses to other requests are outstanding",
            Self::Idle => "no request is under way",
            Self::EventsLost => "events of watches were lost",
        })
    }
}
