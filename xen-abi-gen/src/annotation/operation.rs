//! The documentation of one op or hypercall: prose, and the blocks `Errors:`, `Safety:`,
//! `Returns:`, `Guests:`, `Directions:`, `Buffer:` and `Refused:`.

use super::comment::{ProseLine, doc};
use super::note::exact_direction;
use super::report::Report;
use super::vocabulary::{guests, leading_type};
use crate::c_text::{Span, is_blank, is_identifier};
use crate::model::annotations::{
    BufferLine, Direction, DirectionLine, Doc, Guest, OpDoc, Refusal, ReturnsLine,
};
use crate::model::location::Location;

/// What the comment about an op says, before it is known which op.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// The lines outside the blocks.
    pub(super) prose: Vec<ProseLine<'a>>,
    /// `Errors:`.
    pub(super) errors: Vec<(String, String)>,
    /// `Safety:`.
    pub(super) safety: Option<String>,
    /// `Returns:`.
    pub(super) returns: Option<ReturnsLine>,
    /// Where its type stands.
    pub(super) returns_location: Option<Location>,
    /// `Guests:`.
    pub(super) guests: Option<Vec<Guest>>,
    /// `Directions:`.
    pub(super) travels: Vec<DirectionLine>,
    /// `Buffer:`.
    pub(super) buffer: Option<BufferLine>,
    /// `Refused:`.
    pub(super) refusals: Vec<Refusal>,
}

impl Blocks<'_> {
    /// As documentation of `constant`.
    pub(super) fn op_doc(&self, constant: Span<'_>, report: &Report) -> OpDoc {
        OpDoc {
            constant: constant.text.to_owned(),
            text: self.text(),
            errors: self.errors.clone(),
            safety: self.safety.clone(),
            returns: self.returns.clone(),
            returns_location: self.returns_location.clone(),
            guests: self.guests.clone(),
            directions: self.travels.clone(),
            buffer: self.buffer.clone(),
            refusals: self.refusals.clone(),
            location: report.location(constant),
        }
    }

    /// The prose.
    pub(super) fn text(&self) -> Doc {
        doc(&self.prose)
    }
}

/// Whether a comment holds one of the blocks.
pub(super) fn has_blocks(lines: &[ProseLine<'_>]) -> bool {
    lines.iter().any(|line| keyword(line).is_some())
}

/// The keyword of a block that starts on this line, and what follows it there.
fn keyword<'a>(line: &ProseLine<'a>) -> Option<(&'static str, Span<'a>)> {
    if line.indent.unwrap_or(0) > 0 {
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
    .find_map(|keyword| {
        line.span
            .strip_prefix(keyword)
            .map(|rest| (keyword, rest.trim()))
    })
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
pub(super) fn blocks<'a>(lines: &[ProseLine<'a>], report: &mut Report) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        index += 1;
        let Some((keyword, rest)) = keyword(line) else {
            blocks.prose.push(*line);
            continue;
        };
        let indented =
            |line: &&ProseLine<'_>| !line.span.text.is_empty() && line.indent.unwrap_or(0) > 0;
        let length = lines[index..].iter().take_while(indented).count();
        let block = Block {
            head: line.span,
            rest,
            body: &lines[index..index + length],
        };
        index += length;
        if blocks.take(keyword, block, report) {
            report.error(
                "repeated-block",
                format!("`{keyword}` stands twice in the documentation of one op"),
                line.span,
                "the second one",
                "join the two blocks",
            );
        }
    }
    blocks
}

impl Blocks<'_> {
    /// Takes a block in. Says whether it is the second one of its kind.
    fn take(&mut self, keyword: &str, block: Block<'_, '_>, report: &mut Report) -> bool {
        match keyword {
            "Errors:" => {
                let repeated = !self.errors.is_empty();
                errors(block, &mut self.errors, report);
                repeated
            }
            "Safety:" => self.safety.replace(safety(block, report)).is_some(),
            "Returns:" => match returns(block, report) {
                Some((returns, place)) => {
                    self.returns_location = Some(report.location(place));
                    self.returns.replace(returns).is_some()
                }
                None => false,
            },
            "Directions:" => {
                let repeated = !self.travels.is_empty();
                directions(block, &mut self.travels, report);
                repeated
            }
            "Buffer:" => match buffer(block, report) {
                Some(buffer) => self.buffer.replace(buffer).is_some(),
                None => false,
            },
            "Refused:" => {
                let repeated = !self.refusals.is_empty();
                refusals(block, &mut self.refusals, report);
                repeated
            }
            _ => self.guests.replace(guests(block.rest, report)).is_some(),
        }
    }
}

