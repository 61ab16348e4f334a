//! `dump`: the model of one target on standard output.

use super::arguments::{self, Format};
use super::outcome::{Outcome, library, print, report};
use super::{time_limit, workspace};
use crate::diagnostics::Diagnostic;
use crate::emit::dump;
use crate::pipeline::run::{self, TableChecks};

/// Prints the model.
pub(super) fn dump(arguments: &arguments::Dump) -> Outcome {
    let library = library()?;
    let input = workspace::input(&arguments.input)?;
    let time_limit = time_limit::start();
    let (mut resolved, mut messages) = run::resolve(&library, &input, &[arguments.target]);
    // Who asks for rigour is told what `generate` would say too.
    if arguments.input.strict {
        resolved.take_if(|found| {
            let (projection, more) = run::project(
                found,
                None,
                TableChecks {
                    strict: true,
                    whole_tree: false,
                    every_target: false,
                },
            );
            messages.extend(more);
            projection.is_none()
        });
    }
    drop(time_limit);
    let interface = resolved.and_then(|resolved| resolved.interfaces.into_iter().next());
    let Some(interface) = interface else {
        return Err(messages);
    };
    report(&messages);
    let text = match arguments.format {
        Format::Text => Ok(dump::text::dump(&interface)),
        Format::Json => dump::json::dump(&interface, input.tools),
    };
    match text {
        Ok(text) => print(&text),
        Err(error) => {
            let message = format!("the model cannot be written as JSON: {error}");
            Err(Diagnostic::error("not-json", message).into())
        }
    }
}
