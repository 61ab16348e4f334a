//! Values that an operation refuses.

use super::context::Context;
use super::nearest::similar;
use crate::diagnostics::Diagnostic;
use crate::model::abi::OpArgument;
use crate::model::annotations::Refusal;

/// Reports refused values that are about no member of the operation's argument, or no constant.
pub(super) fn check(
    context: &Context<'_>,
    op: &str,
    refusals: &[Refusal],
    arguments: &[OpArgument],
) {
    let members = context.members_of(arguments);
    for refusal in refusals {
        let Refusal { name, constant, .. } = refusal;
        let (label, help) = if !members.contains(&name) {
            let help = similar(
                name,
                members.iter().copied(),
                "a member with a similar name exists:",
                "name a member of the argument's structure",
            );
            (format!("its argument has no member `{name}`"), help)
        } else if !context.facts.constants.contains_key(constant) {
            let help = "name a constant that these headers define".to_owned();
            (format!("no header defines `{constant}`"), help)
        } else {
            continue;
        };
        let message = format!("`{op}` cannot refuse `{constant}`");
        context.report(
            Diagnostic::error("unknown-refusal", message)
                .at(&refusal.location, label)
                .help(help),
        );
    }
}
