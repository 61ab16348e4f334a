//! Prototypes of hypercalls: return type, name, parameters.

use super::report::Report;
use super::vocabulary::is_type_word;
use crate::c_text::{Span, count, is_blank, is_identifier, is_word};
use crate::model::annotations::{ArrayText, Doc, Param, Signature, TypeText};
use crate::model::hash::HashSet;
use crate::model::location::Location;

const HELP: &str = "write `TYPE NAME(TYPE name, TYPE name[], …)`, ended by `)` or `);`; the \
                    return type may stand on the line above, every line starts with ` * ` and a \
                    tick";

/// The annotation lines of one prototype, as they come in.
pub(super) struct Prototype<'a> {
    lines: Vec<Span<'a>>,
    depth: u32,
    opened: bool,
    tail: Option<Span<'a>>,
}

/// A piece of a prototype: a word, `...`, or a single character.
type Token<'a> = Span<'a>;

/// Why a prototype does not parse: where, what stands there, what was expected.
struct Wrong<'a>(Span<'a>, &'static str, &'static str);

impl<'a> Prototype<'a> {
    /// Starts with a line.
    pub(super) fn new(line: Span<'a>) -> Self {
        let mut prototype = Self {
            lines: Vec::new(),
            depth: 0,
            opened: false,
            tail: None,
        };
        prototype.push(line);
        prototype
    }

    /// Adds the line that follows.
    pub(super) fn push(&mut self, line: Span<'a>) {
        self.lines.push(line);
        for (at, c) in line.text.char_indices() {
            match c {
                '(' => {
                    self.opened = true;
                    self.depth = self.depth.saturating_add(1);
                }
                ')' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.opened && self.depth == 0 {
                        self.tail = Some(line.after(at + 1).trim());
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether its last parenthesis is closed.
    pub(super) fn is_complete(&self) -> bool {
        self.tail.is_some()
    }

    /// Whether a parenthesis was opened.
    pub(super) fn is_open(&self) -> bool {
        self.opened
    }

    /// The line that has to follow the last one for the prototype to go on.
    pub(super) fn next_line(&self) -> u32 {
        self.lines
            .last()
            .map_or(0, |line| line.line.saturating_add(1))
    }

    /// The first line, for messages.
    fn head(&self) -> Span<'a> {
        self.lines[0].trim()
    }

    /// Parses it; reports why not.
    pub(super) fn parse(&self, report: &mut Report) -> Option<Signature> {
        match self.signature(report) {
            Ok(signature) => Some(signature),
            Err(Wrong(span, label, message)) => {
                report.error("malformed-signature", message, span, label, HELP);
                None
            }
        }
    }

    /// Reports lines that are neither a prototype nor anything else that is known.
    pub(super) fn report_stray(&self, report: &mut Report) {
        let head = self.head();
        let first = head.identifier().map_or("", |(word, _)| word.text);
        if first == "enum" || first == "const" || is_type_word(first) || self.lines.len() > 1 {
            report.error(
                "malformed-signature",
                "this return type has no function below it",
                head,
                "expected `NAME(…)` on the next line",
                "write the prototype's name and parameters on the next line, behind a tick as \
                 well; a family needs `{` behind its name",
            );
        } else {
            report.warning(
                "unknown-annotation",
                format!("`{}` starts no annotation", head.word().0.text),
                head,
                "ignored, as upstream's reader does",
                "annotations are enum, flags, a prototype, `guests`, `ops`, `@name`, `}` and \
                 `incontents`; remove the tick from anything else",
            );
        }
    }

    fn signature(&self, report: &Report) -> Result<Signature, Wrong<'a>> {
        let tokens = self.tokens();
        let (result, name, open) = self.head_tokens(&tokens)?;
        let (returns, left) = type_text(result)?;
        let last = result
            .last()
            .filter(|last| last.line == result[0].line)
            .unwrap_or(&result[0]);
        let whole = Location {
            length: (last.column + count(last.text.len())).saturating_sub(result[0].column),
            ..report.location(result[0])
        };
        if let Some(token) = left.first() {
            return Err(Wrong(
                *token,
                "unexpected",
                "the return type goes on where the function's name should stand",
            ));
        }
        self.check_tail(tokens[open])?;
        let close = tokens.iter().rposition(|token| token.text == ")");
        let close = close.unwrap_or(tokens.len());
        let inner = tokens.get(open + 1..close).unwrap_or_default();
        if let Some(token) = inner.iter().find(|token| matches!(token.text, "(" | ")")) {
            return Err(Wrong(
                *token,
                "not understood here",
                "a parameter has parentheses of its own",
            ));
        }
        let (params, variadic) = params(inner, name, report)?;
        Ok(Signature {
            name: name.text.to_owned(),
            returns,
            returns_location: whole,
            params,
            variadic,
            descriptions: Vec::new(),
            guests: None,
            ops: None,
            errors: Vec::new(),
            safety: None,
            result: None,
            text: Doc::default(),
            location: report.location(name),
        })
    }

    /// The tokens of the return type, the function's name, and which token opens the parameters.
    fn head_tokens<'t>(
        &self,
        tokens: &'t [Token<'a>],
    ) -> Result<(&'t [Token<'a>], Token<'a>, usize), Wrong<'a>> {
        let Some(open) = tokens.iter().position(|token| token.text == "(") else {
            return Err(Wrong(
                self.head(),
                "expected `(`",
                "this prototype has no parameters",
            ));
        };
        let split = tokens[..open].split_last();
        let Some((name, result)) = split.filter(|(name, _)| is_identifier(name.text)) else {
            return Err(Wrong(
                tokens[open],
                "expected a name before it",
                "this prototype names no function",
            ));
        };
        if result.is_empty() {
            return Err(Wrong(
                *name,
                "expected a type before it or on the line above",
                "this prototype has no return type",
            ));
        }
        Ok((result, *name, open))
    }

