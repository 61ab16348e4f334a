//! Where libclang is looked for, and what is said when there is none.

use std::env;
use std::path::{Path, PathBuf};

use super::libclang::Libclang;
use crate::diagnostics::Diagnostic;

/// Where `make` puts its own copy, within the workspace.
const FOLDER: &str = "target/toolchain/libclang/lib";

impl Libclang {
    /// Loads libclang: from `LIBCLANG_PATH`, the workspace, or the system.
    ///
    /// # Errors
    /// Says what was looked for, and how to get one.
    pub fn load() -> Result<Self, Diagnostic> {
        if let Some(asked) = env::var_os("LIBCLANG_PATH") {
            // clang-sys panics on a path without a last component; a canonical one has it.
            let folder = Path::new(&asked)
                .canonicalize()
                .ok()
                .filter(|path| path.to_str().is_some() && path.parent().is_some());
            let shown = format!("LIBCLANG_PATH is `{}`", asked.to_string_lossy());
            let Some(folder) = folder else {
                return Err(missing(&format!("{shown}, which does not exist")));
            };
            return Self::open(Some(&folder))
                .map_err(|reason| missing(&format!("{shown}: {}", brief(&reason))));
        }
        let own = own_copy().and_then(|folder| Self::open(Some(&folder)).ok());
        own.map_or_else(|| Self::open(None), Ok)
            .map_err(|reason| missing(&brief(&reason)))
    }
}

/// The copy in the workspace that this program was built from, and is run in. Neither the current
/// folder nor a path that was right on the machine of the build says that it is ours: whoever
/// could write there would have this program run theirs.
fn own_copy() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let workspace = workspace.canonicalize().ok()?;
    let program = env::current_exe().ok()?.canonicalize().ok()?;
    let folder = workspace.join(FOLDER).canonicalize().ok()?;
    (program.starts_with(&workspace) && folder.is_dir() && folder.to_str().is_some())
        .then_some(folder)
}

/// clang-sys' reason, without its list of file patterns and its advice: ours follows.
fn brief(reason: &str) -> String {
    if reason.contains("couldn't find any valid shared libraries") {
        return match reason.rsplit_once("(invalid: [") {
            Some((_, invalid)) if !invalid.starts_with(']') => {
                let invalid = invalid.trim_end_matches("])");
                format!("what was found cannot be used: {invalid}")
            }
            _ => "no libclang was found".to_owned(),
        };
    }
    reason.replace('`', "")
}

fn missing(reason: &str) -> Diagnostic {
    Diagnostic::error(
        "no-libclang",
        format!("libclang, which reads the C headers, cannot be loaded: {reason}"),
    )
    .help(
        "run `make` in the project, which fetches a copy into target/ without installing anything; \
         for a build script of another one, set LIBCLANG_PATH to target/toolchain/libclang/lib",
    )
    .help("or install your distribution's package, for example `apt install libclang1-19`")
    .help(
        "or `pip download libclang`, unzip the wheel, and set LIBCLANG_PATH to its folder \
         clang/native",
    )
}
