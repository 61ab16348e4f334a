//! Methods for the operations of toolstacks, which fit the release of Xen that was found.

use std::collections::{BTreeMap, BTreeSet};

use super::functions::Function;
use super::types::ItemPath;
use crate::model::annotations::Text;
use crate::model::release::Release;
use crate::model::target::Target;

/// A method that calls the function of the release that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// The operation's C name.
    pub operation: String,
    /// The signature of the function that it calls: parameters, result, guests.
    pub function: Function,
    /// The functions that it calls, by release.
    pub arms: Vec<Arm>,
    /// Whether some release has no such operation.
    pub is_partial: bool,
    /// The handles that are slices of the method, by the index of the parameter.
    pub slices: BTreeMap<usize, Slice>,
    /// The parameters that are the lengths of slices, by index, with the slices.
    pub lengths: BTreeMap<usize, Vec<usize>>,
    /// The parameters that are records for all releases, or slices of these, by index.
    pub unified: BTreeSet<usize>,
    /// Whether the result is such a record.
    pub is_result_unified: bool,
}

impl Method {
    /// Whether it can fail before it calls Xen.
    pub fn may_refuse(&self) -> bool {
        let mut records = self.unified.iter();
        let mut slices = self.slices.values();
        self.is_partial
            || records.any(|index| !self.slices.contains_key(index))
            || slices.any(|slice| slice.most().is_some())
    }
}

/// What a method calls for some releases.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The releases.
    pub releases: Vec<Release>,
    /// The function.
    pub function: ItemPath,
    /// The method of a release that returns the constant that the function takes first.
    pub constant: Option<String>,
}

/// A slice in the place of a handle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slice {
    /// Whether Xen writes the elements.
    pub mutable: bool,
    /// Whether the handle may be null.
    pub optional: bool,
    /// How it is passed, if it is a text, and whether Xen reads it, too.
    pub text: Option<(Text, bool)>,
}

impl Slice {
    /// The largest size of a text that Xen reads.
    pub fn most(&self) -> Option<u32> {
        let (text, is_read) = self.text?;
        text.most.filter(|_| is_read)
    }
}

/// A text of an operation or of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    /// The C name of the operation or the record.
    pub of: String,
    /// The parameter or member.
    pub name: String,
    /// The method, or the function of the record with its module.
    pub function: String,
    /// Whether that is a method which every target has.
    pub is_linked: bool,
    /// How a text goes to Xen, if it does.
    pub input: Option<TextInput>,
    /// Whether a text comes from Xen.
    pub is_output: bool,
}

/// How a text goes to Xen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextInput {
    /// Whether its size counts the NUL.
    pub nul: bool,
    /// The largest size in bytes, as far as that is known.
    pub most: Option<u64>,
}

/// How an operation is covered.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Its C name.
    pub operation: String,
    /// The releases that have it.
    pub releases: Vec<Release>,
    /// The module of its method.
    pub module: Vec<String>,
    /// Its method, or the reason why there is none.
    pub method: Result<String, String>,
    /// The paths of its functions, for the releases that each begins with, where every target has
    /// them.
    pub functions: Vec<(Release, Vec<String>)>,
    /// The slices without which it returns the size that it needs.
    pub sizes: Vec<String>,
    /// Whether it passes no interface version, as Xen declares it stable.
    pub is_stable: bool,
    /// Whether it has a record for all releases.
    pub is_unified: bool,
    /// The targets that have the method, where not all do.
    pub targets: Option<BTreeSet<Target>>,
}
