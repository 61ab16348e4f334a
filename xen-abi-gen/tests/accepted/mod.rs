//! Compares texts with the accepted ones in a folder of `snapshots/`, and finds those that nothing
//! asks for any more.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use insta::Settings;

/// The folders of `snapshots/`, and the tests that own them.
pub(crate) const FOLDERS: [(&str, &str); 11] = [
    ("outline", "snapshots.rs"),
    ("emitted", "snapshots.rs"),
    ("dump", "snapshots.rs"),
    ("messages", "diagnostics"),
    ("command-line", "command_line.rs"),
    ("instructions", "instructions.rs"),
    ("compile-fail", "compile_fail.rs"),
    ("diff", "diff"),
    ("diff-messages", "diff"),
    ("counts", "upstream_releases"),
    // What a guest says on a real Xen, compared by `make xen-test`.
    ("xen", "../../xen-abi/machines/src/transcript.rs"),
];

/// One folder of `snapshots/`, of which one test asks for every snapshot.
pub(crate) struct Accepted {
    folder: &'static str,
    root: PathBuf,
    /// Whether inputs stand beside the snapshots, so that not every file is one.
    beside_inputs: bool,
    asked: Mutex<BTreeSet<String>>,
    differing: Mutex<Vec<String>>,
}

fn setting(name: &str, value: &str) -> bool {
    env::var(name).is_ok_and(|set| set == value)
}

/// Where the snapshots are.
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

    /// The snapshots that stand beside the inputs that they are of, below a folder.
    pub(crate) fn beside_inputs(root: &Path) -> Self {
        Self {
            folder: "tests/ui",
            root: root.to_owned(),
            beside_inputs: true,
            asked: Mutex::default(),
            differing: Mutex::default(),
        }
    }

    /// Whether the other snapshots were made of inputs that this text, a snapshot too, says are the
    /// same. Where they are to be made anew they are.
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

    /// Compares one text with what was accepted of inputs that have had an update since: all but a
    /// few of its lines are the same.
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

    /// What was accepted; nothing, if nothing was.
    fn text(&self, name: &str) -> String {
        let whole = fs::read_to_string(self.root.join(format!("{name}.snap"))).unwrap_or_default();
        whole
            .splitn(3, "---\n")
            .nth(2)
            .unwrap_or_default()
            .to_owned()
    }

    /// Compares one text; `name` may hold folders. What differs is told at the end, with all the
    /// others.
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

    /// Fails where a text differed, or where the folder holds a snapshot that was not asked for.
    pub(crate) fn finish(self) {
        let asked = self.asked.into_inner().expect("no test panicked");
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
                // `make review` shows what is pending; an empty text stands for none.
                fs::write(format!("{}.new", place.display()), "").expect("a pending removal");
            } else {
                left.push(orphan);
            }
        }
        let differing = self.differing.into_inner().expect("no test panicked");
        assert!(
            differing.is_empty() && left.is_empty(),
            "in {}: {} differ {differing:?}, {} are orphans {left:?}; `make review` shows them, `make accept` takes them over",
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
