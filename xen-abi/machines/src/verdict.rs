//! Judges the output of a guest.

use std::ops::AddAssign;
use std::{fmt, iter};

use crate::boot::Ended;
use crate::console::Console;

/// The number of lines of a console that a failure shows.
const SHOWN: usize = 25;

/// The number of tests with each result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(
            formatter,
            "{passed} passed, {failed} failed, {skipped} skipped"
        )
    }
}

/// The report of a step: lines to print, and counts to add.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) lines: Vec<String>,
    pub(crate) counts: Counts,
}

impl Report {
    /// A report with a heading.
    pub(crate) fn headed(heading: String) -> Self {
        Self {
            lines: vec![String::new(), heading],
            ..Self::default()
        }
    }

    /// Adds a failure outside the guest's tests, with lines that explain it.
    pub(crate) fn problem<T: AsRef<str>>(
        &mut self,
        problem: &str,
        details: impl IntoIterator<Item = T>,
    ) {
        self.lines.push(format!("FAILED: {problem}"));
        self.details(details);
        self.counts.failed += 1;
    }

    /// Adds lines that explain the last one.
    pub(crate) fn details<T: AsRef<str>>(&mut self, details: impl IntoIterator<Item = T>) {
        let lines = details.into_iter();
        self.lines
            .extend(lines.map(|line| format!("    {}", line.as_ref())));
    }

    /// Adds the line of a test of the runner.
    pub(crate) fn test(&mut self, name: &str, failure: Option<&str>) {
        match failure {
            None => {
                self.lines.push(format!("test {name} ... ok"));
                self.counts.passed += 1;
            }
            Some(why) => {
                self.lines.push(format!("test {name} ... FAILED: {why}"));
                self.counts.failed += 1;
            }
        }
    }
}

/// Adds a boot's tests and other errors to the report; returns whether all passed.
pub(crate) fn judge(report: &mut Report, name: &str, ended: &Ended, domains: usize) -> bool {
    let console = Console::new(&ended.console);
    let spoken = console.domains();
    let mut wrong = None;
    for domain in (0..).take(domains) {
        let lines = spoken.get(&domain).map_or(&[][..], Vec::as_slice);
        let counts = tests(report, domain, lines);
        // The counts of the closing line must be those of the lines above it.
        let closing = lines.iter().rfind(|line| is_closing(line));
        let failure = match closing {
            None => Some(format!("domain {domain} ended without its closing line")),
            Some(closing) if *closing != counts.to_string() => Some(format!(
                "domain {domain} says {closing}, but its lines say {counts}"
            )),
            Some(_) => None,
        };
        wrong = wrong.or(failure);
        report.counts += counts;
    }
    // The end of the machine explains a missing line.
    let wrong = console
        .fatal()
        .map(|words| format!("Xen stopped: {words}"))
        .or_else(|| ended.end.failure())
        .or(wrong);
    let Some(wrong) = wrong else { return true };
    let errors = ended.errors.iter().map(|line| format!("QEMU: {line}"));
    let end = console.end(SHOWN).iter().cloned();
    report.problem(
        &format!("{name}: {wrong}; the console ends with:"),
        end.chain(errors),
    );
    false
}

/// Adds a domain's lines about tests, and counts them.
fn tests(report: &mut Report, domain: u32, lines: &[String]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        let Some(test) = line.strip_prefix("test ") else {
            continue;
        };
        let Some((_, outcome)) = test.split_once(" ... ") else {
            continue;
        };
        let count = match outcome.split(':').next() {
            Some("ok") => &mut counts.passed,
            Some("FAILED") => &mut counts.failed,
            Some("skipped") => &mut counts.skipped,
            _ => continue,
        };
        *count += 1;
        let whose = if domain == 0 {
            String::new()
        } else {
            format!("d{domain} ")
        };
        report.lines.push(format!("test {whose}{test}"));
    }
    counts
}

/// Whether a line is `N passed, N failed, N skipped`.
pub(crate) fn is_closing(line: &str) -> bool {
    let mut parts = line.split(", ");
    let fits = iter::zip(["passed", "failed", "skipped"], parts.by_ref()).all(|(word, part)| {
        part.split_once(' ')
            .is_some_and(|(number, rest)| number.parse::<u32>().is_ok() && rest == word)
    });
    fits && line.ends_with("skipped") && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boot::End;

    fn judged(console: &str, domains: usize) -> (bool, Report) {
        let mut report = Report::default();
        let ended = Ended {
            console: console.as_bytes().to_vec(),
            errors: vec!["no such CPU".into()],
            end: End::Exited(0),
        };
        let good = judge(&mut report, "boot", &ended, domains);
        (good, report)
    }

    #[test]
    fn a_complete_run_of_two_domains_holds() {
        let (good, report) = judged(
            "test a ... ok\n(d1) test a ... skipped: why\n1 passed, 0 failed, 0 skipped\n\
             (d1) 0 passed, 0 failed, 1 skipped\n",
            2,
        );
        assert!(good);
        assert_eq!(
            report.lines,
            ["test a ... ok", "test d1 a ... skipped: why"]
        );
        assert_eq!(report.counts.to_string(), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn what_is_missing_or_miscounted_fails() {
        for (console, domains, failure) in [
            ("test a ... ok\n", 1, "without its closing line"),
            (
                "test a ... ok\n2 passed, 0 failed, 0 skipped\n",
                1,
                "but its lines say",
            ),
            (
                "test a ... ok\n1 passed, 0 failed, 0 skipped\n",
                2,
                "domain 1 ended",
            ),
            ("(XEN) Panic on CPU 0:\n", 1, "Xen stopped: Panic on CPU 0:"),
            ("", 1, "no such CPU"),
        ] {
            let (good, report) = judged(console, domains);
            assert!(!good, "{console}");
            assert!(report.counts.failed > 0, "{console}");
            assert!(report.lines.join("\n").contains(failure), "{report:#?}");
        }
    }

    #[test]
    fn closing_lines() {
        assert!(is_closing("1 passed, 0 failed, 22 skipped"));
        for line in [
            "",
            "1 passed, 0 failed",
            "x passed, 0 failed, 0 skipped",
            "1 passed",
        ] {
            assert!(!is_closing(line), "{line}");
        }
        assert!(!is_closing("1 passed, 0 failed, 0 skipped, 1 skipped"));
    }
}
