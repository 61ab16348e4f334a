//! `explain`: the page about a message on standard output.

use super::arguments;
use super::outcome::{Outcome, print};
use crate::diagnostics::{Diagnostic, pages};

/// Prints the page of a code, or all codes with the first sentence of their pages.
pub(super) fn explain(arguments: &arguments::Explain) -> Outcome {
    let Some(code) = &arguments.code else {
        let list: String = pages::all()
            .map(|page| format!("{:24} {}\n", page.code, page.summary()))
            .collect();
        return print(&list);
    };
    // As it is copied from a message: `error[unknown-type]`.
    let bare = code
        .split(['[', ']'])
        .nth(1)
        .unwrap_or(code)
        .trim_end_matches(':');
    match pages::find(bare) {
        Ok(page) => print(page.text),
        Err(near) => {
            let message = format!("no message has the code `{bare}`");
            let unknown = Diagnostic::error("unknown-code", message);
            let near: Vec<_> = near.iter().map(|code| format!("`{code}`")).collect();
            let unknown = match near.is_empty() {
                true => unknown,
                false => unknown.help(format!("similar codes: {}", near.join(", "))),
            };
            Err(unknown.help("`xen-abi-gen explain` lists all codes").into())
        }
    }
}
