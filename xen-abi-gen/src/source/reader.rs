//! Reads the files of a run: those asked for, and what their `#include` lines mean.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{self, Damage};
use super::confined::{Astray, Folders};
use super::includes::{self, IncludeLine};
use super::position::FileId;
use super::tree::{HeaderTree, SourceFile, UNIT};
use super::{brackets, builtin, depth, refusals, scan_directives};
use crate::c_text::{Blanked, Marked};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts, cause};
use crate::model::facts::Origin;
use crate::model::hash::HashMap;
use crate::model::location::{HeaderPath, Location};

/// A folder of headers: on disk, and as clang knows it.
pub(super) struct Root {
    pub(super) disk: PathBuf,
    /// The same, without links.
    pub(super) place: PathBuf,
    name: String,
    /// The folder in which its headers are found by names from above it.
    alias: String,
}

impl Root {
    /// The paths by which a header of this folder may be included from above.
    ///
    /// These are the names of the folder in Xen's and other projects' sources (`xen/`, `public/`,
    /// `xen/interface/`), and the names of the folders above it.
    fn seen_from_above<'n>(&self, name: &'n str) -> Vec<&'n str> {
        let above = |folders: &str| {
            let customary = ["xen", "public", "interface", "include"];
            folders.split('/').all(|folder| customary.contains(&folder))
                || self.place.ends_with(folders)
        };
        let slashes = name.match_indices('/').map(|(at, _)| at);
        let within = slashes.filter(|&at| above(&name[..at]));
        within.map(|at| &name[at + 1..]).collect()
    }
}

/// What the files below a root are: the first one is the tree.
fn origin(root: usize) -> Origin {
    if root == 0 {
        Origin::Tree
    } else {
        Origin::IncludeFolder
    }
}

/// Reads files of a tree, each once.
#[derive(Default)]
pub(super) struct TreeReader {
    /// The tree, then the added folders.
    pub(super) roots: Vec<Root>,
    pub(super) files: Vec<SourceFile>,
    /// The folders of these roots.
    pub(super) allowed: Folders,
    /// By root and path: the file, or `None` for one that cannot be used.
    known: HashMap<(usize, String), Option<usize>>,
    forwards: HashMap<String, usize>,
    pub(super) left_out: Vec<(HeaderPath, String)>,
    pub(super) diagnostics: Diagnostics,
    pub(super) warnings: Diagnostics,
    pub(super) texts: SourceTexts,
}

