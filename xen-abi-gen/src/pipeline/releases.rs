//! Whether a tree of headers states the release that was asked for, and the newest one otherwise.

use super::annotate::{Annotations, of_headers};
use crate::annotation;
use crate::diagnostics::Diagnostic;
use crate::model::abi::Interface;
use crate::model::annotations::Releases;
use crate::model::location::Location;
use crate::model::release::Release;
use crate::source::HeaderTree;

/// The macro that says for which release the headers are read.
const MACRO: &str = "XEN_RELEASE";

/// Start of the annotation that lists a tree's releases.
const LINE: &str = "` releases ";

/// The releases that a tree lists.
pub fn stated(tree: &HeaderTree) -> Option<Releases> {
    let headers = tree.headers().into_iter();
    // Few headers have the line, and parsing one takes longer than looking.
    let mut listing = headers.filter(|(_, text)| text.contains(LINE));
    listing.find_map(|(path, text)| annotation::parse(path, text).0.releases)
}

/// The errors where a condition compares with a release that the tree does not list.
///
/// Such a condition holds for the same releases as another one, and is probably a mistake.
pub fn unlisted(tree: &HeaderTree) -> Vec<Diagnostic> {
    let Some(Releases { known, location }) = stated(tree) else {
        return Vec::new();
    };
    let codes: Vec<u32> = known.iter().filter_map(|release| release.code()).collect();
    let mut found = Vec::new();
    for (path, text) in tree.headers() {
        for (line, number) in text.lines().zip(1..) {
            for (at, code) in compared(line) {
                if codes.contains(&code) {
                    continue;
                }
                let list: Vec<String> = known.iter().map(ToString::to_string).collect();
                let message = format!(
                    "the condition is about Xen {}, which is not listed",
                    name(code)
                );
                let place = Location::new(path, number, at as u32 + 1, MACRO.len() as u32);
                found.push(
                    Diagnostic::error("unlisted-release", message)
                        .at(place, "compared here")
                        .related(location.clone(), "the releases that the tree states")
                        .help(format!(
                            "compare with the code of one of {}",
                            list.join(", ")
                        )),
                );
            }
        }
    }
    found
}

/// A release by its code.
fn name(code: u32) -> String {
    format!("{}.{}", code >> 8, code & 0xff)
}

/// The codes with which the condition on a line compares the release, and where.
fn compared(line: &str) -> Vec<(usize, u32)> {
    let directive = line.trim_start().strip_prefix('#').map(str::trim_start);
    let is_condition =
        directive.is_some_and(|rest| rest.starts_with("if") || rest.starts_with("elif"));
    if !is_condition {
        return Vec::new();
    }
    let code = |(at, _): (usize, &str)| {
        let rest = line[at + MACRO.len()..].trim_start();
        let number = rest.trim_start_matches(['<', '>', '=', '!']).trim_start();
        let digits = number.strip_prefix("0x").filter(|_| number != rest)?;
        let end = digits
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(digits.len());
        Some((at, u32::from_str_radix(&digits[..end], 16).ok()?))
    };
    line.match_indices(MACRO).filter_map(code).collect()
}

/// Accepts a release that the tree states.
///
/// # Errors
/// When it states others, or does not list any.
pub fn known(tree: &HeaderTree, asked: Release) -> Result<(), Diagnostic> {
    let Some(Releases { known, location }) = stated(tree) else {
        let message = "these headers do not say which releases of Xen they state";
        return Err(Diagnostic::error("unknown-release", message)
            .help("leave the release out: what most trees state is one release, their own")
            .help(
                "headers that read differently by `XEN_RELEASE` list its values in a comment, \
                 /* ` releases 4.21 4.22 */",
            ));
    };
    if known.contains(&asked) {
        return Ok(());
    }
    let list: Vec<String> = known.iter().map(ToString::to_string).collect();
    let message = format!("these headers do not state Xen {asked}");
    Err(Diagnostic::error("unknown-release", message)
        .at(location, "the releases that they state")
        .help(format!("choose one of {}", list.join(", "))))
}

/// The error where a tree's default is not the newest release that it lists.
pub fn outdated(interfaces: &[Interface], annotations: &Annotations) -> Option<Diagnostic> {
    let facts = &interfaces.first()?.facts;
    // It is defined by the headers only where no release was asked for.
    let default = facts.constants.get(MACRO)?;
    let mut headers = of_headers(facts, annotations);
    let Releases { known, location } = headers.find_map(|header| header.releases.as_ref())?;
    let newest = known.last()?;
    let code = i128::from(newest.code()?);
    (default.value != code).then(|| {
        let message = format!(
            "`{MACRO}` is {:#06x}, which is not Xen {newest}",
            default.value
        );
        Diagnostic::error("outdated-release", message)
            .at(default.location.clone(), "the default")
            .related(location.clone(), "the last release of this list")
            .help(format!(
                "by default the headers state the newest release: {code:#06x}"
            ))
    })
}
