//! Reads header trees from disk, once for all targets, and checks every file before clang sees it.

use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Selection;
use super::builtin;
use super::check::{self, Damage};
use super::depth;
use super::includes::{self, IncludeLine};
use super::macros::Define;
use super::position::Seat;
use super::stripped::Stripped;
use super::written;
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::model::facts::Origin;
use crate::model::hash::{HashMap, HashSet};
use crate::model::location::{HeaderPath, Location};

/// The name under which clang knows the unit that includes everything.
pub(super) const UNIT: &str = "/xen-abi-gen/unit.c";

/// The headers of a run, and every file that they may include.
#[derive(Debug)]
pub struct HeaderTree {
    /// Every text that may take part.
    pub(super) files: Vec<SourceFile>,
    /// The headers asked for, in the order of the unit.
    pub(super) selected: Vec<usize>,
    /// The C to be read first.
    pub(super) prelude: Option<usize>,
    /// The tree's `xen.h`, selected or not.
    pub(super) xen: Option<usize>,
    /// Headers that are not looked at, each with a reason.
    pub(super) left_out: Vec<(HeaderPath, String)>,
    /// Files of ours that only include another: the name clang looks for, and the text.
    pub(super) forwards: Vec<(String, String)>,
    /// What each file name stands for.
    pub(super) seats: HashMap<String, Seat>,
    /// Names that an `#undef` mentions.
    pub(super) undefined: HashSet<String>,
    /// The folders that clang looks in, in order.
    pub(super) folders: Vec<String>,
    texts: SourceTexts,
}

/// A file that may take part.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: HeaderPath,
    pub(super) origin: Origin,
    /// The name under which clang knows it.
    pub(super) name: String,
    pub(super) text: Arc<str>,
    /// What clang gets of it.
    pub(super) stripped: Stripped,
    /// Its `#include` lines, with the file that each means where one of ours is meant.
    pub(super) includes: Vec<(IncludeLine, Option<usize>)>,
    /// Its `#define` lines.
    pub(super) defines: Vec<Define>,
    /// Whether a line of it looks like an `#error`.
    pub(super) may_refuse: bool,
    /// The names that its `#undef` lines mention.
    undefined: Vec<String>,
}

/// Why a tree could not be read, with the texts that the messages point into.
#[derive(Debug)]
pub struct Rejected {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// The texts, as far as they are text.
    pub texts: SourceTexts,
}

impl HeaderTree {
    /// The files that headers may include, directly or not, whatever branches are taken; but for
    /// those left out, and what these include.
    pub(super) fn within_reach(
        &self,
        headers: &[usize],
        left_out: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut seen = vec![false; self.files.len()];
        let mut open: Vec<usize> = self.prelude.iter().chain(headers).copied().collect();
        let mut found = Vec::new();
        while let Some(file) = open.pop() {
            if !std::mem::replace(&mut seen[file], true) && !left_out(file) {
                found.push(file);
                open.extend(
                    self.files[file]
                        .includes
                        .iter()
                        .filter_map(|(_, target)| *target),
                );
            }
        }
        found.sort_unstable();
        found
    }

    /// The texts that locations in this tree's facts and messages point into.
    pub fn texts(&self) -> &SourceTexts {
        &self.texts
    }

    /// The headers asked for: paths and texts.
    pub fn headers(&self) -> Vec<(&HeaderPath, &str)> {
        self.selected
            .iter()
            .map(|&file| (&self.files[file].path, &*self.files[file].text))
            .collect()
    }
}

impl Hash for HeaderTree {
    /// Everything that what is made of the headers depends on.
    fn hash<H: Hasher>(&self, state: &mut H) {
        for file in &self.files {
            (&file.path, &file.name, &file.text).hash(state);
        }
        (
            &self.selected,
            self.prelude,
            self.xen,
            &self.left_out,
            &self.forwards,
            &self.folders,
        )
            .hash(state);
    }
}

/// Reads the headers asked for, and what they include.
///
/// # Errors
/// Everything that is wrong with the files, before clang has seen one of them.
pub fn read_tree(selection: &Selection) -> Result<HeaderTree, Rejected> {
    let mut reader = Reader::default();
    reader.add_root(
        &selection.tree,
        Origin::Tree,
        "/xen-abi-gen/tree",
        "/xen-abi-gen/alias",
    );
    for (number, folder) in selection.include.iter().enumerate() {
        let name = format!("/xen-abi-gen/include-{number}");
        let alias = format!("/xen-abi-gen/include-alias-{number}");
        reader.add_root(folder, Origin::IncludeFolder, &name, &alias);
    }
    let prelude = selection
        .prelude
        .as_deref()
        .and_then(|path| reader.read_prelude(path));
    let mut selected = Vec::new();
    if !reader.diagnostics.has_errors() {
        let paths = if selection.headers.is_empty() {
            reader.list_tree()
        } else {
            reader.asked_for(&selection.headers)
        };
        let paths = reader.without(&selection.skip, paths);
        selected.extend(paths.iter().filter_map(|path| reader.read(0, path)));
    }
    let xen = if reader.roots.is_empty() {
        None
    } else {
        reader.find(0, "xen.h")
    };
    reader.follow_includes();
    reader.diagnostics.extend(depth::too_deep(&reader.files));
    if reader.diagnostics.has_errors() {
        return Err(Rejected {
            diagnostics: reader.diagnostics,
            texts: reader.texts,
        });
    }
    Ok(reader.finish(selected, prelude, xen))
}

