//! Whether the interface version and the release are those that were asked for.

use super::Options;
use crate::diagnostics::Diagnostic;
use crate::model::facts::Facts;
use crate::model::release::Release;

/// What headers ask for the version.
const VERSION: &str = "__XEN_INTERFACE_VERSION__";

/// The latest that a tree knows.
const LATEST: &str = "__XEN_LATEST_INTERFACE_VERSION__";

/// The release of Xen that a tree is read for, if it states several.
const RELEASE: &str = "XEN_RELEASE";

/// The release that the tree itself sets.
pub(super) fn release(facts: &Facts) -> Option<Release> {
    Release::of_code(facts.constants.get(RELEASE)?.value)
}

/// The warning where the tree itself sets the release that was asked for.
pub(super) fn release_overridden(options: &Options, facts: &Facts) -> Option<Diagnostic> {
    let asked = options.release?;
    let mut defined = facts.definitions.iter().rev();
    let set = defined.find(|definition| definition.name == RELEASE)?;
    let message = format!(
        "the tree defines `{RELEASE}` whatever was asked for, so that Xen {asked} has no effect"
    );
    Some(
        Diagnostic::warning("fixed-release", message)
            .at(set.location.clone(), "defined here")
            .help(format!("put it between `#ifndef {RELEASE}` and `#endif`")),
    )
}

/// The warning where the tree itself sets another version.
pub(super) fn overridden(options: &Options, facts: &Facts) -> Option<Diagnostic> {
    let mut defined = facts.definitions.iter().rev();
    let set = defined.find(|definition| definition.name == VERSION)?;
    let latest = || u32::try_from(facts.constants.get(LATEST)?.value).ok();
    let got = facts.interface_version;
    let message = match options.interface_version {
        Some(asked) if asked == got => return None,
        Some(asked) => format!(
            "the tree sets the interface version to {got:#010x}, so that `--interface-version \
             {asked:#010x}` has no effect"
        ),
        // Whoever wrote the prelude asked for it.
        None if set.location.header.starts_with("prelude:") => return None,
        None => {
            let latest = latest().filter(|latest| *latest != got)?;
            format!(
                "the tree sets the interface version to {got:#010x}, which is not the latest that \
                 it knows, {latest:#010x}"
            )
        }
    };
    let mut warning = Diagnostic::warning("interface-version", message)
        .at(set.location.clone(), "set here")
        .help(
            "if a condition around this line decides, or a name behind it, put the `#define` that \
             it waits for into a file and pass `--prelude FILE`",
        );
    if options.interface_version.is_some() && options.tools {
        warning =
            warning.help("`--tools` may be that condition: toolstacks get the latest version");
    }
    Some(warning)
}
