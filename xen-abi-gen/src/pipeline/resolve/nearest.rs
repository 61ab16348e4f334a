//! Names that look like another.

/// The name that looks most like `name`, if one looks like it at all.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a String>,
) -> Option<&'a str> {
    let letters = letters(name);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let most = best
            .map_or(usize::MAX, |(distance, _)| distance)
            .min(candidate.len().max(name.len()) / 3);
        // Names of very different lengths or letters differ in more than that, and telling by how
        // much is slow.
        if candidate.len().abs_diff(name.len()) > most || missing(&letters, candidate) > most {
            continue;
        }
        let found = (
            strsim::damerau_levenshtein(name, candidate),
            candidate.as_str(),
        );
        if found.0 <= most && best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each byte stands in a name.
fn letters(name: &str) -> [u8; 256] {
    let mut letters = [0_u8; 256];
    name.bytes()
        .for_each(|byte| letters[usize::from(byte)] = letters[usize::from(byte)].saturating_add(1));
    letters
}

/// How many bytes of a name are not among these: it takes at least one change for each.
fn missing(letters: &[u8; 256], name: &str) -> usize {
    let mut left = *letters;
    name.bytes()
        .filter(|&byte| {
            if left[usize::from(byte)] == 0 {
                true
            } else {
                left[usize::from(byte)] -= 1;
                false
            }
        })
        .count()
}
