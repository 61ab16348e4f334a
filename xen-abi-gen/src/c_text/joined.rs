//! A text whose continued lines are joined, as the preprocessor reads it.

use super::marks::splice;

/// A text without its splices.
pub(crate) struct Joined {
    pub(crate) text: String,
    /// Where a splice stood in `text`, and how many bytes the splices up to there take.
    removed: Vec<(usize, usize)>,
}

impl Joined {
    /// Of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut joined = Self {
            text: String::with_capacity(text.len()),
            removed: Vec::new(),
        };
        let mut done = 0;
        for (at, _) in text.match_indices('\\') {
            if at >= done
                && let Some(end) = splice(text.as_bytes(), at)
            {
                joined.text.push_str(&text[done..at]);
                done = end;
                joined
                    .removed
                    .push((joined.text.len(), end - joined.text.len()));
            }
        }
        joined.text.push_str(&text[done..]);
        joined
    }

    /// The offset in the original text of an offset in `text`.
    pub(crate) fn offset(&self, at: usize) -> usize {
        let before = self.removed.partition_point(|(splice, _)| *splice <= at);
        let removed = before.checked_sub(1).map_or(0, |last| self.removed[last].1);
        at + removed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_map_to_the_original_text() {
        let text = "a\\\nb \\ \r\nc\\d\\\n\\\ne";
        let joined = Joined::of(text);
        assert_eq!(joined.text, "ab c\\de");
        for (at, letter) in joined.text.char_indices() {
            assert!(text[joined.offset(at)..].starts_with(letter), "{at}");
        }
    }
}