/// `Safety:` and prose.
fn safety(block: Block<'_, '_>, report: &mut Report) -> String {
    let text = joined(block.rest, block.body);
    if text.is_empty() {
        report.error(
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
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line.span.text);
    }
    text
}

/// Lines `ENAME  when`; a line that is indented deeper than the first carries on.
fn errors(block: Block<'_, '_>, errors: &mut Vec<(String, String)>, report: &mut Report) {
    const HELP: &str = "write each error on a line of its own below `Errors:`, indented: its name, \
                        two blanks, when it is returned; a continuation line is indented deeper";
    let malformed = |report: &mut Report, message: &str, span: Span<'_>, label: &str| {
        report.error("malformed-errors", message, span, label, HELP);
    };
    if !block.rest.text.is_empty() {
        let message = "text stands on the line of `Errors:`";
        malformed(report, message, block.rest, "expected the end of the line");
    } else if block.body.is_empty() {
        let label = "expected indented lines below";
        malformed(report, "`Errors:` lists nothing", block.head, label);
    }
    let depth = block.body.first().and_then(|line| line.indent).unwrap_or(0);
    let mut open = false;
    for line in block.body {
        if line.indent.unwrap_or(0) > depth {
            if let Some((_, when)) = errors.last_mut().filter(|_| open) {
                if !when.is_empty() {
                    when.push(' ');
                }
                when.push_str(line.span.text);
            }
            continue;
        }
        let (name, when) = line.span.word();
        open = is_error_name(name.text);
        if !open {
            let message = format!("`{}` is no error's name", name.text);
            malformed(report, &message, name, "expected a name like `EPERM`");
        } else if when.text.is_empty() {
            let message = format!("it is not said when `{}` is returned", name.text);
            malformed(report, &message, name, "expected a description");
        } else {
            let location = report.location(name);
            report.error_names.push((name.text.to_owned(), location));
            errors.push((name.text.to_owned(), when.text.to_owned()));
        }
    }
}

/// Lines `NAME  DIRECTION`, where the direction may be `unused`, and `, also on failure` may follow
/// one.
fn directions(block: Block<'_, '_>, travels: &mut Vec<DirectionLine>, report: &mut Report) {
    const HELP: &str = "write each member or parameter on a line of its own below `Directions:`, \
                        indented: its name, two blanks, and `IN`, `OUT`, `IN/OUT` or `unused`; \
                        behind OUT and IN/OUT may follow `, also on failure`";
    let Block { head, rest, body } = block;
    if !rest.text.is_empty() || body.is_empty() {
        let at = if body.is_empty() { head } else { rest };
        report.error(
            "malformed-directions",
            "`Directions:` is followed by no list",
            at,
            "expected indented lines below",
            HELP,
        );
    }
    for line in body {
        let (name, said) = line.span.word();
        let (word, on_failure) = match said.text.strip_suffix(", also on failure") {
            Some(word) => (word, true),
            None => (said.text, false),
        };
        let direction = exact_direction(word);
        let wrong = !is_identifier(name.text)
            || (direction.is_none() && (word != "unused" || on_failure))
            || (on_failure && direction == Some(Direction::In));
        if wrong {
            let message = format!("it is not clear which way `{}` travels", name.text);
            report.error(
                "malformed-directions",
                message,
                line.span,
                "expected a name and a direction",
                HELP,
            );
            continue;
        }
        travels.push(DirectionLine {
            name: name.text.to_owned(),
            direction,
            on_failure,
            location: report.location(name),
        });
    }
}

