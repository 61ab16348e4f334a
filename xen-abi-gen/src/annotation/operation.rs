//! Parses the documentation of an op or hypercall: prose and blocks.
//!
//! The blocks are `Errors:`, `Safety:`, `Returns:`, `Guests:`, `Directions:`, `Buffer:` and
//! `Refused:`.

use super::comment::{ProseLine, doc, push_words};
use super::output::Output;
use super::vocabulary::{exact_direction, guests, is_shouted, leading_type};
use crate::c_text::{Span, is_blank, is_identifier};
use crate::model::annotations::{
    BufferLine, Direction, DirectionLine, OpDoc, Refusal, ReturnsLine,
};

/// What the comment about an op says, before it is known which op.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// The lines outside the blocks.
    pub(super) prose: Vec<ProseLine<'a>>,
    /// The blocks, without constant, text and location.
    pub(super) said: OpDoc,
}

impl Blocks<'_> {
    /// As documentation of `constant`.
    pub(super) fn op_doc(&self, constant: Span<'_>, output: &Output) -> OpDoc {
        OpDoc {
            constant: constant.text.to_owned(),
            text: doc(&self.prose),
            location: output.location(constant),
            ..self.said.clone()
        }
    }
}

/// Whether a comment holds one of the blocks.
pub(super) fn has_blocks(lines: &[ProseLine<'_>]) -> bool {
    lines.iter().any(|line| keyword(line).is_some())
}

/// The keyword of a block that starts on this line, and what follows it there.
fn keyword<'a>(line: &ProseLine<'a>) -> Option<(&'static str, Span<'a>)> {
    if line.is_indented() {
        return None;
    }
    [
        "Errors:",
        "Safety:",
        "Returns:",
        "Guests:",
        "Directions:",
        "Buffer:",
        "Refused:",
    ]
    .into_iter()
    .find_map(|keyword| Some((keyword, line.span.strip_prefix(keyword)?.trim())))
}

/// A block: its first line, what follows the keyword there, and the indented lines below.
#[derive(Clone, Copy)]
struct Block<'l, 'a> {
    head: Span<'a>,
    rest: Span<'a>,
    body: &'l [ProseLine<'a>],
}

/// Takes the blocks out of a comment whose lines are dedented. A block ends at an empty line or at
/// one that is not indented.
pub(super) fn blocks<'a>(mut lines: &[ProseLine<'a>], output: &mut Output) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    while let Some((line, below)) = lines.split_first() {
        lines = below;
        let Some((keyword, rest)) = keyword(line) else {
            blocks.prose.push(*line);
            continue;
        };
        let in_body = |line: &&ProseLine<'_>| !line.is_empty() && line.is_indented();
        let (body, below) = below.split_at(below.iter().take_while(in_body).count());
        lines = below;
        let head = line.span;
        if take(
            &mut blocks.said,
            keyword,
            Block { head, rest, body },
            output,
        ) {
            output.error(
                "repeated-block",
                format!("`{keyword}` stands twice in the documentation of one op"),
                head,
                "the second one",
                "join the two blocks",
            );
        }
    }
    blocks
}

/// Takes a block in. Returns whether it is the second one of its kind.
fn take(said: &mut OpDoc, keyword: &str, block: Block<'_, '_>, output: &mut Output) -> bool {
    match keyword {
        "Errors:" => append(&mut said.errors, errors(block, output)),
        "Safety:" => said.safety.replace(safety(block, output)).is_some(),
        "Returns:" => returns(block, output).is_some_and(|new| said.returns.replace(new).is_some()),
        "Directions:" => append(
            &mut said.directions,
            block.list(&DIRECTIONS, direction, output),
        ),
        "Buffer:" => buffer(block, output).is_some_and(|new| said.buffer.replace(new).is_some()),
        "Refused:" => append(&mut said.refusals, block.list(&REFUSALS, refusal, output)),
        _ => said.guests.replace(guests(block.rest, output)).is_some(),
    }
}

