//! Cuts lines into words and signs, for grammars that go on over several lines.

use crate::c_text::{Span, is_identifier, is_word, word_length};

/// The tokens of a line, each with the text that follows it.
///
/// A token is a word, `...`, a run of `=`, or any other single character.
pub(super) fn tokens(line: Span<'_>) -> impl Iterator<Item = (Span<'_>, Span<'_>)> {
    let mut rest = line.trim_start();
    std::iter::from_fn(move || {
        let text = rest.text;
        let length = match text.chars().next()? {
            c if is_word(c) => word_length(text),
            '=' => text.len() - text.trim_start_matches('=').len(),
            '.' if text.starts_with("...") => 3,
            c => c.len_utf8(),
        };
        let token = rest.before(length);
        rest = rest.after(length).trim_start();
        Some((token, rest))
    })
}

/// What follows some words, if the tokens start with them.
pub(super) fn strip_words<'t, 'a>(
    tokens: &'t [Span<'a>],
    words: &[&str],
) -> Option<&'t [Span<'a>]> {
    let (first, rest) = tokens.split_at_checked(words.len())?;
    let are_equal = first
        .iter()
        .zip(words)
        .all(|(token, word)| token.text == *word);
    are_equal.then_some(rest)
}

/// The identifier that the tokens start with, and what follows it.
pub(super) fn identifier<'t, 'a>(tokens: &'t [Span<'a>]) -> Option<(Span<'a>, &'t [Span<'a>])> {
    let (first, rest) = tokens.split_first()?;
    is_identifier(first.text).then_some((*first, rest))
}
