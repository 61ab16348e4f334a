//! One run at a time writes to an output folder.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::refusal::refused;
use crate::diagnostics::Diagnostic;

/// How long another run may write: a hundred times what the slowest takes.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits for the folder's lock, and holds it while the file is open.
///
/// The system gives it free when a run ends, however that ends.
///
/// `None` where somebody else may be writing: some systems cannot open a folder, and some file
/// systems cannot lock one. There, what a killed run left is not removed, as it may be another's.
pub(super) fn take(path: &Path) -> Result<Option<File>, Diagnostic> {
    let Ok(folder) = File::open(path) else {
        return Ok(None);
    };
    let started = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if started.elapsed() > LONGEST => {
                return Err(refused(
                    format!("another run is writing to `{}`", path.display()),
                    "wait until it has ended, or choose another folder with `--out DIR`",
                ));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
}
