//! The type whose methods are the operations of toolstacks.

/// Defines [`Toolstack`](crate::toolstack::Toolstack) and its error for an enum of releases.
///
/// `toolstack!(Release)`: the enum has `Display`, and `ALL` has its variants in order.
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
            /// A text is longer than Xen takes.
            TooLong {
                /// The C name of the operation, and the parameter.
                what: &'static str,
                /// The length of the text in bytes, without a NUL.
                length: usize,
                /// The largest length.
                most: usize,
            },
        }

        impl CallError {
            /// The release has no such operation or member: these releases have it.
            #[cold]
            #[inline]
            pub(crate) fn missing(
                what: &'static str,
                release: $release,
                first: $release,
                last: $release,
            ) -> Self {
                Self::Missing {
                    what,
                    release,
                    known: &$release::ALL[first as usize..=last as usize],
                }
            }

            /// An error if a text is longer than Xen takes.
            #[allow(dead_code, reason = "headers may have no texts")]
            #[inline]
            pub(crate) fn check_text(
                what: &'static str,
                length: Option<usize>,
                most: usize,
            ) -> Result<(), Self> {
                match length {
                    Some(length) if length > most => Err(Self::TooLong { what, length, most }),
                    _ => Ok(()),
                }
            }

            /// An error if the release is none of those that have an operation or a member.
            #[inline]
            pub(crate) fn require(
                what: &'static str,
                release: $release,
                first: $release,
                last: $release,
            ) -> Result<(), Self> {
                match first <= release && release <= last {
                    true => Ok(()),
                    false => Err(Self::missing(what, release, first, last)),
                }
            }

            /// Xen's error, if the call reached Xen.
            #[inline]
            pub const fn errno(self) -> Option<$crate::Errno> {
                match self {
                    Self::Xen(errno) => Some(errno),
                    Self::Missing { .. } | Self::TooLong { .. } => None,
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
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let (what, release, known) = match self {
                    Self::Xen(errno) => return core::fmt::Display::fmt(errno, f),
                    Self::TooLong { what, length, most } => {
                        return write!(f, "{what} has {length} bytes, and may have {most}");
                    }
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

        /// A record for all releases, or a member of one, as a release has it.
        pub(crate) trait ForRelease<V>: Sized {
            /// Makes it the record or the member of the release.
            fn for_release(&self, release: $release) -> Result<V, CallError>;

            /// Passes the record to the call of a release.
            #[allow(dead_code, reason = "headers may have no such record")]
            #[inline]
            fn pass<T>(
                &self,
                release: $release,
                call: impl FnOnce(&V) -> Result<T, $crate::Errno>,
            ) -> Result<T, CallError> {
                Ok(call(&self.for_release(release)?)?)
            }

            /// Passes the record to the call of a release, and takes over what Xen wrote.
            #[allow(dead_code, reason = "headers may have no such record")]
            #[inline]
            fn exchange<T>(
                &mut self,
                release: $release,
                call: impl FnOnce(&mut V) -> Result<T, $crate::Errno>,
            ) -> Result<T, CallError>
            where
                Self: From<V>,
            {
                let mut record = self.for_release(release)?;
                let result = call(&mut record);
                *self = record.into();
                Ok(result?)
            }
        }

        impl<V: Copy> ForRelease<V> for V {
            #[inline]
            fn for_release(&self, _: $release) -> Result<V, CallError> {
                Ok(*self)
            }
        }

        impl<V: $crate::Plain> ForRelease<V> for Option<V> {
            #[inline]
            fn for_release(&self, _: $release) -> Result<V, CallError> {
                Ok(self.unwrap_or_else($crate::Plain::zeroed))
            }
        }
    };
}
