//! Reads the files of a run: those asked for, and what their `#include` lines mean.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{self, Damage};
use super::confined::{Astray, Folders};
use super::includes::{self, IncludeLine};
use super::position::FileId;
use super::tree::{HeaderTree, SourceFile, UNIT};
use super::{brackets, builtin, refusals, scan_directives};
use crate::c_text::Blanked;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts, cause};
use crate::model::facts::Origin;
use crate::model::hash::HashMap;
use crate::model::location::{HeaderPath, Location};

/// A folder of headers: on disk, and as clang knows it.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) disk: PathBuf,
    /// The same, without links.
    pub(super) place: PathBuf,
    origin: Origin,
    name: String,
    /// The folder in which its headers are found by names from above it.
    alias: String,
}

impl Root {
    /// What a header's name may mean within this folder if it is seen from above: by the names that
    /// its folder has in Xen's and other projects' sources (`xen/`, `public/`,
    /// `xen/interface/`), or by those of the folders in which it lies.
    fn seen_from_above<'n>(&self, name: &'n str) -> Vec<&'n str> {
        let above = |folders: &str| {
            let customary = ["xen", "public", "interface", "include"];
            folders.split('/').all(|folder| customary.contains(&folder))
                || self.place.ends_with(folders)
        };
        let parts = name
            .match_indices('/')
            .map(|(at, _)| (&name[..at], &name[at + 1..]));
        parts
            .filter(|(folders, _)| above(folders))
            .map(|(_, within)| within)
            .collect()
    }
}

