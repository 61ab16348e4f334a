//! Where a command's result goes: a file, or standard output.

use std::io::{self, Write};
use std::path::Path;

use crate::diagnostics::Diagnostic;
use crate::emit::files;

/// Writes a result: to a file as a whole, or to a stream.
pub(super) fn write(
    text: &str,
    file: Option<&Path>,
    mut stream: impl Write,
) -> Result<(), Diagnostic> {
    if let Some(file) = file {
        return files::replace(file, text);
    }
    match stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush())
    {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("standard output cannot be written: {error}");
            Err(Diagnostic::error("no-output", message))
        }
        _ => Ok(()),
    }
}
