//! `dump`: the model of one target on standard output.

use std::io::{self, Write};

use super::arguments::{self, Format};
use super::time_limit::TimeLimit;
use super::{Ending, report, report_one, workspace};
use crate::emit::dump;
use crate::pipeline::run::{self, TableChecks};
use crate::source::Libclang;

/// Prints the model.
pub(super) fn dump(library: &Libclang, arguments: &arguments::Dump) -> Ending {
    let input = match workspace::input(&arguments.input) {
        Ok(input) => input,
        Err(diagnostic) => return report_one(&diagnostic),
    };
    let time_limit = TimeLimit::start();
    let (mut resolved, mut messages) = run::resolve(library, &input, &[arguments.target]);
    // Who asks for rigour is told what `generate` would say too.
    if let Some(found) = resolved.as_ref().filter(|_| arguments.input.strict) {
        let checks = TableChecks {
            strict: true,
            whole_tree: false,
            every_target: false,
        };
        let (projection, more) = run::project(found, None, checks);
        messages.diagnostics.extend(more.diagnostics);
        messages.texts.extend(more.texts);
        if projection.is_none() {
            resolved = None;
        }
    }
    drop(time_limit);
    let told = report(&messages);
    let Some(interface) = resolved
        .as_ref()
        .and_then(|resolved| resolved.interfaces.first())
    else {
        return told;
    };
    let text = match arguments.format {
        Format::Text => Ok(dump::text::dump(interface)),
        Format::Json => dump::json::dump(interface, input.tools).map_err(io::Error::from),
    };
    let mut out = io::stdout().lock();
    match text.and_then(|text| out.write_all(text.as_bytes())) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            drop(writeln!(
                io::stderr(),
                "error: standard output cannot be written: {error}"
            ));
            Ending::Refused
        }
        _ => Ending::Done,
    }
}