/// Reads files of a tree, each once.
#[derive(Default)]
pub(super) struct TreeReader {
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
    pub(super) fn add_root(&mut self, disk: &Path, origin: Origin, name: &str, alias: &str) {
        let shown = disk.display();
        let wrong = match fs::metadata(disk) {
            Ok(found) if found.is_dir() => None,
            Ok(_) => Some(Diagnostic::error(
                "not-a-directory",
                format!("`{shown}` is not a directory"),
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some(Diagnostic::error(
                "no-such-directory",
                format!("there is no directory `{shown}`"),
            )),
            Err(error) => Some(Diagnostic::error(
                "cannot-read",
                format!("`{shown}` cannot be read: {}", cause(&error)),
            )),
        };
        if let Some(wrong) = wrong {
            let option = if origin == Origin::Tree {
                "--headers"
            } else {
                "--include"
            };
            self.diagnostics
                .push(wrong.help(format!("{option} takes the folder that holds the headers")));
        }
        let place = self.allowed.add(disk);
        self.roots.push(Root {
            disk: disk.to_owned(),
            place,
            origin,
            name: name.to_owned(),
            alias: alias.to_owned(),
        });
    }

    pub(super) fn read_prelude(&mut self, disk: &Path) -> Option<usize> {
        let name = disk
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let path: HeaderPath = format!("prelude:{name}").into();
        if !disk.exists() {
            let wrong = Diagnostic::error(
                "no-such-file",
                format!("there is no file `{}`", disk.display()),
            );
            self.diagnostics.push(
                wrong.help("--prelude takes a file of C that is read before the first header"),
            );
            return None;
        }
        // It is named by whoever runs this, so that it may lie anywhere.
        let text = self.checked(disk, Ok(disk.to_owned()), &path, Origin::Prelude)?;
        Some(self.add(
            path,
            Origin::Prelude,
            "/xen-abi-gen/prelude/prelude.h".to_owned(),
            text,
        ))
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
        match self.follow(0, path) {
            Ok(_) | Err(Astray::Outside) => false,
            Err(Astray::Nothing) => fs::symlink_metadata(self.roots[0].place.join(path)).is_err(),
        }
    }

    pub(super) fn read(&mut self, root: usize, path: &str) -> Option<usize> {
        if let Some(known) = self.known.get(&(root, path.to_owned())) {
            return *known;
        }
        if check::awkward(path) {
            self.bad_name(root, path);
            self.known.insert((root, path.to_owned()), None);
            return None;
        }
        let header: HeaderPath = path.into();
        let shown = self.roots[root].disk.join(path);
        let place = self.follow(root, path);
        let name = format!("{}/{path}", self.roots[root].name);
        let origin = self.roots[root].origin;
        let file = self
            .checked(&shown, place, &header, origin)
            .map(|text| self.add(header, origin, name, text));
        self.known.insert((root, path.to_owned()), file);
        file
    }

    fn checked(
        &mut self,
        shown: &Path,
        place: Result<PathBuf, Astray>,
        header: &HeaderPath,
        origin: Origin,
    ) -> Option<(Arc<str>, Blanked)> {
        let shown = shown.display().to_string();
        let read = place.map_err(check::astray);
        let read = read.and_then(|place| check::read(&place, origin));
        let read = read.and_then(|text| {
            let blanked = Blanked::of(&text);
            brackets::too_deep(&blanked.code, &text).map_or(Ok((text, blanked)), Err)
        });
        match read {
            Ok((text, blanked)) => {
                let text: Arc<str> = text.into();
                self.texts
                    .insert(Arc::clone(header), shown, Arc::clone(&text));
                Some((text, blanked))
            }
            Err(Damage {
                code,
                message,
                label,
                help,
                line,
                column,
                length,
                text,
            }) => {
                self.texts.insert(Arc::clone(header), shown, text.into());
                let wrong = Diagnostic::error(code, message);
                self.diagnostics.push(
                    wrong
                        .at(Location::new(header, line, column, length), label)
                        .help(help),
                );
                None
            }
        }
    }

    fn add(
        &mut self,
        path: HeaderPath,
        origin: Origin,
        name: String,
        (text, blanked): (Arc<str>, Blanked),
    ) -> usize {
        let lines = scan_directives::scan(&blanked);
        let includes = lines
            .includes
            .into_iter()
            .map(|line| (line, None))
            .collect();
        let (defines, may_refuse, undefined) = (lines.defines, lines.error, lines.undefined);
        self.files.push(SourceFile {
            path,
            origin,
            name,
            text,
            blanked,
            includes,
            defines,
            may_refuse,
            undefined,
        });
        self.files.len() - 1
    }

    /// Reads what the files read so far include, and what that includes.
    pub(super) fn follow_includes(&mut self) {
        let mut next = 0;
        while next < self.files.len() {
            for number in 0..self.files[next].includes.len() {
                let line = self.files[next].includes[number].0.clone();
                self.files[next].includes[number].1 = self.resolve(next, &line);
            }
            next += 1;
        }
    }

    /// The file that an `#include` means: beside its includer, in the tree, in the tree seen from
    /// above, among the standard headers, in the added folders. Where clang would look under
    /// another name than the file's own, it finds a forward.
    fn resolve(&mut self, includer: usize, line: &IncludeLine) -> Option<usize> {
        if line.name.starts_with('/') || check::awkward(&line.name) {
            return None;
        }
        let name = self.files[includer].name.clone();
        if line.quoted
            && let Some(root) = self
                .roots
                .iter()
                .position(|root| name.starts_with(&format!("{}/", root.name)))
        {
            let beside = format!(
                "{}{}",
                includes::folder(&name[self.roots[root].name.len() + 1..]),
                line.name
            );
            let own = self.roots[root].name.clone();
            if let Some(file) = self.look(root, &own, &beside, &beside) {
                return Some(file);
            }
        }
        for root in 0..self.roots.len() {
            if root == 1
                && builtin::HEADERS
                    .iter()
                    .any(|(standard, _)| *standard == line.name)
            {
                return None;
            }
            let own = self.roots[root].name.clone();
            if let Some(file) = self.look(root, &own, &line.name, &line.name) {
                return Some(file);
            }
            let alias = self.roots[root].alias.clone();
            for within in self.roots[root].seen_from_above(&line.name) {
                if let Some(file) = self.look(root, &alias, &line.name, within) {
                    return Some(file);
                }
            }
        }
        None
    }

    fn look(&mut self, root: usize, folder: &str, written: &str, path: &str) -> Option<usize> {
        let file = self.find(root, &includes::normal(path)?)?;
        let looked_for = format!("{folder}/{written}");
        if self.files[file].name != looked_for {
            self.forwards.insert(looked_for, file);
        }
        Some(file)
    }

    /// What each file name stands for.
    fn file_ids(&self) -> HashMap<String, FileId> {
        let unit = (UNIT.to_owned(), FileId::Unit);
        let standard = builtin::paths().into_iter();
        let files = self.files.iter().enumerate();
        let forwards = self.forwards.iter();
        std::iter::once(unit)
            .chain(standard.map(|(path, _)| (path, FileId::Standard)))
            .chain(files.map(|(number, file)| (file.name.clone(), FileId::Header(number))))
            .chain(forwards.map(|(name, file)| (name.clone(), FileId::Forward(*file))))
            .collect()
    }

    /// The tree, given which of the files were asked for.
    pub(super) fn finish(
        self,
        mut selected: Vec<usize>,
        prelude: Option<usize>,
        xen: Option<usize>,
    ) -> HeaderTree {
        // xen.h first, since everything rests on it; what belongs to one architecture last, since
        // common headers include it where they want it.
        selected.sort_by_key(|&file| {
            (
                Some(file) != xen,
                check::architecture(&self.files[file].path).is_some(),
                file,
            )
        });
        let file_ids = self.file_ids();
        let mut forwards: Vec<_> = self.forwards.into_iter().collect();
        forwards.sort_unstable();
        let forwards = forwards
            .into_iter()
            .map(|(name, file)| (name, format!("#include \"{}\"\n", self.files[file].name)))
            .collect();
        let (mut folders, mut disks) = (Vec::new(), Vec::new());
        for (number, root) in self.roots.into_iter().enumerate() {
            folders.extend([root.name, root.alias]);
            disks.push(root.place);
            if number == 0 {
                folders.push(builtin::FOLDER.to_owned());
            }
        }
        let (files, left_out, texts) = (self.files, self.left_out, self.texts);
        let warnings = self.warnings;
        let pragma_operator = refusals::use_the_operator(&files);
        let undefined = files
            .iter()
            .flat_map(|file| file.undefined.iter().cloned())
            .collect();
        HeaderTree {
            files,
            selected,
            prelude,
            xen,
            left_out,
            forwards,
            file_ids,
            undefined,
            folders,
            disks,
            asked: false,
            texts,
            pragma_operator,
            warnings,
        }
    }
}
