//! A release of Xen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A release, by its two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Release {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
}

impl Release {
    /// The value of `XEN_RELEASE` for it, `0xMMmm`; `None` if a number of it has more than 8 bits.
    pub fn code(self) -> Option<u32> {
        let [major, minor] = [self.major, self.minor].map(u8::try_from);
        Some(u32::from(u16::from_be_bytes([major.ok()?, minor.ok()?])))
    }
}

impl Release {
    /// The release that a value of `XEN_RELEASE` stands for.
    pub fn of_code(code: i128) -> Option<Self> {
        let [major, minor] = u16::try_from(code).ok()?.to_be_bytes();
        Some(Self {
            major: major.into(),
            minor: minor.into(),
        })
    }
}

impl TryFrom<String> for Release {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Release> for String {
    fn from(release: Release) -> Self {
        release.to_string()
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Release {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once('.')
            .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let (major, minor) = numbers
            .ok_or_else(|| format!("`{text}` is no release: expected two numbers, such as 4.20"))?;
        Ok(Self { major, minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coded_in_two_bytes() {
        for (text, code) in [
            ("4.0", Some(0x0400)),
            ("4.22", Some(0x0416)),
            ("255.255", Some(0xffff)),
            ("4.256", None),
            ("256.0", None),
        ] {
            let release: Release = text.parse().expect("a release");
            assert_eq!(release.code(), code, "{text}");
            let back = code.and_then(|code| Release::of_code(code.into()));
            assert_eq!(back, code.map(|_| release), "{text}");
        }
    }
}
