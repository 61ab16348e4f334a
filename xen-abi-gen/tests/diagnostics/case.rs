//! A case: an input, its arguments and its expectations.

use std::fs;
use std::os::unix;
use std::path::Path;

use serde::Deserialize;

use crate::common::folder::{Folder, GOOD};

/// A file, or something else in its place.
pub(super) enum Content {
    Bytes(Vec<u8>),
    Folder,
    Link(&'static str),
    Pipe,
    Socket,
    /// A comment of this many megabytes.
    Megabytes(usize),
}

impl Content {
    pub(super) fn text(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }
}

/// A case.
pub(super) struct Case {
    /// The name of the snapshot.
    pub(super) name: String,
    /// The files; headers are below `headers/`.
    files: Vec<(String, Content)>,
    pub(super) table: Table,
}

/// The content of `case.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// A description for readers.
    #[serde(default, rename = "about")]
    _about: String,
    /// Another command than `generate`, with all its arguments.
    #[serde(default)]
    pub(super) command: Vec<String>,
    /// Further arguments.
    #[serde(default)]
    pub(super) arguments: Vec<String>,
    /// Expected parts of the dump: JSON pointers, and their values as JSON.
    #[serde(default)]
    pub(super) reads: toml::Table,
}

impl Case {
    /// A case with inputs that cannot be files of the repository.
    pub(super) fn of(name: &str, headers: Vec<(&str, Content)>) -> Self {
        let place = |path: &str| match path.strip_prefix("../") {
            Some(beside) => beside.to_owned(),
            None => format!("headers/{path}"),
        };
        let files = headers
            .into_iter()
            .map(|(path, content)| (place(path), content));
        Self {
            name: name.to_owned(),
            files: files.collect(),
            table: Table::default(),
        }
    }

    pub(super) fn with(mut self, arguments: &[&str]) -> Self {
        self.table.arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    pub(super) fn reads(mut self, reads: &[(&str, &str)]) -> Self {
        let entry = |(pointer, value): &(&str, &str)| ((*pointer).to_owned(), (*value).into());
        self.table.reads = reads.iter().map(entry).collect();
        self
    }

    /// The case of a folder.
    fn read(name: &str, folder: &Path) -> Self {
        let mut case = Self::of(name, Vec::new());
        let mut folders = vec![String::new()];
        while let Some(below) = folders.pop() {
            for entry in fs::read_dir(folder.join(&below)).expect("the folder of a case") {
                let entry = entry.expect("an entry");
                let path = format!("{below}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    folders.push(format!("{path}/"));
                } else if path == "case.toml" {
                    let text = fs::read_to_string(entry.path()).expect("a table");
                    case.table = toml::from_str(&text)
                        .unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
                } else if !path.starts_with("expected.snap") {
                    let bytes = fs::read(entry.path()).expect("a file of the case");
                    case.files.push((path, Content::Bytes(bytes)));
                }
            }
        }
        case
    }

    /// Writes the files.
    pub(super) fn write(&self, folder: &Folder) {
        fs::create_dir(folder.path("headers")).expect("a folder");
        folder.put("bare/xen.h", GOOD);
        for (path, content) in &self.files {
            match content {
                Content::Bytes(bytes) => folder.put(path, bytes),
                Content::Folder => fs::create_dir_all(folder.path(path)).expect("a folder"),
                Content::Link(target) => {
                    unix::fs::symlink(target, folder.path(path)).expect("a link");
                }
                Content::Pipe => folder.pipe(path),
                Content::Socket => {
                    drop(unix::net::UnixListener::bind(folder.path(path)).expect("a socket"));
                }
                Content::Megabytes(count) => {
                    let line = format!("{}\n", "x".repeat(99));
                    let lines = line.repeat(count * 10_000);
                    folder.put(path, format!("/*\n{lines}*/\n#define XEN_END 1\n"));
                }
            }
        }
    }
}

/// The cases in the folders of `tests/ui`, two levels deep.
pub(super) fn in_folders(root: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for subject in fs::read_dir(root).expect("the cases") {
        let subject = subject.expect("an entry");
        for case in fs::read_dir(subject.path()).expect("the cases of a subject") {
            let folder = case.expect("an entry").path();
            let name = folder.strip_prefix(root).expect("a folder below");
            cases.push(Case::read(&name.to_string_lossy(), &folder));
        }
    }
    assert!(cases.len() > 100, "only {} cases", cases.len());
    cases
}
