//! What a value refers to: `=> REF`, or a family or a prefix as the whole of a comment.

use std::iter::repeat_n;
use std::ops::Range;

use super::comment::ProseLine;
use super::output::Output;
use super::vocabulary::{exact_direction, nature};
use crate::c_text::{Span, is_blank, is_identifier, is_word};
use crate::model::annotations::{CountFactor, Direction, Reference, Text};

/// `enum NAME` or `PFX_*` as the whole of a text.
pub(super) fn bare(text: &str) -> Option<Reference> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Some(name) = text.strip_prefix("enum ")
        && is_identifier(name.trim_matches(is_blank))
    {
        return Some(Reference::Enum(name.trim_matches(is_blank).to_owned()));
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
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let named = |make: fn(String) -> Reference, name: &str| {
        is_identifier(name).then(|| make(name.to_owned()))
    };
    match words[..] {
        ["text"] => Some(Reference::Text),
        [word] => nature(word).map(Reference::Nature),
        ["enum", name] => named(Reference::Enum, name),
        ["flags", name] => named(Reference::Flags, name),
        ["by", name] => named(Reference::SelectedBy, name),
        ["constant", name] => named(Reference::Constant, name),
        [direction, count, ref rest @ ..] => {
            let count = count.strip_prefix('[')?.strip_suffix(']')?;
            let direction = exact_direction(direction)?;
            let errors = direction == Direction::Out && *rest == ["of", "errors"];
            (is_identifier(count) && (errors || rest.is_empty())).then(|| Reference::Elements {
                count: count.to_owned(),
                direction,
                errors,
            })
        }
        [] => None,
    }
}

/// `memory OUT [FIELD * 20]`, `memory IN [FIELD] of text`.
fn memory(text: &str) -> Option<Reference> {
    let (head, rest) = text.trim_matches(is_blank).split_once('[')?;
    let (count, rest) = rest.split_once(']')?;
    let direction = head.strip_prefix("memory")?.strip_prefix(is_blank)?;
    Some(Reference::Memory {
        count: count.split('*').map(count_factor).collect::<Option<_>>()?,
        direction: exact_direction(direction.trim_matches(is_blank))?,
        text: of_text(rest)?,
    })
}

/// Nothing, or `of text`, `of text with NUL`, `of text up to 128`, `of text with NUL up to 128`.
#[allow(clippy::option_option, reason = "the outer one is an error")]
fn of_text(text: &str) -> Option<Option<Text>> {
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let (nul, rest) = match words[..] {
        [] => return Some(None),
        ["of", "text", "with", "NUL", ref rest @ ..] => (true, rest),
        ["of", "text", ref rest @ ..] => (false, rest),
        _ => return None,
    };
    let most = match rest {
        [] => None,
        ["up", "to", number] => Some(number.parse().ok()?),
        _ => return None,
    };
    Some(Some(Text { nul, most }))
}

/// `20`, `FIELD`, `FIELD / 8` or `FIRST..=LAST`.
fn count_factor(text: &str) -> Option<CountFactor> {
    let member = |text: &str| {
        let name = text.trim_matches(is_blank);
        is_identifier(name).then(|| name.to_owned())
    };
    if let Some((dividend, divisor)) = text.split_once('/') {
        let divisor = divisor.trim_matches(is_blank).parse().ok()?;
        return (divisor > 0).then_some(CountFactor::Quotient(member(dividend)?, divisor));
    }
    if let Some((first, last)) = text.split_once("..=") {
        return Some(CountFactor::Range(member(first)?, member(last)?));
    }
    let number = text.trim_matches(is_blank).parse().ok();
    number
        .map(CountFactor::Number)
        .or_else(|| member(text).map(CountFactor::Member))
}