    /// Nothing but a semicolon or a box may follow the parenthesis that `open` opens.
    fn check_tail(&self, open: Token<'a>) -> Result<(), Wrong<'a>> {
        let Some(tail) = self.tail else {
            return Err(Wrong(
                open,
                "this parenthesis",
                "the parenthesis of this prototype is never closed",
            ));
        };
        let tail = tail.strip_prefix(";").unwrap_or(tail).trim();
        if tail.text.chars().all(|c| c == '*') {
            return Ok(());
        }
        Err(Wrong(
            tail,
            "expected the end of the line",
            "something follows the prototype",
        ))
    }

    /// Up to the parenthesis that closes the prototype.
    fn tokens(&self) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        let (mut depth, mut done) = (0_u32, false);
        for line in &self.lines {
            let mut rest = line.trim();
            while !rest.text.is_empty() && !done {
                let length = match rest.text.chars().next() {
                    Some(c) if is_word(c) => {
                        rest.text.find(|c| !is_word(c)).unwrap_or(rest.text.len())
                    }
                    Some('.') if rest.text.starts_with("...") => 3,
                    Some(c) => c.len_utf8(),
                    None => 0,
                };
                let token = rest.before(length);
                match token.text {
                    "(" => depth = depth.saturating_add(1),
                    ")" => {
                        depth = depth.saturating_sub(1);
                        done = depth == 0;
                    }
                    _ => {}
                }
                tokens.push(token);
                rest = rest.after(length).trim_start();
            }
        }
        tokens
    }
}

fn params<'a>(
    inner: &[Token<'a>],
    name: Span<'a>,
    report: &Report,
) -> Result<(Vec<Param>, bool), Wrong<'a>> {
    let (mut params, mut variadic) = (Vec::new(), false);
    if inner.is_empty() || matches!(inner, [only] if only.text == "void") {
        return Ok((params, variadic));
    }
    for part in inner.split(|token| token.text == ",") {
        let Some(first) = part.first() else {
            let at = inner
                .iter()
                .find(|token| token.text == ",")
                .copied()
                .unwrap_or(name);
            return Err(Wrong(
                at,
                "expected a parameter on both sides",
                "a parameter is missing beside a comma",
            ));
        };
        if variadic {
            return Err(Wrong(*first, "unexpected", "a parameter follows `...`"));
        }
        if first.text == "..." && part.len() == 1 {
            variadic = true;
            continue;
        }
        params.push(param(part, report)?);
    }
    let names: HashSet<&str> = params
        .iter()
        .filter_map(|param| param.name.as_deref())
        .collect();
    for param in &params {
        if let ArrayText::Counted(count) = &param.ty.array
            && !names.contains(count.as_str())
        {
            return Err(Wrong(
                name,
                "in this prototype",
                "the brackets of an array name no parameter of the same prototype",
            ));
        }
    }
    Ok((params, variadic))
}

