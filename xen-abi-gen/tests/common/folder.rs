//! Runs the generator in a temporary folder, and returns its output and files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::generator::PROGRAM;

/// A small header without errors.
pub(crate) const GOOD: &str = "/* How many there are. */\n#define XEN_COUNT 3\nstruct pair {\n    \
                               unsigned int a; /* The first. */\n    \
                               unsigned int b; /* The second. */\n};\n";

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

/// A file on disk: its content and modification time.
pub(crate) type State = BTreeMap<String, (Vec<u8>, SystemTime)>;

/// A temporary folder.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a folder for temporary files"),
        }
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Writes a file, with the folders it stands in.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let place = self.path(path);
        fs::create_dir_all(place.parent().expect("within the folder")).expect("its folder");
        fs::write(&place, content).expect("the file");
    }

    /// Creates a named pipe without a writer: opening it for reading blocks.
    pub(crate) fn pipe(&self, path: &str) {
        let made = Command::new("mkfifo").arg(self.path(path)).status();
        assert!(
            made.is_ok_and(|status| status.success()),
            "no pipe was made"
        );
    }

    /// The generator, to be run in this folder, so that messages have no absolute path.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.command(arguments)
            .output()
            .expect("the generator runs")
            .into()
    }

    /// Every file below a folder of this one.
    pub(crate) fn state(&self, below: &str) -> State {
        let mut state = State::new();
        collect(&self.path(below), "", &mut state);
        state
    }

    /// Sets the time of each file to one long ago, so that any write shows.
    pub(crate) fn age(&self, below: &str) {
        let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for name in self.state(below).keys() {
            let file = fs::File::options()
                .write(true)
                .open(self.path(below).join(name))
                .expect("the file");
            file.set_modified(past).expect("its time");
        }
    }
}

fn collect(folder: &Path, prefix: &str, state: &mut State) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = format!(
            "{prefix}{}",
            entry.file_name().to_str().expect("a name in UTF-8")
        );
        let found = entry.metadata().expect("its metadata");
        if found.is_dir() {
            collect(&entry.path(), &format!("{name}/"), state);
        } else {
            state.insert(
                name,
                (
                    fs::read(entry.path()).expect("its text"),
                    found.modified().expect("its time"),
                ),
            );
        }
    }
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder");
    for entry in fs::read_dir(from).expect("the folder to copy") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), &place).expect("a copy");
        }
    }
}
