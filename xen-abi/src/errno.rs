//! Xen's error numbers: the generated type and constants, with the traits that errors have in Rust.

use core::fmt;

#[doc(inline)]
pub use crate::generated::errno::*;

impl fmt::Display for Errno {
    /// Writes the name that Xen's headers give the error, or its number where they give none.
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => formatter.pad(name),
            None if self.code() > 0 => write!(formatter, "error {}", self.code()),
            // No error, but no success of the convention either.
            None => write!(formatter, "unexpected result {}", -self.code()),
        }
    }
}

impl core::error::Error for Errno {}

impl Errno {
    /// The result word by which Xen reports this error: what a handler of the mock returns.
    #[inline]
    pub const fn into_raw(self) -> usize {
        self.to_result() as isize as usize
    }
}

#[cfg(feature = "std")]
mod io {
    //! Conversions to and from the standard library's error.

    use super::Errno;
    use std::io::{Error, ErrorKind};

    /// Pairs of an error number and the kind that says the same. Where several numbers share a
    /// kind, the first is the one that the kind is turned back into.
    const KINDS: &[(Errno, ErrorKind)] = &[
        (Errno::EACCES, ErrorKind::PermissionDenied),
        (Errno::EPERM, ErrorKind::PermissionDenied),
        (Errno::ENOENT, ErrorKind::NotFound),
        (Errno::E2BIG, ErrorKind::ArgumentListTooLong),
        (Errno::EAGAIN, ErrorKind::WouldBlock),
        (Errno::ENOMEM, ErrorKind::OutOfMemory),
        (Errno::EBUSY, ErrorKind::ResourceBusy),
        (Errno::EEXIST, ErrorKind::AlreadyExists),
        (Errno::EXDEV, ErrorKind::CrossesDevices),
        (Errno::ENOTDIR, ErrorKind::NotADirectory),
        (Errno::EISDIR, ErrorKind::IsADirectory),
        (Errno::EINVAL, ErrorKind::InvalidInput),
        (Errno::ENOSPC, ErrorKind::StorageFull),
        (Errno::EROFS, ErrorKind::ReadOnlyFilesystem),
        (Errno::EMLINK, ErrorKind::TooManyLinks),
        (Errno::EDEADLK, ErrorKind::Deadlock),
        (Errno::ENOSYS, ErrorKind::Unsupported),
        (Errno::EOPNOTSUPP, ErrorKind::Unsupported),
        (Errno::ENOTEMPTY, ErrorKind::DirectoryNotEmpty),
        (Errno::EBADMSG, ErrorKind::InvalidData),
        (Errno::EILSEQ, ErrorKind::InvalidData),
        (Errno::EADDRINUSE, ErrorKind::AddrInUse),
        (Errno::EADDRNOTAVAIL, ErrorKind::AddrNotAvailable),
        (Errno::ENOTCONN, ErrorKind::NotConnected),
        (Errno::ETIMEDOUT, ErrorKind::TimedOut),
        (Errno::ETIME, ErrorKind::TimedOut),
        (Errno::ECONNREFUSED, ErrorKind::ConnectionRefused),
    ];

    // The description of the interface does not see the condition of a private module.
    #[cfg(feature = "std")]
    impl From<Errno> for Error {
        /// Keeps the number, so that converting back gives the same error.
        fn from(errno: Errno) -> Self {
            let kind = KINDS
                .iter()
                .find(|(known, _)| *known == errno)
                .map_or(ErrorKind::Other, |(_, kind)| *kind);
            Error::new(kind, errno)
        }
    }

    #[cfg(feature = "std")]
    impl TryFrom<Error> for Errno {
        /// An error that says nothing in Xen's terms is handed back.
        type Error = Error;

        fn try_from(error: Error) -> Result<Self, Self::Error> {
            if let Some(errno) = error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<Errno>())
            {
                return Ok(*errno);
            }
            // Xen took its numbers from Linux, where the architectures that Xen runs on agree.
            if cfg!(target_os = "linux") {
                if let Some(errno) = error.raw_os_error().and_then(Errno::new) {
                    return Ok(errno);
                }
            }
            match KINDS.iter().find(|(_, kind)| *kind == error.kind()) {
                Some((errno, _)) => Ok(*errno),
                None => Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::Errno;
    use std::string::ToString;

    #[test]
    fn display_uses_the_names_of_the_headers() {
        assert_eq!(Errno::EINVAL.to_string(), "EINVAL");
        assert_eq!(Errno::new(2000).unwrap().to_string(), "error 2000");
        assert_eq!(std::format!("{:>8}", Errno::EPERM), "   EPERM");
        assert_eq!(
            Errno::from_result(7).unwrap().to_string(),
            "unexpected result 7"
        );
    }

    #[test]
    fn only_positive_numbers_are_errors() {
        assert_eq!(Errno::new(0), None);
        assert_eq!(Errno::new(-22), None);
        assert_eq!(Errno::new(22), Some(Errno::EINVAL));
    }

    #[cfg(feature = "std")]
    mod io {
        use crate::Errno;
        use std::io::{Error, ErrorKind};

        #[test]
        fn every_number_is_converted_back_to_itself() {
            // Miri takes a second for some fifty.
            for code in (1..=4095).step_by(if cfg!(miri) { 97 } else { 1 }) {
                let errno = Errno::new(code).unwrap();
                assert_eq!(Errno::try_from(Error::from(errno)).unwrap(), errno);
            }
        }

        #[test]
        fn known_numbers_get_their_kind() {
            assert_eq!(
                Error::from(Errno::EPERM).kind(),
                ErrorKind::PermissionDenied
            );
            assert_eq!(Error::from(Errno::EEXIST).kind(), ErrorKind::AlreadyExists);
            assert_eq!(Error::from(Errno::ENOSYS).kind(), ErrorKind::Unsupported);
            assert_eq!(Error::from(Errno::ESRCH).kind(), ErrorKind::Other);
        }

        #[test]
        fn other_errors_are_converted_by_their_kind() {
            let refused = Error::from(ErrorKind::ConnectionRefused);
            assert_eq!(Errno::try_from(refused).unwrap(), Errno::ECONNREFUSED);
            let denied = Error::new(ErrorKind::PermissionDenied, "no");
            assert_eq!(Errno::try_from(denied).unwrap(), Errno::EACCES);
            let unknown = Errno::try_from(Error::from(ErrorKind::WriteZero)).unwrap_err();
            assert_eq!(unknown.kind(), ErrorKind::WriteZero);
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn numbers_of_the_operating_system_are_the_same() {
            assert_eq!(
                Errno::try_from(Error::from_raw_os_error(3)).unwrap(),
                Errno::ESRCH
            );
        }
    }
}
