//! What a comment says of the declaration beside or below it: direction, reference, selectors,
//! prose.

use super::comment::{ProseLine, close, is_empty, push_line};
use super::report::Report;
use super::vocabulary::{is_constant, nature};
use crate::c_text::{Span, is_blank, is_identifier, is_word, word_length};
use crate::model::annotations::{CountFactor, Direction, Doc, Note, Reference};

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
    let inner = bracketed.unwrap_or(text);
    let (mut direction, mut rest) = DIRECTIONS
        .iter()
        .find_map(|(word, direction)| inner.strip_prefix(word).map(|rest| (*direction, rest)))?;
    if bracketed.is_some() {
        rest = rest.strip_prefix(']')?;
    }
    let gap = rest.trim_start_matches(is_blank);
    let rest = match gap
        .strip_prefix([':', ',', '.'])
        .or_else(|| gap.strip_prefix("- "))
    {
        Some(rest) => rest.trim_start_matches(is_blank),
        None if gap.is_empty() || gap.len() < rest.len() || gap.starts_with(';') => gap,
        None => return None,
    };
    // `IN: size of the buffer; OUT: bytes written` says both.
    let other = if direction == Direction::In {
        "OUT:"
    } else {
        "IN:"
    };
    let says_both = |at: usize| !rest[..at].ends_with(is_word);
    if direction != Direction::InOut && rest.match_indices(other).any(|(at, _)| says_both(at)) {
        direction = Direction::InOut;
    }
    Some((direction, rest))
}

/// The direction of a section comment: `IN parameters`, `OUT`, `IN/OUT variables.`.
pub(super) fn section(lines: &[ProseLine<'_>]) -> Option<Direction> {
    let mut full = lines.iter().filter(|line| !line.span.text.is_empty());
    let text = full.next()?.span.text;
    if full.next().is_some() {
        return None;
    }
    let (direction, rest) = direction(text)?;
    let word = rest.split(|c| !is_word(c)).next().unwrap_or_default();
    let tail = rest[word.len()..].trim_matches(is_blank);
    let named = matches!(
        word,
        "parameters" | "parameter" | "params" | "variables" | "variable" | "fields" | "field"
    );
    let bare = |tail: &str| {
        tail.is_empty()
            || tail == "."
            || tail == ":"
            || (tail.starts_with('(') && tail.ends_with([')', '.']))
    };
    match named {
        true => bare(tail) || tail.starts_with(':'),
        false => word.is_empty() && bare(tail),
    }
    .then_some(direction)
}

/// The constants that a text starts with, where a colon or the end of the text follows them, and
/// what follows that.
pub(super) fn selectors(text: &str) -> Option<(Vec<String>, &str)> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let end = word_length(rest);
        if !is_constant(&rest[..end]) {
            return None;
        }
        names.push(rest[..end].to_owned());
        rest = rest[end..].trim_start_matches(is_blank);
        if rest.is_empty() || rest == "." {
            return Some((names, ""));
        }
        if let Some(prose) = rest.strip_prefix(':') {
            return Some((names, prose.trim_start_matches(is_blank)));
        }
        let next = rest
            .strip_prefix([',', '/', '|'])
            .or_else(|| rest.strip_prefix("or "))
            .or_else(|| rest.strip_prefix("and "))?;
        rest = next.trim_start_matches(is_blank);
    }
}

/// The first line of a text; with those after it, as long as each ends with a comma.
fn list(text: &str) -> &str {
    let ends = text
        .match_indices('\n')
        .map(|(at, _)| at)
        .chain([text.len()]);
    let complete = |end: &usize| !text[..*end].trim_end_matches(is_blank).ends_with(',');
    ends.into_iter()
        .find(complete)
        .map_or(text, |end| &text[..end])
}

/// Prose joined to one text, with a way back to positions.
struct Joined<'a> {
    text: String,
    starts: Vec<(usize, Span<'a>)>,
}

