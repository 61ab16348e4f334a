//! Opens files of header trees.
//!
//! Only regular files within the folders that options name are opened, wherever symbolic links
//! lead.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// More links than any path goes through; a loop of them ends here.
const MOST_LINKS: usize = 40;

/// Why a path leads to nothing that may be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Astray {
    /// There is nothing.
    Nothing,
    /// A link leads out of all folders. Whether there is something is not looked at.
    Outside,
}

/// The folders that files may be read from.
#[derive(Default)]
pub(super) struct Folders(Vec<Folder>);

struct Folder {
    /// Its path without links.
    place: PathBuf,
    /// Its path as it was given, from the root of the file system.
    given: PathBuf,
}

impl Folders {
    /// Adds a folder that an option names; returns its path without links.
    pub(super) fn add(&mut self, folder: &Path) -> PathBuf {
        let given = plain(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
        let place = folder.canonicalize().unwrap_or_else(|_| given.clone());
        self.0.push(Folder {
            place: place.clone(),
            given,
        });
        place
    }

    /// The path, without links, that a path below one of the folders leads to. Links are followed
    /// by what they say, so that nothing outside is ever asked for.
    pub(super) fn follow(&self, folder: &Path, path: &str) -> Result<PathBuf, Astray> {
        let mut at = folder.to_owned();
        let mut open: Vec<_> = path.rsplit('/').map(OsString::from).collect();
        let mut links = 0;
        while let Some(name) = open.pop() {
            let next = at.join(&name);
            let found = fs::symlink_metadata(&next).map_err(|_| Astray::Nothing)?;
            if !found.is_symlink() {
                at = next;
                continue;
            }
            links += 1;
            if links > MOST_LINKS {
                return Err(Astray::Nothing);
            }
            let target = fs::read_link(&next).map_err(|_| Astray::Nothing)?;
            let target = plain(&at.join(target));
            let (place, rest) = self.holder(&target).ok_or(Astray::Outside)?;
            place.clone_into(&mut at);
            open.extend(rest.iter().rev().map(OsString::from));
        }
        Ok(at)
    }

    /// The folder that a path stands in, and its path within.
    fn holder<'p>(&self, path: &'p Path) -> Option<(&PathBuf, &'p Path)> {
        self.0.iter().find_map(|Folder { place, given }| {
            let rest = path
                .strip_prefix(place)
                .or_else(|_| path.strip_prefix(given));
            Some((place, rest.ok()?))
        })
    }
}

/// A path with its `.` and `..` carried out, links not looked at.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Opens a file without blocking, as a pipe or a device would.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    options.open(path)
}

/// Reads a file, given how long it should be, up to a length, and one byte more where it is longer.
pub(super) fn read(file: File, expected: u64, longest: u64) -> io::Result<Vec<u8>> {
    // Room for one byte more, or reading ends with a larger buffer.
    let mut bytes = Vec::with_capacity(expected.min(longest) as usize + 1);
    file.take(longest + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_within_the_folders_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for path in ["tree/io", "more", "other"] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        for path in ["tree/a.h", "tree/io/b.h", "more/c.h", "other/d.h"] {
            fs::write(root.join(path), "").unwrap();
        }
        let mut folders = Folders::default();
        let tree = folders.add(&root.join("tree"));
        folders.add(&root.join("tree/../more"));
        let link = |target: &str, name: &str| symlink(target, tree.join(name)).unwrap();
        link("io", "xen");
        link("../a.h", "io/up.h");
        link("../more/c.h", "allowed.h");
        link("../more", "more");
        link("../other/d.h", "outside.h");
        link("../other/none.h", "nor-there.h");
        link("/etc/passwd", "machine.h");
        link("../other", "other");
        link("../tree/a.h", "around.h");
        link("loop.h", "loop.h");
        link("nowhere", "dangling.h");
        link(tree.join("io/b.h").to_str().unwrap(), "absolute.h");
        let lead = |path: &str| {
            folders
                .follow(&tree, path)
                .map(|to| to.strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
        };
        for (path, to) in [
            ("a.h", "tree/a.h"),
            ("xen/b.h", "tree/io/b.h"),
            ("xen/up.h", "tree/a.h"),
            ("allowed.h", "more/c.h"),
            ("more/c.h", "more/c.h"),
            ("around.h", "tree/a.h"),
            ("absolute.h", "tree/io/b.h"),
        ] {
            assert_eq!(lead(path).as_deref(), Ok(to), "{path}");
        }
        for path in [
            "outside.h",
            "nor-there.h",
            "machine.h",
            "other/d.h",
            "other/none.h",
        ] {
            assert_eq!(lead(path), Err(Astray::Outside), "{path}");
        }
        for path in ["loop.h", "dangling.h", "none.h", "a.h/b.h"] {
            assert_eq!(lead(path), Err(Astray::Nothing), "{path}");
        }
    }
}
