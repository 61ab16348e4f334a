//! Comments as Markdown that is safe for rustdoc: no code blocks, HTML or links.
//!
//! Headings, lists, tables, emphasis and code spans stay. rustdoc would run code blocks as tests,
//! pass HTML to the browser, and take brackets for links. Each line is therefore changed by itself:
//! it is indented by at most three columns, less than a code block, a code span ends on its line,
//! and brackets, entities and unpaired ticks outside of code spans are escaped. A code block of the
//! comment becomes one code span per line.

use std::borrow::Cow;

use crate::model::characters::visible;

/// By how many columns a line may be indented without becoming code.
const INDENT: usize = 3;

/// A comment's lines as Markdown.
pub(super) fn block(lines: &[String]) -> Vec<String> {
    let lines = &*whole_spans(lines);
    let mut out = Vec::with_capacity(lines.len());
    let mut fence: Option<&str> = None;
    let mut previous = Kind::Blank;
    let mut in_table = false;
    for (index, raw) in lines.iter().enumerate() {
        let line = raw.trim_end();
        let bare = line.trim_start();
        if bare.is_empty() {
            out.push(String::new());
            previous = Kind::Blank;
            continue;
        }
        if out.last().is_none_or(String::is_empty) {
            in_table = lines[index..]
                .iter()
                .take_while(|line| !line.trim().is_empty())
                .any(|line| is_delimiter_row(line));
        }
        if let Some(open) = fence {
            if closes(bare, open) {
                fence = None;
                previous = Kind::Text;
                continue;
            }
        } else if let Some(open) = opens(bare) {
            fence = Some(open);
            continue;
        }
        let indented = columns(line) > INDENT && previous != Kind::Text && marker(bare).is_none();
        if (fence.is_some() || indented) && !in_table {
            // Each line stays one: a backslash at the end of the one before breaks it.
            if previous == Kind::Code
                && let Some(before) = out.last_mut()
            {
                before.push('\\');
            }
            // What the block shares is not part of the line.
            let start = if fence.is_some() { 0 } else { shared(line) };
            out.push(code(&line[start..]));
            previous = Kind::Code;
        } else {
            let indent = columns(line).min(INDENT);
            out.push(" ".repeat(indent) + &text_line(bare, in_table));
            previous = Kind::Text;
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// A text within a line, such as the rest of a list's item.
pub(super) fn inline(text: &str) -> String {
    spans(text, false)
}

/// A text as a code span, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text = shown(text);
    if !text.contains('`') {
        return ["`", &text, "`"].concat();
    }
    let longest = text.split(|c| c != '`').map(str::len).max();
    let ticks = "`".repeat(longest.unwrap_or(0) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A text on one line, without invisible characters.
fn shown(text: &str) -> Cow<'_, str> {
    match visible(text) {
        // One search for both decodes every letter.
        Cow::Borrowed(text) if !text.contains('\t') && !text.contains('\n') => text.into(),
        shown => Cow::Owned(shown.replace(['\t', '\n'], " ")),
    }
}

/// The lines, with each code span that goes on behind a line's end on its first line.
fn whole_spans(lines: &[String]) -> Cow<'_, [String]> {
    let mut lines = Cow::Borrowed(lines);
    for index in 1..lines.len() {
        let (line, next) = (lines[index - 1].trim_end(), lines[index].trim_start());
        if next.is_empty() || marker(next).is_some() || opens(line.trim_start()).is_some() {
            continue;
        }
        let Some(close) = unclosed(line).and_then(|ticks| run(next, ticks)) else {
            continue;
        };
        // With what stands at the closing ticks, such as a comma.
        let end = next[close..]
            .find([' ', '\t'])
            .map_or(next.len(), |at| close + at);
        let rest = next[end..].trim_start();
        if rest.is_empty() || marker(rest).is_some() || opens(rest).is_some() {
            continue;
        }
        let indent = &lines[index][..lines[index].len() - next.len()];
        let (line, rest) = (
            format!("{line} {}", &next[..end]),
            format!("{indent}{rest}"),
        );
        let lines = lines.to_mut();
        lines[index - 1] = line;
        lines[index] = rest;
    }
    lines
}

/// The length of the only run of ticks that no other of its length follows on the line.
fn unclosed(line: &str) -> Option<usize> {
    let mut found = None;
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        rest = &rest[at..];
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let length = span(rest, ticks).map_or(ticks, str::len);
        if length == ticks && found.replace(ticks).is_some() {
            return None;
        }
        rest = &rest[length..];
    }
    found
}

/// Where the first run of so many ticks ends.
fn run(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        at = text.len() - text[start..].trim_start_matches('`').len();
        if at - start == ticks {
            return Some(at);
        }
    }
    None
}

