//! Whole releases of Xen's unmodified headers, each read once for all tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use xen_abi_gen::diagnostics::Diagnostic;
use xen_abi_gen::model::abi::Interface;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, Toolstacks};

use super::amount::Amount;
use super::generator;
use super::trees::{self, RELEASES};

/// The latest of the fetched releases.
pub(crate) const LATEST: &str = "4.20";

/// The releases that tests read whole. A sample is the latest.
pub(crate) fn releases_in_time() -> &'static [&'static str] {
    Amount::of_snapshots().of(&[LATEST], &RELEASES, &RELEASES)
}

/// The models of one release, one per target.
pub(crate) type Models = Arc<Vec<Interface>>;

/// A view of a release.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    /// The models.
    pub(crate) models: Models,
    /// The warnings.
    pub(crate) warnings: Arc<Vec<Diagnostic>>,
}

/// A view of a release, if it was fetched. The fallback is `headers/`.
pub(crate) fn read(
    release: &'static str,
    tools: bool,
    interface_version: Option<u32>,
) -> Option<Release> {
    read_with(release, tools, interface_version, None)
}

/// The same, with a release as the fallback if one is named.
pub(crate) fn read_with(
    release: &'static str,
    tools: bool,
    interface_version: Option<u32>,
    annotations: Option<&'static str>,
) -> Option<Release> {
    type Key = (&'static str, bool, Option<u32>, Option<&'static str>);
    static READ: Mutex<BTreeMap<Key, Release>> = Mutex::new(BTreeMap::new());
    let (library, folder) = (super::libclang()?, trees::upstream(release)?);
    let fallback = match annotations {
        Some(release) => FallbackSource::Folder(trees::upstream(release)?),
        None => FallbackSource::Own,
    };
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (release, tools, interface_version, annotations);
    if let Some(known) = read.get(&key) {
        return Some(known.clone());
    }
    let input = Input {
        selection: trees::selection(&folder, &[]),
        tools,
        toolstacks: Toolstacks::LeftOut,
        interface_version,
        release: None,
        strict: false,
        fallback,
        operations: None,
    };
    let (resolved, messages) = run::resolve(&library, &input, &Target::ALL);
    let resolved = resolved.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts));
    let release = Release {
        models: Arc::new(resolved.interfaces),
        warnings: Arc::new(messages.diagnostics.sorted()),
    };
    Some(read.entry(key).or_insert(release).clone())
}

/// The modules emitted from the whole latest release, if it was fetched.
pub(crate) fn latest_emitted() -> Option<&'static Path> {
    static EMITTED: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
        let folder = trees::upstream(LATEST)?;
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("latest");
        drop(fs::remove_dir_all(&out));
        generator::Input::new(&folder, &[]).generate(&out);
        Some(out)
    });
    EMITTED.as_deref()
}
