//! Comments that start with the constants that they are about: `/* XEN_DOMCTL_getdomaininfo */`.

use crate::annotation::comment::ProseLine;
use crate::annotation::span::{is_blank, is_word};
use crate::annotation::vocabulary::is_constant;

/// The constants that a comment starts with: `A`, `A / B`, `A, B and C`, `PFX_{get,set}_x`.
pub(super) fn constants(lines: &[ProseLine<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let text = lines.iter().map(|line| line.span.text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    loop {
        let end = rest.find(|c| !(is_word(c) || "{},".contains(c))).unwrap_or(rest.len());
        let end = rest[..end].trim_end_matches(',').len();
        let end = balanced(&rest[..end]);
        let names = alternatives(&rest[..end]);
        if names.is_empty() || !names.iter().all(|name| is_constant(name)) {
            return found;
        }
        found.extend(names);
        rest = rest[end..].trim_start_matches(is_blank);
        let next = ["/", ",", "|", "and ", "or "].into_iter().find_map(|word| rest.strip_prefix(word));
        rest = match next {
            Some(next) => next.trim_start_matches(is_blank),
            // Names on lines of their own need nothing between them.
            None => rest,
        };
    }
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
        return if word.contains(['}', ',']) || word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
    };
    let Some((inner, tail)) = rest.split_once('}') else { return Vec::new() };
    inner.split(',').flat_map(|part| alternatives(&format!("{head}{part}{tail}"))).collect()
}
