//! Names that look like another.

/// The help about an unknown name: `found` and the name that looks most like it, or `otherwise`.
pub(super) fn similar<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a String>,
    found: &str,
    otherwise: &str,
) -> String {
    match nearest(name, candidates) {
        Some(near) => format!("{found} `{near}`"),
        None => otherwise.to_owned(),
    }
}

/// The name that looks most like `name`, if one looks like it at all.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a String>,
) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let most = best
            .map_or(usize::MAX, |(distance, _)| distance)
            .min(candidate.len().max(name.len()) / 3);
        // Names of very different lengths or letters differ in more than that, and telling by how
        // much is slow.
        if candidate.len().abs_diff(name.len()) > most || missing(candidate, name) > most {
            continue;
        }
        let distance = strsim::damerau_levenshtein(name, candidate);
        let found = (distance, candidate.as_str());
        if distance <= most && best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many bytes of a name are not among those of another: it takes at least one change for each.
fn missing(name: &str, other: &str) -> usize {
    let mut left = other.as_bytes().to_vec();
    let is_missing = |byte: &u8| {
        left.iter()
            .position(|other| other == byte)
            .map(|at| left.swap_remove(at))
            .is_none()
    };
    name.bytes().filter(is_missing).count()
}
