//! Lines as text, one an item.

use std::collections::BTreeSet;

use crate::items::Line;

/// Whether the line is a trait's name alone, which may share its line with others of a type.
fn marker(line: &Line) -> Option<&str> {
    let name = line.text.strip_prefix("impl ")?;
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    is_name.then_some(name)
}

fn suffix(line: &Line) -> String {
    let features: Vec<&str> = line.features.iter().map(String::as_str).collect();
    match features.is_empty() {
        true => String::new(),
        false => format!("  [{}]", features.join(" + ")),
    }
}

/// The lines as text. The traits of a type that have no more than a name share a line.
pub(crate) fn render(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        text += &format!("{}: {}", line.path, line.text);
        if marker(line).is_some() {
            while let Some(next) = lines.next_if(|next| {
                next.path == line.path && next.features == line.features && marker(next).is_some()
            }) {
                text += &format!(" + {}", marker(next).unwrap_or_default());
            }
        }
        text += &suffix(line);
        text.push('\n');
    }
    text
}

/// An item as the text has it: its path, and what is there.
pub(crate) type Entry<'a> = (&'a str, String);

/// The items of a text, each trait for itself. Lines that begin with `#` are comments.
pub(crate) fn parse(text: &str) -> BTreeSet<Entry<'_>> {
    let mut entries = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((path, rest)) = line.split_once(": ") else {
            continue;
        };
        let (body, features) = match rest.split_once("  [") {
            Some((body, _)) => rest.split_at(body.len()),
            None => (rest, ""),
        };
        match body.strip_prefix("impl ") {
            Some(names) if !names.contains(['<', '{', '(']) && !names.contains(" for ") => {
                for name in names.split(" + ") {
                    entries.insert((path, format!("impl {name}{features}")));
                }
            }
            _ => {
                entries.insert((path, format!("{body}{features}")));
            }
        }
    }
    entries
}

/// The lines that two texts do not share, in order: `-` for the first, `+` for the second.
pub(crate) fn differences(old: &str, new: &str) -> Vec<String> {
    let lines = |text: &'_ str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
    let (old, new) = (lines(old), lines(new));
    let mut found: Vec<(&String, char)> = Vec::new();
    found.extend(old.difference(&new).map(|line| (line, '-')));
    found.extend(new.difference(&old).map(|line| (line, '+')));
    found.sort();
    let text = found
        .into_iter()
        .map(|(line, side)| format!("{side} {line}"));
    text.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_share_a_line_and_are_read_apart() {
        let line = |path: &str, text: &str, features: &[&str]| Line {
            path: path.to_owned(),
            text: text.to_owned(),
            features: features.iter().map(|&name| name.to_owned()).collect(),
        };
        let lines = [
            line("a::S", "impl Clone", &[]),
            line("a::S", "impl Copy", &[]),
            line("a::S", "impl Error", &["std"]),
            line("a::S", "impl From<T>", &[]),
        ];
        let text = render(&lines);
        assert_eq!(
            text,
            "a::S: impl Clone + Copy\na::S: impl Error  [std]\na::S: impl From<T>\n"
        );
        let read: Vec<_> = parse(&text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            read,
            [
                "impl Clone",
                "impl Copy",
                "impl Error  [std]",
                "impl From<T>"
            ]
        );
    }
}