/// Finds a reference `=> REF`, and returns its range and target.
///
/// It is at the start of the text, after a semicolon or after `PFX_*`, and ends at a semicolon, the
/// end of its line or the end of the text. An arrow elsewhere is prose. The text and the range
/// start at `begin`.
pub(super) fn arrow(
    joined: &Joined<'_>,
    begin: usize,
    output: &mut Output,
) -> Option<(Range<usize>, Reference)> {
    let text = &joined.text[begin..];
    let (from, prefix, at) = text
        .match_indices("=>")
        .find_map(|(at, _)| introduced(&text[..at]).map(|(from, prefix)| (from, prefix, at)))?;
    let target = at + 2;
    let stop = text[at..]
        .find(';')
        .map_or(text.len(), |length| at + length);
    let line_end = text[at..stop].find('\n').map_or(stop, |length| at + length);
    // Whole first: a reference may be broken over two lines. Then alone: prose may follow it on the
    // next line.
    for end in [stop, line_end] {
        if let Some(reference) = reference(&text[target..end]) {
            return Some((from..text.len().min(end + 1), reference));
        }
    }
    let span = joined.span(begin + at..begin + stop)?;
    let message = "this `=>` refers to nothing that is understood";
    let label = "expected a reference";
    let help = "write `=> enum NAME`, `=> flags NAME`, `=> gfn`, `=> mfn`, `=> pfn`, `=> maddr`, \
                `=> vaddr`, `=> gaddr`, `=> constant NAME`, `=> by FIELD`, `=> text` or, behind a handle, `=> IN [FIELD]`, \
                `=> memory IN [FIELD]` or `=> memory IN [FIELD] of text`, as the last part of the comment, after a semicolon";
    let Some(prefix) = prefix.filter(|prefix| prefix.ends_with('_')) else {
        output.error("malformed-reference", message, span, label, help);
        return None;
    };
    // Forks put words of their own there, and what they are about is said already.
    output.warning("malformed-reference", message, span, label, help);
    Some((from..target, Reference::Prefix(prefix.to_owned())))
}

/// Whether the text before an arrow makes it a reference.
///
/// If so, returns the start of the reference and its prefix.
fn introduced(before: &str) -> Option<(usize, Option<&str>)> {
    let bare = before.trim_end_matches(is_blank);
    if bare.is_empty() || bare.ends_with(';') {
        return Some((bare.len(), None));
    }
    let prefix = bare.strip_suffix('*')?;
    let lead = prefix.trim_end_matches(is_word);
    let word = &prefix[lead.len()..];
    let lead = lead.trim_end_matches(is_blank);
    (!word.is_empty() && (lead.is_empty() || lead.ends_with(';')))
        .then_some((lead.len(), Some(word)))
}

/// Prose joined to one text, with a way back to positions.
pub(super) struct Joined<'a> {
    pub(super) text: String,
    /// Where in the text each line starts.
    starts: Vec<(usize, Span<'a>)>,
}

impl<'a> Joined<'a> {
    /// Of these lines, without the blanks at the end.
    pub(super) fn new(lines: &[ProseLine<'a>]) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for line in lines {
            if !starts.is_empty() {
                text.push('\n');
            }
            text.extend(repeat_n(' ', line.indent.unwrap_or(0)));
            starts.push((text.len(), line.span));
            text.push_str(line.span.text);
        }
        text.truncate(text.trim_end_matches(is_blank).len());
        Self { text, starts }
    }

    /// The stretch of some range, as far as it stands on the line where it starts.
    pub(super) fn span(&self, range: Range<usize>) -> Option<Span<'a>> {
        let starts_before = |(start, _): &(usize, _)| *start <= range.start;
        let index = self.starts.partition_point(starts_before).checked_sub(1)?;
        let (start, line) = self.starts[index];
        let end = line.text.len().min(range.end - start);
        let begin = end.min(range.start - start);
        Some(line.before(end).after(begin).trim_end())
    }

    /// The last word of a range: the name that a reference ends with.
    pub(super) fn last_word(&self, range: Range<usize>) -> Option<Span<'a>> {
        let text = self.text[range.clone()].trim_end_matches(|c| !is_word(c));
        let length = text.len() - text.trim_end_matches(is_word).len();
        let end = range.start + text.len();
        self.span(end - length..end)
    }
}