/// Adds to a list. Returns whether it was not empty before.
fn append<T>(list: &mut Vec<T>, more: Vec<T>) -> bool {
    let repeated = !list.is_empty();
    list.extend(more);
    repeated
}

/// `Safety:` and prose.
fn safety(block: Block<'_, '_>, output: &mut Output) -> String {
    let text = joined(block.rest, block.body);
    if text.is_empty() {
        output.error(
            "malformed-safety",
            "`Safety:` says nothing",
            block.head,
            "expected indented prose below",
            "say below it, indented, what the caller must guarantee",
        );
    }
    text
}

fn joined(first: Span<'_>, body: &[ProseLine<'_>]) -> String {
    let mut text = first.text.to_owned();
    for line in body {
        push_words(&mut text, line.span);
    }
    text
}

/// Lines `ENAME  when`; a line that is indented deeper than the first carries on.
fn errors(block: Block<'_, '_>, output: &mut Output) -> Vec<(String, String)> {
    let report = |output: &mut Output, message: &str, span, label| {
        let help = "write each error on a line of its own below `Errors:`, indented: its name, \
                    two blanks, when it is returned; a continuation line is indented deeper";
        output.error("malformed-errors", message, span, label, help);
    };
    if !block.rest.text.is_empty() {
        report(
            output,
            "text stands on the line of `Errors:`",
            block.rest,
            "expected the end of the line",
        );
    } else if block.body.is_empty() {
        report(
            output,
            "`Errors:` lists nothing",
            block.head,
            "expected indented lines below",
        );
    }
    let depth = block.body.first().and_then(|line| line.indent);
    let mut errors: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in block.body {
        if line.indent > depth {
            if let Some((_, when)) = errors.last_mut().filter(|_| open) {
                push_words(when, line.span);
            }
            continue;
        }
        let (name, when) = line.span.word();
        open = name.text.len() >= 3 && name.text.starts_with('E') && is_shouted(name.text);
        if !open {
            let message = format!("`{}` is no error's name", name.text);
            report(output, &message, name, "expected a name like `EPERM`");
        } else if when.text.is_empty() {
            report(
                output,
                &format!("it is not said when `{}` is returned", name.text),
                name,
                "expected a description",
            );
        } else {
            let error = (name.text.to_owned(), output.location(name));
            output.annotations.error_names.push(error);
            errors.push((name.text.to_owned(), when.text.to_owned()));
        }
    }
    errors
}

/// A block that is a list: the parts of messages about it.
struct List {
    keyword: &'static str,
    code: &'static str,
    /// What each line holds.
    entry: &'static str,
    help: &'static str,
}

const DIRECTIONS: List = List {
    keyword: "Directions:",
    code: "malformed-directions",
    entry: "expected a name and a direction",
    help: "write each member or parameter on a line of its own below `Directions:`, indented: its \
           name, two blanks, and `IN`, `OUT`, `IN/OUT` or `unused`; behind OUT and IN/OUT may \
           follow `, also on failure`",
};

const REFUSALS: List = List {
    keyword: "Refused:",
    code: "malformed-refusal",
    entry: "expected a member, a constant and a reason",
    help: "write each value on a line of its own below `Refused:`, indented: the member, two \
           blanks, the constant, ` in its low N bits` where Xen keeps no more, a colon, and why",
};

impl Block<'_, '_> {
    /// Parses each line of a block.
    ///
    /// `parse` gets the name and the rest of a line, and returns a message if they are wrong.
    fn list<T>(
        self,
        list: &List,
        parse: impl Fn(Span<'_>, Span<'_>, &Output) -> Result<T, String>,
        output: &mut Output,
    ) -> Vec<T> {
        let Self { head, rest, body } = self;
        if !rest.text.is_empty() || body.is_empty() {
            let at = if body.is_empty() { head } else { rest };
            output.error(
                list.code,
                format!("`{}` is followed by no list", list.keyword),
                at,
                "expected indented lines below",
                list.help,
            );
        }
        let mut found = Vec::new();
        for line in body {
            let (name, said) = line.span.word();
            match parse(name, said, output) {
                Ok(entry) => found.push(entry),
                Err(message) => {
                    output.error(list.code, message, line.span, list.entry, list.help);
                }
            }
        }
        found
    }
}

