//! What the gate finds: an interface with its version, and stable operations that changed.

use serde::Serialize;

use crate::diff::Judged;

/// What the gate says of two sides.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The interfaces that have a version, by its name.
    pub interfaces: Vec<Interface>,
    /// The stable operations that changed, by name.
    pub stable: Vec<StableOp>,
}

/// An interface with a version.
#[derive(Clone, Debug)]
pub struct Interface {
    /// The constant.
    pub version: String,
    /// What the old side states of it.
    pub old: Option<VersionConstant>,
    /// What the new side states of it.
    pub new: Option<VersionConstant>,
    /// Whether it moved, and whether it had to.
    pub state: State,
    /// The changes that break callers of the old side.
    pub breaking: Vec<Judged>,
    /// How many changes only add something.
    pub additive: usize,
}

/// What a side states of a constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConstant {
    /// Its value.
    pub value: i128,
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
}

/// Whether a version moved, and whether it had to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It stayed, and nothing breaks.
    Stayed,
    /// It moved, and something breaks.
    Moved,
    /// It stayed, although something breaks.
    MustMove,
    /// It moved, although nothing breaks.
    MovedWithoutNeed,
    /// Only the new side has the interface.
    Added,
    /// Only the old side has the interface.
    Removed,
}

impl State {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stayed => "stayed",
            Self::Moved => "moved",
            Self::MustMove => "must move",
            Self::MovedWithoutNeed => "moved without need",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// A stable operation that changed.
#[derive(Clone, Debug)]
pub struct StableOp {
    /// Its constant.
    pub name: String,
    /// Its header on the old side, and its line there.
    pub place: (String, u32),
    /// The changes that break its callers.
    pub breaking: Vec<Judged>,
    /// Whether the new side has it under the version of its interface.
    pub lost: bool,
}

impl Gate {
    /// Whether a version must move that did not, or a stable operation changed.
    pub fn fails(&self) -> bool {
        let mut interfaces = self.interfaces.iter();
        !self.stable.is_empty() || interfaces.any(|one| one.state == State::MustMove)
    }

    /// Keeps what is about one of these headers.
    pub fn only(&mut self, headers: &[String]) {
        self.interfaces
            .retain(|one| headers.iter().any(|header| header == one.header()));
        self.stable.retain(|op| headers.contains(&op.place.0));
    }
}

impl Interface {
    /// The header that defines the version: the new side's, if it is there.
    pub fn header(&self) -> &str {
        let stated = self.new.as_ref().or(self.old.as_ref());
        stated.map_or("", |stated| &stated.header)
    }
}
