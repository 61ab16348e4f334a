//! What the first half of a run results in.

use crate::diagnostics::{Diagnostics, SourceTexts};
use crate::model::abi::Interface;
use crate::model::release::Release;
use crate::pipeline::annotate::Annotations;

/// What a run has to say, with the texts that the messages point into.
#[derive(Debug, Default)]
pub struct Messages {
    /// The messages.
    pub diagnostics: Diagnostics,
    /// The texts.
    pub texts: SourceTexts,
}

/// What the passes made of the headers.
#[derive(Debug)]
pub struct Resolved {
    /// One per target, in the order asked for.
    pub interfaces: Vec<Interface>,
    /// The same as toolstacks see it, the oldest release first, where that was asked for too.
    pub for_toolstacks: Vec<ToolstackView>,
    /// The comments of every header.
    pub annotations: Annotations,
}

/// What toolstacks see of one release.
#[derive(Debug)]
pub struct ToolstackView {
    /// The release, where the tree says which one it states.
    pub release: Option<Release>,
    /// One per target.
    pub interfaces: Vec<Interface>,
}
