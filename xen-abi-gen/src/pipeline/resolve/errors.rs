//! Whether the errors that comments name exist.

use super::Context;
use super::families::nearest;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Family, Role};
use crate::model::hash::IndexMap;

/// What upstream puts before the names of its own errors.
const PREFIX: &str = "XEN_";

/// Reports names in `Errors:` blocks that the tree's error numbers lack. A tree without error numbers
/// is not asked.
pub(super) fn check(
    context: &Context<'_>,
    families: &IndexMap<String, Family>,
    diagnostics: &mut Diagnostics,
) {
    let errors = families
        .values()
        .filter(|family| family.role == Role::Errors);
    let members: Vec<String> = errors
        .flat_map(|family| &family.members)
        .map(|member| member.name.trim_start_matches(PREFIX).to_owned())
        .collect();
    if members.is_empty() {
        return;
    }
    let headers = context.facts.headers.iter();
    let named = headers
        .filter_map(|header| context.annotations.get(&header.path))
        .flat_map(|annotations| &annotations.error_names);
    for (name, location) in named.filter(|(name, _)| !members.contains(name)) {
        let help = match nearest(name, members.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to the header that lists the error numbers, or name one that is there"
                .to_owned(),
        };
        diagnostics.push(
            Diagnostic::error(
                "unknown-error",
                format!("no header that was read gives `{name}` a number"),
            )
            .at(location.clone(), "no error of this name")
            .help(help),
        );
    }
}
