//! Where the project's own folders are, and how the arguments become a run's input.

use std::path::{Path, PathBuf};

use super::arguments;
use crate::diagnostics::Diagnostic;
use crate::emit::files::Block;
use crate::pipeline::annotation_index;
use crate::pipeline::run::{FallbackSource, Input};
use crate::source::Selection;

/// The project's folder.
///
/// It is the current folder if that has the project's layout, or else the one that this program was
/// built in.
pub(super) fn root() -> PathBuf {
    let here = PathBuf::from(".");
    if here.join("xen-abi-gen/Cargo.toml").is_file() && here.join("headers").is_dir() {
        return PathBuf::new();
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// The project's own headers.
pub(super) fn own_headers() -> PathBuf {
    root().join("headers")
}

/// The project's own generated modules.
pub(super) fn own_output() -> PathBuf {
    root().join("xen-abi/src/generated")
}

/// Whether a folder of modules is that of the project's own crate, whose modules have features.
pub(super) fn is_own_output(out: &Path) -> bool {
    same(out, &own_output())
}

/// The files of the project's crate that hold generated lines: the manifest, and the README.
pub(super) fn feature_files() -> [(PathBuf, Block); 2] {
    let manifest = Block {
        begin: "# BEGIN of generated features: `cargo run -p xen-abi-gen` writes them.",
        end: "# END of generated features.",
    };
    let readme = Block {
        begin: "<!-- BEGIN of generated features -->",
        end: "<!-- END of generated features -->",
    };
    [
        (root().join("xen-abi/Cargo.toml"), manifest),
        (root().join("xen-abi/README.md"), readme),
    ]
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
    arguments
        .headers
        .as_ref()
        .is_none_or(|folder| same(folder, &own_headers()))
}

/// Whether the arguments ask for all of the project's own headers, as they are.
pub(super) fn is_whole(arguments: &arguments::Input) -> bool {
    let narrowed = !arguments.header.is_empty() || !arguments.skip.is_empty();
    is_own(arguments) && !narrowed && arguments.release.is_none()
}

/// The index of annotations that this run renews.
///
/// Only a run with all of the project's headers, unmodified, renews it.
pub(super) fn index(arguments: &arguments::Output) -> Option<PathBuf> {
    let input = arguments::Input {
        headers: None,
        strict: false,
        ..arguments.input.clone()
    };
    let asked = arguments::Output {
        input,
        ..arguments.clone()
    };
    (is_own(&arguments.input) && asked == arguments::Output::default())
        .then(|| root().join(annotation_index::PATH))
}

/// The input of a run.
pub(super) fn input(arguments: &arguments::Input) -> Result<Input, Diagnostic> {
    let own = is_own(arguments);
    let fallback = match &arguments.annotations {
        Some(folder) if !folder.is_dir() => {
            let message = format!("there is no directory `{}`", folder.display());
            let help = "--annotations takes a folder of headers whose annotations stand in for \
                        missing ones";
            return Err(Diagnostic::error("no-such-directory", message).help(help));
        }
        Some(folder) => FallbackSource::Folder(folder.clone()),
        None if own => FallbackSource::None,
        None => FallbackSource::Own,
    };
    let arguments = arguments.clone();
    Ok(Input {
        selection: Selection {
            tree: arguments.headers.unwrap_or_else(own_headers),
            headers: arguments.header,
            skip: arguments.skip,
            include: arguments.include,
            prelude: arguments.prelude,
        },
        tools: arguments.tools,
        toolstacks_too: false,
        interface_version: arguments.interface_version,
        release: arguments.release,
        strict: arguments.strict || own,
        fallback,
        operations: arguments.operations,
    })
}
