//! Ends a run that reads headers for longer than any headers take: macros can be written that
//! expand without end.

use std::process::exit;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::report_one;
use crate::diagnostics::Diagnostic;

/// How long reading may take, in seconds: a thousand times what it takes for all of Xen's headers.
const LONGEST: u64 = 120;

/// Lasts as long as headers are being read.
#[derive(Debug)]
pub(super) struct TimeLimit {
    _reading: Sender<()>,
}

impl TimeLimit {
    /// Starts to wait. Until it is dropped nothing may be written.
    pub(super) fn start() -> Self {
        let (reading, read) = channel();
        thread::spawn(move || {
            if read.recv_timeout(Duration::from_secs(LONGEST)) == Err(RecvTimeoutError::Timeout) {
                report_one(
                    &Diagnostic::error(
                        "too-slow",
                        format!("the headers have not been read after {LONGEST} seconds"),
                    )
                    .help(
                        "look for macros whose expansions grow with each other, or for tens \
                         of thousands of nested types",
                    ),
                );
                exit(1);
            }
        });
        Self { _reading: reading }
    }
}