/// What a line was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Text,
    Code,
}

/// How far a line is indented; a tab leads to the next multiple of four.
fn columns(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.fold(0, |columns, byte| match byte {
        b'\t' => (columns / 4 + 1) * 4,
        _ => columns + 1,
    })
}

/// How many bytes of a line's indentation make it code: four columns.
fn shared(line: &str) -> usize {
    line.bytes()
        .position(|byte| byte == b'\t')
        .map_or(INDENT + 1, |at| at + 1)
        .min(INDENT + 1)
}

/// The marker of a list's item at the start of a line, and the item's text.
fn marker(bare: &str) -> Option<(&str, &str)> {
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = match (digits, bare.as_bytes().get(digits)?) {
        (0, b'-' | b'+' | b'*') => 1,
        (1..=9, b'.' | b')') => digits + 1,
        _ => return None,
    };
    let (marker, rest) = bare.split_at(length);
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| (marker, rest.trim_start()))
}

/// The run of ticks or tildes that opens a code block.
fn opens(bare: &str) -> Option<&str> {
    let first = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = bare.len() - bare.trim_start_matches(first).len();
    // Ticks with others behind them on their line are a code span.
    (length >= 3 && (first == '~' || !bare[length..].contains('`'))).then(|| &bare[..length])
}

/// Whether a line closes the code block that a run opened.
fn closes(bare: &str, open: &str) -> bool {
    bare.starts_with(open) && bare.chars().all(|c| open.starts_with(c))
}

/// Whether a line may separate the head of a table from its rows.
///
/// A bar within a code span then ends the cell and the span.
fn is_delimiter_row(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some((_, text)) = marker(rest) {
        rest = text;
    }
    line.contains('-')
        && rest
            .bytes()
            .all(|byte| matches!(byte, b'|' | b':' | b'-' | b' ' | b'\t'))
}

/// A line of text: the markers of lists with one blank behind each, and the rest.
fn text_line(bare: &str, in_table: bool) -> String {
    let mut out = String::with_capacity(bare.len() + 8);
    let mut rest = bare;
    while let Some((marker, text)) = marker(rest) {
        out.push_str(marker);
        rest = text;
        if rest.is_empty() {
            return out;
        }
        out.push(' ');
    }
    if rest.starts_with("~~~") {
        out.push('\\');
    }
    out + &spans(rest, in_table)
}

/// Escapes what is not in code spans.
fn spans(text: &str, in_table: bool) -> String {
    let text = shown(text);
    // Most lines have nothing of the kind.
    let special = |byte: u8| matches!(byte, b'`' | b'[' | b']' | b'<' | b'>' | b'&' | b'\\');
    if !text.bytes().any(special) {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = &*text;
    while let Some(at) = rest.bytes().position(special) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (byte, after) = (rest.as_bytes()[0], &rest[1..]);
        if byte == b'`' {
            let ticks = rest.len() - after.trim_start_matches('`').len();
            let span = span(rest, ticks).filter(|span| !(in_table && span.contains('|')));
            match span {
                Some(span) => out.push_str(span),
                None => out.push_str(&"\\`".repeat(ticks)),
            }
            rest = &rest[span.map_or(ticks, str::len)..];
            continue;
        }
        let escaped = match byte {
            // It means itself before anything but punctuation and the end.
            b'\\' => after
                .bytes()
                .next()
                .is_none_or(|next| next.is_ascii_punctuation()),
            b'&' => after.starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()),
            _ => true,
        };
        if escaped {
            out.push('\\');
        }
        out.push(char::from(byte));
        rest = after;
    }
    out + rest
}

/// The code span at the start of a text: up to the next run of as many ticks.
fn span(text: &str, ticks: usize) -> Option<&str> {
    run(&text[ticks..], ticks).map(|end| &text[..ticks + end])
}

#[cfg(test)]
mod tests;
