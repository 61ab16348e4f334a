//! The phrases by which upstream's comments say what an operation takes: `arg == addr of struct
//! foo`, `@extra_arg == NULL`.

use crate::annotation::comment::ProseLine;
use crate::c_text::{Span, count, is_word, word_length};
use crate::model::prose::Said;

/// What upstream calls an operation's argument.
const SUBJECTS: [&str; 5] = ["arg", "args", "argument", "extra_arg", "extra_args"];

/// Words before a type that say nothing of it.
const FILLERS: [&str; 14] = [
    "a", "an", "the", "addr", "address", "of", "pointer", "ptr", "to", "guest", "handle", "array",
    "single", "one",
];

/// The words of a comment that lead to a type wherever they stand.
const LEADS: [&str; 4] = ["addr", "address", "pointer", "ptr"];

/// The first statement that a comment of these lines makes, and where the word for the argument
/// stands.
pub(super) fn statement<'a>(
    comment: &str,
    lines: impl Iterator<Item = ProseLine<'a>>,
) -> Option<(Said, Span<'a>)> {
    // All of what it may be called has this in it.
    if !comment.contains("arg") {
        return None;
    }
    let tokens: Vec<Span<'a>> = lines.flat_map(|line| tokens(line.span)).collect();
    (0..tokens.len()).find_map(|at| {
        let (rest, loose) = predicate(subject(&tokens[at..])?)?;
        let place = tokens
            .get(at + 1)
            .filter(|_| tokens[at].text == "@")
            .unwrap_or(&tokens[at]);
        let marked = matches!(tokens[at].text, "@" | "extra");
        (marked || !loose)
            .then(|| said(rest))
            .flatten()
            .map(|said| (said, *place))
    })
}

/// Words, `==`, and single characters of any other kind.
fn tokens(line: Span<'_>) -> Vec<Span<'_>> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.text.chars().next() {
        let length = match first {
            c if is_word(c) => word_length(rest.text),
            '=' => rest.text.find(|c| c != '=').unwrap_or(rest.text.len()),
            c => c.len_utf8(),
        };
        found.push(rest.before(length));
        rest = rest.after(length).trim_start();
    }
    found
}

/// What follows the word for the argument, if one stands here: `arg`, `@arg`, `extra argument`.
fn subject<'t, 'a>(tokens: &'t [Span<'a>]) -> Option<&'t [Span<'a>]> {
    let tokens = tokens.strip_prefix_text("@").unwrap_or(tokens);
    if let Some(rest) = tokens.strip_prefix_text("extra") {
        return rest
            .strip_prefix_text("argument")
            .or_else(|| rest.strip_prefix_text("arg"));
    }
    let (first, rest) = tokens.split_first()?;
    SUBJECTS.contains(&first.text).then_some(rest)
}

/// What follows `==`, or the words for it; whether they are so common that only `@arg` is beyond
/// doubt.
fn predicate<'t, 'a>(tokens: &'t [Span<'a>]) -> Option<(&'t [Span<'a>], bool)> {
    if let Some(rest) = tokens
        .strip_prefix_text("==")
        .or_else(|| tokens.strip_prefix_text("="))
    {
        return Some((rest, false));
    }
    let be = |verb: &str| {
        tokens
            .strip_prefix_text(verb)
            .and_then(|rest| rest.strip_prefix_text("be"))
    };
    be("must")
        .or_else(|| be("should"))
        .or_else(|| tokens.strip_prefix_text("is"))
        .map(|rest| (rest, true))
}

/// What stands on the other side.
fn said(tokens: &[Span<'_>]) -> Option<Said> {
    if let Some(rest) = tokens.strip_prefix_text("NULL") {
        let other = rest.strip_prefix_text("or").and_then(|rest| named(rest));
        return Some(other.map_or(Said::Nothing, |(ty, _)| Said::Types {
            types: vec![ty],
            nullable: true,
        }));
    }
    if let Some((ty, rest)) = named(tokens) {
        let nullable = rest
            .strip_prefix_text("or")
            .and_then(|rest| rest.strip_prefix_text("NULL"))
            .is_some();
        return Some(Said::Types {
            types: vec![ty],
            nullable,
        });
    }
    // A sentence: every `pointer to a foo` in it is a type that the kind of guest decides on.
    let mut types: Vec<String> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let Some((ty, _)) = LEADS
            .contains(&token.text)
            .then(|| named(&tokens[at..]))
            .flatten()
            && !types.contains(&ty)
        {
            types.push(ty);
        }
    }
    (!types.is_empty()).then_some(Said::Types {
        types,
        nullable: false,
    })
}

/// The type that stands here, past words that say nothing, and what follows it.
fn named<'t, 'a>(tokens: &'t [Span<'a>]) -> Option<(String, &'t [Span<'a>])> {
    let fillers = tokens
        .iter()
        .take_while(|token| FILLERS.contains(&token.text))
        .count();
    let led = tokens[..fillers]
        .iter()
        .any(|token| LEADS.contains(&token.text));
    let (first, rest) = tokens[fillers..].split_first()?;
    if let "struct" | "union" = first.text {
        let (tag, rest) = rest.split_first().filter(|(tag, _)| is_type(tag.text))?;
        return is_whole(*tag, rest).then(|| (format!("{} {}", first.text, tag.text), rest));
    }
    if !(is_type(first.text) && is_whole(*first, rest)) {
        return None;
    }
    let keyword = rest
        .first()
        .map(|token| token.text)
        .filter(|word| ["structure", "struct", "union"].contains(word));
    let beyond_doubt = led || keyword.is_some() || first.text.contains('_');
    let rest = if keyword.is_some() { &rest[1..] } else { rest };
    beyond_doubt.then(|| (first.text.to_owned(), rest))
}

/// The names of types in these headers start with a small letter, and are no words of English that
/// a sentence goes on with.
fn is_type(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase()) && !FILLERS.contains(&word) && word.len() > 2
}

/// Whether a name is whole: `evtchn_*` names many, `operation-specific` is no name.
fn is_whole(name: Span<'_>, rest: &[Span<'_>]) -> bool {
    let touches = |next: &Span<'_>| {
        next.line == name.line && next.column == name.column.saturating_add(count(name.text.len()))
    };
    !rest
        .first()
        .is_some_and(|next| touches(next) && matches!(next.text, "*" | "-" | "?" | "(" | "[" | "{"))
}

/// Cutting a known word off the front.
trait Words<'t, 'a> {
    /// What follows the word, if it stands first.
    fn strip_prefix_text(&self, word: &str) -> Option<&'t [Span<'a>]>;
}

impl<'t, 'a> Words<'t, 'a> for &'t [Span<'a>] {
    fn strip_prefix_text(&self, word: &str) -> Option<&'t [Span<'a>]> {
        self.split_first()
            .filter(|(first, _)| first.text == word)
            .map(|(_, rest)| rest)
    }
}