/// A line `NAME  DIRECTION`.
///
/// The direction may be `unused`, and `, also on failure` may follow.
fn direction(name: Span<'_>, said: Span<'_>, output: &Output) -> Result<DirectionLine, String> {
    let word = said.text.strip_suffix(", also on failure");
    let on_failure = word.is_some();
    let word = word.unwrap_or(said.text);
    let direction = exact_direction(word);
    let fits = match direction {
        Some(Direction::In) => !on_failure,
        Some(_) => true,
        None => word == "unused" && !on_failure,
    };
    if !fits || !is_identifier(name.text) {
        return Err(format!("the direction of `{}` is unclear", name.text));
    }
    Ok(DirectionLine {
        name: name.text.to_owned(),
        direction,
        on_failure,
        location: output.location(name),
    })
}

/// A line `MEMBER  CONSTANT: why`, where ` in its low N bits` may follow the constant.
fn refusal(name: Span<'_>, said: Span<'_>, output: &Output) -> Result<Refusal, String> {
    let parse = || {
        let (value, why) = said.text.split_once(": ")?;
        let (constant, bits) = match value.split_once(" in its low ") {
            Some((constant, bits)) => {
                let bits = bits.strip_suffix(" bits")?.parse().ok();
                (constant, Some(bits.filter(|bits| (1..64).contains(bits))?))
            }
            None => (value, None),
        };
        let (constant, why) = (constant.trim(), why.trim());
        let fits = is_identifier(name.text) && is_identifier(constant) && !why.is_empty();
        fits.then(|| Refusal {
            name: name.text.to_owned(),
            constant: constant.to_owned(),
            bits,
            why: why.to_owned(),
            location: output.location(name),
        })
    };
    parse().ok_or_else(|| "it is not clear which value is refused".to_owned())
}

/// `Buffer: DIRECTION TYPE name`.
fn buffer(block: Block<'_, '_>, output: &mut Output) -> Option<BufferLine> {
    let parse = || {
        let (word, after) = block.rest.word();
        let direction = exact_direction(word.text)?;
        let place = after.trim();
        let (ty, after) = leading_type(place)?;
        let (name, after) = after.trim_start().identifier()?;
        after.trim().text.is_empty().then(|| BufferLine {
            direction,
            location: output.location(place.before(ty.len())),
            ty,
            name: name.text.to_owned(),
        })
    };
    let buffer = parse();
    if buffer.is_none() {
        output.error(
            "malformed-buffer",
            "this `Buffer:` line is not understood",
            block.head,
            "not understood",
            "write `Buffer: DIRECTION TYPE name`, for example `Buffer: OUT uint8_t bitmap`",
        );
    }
    buffer
}

/// `Returns: TYPE meaning` or `Returns: 0`.
fn returns(block: Block<'_, '_>, output: &mut Output) -> Option<ReturnsLine> {
    let Block { head, rest, body } = block;
    let zero = rest.strip_prefix("0").filter(|after| {
        let next = after.text.chars().next();
        next.is_none_or(|c| is_blank(c) || c == ':')
    });
    let typed = match zero {
        Some(after) => Some((None, after)),
        None => leading_type(rest).map(|(ty, after)| (Some(ty), after)),
    };
    if typed.is_none() {
        output.error(
            "malformed-returns",
            "`Returns:` names no type",
            if rest.text.is_empty() { head } else { rest },
            "expected a type, or 0",
            "write `Returns: TYPE meaning` (`Returns: int number of bytes`), or `Returns: 0` \
             where nothing but success comes back",
        );
    }
    let (ty, after) = typed?;
    let place = rest.before(rest.text.len() - after.text.len()).trim_end();
    let words = after.text.trim_start_matches([':', ' ', '\t']);
    Some(ReturnsLine {
        ty,
        meaning: joined(after.after(after.text.len() - words.len()), body),
        location: output.location(place),
    })
}
