//! The releases of Xen that a tree of headers states.

use super::output::{Output, Wrong, wrong};
use crate::c_text::Span;
use crate::model::annotations::Releases;
use crate::model::release::Release;

/// Takes a `releases` line, given what follows the word.
pub(super) fn releases(line: Span<'_>, rest: Span<'_>, output: &mut Output) {
    const HELP: &str = "write `releases 4.21 4.22`: every release once, the oldest first; \
                        `XEN_RELEASE` has 8 bits for each of the two numbers";
    let Some(known) = output.accept("malformed-releases", HELP, list(rest)) else {
        return;
    };
    let location = output.location(line);
    if output.annotations.releases.is_some() {
        let message = "the releases are listed twice";
        output.error(
            "repeated-releases",
            message,
            line,
            "the second list",
            "join the two lists",
        );
        return;
    }
    output.annotations.releases = Some(Releases { known, location });
}

/// Releases in ascending order.
fn list(mut rest: Span<'_>) -> Result<Vec<Release>, Wrong<'_>> {
    let mut known: Vec<Release> = Vec::new();
    while !rest.text.is_empty() {
        let (word, next) = rest.word();
        rest = next;
        let release = word.text.parse().ok();
        let release = release.filter(|release: &Release| release.code().is_some());
        let Some(release) = release else {
            return Err(wrong(word, "expected a release", "this is no release"));
        };
        if known.last().is_some_and(|last| *last >= release) {
            let label = "not newer than the one before it";
            return Err(wrong(
                word,
                label,
                "the releases are not in ascending order",
            ));
        }
        known.push(release);
    }
    Ok(known)
}
