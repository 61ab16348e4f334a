//! How much of their input the long proofs take: a sample, CI's part, or all of it.

use std::env;

/// How much a long proof takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// A sample, for `make test`.
    Sample,
    /// CI's part: `make test AMOUNT=part`.
    Part,
    /// All, which takes hours: `make proof`.
    Full,
}

impl Amount {
    /// The amount that `XEN_ABI_AMOUNT` selects.
    pub(crate) fn wanted() -> Self {
        match env::var("XEN_ABI_AMOUNT").as_deref() {
            Err(_) | Ok("") => Self::Sample,
            Ok("part") => Self::Part,
            Ok("full") => Self::Full,
            Ok(other) => panic!("XEN_ABI_AMOUNT is `{other}`, which is neither `part` nor `full`"),
        }
    }

    /// The same for tests of snapshots: at least a part while snapshots are written or reviewed.
    pub(crate) fn of_snapshots() -> Self {
        let set = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
        match Self::wanted() {
            Self::Sample if set("INSTA_UPDATE", "always") || set("INSTA_FORCE_PASS", "1") => {
                Self::Part
            }
            amount => amount,
        }
    }

    /// One of three numbers.
    pub(crate) fn of<T>(self, sample: T, part: T, full: T) -> T {
        match self {
            Self::Sample => sample,
            Self::Part => part,
            Self::Full => full,
        }
    }
}