fn param<'a>(part: &[Token<'a>], report: &Report) -> Result<Param, Wrong<'a>> {
    let (mut ty, mut rest) = type_text(part)?;
    let mut location = report.location(part[0]);
    let mut name = None;
    if let Some((token, after)) = rest
        .split_first()
        .filter(|(token, _)| is_identifier(token.text))
    {
        name = Some(token.text.to_owned());
        location = report.location(*token);
        rest = after;
    }
    match rest {
        [] => {}
        [open, close] if open.text == "[" && close.text == "]" => ty.array = ArrayText::Unsized,
        [open, count, close]
            if open.text == "[" && close.text == "]" && is_identifier(count.text) =>
        {
            ty.array = ArrayText::Counted(count.text.to_owned());
        }
        [token, ..] => {
            return Err(Wrong(
                *token,
                "not understood here",
                "a parameter goes on after its name",
            ));
        }
    }
    Ok(Param { name, ty, location })
}

/// The type at the front of some tokens, stars included, and what follows.
fn type_text<'a, 't>(tokens: &'t [Token<'a>]) -> Result<(TypeText, &'t [Token<'a>]), Wrong<'a>> {
    let mut ty = TypeText {
        base: String::new(),
        constant: false,
        pointers: 0,
        array: ArrayText::No,
    };
    let mut rest = base(tokens, &mut ty)?;
    if ty.base.is_empty() {
        let nowhere = Span {
            text: "",
            line: 1,
            column: 1,
        };
        let token = tokens
            .iter()
            .find(|token| token.text.chars().any(|c| !is_blank(c)));
        let at = token.copied().unwrap_or(nowhere);
        return Err(Wrong(at, "expected a type", "a type is missing"));
    }
    while let Some((_, after)) = rest.split_first().filter(|(token, _)| token.text == "*") {
        ty.pointers = ty.pointers.saturating_add(1);
        rest = qualifiers(after, &mut false);
    }
    Ok((ty, rest))
}

/// Reads the words of a type; returns what follows them.
fn base<'a, 't>(tokens: &'t [Token<'a>], ty: &mut TypeText) -> Result<&'t [Token<'a>], Wrong<'a>> {
    let mut rest = qualifiers(tokens, &mut ty.constant);
    let mut basic = false;
    while let Some((token, after)) = rest.split_first() {
        let tagged = matches!(token.text, "struct" | "union" | "enum") && ty.base.is_empty();
        let continues = ty.base.is_empty() || (basic && is_type_word(token.text));
        if !is_identifier(token.text) || !continues {
            break;
        }
        if !ty.base.is_empty() {
            ty.base.push(' ');
        }
        ty.base.push_str(token.text);
        basic = is_type_word(token.text);
        rest = after;
        if tagged {
            let tag = rest
                .split_first()
                .filter(|(tag, _)| is_identifier(tag.text));
            let Some((tag, after)) = tag else {
                return Err(Wrong(
                    *token,
                    "expected a tag after it",
                    "a type is not complete",
                ));
            };
            ty.base.push(' ');
            ty.base.push_str(tag.text);
            rest = after;
        }
        rest = qualifiers(rest, &mut ty.constant);
    }
    Ok(rest)
}

fn qualifiers<'a, 't>(mut tokens: &'t [Token<'a>], constant: &mut bool) -> &'t [Token<'a>] {
    while let Some((token, after)) = tokens
        .split_first()
        .filter(|(t, _)| matches!(t.text, "const" | "volatile" | "restrict"))
    {
        *constant |= token.text == "const";
        tokens = after;
    }
    tokens
}
