//! The generator for build scripts: what the command line does, as values.

mod bindings;
mod error;

use std::path::PathBuf;

pub use bindings::Bindings;
pub use error::Error;

use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::emit::rust;
use crate::model::release::Release;
use crate::model::target::Target;
use crate::pipeline::reuse::Crate;
use crate::pipeline::run::{self, FallbackSource, Input, Messages, Part, TableChecks, Toolstacks};
use crate::source::{Libclang, Selection};

/// Says which headers to read and what to emit.
///
/// [The crate's documentation](crate) has an example of a build script.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    selection: Selection,
    targets: Vec<Target>,
    filter: Vec<String>,
    tools: bool,
    interface_version: Option<u32>,
    release: Option<Release>,
    strict: bool,
    annotations: Option<PathBuf>,
    operations: Option<PathBuf>,
    naming: Option<PathBuf>,
    emit_all: bool,
}

impl Builder {
    /// Emits all items for all four targets; [`headers`](Self::headers) is to be called.
    pub fn new() -> Self {
        Self::default()
    }

    /// The folder of headers.
    #[must_use]
    pub fn headers(mut self, folder: impl Into<PathBuf>) -> Self {
        self.selection.tree = folder.into();
        self
    }

    /// A header, as a path within the folder: only such headers are read, and what they include.
    #[must_use]
    pub fn header(mut self, path: impl Into<String>) -> Self {
        self.selection.headers.push(path.into());
        self
    }

    /// A header, or a folder of them, to leave out.
    #[must_use]
    pub fn skip(mut self, path: impl Into<String>) -> Self {
        self.selection.skip.push(path.into());
        self
    }

    /// A further folder for the headers' `#include`s, for instance of Xen's own headers.
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        self.selection.include.push(folder.into());
        self
    }

    /// C that is read before the first header.
    #[must_use]
    pub fn prelude(mut self, file: impl Into<PathBuf>) -> Self {
        self.selection.prelude = Some(file.into());
        self
    }

    /// A target to emit for, instead of all four. What differs between targets is emitted under
    /// `#[cfg(target_arch)]`, so the output for all serves each.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// Items to emit, with what they need, instead of all: C names, or paths such as
    /// `event_channel::{send,close}`.
    #[must_use]
    pub fn filter(mut self, items: impl Into<String>) -> Self {
        self.filter.push(items.into());
        self
    }

    /// Defines `__XEN_TOOLS__`, for programs of the toolstack.
    #[must_use]
    pub fn tools(mut self) -> Self {
        self.tools = true;
        self
    }

    /// The value of `__XEN_INTERFACE_VERSION__`, instead of the latest that the headers know.
    #[must_use]
    pub fn interface_version(mut self, version: u32) -> Self {
        self.interface_version = Some(version);
        self
    }

    /// The release of Xen to read the headers for, if they state several, instead of the newest:
    /// defines `XEN_RELEASE`.
    #[must_use]
    pub fn release(mut self, release: Release) -> Self {
        self.release = Some(release);
        self
    }

    /// Makes errors of warnings.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// A folder of headers whose annotations stand in for missing ones, instead of those that the
    /// generator carries.
    #[must_use]
    pub fn annotations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.annotations = Some(folder.into());
        self
    }

    /// A table of op families and arguments, in the form of the generator's `operations.toml`.
    #[must_use]
    pub fn operations(mut self, file: impl Into<PathBuf>) -> Self {
        self.operations = Some(file.into());
        self
    }

    /// A table of Rust names, in the form of the generator's `naming.toml`.
    #[must_use]
    pub fn naming(mut self, file: impl Into<PathBuf>) -> Self {
        self.naming = Some(file.into());
        self
    }

    /// Whether the modules refer to `xen-abi` for the headers that it is made from, as they do
    /// unless this says `false`. Then a header of that name must declare what the crate has.
    #[must_use]
    pub fn reuse(mut self, reuse: bool) -> Self {
        self.emit_all = !reuse;
        self
    }

    /// Reads the headers.
    ///
    /// # Errors
    /// When libclang is missing, or when the headers, a table or the builder's own values contain
    /// errors. The error shows each with its place, as the command line does.
    pub fn generate(&self) -> Result<Bindings, Error> {
        let library = Libclang::load().map_err(Error::of)?;
        let input = self.input().map_err(Error::of)?;
        let mut targets = Target::ALL.to_vec();
        targets.retain(|target| self.targets.is_empty() || self.targets.contains(target));
        let (resolved, mut messages) = run::resolve(&library, &input, &targets);
        let checks = TableChecks {
            strict: self.strict,
            whole_tree: false,
            every_target: self.targets.is_empty(),
        };
        let naming = self.naming.as_deref();
        let projection = resolved.and_then(|resolved| {
            let (projection, more) = run::project(&resolved, naming, checks);
            messages.diagnostics.extend(more.diagnostics);
            messages.texts.extend(more.texts);
            projection
        });
        let Some(mut projection) = projection else {
            return Err(Error::from(messages));
        };
        let part = Part {
            filter: &self.filter,
            reused: match self.emit_all {
                true => Crate::None,
                false => Crate::Own,
            },
            naming,
        };
        if !part.take(&mut projection, &mut messages) {
            return Err(Error::from(messages));
        }
        let files = rust::files(&projection).map_err(|message| {
            let message = format!("the text to emit is no Rust: {message}");
            Error::of(Diagnostic::error("not-rust", message))
        })?;
        Ok(Bindings {
            files,
            warnings: messages,
            inputs: self.inputs(),
        })
    }

    fn input(&self) -> Result<Input, Diagnostic> {
        if self.selection.tree.as_os_str().is_empty() {
            let message = "no headers were named";
            return Err(Diagnostic::error("no-input", message)
                .help("call `Builder::headers` with the folder of headers"));
        }
        let fallback = match &self.annotations {
            Some(folder) if !folder.is_dir() => {
                let message = format!("there is no directory `{}`", folder.display());
                return Err(Diagnostic::error("no-such-directory", message).help(
                    "`Builder::annotations` takes a folder of headers whose annotations stand in \
                     for missing ones",
                ));
            }
            Some(folder) => FallbackSource::Folder(folder.clone()),
            None => FallbackSource::Own,
        };
        Ok(Input {
            selection: self.selection.clone(),
            tools: self.tools,
            toolstacks: Toolstacks::LeftOut,
            interface_version: self.interface_version,
            release: self.release,
            strict: self.strict,
            fallback,
            operations: self.operations.clone(),
        })
    }

    /// The files and folders that the output depends on.
    fn inputs(&self) -> Vec<PathBuf> {
        let Selection {
            tree,
            include,
            prelude,
            ..
        } = &self.selection;
        let files = [prelude, &self.annotations, &self.operations, &self.naming];
        let files = files.into_iter().flatten();
        [tree]
            .into_iter()
            .chain(include)
            .chain(files)
            .cloned()
            .collect()
    }
}

/// Messages about nothing but themselves.
fn alone(diagnostic: Diagnostic) -> Messages {
    Messages {
        diagnostics: Diagnostics::from(diagnostic),
        texts: SourceTexts::default(),
    }
}
