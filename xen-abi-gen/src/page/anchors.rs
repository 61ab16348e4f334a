//! The places of a page that links lead to: the C name, where nothing else on the page has it.

use crate::model::hash::{HashMap, HashSet};

/// What C keeps apart although the names are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Space {
    /// Structs and unions, by key.
    Record,
    /// Typedefs that are no record of their own name.
    Typedef,
    /// C enums.
    Enum,
    /// Hypercalls, by name without prefix.
    Hypercall,
    /// Constants, strings, operations, members of families and enums.
    Value,
    /// Families of constants.
    Family,
}

impl Space {
    /// What is put behind a name that another space has taken.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Typedef => "typedef",
            Self::Enum => "enum",
            Self::Hypercall => "hypercall",
            Self::Value => "value",
            Self::Family => "family",
        }
    }
}

/// The places by space and name.
#[derive(Default)]
pub(super) struct Anchors {
    places: HashMap<(Space, String), String>,
    taken: HashSet<String>,
}

impl Anchors {
    /// Places that are the page's own.
    pub(super) fn reserving(own: &[&str]) -> Self {
        Self {
            taken: own.iter().map(|place| (*place).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Gives a name a place, unless it has one.
    pub(super) fn add(&mut self, space: Space, name: &str) {
        let key = (space, name.to_owned());
        if self.places.contains_key(&key) {
            return;
        }
        let bare = identifier(name);
        let second = format!("{bare}-{}", space.suffix());
        let numbered = (2_u32..).map(|number| format!("{second}-{number}"));
        let mut places = [bare, second.clone()].into_iter().chain(numbered);
        if let Some(place) = places.find(|place| !self.taken.contains(place)) {
            self.taken.insert(place.clone());
            self.places.insert(key, place);
        }
    }

    /// The place of a name; empty where it has none.
    pub(super) fn of(&self, space: Space, name: &str) -> String {
        self.find(space, name).unwrap_or_default().to_owned()
    }

    /// The place of a name, if it has one.
    pub(super) fn find(&self, space: Space, name: &str) -> Option<&str> {
        let place = self.places.get(&(space, name.to_owned()));
        place.map(String::as_str)
    }

    /// The place of the type that a spelling names, through stars, brackets and qualifiers.
    pub(super) fn of_type(&self, spelled: &str) -> Option<&str> {
        let is_part = |letter: char| letter.is_alphanumeric() || "_$".contains(letter);
        let words = spelled.split(|letter| !is_part(letter));
        let mut union = false;
        for word in words.filter(|word| !word.is_empty()) {
            let tagged = union.then(|| format!("union {word}"));
            let tagged = tagged.and_then(|key| self.find(Space::Record, &key));
            let spaces = [Space::Record, Space::Typedef, Space::Enum, Space::Family];
            let plain = || spaces.into_iter().find_map(|space| self.find(space, word));
            if let Some(place) = tagged.or_else(plain) {
                return Some(place);
            }
            union = word == "union";
        }
        None
    }
}

/// A name as a place: what an address would have to escape becomes a hyphen.
fn identifier(name: &str) -> String {
    let kept = |letter: char| letter.is_ascii_alphanumeric() || "_.-$".contains(letter);
    let name = name.replace(['(', ')'], "");
    name.chars()
        .map(|letter| if kept(letter) { letter } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_own_place_unless_that_is_taken() {
        let mut anchors = Anchors::reserving(&["section:records"]);
        anchors.add(Space::Record, "evtchn_alloc_unbound");
        anchors.add(Space::Value, "evtchn_alloc_unbound");
        anchors.add(Space::Record, "union u");
        anchors.add(Space::Record, "a.(anon0)");
        anchors.add(Space::Value, "\"><script>");
        let of = |space, name| anchors.of(space, name);
        assert_eq!(
            of(Space::Record, "evtchn_alloc_unbound"),
            "evtchn_alloc_unbound"
        );
        assert_eq!(
            of(Space::Value, "evtchn_alloc_unbound"),
            "evtchn_alloc_unbound-value"
        );
        assert_eq!(of(Space::Record, "union u"), "union-u");
        assert_eq!(of(Space::Record, "a.(anon0)"), "a.anon0");
        assert_eq!(of(Space::Value, "\"><script>"), "---script-");
        assert_eq!(of(Space::Value, "none"), "");
        assert_eq!(anchors.of_type("const union u *"), Some("union-u"));
        assert_eq!(
            anchors.of_type("struct evtchn_alloc_unbound [4]"),
            Some("evtchn_alloc_unbound")
        );
        assert_eq!(anchors.of_type("unsigned int"), None);
    }
}
