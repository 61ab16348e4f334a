//! What the comments say of each constant and family, found once: every operation asks.

use crate::model::annotations::{ArgumentBlock, Family, Mapping, OpDoc, OpTarget};
use crate::model::facts::{Definition, Facts, Record};
use crate::model::hash::{HashMap, HashSet};
use crate::model::prose::{Follower, Heading, Statement};
use crate::pipeline::annotate::{Annotations, of_headers};

/// The annotations of the headers that were read, by the constant or family that they are about. Of
/// several the first counts.
#[derive(Default)]
pub(super) struct Index<'a> {
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
    families: HashMap<&'a str, &'a Family>,
    /// The definitions that were carried out: name, header, line.
    active: HashSet<(&'a str, &'a str, u32)>,
    /// The same by name, each with its number in source order.
    by_name: Vec<(&'a Definition, usize)>,
    /// The records of each header that stand in no other, with their keys.
    records: HashMap<&'a str, Vec<(&'a str, &'a Record)>>,
}

impl<'a> Index<'a> {
    /// Of the headers of one target.
    pub(super) fn new(facts: &'a Facts, annotations: &'a Annotations) -> Self {
        let mut found = Self::default();
        for (definition, number) in facts.definitions.iter().zip(0..) {
            let location = &definition.location;
            let place = (&*definition.name, &*location.header, location.line);
            found.active.insert(place);
            found.by_name.push((definition, number));
        }
        found
            .by_name
            .sort_unstable_by_key(|(one, number)| (&*one.name, *number));
        for (key, record) in &facts.records {
            if record.outer.is_none() {
                let of_header = found.records.entry(&record.location.header);
                of_header.or_default().push((key, record));
            }
        }
        for header in of_headers(facts, annotations) {
            for target in &header.op_targets {
                found.own_lines.entry(&target.constant).or_insert(target);
            }
            for block in &header.argument_blocks {
                let of_constant = found.argument_blocks.entry(&block.constant);
                of_constant.or_insert(block);
            }
            for doc in &header.op_docs {
                found.op_docs.entry(&doc.constant).or_insert(doc);
            }
            for family in &header.families {
                found.families.entry(&family.name).or_insert(family);
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

    /// The definitions whose names start alike, in source order.
    pub(super) fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &'a Definition> {
        let first = self.by_name.partition_point(|(one, _)| *one.name < *prefix);
        let alike = self.by_name[first..].iter();
        let alike = alike.take_while(|(one, _)| one.name.starts_with(prefix));
        let mut found: Vec<_> = alike.copied().collect();
        found.sort_unstable_by_key(|(_, number)| *number);
        found.into_iter().map(|(one, _)| one)
    }

    /// The outermost record whose declaration a definition stands in.
    pub(super) fn enclosing(&self, definition: &Definition) -> Option<&'a str> {
        let line = definition.location.line;
        let mut records = self.records.get(&*definition.location.header)?.iter();
        let (key, _) =
            records.find(|(_, record)| record.location.line < line && line < record.end_line)?;
        Some(key)
    }

    /// What a family's members start with, and what that becomes: keyword and prefix of the record.
    pub(super) fn mapping(&self, family: &str) -> Option<(&'a str, &'static str, &'a str)> {
        let found = self.families.get(family)?;
        let prefix = found.prefix.as_deref()?;
        match &found.mapping {
            Mapping::Struct(target) => Some((prefix, "struct ", target)),
            Mapping::Union(target) => Some((prefix, "union ", target)),
            Mapping::None | Mapping::Function(_) => None,
        }
    }

    /// Whether the definition at a place was carried out.
    pub(super) fn is_active(&self, name: &str, header: &str, line: u32) -> bool {
        self.active.contains(&(name, header, line))
    }
}