impl<'a> Joined<'a> {
    fn new(lines: &[ProseLine<'a>]) -> Self {
        let mut joined = Self {
            text: String::new(),
            starts: Vec::new(),
        };
        for line in lines {
            if !joined.starts.is_empty() {
                joined.text.push('\n');
            }
            joined
                .text
                .extend(std::iter::repeat_n(' ', line.indent.unwrap_or(0)));
            joined.starts.push((joined.text.len(), line.span));
            joined.text.push_str(line.span.text);
        }
        joined
    }

    /// The stretch from `from` on, as far as it stands on one line.
    fn span(&self, from: usize, to: usize) -> Option<Span<'a>> {
        let index = self
            .starts
            .partition_point(|(start, _)| *start <= from)
            .checked_sub(1)?;
        let (start, line) = self.starts[index];
        let begin = (from - start).min(line.text.len());
        Some(
            line.after(begin)
                .before((to - from).min(line.text.len() - begin))
                .trim_end(),
        )
    }
}

impl<'a> Joined<'a> {
    /// The last word of a stretch: the name that a reference ends with.
    fn last_word(&self, from: usize, to: usize) -> Option<Span<'a>> {
        let text = &self.text[from..to];
        let end = text.trim_end_matches(|c| !is_word(c)).len();
        let start = text[..end].trim_end_matches(is_word).len();
        self.span(from + start, from + end)
    }
}

