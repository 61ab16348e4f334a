//! Random sequences of operations, on real Xen and on the software Xen.
//!
//! Each line that the guest prints about them holds the hash of every result and state of some of
//! them. Where a line differs, the sequence is found and shown step by step, as both have it.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::boot::{Boot, End};
use crate::console::Console;
use crate::transcript::difference;
use crate::verdict::{Report, is_closing};

/// The seed of the sequences.
const SEED: u32 = 1;

/// The number of equal calls shown around a difference, and of lines in total.
const CONTEXT: usize = 12;
const SHOWN: usize = 78;

/// Runs the sequences on both, and compares the hashes.
pub(crate) fn run(report: &mut Report, name: &str, boot: &Boot<'_>, software: &Path, count: u32) {
    match compare(boot, software, name, count) {
        Ok(None) => report.test("sequences::agree", None),
        Ok(Some(details)) => {
            report.test(
                "sequences::agree",
                Some("the software Xen does something else"),
            );
            report.details(details);
        }
        Err(error) => report.problem(&format!("{name}: sequences: {error:#}"), [""; 0]),
    }
}

/// The difference, if there is one.
fn compare(
    boot: &Boot<'_>,
    software: &Path,
    name: &str,
    count: u32,
) -> Result<Option<Vec<String>>> {
    // On the software Xen, one program runs both domains.
    let two = boot.machine.domains.len() > 1;
    let words = format!("sequences seed={SEED} count={count}");
    let kind = match boot.machine.name {
        _ if two => "pair",
        "x86_64-pv" => "pv",
        "x86_64-pvh" => "",
        _ => "arm",
    };
    // The name starts with the release. An image of the caller's is compared with the default one.
    let release = name.split('-').next().unwrap_or_default();
    let release = format!("release={release}");
    let software = |words: &str| on_software(software, &format!("{kind} {release} {words}"));
    let xen = |words: &str| on_xen(boot, words);
    let (here, there) = (software(&words)?, xen(&words)?);
    // There must be hashes, and both runs must be complete.
    for (lines, whose) in [(&here, "the software Xen"), (&there, "Xen")] {
        let closing = lines.iter().filter(|line| is_closing(line));
        let good = closing.filter(|line| line.contains(" 0 failed,")).count();
        if good < boot.machine.domains.len() {
            let end = &lines[lines.len().saturating_sub(25)..];
            bail!(
                "{whose} did not complete them; the last lines:\n    {}",
                end.join("\n    ")
            );
        }
    }
    let without_argo = there
        .iter()
        .any(|line| line.starts_with("test sequences::argo ... skipped"));
    let kinds: &[&str] = match without_argo {
        _ if two => &["grants of d0 ", "grants of d1 "],
        // The software Xen has Argo.
        true => &["event channels ", "domains "],
        false => &["event channels ", "argo ", "domains "],
    };
    let (here, there) = (hashes(&here, kinds), hashes(&there, kinds));
    for kind in kinds {
        if here.iter().all(|hash| hash.kind != *kind) {
            bail!("no hashes of `{kind}` were printed");
        }
    }
    let Some(first) = first_difference(&here, &there) else {
        return Ok(None);
    };
    explain(&first, software, xen).map(Some)
}

/// Some sequences of one kind, and their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hash {
    kind: String,
    first: u32,
    last: u32,
    hash: String,
}

impl Hash {
    /// Reads `event channels 0 to 99: e01fef7fd44008c7`.
    fn parse(line: &str, kind: &str) -> Option<Self> {
        let (range, hash) = line.strip_prefix(kind)?.split_once(": ")?;
        let (first, last) = range.split_once(" to ")?;
        Some(Self {
            kind: kind.to_owned(),
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            hash: hash.to_owned(),
        })
    }
}

fn hashes(lines: &[String], kinds: &[&str]) -> Vec<Hash> {
    let of_line = |line: &String| kinds.iter().find_map(|kind| Hash::parse(line, kind));
    lines.iter().filter_map(of_line).collect()
}

fn first_difference(here: &[Hash], there: &[Hash]) -> Option<Hash> {
    let pairs = here.iter().zip(there);
    let differs = pairs.into_iter().find(|(here, there)| here != there);
    let missing = || here.get(there.len()).or(there.get(here.len()));
    differs.map(|(here, _)| here).or_else(missing).cloned()
}

