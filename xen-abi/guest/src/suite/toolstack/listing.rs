//! The example `domains`, in dom0.

#[path = "../../../../examples/domains/listing.rs"]
mod example;

use core::fmt::{self, Write};

use crate::machine::Machine;
use crate::text::Text;
use crate::transcript::{Outcome, Stop, Transcript};

/// Prints what is written, line by line.
struct Lines<'a, 'm, M: Machine> {
    transcript: &'a Transcript<'m, M>,
    line: Text<80>,
}

impl<M: Machine> Write for Lines<'_, '_, M> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive('\n') {
            self.line.write_str(part.trim_end_matches('\n'))?;
            if part.ends_with('\n') {
                self.transcript.line(format_args!("{}", self.line.as_str()));
                self.line = Text::new();
            }
        }
        Ok(())
    }
}

/// Lists the domains.
pub(in crate::suite) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    let outcome = list(transcript);
    transcript.record("toolstack::listing", outcome);
}

fn list<M: Machine>(transcript: &Transcript<'_, M>) -> Outcome {
    let mut lines = Lines {
        transcript,
        line: Text::new(),
    };
    example::list(transcript.machine.xen(), &mut lines)
        .map_err(|failure| Stop::failed(format_args!("{failure}")))
}
