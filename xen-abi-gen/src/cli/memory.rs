//! What a run remembers of the last one like it, so that one with nothing to do is told apart at
//! once.
//!
//! The memory is two digests: of everything that the modules are made from, this program and its
//! libclang included, and of what there was when they had been made. A run that finds both as they
//! were would do all its work to find nothing to do. The memory lies in the build folder and may be
//! lost at any time; the modules themselves are always read again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{arguments, workspace};
use crate::emit::files;
use crate::pipeline::run::{FallbackSource, Input};
use crate::source::{self, Libclang, Selection};

/// The memory's folder within the build folder.
const FOLDER: &str = "runs";

/// What a run is made from, and where the last one's memory lies.
#[derive(Debug)]
pub(super) struct Memory {
    place: PathBuf,
    inputs: u128,
    index: Option<PathBuf>,
}

impl Memory {
    /// That of a run. There is none for output outside of the project, nor where an input cannot be
    /// told exactly.
    pub(super) fn of(
        library: &Libclang,
        input: &Input,
        arguments: &arguments::Output,
        out: &Path,
    ) -> Option<Self> {
        let folder = workspace::build_folder()?.join(FOLDER);
        let whole = out
            .canonicalize()
            .ok()
            .filter(|out| workspace::is_inside(out))?;
        let mut digest = Digest::default();
        identity(&std::env::current_exe().ok()?)?.hash(&mut digest);
        identity(library.path())?.hash(&mut digest);
        library.version().hash(&mut digest);
        format!("{arguments:?}").hash(&mut digest);
        source::read_tree(&input.selection).ok()?.hash(&mut digest);
        if let FallbackSource::Folder(folder) = &input.fallback {
            source::read_tree(&Selection {
                tree: folder.clone(),
                ..Selection::default()
            })
            .ok()?
            .hash(&mut digest);
        }
        for table in arguments.naming.iter().chain(&input.operations) {
            fs::read(table).ok()?.hash(&mut digest);
        }
        let mut name = Digest::default();
        whole.hash(&mut name);
        let place = folder.join(format!("{:032x}", name.value()));
        Some(Self {
            place,
            inputs: digest.value(),
            index: workspace::index(arguments),
        })
    }

    /// How many files there are, if all is as the last run left it.
    pub(super) fn recall(&self, out: &Path) -> Option<usize> {
        let kept = fs::read_to_string(&self.place).ok()?;
        let (files, digests) = kept.split_once(' ')?;
        (digests == self.digests(out)?).then(|| files.parse().ok())?
    }

    /// Keeps what a run made and left behind. A memory that cannot be kept costs time, and nothing
    /// else.
    pub(super) fn keep(&self, out: &Path, files: usize) {
        if let Some(digests) = self.digests(out)
            && let Some(folder) = self.place.parent()
            && fs::create_dir_all(folder).is_ok()
        {
            drop(files::replace(&self.place, &format!("{files} {digests}")));
        }
    }

    fn digests(&self, out: &Path) -> Option<String> {
        let mut digest = Digest::default();
        files::generated(out).ok()?.hash(&mut digest);
        if let Some(index) = &self.index {
            fs::read(index).ok()?.hash(&mut digest);
        }
        Some(format!("{:032x} {:032x}", self.inputs, digest.value()))
    }
}

/// What tells a program or library from another build of it.
fn identity(path: &Path) -> Option<(PathBuf, u64, u128)> {
    let path = path.canonicalize().ok()?;
    let found = fs::metadata(&path).ok()?;
    let written = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((path, found.len(), written.as_nanos()))
}

/// 128 bits out of two hashes of 64.
struct Digest(DefaultHasher, DefaultHasher);

impl Default for Digest {
    fn default() -> Self {
        let mut digest = Self(DefaultHasher::new(), DefaultHasher::new());
        digest.1.write_u8(1);
        digest
    }
}

impl Digest {
    fn value(&self) -> u128 {
        u128::from(self.0.finish()) << 64 | u128::from(self.1.finish())
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}
