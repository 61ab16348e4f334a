//! JSON on lines of its own, two blanks a level: the form that `serde_json` calls pretty, each
//! line's start written at once.

use std::io::{self, Write};

use serde_json::ser::Formatter;

use crate::model::characters::visible_json;

/// A line break and as many blanks as the deepest level of a dump has; what is deeper takes
/// several.
const BREAK: &str = "\n                                ";

/// The state between two values.
#[derive(Debug, Default)]
pub(super) struct Indented {
    level: usize,
    /// Whether the innermost list or object holds something.
    filled: bool,
}

impl Indented {
    fn new_line<W: ?Sized + Write>(&self, writer: &mut W, before: &str) -> io::Result<()> {
        let blanks = 2 * self.level;
        let short = blanks.min(BREAK.len() - 1);
        writer.write_all(before.as_bytes())?;
        writer.write_all(&BREAK.as_bytes()[..=short])?;
        (short..blanks).try_for_each(|_| writer.write_all(b" "))
    }

    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &str) -> io::Result<()> {
        self.level += 1;
        self.filled = false;
        writer.write_all(bracket.as_bytes())
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &str) -> io::Result<()> {
        self.level -= 1;
        if self.filled {
            self.new_line(writer, "")?;
        }
        self.filled = true;
        writer.write_all(bracket.as_bytes())
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.filled = true;
        self.new_line(writer, if first { "" } else { "," })
    }
}

impl Formatter for Indented {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        writer.write_all(visible_json(fragment).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, "[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, "]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, "{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, "}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Serializer, json};

    use super::Indented;

    #[test]
    fn the_form_is_that_of_serde_json() {
        let mut deep =
            json!({ "a": [], "b": {}, "c": [1, [2, { "d": null }], {}], "e": { "f": "g\n" } });
        for _ in 0..20 {
            deep = json!([0, { "deeper": deep }]);
        }
        let mut ours = Vec::new();
        deep.serialize(&mut Serializer::with_formatter(
            &mut ours,
            Indented::default(),
        ))
        .unwrap();
        assert_eq!(
            String::from_utf8(ours).unwrap(),
            serde_json::to_string_pretty(&deep).unwrap()
        );
    }
}