/// Finds the differing sequence of a line, and shows it call by call.
fn explain(
    some: &Hash,
    software: impl Fn(&str) -> Result<Vec<String>>,
    xen: impl Fn(&str) -> Result<Vec<String>>,
) -> Result<Vec<String>> {
    let kinds = [&*some.kind];
    // The difference may depend on earlier sequences: then all of them are repeated.
    for from in [some.first, 0] {
        let count = some.last - from + 1;
        let words = format!("sequences seed={SEED} from={from} count={count} step=1");
        let (here, there) = (software(&words)?, xen(&words)?);
        let differs = first_difference(&hashes(&here, &kinds), &hashes(&there, &kinds));
        let Some(Hash { first: one, .. }) = differs else {
            continue;
        };
        let words = format!("sequences seed={SEED} from={from} show={one}");
        let [here, there] = [software(&words)?, xen(&words)?].map(|lines| {
            let calls = lines
                .into_iter()
                .filter(|line| !line.starts_with("xen-guest:"));
            calls
                .flat_map(|line| [line, "\n".to_owned()])
                .collect::<String>()
        });
        let mut lines = vec![format!("sequence {one}, - on the software Xen, + on Xen:")];
        lines.extend(difference(&here, &there, CONTEXT).into_iter().take(SHOWN));
        return Ok(lines);
    }
    Ok(vec![format!(
        "among sequences {} to {}, but not when they run one by one",
        some.first, some.last
    )])
}

fn on_software(program: &Path, words: &str) -> Result<Vec<String>> {
    let output = Command::new(program)
        .args(words.split(' '))
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}

/// The output of the domains, one after the other.
fn on_xen(boot: &Boot<'_>, words: &str) -> Result<Vec<String>> {
    let ended = Boot {
        words,
        ..boot.clone()
    }
    .run(&mut std::io::sink())?;
    let console = Console::new(&ended.console);
    if let (Some(failure), false) = (ended.end.failure(), ended.end == End::Exited(0)) {
        let end = console.end(25).join("\n    ");
        bail!("{failure}; the console ends with:\n    {end}");
    }
    Ok(console.domains().into_values().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Xen on which all sequences but one have the same hash.
    fn xen(wrong: u32) -> impl Fn(&str) -> Result<Vec<String>> {
        move |words: &str| {
            let value = |key: &str| {
                let word = words.split(' ').find_map(|word| word.strip_prefix(key));
                word.and_then(|value| value.parse::<u32>().ok())
            };
            if let Some(show) = value("show=") {
                return Ok(vec![format!("call {}", show == wrong)]);
            }
            let from = value("from=").unwrap_or(0);
            let line = |one| format!("argo {one} to {one}: {}", one == wrong);
            Ok((from..from + value("count=").unwrap()).map(line).collect())
        }
    }

    #[test]
    fn the_sequence_that_differs_is_found_and_shown() {
        let some = Hash::parse("argo 100 to 199: x", "argo ").unwrap();
        let lines = explain(&some, xen(u32::MAX), xen(142)).unwrap();
        assert_eq!(lines[0], "sequence 142, - on the software Xen, + on Xen:");
        assert!(lines.contains(&"-call false".into()) && lines.contains(&"+call true".into()));
        // It only differs after the sequences before it.
        let lines = explain(&some, xen(u32::MAX), xen(7)).unwrap();
        assert_eq!(lines[0], "sequence 7, - on the software Xen, + on Xen:");
        let lines = explain(&some, xen(7), xen(7)).unwrap();
        assert!(lines[0].contains("one by one"), "{lines:?}");
    }

    #[test]
    fn a_hash_that_is_missing_differs() {
        let lines = [
            "event channels 0 to 99: a",
            "argo 0 to 99: b",
            "test x ... ok",
        ]
        .map(str::to_owned);
        let here = hashes(&lines, &["event channels ", "argo "]);
        assert_eq!(here.len(), 2);
        assert_eq!(first_difference(&here, &here), None);
        assert_eq!(first_difference(&here, &here[..1]).unwrap(), here[1]);
        assert_eq!(first_difference(&[], &here).unwrap(), here[0]);
    }
}
