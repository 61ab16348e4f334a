//! Compares texts with the accepted snapshots of a folder, and finds snapshots without a test.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use insta::Settings;

/// The folders of `snapshots/`, and the tests that own them.
pub(crate) const FOLDERS: [(&str, &str); 17] = [
    ("outline", "snapshots.rs"),
    ("emitted", "snapshots.rs"),
    ("dump", "snapshots.rs"),
    ("filter", "filter.rs"),
    ("toolstack", "toolstack.rs"),
    ("methods", "toolstack_methods.rs"),
    ("messages", "diagnostics"),
    ("command-line", "command_line.rs"),
    ("instructions", "instructions.rs"),
    ("compile-fail", "compile_fail.rs"),
    ("diff", "diff"),
    ("diff-messages", "diff"),
    ("gate", "diff"),
    ("counts", "upstream_releases"),
    ("pages", "pages"),
    // The transcripts of guests on real Xen, which `make xen-test` compares.
    ("xen", "../../xen-abi/machines/src/transcript.rs"),
    // The public interface of xen-abi, which `make interface` compares.
    ("interface", "../../xen-abi/interface/src/main.rs"),
];

/// A folder of `snapshots/`, all of whose snapshots belong to one test.
pub(crate) struct Accepted {
    folder: &'static str,
    root: PathBuf,
    /// Whether the folder also has the inputs of the snapshots.
    beside_inputs: bool,
    asked: Mutex<BTreeSet<String>>,
    differing: Mutex<Vec<String>>,
}

fn setting(name: &str, value: &str) -> bool {
    env::var(name).is_ok_and(|set| set == value)
}

/// The folder of the snapshots.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../snapshots")
}

impl Accepted {
    pub(crate) fn new(folder: &'static str) -> Self {
        assert!(
            FOLDERS.iter().any(|(known, _)| *known == folder),
            "{folder} is not listed"
        );
        Self {
            folder,
            root: root().join(folder),
            beside_inputs: false,
            asked: Mutex::default(),
            differing: Mutex::default(),
        }
    }

    /// Snapshots below a folder, beside their inputs.
    pub(crate) fn beside_inputs(root: &Path) -> Self {
        Self {
            folder: "tests/ui",
            root: root.to_owned(),
            beside_inputs: true,
            asked: Mutex::default(),
            differing: Mutex::default(),
        }
    }

    /// Whether the snapshots were accepted for the present version of the inputs.
    ///
    /// A snapshot states the version. New snapshots are always accepted for the present version.
    #[allow(dead_code, reason = "each test file uses its part")]
    pub(crate) fn is_of(&self, name: &str, inputs: &str) -> bool {
        let renewed = setting("INSTA_UPDATE", "always") || setting("INSTA_FORCE_PASS", "1");
        let same = renewed || self.text(name).trim_end() == inputs.trim_end();
        if same {
            self.compare(name, inputs);
        } else {
            self.asked
                .lock()
                .expect("no test panicked")
                .insert(format!("{name}.snap"));
            println!(
                "not what was accepted in snapshots/{}, and compared loosely:\n{inputs}",
                self.folder
            );
        }
        same
    }

    /// Compares a text with a snapshot of earlier inputs: most lines must be equal.
    #[allow(dead_code, reason = "each test file uses its part")]
    pub(crate) fn compare_loosely(&self, name: &str, text: &str) {
        let accepted = self.text(name);
        let mut lines: BTreeMap<&str, i32> = BTreeMap::new();
        accepted
            .lines()
            .for_each(|line| *lines.entry(line).or_default() += 1);
        text.lines()
            .for_each(|line| *lines.entry(line).or_default() -= 1);
        let differing: i32 = lines.values().map(|count| count.abs()).sum();
        let few = i32::try_from(accepted.lines().count() / 50 + 10).expect("not that many lines");
        self.asked
            .lock()
            .expect("no test panicked")
            .insert(format!("{name}.snap"));
        if differing > few {
            self.differing
                .lock()
                .expect("no test panicked")
                .push(format!("{name} ({differing} lines)"));
        }
    }

    /// The accepted text; empty if there is none.
    fn text(&self, name: &str) -> String {
        let whole = fs::read_to_string(self.root.join(format!("{name}.snap"))).unwrap_or_default();
        whole
            .splitn(3, "---\n")
            .nth(2)
            .unwrap_or_default()
            .to_owned()
    }

    /// Compares a text; `name` may contain folders. Differences are reported together at the end.
    pub(crate) fn compare(&self, name: &str, text: &str) {
        let fresh = self
            .asked
            .lock()
            .expect("no test panicked")
            .insert(format!("{name}.snap"));
        assert!(fresh, "two snapshots are called {}/{name}", self.folder);
        let (below, file) = name
            .rsplit_once('/')
            .map_or((Path::new(""), name), |(below, file)| {
                (Path::new(below), file)
            });
        let mut settings = Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_path(self.root.join(below));
        let same = catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(file, text))
        }));
        if same.is_err() {
            self.differing
                .lock()
                .expect("no test panicked")
                .push(name.to_owned());
        }
    }

    /// Fails if a text differed, for a test that compares a part of the folder.
    pub(crate) fn finish_part(self) {
        self.fail_for(&[]);
    }

    /// Fails if a text differed, or if the folder has a snapshot that was not compared.
    pub(crate) fn finish(mut self) {
        let asked = std::mem::take(&mut self.asked)
            .into_inner()
            .expect("no test panicked");
        let orphans: Vec<String> = found(&self.root, "")
            .into_iter()
            .filter(|name| !self.beside_inputs || name.ends_with(".snap"))
            .filter(|name| !asked.contains(name))
            .collect();
        let mut left = Vec::new();
        for orphan in &orphans {
            let place = self.root.join(orphan);
            if setting("INSTA_UPDATE", "always") {
                fs::remove_file(&place).expect("the orphan can be removed");
                eprintln!("removed the orphan snapshot {}/{orphan}", self.folder);
            } else if setting("INSTA_FORCE_PASS", "1") {
                // `make review` shows pending snapshots; an empty one shows the removal.
                fs::write(format!("{}.new", place.display()), "").expect("a pending removal");
            } else {
                left.push(orphan);
            }
        }
        self.fail_for(&left);
    }

    fn fail_for(self, left: &[&String]) {
        let differing = self.differing.into_inner().expect("no test panicked");
        assert!(
            differing.is_empty() && left.is_empty(),
            "in {}: {} differ {differing:?}, {} are orphans {left:?}; `make review` shows them, \
             `make accept` takes them over",
            self.folder,
            differing.len(),
            left.len(),
        );
    }
}

/// The snapshots below a folder.
pub(crate) fn found(folder: &Path, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            names.extend(found(&entry.path(), &format!("{name}/")));
        } else if !name.ends_with(".snap.new") {
            names.push(name);
        }
    }
    names
}
