//! The type whose methods are the operations of toolstacks.

/// Defines [`Toolstack`](crate::toolstack::Toolstack) and its error for an enum of releases.
///
/// `toolstack!(Release)`: the enum has `Display`.
#[doc(hidden)]
#[macro_export]
macro_rules! toolstack {
    ($release:ident) => {
        /// Calls of toolstacks in the form of one release of Xen.
        ///
        /// Each operation is a method. It passes the interface version of the release and fails if
        /// that release has no such operation.
        #[derive(Debug)]
        pub struct Toolstack<'x, X> {
            xen: &'x X,
            release: $release,
        }

        impl<X> Clone for Toolstack<'_, X> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<X> Copy for Toolstack<'_, X> {}

        impl<'x, X> Toolstack<'x, X> {
            /// Calls in the form of a release that is known otherwise.
            ///
            /// # Safety
            ///
            /// Xen must be of that release, or refuse the calls of it. Under one interface version,
            /// another release may write larger records than the calls have memory for.
            #[inline]
            pub const unsafe fn of_release(xen: &'x X, release: $release) -> Self {
                Self { xen, release }
            }

            /// The release whose form the calls have.
            #[inline]
            pub const fn release(&self) -> $release {
                self.release
            }

            /// The back end.
            #[inline]
            pub const fn xen(&self) -> &'x X {
                self.xen
            }
        }

        /// Why a call failed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum CallError {
            /// Xen's error.
            Xen($crate::Errno),
            /// The release has no such operation or member.
            Missing {
                /// The C name of the operation, or the operation and its member.
                what: &'static str,
                /// The release.
                release: $release,
                /// The releases that have it.
                known: &'static [$release],
            },
        }

        impl CallError {
            /// The release has no such operation or member.
            #[cold]
            pub(crate) const fn missing(
                what: &'static str,
                release: $release,
                known: &'static [$release],
            ) -> Self {
                Self::Missing {
                    what,
                    release,
                    known,
                }
            }

            /// Xen's error, if the call reached Xen.
            pub const fn errno(self) -> Option<$crate::Errno> {
                match self {
                    Self::Xen(errno) => Some(errno),
                    Self::Missing { .. } => None,
                }
            }
        }

        impl From<$crate::Errno> for CallError {
            #[inline]
            fn from(errno: $crate::Errno) -> Self {
                Self::Xen(errno)
            }
        }

        impl core::fmt::Display for CallError {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let (what, release, known) = match self {
                    Self::Xen(errno) => return core::fmt::Display::fmt(errno, f),
                    Self::Missing {
                        what,
                        release,
                        known,
                    } => (what, release, known),
                };
                write!(f, "Xen {release} has no {what}: it is in")?;
                for (number, release) in known.iter().enumerate() {
                    let comma = if number == 0 { "" } else { "," };
                    write!(f, "{comma} {release}")?;
                }
                Ok(())
            }
        }

        impl core::error::Error for CallError {}
    };
}
