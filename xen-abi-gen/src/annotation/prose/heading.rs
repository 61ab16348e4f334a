//! Comments that start with the constants that they are about: `/* XEN_DOMCTL_getdomaininfo */`.

use crate::annotation::vocabulary::is_constant;
use crate::c_text::{is_blank, is_word};

/// The constants that a comment starts with: `A`, `A / B`, `A, B and C`, `PFX_{get,set}_x`.
pub(super) fn constants<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = lines.filter(|text| !text.is_empty()).peekable();
    // Most comments start with a word of English.
    let constant =
        |first: &&str| first[..first.find(|c| !in_name(c)).unwrap_or(first.len())].contains('_');
    if lines.peek().is_none_or(|first| !constant(first)) {
        return found;
    }
    let text = lines.collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    loop {
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        let end = rest[..end].trim_end_matches(',').len();
        let end = balanced(&rest[..end]);
        let names = alternatives(&rest[..end]);
        if names.is_empty() || !names.iter().all(|name| is_constant(name)) {
            return found;
        }
        found.extend(names);
        rest = rest[end..].trim_start_matches(is_blank);
        let next = ["/", ",", "|", "and ", "or "]
            .into_iter()
            .find_map(|word| rest.strip_prefix(word));
        rest = match next {
            Some(next) => next.trim_start_matches(is_blank),
            // Names on lines of their own need nothing between them.
            None => rest,
        };
    }
}

/// What a constant's name is made of, braces that stand for several included.
fn in_name(c: char) -> bool {
    is_word(c) || matches!(c, '{' | '}' | ',')
}

/// A comma ends a name unless braces are open.
fn balanced(word: &str) -> usize {
    let mut depth = 0_u32;
    for (at, c) in word.char_indices() {
        match c {
            '{' => depth = depth.saturating_add(1),
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at,
            _ => {}
        }
    }
    word.len()
}

/// The names that braces stand for; none where they do not match.
fn alternatives(word: &str) -> Vec<String> {
    let Some((head, rest)) = word.split_once('{') else {
        return if word.contains(['}', ',']) || word.is_empty() {
            Vec::new()
        } else {
            vec![word.to_owned()]
        };
    };
    let Some((inner, tail)) = rest.split_once('}') else {
        return Vec::new();
    };
    inner
        .split(',')
        .flat_map(|part| alternatives(&format!("{head}{part}{tail}")))
        .collect()
}
