//! Prototypes of hypercalls: return type, name, parameters.

use super::output::{Output, Wrong, wrong};
use super::tokens::{identifier, strip_words, tokens};
use super::vocabulary::{is_frame, is_tag_keyword, is_type_word};
use crate::c_text::{Span, count, is_identifier};
use crate::model::annotations::{ArrayText, Signature, SignatureParam, TypeText};
use crate::model::hash::HashSet;
use crate::model::location::Location;

const HELP: &str = "write `TYPE NAME(TYPE name, TYPE name[], …)`, ended by `)` or `);`; the \
                    return type may stand on the line above, every line starts with ` * ` and a \
                    tick";

/// One prototype, as its annotation lines come in.
pub(super) struct Prototype<'a> {
    /// The first line, for messages.
    head: Span<'a>,
    /// The line that has to follow the last one for the prototype to go on.
    pub(super) next_line: u32,
    tokens: Vec<Span<'a>>,
    /// How many parentheses are open.
    depth: usize,
    /// What follows the parenthesis that closes the prototype.
    tail: Option<Span<'a>>,
}

impl<'a> Prototype<'a> {
    /// Starts with a line.
    pub(super) fn new(line: Span<'a>) -> Self {
        let mut prototype = Self {
            head: line.trim(),
            next_line: 0,
            tokens: Vec::new(),
            depth: 0,
            tail: None,
        };
        prototype.push(line);
        prototype
    }

    /// Adds the line that follows.
    pub(super) fn push(&mut self, line: Span<'a>) {
        self.next_line = line.line.saturating_add(1);
        for (token, after) in tokens(line) {
            self.tokens.push(token);
            match token.text {
                "(" => self.depth += 1,
                ")" if self.depth == 1 => {
                    self.tail = Some(after.trim());
                    return;
                }
                ")" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether its last parenthesis is closed.
    pub(super) fn is_complete(&self) -> bool {
        self.tail.is_some()
    }

    /// Parses it; reports why not.
    pub(super) fn parse(&self, output: &mut Output) -> Option<Signature> {
        if self.tokens.iter().any(|token| token.text == "(") {
            let result = self.signature(output);
            output.accept("malformed-signature", HELP, result)
        } else {
            self.report_stray(output);
            None
        }
    }

    /// Reports lines that are neither a prototype nor anything else that is known.
    fn report_stray(&self, output: &mut Output) {
        let head = self.head;
        let first = head.identifier().map_or("", |(word, _)| word.text);
        let has_type = matches!(first, "enum" | "const") || is_type_word(first);
        if has_type || self.next_line > head.line.saturating_add(1) {
            output.error(
                "malformed-signature",
                "this return type has no function below it",
                head,
                "expected `NAME(…)` on the next line",
                "write the prototype's name and parameters on the next line, behind a tick as \
                 well; a family needs `{` behind its name",
            );
        } else {
            output.warning(
                "unknown-annotation",
                format!("`{}` starts no annotation", head.word().0.text),
                head,
                "ignored, as upstream's reader does",
                "annotations are enum, flags, a prototype, `guests`, `ops`, `@name`, `}` and \
                 `incontents`; remove the backtick from anything else",
            );
        }
    }

    fn signature(&self, output: &Output) -> Result<Signature, Wrong<'a>> {
        let tokens = &self.tokens;
        let is_parenthesis = |token: &Span<'_>| matches!(token.text, "(" | ")");
        let open = tokens.iter().position(is_parenthesis);
        let open = open.filter(|at| tokens[*at].text == "(").ok_or(wrong(
            self.head,
            "expected `(`",
            "this prototype has no parameters",
        ))?;
        let (&name, result) = tokens[..open]
            .split_last()
            .filter(|(name, _)| is_identifier(name.text))
            .ok_or(wrong(
                tokens[open],
                "expected a name before it",
                "this prototype names no function",
            ))?;
        let &first = result.first().ok_or(wrong(
            name,
            "expected a type before it or on the line above",
            "this prototype has no return type",
        ))?;
        let (returns, left) = type_text(result)?;
        if let Some(token) = left.first() {
            let message = "the return type goes on where the function's name should stand";
            return Err(wrong(*token, "unexpected", message));
        }
        let tail = self.tail.ok_or_else(|| {
            let message = "the parenthesis of this prototype is never closed";
            wrong(tokens[open], "this parenthesis", message)
        })?;
        let tail = tail.strip_prefix(";").unwrap_or(tail).trim();
        if !is_frame(tail.text) {
            let message = "something follows the prototype";
            return Err(wrong(tail, "expected the end of the line", message));
        }
        let inner = &tokens[open + 1..tokens.len() - 1];
        if let Some(token) = inner.iter().find(|token| is_parenthesis(token)) {
            return Err(wrong(
                *token,
                "not understood here",
                "a parameter has parentheses of its own",
            ));
        }
        let (params, variadic) = params(inner, name, output)?;
        Ok(Signature {
            name: name.text.to_owned(),
            returns,
            returns_location: type_location(first, result, output),
            params,
            variadic,
            location: output.location(name),
            ..Signature::default()
        })
    }
}

/// Where a type stands; of one that goes on in the next line, its first token.
fn type_location(first: Span<'_>, tokens: &[Span<'_>], output: &Output) -> Location {
    let last = tokens.last().filter(|last| last.line == first.line);
    let last = last.unwrap_or(&first);
    Location {
        length: (last.column + count(last.text.len())).saturating_sub(first.column),
        ..output.location(first)
    }
}

fn params<'a>(
    inner: &[Span<'a>],
    name: Span<'a>,
    output: &Output,
) -> Result<(Vec<SignatureParam>, bool), Wrong<'a>> {
    let (mut params, mut variadic) = (Vec::new(), false);
    let is_only = |tokens, word| strip_words(tokens, &[word]).is_some_and(<[_]>::is_empty);
    if inner.is_empty() || is_only(inner, "void") {
        return Ok((params, variadic));
    }
    let is_comma = |token: &&Span<'_>| token.text == ",";
    for part in inner.split(|token| is_comma(&token)) {
        let Some(first) = part.first() else {
            let comma = inner.iter().find(is_comma).unwrap_or(&name);
            return Err(wrong(
                *comma,
                "expected a parameter on both sides",
                "a parameter is missing beside a comma",
            ));
        };
        if variadic {
            return Err(wrong(*first, "unexpected", "a parameter follows `...`"));
        }
        variadic = is_only(part, "...");
        if !variadic {
            params.push(param(part, output)?);
        }
    }
    let names = params.iter().filter_map(|param| param.name.as_deref());
    let names: HashSet<&str> = names.collect();
    for param in &params {
        if let Some(count) = param.ty.array.count()
            && !names.contains(count)
        {
            return Err(wrong(
                name,
                "in this prototype",
                "the brackets of an array name no parameter of the same prototype",
            ));
        }
    }
    Ok((params, variadic))
}

