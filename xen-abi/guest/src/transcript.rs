//! What is printed: a line for each test, and a last one.

use core::fmt;

use crate::machine::Machine;
use crate::text::Text;

/// Why a test did not end well.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// Xen did not do what it should.
    Failed(Text<320>),
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

/// How a test ended.
pub(crate) type Outcome<T = ()> = Result<T, Stop>;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// They held.
    pub passed: u32,
    /// They did not.
    pub failed: u32,
    /// They do not apply to this boot.
    pub skipped: u32,
}

impl Verdict {
    /// Whether nothing failed, and something was tried.
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

/// A run under way.
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

    /// Runs a test and prints how it went.
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
        self.machine.print(Text::<640>::of(text).as_str());
    }
}
