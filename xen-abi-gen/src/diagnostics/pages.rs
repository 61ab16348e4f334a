//! A page about each message: its cause, an input that shows it, and how to correct the input.
//!
//! A page is a file of `pages/`, whose first line is the message's code. Fenced blocks with the
//! name of a file have the input; a block of `sh` has the commands, if these are not
//! `xen-abi-gen generate --headers headers --out out`.

/// A page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code that messages carry.
    pub code: &'static str,
    /// The page, in Markdown.
    pub text: &'static str,
}

impl Page {
    /// Its first sentence.
    pub fn summary(&self) -> String {
        let paragraph = self.text.split("\n\n").nth(1).unwrap_or_default();
        let paragraph = paragraph.replace('\n', " ");
        let end = paragraph.find(". ").unwrap_or(paragraph.len());
        paragraph[..end].trim_end_matches('.').to_owned()
    }
}

/// All pages, by code.
pub fn all() -> impl Iterator<Item = Page> {
    PAGES.into_iter().map(|text| {
        let title = text.lines().next().unwrap_or_default();
        let code = title.trim_start_matches("# ");
        Page { code, text }
    })
}

/// The page of a code; where there is none, the codes that look most like it.
///
/// # Errors
/// When no message has this code.
pub fn find(code: &str) -> Result<Page, Vec<&'static str>> {
    all()
        .find(|page| page.code == code)
        .ok_or_else(|| nearest(code))
}

/// How many similar codes are listed.
const MOST: usize = 5;

/// How much two codes must have in common, of 1.
const LIKE: f64 = 0.5;

fn nearest(code: &str) -> Vec<&'static str> {
    let code = code.to_lowercase();
    let likeness = |other: &str| match !code.is_empty() && other.contains(&*code) {
        true => 1.0,
        false => strsim::normalized_damerau_levenshtein(&code, other),
    };
    let mut near: Vec<_> = all().map(|page| (likeness(page.code), page.code)).collect();
    near.retain(|(likeness, _)| *likeness > LIKE);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(MOST).map(|(_, code)| code).collect()
}

