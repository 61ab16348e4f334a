//! Values that an operation refuses.

use super::context::Context;
use super::messages::similar_member;
use crate::diagnostics::Diagnostic;
use crate::model::abi::OpArgument;
use crate::model::annotations::Refusal;

/// Reports refused values that are about no member of the operation's argument, or no constant.
pub(super) fn check(
    context: &Context<'_>,
    constant: &str,
    refusals: &[Refusal],
    arguments: &[OpArgument],
) {
    let records = arguments
        .iter()
        .filter_map(|argument| context.facts.records.get(argument.ty.record()?));
    let members: Vec<&String> = records
        .flat_map(|record| record.fields.iter().map(|field| &field.name))
        .collect();
    for refusal in refusals {
        let (label, help) = if !members.contains(&&refusal.name) {
            (
                format!("its argument has no member `{}`", refusal.name),
                similar_member(
                    &refusal.name,
                    members.iter().copied(),
                    "name a member of the argument's structure",
                ),
            )
        } else if !context.facts.constants.contains_key(&refusal.constant) {
            (
                format!("no header defines `{}`", refusal.constant),
                "name a constant that these headers define".to_owned(),
            )
        } else {
            continue;
        };
        let message = format!("`{constant}` cannot refuse `{}`", refusal.constant);
        context.report(
            Diagnostic::error("unknown-refusal", message)
                .at(refusal.location.clone(), label)
                .help(help),
        );
    }
}
