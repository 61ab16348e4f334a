//! The output: a line for each test, and a last one.

use core::fmt;

use crate::machine::Machine;
use crate::text::Text;

/// Why a test failed or was skipped.
// There is no allocator, so the reason is stored here.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// Xen did not behave as expected.
    Failed(Text<1024>),
    /// The test does not apply here.
    Skipped(Text<160>),
}

impl Stop {
    pub(crate) fn failed(text: fmt::Arguments<'_>) -> Self {
        Self::Failed(Text::of(text))
    }

    pub(crate) fn skipped(text: fmt::Arguments<'_>) -> Self {
        Self::Skipped(Text::of(text))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) => why.fmt(formatter),
            Self::Skipped(why) => why.fmt(formatter),
        }
    }
}

/// The result of a test.
pub(crate) type Outcome<T = ()> = Result<T, Stop>;

/// The number of tests with each result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Passed.
    pub passed: u32,
    /// Failed.
    pub failed: u32,
    /// Skipped, as not applicable to this boot.
    pub skipped: u32,
}

impl Verdict {
    /// Whether no test failed, and at least one ran.
    pub fn is_good(self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// A running suite.
pub struct Transcript<'a, M> {
    pub(crate) machine: &'a M,
    pub(crate) verdict: Verdict,
}

impl<'a, M: Machine> Transcript<'a, M> {
    pub(crate) fn new(machine: &'a M) -> Self {
        Self {
            machine,
            verdict: Verdict::default(),
        }
    }

    /// Runs a test and prints its result.
    pub(crate) fn test(&mut self, name: &str, test: impl FnOnce(&M) -> Outcome) {
        let outcome = test(self.machine);
        self.record(name, outcome);
    }

    pub(crate) fn record(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Ok(()) => {
                self.verdict.passed += 1;
                self.line(format_args!("test {name} ... ok"));
            }
            Err(Stop::Failed(why)) => {
                self.verdict.failed += 1;
                self.line(format_args!("test {name} ... FAILED: {why}"));
            }
            Err(Stop::Skipped(why)) => {
                self.verdict.skipped += 1;
                self.line(format_args!("test {name} ... skipped: {why}"));
            }
        }
    }

    pub(crate) fn line(&self, text: fmt::Arguments<'_>) {
        let mut line = OneLine(Text::<1280>::new());
        // Writing does not fail: the rest is cut off.
        let _ = fmt::write(&mut line, text);
        self.machine.print(line.0.as_str());
    }
}

/// A string as one line, since a transcript has a line per test.
///
/// `stringify!` breaks long expressions. A line break and the blanks after it become one blank.
struct OneLine(Text<1280>);

impl fmt::Write for OneLine {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                self.0.write_str(" ")?;
                self.0.write_str(part.trim_start())?;
            } else {
                self.0.write_str(part)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_of_several_lines_becomes_one_line() {
        let mut line = OneLine(Text::new());
        let _ = fmt::write(&mut line, format_args!("(a,\n    b,\n) \n c"));
        assert_eq!(line.0.as_str(), "(a, b, )  c");
    }
}
