//! What is said of the members of records.

use serde::{Deserialize, Serialize};

use crate::model::annotations::{Direction, Doc, Note, Reference};
use crate::model::hash::{HashMap, IndexMap};

/// What is said of a member of a record.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberNote {
    /// The direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What its values are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The constants that select it, in a tagged union.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<String>,
    /// Its documentation.
    #[serde(skip)]
    pub text: Doc,
}

impl MemberNote {
    /// Whether it says anything beyond documentation.
    pub const fn is_annotated(&self) -> bool {
        self.direction.is_some() || self.reference.is_some() || !self.selectors.is_empty()
    }

    /// The sibling that selects the member of the union that this one is.
    pub fn tag(&self) -> Option<&str> {
        match self.reference.as_ref()? {
            Reference::SelectedBy(tag) => Some(tag),
            _ => None,
        }
    }
}

impl From<&Note> for MemberNote {
    fn from(note: &Note) -> Self {
        Self {
            direction: note.direction,
            reference: note.reference.clone(),
            selectors: note.selectors.clone(),
            text: note.text.clone(),
        }
    }
}

/// What is said of every member of every record.
#[derive(Clone, Debug, Default)]
pub struct MemberNotes(HashMap<String, IndexMap<String, MemberNote>>);

impl MemberNotes {
    /// What is said of a member, by the record's key and its name.
    pub fn get(&self, record: &str, member: &str) -> Option<&MemberNote> {
        self.0.get(record)?.get(member)
    }

    /// What is said of a member, to be changed.
    pub fn get_mut(&mut self, record: &str, member: &str) -> Option<&mut MemberNote> {
        self.0.get_mut(record)?.get_mut(member)
    }

    /// Adds what is said of a record's members.
    pub fn insert(&mut self, record: String, members: IndexMap<String, MemberNote>) {
        self.0.insert(record, members);
    }

    /// What is said of a record's members, by name.
    pub fn of_record(&self, record: &str) -> Option<&IndexMap<String, MemberNote>> {
        self.0.get(record)
    }

    /// Whether a constant selects any member.
    pub fn selects(&self, constant: &str) -> bool {
        let mut notes = self.0.values().flat_map(IndexMap::values);
        notes.any(|note| note.selectors.iter().any(|one| one == constant))
    }
}
