//! Whether the errors that comments name exist.

use super::context::Context;
use super::nearest::nearest;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{Family, Role};
use crate::model::hash::IndexMap;

/// What upstream puts before the names of its own errors.
const PREFIX: &str = "XEN_";

/// Reports names in `Errors:` blocks that the tree's error numbers lack, if it has any.
pub(super) fn check(context: &Context<'_>, families: &IndexMap<String, Family>) {
    let families = families.values();
    let members: Vec<String> = families
        .filter(|family| family.role == Role::Errors)
        .flat_map(|family| &family.members)
        .map(|member| member.name.trim_start_matches(PREFIX).to_owned())
        .collect();
    if members.is_empty() {
        return;
    }
    let named = context.headers().flat_map(|header| &header.error_names);
    for (name, location) in named.filter(|(name, _)| !members.contains(name)) {
        let help = match nearest(name, members.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to the header that lists the error numbers, or name one that is there"
                .to_owned(),
        };
        let message = format!("no header that was read gives `{name}` a number");
        context.report(
            Diagnostic::error("unknown-error", message)
                .at(location, "no error of this name")
                .help(help),
        );
    }
}
