//! One run at a time writes to an output folder.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::Refusal;

/// How long another run may write: a hundred times what the slowest takes.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Keeps other runs from writing to a folder while it lives.
#[derive(Debug)]
pub(super) struct Lock {
    folder: Option<File>,
}

impl Lock {
    /// Waits for the folder to be free. The system gives it free when a run ends, however that
    /// ends.
    pub(super) fn take(folder: &Path) -> Result<Self, Refusal> {
        // Some systems cannot open a folder, and some file systems cannot lock one: there, what a
        // killed run left is not removed, as it may be another's.
        let Ok(opened) = File::open(folder) else {
            return Ok(Self { folder: None });
        };
        let started = Instant::now();
        loop {
            match opened.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        folder: Some(opened),
                    });
                }
                Err(TryLockError::Error(_)) => return Ok(Self { folder: None }),
                Err(TryLockError::WouldBlock) if started.elapsed() > LONGEST => {
                    return Err(Refusal::Busy(folder.to_owned()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
    }

    /// Whether nobody else can be writing.
    pub(super) fn is_alone(&self) -> bool {
        self.folder.is_some()
    }
}
