//! What annotations say of a member or an operation, part by part.

use super::{Both, Change, Declaration, Difference, Fact};

/// A part of the annotations: what it is about, and its statements.
pub(super) struct Part {
    label: &'static str,
    statements: Vec<String>,
}

impl Part {
    pub(super) fn new(
        label: &'static str,
        statements: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let statements = statements.into_iter().map(Into::into).collect();
        Self { label, statements }
    }

    /// The statements that another side does not make, in words; `None`, where there are none.
    fn beyond(&self, other: &Self) -> Option<String> {
        let own: Vec<&str> = self
            .statements
            .iter()
            .filter(|statement| !other.statements.contains(statement))
            .map(String::as_str)
            .collect();
        let own = own.join(", ");
        match (own.is_empty(), self.label) {
            (true, _) => None,
            (false, "") => Some(own),
            (false, label) => Some(format!("{label}: {own}")),
        }
    }
}

impl<T> Both<'_, T> {
    /// The change of what the annotations say. `stayed` says that the layout is the same.
    ///
    /// Both sides have the same parts in the same order.
    pub(super) fn words(&self, old: &[Part], new: &[Part], stayed: bool) -> Option<Change> {
        let parts = || old.iter().zip(new);
        let beyond = |part: fn((&Part, &Part)) -> Option<String>| {
            let found: Vec<String> = parts().filter_map(part).collect();
            found.join("; ")
        };
        let before = beyond(|(old, new)| old.beyond(new));
        let after = beyond(|(old, new)| new.beyond(old));
        if before.is_empty() && after.is_empty() {
            return None;
        }
        let mut reworded = parts().filter(|(old, new)| {
            let both = !old.statements.is_empty() && !new.statements.is_empty();
            both && (old.beyond(new).is_some() || new.beyond(old).is_some())
        });
        let difference = match stayed && reworded.next().is_some() {
            true => Difference::Words,
            false => Difference::Annotation,
        };
        let saying = |stated: &Declaration, said| Declaration {
            fact: Fact::Said { said },
            ..stated.clone()
        };
        Some(Change {
            kind: self.new.kind,
            difference,
            old: Some(saying(&self.old.stated, before)),
            new: Some(saying(&self.new.stated, after)),
        })
    }
}