/// A folder of headers: on disk, and as clang knows it.
#[derive(Debug)]
struct Root {
    disk: PathBuf,
    /// The same, without links.
    place: PathBuf,
    origin: Origin,
    name: String,
    /// The folder in which its headers are found by names from above it.
    alias: String,
}

impl Root {
    /// What a header's name may mean within this folder if it is seen from above: as `xen/` or
    /// `public/`, or as the folders in which it lies.
    fn seen_from_above<'n>(&self, name: &'n str) -> Vec<&'n str> {
        let above = |folders: &str| {
            folders == "xen" || folders == "public" || self.place.ends_with(folders)
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

#[derive(Default)]
struct Reader {
    roots: Vec<Root>,
    files: Vec<SourceFile>,
    /// By root and path: the file, or `None` for one that cannot be used.
    known: HashMap<(usize, String), Option<usize>>,
    forwards: HashMap<String, usize>,
    left_out: Vec<(HeaderPath, String)>,
    diagnostics: Diagnostics,
    texts: SourceTexts,
}

impl Reader {
    fn add_root(&mut self, disk: &Path, origin: Origin, name: &str, alias: &str) {
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
                format!("`{shown}` cannot be read: {}", check::cause(&error)),
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
        let place = disk.canonicalize().unwrap_or_else(|_| disk.to_owned());
        self.roots.push(Root {
            disk: disk.to_owned(),
            place,
            origin,
            name: name.to_owned(),
            alias: alias.to_owned(),
        });
    }

    /// The headers of the whole tree.
    fn list_tree(&mut self) -> Vec<String> {
        let mut paths = Vec::new();
        let root = self.roots[0].disk.clone();
        self.list_folder(&root, "", 0, &mut paths);
        paths.sort_unstable();
        paths.retain(|path| match check::outside_the_abi(path) {
            Some(reason) => {
                self.left_out
                    .push((path.as_str().into(), reason.to_owned()));
                false
            }
            None => true,
        });
        if paths.is_empty() && !self.diagnostics.has_errors() {
            let message = format!("there is no header (`*.h`) in `{}`", root.display());
            let help = "--headers takes the folder that holds the headers, whose `#include` paths start in it";
            self.diagnostics
                .push(Diagnostic::error("no-headers", message).help(help));
        }
        paths
    }

    fn list_folder(&mut self, folder: &Path, prefix: &str, depth: usize, paths: &mut Vec<String>) {
        // Deep enough for any tree; a loop of symbolic links ends here.
        const DEEPEST: usize = 16;
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!(
                    "`{}` cannot be read: {}",
                    folder.display(),
                    check::cause(&error)
                );
                return self
                    .diagnostics
                    .push(Diagnostic::error("cannot-read", message));
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let shown = name.to_string_lossy();
            if shown.starts_with('.') {
                continue;
            }
            let header = shown.ends_with(".h");
            if entry.path().is_dir() && !header {
                if depth < DEEPEST {
                    self.list_folder(
                        &entry.path(),
                        &format!("{prefix}{shown}/"),
                        depth + 1,
                        paths,
                    );
                }
            } else if header {
                if name.to_str().is_none() || check::awkward(&shown) {
                    let message = format!(
                        "the name of `{prefix}{}` cannot stand in an #include",
                        shown.escape_debug()
                    );
                    let path: HeaderPath = format!("{prefix}{}", shown.escape_debug()).into();
                    self.texts.insert(
                        Arc::clone(&path),
                        folder.join(&*shown).display().to_string(),
                        "".into(),
                    );
                    self.diagnostics.push(
                        Diagnostic::error("bad-name", message)
                            .at(Location::line(&path, 1), "")
                            .help("rename the file"),
                    );
                } else {
                    paths.push(format!("{prefix}{shown}"));
                }
            }
        }
    }

    /// The headers that were named.
    fn asked_for(&mut self, headers: &[String]) -> Vec<String> {
        let mut paths = Vec::new();
        for asked in headers {
            let path = includes::normal(asked)
                .filter(|path| !asked.starts_with('/') && !check::awkward(path));
            let exists = path
                .as_deref()
                .is_some_and(|path| self.roots[0].disk.join(path).exists());
            if let Some(path) = path.filter(|_| exists) {
                paths.push(path);
            } else {
                let message = format!(
                    "there is no header `{}` in `{}`",
                    asked.escape_debug(),
                    self.roots[0].disk.display()
                );
                let mut wrong = Diagnostic::error("no-such-header", message)
                    .help("--header takes a path within the tree");
                let mut there = Vec::new();
                self.list_folder(&self.roots[0].disk.clone(), "", 0, &mut there);
                let name = asked.rsplit('/').next().unwrap_or(asked);
                there.retain(|path| path.rsplit('/').next() == Some(name));
                there.sort_unstable();
                if !there.is_empty() {
                    wrong = wrong.help(format!("did you mean `{}`?", there.join("` or `")));
                }
                self.diagnostics.push(wrong);
            }
        }
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Those of the headers that are not to be left out.
    fn without(&mut self, skip: &[String], mut paths: Vec<String>) -> Vec<String> {
        for asked in skip {
            let path = includes::normal(asked).unwrap_or_default();
            let meant = |header: &String| {
                header
                    .strip_prefix(&path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let left_out: Vec<String> = paths.extract_if(.., |header| meant(header)).collect();
            if left_out.is_empty() {
                let message = format!(
                    "there is no header `{}` to be left out",
                    asked.escape_debug()
                );
                let wrong = Diagnostic::error("no-such-header", message);
                self.diagnostics
                    .push(wrong.help("--skip takes a header of the tree, or a folder of it, as a path within the tree"));
            }
            self.left_out.extend(
                left_out
                    .into_iter()
                    .map(|path| (path.into(), "--skip leaves it out".to_owned())),
            );
        }
        paths
    }

    fn read_prelude(&mut self, disk: &Path) -> Option<usize> {
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
        let text = self.checked(disk, &path, Origin::Prelude)?;
        Some(self.add(
            path,
            Origin::Prelude,
            "/xen-abi-gen/prelude/prelude.h".to_owned(),
            text,
        ))
    }

    /// The file at a path below a root. A path names one header in a run: that of the first root
    /// that has it.
    fn find(&mut self, root: usize, path: &str) -> Option<usize> {
        let holder = (0..=root).find(|&root| self.roots[root].disk.join(path).is_file())?;
        // A folder that holds the tree has the tree's own headers, not others that read the same.
        let (place, tree) = (self.roots[holder].place.join(path), &self.roots[0].place);
        match place
            .strip_prefix(tree)
            .ok()
            .and_then(Path::to_str)
            .filter(|_| holder > 0)
        {
            Some(within) => self.read(0, within),
            None => self.read(holder, path),
        }
    }

    fn read(&mut self, root: usize, path: &str) -> Option<usize> {
        if let Some(known) = self.known.get(&(root, path.to_owned())) {
            return *known;
        }
        let header: HeaderPath = path.into();
        let disk = self.roots[root].disk.join(path);
        let name = format!("{}/{path}", self.roots[root].name);
        let origin = self.roots[root].origin;
        let file = self
            .checked(&disk, &header, origin)
            .map(|text| self.add(header, origin, name, text));
        self.known.insert((root, path.to_owned()), file);
        file
    }

    fn checked(
        &mut self,
        disk: &Path,
        header: &HeaderPath,
        origin: Origin,
    ) -> Option<(Arc<str>, Stripped)> {
        let shown = disk.display().to_string();
        let read = check::read(disk, origin).and_then(|text| {
            let stripped = Stripped::of(&text);
            check::too_deep(&stripped.code, &text).map_or(Ok((text, stripped)), Err)
        });
        match read {
            Ok((text, stripped)) => {
                let text: Arc<str> = text.into();
                self.texts
                    .insert(Arc::clone(header), shown, Arc::clone(&text));
                Some((text, stripped))
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
        (text, stripped): (Arc<str>, Stripped),
    ) -> usize {
        let lines = written::scan(&stripped.code);
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
            stripped,
            includes,
            defines,
            may_refuse,
            undefined,
        });
        self.files.len() - 1
    }

    /// Reads what the files read so far include, and what that includes.
    fn follow_includes(&mut self) {
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

    fn finish(
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
        let mut seats: HashMap<String, Seat> = HashMap::from_iter([(UNIT.to_owned(), Seat::Unit)]);
        seats.extend(
            builtin::HEADERS
                .iter()
                .map(|(name, _)| (format!("{}/{name}", builtin::FOLDER), Seat::Standard)),
        );
        seats.extend(
            self.files
                .iter()
                .enumerate()
                .map(|(number, file)| (file.name.clone(), Seat::Header(number))),
        );
        let mut forwards: Vec<_> = self.forwards.into_iter().collect();
        forwards.sort_unstable();
        seats.extend(
            forwards
                .iter()
                .map(|(name, file)| (name.clone(), Seat::Forward(*file))),
        );
        let forwards = forwards
            .into_iter()
            .map(|(name, file)| (name, format!("#include \"{}\"\n", self.files[file].name)))
            .collect();
        let mut folders = Vec::new();
        for (number, root) in self.roots.into_iter().enumerate() {
            folders.extend([root.name, root.alias]);
            if number == 0 {
                folders.push(builtin::FOLDER.to_owned());
            }
        }
        let (files, left_out, texts) = (self.files, self.left_out, self.texts);
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
            seats,
            undefined,
            folders,
            texts,
        }
    }
}