/// Lines `MEMBER  CONSTANT: why`, where ` in its low N bits` may follow the constant.
fn refusals(block: Block<'_, '_>, refusals: &mut Vec<Refusal>, report: &mut Report) {
    const HELP: &str = "write each value on a line of its own below `Refused:`, indented: the \
                        member, two blanks, the constant, ` in its low N bits` where Xen keeps no \
                        more, a colon, and why";
    let Block { head, rest, body } = block;
    if !rest.text.is_empty() || body.is_empty() {
        let at = if body.is_empty() { head } else { rest };
        report.error(
            "malformed-refusal",
            "`Refused:` is followed by no list",
            at,
            "expected indented lines below",
            HELP,
        );
    }
    for line in body {
        let (name, said) = line.span.word();
        let refusal = said.text.split_once(": ").and_then(|(value, why)| {
            let (constant, bits) = match value.split_once(" in its low ") {
                Some((constant, bits)) => {
                    let bits = bits.strip_suffix(" bits")?.parse().ok()?;
                    (constant, Some(bits).filter(|bits| (1..64).contains(bits))?)
                }
                None => (value, 0),
            };
            let (constant, why) = (constant.trim(), why.trim());
            let is_name = |name: &str| is_identifier(name);
            (is_name(name.text) && is_name(constant) && !why.is_empty()).then(|| Refusal {
                name: name.text.to_owned(),
                constant: constant.to_owned(),
                bits: Some(bits).filter(|bits| *bits > 0),
                why: why.to_owned(),
                location: report.location(name),
            })
        });
        match refusal {
            Some(refusal) => refusals.push(refusal),
            None => report.error(
                "malformed-refusal",
                "it is not clear which value is refused",
                line.span,
                "expected a member, a constant and a reason",
                HELP,
            ),
        }
    }
}

fn is_error_name(word: &str) -> bool {
    word.len() >= 3
        && word.starts_with('E')
        && word
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// `Buffer: DIRECTION TYPE name`.
fn buffer(block: Block<'_, '_>, report: &mut Report) -> Option<BufferLine> {
    let parsed = buffer_line(block.rest, report);
    if parsed.is_none() {
        report.error(
            "malformed-buffer",
            "this `Buffer:` line is not understood",
            block.head,
            "not understood",
            "write `Buffer: DIRECTION TYPE name`, for example `Buffer: OUT uint8_t bitmap`",
        );
    }
    parsed
}

fn buffer_line(rest: Span<'_>, report: &Report) -> Option<BufferLine> {
    let (word, after) = rest.word();
    let direction = exact_direction(word.text)?;
    let place = after.trim();
    let (ty, after) = leading_type(place)?;
    let (name, after) = after.trim_start().identifier()?;
    let location = report.location(place.before(ty.len()));
    after.trim().text.is_empty().then(|| BufferLine {
        direction,
        ty,
        name: name.text.to_owned(),
        location,
    })
}

/// `Returns: TYPE meaning` or `Returns: 0`, and where the type stands.
fn returns<'a>(block: Block<'_, 'a>, report: &mut Report) -> Option<(ReturnsLine, Span<'a>)> {
    let Block { head, rest, body } = block;
    let zero = rest.strip_prefix("0").filter(|after| {
        after.text.is_empty() || after.text.starts_with(|c: char| is_blank(c) || c == ':')
    });
    let (ty, meaning) = match (zero, leading_type(rest)) {
        (Some(after), _) => (None, after),
        (None, Some((ty, after))) => (Some(ty), after),
        (None, None) => {
            report.error(
                "malformed-returns",
                "`Returns:` names no type",
                if rest.text.is_empty() { head } else { rest },
                "expected a type, or 0",
                "write `Returns: TYPE meaning` (`Returns: int number of bytes`), or `Returns: 0` \
                 where nothing but success comes back",
            );
            return None;
        }
    };
    let place = rest.before(rest.text.len() - meaning.text.len()).trim_end();
    let meaning = joined(
        meaning.after(meaning.text.len() - meaning.text.trim_start_matches([':', ' ', '\t']).len()),
        body,
    );
    Some((ReturnsLine { ty, meaning }, place))
}
