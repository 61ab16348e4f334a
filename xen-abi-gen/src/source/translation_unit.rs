//! Composes the translation unit of a run, and has clang parse it.

use super::libclang::{Libclang, Unit, Virtual};
use super::position::LineMap;
use super::tree::{HeaderTree, SourceFile, UNIT};
use super::{Options, builtin, refusals};
use crate::c_text::LineTable;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::release::Release;

/// The first lines of every unit.
pub(super) fn opening(tree: &HeaderTree) -> String {
    let prelude = including(tree, tree.prelude.as_slice());
    format!("#include \"{}\"\n{prelude}", builtin::FIRST)
}

/// The lines that include headers, each followed by a declaration at file scope.
pub(super) fn including(tree: &HeaderTree, headers: &[usize]) -> String {
    let lines = |&file: &usize| {
        let name = &tree.files[file].name;
        format!("#include \"{name}\"\nextern int xen_abi_gen_closed;\n")
    };
    headers.iter().map(lines).collect()
}

/// How much of its headers a unit has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// All that is C.
    Code,
    /// The preprocessor's lines.
    Directives,
}

/// What the units of a target are parsed with.
#[derive(Clone, Copy)]
pub(super) struct Run<'r> {
    pub(super) library: &'r Libclang,
    pub(super) tree: &'r HeaderTree,
    pub(super) options: &'r Options,
    /// The headers that the unit is to include, in order.
    pub(super) selected: &'r [usize],
}

impl<'r> Run<'r> {
    /// Parses a unit of which `text` is the main file.
    pub(super) fn parse(self, text: &str, view: View) -> Result<Unit<'r>, Diagnostics> {
        let tree = self.tree;
        // Little is asked of a first look.
        let line_map = (view == View::Code).then(|| LineMap {
            headers: tree.files.iter().map(|file| &file.blanked.lines).collect(),
            unit: LineTable::of(text),
        });
        let arguments = arguments(tree, self.options, view);
        let files = files(tree, text, view);
        let unit = Unit::parse(self.library, &arguments, &files, &tree.file_ids, line_map);
        let unit = unit.map_err(|reason| self.failed(&reason))?;
        // An error without a line is about the arguments.
        let mut errors = unit.errors().into_iter();
        match errors.find(|error| error.position.line == 0) {
            Some(error) => Err(self.failed(&error.message)),
            None => Ok(unit),
        }
    }

    fn failed(self, reason: &str) -> Diagnostics {
        let version = self.library.version();
        let message = format!("libclang ({version}) could not read the headers: {reason}");
        let wrong = Diagnostic::error("libclang-failed", message)
            .help("if another version of libclang can, please report it");
        Diagnostics::from_iter([wrong])
    }
}

/// The files of a unit.
fn files<'t>(tree: &'t HeaderTree, text: &'t str, view: View) -> Vec<Virtual<'t>> {
    let header = |file: &'t SourceFile| {
        let text = match view {
            View::Code => &file.blanked.code,
            View::Directives => &file.blanked.directives,
        };
        (file.name.as_str(), text.as_str())
    };
    let forwards = tree.forwards.iter();
    std::iter::once((UNIT, text))
        .chain(builtin::HEADERS.iter().copied())
        .chain(tree.files.iter().map(header))
        .chain(forwards.map(|(name, text)| (name.as_str(), text.as_str())))
        .collect()
}

/// Nothing of the machine may take part: no system headers, no search for an installed compiler.
fn arguments(tree: &HeaderTree, options: &Options, view: View) -> Vec<String> {
    let always = [
        "-xc",
        "-std=gnu11",
        "-ffreestanding",
        "-nostdinc",
        "--sysroot=/xen-abi-gen/none",
        "--gcc-toolchain=/xen-abi-gen/none",
        "-ferror-limit=0",
        "-fno-spell-checking",
        // Rust has no names with a dollar sign.
        "-fno-dollars-in-identifiers",
        // The same headers give the same bytes on any day.
        "-D__DATE__=\"\"",
        "-D__TIME__=\"\"",
        "-D__TIMESTAMP__=\"\"",
    ];
    let warnings: &[&str] = match view {
        View::Code => &[
            "-Wno-everything",
            // Versions of clang differ in whether these are errors.
            "-Werror=implicit-int",
            "-Werror=implicit-function-declaration",
            "-Werror=int-conversion",
        ],
        // It goes through each of them for that, and of directives there are few.
        View::Directives => &["-w"],
    };
    let plain = always.iter().chain(warnings);
    let mut arguments: Vec<_> = plain.map(|&argument| argument.to_owned()).collect();
    arguments.push(format!("--target={}", options.target.triple()));
    if !tree.pragma_operator {
        arguments.push(format!("-D_Pragma(x)={}", refusals::NO_OPERATOR));
    }
    let version = match options.interface_version {
        // The name is looked up where it is used, so that this is the tree's own latest version.
        None => "__XEN_LATEST_INTERFACE_VERSION__".to_owned(),
        Some(version) => format!("{version:#010x}"),
    };
    arguments.push(format!("-D__XEN_INTERFACE_VERSION__={version}"));
    if let Some(code) = options.release.and_then(Release::code) {
        arguments.push(format!("-DXEN_RELEASE={code:#06x}"));
    }
    if options.tools {
        arguments.push("-D__XEN_TOOLS__".to_owned());
    }
    arguments.extend(tree.folders.iter().map(|folder| format!("-I{folder}")));
    arguments
}
