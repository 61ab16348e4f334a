//! Parses assembly of compilers: the instructions of each function, and how many of them run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use xen_abi_gen::model::target::Target;

/// A function: its labels and its instructions, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
enum Line {
    Label(String),
    Instruction(String),
}

/// The functions of an assembly text by name.
pub(crate) fn functions(text: &str, target: Target) -> BTreeMap<String, Body> {
    let comment = match target {
        Target::X86_64 | Target::I686 => "#",
        Target::Aarch64 => "//",
        Target::Armv7 => "@",
    };
    let mut functions: BTreeMap<String, Body> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        let line = line
            .split_once(comment)
            .map_or(line, |(code, _)| code)
            .trim();
        if let Some(label) = line.strip_suffix(':') {
            match label.starts_with('.') {
                false => current = Some(label.to_owned()),
                true => add(
                    &mut functions,
                    current.as_ref(),
                    Line::Label(label.to_owned()),
                ),
            }
        } else if !line.is_empty() && !line.starts_with('.') {
            let words: Vec<&str> = line.split_whitespace().map(without_hash).collect();
            add(
                &mut functions,
                current.as_ref(),
                Line::Instruction(words.join(" ")),
            );
        }
    }
    functions
}

/// Removes the hash at the end of a Rust symbol, which differs between builds.
fn without_hash(word: &str) -> &str {
    word.rsplit_once("17h")
        .filter(|_| word.starts_with("_ZN"))
        .map_or(word, |(symbol, _)| symbol)
}

fn add(functions: &mut BTreeMap<String, Body>, name: Option<&String>, line: Line) {
    if let Some(name) = name {
        functions.entry(name.clone()).or_default().lines.push(line);
    }
}

impl Body {
    /// The number of instructions.
    pub(crate) fn count(&self) -> usize {
        self.lines
            .iter()
            .filter(|line| matches!(line, Line::Instruction(_)))
            .count()
    }

    /// The number of instructions on the longest path.
    pub(crate) fn longest(&self) -> usize {
        self.from(0)
    }

    fn from(&self, start: usize) -> usize {
        let mut count = 0;
        for (place, line) in self.lines.iter().enumerate().skip(start) {
            let Line::Instruction(text) = line else {
                continue;
            };
            count += 1;
            let (name, operand) = text.split_once(' ').unwrap_or((text, ""));
            match name {
                "ret" => return count,
                "jmp" => return count + self.from(self.place(operand)),
                _ if name.starts_with('j') => {
                    let target = self.place(operand);
                    // A conditional jump back is a loop; one round counts.
                    let taken = if target > place { self.from(target) } else { 0 };
                    return count + taken.max(self.from(place + 1));
                }
                _ => {}
            }
        }
        count
    }

    fn place(&self, label: &str) -> usize {
        let place = self
            .lines
            .iter()
            .position(|line| matches!(line, Line::Label(own) if own == label));
        place.unwrap_or_else(|| panic!("no label {label}"))
    }

    /// The instructions as text, with labels numbered within the function.
    pub(crate) fn text(&self) -> String {
        let used = |label: &str| {
            self.lines
                .iter()
                .any(|line| matches!(line, Line::Instruction(text) if text.ends_with(label)))
        };
        let labels: Vec<&str> = self
            .lines
            .iter()
            .filter_map(|line| match line {
                Line::Label(label) if used(label) => Some(label.as_str()),
                _ => None,
            })
            .collect();
        let number = |label: &str| {
            labels
                .iter()
                .position(|known| *known == label)
                .map(|place| format!("{}", place + 1))
        };
        let mut text = String::new();
        for line in &self.lines {
            let written = match line {
                Line::Label(label) => match number(label) {
                    Some(number) => writeln!(text, "  {number}:"),
                    None => Ok(()),
                },
                Line::Instruction(instruction) => {
                    let target = instruction
                        .rsplit_once(' ')
                        .and_then(|(before, label)| Some((before, number(label)?)));
                    match target {
                        Some((before, number)) => writeln!(text, "    {before} {number}"),
                        None => writeln!(text, "    {instruction}"),
                    }
                }
            };
            written.expect("a string takes everything");
        }
        text
    }
}
