//! The parsed comments of a header: positions, without target and conditionals.

mod declarations;
mod families;
mod operations;
mod signatures;
mod vocabulary;

use std::collections::BTreeMap;

pub use declarations::{Distinct, Note, Releases};
pub use families::{AnnotatedFamily, AnnotatedMember, FamilyKind, Mapping};
pub use operations::{
    Argument, ArgumentBlock, ArgumentForm, BufferLine, DirectionLine, OpDoc, OpTarget, Refusal,
    ReturnsLine,
};
pub use signatures::{ArrayText, Description, Holds, OpsLine, Signature, SignatureParam, TypeText};
pub use vocabulary::{CountFactor, Direction, Guest, Nature, Reference, Text};

use super::location::{HeaderPath, Location};
use super::prose::Prose;

/// Everything that the comments of one header say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeaderAnnotations {
    /// The header.
    pub header: HeaderPath,
    /// `incontents` lines, in order.
    pub contents: Vec<ContentsEntry>,
    /// The releases of Xen that the tree states, where this header lists them.
    pub releases: Option<Releases>,
    /// Families of constants, in order.
    pub families: Vec<AnnotatedFamily>,
    /// Signatures of hypercalls, in order.
    pub signatures: Vec<Signature>,
    /// Blocks of `argN:` lines, in order.
    pub argument_blocks: Vec<ArgumentBlock>,
    /// `=> TYPE` on the line of an op's own `#define`.
    pub op_targets: Vec<OpTarget>,
    /// ``` ` distinct``` on the line of a typedef, by that line.
    pub distinct: BTreeMap<u32, Distinct>,
    /// The documentation of ops, in order.
    ///
    /// A comment documents an op if it starts with the op's name (`EVTCHNOP_close: …`), or if it is
    /// directly above the `#define` of a member of a family, or has `argN:` lines or an op's
    /// blocks.
    pub op_docs: Vec<OpDoc>,
    /// The errors that `Errors:` blocks name, in order, and where.
    pub error_names: Vec<(String, Location)>,
    /// The directions of section comments (`/* OUT parameters */`), by line.
    ///
    /// They apply to the fields below them. It holds until the next one or the end of the record.
    pub sections: BTreeMap<u32, Direction>,
    /// The comments of declarations and `#define`s, by the documented line.
    ///
    /// A comment ends on the line above, or trails the line. Where both exist, the trailing one's
    /// note wins and the texts are joined.
    pub notes: BTreeMap<u32, Note>,
    /// Prose and the order of lines that state arguments of operations.
    pub prose: Prose,
}

/// A table-of-contents line: `` `incontents 150 evtchn Event Channels``.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentsEntry {
    /// The sort key.
    pub sequence: u32,
    /// The anchor.
    pub anchor: String,
    /// The title.
    pub title: String,
    /// The rest of the comment it stands in: documentation of the header.
    pub text: Doc,
    /// Where it stands.
    pub location: Location,
}

/// Prose from a comment: paragraphs, without the comment's frame.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Doc {
    /// Its lines, outer blanks and leading stars removed; an empty one ends a paragraph.
    pub lines: Vec<String>,
}
