//! Compares the output of guests with reviewed transcripts.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;

use insta::Settings;
use similar::TextDiff;

use crate::console::Console;
use crate::parts;
use crate::verdict::is_closing;

/// The number of equal lines shown around a difference.
const CONTEXT: usize = 3;

/// The starts of lines that depend on a hypervisor's build and command line. They are not compared
/// for the caller's hypervisor.
const BY_BUILD: &[(&str, &str)] = &[
    ("test argo::", "CONFIG_ARGO, and argo= on the command line"),
    ("test peer::messages_by_argo ", "the same"),
    ("features ", "CONFIG_PV_SHIM and other options add features"),
    (
        "test version::build_id ",
        "the linker's build identifier, which not every build has",
    ),
];

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Same,
    /// Different, with these lines.
    Different(Vec<String>),
    /// There is no transcript.
    Unreviewed,
}

/// A transcript: the output of the domains, without Xen's lines.
///
/// Xen's exact version is left out, as Debian updates its releases.
pub(crate) fn of(console: &Console) -> String {
    let mut text = String::new();
    for (domain, lines) in console.domains() {
        for line in lines.iter().filter(|line| !line.starts_with("Xen ")) {
            if domain > 0 {
                text += &format!("d{domain}: ");
            }
            text += line;
            text.push('\n');
        }
    }
    text
}

/// The release in a guest's output, such as `4.17`.
pub(crate) fn release(console: &Console) -> Option<String> {
    let domains = console.domains();
    let line = domains
        .get(&0)?
        .iter()
        .find(|line| line.starts_with("Xen "))?;
    let (major, rest) = line.strip_prefix("Xen ")?.split_once('.')?;
    let digits = rest.find(|character: char| !character.is_ascii_digit());
    let minor = &rest[..digits.unwrap_or(rest.len())];
    Some(format!("{major}.{minor}"))
}

/// Compares with a transcript by insta, which writes a new one if `INSTA_UPDATE` says so.
pub(crate) fn assert(name: &str, text: &str) -> Comparison {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(folder());
    // insta prints the difference and panics; the panic becomes a failure.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let same = panic::catch_unwind(AssertUnwindSafe(|| {
        settings.bind(|| insta::assert_snapshot!(name, text));
    }));
    panic::set_hook(hook);
    match same {
        Ok(()) => Comparison::Same,
        Err(_) => Comparison::Different(Vec::new()),
    }
}

/// Compares with a transcript, and writes nothing.
pub(crate) fn compare(name: &str, text: &str) -> Comparison {
    compare_lines(reviewed(name), text, |_| true)
}

/// The same for a hypervisor that may be built differently.
pub(crate) fn compare_own(name: &str, text: &str) -> Comparison {
    compare_lines(reviewed(name), text, |line| {
        let own = line.strip_prefix("d1: ").unwrap_or(line);
        !is_closing(own) && !BY_BUILD.iter().any(|(begin, _)| own.starts_with(begin))
    })
}

fn compare_lines(
    reviewed: Option<String>,
    text: &str,
    counts: impl Fn(&str) -> bool,
) -> Comparison {
    let Some(reviewed) = reviewed else {
        return Comparison::Unreviewed;
    };
    let [reviewed, text] = [reviewed.trim_end(), text.trim_end()].map(|text| {
        let lines = text.lines().filter(|line| counts(line));
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    });
    if reviewed == text {
        return Comparison::Same;
    }
    Comparison::Different(difference(&reviewed, &text, CONTEXT))
}

/// The differences between two texts, with lines around each.
pub(crate) fn difference(old: &str, new: &str, context: usize) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(context).to_string();
    text.lines().map(str::to_owned).collect()
}

fn folder() -> PathBuf {
    parts::root().join("snapshots/xen")
}

/// A reviewed transcript, without insta's header.
fn reviewed(name: &str) -> Option<String> {
    let whole = fs::read_to_string(folder().join(format!("{name}.snap"))).ok()?;
    whole.splitn(3, "---\n").nth(2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcripts_leave_out_what_an_update_changes() {
        let console = Console::new(b"(XEN) x\nguest\nXen 4.17.7\n(d1) Xen 4.17.7\n(d1) other\n");
        assert_eq!(of(&console), "guest\nd1: other\n");
        assert_eq!(release(&console).unwrap(), "4.17");
        let unstable = Console::new(b"Xen 4.23-unstable\n");
        assert_eq!(release(&unstable).unwrap(), "4.23");
        assert_eq!(release(&Console::new(b"Xen\n")), None);
    }

    #[test]
    fn a_difference_names_the_lines() {
        let reviewed = || Some("one\ntwo\n".to_owned());
        let all = |_: &str| true;
        assert_eq!(
            compare_lines(reviewed(), "one\ntwo\n", all),
            Comparison::Same
        );
        assert_eq!(compare_lines(None, "one\n", all), Comparison::Unreviewed);
        let Comparison::Different(lines) = compare_lines(reviewed(), "one\n", all) else {
            panic!("it differs");
        };
        assert!(lines.contains(&"-two".to_owned()), "{lines:?}");
        let first = |line: &str| line == "one";
        assert_eq!(
            compare_lines(reviewed(), "one\nthree\n", first),
            Comparison::Same
        );
    }

    #[test]
    fn every_machine_that_the_suite_boots_has_a_transcript() {
        for machine in crate::machine::MACHINES {
            for release in machine.releases {
                let name = format!("{release}-{}", machine.name);
                let text = reviewed(&name).unwrap_or_else(|| panic!("{name} is missing"));
                assert_eq!(compare(&name, &text), Comparison::Same);
                // With Argo, the output has other lines.
                let built = text.replace("test argo::available ... skipped", "test argo::x ... ok");
                assert_ne!(compare(&name, &built), Comparison::Same);
                assert_eq!(compare_own(&name, &built), Comparison::Same);
            }
        }
    }
}
