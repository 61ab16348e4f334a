//! `dump`: the model of one target on standard output.

use std::io::{self, Write};

use super::Ending;
use super::arguments::{self, Format};
use super::outcome::{Outcome, library, report, say};
use super::{time_limit, workspace};
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
        Format::Json => dump::json::dump(&interface, input.tools).map_err(io::Error::from),
    };
    Ok(
        match text.and_then(|text| io::stdout().write_all(text.as_bytes())) {
            // Whoever closed the pipe has read enough.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                say(&format!(
                    "error: standard output cannot be written: {error}\n"
                ));
                Ending::Refused
            }
            _ => Ending::Done,
        },
    )
}
