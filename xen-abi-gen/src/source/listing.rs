//! Lists the headers of a tree: all or the selected ones, without skipped ones.

use std::fs;
use std::path::{Path, PathBuf};

use super::check;
use super::confined::Astray;
use super::includes;
use super::reader::TreeReader;
use crate::diagnostics::{Diagnostic, cause};
use crate::model::hash::HashSet;
use crate::model::location::{HeaderPath, Location};

/// What a walk through a tree came upon.
#[derive(Default)]
struct Found {
    /// Headers, by path.
    paths: Vec<String>,
    /// Links that are no headers by their name: they may lead to folders.
    links: Vec<String>,
    /// The folders that were walked through.
    seen: HashSet<PathBuf>,
}

/// Whether a path is what somebody asked for, or stands in it.
fn covers(asked: &str, path: &str) -> bool {
    let asked = includes::normal(asked).unwrap_or_default();
    path.strip_prefix(&asked)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl TreeReader {
    /// The headers of the whole tree.
    pub(super) fn list_tree(&mut self, skip: &[String]) -> Vec<String> {
        let mut paths = self.all_headers(|path| skip.iter().any(|asked| covers(asked, path)));
        paths.retain(|path| {
            let reason = check::outside_the_abi(path);
            let left_out = reason.map(|reason| (path.as_str().into(), reason.to_owned()));
            self.left_out.extend(left_out);
            reason.is_none()
        });
        if paths.is_empty() && !self.diagnostics.has_errors() {
            let root = self.roots[0].disk.display();
            let message = format!("there is no header (`*.h`) in `{root}`");
            let help = "--headers takes the folder that holds the headers, whose `#include` paths \
                        start in it";
            self.diagnostics
                .push(Diagnostic::error("no-headers", message).help(help));
        }
        paths
    }

    /// Every header below the tree's root, sorted; a folder with several names counts once.
    fn all_headers(&mut self, skipped: impl Fn(&str) -> bool) -> Vec<String> {
        let root = self.roots[0].place.clone();
        let mut found = Found::default();
        found.seen.insert(root.clone());
        self.list_folder(&root, "", 0, &mut found);
        while let Some(link) = found.links.pop() {
            match self.allowed.follow(&root, &link) {
                Ok(place) if place.is_dir() && found.seen.insert(place.clone()) => {
                    let depth = link.matches('/').count() + 1;
                    self.list_folder(&place, &format!("{link}/"), depth, &mut found);
                }
                Err(Astray::Outside) if !skipped(&link) => self.not_followed(&link),
                _ => {}
            }
        }
        found.paths.sort_unstable();
        found.paths
    }

    /// The place of a header whose text is not shown.
    fn without_text(&mut self, root: usize, path: &str, header: HeaderPath) -> Location {
        let shown = self.roots[root].disk.join(path).display().to_string();
        let place = Location::line(&header, 1);
        self.texts.insert(header, shown, "".into());
        place
    }

    /// A folder or a file that is no header lies outside.
    fn not_followed(&mut self, link: &str) {
        let place = self.without_text(0, link, link.into());
        let message = "the link leads out of the tree, and was not followed";
        self.warnings.push(
            Diagnostic::warning("link-not-followed", message)
                .at(place, "")
                .help(
                    "if it holds headers, allow the folder that it leads to by `--include DIR`; \
                     if not, `--skip PATH` leaves it out",
                ),
        );
    }

    fn list_folder(&mut self, folder: &Path, prefix: &str, depth: usize, found: &mut Found) {
        // Deep enough for any tree.
        const DEEPEST: usize = 16;
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let shown = self.roots[0].disk.join(prefix);
                let message = format!("`{}` cannot be read: {}", shown.display(), cause(&error));
                let wrong = Diagnostic::error("cannot-read", message);
                return self.diagnostics.push(wrong);
            }
        };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_unstable_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let shown = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if shown.starts_with('.') {
                continue;
            }
            let header = shown.ends_with(".h");
            let path = format!("{prefix}{shown}");
            let named = name.to_str().is_some() && !check::awkward(&path);
            if header && named {
                found.paths.push(path);
            } else if header {
                self.bad_name(0, &path);
            } else if kind.is_dir() && depth < DEEPEST {
                found.seen.insert(entry.path());
                self.list_folder(&entry.path(), &format!("{path}/"), depth + 1, found);
            } else if kind.is_symlink() && depth < DEEPEST && named {
                found.links.push(path);
            }
        }
    }

    /// Says that the path of a header below a root is no name.
    pub(super) fn bad_name(&mut self, root: usize, path: &str) {
        let shown = path.escape_debug();
        let message = format!("the name of `{shown}` cannot stand in an #include");
        let place = self.without_text(root, path, shown.to_string().into());
        self.diagnostics.push(
            Diagnostic::error("bad-name", message)
                .at(place, "")
                .help("rename the file or its folder: letters, digits, `-`, `_` and `.` are safe"),
        );
    }

    /// The headers that were named.
    pub(super) fn asked_for(&mut self, headers: &[String]) -> Vec<String> {
        let mut paths = Vec::new();
        for asked in headers {
            let path = includes::normal(asked).filter(|path| {
                !asked.starts_with('/') && !check::awkward(path) && !self.is_missing(path)
            });
            if let Some(path) = path {
                paths.push(path);
            } else {
                let message = format!(
                    "there is no header `{}` in `{}`",
                    asked.escape_debug(),
                    self.roots[0].disk.display()
                );
                let mut wrong = Diagnostic::error("no-such-header", message)
                    .help("--header takes a path within the tree");
                let mut there = self.all_headers(|_| true);
                there.retain(|path| path.rsplit('/').next() == asked.rsplit('/').next());
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
    pub(super) fn without(&mut self, skip: &[String], mut paths: Vec<String>) -> Vec<String> {
        for asked in skip {
            let all = paths.len();
            let left_out = paths.extract_if(.., |header| covers(asked, header));
            let reason = "--skip leaves it out";
            self.left_out
                .extend(left_out.map(|path| (path.into(), reason.to_owned())));
            if paths.len() == all {
                let shown = asked.escape_debug();
                let message = format!("there is no header `{shown}` to be left out");
                let wrong = Diagnostic::error("no-such-header", message);
                self.diagnostics.push(wrong.help(
                    "--skip takes a header of the tree, or a folder of it, as a path within \
                     the tree",
                ));
            }
        }
        paths
    }
}
