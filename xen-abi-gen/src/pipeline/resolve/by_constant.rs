//! What the comments say of each constant, found once: every operation asks.

use std::iter;

use crate::model::annotations::{ArgumentBlock, OpDoc, OpTarget};
use crate::model::facts::Facts;
use crate::model::hash::{HashMap, HashSet};
use crate::model::prose::{Follower, Heading, Statement};
use crate::pipeline::annotate::{Annotations, of_headers};

/// The annotations of the headers by constant.
///
/// Of several the first counts.
#[derive(Default)]
pub(super) struct ByConstant<'a> {
    /// What the line behind a constant says of its argument.
    pub(super) own_lines: HashMap<&'a str, &'a OpTarget>,
    /// The `argN:` lines above a constant.
    pub(super) argument_blocks: HashMap<&'a str, &'a ArgumentBlock>,
    /// The documentation of an operation.
    pub(super) op_docs: HashMap<&'a str, &'a OpDoc>,
    /// What the comment behind a constant says in words of its argument.
    pub(super) trailing: HashMap<&'a str, &'a Statement>,
    /// What the comment above a constant says in words of its argument.
    pub(super) above: HashMap<&'a str, &'a Statement>,
    /// The record right below a constant, and what stands with the constant there.
    pub(super) followers: HashMap<&'a str, &'a Follower>,
    /// The comments that start with a constant: all of them.
    pub(super) headings: HashMap<&'a str, Vec<&'a Heading>>,
    /// The definitions that were carried out: name, header, line.
    pub(super) active: HashSet<(&'a str, &'a str, u32)>,
    /// The values of the enumerators, by their names with and without `XEN_`.
    pub(super) enumerators: HashMap<&'a str, i128>,
}

impl<'a> ByConstant<'a> {
    /// Of the headers of one target.
    pub(super) fn new(facts: &'a Facts, annotations: &'a Annotations) -> Self {
        let mut found = Self::default();
        found
            .active
            .extend(facts.definitions.iter().map(|definition| {
                let location = &definition.location;
                (&*definition.name, &*location.header, location.line)
            }));
        for one in facts.enumerators() {
            let bare = one.name.strip_prefix("XEN_");
            for name in iter::once(&*one.name).chain(bare) {
                found.enumerators.entry(name).or_insert(one.value);
            }
        }
        for header in of_headers(facts, annotations) {
            for target in &header.op_targets {
                let Self {
                    own_lines, active, ..
                } = &mut found;
                let defines = |target: &OpTarget| {
                    let place = &target.location;
                    active.contains(&(&*target.constant, &*place.header, place.line))
                };
                let known = own_lines.entry(&target.constant).or_insert(target);
                // Conditions may choose one of several definitions.
                if !defines(known) && defines(target) {
                    *known = target;
                }
            }
            for block in &header.argument_blocks {
                found
                    .argument_blocks
                    .entry(&block.constant)
                    .or_insert(block);
            }
            for doc in &header.op_docs {
                found.op_docs.entry(&doc.constant).or_insert(doc);
            }
            for statement in &header.prose.statements {
                let statements = if statement.trailing {
                    &mut found.trailing
                } else {
                    &mut found.above
                };
                for constant in &statement.constants {
                    statements.entry(constant).or_insert(statement);
                }
            }
            for follower in &header.prose.followers {
                for constant in &follower.constants {
                    found.followers.entry(constant).or_insert(follower);
                }
            }
            for heading in &header.prose.headings {
                for constant in &heading.constants {
                    found.headings.entry(constant).or_default().push(heading);
                }
            }
        }
        found
    }
}
