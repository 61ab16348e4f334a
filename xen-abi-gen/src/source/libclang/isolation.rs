//! Keeps clang away from the machine's files.
//!
//! A header can ask for a file in many ways (`#include` with an absolute path or through a macro,
//! `#embed`, `__has_include`, `#pragma GCC dependency`), and clang quotes what it finds. So clang
//! gets a file system of its own, without a file in it: all that it can open are the texts that
//! it is given in memory.

use std::io::Write as _;

use tempfile::TempPath;

/// The description of the empty file system, in the form of clang's overlays.
const EMPTY: &str =
    "{ \"version\": 0, \"case-sensitive\": true, \"fallthrough\": false, \"roots\": [] }\n";

/// The empty file system. Its description is a file of its own while this lives.
#[derive(Debug)]
pub(super) struct NoFiles(TempPath);

impl NoFiles {
    /// Writes the description, which clang takes from disk only.
    pub(super) fn describe() -> Result<Self, String> {
        let write = || {
            let mut file = tempfile::Builder::new()
                .prefix("xen-abi-gen-")
                .suffix(".yaml")
                .tempfile_in(std::path::absolute(std::env::temp_dir())?)?;
            file.write_all(EMPTY.as_bytes())?;
            Ok(file.into_temp_path())
        };
        let path = write().map_err(|error: std::io::Error| {
            format!("a file for temporary use cannot be written: {error}")
        })?;
        path.to_str()
            .ok_or("the path of the folder for temporary files is not UTF-8")?;
        Ok(Self(path))
    }

    /// What tells clang to use it.
    pub(super) fn arguments(&self) -> [&str; 2] {
        ["-ivfsoverlay", self.0.to_str().unwrap_or_default()]
    }
}
