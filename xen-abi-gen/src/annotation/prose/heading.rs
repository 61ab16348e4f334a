//! Comments that start with the constants that they are about: `/* XEN_DOMCTL_getdomaininfo */`.

use crate::annotation::vocabulary::is_constant;
use crate::c_text::{is_blank, is_word};

/// The constants that a comment starts with: `A`, `A / B`, `A, B and C`, `PFX_{get,set}_x`.
pub(super) fn constants<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = lines.filter(|text| !text.is_empty()).peekable();
    // Most comments start with a word of English.
    if !lines
        .peek()
        .is_some_and(|first| first[..name_length(first)].contains('_'))
    {
        return found;
    }
    let text = lines.collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    loop {
        let name = rest[..name_length(rest)].trim_end_matches(',');
        let end = balanced(name);
        let names = alternatives(&name[..end]);
        if names.is_empty() || !names.iter().all(|name| is_constant(name)) {
            return found;
        }
        found.extend(names);
        rest = rest[end..].trim_start_matches(is_blank);
        // Names on lines of their own need nothing between them.
        let mut separators = ["/", ",", "|", "and ", "or "].into_iter();
        let next = separators.find_map(|word| rest.strip_prefix(word));
        rest = next.unwrap_or(rest).trim_start_matches(is_blank);
    }
}

/// How long the constant's name is that a text starts with, braces that stand for several included.
fn name_length(text: &str) -> usize {
    let in_name = |c| is_word(c) || matches!(c, '{' | '}' | ',');
    text.find(|c| !in_name(c)).unwrap_or(text.len())
}

/// A comma ends a name unless braces are open.
fn balanced(word: &str) -> usize {
    let mut depth = 0_usize;
    let ends = |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    word.find(ends).unwrap_or(word.len())
}

/// The names that braces stand for; none where they do not match.
fn alternatives(word: &str) -> Vec<String> {
    let Some((head, rest)) = word.split_once('{') else {
        let is_name = !word.is_empty() && !word.contains(['}', ',']);
        return is_name.then(|| word.to_owned()).into_iter().collect();
    };
    let Some((inner, tail)) = rest.split_once('}') else {
        return Vec::new();
    };
    let parts = inner.split(',');
    let names = parts.flat_map(|part| alternatives(&format!("{head}{part}{tail}")));
    names.collect()
}
