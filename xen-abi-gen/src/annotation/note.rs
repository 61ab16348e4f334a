//! Parses the comment of a declaration: direction, reference, selectors, prose.

use super::comment::{ProseLine, close, doc, push_line, skip_empty};
use super::output::Output;
use super::reference::{self, Joined};
use super::tokens::tokens;
use super::vocabulary::is_constant;
use crate::c_text::{Span, is_blank, is_word, word_length};
use crate::model::annotations::{Direction, Doc, Note};

/// Spellings of directions; a longer one stands before its own beginning.
const DIRECTIONS: [(&str, Direction); 9] = [
    ("IN/OUT", Direction::InOut),
    ("OUT/IN", Direction::InOut),
    ("IN or OUT", Direction::InOut),
    ("IN and OUT", Direction::InOut),
    ("IN, OUT", Direction::InOut),
    ("IN OUT", Direction::InOut),
    ("INOUT", Direction::InOut),
    ("IN", Direction::In),
    ("OUT", Direction::Out),
];

/// How many ops one comment can be about: each gets a copy of its text.
const MOST_NAMES: usize = 16;

/// The direction that a text starts with, and what follows it and its punctuation.
pub(super) fn direction(text: &str) -> Option<(Direction, &str)> {
    let bracketed = text.strip_prefix('[');
    let text = bracketed.unwrap_or(text);
    let (mut direction, mut rest) = DIRECTIONS
        .iter()
        .find_map(|(word, direction)| Some((*direction, text.strip_prefix(word)?)))?;
    if bracketed.is_some() {
        rest = rest.strip_prefix(']')?;
    }
    let gap = rest.trim_start_matches(is_blank);
    let punctuated = gap
        .strip_prefix([':', ',', '.'])
        .or_else(|| gap.strip_prefix("- "));
    let rest = match punctuated {
        Some(rest) => rest.trim_start_matches(is_blank),
        None if gap.is_empty() || gap.len() < rest.len() || gap.starts_with(';') => gap,
        None => return None,
    };
    // `IN: size of the buffer; OUT: bytes written` says both.
    let other = match direction {
        Direction::In => "OUT:",
        Direction::Out | Direction::InOut => "IN:",
    };
    let mut others = rest.match_indices(other);
    if others.any(|(at, _)| !rest[..at].ends_with(is_word)) {
        direction = Direction::InOut;
    }
    Some((direction, rest))
}

/// The direction of a section comment: `IN parameters`, `OUT`, `IN/OUT variables.`.
pub(super) fn section(lines: &[ProseLine<'_>]) -> Option<Direction> {
    let (first, others) = skip_empty(lines).split_first()?;
    if !skip_empty(others).is_empty() {
        return None;
    }
    let (direction, rest) = direction(first.span.text)?;
    let (word, tail) = rest.split_at(word_length(rest));
    let tail = tail.trim_matches(is_blank);
    let named = matches!(
        word,
        "parameters" | "parameter" | "params" | "variables" | "variable" | "fields" | "field"
    );
    let remark = tail.starts_with('(') && tail.ends_with([')', '.']);
    let ends = remark || matches!(tail, "" | "." | ":");
    let fits = if named {
        ends || tail.starts_with(':')
    } else {
        ends && word.is_empty()
    };
    fits.then_some(direction)
}

/// Parses the constants at the start of a text, up to a colon or the end.
///
/// Returns them with the rest of the text.
pub(super) fn selectors(text: &str) -> Option<(Vec<String>, &str)> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, tail) = rest.split_at(word_length(rest));
        if !is_constant(name) {
            return None;
        }
        names.push(name.to_owned());
        let tail = tail.trim_start_matches(is_blank);
        if matches!(tail, "" | ".") {
            return Some((names, ""));
        }
        if let Some(prose) = tail.strip_prefix(':') {
            return Some((names, prose.trim_start_matches(is_blank)));
        }
        let next = tail
            .strip_prefix([',', '/', '|'])
            .or_else(|| tail.strip_prefix("or "))
            .or_else(|| tail.strip_prefix("and "))?;
        rest = next.trim_start_matches(is_blank);
    }
}

/// The first line of a text; with those after it, as long as each ends with a comma.
fn list(text: &str) -> &str {
    let lines = text.match_indices('\n').map(|(end, _)| &text[..end]);
    let complete = |text: &&str| !text.trim_end_matches(is_blank).ends_with(',');
    lines.into_iter().find(complete).unwrap_or(text)
}

