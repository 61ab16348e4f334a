//! The modules that were made of headers.

use std::path::{Path, PathBuf};

use super::Error;
use crate::diagnostics::{Severity, render_all};
use crate::emit::files;
use crate::emit::rust::{Files, MARKER};
use crate::model::characters::visible;
use crate::pipeline::run::Messages;

/// The file that `include!` takes. No module has a name with a hyphen.
const INCLUDED: &str = "include-mod.rs";

/// The emitted modules.
#[derive(Debug)]
pub struct Bindings {
    pub(super) files: Files,
    pub(super) warnings: Messages,
    pub(super) inputs: Vec<PathBuf>,
}

impl Bindings {
    /// The files: paths below the output folder, with `/`, and texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The warnings, as the command line prints them; empty where there are none.
    pub fn warnings(&self) -> String {
        render_all(&self.warnings.diagnostics, &self.warnings.texts, false)
    }

    /// Prints what Cargo reads of a build script: to run it again when the headers or the tables
    /// change, and the warnings.
    #[must_use]
    pub fn tell_cargo(self) -> Self {
        print!("{}", self.cargo_directives());
        self
    }

    /// What [`tell_cargo`](Self::tell_cargo) prints.
    fn cargo_directives(&self) -> String {
        let inputs = self.inputs.iter();
        let mut text: String = inputs
            .map(|path| format!("cargo::rerun-if-changed={}\n", path.display()))
            .collect();
        text += "cargo::rerun-if-changed=build.rs\ncargo::rerun-if-env-changed=LIBCLANG_PATH\n";
        for message in self.warnings.diagnostics.clone().sorted() {
            if message.severity == Severity::Warning {
                let place = message.place.as_ref();
                let place = place.map(|place| format!(" ({})", place.location));
                let place = place.unwrap_or_default();
                let helps = message.help.iter().map(|help| format!("; {help}"));
                let helps: String = helps.collect();
                let line = format!("[{}] {}{place}{helps}", message.code, message.message);
                text.push_str("cargo::warning=");
                text.push_str(&visible(&line).replace('\n', " "));
                text.push('\n');
            }
        }
        text
    }

    /// Writes the modules into a folder, which becomes a module of that name.
    ///
    /// A crate declares it where the build script wrote it:
    ///
    /// ```ignore
    /// include!(concat!(env!("OUT_DIR"), "/acme/include-mod.rs"));
    /// ```
    ///
    /// Files that did not change stay as they are. Files that an earlier run wrote and that are no
    /// longer emitted are removed.
    ///
    /// # Errors
    /// When the folder cannot be written, or contains a file of that name that is not generated.
    pub fn write_to(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = folder.as_ref();
        let mut files = self.files.clone();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '_'
                }
            })
            .collect();
        let text =
            format!("// {MARKER}: include this file.\n\n#[path = \"mod.rs\"]\npub mod {name};\n");
        files.insert(INCLUDED.to_owned(), text);
        files::bring_in_line(folder, &files).map_err(Error::of)?;
        Ok(())
    }
}
