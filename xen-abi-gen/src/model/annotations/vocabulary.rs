//! The terms of annotations: directions, natures, references, kinds of guest.

use serde::{Deserialize, Serialize};

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the guest to Xen.
    In,
    /// From Xen to the guest.
    Out,
    /// Both.
    #[serde(rename = "inout", alias = "in-out")]
    InOut,
}

impl Direction {
    /// Its name in the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::InOut => "inout",
        }
    }
}

/// What an integer carries besides a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Nothing that memory depends on.
    Plain,
    /// A guest frame number.
    Gfn,
    /// A machine frame number.
    Mfn,
    /// A pseudo-physical frame number.
    Pfn,
    /// A machine address.
    MachineAddress,
    /// A guest virtual address.
    VirtualAddress,
    /// A guest physical address.
    GuestAddress,
}

impl Nature {
    /// Whether it is an address or a frame number.
    pub const fn is_address(self) -> bool {
        !matches!(self, Self::Plain)
    }
}

/// What the values of a field or an argument are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// `=> enum NAME`, `/* enum NAME */`.
    Enum(String),
    /// `=> flags NAME`.
    Flags(String),
    /// `PFX_*`: any constant of that prefix.
    Prefix(String),
    /// `=> gfn`, `=> mfn`, `=> pfn`, `=> maddr`, `=> vaddr`, `=> gaddr`.
    Nature(Nature),
    /// `=> by FIELD`: the sibling that selects the member of a union.
    SelectedBy(String),
    /// `=> constant NAME`: always that constant.
    Constant(String),
    /// `=> OUT [FIELD]`: a handle to as many elements as the sibling says.
    Elements {
        /// The sibling.
        count: String,
        /// The direction of the elements.
        direction: Direction,
        /// `of errors`: each is the result of an element of the others, 0 or a negative error.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        errors: bool,
    },
    /// `=> memory OUT [FIELD * 8]`: a handle, which the caller sets, or elements behind a record.
    Memory {
        /// How many elements there are: the product of these.
        count: Vec<CountFactor>,
        /// The direction of the elements.
        direction: Direction,
        /// `of text`: the elements are the characters of a text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
    },
    /// `=> text`: an array of characters, which a NUL ends if there is room.
    Text,
}

/// How a text behind a handle is passed: `of text with NUL up to 128`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// `with NUL`: the size of a text that goes in counts the NUL at its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nul: bool,
    /// `up to N`: the largest size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

impl Reference {
    /// The family that the values are of.
    pub fn family(&self) -> Option<&str> {
        match self {
            Self::Enum(name) | Self::Flags(name) => Some(name),
            _ => None,
        }
    }

    /// The siblings that say how many elements there are.
    pub fn counts(&self) -> Vec<&str> {
        match self {
            Self::Elements { count, .. } => vec![count],
            Self::Memory { count, .. } => {
                let members = count.iter().flat_map(|factor| match factor {
                    CountFactor::Number(_) => vec![],
                    CountFactor::Member(name) | CountFactor::Quotient(name, _) => vec![&**name],
                    CountFactor::Range(first, last) => vec![&**first, &**last],
                });
                members.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the values are addresses or frame numbers.
    pub fn is_address(&self) -> bool {
        matches!(self, Self::Nature(nature) if nature.is_address())
    }
}

/// A factor of a number of elements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountFactor {
    /// A number.
    Number(u32),
    /// The value of a sibling.
    Member(String),
    /// `FIELD / 8`: the value of a sibling by a number, rounded up.
    Quotient(String, u32),
    /// `FIRST..=LAST`: how many numbers there are from one sibling to another.
    Range(String, String),
}

/// A kind of guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guest {
    /// Paravirtualised, 32-bit.
    Pv32,
    /// Paravirtualised, 64-bit.
    Pv64,
    /// Hardware-virtualised x86, 32-bit.
    Hvm32,
    /// Hardware-virtualised x86, 64-bit.
    Hvm64,
    /// Arm.
    Arm,
}

impl Guest {
    /// Its name in annotations, documentation and the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pv32 => "pv32",
            Self::Pv64 => "pv64",
            Self::Hvm32 => "hvm32",
            Self::Hvm64 => "hvm64",
            Self::Arm => "arm",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pv32, Self::Pv64, Self::Hvm32, Self::Hvm64, Self::Arm]
            .into_iter()
            .find(|guest| guest.name() == name)
    }
}