/// Reads a comment about a declaration that is not a `#define`.
pub(super) fn note(lines: &[ProseLine<'_>], report: &mut Report) -> Note {
    grammar(lines, true, report)
}

/// Reads the description of a parameter, which selects nothing: what would be a selector in a union
/// is prose here.
pub(super) fn parameter(lines: &[ProseLine<'_>], report: &mut Report) -> Note {
    grammar(lines, false, report)
}

fn grammar(lines: &[ProseLine<'_>], selecting: bool, report: &mut Report) -> Note {
    let mut note = Note::default();
    let joined = Joined::new(lines);
    let text = joined.text.trim_matches(is_blank);
    let mut rest = text;
    if let Some((direction, after)) = direction(rest) {
        note.direction = Some(direction);
        rest = after;
    }
    let mut begin = joined.text.trim_end_matches(is_blank).len() - rest.len();
    let first_line = list(rest);
    if let Some((names, after)) = selectors(first_line)
        .filter(|(_, after)| selecting && (!after.is_empty() || first_line.len() == rest.len()))
    {
        note.selectors = names;
        begin += first_line.len() - after.len();
    }
    let end = joined.text.trim_end_matches(is_blank).len();
    if let Some(reference) = bare_reference(joined.text[begin..end].trim_start_matches(is_blank)) {
        note.reference_location = joined
            .last_word(begin, end)
            .map(|name| report.location(name));
        note.reference = Some(reference);
        return note;
    }
    match arrow(&joined, begin, end, report) {
        Some((from, to, reference)) => {
            note.reference_location = joined.last_word(from, to).map(|name| report.location(name));
            note.reference = Some(reference);
            push_text(
                &mut note.text,
                joined.text[begin..from].trim_end_matches([' ', '\n', ';']),
            );
            push_text(&mut note.text, &joined.text[to..end]);
        }
        None => push_text(&mut note.text, &joined.text[begin..end]),
    }
    close(&mut note.text);
    note
}

fn push_text(doc: &mut Doc, text: &str) {
    if text.is_empty() {
        return;
    }
    for (index, line) in text.split('\n').enumerate() {
        let bare = line.trim_start_matches(is_blank);
        let indent = if index == 0 {
            0
        } else {
            line.len() - bare.len()
        };
        push_line(doc, indent, bare.trim_end_matches(is_blank));
    }
}

/// `enum NAME` or `PFX_*` as the whole of a text.
fn bare_reference(text: &str) -> Option<Reference> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Some(name) = text
        .strip_prefix("enum ")
        .map(|name| name.trim_matches(is_blank))
        .filter(|name| is_identifier(name))
    {
        return Some(Reference::Enum(name.to_owned()));
    }
    let prefix = text.strip_suffix('*')?;
    (is_identifier(prefix) && prefix.ends_with('_')).then(|| Reference::Prefix(prefix.to_owned()))
}

/// What follows `=>`.
pub(super) fn reference(text: &str) -> Option<Reference> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Some(found) = memory(text) {
        return Some(found);
    }
    let mut words = text.split(is_blank).filter(|word| !word.is_empty());
    let reference = match (words.next()?, words.next()) {
        ("enum", Some(name)) if is_identifier(name) => Reference::Enum(name.to_owned()),
        ("flags", Some(name)) if is_identifier(name) => Reference::Flags(name.to_owned()),
        ("by", Some(name)) if is_identifier(name) => Reference::SelectedBy(name.to_owned()),
        (word, None) => Reference::Nature(nature(word)?),
        (word, Some(count)) => {
            let count = count
                .strip_prefix('[')?
                .strip_suffix(']')
                .filter(|count| is_identifier(count))?;
            let direction = exact_direction(word)?;
            let errors = match (words.next(), words.next()) {
                (None, _) => false,
                (Some("of"), Some("errors")) if direction == Direction::Out => true,
                _ => return None,
            };
            Reference::Elements {
                count: count.to_owned(),
                direction,
                errors,
            }
        }
    };
    words.next().is_none().then_some(reference)
}

/// `memory OUT [FIELD * 20]`.
fn memory(text: &str) -> Option<Reference> {
    let (head, count) = text
        .trim_matches(is_blank)
        .strip_suffix(']')?
        .split_once('[')?;
    let direction = head
        .strip_prefix("memory")
        .filter(|rest| rest.starts_with(is_blank))?;
    let factor = |factor: &str| {
        let factor = factor.trim_matches(is_blank);
        let number = factor.parse().ok().map(CountFactor::Number);
        number.or_else(|| is_identifier(factor).then(|| CountFactor::Member(factor.to_owned())))
    };
    Some(Reference::Memory {
        count: count.split('*').map(factor).collect::<Option<_>>()?,
        direction: exact_direction(direction.trim_matches(is_blank))?,
    })
}

/// A direction in the one spelling that our own annotations have.
pub(super) fn exact_direction(word: &str) -> Option<Direction> {
    match word {
        "IN" => Some(Direction::In),
        "OUT" => Some(Direction::Out),
        "IN/OUT" => Some(Direction::InOut),
        _ => None,
    }
}

/// Finds `=> REF` at the start of the text, after a semicolon or after `PFX_*`, up to a semicolon,
/// the end of its line or the end of the text: the range that it takes and what it refers to. An
/// arrow elsewhere is prose.
fn arrow(
    joined: &Joined<'_>,
    begin: usize,
    end: usize,
    report: &mut Report,
) -> Option<(usize, usize, Reference)> {
    let text = &joined.text[begin..end];
    let (from, prefix, at) = text
        .match_indices("=>")
        .find_map(|(at, _)| introduced(&text[..at]).map(|(from, prefix)| (from, prefix, at)))?;
    let stop = text[at..]
        .find(';')
        .map_or(text.len(), |length| at + length);
    // Whole first: a reference may be broken over two lines. Then alone: prose may follow it on the
    // next line.
    let whole = reference(&text[at + 2..stop]).map(|reference| (stop, reference));
    let first_line = text[at..stop].find('\n').map_or(stop, |length| at + length);
    let found = whole
        .or_else(|| reference(&text[at + 2..first_line]).map(|reference| (first_line, reference)));
    if let Some((stop, reference)) = found {
        return Some((begin + from, (begin + stop + 1).min(end), reference));
    }
    let span = joined.span(begin + at, begin + stop)?;
    let (message, label) = (
        "this `=>` refers to nothing that is understood",
        "expected a reference",
    );
    let help = "write `=> enum NAME`, `=> flags NAME`, `=> gfn`, `=> mfn`, `=> pfn`, `=> maddr`, \
                `=> vaddr`, `=> gaddr`, `=> by FIELD` or, behind a handle, `=> IN [FIELD]` or \
                `=> memory IN [FIELD]`, as the last part of the comment, after a semicolon";
    match prefix.filter(|prefix| prefix.ends_with('_')) {
        // Forks put words of their own there, and what they are about is said already.
        Some(prefix) => {
            report.warning("malformed-reference", message, span, label, help);
            Some((
                begin + from,
                begin + at + 2,
                Reference::Prefix(prefix.to_owned()),
            ))
        }
        None => {
            report.error("malformed-reference", message, span, label, help);
            None
        }
    }
}

/// Whether what stands before an arrow makes it a reference; if so, where the reference begins, and
/// the prefix in front of it.
fn introduced(before: &str) -> Option<(usize, Option<&str>)> {
    let bare = before.trim_end_matches(is_blank);
    if bare.is_empty() || bare.ends_with(';') {
        return Some((bare.len(), None));
    }
    let prefix = bare.strip_suffix('*')?;
    let word = prefix.len() - prefix.trim_end_matches(is_word).len();
    let start = prefix.len() - word;
    let lead = bare[..start].trim_end_matches(is_blank);
    (word > 0 && (lead.is_empty() || lead.ends_with(';')))
        .then_some((lead.len(), Some(&prefix[start..])))
}

/// Removes the name of the constant that a comment documents where it opens the comment: alone on
/// the first line, or before a colon.
pub(super) fn without_name<'a>(lines: &[ProseLine<'a>], name: &str) -> Vec<ProseLine<'a>> {
    let mut rest: Vec<_> = lines
        .iter()
        .copied()
        .skip_while(|line| line.span.text.is_empty())
        .collect();
    let Some(first) = rest.first_mut() else {
        return rest;
    };
    if let Some(tail) = first.span.strip_prefix(name) {
        let tail = tail.trim_start();
        if tail.text.is_empty() {
            rest.remove(0);
        } else if let Some(prose) = tail.strip_prefix(":") {
            first.span = prose.trim();
        }
    }
    rest
}

