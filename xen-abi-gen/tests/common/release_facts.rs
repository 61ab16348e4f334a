//! The facts of every release, as the fixture has them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use xen_abi_gen::model::target::Target;

use super::fixtures;

/// The facts of the six releases: of headers for guests, which may have a part for toolstacks, and
/// of headers for toolstacks alone, a file for each.
fn all_facts() -> String {
    let folder = fixtures("releases");
    let read = |path: &Path| fs::read_to_string(path).expect("the fixture can be read");
    let mut text = read(&folder.join("facts.txt"));
    let files = fs::read_dir(folder.join("toolstack")).expect("the folder can be read");
    for file in files {
        text += &read(&file.expect("the folder can be read").path());
    }
    text
}

/// Whose facts these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reader {
    /// The minor number of a release 4.N.
    pub(crate) minor: u32,
    /// The position of the target in `Target::ALL`.
    target: usize,
    /// Whether it is a toolstack.
    pub(crate) tools: bool,
}

impl Reader {
    pub(crate) fn target(self) -> Target {
        Target::ALL[self.target]
    }
}

/// The facts of each reader, one a line.
pub(crate) fn facts() -> BTreeMap<Reader, BTreeSet<String>> {
    let text = all_facts();
    let mut lines: BTreeMap<Reader, Vec<&str>> = BTreeMap::new();
    let mut readers = Vec::new();
    for line in text.lines() {
        match line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            Some(terms) => readers = terms.split("; ").flat_map(term).collect(),
            None => {
                for reader in &readers {
                    lines.entry(*reader).or_default().push(line);
                }
            }
        }
    }
    let facts = lines.into_iter();
    facts
        .map(|(reader, lines)| (reader, with_handles(&lines)))
        .collect()
}

/// The readers of `x86_64 aarch64 guest,tools 4.17-4.22`.
fn term(text: &str) -> Vec<Reader> {
    let mut words: Vec<&str> = text.split(' ').collect();
    let releases = words.pop().expect("releases");
    let views = words.pop().expect("views");
    let mut found = Vec::new();
    for name in words {
        let mut targets = Target::ALL.iter();
        let target = targets
            .position(|target| target.name() == name)
            .expect("a target");
        for view in views.split(',') {
            let tools = match view {
                "guest" => false,
                "tools" => true,
                _ => panic!("`{view}` is no view"),
            };
            found.extend(minors(releases).map(|minor| Reader {
                minor,
                target,
                tools,
            }));
        }
    }
    found
}

/// The minor numbers of `4.17-4.19,4.22`.
fn minors(text: &str) -> impl Iterator<Item = u32> {
    let minor = |release: &str| -> u32 {
        let number = release.strip_prefix("4.").expect("a release");
        number.parse().expect("a number")
    };
    text.split(',').flat_map(move |range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        minor(first)..=minor(last)
    })
}

/// Facts with a line for each record and typedef of each guest handle.
fn with_handles(lines: &[&str]) -> BTreeSet<String> {
    let shapes: Vec<&str> = of_kind(lines, "g ").collect();
    let mut facts: BTreeSet<String> = lines
        .iter()
        .filter(|line| !line.starts_with("g ") && !line.starts_with("h "))
        .map(|line| (*line).to_owned())
        .collect();
    for handle in of_kind(lines, "h ") {
        let [name, header, pointee] = handle
            .split('|')
            .collect::<Vec<_>>()
            .try_into()
            .expect("three parts");
        for shape in &shapes {
            let named = shape.replace('#', name);
            facts.insert(match named.strip_prefix("typedef ") {
                Some(typedef) => format!("t {typedef}"),
                None => {
                    let (key, layout) = named.split_once('|').expect("a key");
                    format!("r {key}|{header}|{}", layout.replacen('*', pointee, 1))
                }
            });
        }
    }
    facts
}

fn of_kind<'a>(lines: &[&'a str], kind: &str) -> impl Iterator<Item = &'a str> {
    lines.iter().filter_map(move |line| line.strip_prefix(kind))
}