const PAGES: [&str; 122] = [
    include_str!("pages/annotation-index.md"),
    include_str!("pages/argument-block-mismatch.md"),
    include_str!("pages/bad-name.md"),
    include_str!("pages/byte-order-mark.md"),
    include_str!("pages/c-syntax.md"),
    include_str!("pages/cannot-read.md"),
    include_str!("pages/cannot-write.md"),
    include_str!("pages/crate-difference.md"),
    include_str!("pages/crate-table.md"),
    include_str!("pages/empty-header.md"),
    include_str!("pages/equal-operations.md"),
    include_str!("pages/error-directive.md"),
    include_str!("pages/family-closed-by-code.md"),
    include_str!("pages/family-reopened.md"),
    include_str!("pages/family-twice.md"),
    include_str!("pages/features-table.md"),
    include_str!("pages/fixed-release.md"),
    include_str!("pages/foreign-member.md"),
    include_str!("pages/hidden-character.md"),
    include_str!("pages/include-cycle.md"),
    include_str!("pages/incomplete-dump.md"),
    include_str!("pages/interface-version.md"),
    include_str!("pages/is-a-directory.md"),
    include_str!("pages/libclang-failed.md"),
    include_str!("pages/link-not-followed.md"),
    include_str!("pages/malformed-argument.md"),
    include_str!("pages/malformed-buffer.md"),
    include_str!("pages/malformed-contents.md"),
    include_str!("pages/malformed-directions.md"),
    include_str!("pages/malformed-distinct.md"),
    include_str!("pages/malformed-errors.md"),
    include_str!("pages/malformed-family.md"),
    include_str!("pages/malformed-filter.md"),
    include_str!("pages/malformed-ops.md"),
    include_str!("pages/malformed-reference.md"),
    include_str!("pages/malformed-refusal.md"),
    include_str!("pages/malformed-releases.md"),
    include_str!("pages/malformed-returns.md"),
    include_str!("pages/malformed-safety.md"),
    include_str!("pages/malformed-signature.md"),
    include_str!("pages/malformed-target.md"),
    include_str!("pages/member-without-value.md"),
    include_str!("pages/missing-include.md"),
    include_str!("pages/module-collision.md"),
    include_str!("pages/name-collision.md"),
    include_str!("pages/naming-table.md"),
    include_str!("pages/negative-flag.md"),
    include_str!("pages/no-header-left.md"),
    include_str!("pages/no-headers.md"),
    include_str!("pages/no-input.md"),
    include_str!("pages/no-libclang.md"),
    include_str!("pages/no-output.md"),
    include_str!("pages/no-such-directory.md"),
    include_str!("pages/no-such-file.md"),
    include_str!("pages/no-such-header.md"),
    include_str!("pages/no-such-side.md"),
    include_str!("pages/no-such-target.md"),
    include_str!("pages/no-version.md"),
    include_str!("pages/not-a-directory.md"),
    include_str!("pages/not-a-file.md"),
    include_str!("pages/not-html.md"),
    include_str!("pages/not-json.md"),
    include_str!("pages/not-rust.md"),
    include_str!("pages/not-utf8.md"),
    include_str!("pages/nul-byte.md"),
    include_str!("pages/operations-table.md"),
    include_str!("pages/other-view.md"),
    include_str!("pages/outdated-release.md"),
    include_str!("pages/outside-the-tree.md"),
    include_str!("pages/overlapping-releases.md"),
    include_str!("pages/prototype-twice.md"),
    include_str!("pages/redundant-argument.md"),
    include_str!("pages/refused-directive.md"),
    include_str!("pages/refused-pragma.md"),
    include_str!("pages/refused-string.md"),
    include_str!("pages/repeated-block.md"),
    include_str!("pages/repeated-guests.md"),
    include_str!("pages/repeated-releases.md"),
    include_str!("pages/run-crashed.md"),
    include_str!("pages/saved-dump.md"),
    include_str!("pages/since-table.md"),
    include_str!("pages/stable-operation-changed.md"),
    include_str!("pages/stray-annotation.md"),
    include_str!("pages/stray-close.md"),
    include_str!("pages/too-deep.md"),
    include_str!("pages/too-large.md"),
    include_str!("pages/too-many-arguments.md"),
    include_str!("pages/too-slow.md"),
    include_str!("pages/unclosed-comment.md"),
    include_str!("pages/unclosed-family.md"),
    include_str!("pages/undefined-attribute.md"),
    include_str!("pages/unfit-value.md"),
    include_str!("pages/unknown-annotation.md"),
    include_str!("pages/unknown-argument-type.md"),
    include_str!("pages/unknown-code.md"),
    include_str!("pages/unknown-constant.md"),
    include_str!("pages/unknown-count.md"),
    include_str!("pages/unknown-error.md"),
    include_str!("pages/unknown-family.md"),
    include_str!("pages/unknown-guest.md"),
    include_str!("pages/unknown-item.md"),
    include_str!("pages/unknown-macro.md"),
    include_str!("pages/unknown-member.md"),
    include_str!("pages/unknown-parameter-type.md"),
    include_str!("pages/unknown-place.md"),
    include_str!("pages/unknown-refusal.md"),
    include_str!("pages/unknown-release.md"),
    include_str!("pages/unknown-return-type.md"),
    include_str!("pages/unknown-selector.md"),
    include_str!("pages/unknown-tag.md"),
    include_str!("pages/unknown-type.md"),
    include_str!("pages/unlisted-release.md"),
    include_str!("pages/unnumbered-hypercall.md"),
    include_str!("pages/unresolved-argument.md"),
    include_str!("pages/unstated-argument.md"),
    include_str!("pages/unstated-direction.md"),
    include_str!("pages/unsupported-member.md"),
    include_str!("pages/unsupported-type.md"),
    include_str!("pages/unused-renaming.md"),
    include_str!("pages/version-moved-without-need.md"),
    include_str!("pages/version-not-moved.md"),
    include_str!("pages/version-table.md"),
];
