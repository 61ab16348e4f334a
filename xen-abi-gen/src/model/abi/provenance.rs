//! Where the argument of an operation is stated.

use serde::{Deserialize, Serialize};

/// Where an answer comes from, in the order in which these are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// A table that the person who runs the generator hands over.
    Override,
    /// The op's own line: `=> TYPE`.
    OwnLine,
    /// `argN:` lines.
    ArgumentBlock,
    /// The comment behind the constant, in words: `/* arg == foo_t */`.
    TrailingComment,
    /// The comment above the constant, in words: `arg == addr of struct foo`.
    Comment,
    /// The union member in the hypercall's record, by its comment or name.
    UnionMember,
    /// The record below a comment that starts with the op's name.
    Heading,
    /// The family's mapping (`PFX_* => struct pfx_*`).
    PrefixRule,
    /// The same where no annotation but the table has the mapping.
    CustomaryPrefix,
    /// The record right below the constant.
    Follower,
    /// The hypercall's prototype, which leaves nothing open.
    Prototype,
    /// The annotations of the project's own headers, by C name.
    Borrowed,
    /// The generator's table of what nothing else says.
    Exception,
    /// Nothing says that there is an argument.
    None,
}

impl Provenance {
    /// Its name in the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::OwnLine => "own-line",
            Self::ArgumentBlock => "argument-block",
            Self::TrailingComment => "trailing-comment",
            Self::Comment => "comment",
            Self::UnionMember => "union-member",
            Self::Heading => "heading",
            Self::PrefixRule => "prefix-rule",
            Self::CustomaryPrefix => "customary-prefix",
            Self::Follower => "follower",
            Self::Prototype => "prototype",
            Self::Borrowed => "borrowed",
            Self::Exception => "exception",
            Self::None => "none",
        }
    }

    /// Whether it is one of upstream's customs, which our own headers do not rest on.
    pub const fn is_custom(self) -> bool {
        matches!(
            self,
            Self::TrailingComment
                | Self::Comment
                | Self::UnionMember
                | Self::Heading
                | Self::CustomaryPrefix
                | Self::Follower
        )
    }
}
