//! Where the project's own folders are, and how the arguments become a run's input.

use std::path::{Path, PathBuf};

use super::arguments;
use crate::diagnostics::Diagnostic;
use crate::emit::files::Block;
use crate::pipeline::annotation_index;
use crate::pipeline::reuse;
use crate::pipeline::run::{FallbackSource, Input, Toolstacks};
use crate::source::Selection;

/// The project's folder, if this is run in it: empty for the current folder, else a path.
fn root() -> Option<PathBuf> {
    if is_root(Path::new(".")) {
        return Some(PathBuf::new());
    }
    let here = std::env::current_dir().ok()?;
    let mut above = here.ancestors().skip(1);
    above.find(|folder| is_root(folder)).map(Path::to_owned)
}

/// Whether a folder is that of the project.
fn is_root(folder: &Path) -> bool {
    folder.join("xen-abi-gen/Cargo.toml").is_file() && folder.join("headers").is_dir()
}

/// The project's folder, where these are the project's own headers: the folder that holds them, or
/// the one that this is run in.
pub(super) fn own_root(headers: Option<&Path>) -> Option<PathBuf> {
    let Some(folder) = headers else {
        return root();
    };
    if let Some(root) = root().filter(|root| same(folder, &root.join("headers"))) {
        return Some(root);
    }
    let folder = folder.canonicalize().ok()?;
    let root = folder.parent()?;
    (folder.ends_with("headers") && is_root(root)).then(|| root.to_owned())
}

/// The project's own headers.
pub(super) fn own_headers() -> Result<PathBuf, Diagnostic> {
    let root = root().ok_or_else(|| {
        let message = "this is no checkout of the project: which headers are to be read?";
        Diagnostic::error("no-input", message).help(
            "name their folder: `--headers DIR` for a command that reads one tree, or the folder \
             in place of the word `headers`",
        )
    })?;
    Ok(root.join("headers"))
}

/// The project's own generated modules, where the arguments ask for its own headers.
pub(super) fn own_output(arguments: &arguments::Input) -> Option<PathBuf> {
    Some(own_root(arguments.headers.as_deref())?.join("xen-abi/src/generated"))
}

/// Whether a folder of modules is that of the project's own crate, whose modules have features.
pub(super) fn is_own_output(arguments: &arguments::Input, out: &Path) -> bool {
    own_output(arguments).is_some_and(|own| same(out, &own))
}

/// The files of the project's crate that hold generated lines: the manifest, and the README.
pub(super) fn feature_files(root: &Path) -> [(PathBuf, Block); 2] {
    let manifest = Block {
        begin: "# BEGIN of generated features: `cargo run -p xen-abi-gen` writes them.",
        end: "# END of generated features.",
    };
    let readme = Block {
        begin: "<!-- BEGIN of generated features -->",
        end: "<!-- END of generated features -->",
    };
    [
        (root.join("xen-abi/Cargo.toml"), manifest),
        (root.join("xen-abi/README.md"), readme),
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
    own_root(arguments.headers.as_deref()).is_some()
}

/// The name of the headers' folder. Its path would differ from machine to machine.
pub(super) fn name(arguments: &arguments::Input) -> String {
    let folder = arguments.headers.as_deref();
    let folder = folder.unwrap_or(Path::new("headers"));
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    name.display().to_string()
}

/// Whether the arguments ask for all of the project's own headers, as they are.
pub(super) fn is_whole(arguments: &arguments::Input) -> bool {
    let narrowed = !arguments.header.is_empty() || !arguments.skip.is_empty();
    is_own(arguments) && !narrowed && arguments.release.is_none()
}

/// The project's folder, the index of annotations and the table of the crate's items, which this
/// run renews.
///
/// Only a run with all of the project's headers, unmodified, renews them.
pub(super) fn tables(arguments: &arguments::Output) -> Option<(PathBuf, [PathBuf; 2])> {
    let input = arguments::Input {
        headers: None,
        strict: false,
        ..arguments.input.clone()
    };
    let asked = arguments::Output {
        input,
        ..arguments.clone()
    };
    let root = own_root(arguments.input.headers.as_deref())?;
    let paths = [annotation_index::PATH, reuse::PATH].map(|path| root.join(path));
    (asked == arguments::Output::default()).then_some((root, paths))
}

/// The run that emits the modules of `xen-abi-linux`, where this one emits those of `xen-abi`.
pub(super) fn for_linux(arguments: &arguments::Output) -> Option<arguments::Output> {
    let (root, _) = tables(arguments)?;
    let headers = root.join("headers/linux");
    headers.is_dir().then(|| arguments::Output {
        input: arguments::Input {
            headers: Some(headers),
            include: vec![root.join("headers")],
            strict: true,
            ..arguments::Input::default()
        },
        reuse: true,
        out: Some(root.join("xen-abi/linux/src/generated")),
        ..arguments::Output::default()
    })
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
            tree: arguments.headers.map_or_else(own_headers, Ok)?,
            headers: arguments.header,
            skip: arguments.skip,
            include: arguments.include,
            prelude: arguments.prelude,
        },
        tools: arguments.tools,
        toolstacks: Toolstacks::LeftOut,
        interface_version: arguments.interface_version,
        release: arguments.release,
        strict: arguments.strict || own,
        fallback,
        operations: arguments.operations,
    })
}
