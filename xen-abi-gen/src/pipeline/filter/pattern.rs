//! A pattern of names: `evtchn::{send, alloc_*}`.

use crate::diagnostics::Diagnostic;
use crate::model::location::Location;

/// How many names the braces of one argument may stand for.
const MOST: usize = 4096;

/// How deep braces may nest.
const DEEPEST: usize = 32;

/// A name without braces. A `*` stands for any part of one segment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern {
    /// The name, `::` between its segments.
    pub(super) text: String,
    /// Its last written part.
    pub(super) location: Location,
}

/// A name up to here, with the bytes of its last written part.
type Part = (String, usize, usize);

impl Pattern {
    /// The names that an argument stands for.
    ///
    /// # Errors
    /// When braces do not match or a name is empty.
    pub(super) fn parse(text: &str, line: u32) -> Result<Vec<Self>, Diagnostic> {
        let mut parser = Parser { text, at: 0, line };
        let found = parser.alternatives(0)?;
        if parser.at < text.len() {
            return Err(parser.wrong("no `{` belongs to this"));
        }
        let mut patterns = Vec::new();
        for (name, start, end) in found {
            let text = name.trim_start_matches("xen_abi::").to_owned();
            let location = parser.location(start, end);
            if text.is_empty() || text.split("::").any(str::is_empty) {
                return Err(malformed("a name is empty", location));
            }
            patterns.push(Self { text, location });
        }
        Ok(patterns)
    }

    /// Whether this is the name of something.
    pub(super) fn matches(&self, name: &str) -> bool {
        let (mut theirs, mut ours) = (name.split("::"), self.text.split("::"));
        loop {
            match (theirs.next(), ours.next()) {
                (None, None) => return true,
                (Some(name), Some(pattern)) if segment(pattern, name) => {}
                _ => return false,
            }
        }
    }
}

/// Whether a segment with `*` stands for another.
fn segment(pattern: &str, name: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(before) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else {
            return false;
        };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}

fn malformed(message: &str, location: Location) -> Diagnostic {
    Diagnostic::error("malformed-filter", "this pattern is not understood")
        .at(location, message)
        .help(
            "write the C name of an item or its path in Rust; braces hold alternatives \
             (`event_channel::{send,close}`), `*` stands for any part of a name",
        )
}

/// Reads an argument from left to right.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Parser<'_> {
    /// What stands between commas, up to a brace that closes or to the end.
    fn alternatives(&mut self, depth: usize) -> Result<Vec<Part>, Diagnostic> {
        let mut all = self.sequence(depth)?;
        while self.text[self.at..].starts_with(',') {
            self.at += 1;
            all.extend(self.sequence(depth)?);
            self.check_count(&all)?;
        }
        Ok(all)
    }

    /// Literal parts and braces in a row.
    fn sequence(&mut self, depth: usize) -> Result<Vec<Part>, Diagnostic> {
        let mut found: Vec<Part> = vec![(String::new(), self.at, self.at)];
        loop {
            let start = self.at;
            let rest = &self.text[start..];
            let length = rest.find(['{', '}', ',']).unwrap_or(rest.len());
            let literal = rest[..length].trim();
            let blank = rest.len() - rest.trim_start().len();
            self.at += length;
            if !literal.is_empty() {
                for part in &mut found {
                    part.0.push_str(literal);
                    (part.1, part.2) = (start + blank, start + blank + literal.len());
                }
            }
            if !self.text[self.at..].starts_with('{') {
                return Ok(found);
            }
            if depth == DEEPEST {
                return Err(self.wrong("braces nest deeper than names do"));
            }
            self.at += 1;
            let inner = self.alternatives(depth + 1)?;
            if !self.text[self.at..].starts_with('}') {
                return Err(self.wrong("expected `}`"));
            }
            self.at += 1;
            let joined = found.iter().flat_map(|(before, ..)| {
                let join =
                    move |(text, start, end): &Part| (format!("{before}{text}"), *start, *end);
                inner.iter().map(join)
            });
            found = joined.take(MOST + 1).collect();
            self.check_count(&found)?;
        }
    }

    fn check_count(&self, found: &[Part]) -> Result<(), Diagnostic> {
        match found.len() > MOST {
            true => Err(self.wrong("these are more names than a header has")),
            false => Ok(()),
        }
    }

    fn wrong(&self, message: &str) -> Diagnostic {
        malformed(message, self.location(self.at, self.at + 1))
    }

    fn location(&self, start: usize, end: usize) -> Location {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Location::new(
            &super::OPTION.into(),
            self.line,
            number(start + 1),
            number(end - start),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let patterns = Pattern::parse(text, 1).expect("a pattern").into_iter();
        patterns.map(|pattern| pattern.text).collect()
    }

    #[test]
    fn braces_are_alternatives() {
        assert_eq!(
            names("a::{b, c::{d,e}}::f"),
            ["a::b::f", "a::c::d::f", "a::c::e::f"]
        );
        assert_eq!(names("XEN_A,b::c"), ["XEN_A", "b::c"]);
        assert_eq!(names("xen_abi::a::b"), ["a::b"]);
    }

    #[test]
    fn the_last_written_part_is_the_place() {
        let patterns = Pattern::parse("a::{b, cc}", 2).expect("a pattern");
        let place = &patterns[1].location;
        assert_eq!((place.line, place.column, place.length), (2, 8, 2));
    }

    #[test]
    fn what_is_no_pattern() {
        for text in ["", "a::", "a{", "a}", "a{b,}::", "::a", "a,,b"] {
            assert!(Pattern::parse(text, 1).is_err(), "{text}");
        }
        let many = "{a,b,c,d,e,f,g,h}".repeat(20);
        assert!(Pattern::parse(&many, 1).is_err());
        assert!(Pattern::parse(&"{".repeat(10_000), 1).is_err());
    }

    #[test]
    fn stars() {
        let matches = |pattern: &str, name: &str| {
            Pattern::parse(pattern, 1).expect("a pattern")[0].matches(name)
        };
        assert!(matches("a::*", "a::b"));
        assert!(!matches("a::*", "a::b::c"));
        assert!(matches("EVTCHNOP_*", "EVTCHNOP_send"));
        assert!(matches("*_op*_x", "a_op_b_x"));
        assert!(!matches("ab*ba", "aba"));
    }
}
