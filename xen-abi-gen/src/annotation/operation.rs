//! The documentation of one op or hypercall: prose, and the blocks `Errors:`, `Safety:`,
//! `Returns:`, `Guests:`, `Directions:`, `Buffer:` and `Refused:`.

use super::comment::{ProseLine, doc};
use super::note::exact_direction;
use super::report::Report;
use super::vocabulary::{guests, leading_type};
use crate::c_text::{Span, is_blank, is_identifier};
use crate::model::annotations::{
    BufferLine, Direction, Doc, Guest, OpDoc, Refusal, ReturnsLine, Travel,
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
    pub(super) travels: Vec<Travel>,
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
            travels: self.travels.clone(),
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
        let body = &lines[index..index + lines[index..].iter().take_while(indented).count()];
        index += body.len();
        let repeated = match keyword {
            "Errors:" => {
                let repeated = !blocks.errors.is_empty();
                errors(line.span, rest, body, &mut blocks.errors, report);
                repeated
            }
            "Safety:" => {
                let text = joined(rest, body);
                if text.is_empty() {
                    report.error(
                        "malformed-safety",
                        "`Safety:` says nothing",
                        line.span,
                        "expected indented prose below",
                        "say below it, indented, what the caller must guarantee",
                    );
                }
                blocks.safety.replace(text).is_some()
            }
            "Returns:" => match returns(line.span, rest, body, report) {
                Some((returns, place)) => {
                    blocks.returns_location = Some(report.location(place));
                    blocks.returns.replace(returns).is_some()
                }
                None => false,
            },
            "Directions:" => {
                let repeated = !blocks.travels.is_empty();
                directions(line.span, rest, body, &mut blocks.travels, report);
                repeated
            }
            "Buffer:" => match buffer(rest, report) {
                Some(buffer) => blocks.buffer.replace(buffer).is_some(),
                None => {
                    report.error(
                        "malformed-buffer",
                        "this `Buffer:` line is not understood",
                        line.span,
                        "not understood",
                        "write `Buffer: DIRECTION TYPE name`, for example `Buffer: OUT uint8_t bitmap`",
                    );
                    false
                }
            },
            "Refused:" => {
                let repeated = !blocks.refusals.is_empty();
                refusals(line.span, rest, body, &mut blocks.refusals, report);
                repeated
            }
            _ => blocks.guests.replace(guests(rest, report)).is_some(),
        };
        if repeated {
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
fn errors(
    head: Span<'_>,
    rest: Span<'_>,
    body: &[ProseLine<'_>],
    errors: &mut Vec<(String, String)>,
    report: &mut Report,
) {
    const HELP: &str = "write each error on a line of its own below `Errors:`, indented: its name, two blanks, when it is returned; \
                        a continuation line is indented deeper";
    if !rest.text.is_empty() {
        report.error(
            "malformed-errors",
            "text stands on the line of `Errors:`",
            rest,
            "expected the end of the line",
            HELP,
        );
    } else if body.is_empty() {
        report.error(
            "malformed-errors",
            "`Errors:` lists nothing",
            head,
            "expected indented lines below",
            HELP,
        );
    }
    let depth = body.first().and_then(|line| line.indent).unwrap_or(0);
    let mut open = false;
    for line in body {
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
            report.error(
                "malformed-errors",
                format!("`{}` is no error's name", name.text),
                name,
                "expected a name like `EPERM`",
                HELP,
            );
        } else if when.text.is_empty() {
            let message = format!("it is not said when `{}` is returned", name.text);
            report.error(
                "malformed-errors",
                message,
                name,
                "expected a description",
                HELP,
            );
        } else {
            let location = report.location(name);
            report.error_names.push((name.text.to_owned(), location));
            errors.push((name.text.to_owned(), when.text.to_owned()));
        }
    }
}

/// Lines `NAME  DIRECTION`, where the direction may be `unused`, and `, also on failure` may follow
/// one.
fn directions(
    head: Span<'_>,
    rest: Span<'_>,
    body: &[ProseLine<'_>],
    travels: &mut Vec<Travel>,
    report: &mut Report,
) {
    const HELP: &str = "write each member or parameter on a line of its own below `Directions:`, indented: its name, two blanks, and \
                        `IN`, `OUT`, `IN/OUT` or `unused`; behind OUT and IN/OUT may follow `, also on failure`";
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
        travels.push(Travel {
            name: name.text.to_owned(),
            direction,
            on_failure,
            location: report.location(name),
        });
    }
}

/// Lines `MEMBER  CONSTANT: why`, where ` in its low N bits` may follow the constant.
fn refusals(
    head: Span<'_>,
    rest: Span<'_>,
    body: &[ProseLine<'_>],
    refusals: &mut Vec<Refusal>,
    report: &mut Report,
) {
    const HELP: &str = "write each value on a line of its own below `Refused:`, indented: the member, two blanks, the constant, \
                        ` in its low N bits` where Xen keeps no more, a colon, and why";
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
fn buffer(rest: Span<'_>, report: &Report) -> Option<BufferLine> {
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
fn returns<'a>(
    head: Span<'a>,
    rest: Span<'a>,
    body: &[ProseLine<'a>],
    report: &mut Report,
) -> Option<(ReturnsLine, Span<'a>)> {
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
                "write `Returns: TYPE meaning` (`Returns: int number of bytes`), or `Returns: 0` where nothing but success comes back",
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
