//! Why an output folder cannot be brought in line.

use std::io;
use std::path::Path;

use crate::diagnostics::{Diagnostic, cause};

/// What is wrong, and how to mend it.
pub(super) fn refused(message: String, help: &str) -> Diagnostic {
    Diagnostic::error("cannot-write", message).help(help)
}

/// The file system says no.
pub(super) fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Diagnostic {
    move |error| {
        refused(
            format!("cannot write `{}`: {}", path.display(), cause(&error)),
            "choose another folder with `--out DIR`, or make this one writable",
        )
    }
}

/// Something is in the way that this program did not put there.
pub(super) fn in_the_way(path: &Path, reason: &str, mend: &str) -> Diagnostic {
    refused(
        format!("`{}` is in the way: {reason}", path.display()),
        &format!("choose another folder with `--out DIR`, or {mend}"),
    )
}
