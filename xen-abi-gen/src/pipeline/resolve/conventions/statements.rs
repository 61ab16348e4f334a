//! The prose of every header that was read, by constant.

use crate::model::facts::Facts;
use crate::model::hash::HashMap;
use crate::model::prose::{Follower, Heading, Statement};
use crate::pipeline::annotate::{Annotations, of_headers};

/// What the prose of every header that was read says, by constant.
#[derive(Default)]
pub(crate) struct Statements<'a> {
    trailing: HashMap<&'a str, &'a Statement>,
    above: HashMap<&'a str, &'a Statement>,
    followers: HashMap<&'a str, &'a Follower>,
    headings: HashMap<&'a str, Vec<&'a Heading>>,
}

impl<'a> Statements<'a> {
    /// Of the headers of one target. Of two statements about one constant the first counts.
    pub(crate) fn new(facts: &Facts, annotations: &'a Annotations) -> Self {
        let mut found = Self::default();
        for prose in of_headers(facts, annotations).map(|header| &header.prose) {
            for statement in &prose.statements {
                let place = if statement.trailing {
                    &mut found.trailing
                } else {
                    &mut found.above
                };
                for constant in &statement.constants {
                    place.entry(constant).or_insert(statement);
                }
            }
            for follower in &prose.followers {
                for constant in &follower.constants {
                    found.followers.entry(constant).or_insert(follower);
                }
            }
            for heading in &prose.headings {
                for constant in &heading.constants {
                    found.headings.entry(constant).or_default().push(heading);
                }
            }
        }
        found
    }

    /// What the comment behind a constant says of its argument.
    pub(crate) fn trailing(&self, constant: &str) -> Option<&'a Statement> {
        self.trailing.get(constant).copied()
    }

    /// What the comment above a constant says of its argument.
    pub(crate) fn above(&self, constant: &str) -> Option<&'a Statement> {
        self.above.get(constant).copied()
    }

    /// The record right below a constant, and what stands with the constant there.
    pub(crate) fn follower(&self, constant: &str) -> Option<&'a Follower> {
        self.followers.get(constant).copied()
    }

    /// The comments that start with a constant.
    pub(crate) fn headings(&self, constant: &str) -> impl Iterator<Item = &'a Heading> {
        self.headings.get(constant).into_iter().flatten().copied()
    }
}