/// Reads a comment about a declaration that is not a `#define`.
pub(super) fn note(lines: &[ProseLine<'_>], output: &mut Output) -> Note {
    grammar(lines, true, output)
}

/// Parses the description of a parameter.
///
/// It has no selectors: what would be one in a union is prose here.
pub(super) fn parameter(lines: &[ProseLine<'_>], output: &mut Output) -> Note {
    grammar(lines, false, output)
}

fn grammar(lines: &[ProseLine<'_>], selecting: bool, output: &mut Output) -> Note {
    let mut note = Note::default();
    let joined = Joined::new(lines);
    let mut rest = joined.text.trim_start_matches(is_blank);
    if let Some((direction, after)) = direction(rest) {
        note.direction = Some(direction);
        rest = after;
    }
    let first_line = list(rest);
    if selecting
        && let Some((names, after)) = selectors(first_line)
        && (!after.is_empty() || first_line.len() == rest.len())
    {
        note.selectors = names;
        rest = &rest[first_line.len() - after.len()..];
    }
    let begin = joined.text.len() - rest.len();
    let whole = reference::bare(rest.trim_start_matches(is_blank));
    let found = whole
        .map(|reference| (0..rest.len(), reference))
        .or_else(|| reference::arrow(&joined, begin, output));
    if let Some((range, reference)) = found {
        let name = joined.last_word(begin + range.start..begin + range.end);
        note.reference_location = name.map(|name| output.location(name));
        note.reference = Some(reference);
        let before = rest[..range.start].trim_end_matches([' ', '\n', ';']);
        push_text(&mut note.text, before);
        rest = &rest[range.end..];
    }
    push_text(&mut note.text, rest);
    close(&mut note.text);
    note
}

fn push_text(doc: &mut Doc, text: &str) {
    for (index, line) in text.lines().enumerate() {
        let bare = line.trim_start_matches(is_blank);
        let indent = if index == 0 {
            0
        } else {
            line.len() - bare.len()
        };
        push_line(doc, indent, bare.trim_end_matches(is_blank));
    }
}

/// Removes the name of the documented constant from the start of a comment.
///
/// The name is alone on the first line, or precedes a colon.
pub(super) fn without_name<'a>(lines: &[ProseLine<'a>], name: &str) -> Vec<ProseLine<'a>> {
    let mut rest = skip_empty(lines).to_vec();
    if let Some(first) = rest.first_mut()
        && let Some(tail) = first.span.strip_prefix(name)
    {
        let tail = tail.trim_start();
        if tail.text.is_empty() {
            rest.remove(0);
        } else if let Some(prose) = tail.strip_prefix(":") {
            first.span = prose.trim();
        }
    }
    rest
}

/// Joins two comments on one line.
///
/// The later one takes precedence, and the texts are concatenated.
pub(super) fn merge(mut earlier: Note, later: Note) -> Note {
    let text = &mut earlier.text.lines;
    if !text.is_empty() && !later.text.lines.is_empty() {
        text.push(String::new());
    }
    text.extend(later.text.lines);
    if later.reference.is_some() {
        earlier.reference = later.reference;
        earlier.reference_location = later.reference_location;
    }
    if !later.selectors.is_empty() {
        earlier.selectors = later.selectors;
    }
    Note {
        direction: later.direction.or(earlier.direction),
        location: later.location.or(earlier.location),
        ..earlier
    }
}

/// Lines as a note that is text alone.
pub(super) fn text(lines: &[ProseLine<'_>]) -> Note {
    Note {
        text: doc(lines),
        ..Note::default()
    }
}

/// Whether a note says anything.
pub(super) fn says_something(note: &Note) -> bool {
    note.direction.is_some()
        || note.reference.is_some()
        || !note.selectors.is_empty()
        || !note.text.lines.is_empty()
}

/// Parses `A, B: text`, the start of a comment about several constants.
///
/// Returns the names, and the lines with the rest of the text.
pub(super) fn named<'a>(lines: &[ProseLine<'a>]) -> Option<(Vec<Span<'a>>, Vec<ProseLine<'a>>)> {
    let mut rest = skip_empty(lines).to_vec();
    let first = rest.first_mut()?;
    let (names, prose) = selectors(first.span.text)?;
    let head = first.span.before(first.span.text.len() - prose.len());
    if names.len() > MOST_NAMES || !head.text.contains(':') {
        return None;
    }
    first.span = first.span.after(head.text.len());
    let words = tokens(head).map(|(word, _)| word);
    let names = words.filter(|word| is_constant(word.text));
    Some((names.collect(), rest))
}
