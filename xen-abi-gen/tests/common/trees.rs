//! The header trees of the tests, and their models.

use std::path::{Path, PathBuf};

use xen_abi_gen::diagnostics::{Diagnostics, SourceTexts, render};
use xen_abi_gen::model::facts::{Facts, Origin};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::source::{self, HeaderTree, Libclang, Options, Selection};

use super::{tool, workspace};

/// The releases of upstream's headers.
pub(crate) const RELEASES: [&str; 3] = ["4.14", "4.17", "4.20"];

/// The two headers of the narrowed trees.
pub(crate) const FIRST_TWO: [&str; 2] = ["event_channel.h", "argo.h"];

/// Headers that upstream shows to guests too, and we only to toolstacks, which alone use them.
pub(crate) const FOR_TOOLSTACKS: [&str; 6] = [
    "arch-x86/cpufeatureset.h",
    "arch-x86/hvm/save.h",
    "arch-x86/xen-mca.h",
    "hvm/save.h",
    "platform.h",
    "xsm/flask_op.h",
];

/// The views of headers: a guest's, and a toolstack's, which defines `__XEN_TOOLS__`.
pub(crate) const BOTH_VIEWS: [bool; 2] = [false, true];

/// The project's own headers.
pub(crate) fn own() -> PathBuf {
    workspace().join("headers")
}

/// Upstream's headers of a release, if they are available.
pub(crate) fn upstream(release: &str) -> Option<PathBuf> {
    Some(tool("XEN_ABI_UPSTREAM")?.join(release))
}

/// A tree, restricted to some headers; without any, the whole tree.
pub(crate) fn selection(tree: &Path, headers: &[&str]) -> Selection {
    Selection {
        tree: tree.to_owned(),
        headers: headers.iter().copied().map(str::to_owned).collect(),
        ..Selection::default()
    }
}

/// Reads a selection from disk; panics if that fails.
pub(crate) fn read(selection: &Selection) -> HeaderTree {
    source::read_tree(selection)
        .unwrap_or_else(|rejected| fail(&rejected.diagnostics, &rejected.texts))
}

/// The model of a tree, in the latest version of its interface.
pub(crate) fn facts(library: &Libclang, tree: &HeaderTree, target: Target, tools: bool) -> Facts {
    view(
        library,
        tree,
        Options {
            target,
            interface_version: None,
            tools,
            release: None,
        },
    )
}

/// The model of a tree in one view.
pub(crate) fn view(library: &Libclang, tree: &HeaderTree, options: Options) -> Facts {
    let (facts, diagnostics) = source::extract(library, tree, &options);
    facts.unwrap_or_else(|| fail(&diagnostics, tree.texts()))
}

/// Panics with the rendered messages.
pub(crate) fn fail(diagnostics: &Diagnostics, texts: &SourceTexts) -> ! {
    let messages: String = diagnostics
        .clone()
        .sorted()
        .iter()
        .map(|one| render(one, texts, false))
        .collect();
    panic!("the headers cannot be read:\n{messages}");
}

/// The headers of a model, in an order in which they can be included.
///
/// `xen.h` is first. Headers of an architecture, which others include, are left out.
pub(crate) fn in_order(facts: &Facts) -> Vec<&str> {
    let mut paths: Vec<&str> = facts
        .headers
        .iter()
        .filter(|header| header.origin == Origin::Tree)
        .map(|header| &*header.path)
        .collect();
    paths.sort_by_key(|path| (*path != "xen.h", path.starts_with("arch-"), *path));
    paths
}

/// The `#include` lines of a model's headers.
pub(crate) fn includes(facts: &Facts, tools: bool) -> String {
    let mut text = format!(
        "#define __XEN_INTERFACE_VERSION__ {:#010x}\n",
        facts.interface_version
    );
    if tools {
        text.push_str("#define __XEN_TOOLS__ 1\n");
    }
    text.push_str("#include <stdint.h>\n#include <stddef.h>\n#include <string.h>\n");
    text.extend(
        in_order(facts)
            .into_iter()
            .map(|path| format!("#include \"{path}\"\n")),
    );
    text
}
