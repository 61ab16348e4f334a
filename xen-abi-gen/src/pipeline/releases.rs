//! Whether a tree of headers states the release that was asked for, and the newest one otherwise.

use super::annotate::{Annotations, of_headers};
use crate::annotation;
use crate::diagnostics::Diagnostic;
use crate::model::abi::Interface;
use crate::model::annotations::Releases;
use crate::model::release::Release;
use crate::source::HeaderTree;

/// The macro that says for which release the headers are read.
const MACRO: &str = "XEN_RELEASE";

/// Start of the annotation that lists a tree's releases.
const LINE: &str = "` releases ";

/// Accepts a release that the tree states.
///
/// # Errors
/// When it states others, or does not list any.
pub fn known(tree: &HeaderTree, asked: Release) -> Result<(), Diagnostic> {
    let headers = tree.headers().into_iter();
    // Few headers have the line, and parsing one takes longer than looking.
    let mut listing = headers.filter(|(_, text)| text.contains(LINE));
    let releases = listing.find_map(|(path, text)| annotation::parse(path, text).0.releases);
    let Some(Releases { known, location }) = releases else {
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
