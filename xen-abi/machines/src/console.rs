//! The console of a machine, split by domain.

use std::collections::BTreeMap;

/// The end of a line that continues in the next one.
///
/// Xen prints 127 bytes of dom0 at a time, and lines of other domains may come between.
const CONTINUED: char = '\\';

/// Messages with which Xen stops.
const FATAL: &[&str] = &["Panic on CPU", "Xen BUG at", "Assertion '"];

/// A console, line by line.
#[derive(Debug, Default)]
pub(crate) struct Console {
    lines: Vec<String>,
}

impl Console {
    /// A console from the bytes of the serial line.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).replace('\r', "");
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The complete lines of each domain.
    pub(crate) fn domains(&self) -> BTreeMap<u32, Vec<String>> {
        let mut domains: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut begun: BTreeMap<u32, String> = BTreeMap::new();
        for line in &self.lines {
            let Some((domain, text)) = speaker(line) else {
                continue;
            };
            let whole = begun.remove(&domain).unwrap_or_default() + text;
            match whole.strip_suffix(CONTINUED) {
                Some(piece) => drop(begun.insert(domain, piece.to_owned())),
                None => domains.entry(domain).or_default().push(whole),
            }
        }
        for (domain, piece) in begun {
            domains.entry(domain).or_default().push(piece);
        }
        domains
    }

    /// The message with which Xen stopped, if it did.
    pub(crate) fn fatal(&self) -> Option<&str> {
        let own = self.lines.iter().filter(|line| line.starts_with("(XEN)"));
        own.map(|line| line.trim_start_matches("(XEN)").trim())
            .find(|line| FATAL.iter().any(|words| line.contains(words)))
    }

    /// The last lines.
    pub(crate) fn end(&self, count: usize) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(count)..]
    }
}

/// The domain that printed a line, and its text; `None` if Xen did.
fn speaker(line: &str) -> Option<(u32, &str)> {
    let own = line.strip_prefix("(XEN)").map(str::trim_start);
    // A time may precede the domain's number.
    let text = match own {
        Some(text) if text.starts_with('[') => text.split_once("] ").map_or(text, |(_, text)| text),
        Some(text) => text,
        None => line,
    };
    let numbered = text
        .strip_prefix("(d")
        .and_then(|text| text.split_once(") "))
        .and_then(|(number, text)| Some((number.parse().ok()?, text)));
    match (numbered, own) {
        (Some(spoken), _) => Some(spoken),
        (None, Some(_)) => None,
        (None, None) => Some((0, line)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_to_the_domain_that_printed_them() {
        let console = Console::new(
            b"(XEN) Xen version 4.17\r\nhello\r\n(XEN) (d1) from one\n(d2) from two\n\
              (XEN) [ 1.5] (d1) \
              later\n(d3)none\n",
        );
        let domains = console.domains();
        assert_eq!(domains[&0], ["hello", "(d3)none"]);
        assert_eq!(domains[&1], ["from one", "later"]);
        assert_eq!(domains[&2], ["from two"]);
        assert_eq!(console.fatal(), None);
    }

    #[test]
    fn parts_of_a_line_are_joined_across_lines_of_other_domains() {
        let console = Console::new(
            b"test a ... FAILED: a long \\\n(d1) test b ... \\\n(XEN) in between\nstory\n(d1) ok\n\
              the end \\\n",
        );
        let domains = console.domains();
        assert_eq!(domains[&0], ["test a ... FAILED: a long story", "the end "]);
        assert_eq!(domains[&1], ["test b ... ok"]);
    }

    #[test]
    fn a_panic_is_found_in_xens_lines_only() {
        let panic = Console::new(b"Panic on CPU\n(XEN) Panic on CPU 0:\n(XEN) no IOMMU\n");
        assert_eq!(panic.fatal(), Some("Panic on CPU 0:"));
        assert_eq!(Console::new(b"Panic on CPU 0\n").fatal(), None);
        assert_eq!(panic.end(1), ["(XEN) no IOMMU"]);
        assert_eq!(panic.end(9).len(), 3);
    }
}