/// Joins what two comments say of one line: the later one's answers win, the texts follow each
/// other.
pub(super) fn merge(earlier: Note, later: Note) -> Note {
    let mut text = earlier.text;
    if !text.lines.is_empty() && !later.text.lines.is_empty() {
        text.lines.push(String::new());
    }
    text.lines.extend(later.text.lines);
    let selectors = if later.selectors.is_empty() {
        earlier.selectors
    } else {
        later.selectors
    };
    Note {
        direction: later.direction.or(earlier.direction),
        reference_location: if later.reference.is_some() {
            later.reference_location
        } else {
            earlier.reference_location
        },
        reference: later.reference.or(earlier.reference),
        selectors,
        text,
        location: later.location.or(earlier.location),
    }
}

/// Whether a note says anything.
pub(super) fn says_something(note: &Note) -> bool {
    note.direction.is_some()
        || note.reference.is_some()
        || !note.selectors.is_empty()
        || !note.text.lines.is_empty()
}

/// The line that a comment about several constants starts with (`A, B: text`): the names, and the
/// lines with what follows them.
pub(super) fn named<'a>(lines: &[ProseLine<'a>]) -> Option<(Vec<Span<'a>>, Vec<ProseLine<'a>>)> {
    if is_empty(lines) {
        return None;
    }
    let mut rest: Vec<_> = lines
        .iter()
        .copied()
        .skip_while(|line| line.span.text.is_empty())
        .collect();
    let first = rest.first_mut()?;
    let (names, prose) =
        selectors(first.span.text).filter(|(names, _)| names.len() <= MOST_NAMES)?;
    let head = first.span.text.len() - prose.len();
    if !first.span.text[..head].contains(':') {
        return None;
    }
    let mut spans = Vec::new();
    let mut at = 0;
    for name in &names {
        let start = at + first.span.text[at..].find(name.as_str())?;
        at = start + name.len();
        spans.push(first.span.before(at).after(start));
    }
    first.span = first.span.after(head);
    Some((spans, rest))
}