impl TreeReader {
    /// Adds the tree, or a folder of `--include`.
    pub(super) fn add_root(&mut self, disk: &Path) {
        let number = self.roots.len();
        let shown = disk.display();
        let wrong = match fs::metadata(disk) {
            Ok(found) if found.is_dir() => None,
            Ok(_) => Some(("not-a-directory", format!("`{shown}` is not a directory"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Some((
                "no-such-directory",
                format!("there is no directory `{shown}`"),
            )),
            Err(error) => Some((
                "cannot-read",
                format!("`{shown}` cannot be read: {}", cause(&error)),
            )),
        };
        if let Some((code, message)) = wrong {
            let option = match origin(number) {
                Origin::Tree => "--headers",
                _ => "--include",
            };
            let help = format!("{option} takes the folder that holds the headers");
            self.diagnostics
                .push(Diagnostic::error(code, message).help(help));
        }
        self.roots.push(Root {
            disk: disk.to_owned(),
            place: self.allowed.add(disk),
            name: format!("/xen-abi-gen/folder-{number}"),
            alias: format!("/xen-abi-gen/alias-{number}"),
        });
    }

    pub(super) fn read_prelude(&mut self, disk: &Path) -> Option<usize> {
        let name = disk.file_name().unwrap_or_default().to_string_lossy();
        let path: HeaderPath = format!("prelude:{name}").into();
        if !disk.exists() {
            let message = format!("there is no file `{}`", disk.display());
            self.diagnostics.push(
                Diagnostic::error("no-such-file", message)
                    .help("--prelude takes a file of C that is read before the first header"),
            );
            return None;
        }
        // It is named by whoever runs this, so that it may lie anywhere.
        let name = "/xen-abi-gen/prelude/prelude.h".to_owned();
        self.add(path, Origin::Prelude, name, disk, Ok(disk.to_owned()))
    }

    /// The file at a path below a root. A path names one header in a run: that of the first root
    /// that has it.
    pub(super) fn find(&mut self, root: usize, path: &str) -> Option<usize> {
        let lead = |root: usize| match self.follow(root, path) {
            Ok(place) => place.is_file().then_some((root, Some(place))),
            Err(Astray::Outside) => Some((root, None)),
            Err(Astray::Nothing) => None,
        };
        let (holder, place) = (0..=root).find_map(lead)?;
        // A folder that holds the tree has the tree's own headers, not others that read the same.
        let tree = &self.roots[0].place;
        let within = place.as_deref().filter(|_| holder > 0);
        let within = within.and_then(|place| place.strip_prefix(tree).ok()?.to_str());
        match within.map(str::to_owned) {
            Some(within) => self.read(0, &within),
            None => self.read(holder, path),
        }
    }

    fn follow(&self, root: usize, path: &str) -> Result<PathBuf, Astray> {
        self.allowed.follow(&self.roots[root].place, path)
    }

    /// Whether the tree has nothing under a path, not even a link.
    pub(super) fn is_missing(&self, path: &str) -> bool {
        matches!(self.follow(0, path), Err(Astray::Nothing))
            && fs::symlink_metadata(self.roots[0].place.join(path)).is_err()
    }

    pub(super) fn read(&mut self, root: usize, path: &str) -> Option<usize> {
        let key = (root, path.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let file = if check::awkward(path) {
            self.bad_name(root, path);
            None
        } else {
            let name = format!("{}/{path}", self.roots[root].name);
            let disk = self.roots[root].disk.join(path);
            let place = self.follow(root, path);
            self.add(path.into(), origin(root), name, &disk, place)
        };
        self.known.insert(key, file);
        file
    }

    /// Adds a file, given its path as it is shown and the one that leads to it.
    fn add(
        &mut self,
        path: HeaderPath,
        origin: Origin,
        name: String,
        shown: &Path,
        place: Result<PathBuf, Astray>,
    ) -> Option<usize> {
        let shown = shown.display().to_string();
        let read = place
            .map_err(check::astray)
            .and_then(|place| check::read(&place, origin))
            .and_then(|text| {
                let blanked = Blanked::of(&text);
                let code = Marked::of(&blanked.code);
                if let Some(damage) = brackets::too_deep(&code, &text) {
                    return Err(damage);
                }
                Ok(SourceFile {
                    path: Arc::clone(&path),
                    origin,
                    name,
                    longest: depth::longest_stretch(&code),
                    directives: scan_directives::scan(&code, &blanked.lines),
                    text: text.into(),
                    blanked,
                })
            });
        let file = match read {
            Ok(file) => file,
            Err(Damage {
                wrong,
                label,
                position: (line, column),
                length,
                text,
            }) => {
                let place = Location::new(&path, line, column, length);
                self.diagnostics.push(wrong.at(place, label));
                self.texts.insert(path, shown, text.into());
                return None;
            }
        };
        self.texts.insert(path, shown, Arc::clone(&file.text));
        self.files.push(file);
        Some(self.files.len() - 1)
    }

    /// Reads what the files read so far include, and what that includes.
    pub(super) fn follow_includes(&mut self) {
        let mut next = 0;
        while next < self.files.len() {
            for number in 0..self.files[next].directives.includes.len() {
                let line = self.files[next].directives.includes[number].clone();
                let target = self.resolve(next, &line);
                self.files[next].directives.includes[number].target = target;
            }
            next += 1;
        }
    }

    /// The file of an `#include`.
    ///
    /// The search order is: beside the includer, in the tree, in the tree seen from above, among
    /// the standard headers, in the added folders. Where clang would look under another name than
    /// the file's own, it finds a forward.
    fn resolve(&mut self, includer: usize, line: &IncludeLine) -> Option<usize> {
        if line.name.starts_with('/') || check::awkward(&line.name) {
            return None;
        }
        let SourceFile { path, name, .. } = &self.files[includer];
        let own = |root: &Root| name.strip_suffix(&**path) == Some(&format!("{}/", root.name));
        if line.quoted
            && let Some(root) = self.roots.iter().position(own)
        {
            let beside = format!("{}{}", includes::folder(path), line.name);
            if let Some(file) = self.look(root, |root| &root.name, &beside, &beside) {
                return Some(file);
            }
        }
        for root in 0..self.roots.len() {
            let standard = format!("{}/{}", builtin::FOLDER, line.name);
            if root == 1 && builtin::HEADERS.iter().any(|(path, _)| *path == standard) {
                return None;
            }
            if let Some(file) = self.look(root, |root| &root.name, &line.name, &line.name) {
                return Some(file);
            }
            for within in self.roots[root].seen_from_above(&line.name) {
                if let Some(file) = self.look(root, |root| &root.alias, &line.name, within) {
                    return Some(file);
                }
            }
        }
        None
    }

    /// The file at a path below a root, which clang looks for in one of the root's folders.
    fn look(
        &mut self,
        root: usize,
        folder: fn(&Root) -> &str,
        written: &str,
        path: &str,
    ) -> Option<usize> {
        let file = self.find(root, &includes::normal(path)?)?;
        let looked_for = format!("{}/{written}", folder(&self.roots[root]));
        if self.files[file].name != looked_for {
            self.forwards.insert(looked_for, file);
        }
        Some(file)
    }

    /// What each file name stands for.
    fn file_ids(&self) -> HashMap<String, FileId> {
        let standard = builtin::HEADERS.iter();
        let files = self.files.iter().enumerate();
        let forwards = self.forwards.iter();
        std::iter::once((UNIT.to_owned(), FileId::Unit))
            .chain(standard.map(|(path, _)| ((*path).to_owned(), FileId::Standard)))
            .chain(files.map(|(number, file)| (file.name.clone(), FileId::Header(number))))
            .chain(forwards.map(|(name, file)| (name.clone(), FileId::Forward(*file))))
            .collect()
    }

    /// The tree, given which of the files were selected, and whether they were asked for by name.
    pub(super) fn finish(
        self,
        mut selected: Vec<usize>,
        prelude: Option<usize>,
        xen: Option<usize>,
        asked: bool,
    ) -> HeaderTree {
        // xen.h first, since everything rests on it; what belongs to one architecture last, since
        // common headers include it where they want it.
        selected.sort_by_key(|&file| {
            let architecture = check::architecture(&self.files[file].path);
            (Some(file) != xen, architecture.is_some(), file)
        });
        let file_ids = self.file_ids();
        let forward = |(name, file): (String, usize)| {
            (name, format!("#include \"{}\"\n", self.files[file].name))
        };
        let forwards = self.forwards.into_iter().map(forward).collect();
        let (mut folders, mut disks) = (Vec::new(), Vec::new());
        for root in self.roots {
            folders.extend([root.name, root.alias]);
            disks.push(root.place);
        }
        // Behind those of the tree.
        folders.insert(2, builtin::FOLDER.to_owned());
        let is_for_toolstacks =
            |&file: &usize| xen == Some(file) || self.files[file].is_for_toolstacks();
        let for_toolstacks = selected.iter().copied().filter(is_for_toolstacks).collect();
        let undefined = self
            .files
            .iter()
            .flat_map(|file| &file.directives.undefined);
        HeaderTree {
            undefined: undefined.cloned().collect(),
            hides_changes_of_macros: refusals::hide_changes_of_macros(&self.files),
            selected,
            for_toolstacks,
            prelude,
            xen,
            left_out: self.left_out,
            forwards,
            file_ids,
            folders,
            disks,
            asked,
            texts: self.texts,
            pragma_operator: refusals::use_the_operator(&self.files),
            files: self.files,
            warnings: self.warnings,
        }
    }
}
