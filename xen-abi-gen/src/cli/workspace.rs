//! Where the project's own folders are, and how the arguments become a run's input.

use std::path::{Path, PathBuf};

use super::arguments;
use crate::diagnostics::Diagnostic;
use crate::pipeline::run::Input;
use crate::source::Selection;

/// The project's folder: the one that is worked in if it looks like it, else the one that this program was built in.
pub(super) fn root() -> PathBuf {
    let here = PathBuf::from(".");
    if here.join("xen-abi-gen/Cargo.toml").is_file() && here.join("headers").is_dir() {
        return PathBuf::new();
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// The project's own headers.
pub(super) fn own_headers() -> PathBuf {
    root().join("headers")
}

/// The project's own generated modules.
pub(super) fn own_output() -> PathBuf {
    root().join("xen-abi/src/generated")
}

/// Whether two paths lead to one folder.
fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Whether the arguments ask for the project's own headers.
pub(super) fn is_own(arguments: &arguments::Input) -> bool {
    arguments.headers.as_ref().is_none_or(|folder| same(folder, &own_headers()))
}

/// Whether the arguments ask for all of the project's own headers, as they are.
pub(super) fn is_whole(arguments: &arguments::Input) -> bool {
    is_own(arguments) && arguments.header.is_empty()
}

/// The input of a run.
pub(super) fn input(arguments: &arguments::Input) -> Result<Input, Diagnostic> {
    let own = is_own(arguments);
    if let Some(asked) = arguments.annotations.as_ref().filter(|folder| !folder.is_dir()) {
        let message = format!("there is no directory `{}`", asked.display());
        let help = "--annotations takes a folder of headers whose annotations stand in for missing ones";
        return Err(Diagnostic::error("no-such-directory", message).help(help));
    }
    let lender = arguments.annotations.clone().or_else(|| (!own).then(own_headers)).filter(|folder| folder.is_dir());
    Ok(Input {
        selection: Selection {
            tree: arguments.headers.clone().unwrap_or_else(own_headers),
            headers: arguments.header.clone(),
            include: arguments.include.clone(),
            prelude: arguments.prelude.clone(),
        },
        tools: arguments.tools,
        interface_version: arguments.interface_version,
        strict: arguments.strict || own,
        lender,
    })
}
