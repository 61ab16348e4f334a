//! The phrases of upstream's comments for arguments of operations.
//!
//! For instance `arg == addr of struct foo`, `@extra_arg == NULL`.

use crate::annotation::comment::ProseLine;
use crate::annotation::tokens::{strip_words, tokens};
use crate::c_text::{Span, count};
use crate::model::prose::Said;

/// What upstream calls an operation's argument.
const SUBJECTS: [&[&str]; 7] = [
    &["arg"],
    &["args"],
    &["argument"],
    &["extra_arg"],
    &["extra_args"],
    &["extra", "argument"],
    &["extra", "arg"],
];

/// What upstream writes between an argument and its type. Only behind `@arg` is a word for it
/// beyond doubt.
const PREDICATES: [&[&str]; 5] = [&["=="], &["="], &["must", "be"], &["should", "be"], &["is"]];

/// Words before a type that say nothing of it.
const FILLERS: [&str; 14] = [
    "a", "an", "the", "addr", "address", "of", "pointer", "ptr", "to", "guest", "handle", "array",
    "single", "one",
];

/// The words of a comment that lead to a type wherever they stand.
const LEADS: [&str; 4] = ["addr", "address", "pointer", "ptr"];

/// The first statement in these lines of a comment, and the position of its argument.
pub(super) fn statement<'a>(
    comment: &str,
    lines: impl Iterator<Item = ProseLine<'a>>,
) -> Option<(Said, Span<'a>)> {
    // All of what it may be called has this in it.
    if !comment.contains("arg") {
        return None;
    }
    let tokens = lines.flat_map(|line| tokens(line.span));
    let tokens: Vec<Span<'a>> = tokens.map(|(token, _)| token).collect();
    (0..tokens.len()).find_map(|at| {
        let tokens = &tokens[at..];
        let behind_at = strip_words(tokens, &["@"]);
        let subject = behind_at.unwrap_or(tokens);
        let predicate = SUBJECTS
            .iter()
            .find_map(|words| strip_words(subject, words))?;
        let (words, object) = PREDICATES
            .iter()
            .find_map(|words| Some((*words, strip_words(predicate, words)?)))?;
        let marked = matches!(tokens[0].text, "@" | "extra");
        let said = (marked || words[0].starts_with('=')).then(|| said(object))??;
        Some((said, subject[0]))
    })
}

/// What stands on the other side.
fn said(tokens: &[Span<'_>]) -> Option<Said> {
    if let Some(rest) = strip_words(tokens, &["NULL"]) {
        let other = strip_words(rest, &["or"]).and_then(named);
        return Some(other.map_or(Said::Nothing, |(ty, _)| Said::Types {
            types: vec![ty],
            nullable: true,
        }));
    }
    if let Some((ty, rest)) = named(tokens) {
        return Some(Said::Types {
            types: vec![ty],
            nullable: strip_words(rest, &["or", "NULL"]).is_some(),
        });
    }
    // A sentence: every `pointer to a foo` in it is a type that the kind of guest decides on.
    let leads = (0..tokens.len()).filter(|at| LEADS.contains(&tokens[*at].text));
    let mut types = Vec::new();
    for (ty, _) in leads.filter_map(|at| named(&tokens[at..])) {
        if !types.contains(&ty) {
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
    let is_filler = |token: &&Span<'_>| FILLERS.contains(&token.text);
    let fillers = tokens.iter().take_while(is_filler).count();
    let (fillers, tokens) = tokens.split_at(fillers);
    let (first, rest) = tokens.split_first()?;
    if let "struct" | "union" = first.text {
        let (tag, rest) = rest.split_first()?;
        return is_type(*tag, rest).then(|| (format!("{} {}", first.text, tag.text), rest));
    }
    let keywords = ["structure", "struct", "union"];
    let behind_keyword = keywords.iter().find_map(|word| strip_words(rest, &[word]));
    let is_certain = behind_keyword.is_some()
        || first.text.contains('_')
        || fillers.iter().any(|token| LEADS.contains(&token.text));
    (is_certain && is_type(*first, rest))
        .then(|| (first.text.to_owned(), behind_keyword.unwrap_or(rest)))
}

/// Whether a word is the whole name of a type.
///
/// The names of types in these headers start with a small letter, and are no words of English that
/// a sentence goes on with. `evtchn_*` names many types, `operation-specific` none.
fn is_type(name: Span<'_>, rest: &[Span<'_>]) -> bool {
    let end = name.column.saturating_add(count(name.text.len()));
    let goes_on = |next: &Span<'_>| {
        (next.line, next.column) == (name.line, end)
            && matches!(next.text, "*" | "-" | "?" | "(" | "[" | "{")
    };
    name.text.starts_with(|c: char| c.is_ascii_lowercase())
        && name.text.len() > 2
        && !FILLERS.contains(&name.text)
        && !rest.first().is_some_and(goes_on)
}
