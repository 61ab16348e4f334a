//! What the comments say of each constant and family, found once: every operation asks.

use crate::model::annotations::{ArgumentBlock, Family, Mapping, OpDoc, OpTarget};
use crate::model::facts::{Definition, Facts, Record};
use crate::model::hash::{HashMap, HashSet};
use crate::pipeline::annotate::{Annotations, of_headers};

/// The annotations of the headers that were read, by what they are about. Of several the first
/// counts.
#[derive(Default)]
pub(super) struct Index<'a> {
    own_lines: HashMap<&'a str, &'a OpTarget>,
    argument_blocks: HashMap<&'a str, &'a ArgumentBlock>,
    op_docs: HashMap<&'a str, &'a OpDoc>,
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
        let active = facts
            .definitions
            .iter()
            .map(|one| (one.name.as_str(), &*one.location.header, one.location.line))
            .collect();
        let mut by_name: Vec<_> = facts.definitions.iter().zip(0..).collect();
        by_name.sort_unstable_by_key(|(one, number)| (one.name.as_str(), *number));
        let mut found = Self {
            active,
            by_name,
            ..Self::default()
        };
        for (key, record) in facts
            .records
            .iter()
            .filter(|(_, record)| record.outer.is_none())
        {
            found
                .records
                .entry(&record.location.header)
                .or_default()
                .push((key, record));
        }
        for header in of_headers(facts, annotations) {
            for target in &header.op_targets {
                found.own_lines.entry(&target.constant).or_insert(target);
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
            for family in &header.families {
                found.families.entry(&family.name).or_insert(family);
            }
        }
        found
    }

    /// The definitions whose names start alike, in source order.
    pub(super) fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &'a Definition> {
        let first = self
            .by_name
            .partition_point(|(one, _)| one.name.as_str() < prefix);
        let alike = self.by_name[first..]
            .iter()
            .take_while(|(one, _)| one.name.starts_with(prefix));
        let mut found: Vec<_> = alike.copied().collect();
        found.sort_unstable_by_key(|(_, number)| *number);
        found.into_iter().map(|(one, _)| one)
    }

    /// The outermost record whose declaration a definition stands in.
    pub(super) fn enclosing(&self, definition: &Definition) -> Option<&'a str> {
        let line = definition.location.line;
        let holds = |record: &Record| record.location.line < line && line < record.end_line;
        let records = self.records.get(&*definition.location.header)?;
        records
            .iter()
            .find(|(_, record)| holds(record))
            .map(|(key, _)| *key)
    }

    /// What the line behind a constant says of its argument.
    pub(super) fn own_line(&self, constant: &str) -> Option<&'a OpTarget> {
        self.own_lines.get(constant).copied()
    }

    /// The `argN:` lines above a constant.
    pub(super) fn argument_block(&self, constant: &str) -> Option<&'a ArgumentBlock> {
        self.argument_blocks.get(constant).copied()
    }

    /// The documentation of an operation.
    pub(super) fn op_doc(&self, constant: &str) -> Option<&'a OpDoc> {
        self.op_docs.get(constant).copied()
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
