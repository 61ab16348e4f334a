//! `dump`: the model of one target on standard output.

use std::io::{self, Write};

use super::arguments::{self, Format};
use super::patience::Patience;
use super::{Ending, report, report_one, workspace};
use crate::emit::dump;
use crate::pipeline::run;
use crate::source::Libclang;

/// Prints the model.
pub(super) fn dump(library: &Libclang, arguments: &arguments::Dump) -> Ending {
    let input = match workspace::input(&arguments.input) {
        Ok(input) => input,
        Err(diagnostic) => return report_one(&diagnostic),
    };
    let patience = Patience::start();
    let (resolved, messages) = run::resolve(library, &input, &[arguments.target]);
    drop(patience);
    let told = report(&messages);
    let Some(interface) = resolved.as_ref().and_then(|resolved| resolved.interfaces.first()) else { return told };
    let text = match arguments.format {
        Format::Text => dump::text::dump(interface),
        Format::Json => {
            let document = dump::json::document(interface, input.tools);
            let written = dump::json::written(&document);
            std::mem::forget(document);
            match written {
                Ok(json) => json,
                Err(error) => {
                    drop(writeln!(io::stderr(), "error: the model cannot be written as JSON: {error}"));
                    return Ending::Refused;
                }
            }
        }
    };
    // The program ends here; taking the model apart would be for nothing, as it is above.
    std::mem::forget(resolved);
    match io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            drop(writeln!(io::stderr(), "error: standard output cannot be written: {error}"));
            Ending::Refused
        }
        _ => Ending::Done,
    }
}
