//! What C's spellings of types come down to, so that two of them can be compared.

use super::change::TypeChange;
use crate::model::document::Document;
use crate::model::hash::HashMap;

/// How deep typedefs may lead: further than any header goes, and never in circles.
const DEPTH: u32 = 32;

/// What a type comes down to.
#[derive(PartialEq)]
pub(super) enum Canonical {
    /// An integer: whether it has a sign, and its width.
    Integer(bool, u8),
    /// A record, by its key.
    Record(String),
    /// A pointer.
    Pointer(Box<Canonical>),
    /// An array; without a length where it is flexible.
    Array(Box<Canonical>, Option<String>),
    /// Any other, by its spelling.
    Other(String),
}

/// What the spelling of a type comes down to on one side.
pub(super) fn canonical(document: &Document, spelled: &str) -> Canonical {
    resolve(document, &str::to_owned, spelled, DEPTH)
}

/// The same with other keys for its records.
fn resolve(
    document: &Document,
    key: &dyn Fn(&str) -> String,
    spelled: &str,
    depth: u32,
) -> Canonical {
    let spelled = spelled.trim();
    let spelled = spelled.strip_prefix("const ").unwrap_or(spelled).trim();
    let other = || Canonical::Other(spelled.to_owned());
    if depth == 0 || spelled.contains('(') {
        return other();
    }
    let inner = |spelled: &str| resolve(document, key, spelled, depth - 1);
    // The first brackets are the outermost: `T[2][3]` holds two `T[3]`.
    if let Some((element, rest)) = spelled.split_once('[') {
        let Some((length, rest)) = rest.split_once(']') else {
            return other();
        };
        let length = Some(length.trim().to_owned()).filter(|length| !length.is_empty());
        return Canonical::Array(Box::new(inner(&format!("{element}{rest}"))), length);
    }
    if let Some(pointee) = spelled.strip_suffix('*') {
        return Canonical::Pointer(Box::new(inner(pointee)));
    }
    if let Some(tag) = spelled.strip_prefix("struct ") {
        return Canonical::Record(key(tag));
    }
    match document.typedefs.get(spelled) {
        Some(typedef) if typedef.r#type != spelled => inner(&typedef.r#type),
        _ if document.records.contains_key(spelled) => Canonical::Record(key(spelled)),
        _ => builtin(spelled, document.target.word_bits()).unwrap_or_else(other),
    }
}

fn builtin(spelled: &str, word: u8) -> Option<Canonical> {
    let (signed, bits) = match spelled {
        "char" | "unsigned char" | "uint8_t" | "u8" => (false, 8),
        "signed char" | "int8_t" | "s8" => (true, 8),
        "unsigned short" | "uint16_t" | "u16" => (false, 16),
        "short" | "int16_t" | "s16" => (true, 16),
        "unsigned int" | "unsigned" | "uint32_t" | "u32" => (false, 32),
        "int" | "int32_t" | "s32" => (true, 32),
        "unsigned long long" | "uint64_t" | "u64" => (false, 64),
        "long long" | "int64_t" | "s64" => (true, 64),
        "unsigned long" | "size_t" | "uintptr_t" => (false, word),
        "long" | "ssize_t" | "intptr_t" => (true, word),
        _ => return None,
    };
    Some(Canonical::Integer(signed, bits))
}

/// The record that a type leads to: through typedefs, arrays and pointers.
pub(super) fn record_within(ty: &Canonical) -> Option<&str> {
    match ty {
        Canonical::Record(key) => Some(key),
        Canonical::Pointer(inner) | Canonical::Array(inner, _) => record_within(inner),
        Canonical::Integer(..) | Canonical::Other(_) => None,
    }
}

/// The record that a type is made of: itself, or the elements of an array.
pub(super) fn record_by_value(ty: &Canonical) -> Option<&str> {
    match ty {
        Canonical::Record(key) => Some(key),
        Canonical::Array(inner, _) => record_by_value(inner),
        Canonical::Pointer(_) | Canonical::Integer(..) | Canonical::Other(_) => None,
    }
}

/// Two ABIs, and which records of the old one are called something else in the new one.
pub(super) struct Types<'a> {
    /// The old side.
    pub(super) old: &'a Document,
    /// The new side.
    pub(super) new: &'a Document,
    /// New keys of records by old ones.
    pub(super) renamed: HashMap<String, String>,
}

impl Types<'_> {
    /// The new key of a record of the old side.
    pub(super) fn new_key<'a>(&'a self, old: &'a str) -> &'a str {
        self.renamed.get(old).map_or(old, String::as_str)
    }

    /// Whether the old side has a record of the new side.
    pub(super) fn old_has(&self, key: &str) -> bool {
        self.old.records.contains_key(key) || self.renamed.values().any(|after| after == key)
    }

    /// Whether the new side has a record of the old side.
    pub(super) fn new_has(&self, key: &str) -> bool {
        self.new.records.contains_key(key) || self.renamed.contains_key(key)
    }

    /// Whether a type of the old side comes down to one of the new side.
    pub(super) fn is_same(&self, old: (&str, u64), new: (&str, u64)) -> bool {
        matches!(self.change(old, new), None | Some(TypeChange::Spelling))
    }

    /// Classifies the change of a type; the widths are those of the typed item.
    pub(super) fn change(&self, old: (&str, u64), new: (&str, u64)) -> Option<TypeChange> {
        // A record was renamed to a name that the old side mentions and does not declare: there it
        // names another type. No key has a blank.
        let is_taken = |old: &str| self.renamed.values().any(|after| after == old);
        let new_key = |old: &str| match is_taken(old) {
            true => format!("struct {old}"),
            false => self.new_key(old).to_owned(),
        };
        let before = resolve(self.old, &new_key, old.0, DEPTH);
        let after = canonical(self.new, new.0);
        if before == after && old.1 == new.1 {
            return (old.0 != new.0).then_some(TypeChange::Spelling);
        }
        let holds = match &before {
            Canonical::Other(spelled) => spelled.contains('{'),
            ty => record_within(ty).is_some(),
        };
        Some(match (&before, &after) {
            (Canonical::Array(a, before), Canonical::Array(b, after))
                if a == b && before.is_none() != after.is_none() =>
            {
                TypeChange::OpenEnd
            }
            _ if old.1 != new.1 && holds && before == after => TypeChange::Within,
            _ if old.1 != new.1 => TypeChange::Width,
            (Canonical::Integer(a, _), Canonical::Integer(b, _)) if a != b => TypeChange::Sign,
            _ => TypeChange::Meaning,
        })
    }
}