fn param<'a>(part: &[Span<'a>], output: &Output) -> Result<SignatureParam, Wrong<'a>> {
    let (mut ty, mut rest) = type_text(part)?;
    let mut name = None;
    if let Some((word, after)) = identifier(rest) {
        name = Some(word);
        rest = after;
    }
    let brackets: Vec<&str> = rest.iter().map(|token| token.text).collect();
    ty.array = match brackets[..] {
        [] => ArrayText::No,
        ["[", "]"] => ArrayText::Unsized,
        ["[", count, "]"] if is_identifier(count) => ArrayText::Counted(count.to_owned()),
        _ => {
            return Err(wrong(
                rest[0],
                "not understood here",
                "a parameter goes on after its name",
            ));
        }
    };
    Ok(SignatureParam {
        name: name.map(|name| name.text.to_owned()),
        ty,
        location: output.location(name.unwrap_or(part[0])),
    })
}

/// The type at the front of some tokens, stars included, and what follows.
fn type_text<'a, 't>(tokens: &'t [Span<'a>]) -> Result<(TypeText, &'t [Span<'a>]), Wrong<'a>> {
    let mut ty = TypeText::default();
    let (first, mut rest) = identifier(qualifiers(tokens, &mut ty.constant)).ok_or(wrong(
        tokens[0],
        "expected a type",
        "a type is missing",
    ))?;
    first.text.clone_into(&mut ty.base);
    if is_tag_keyword(first.text) {
        let (tag, after) = identifier(rest).ok_or(wrong(
            first,
            "expected a tag after it",
            "a type is not complete",
        ))?;
        ty.base.extend([" ", tag.text]);
        rest = after;
    }
    rest = qualifiers(rest, &mut ty.constant);
    while let Some((word, after)) = identifier(rest)
        && is_type_word(first.text)
        && is_type_word(word.text)
    {
        ty.base.extend([" ", word.text]);
        rest = qualifiers(after, &mut ty.constant);
    }
    while let Some(after) = strip_words(rest, &["*"]) {
        ty.pointers = ty.pointers.saturating_add(1);
        rest = qualifiers(after, &mut false);
    }
    Ok((ty, rest))
}

/// Skips qualifiers; notes whether `const` is among them.
fn qualifiers<'a, 't>(tokens: &'t [Span<'a>], constant: &mut bool) -> &'t [Span<'a>] {
    let is_qualifier = |token: &&Span<'_>| matches!(token.text, "const" | "volatile" | "restrict");
    let length = tokens.iter().take_while(is_qualifier).count();
    let (qualifiers, rest) = tokens.split_at(length);
    *constant |= qualifiers.iter().any(|token| token.text == "const");
    rest
}
