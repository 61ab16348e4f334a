//! The four architectures whose guests Xen's headers are read for.

use serde::{Deserialize, Serialize};

use super::annotations::Guest;

/// An architecture of a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// 64-bit x86.
    #[serde(rename = "x86_64")]
    X86_64,
    /// 32-bit x86.
    I686,
    /// 64-bit Arm.
    Aarch64,
    /// 32-bit Arm.
    Armv7,
}

impl Target {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::X86_64, Self::I686, Self::Aarch64, Self::Armv7];

    /// The name used on the command line and in the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::I686 => "i686",
            Self::Aarch64 => "aarch64",
            Self::Armv7 => "armv7",
        }
    }

    /// The triple that clang is given.
    pub const fn triple(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-unknown-linux-gnu",
            Self::I686 => "i686-unknown-linux-gnu",
            Self::Aarch64 => "aarch64-unknown-linux-gnu",
            Self::Armv7 => "armv7-unknown-linux-gnueabihf",
        }
    }

    /// Rust's `target_arch` for it.
    pub const fn rust_arch(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::I686 => "x86",
            Self::Aarch64 => "aarch64",
            Self::Armv7 => "arm",
        }
    }

    /// The kinds of guest that code for it can be.
    pub const fn guests(self) -> &'static [Guest] {
        match self {
            Self::X86_64 => &[Guest::Pv64, Guest::Hvm64],
            Self::I686 => &[Guest::Pv32, Guest::Hvm32],
            Self::Aarch64 | Self::Armv7 => &[Guest::Arm],
        }
    }

    /// The width of a machine word, of `long` and of a pointer, in bits.
    pub const fn word_bits(self) -> u8 {
        match self {
            Self::X86_64 | Self::Aarch64 => 64,
            Self::I686 | Self::Armv7 => 32,
        }
    }
}
