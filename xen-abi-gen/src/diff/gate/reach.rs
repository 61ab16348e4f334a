//! What the callers of an interface pass: records, operations, hypercalls.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::Kind;
use crate::diff::reach::{MemberKey, reachable, reachable_without, with_containers};
use crate::diff::types::{canonical, record_within};
use crate::model::document::{Document, Op};

/// How the document states that a member always holds a constant.
const CONSTANT: &str = "constant ";

/// The constants that members of records always hold.
pub(super) fn versions(document: &Document) -> BTreeSet<String> {
    let fields = document.records.values().flat_map(|record| &record.fields);
    let constants = fields.filter_map(|field| field.values.as_deref()?.strip_prefix(CONSTANT));
    constants.map(str::to_owned).collect()
}

/// What an interface reaches on one side.
pub(super) struct Reach {
    records: BTreeSet<String>,
    /// The operations that carry the version.
    pub(super) ops: BTreeSet<String>,
    hypercalls: BTreeSet<String>,
    /// The operations that do not.
    pub(super) stable: BTreeMap<String, Stable>,
    /// The members that hold the arguments of stable operations.
    apart: BTreeSet<MemberKey>,
}

/// What a stable operation reaches.
pub(super) struct Stable {
    /// The operation's header and line.
    pub(super) place: (String, u32),
    /// The record that carries it, of which all members count.
    carrier: String,
    records: BTreeSet<String>,
    members: BTreeSet<MemberKey>,
}

impl Reach {
    /// The reach of the interface with this version.
    pub(super) fn of(document: &Document, version: &str) -> Self {
        let mut roots: BTreeMap<&str, &str> = BTreeMap::new();
        for (key, record) in &document.records {
            let holds = record.fields.iter().find(|field| {
                let constant = field
                    .values
                    .as_deref()
                    .and_then(|said| said.strip_prefix(CONSTANT));
                constant == Some(version)
            });
            if let Some(member) = holds {
                roots.insert(key, &member.name);
            }
        }
        let mut reach = Self {
            records: BTreeSet::new(),
            ops: BTreeSet::new(),
            hypercalls: BTreeSet::new(),
            stable: BTreeMap::new(),
            apart: BTreeSet::new(),
        };
        for (name, call) in &document.hypercalls {
            let params = call.params.iter();
            let mut passed = params.filter_map(|param| record_of(document, &param.r#type));
            let carrier = passed.find(|key| roots.contains_key(key.as_str()));
            if carrier.is_some() {
                reach.hypercalls.insert(name.clone());
            }
            for op in &call.ops {
                reach.add(document, op, carrier.as_deref(), &roots);
            }
        }
        let roots = roots.into_keys().map(str::to_owned).collect();
        let roots = with_containers(document, roots);
        reach.records = reachable_without(document, roots, &reach.apart);
        reach
    }

    /// Adds an operation of a hypercall, which the record `carrier` carries, if that has a version.
    fn add(
        &mut self,
        document: &Document,
        op: &Op,
        carrier: Option<&str>,
        roots: &BTreeMap<&str, &str>,
    ) {
        let args = op
            .args
            .iter()
            .filter_map(|arg| record_of(document, &arg.r#type));
        let args: Vec<String> = args.collect();
        let Some((carrier, version)) = carrier.and_then(|key| Some((key, *roots.get(key)?))) else {
            // The argument itself may have a version.
            if args.iter().any(|key| roots.contains_key(key.as_str())) {
                self.ops.insert(op.name.clone());
            }
            return;
        };
        // Neither side uses the member with the version.
        if op.directions.get(version) != Some(&None) {
            self.ops.insert(op.name.clone());
            return;
        }
        let members = op
            .args
            .iter()
            .filter_map(|arg| member(document, carrier, &arg.name));
        let members: BTreeSet<MemberKey> = members.collect();
        self.apart.extend(members.iter().cloned());
        let stable = Stable {
            place: (op.header.clone(), op.line),
            carrier: carrier.to_owned(),
            records: reachable(document, args),
            members,
        };
        self.stable.insert(op.name.clone(), stable);
    }

    /// Whether a change is about something that carries the version.
    pub(super) fn has(&self, change: SideOf<'_>) -> bool {
        match change.kind {
            Kind::Op => self.ops.contains(change.name),
            Kind::Hypercall => self.hypercalls.contains(change.name),
            Kind::Field if self.apart.contains(&member_of(change)) => false,
            _ => change
                .record()
                .is_some_and(|key| self.records.contains(key)),
        }
    }
}

impl Stable {
    /// Whether a change is about the operation of that name, or about what it passes.
    pub(super) fn has(&self, name: &str, change: SideOf<'_>) -> bool {
        let of_record = change
            .record()
            .is_some_and(|key| key == self.carrier || self.records.contains(key));
        (change.kind == Kind::Op && change.name == name)
            || of_record
            || (change.kind == Kind::Field && self.members.contains(&member_of(change)))
    }
}

fn member_of(change: SideOf<'_>) -> MemberKey {
    (
        change.owner.unwrap_or_default().to_owned(),
        change.name.to_owned(),
    )
}

/// The key of the record that a type leads to.
fn record_of(document: &Document, ty: &str) -> Option<String> {
    record_within(&canonical(document, ty)).map(str::to_owned)
}

/// The member that a path leads to from a record: `u.createdomain`.
fn member(document: &Document, record: &str, path: &str) -> Option<MemberKey> {
    let mut owner = record.to_owned();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let fields = &document.records.get(&owner)?.fields;
        let field = fields.iter().find(|field| field.name == name)?;
        if names.peek().is_none() {
            return Some((owner, name.to_owned()));
        }
        let own = format!("{owner}.{name}");
        owner = match document.records.contains_key(&own) {
            true => own,
            false => record_of(document, &field.r#type)?,
        };
    }
    None
}

/// What a change is about, on one side.
#[derive(Clone, Copy)]
pub(super) struct SideOf<'a> {
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    pub(super) owner: Option<&'a str>,
}

impl SideOf<'_> {
    /// The key of the record that it is about, or whose member.
    fn record(&self) -> Option<&str> {
        match self.kind {
            Kind::Record | Kind::Handle => Some(self.name),
            Kind::Field => self.owner,
            _ => None,
        }
    }
}
