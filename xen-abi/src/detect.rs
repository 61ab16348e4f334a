//! Finds the release of Xen that a toolstack runs on.

use core::fmt;

use crate::toolstack::{Release, Toolstack};
use crate::version;
use crate::xen::DomId;
use crate::{Errno, Hypercall};

impl<'x, X: Hypercall> Toolstack<'x, X> {
    /// Asks Xen for its release, and whether it takes that release's domctl and sysctl calls.
    ///
    /// The release comes from `XENVER_version`, since records have changed without a change of
    /// their interface version. Both interface versions are then tried: a build of Xen may differ
    /// from the release that it names.
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # use xen_abi::mock::Mock;
    /// use xen_abi::Errno;
    /// use xen_abi::toolstack::{Release, Toolstack};
    ///
    /// # let xen = Mock::new();
    /// # xen.answer(0x4_0014);
    /// # xen.answer(Errno::ESRCH.into_raw());
    /// # xen.answer(0);
    /// let toolstack = Toolstack::detect(&xen)?;
    /// assert_eq!(toolstack.release(), Release::V4_20);
    /// # Ok::<(), xen_abi::detect::DetectError>(())
    /// ```
    ///
    /// # Errors
    /// * [`Version`](DetectError::Version): Xen did not return its version
    /// * [`Unknown`](DetectError::Unknown): the release is older or newer than the known ones
    /// * [`Refused`](DetectError::Refused): Xen refuses an interface version of its release
    pub fn detect(xen: &'x X) -> Result<Self, DetectError> {
        let version = version::version(xen).map_err(DetectError::Version)?;
        let [major, minor] = [version >> 16, version & 0xffff].map(|number| number as u16);
        let release =
            Release::of_numbers(major, minor).ok_or(DetectError::Unknown { major, minor })?;
        // SAFETY: Xen says that it is of this release.
        let toolstack = unsafe { Self::of_release(xen, release) };
        // Xen compares the version first. No domain has this ID.
        let domctl = toolstack.getvcpuinfo(DomId::INVALID, 0);
        toolstack.check("domctl", domctl.err())?;
        let sysctl = toolstack.sched_id();
        toolstack.check("sysctl", sysctl.err())?;
        Ok(toolstack)
    }

    /// An error if Xen refused the interface version of a call.
    fn check(&self, interface: &'static str, errno: Option<Errno>) -> Result<(), DetectError> {
        match errno {
            Some(Errno::EACCES) => Err(DetectError::Refused {
                release: self.release(),
                interface,
            }),
            _ => Ok(()),
        }
    }
}

/// Why [`Toolstack::detect`] does not know how to call Xen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DetectError {
    /// `XENVER_version` failed.
    Version(Errno),
    /// Xen is no release of [`Release::ALL`].
    Unknown {
        /// The major number that Xen returned.
        major: u16,
        /// The minor number.
        minor: u16,
    },
    /// Xen refused a call with `EACCES`: its interface version is not that of the release, or for
    /// sysctl, the policy of XSM denies the call.
    Refused {
        /// The release that Xen returned.
        release: Release,
        /// The hypercall: `domctl` or `sysctl`.
        interface: &'static str,
    },
}

impl fmt::Display for DetectError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(errno) => write!(f, "Xen returned no version: {errno}"),
            Self::Unknown { major, minor } => {
                write!(
                    f,
                    "Xen is {major}.{minor}, and only these releases are known:"
                )?;
                for (number, release) in Release::ALL.iter().enumerate() {
                    let comma = if number == 0 { "" } else { "," };
                    write!(f, "{comma} {release}")?;
                }
                Ok(())
            }
            Self::Refused { release, interface } => {
                write!(
                    f,
                    "Xen is {release}, and refuses the {interface} calls of that release"
                )
            }
        }
    }
}

impl core::error::Error for DetectError {
    #[inline]
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Version(errno) => Some(errno),
            Self::Unknown { .. } | Self::Refused { .. } => None,
        }
    }
}
