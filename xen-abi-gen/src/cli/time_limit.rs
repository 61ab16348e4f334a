//! Limits the time of a run that reads headers.
//!
//! Macros can expand without end.

use std::process::exit;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::outcome::report;
use crate::diagnostics::Diagnostic;

/// How long reading may take, in seconds: a thousand times what it takes for all of Xen's headers.
const LONGEST: u64 = 120;

/// Starts to wait for as long as the returned value lives. Until it is dropped nothing may be
/// written.
pub(super) fn start() -> Sender<()> {
    let (reading, read) = channel();
    thread::spawn(move || {
        if read.recv_timeout(Duration::from_secs(LONGEST)) == Err(RecvTimeoutError::Timeout) {
            let message = format!("the headers have not been read after {LONGEST} seconds");
            let slow = Diagnostic::error("too-slow", message).help(
                "look for macros whose expansions grow with each other, or for tens of thousands \
                 of nested types",
            );
            report(&slow.into());
            exit(1);
        }
    });
    reading
}
