//! The files that `generate` writes and `check` compares, and the messages about them.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::common::amount::Amount;
use crate::common::folder::{Folder, GOOD, Outcome, State, copy};
use crate::common::{libclang, workspace};

const GENERATE: [&str; 5] = ["generate", "--headers", "headers", "--out", "out"];
const CHECK: [&str; 5] = ["check", "--headers", "headers", "--out", "out"];

/// A folder with small headers and what was generated from them.
fn generated() -> Folder {
    let folder = Folder::new();
    folder.put("headers/xen.h", GOOD);
    folder.put(
        "headers/sched.h",
        "/* How to stop. */\n#define SCHED_STOP 2\n",
    );
    let outcome = folder.run(&GENERATE);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    folder.age("out");
    folder
}

/// The messages, without the durations.
fn said(outcome: &Outcome) -> Vec<&str> {
    outcome
        .stderr
        .lines()
        .filter(|line| !(line.starts_with('[') && line.contains(" s] ")))
        .collect()
}

fn names(state: &State) -> BTreeSet<&str> {
    state.keys().map(String::as_str).collect()
}

#[test]
fn unchanged_headers_write_nothing() {
    if libclang().is_none() {
        return;
    }
    let folder = generated();
    let before = folder.state("out");
    let outcome = folder.run(&GENERATE);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert_eq!(
        said(&outcome),
        [format!("`out` is up to date: {} files", before.len())]
    );
    assert_eq!(folder.state("out"), before);
}

#[test]
fn a_changed_comment_changes_one_file() {
    if libclang().is_none() {
        return;
    }
    let folder = generated();
    let before = folder.state("out");
    folder.put(
        "headers/sched.h",
        "/* How to stop for good. */\n#define SCHED_STOP 2\n",
    );
    let outcome = folder.run(&GENERATE);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let count = before.len();
    assert_eq!(
        said(&outcome),
        [
            "  changed  out/sched.rs".to_owned(),
            format!("1 of {count} files differ, the others were left alone")
        ]
    );
    let after = folder.state("out");
    let changed: Vec<_> = after
        .iter()
        .filter(|(name, file)| before.get(*name) != Some(file))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(changed, ["sched.rs"]);
    assert!(String::from_utf8_lossy(&after["sched.rs"].0).contains("for good"));
}

#[test]
fn files_that_are_no_longer_generated_are_removed() {
    if libclang().is_none() {
        return;
    }
    let folder = generated();
    folder.put("headers/io/ring.h", "#define XEN_RING 1\n");
    assert_eq!(folder.run(&GENERATE).code, 0);
    assert!(names(&folder.state("out")).contains("io/ring.rs"));
    folder.put("out/notes.txt", "mine");
    folder.put("out/hand.rs", "// mine\n");
    std::fs::remove_dir_all(folder.path("headers/io")).expect("the folder goes");
    let check = folder.run(&CHECK);
    assert_eq!(check.code, 1);
    assert!(
        said(&check).contains(&"  orphan   out/io/ring.rs"),
        "{}",
        check.stderr
    );
    let outcome = folder.run(&GENERATE);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        said(&outcome).contains(&"  removed  out/io/ring.rs"),
        "{}",
        outcome.stderr
    );
    assert!(!folder.path("out/io").exists(), "the empty folder is left");
    let left = folder.state("out");
    assert!(
        names(&left).is_superset(&BTreeSet::from(["notes.txt", "hand.rs"])),
        "what is nobody's business went too: {:?}",
        names(&left)
    );
}

#[test]
fn check_names_the_command_that_updates() {
    if libclang().is_none() {
        return;
    }
    let folder = generated();
    let current = folder.run(&CHECK);
    assert_eq!((current.code, current.stdout.as_str()), (0, ""));
    folder.put("headers/sched.h", "#define SCHED_STOP 3\n");
    std::fs::remove_file(folder.path("out/xen.rs")).expect("a file goes");
    let before = folder.state("out");
    let stale = folder.run(&CHECK);
    assert_eq!(stale.code, 1);
    assert_eq!(folder.state("out"), before, "check writes");
    let said = said(&stale);
    assert_eq!(
        said[..3],
        [
            "`out` is not what the headers make of it:",
            "  stale    out/sched.rs",
            "  missing  out/xen.rs"
        ]
    );
    let mend = said[3]
        .strip_prefix("to mend it, run: cargo run -p xen-abi-gen -- ")
        .expect("a command");
    let words: Vec<&str> = mend.split(' ').collect();
    assert_eq!(folder.run(&words).code, 0, "{mend}");
    assert_eq!(folder.run(&CHECK).code, 0, "`{mend}` does not mend it");
}

/// An argument that a shell would split is quoted.
#[test]
fn the_command_survives_a_shell() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put("the check's headers/xen.h", GOOD);
    let stale = folder.run(&[
        "check",
        "--headers",
        "the check's headers",
        "--out",
        "new out",
    ]);
    assert_eq!(stale.code, 1, "{}", stale.stderr);
    let line = stale.stderr.lines().last().expect("a command");
    let mend = line
        .strip_prefix("to mend it, run: cargo run -p xen-abi-gen -- ")
        .expect(line);
    let script = format!("{} {mend}", crate::common::generator::PROGRAM);
    let mended = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path(""))
        .output()
        .expect("a shell");
    assert!(
        mended.status.success(),
        "{script}: {}",
        String::from_utf8_lossy(&mended.stderr)
    );
    assert_eq!(
        folder
            .run(&[
                "check",
                "--headers",
                "the check's headers",
                "--out",
                "new out"
            ])
            .code,
        0
    );
}

/// Without arguments, the run is for the project; elsewhere, the headers must be named.
#[test]
fn outside_the_project() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    let elsewhere = folder.run(&["check"]);
    assert_eq!(elsewhere.code, 2, "{}", elsewhere.stderr);
    assert!(
        elsewhere.stderr.contains("`--headers DIR`"),
        "{}",
        elsewhere.stderr
    );
    assert_eq!(
        names(&folder.state("")),
        BTreeSet::new(),
        "something was left behind"
    );
}

/// `dump --strict` reports the same errors as `generate --strict`; a plain `dump` succeeds.
#[test]
fn a_strict_dump_reports_the_same_as_generate() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put("bare/xen.h", GOOD);
    folder.put(
        "headers/xen.h",
        "/* ` long HYPERVISOR_odd(int a); */\n#define XEN_A 1\n",
    );
    let common = ["--headers", "headers", "--annotations", "bare"];
    let run = |arguments: &[&str]| folder.run(&[arguments, &common].concat());
    let plain = run(&["dump"]);
    assert_eq!((plain.code, plain.stderr.as_str()), (0, ""));
    let told = "error[unnumbered-hypercall]";
    for arguments in [
        &["dump", "--strict"][..],
        &["generate", "--strict", "--out", "out"],
    ] {
        let strict = run(arguments);
        assert!(
            strict.code == 1 && strict.stdout.is_empty() && strict.stderr.contains(told),
            "{arguments:?}: {}",
            strict.stderr
        );
    }
}

/// The modules of Linux reuse the crate that the same run emits, not the one before.
#[test]
fn a_header_that_linux_reuses_can_change() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    for part in [
        "headers",
        "xen-abi/src/generated",
        "xen-abi/linux/src/generated",
    ] {
        copy(&workspace().join(part), &folder.path(part));
    }
    for file in [
        "xen-abi/Cargo.toml",
        "xen-abi/README.md",
        "xen-abi-gen/Cargo.toml",
    ] {
        folder.put(file, fs::read(workspace().join(file)).expect("a file"));
    }
    let header = workspace().join("headers/event_channel.h");
    let header = fs::read_to_string(header).expect("a header");
    let (before, after) = header
        .split_once("#define EVTCHN_FIFO_MAX_QUEUES")
        .expect("the constant");
    let changed = format!(
        "{before}/* The lamps. */\n#define XEN_LAMPS 77\n#define EVTCHN_FIFO_MAX_QUEUES{after}"
    );
    folder.put("headers/event_channel.h", changed);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for file in [
        "xen-abi/src/generated/event_channel.rs",
        "xen-abi-gen/crate-items.jsonl",
    ] {
        let text = fs::read_to_string(folder.path(file)).expect("a file");
        assert!(text.contains("XEN_LAMPS"), "{file}");
    }
    // A sample leaves the comparison to the test of the stated features.
    if Amount::wanted() != Amount::Sample {
        let check = folder.run(&["check"]);
        assert_eq!(check.code, 0, "{}", check.stderr);
    }
}

/// A folder with the layout of the project is read strictly: warnings are errors.
#[test]
fn the_projects_own_headers_are_read_strictly() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put("xen-abi-gen/Cargo.toml", "");
    folder.put(
        "xen-abi/Cargo.toml",
        "# BEGIN of generated features: `cargo run -p xen-abi-gen` writes them.\n\
         # END of generated features.\n",
    );
    folder.put(
        "xen-abi/README.md",
        "<!-- BEGIN of generated features -->\n<!-- END of generated features -->\n",
    );
    let before = folder.state("xen-abi");
    folder.put(
        "headers/xen.h",
        "/* ` enum odd { // ODD_* */\n#define EVEN_a 1\n",
    );
    let damaged = folder.run(&[]);
    assert_eq!(damaged.code, 1);
    assert!(
        damaged.stderr.contains("error[foreign-member]")
            && damaged.stderr.contains("--> headers/xen.h:2:9"),
        "{}",
        damaged.stderr
    );
    folder.put("headers/xen.h", GOOD);
    let unused = folder.run(&[]);
    assert_eq!(unused.code, 1);
    // Its table of names must fit it as well.
    assert!(
        unused.stderr.contains("error[unused-renaming]"),
        "{}",
        unused.stderr
    );
    assert!(
        unused.stderr.contains("--> xen-abi-gen/naming.toml:"),
        "{}",
        unused.stderr
    );
    assert!(folder.state("xen-abi") == before, "a run that failed wrote");
}

/// A killed run leaves each file either old or new. The next run completes the output and removes
/// temporary files.
#[test]
fn an_interrupted_run_leaves_no_partial_file() {
    if libclang().is_none() {
        return;
    }
    // Many small files, so that most of the time is spent in writing.
    let folder = Folder::new();
    let headers = |text: &str| {
        for number in 0..90 {
            folder.put(
                &format!("headers/h{number}.h"),
                format!("/* {text} */\n#define XEN_NUMBER_{number} {number}\n"),
            );
        }
    };
    let arguments = [
        &GENERATE[..],
        &["--annotations", "headers", "--target", "x86_64"],
    ]
    .concat();
    headers("Before.");
    assert_eq!(folder.run(&arguments).code, 0);
    let old = contents(&folder);
    copy(&folder.path("out"), &folder.path("old"));
    headers("After, and a little longer.");
    let started = Instant::now();
    assert_eq!(folder.run(&arguments).code, 0);
    let whole = started.elapsed();
    let new = contents(&folder);
    assert!(old != new && old.len() == new.len());

    let mut caught = 0;
    for step in 0..60 {
        std::fs::remove_dir_all(folder.path("out")).expect("the output goes");
        copy(&folder.path("old"), &folder.path("out"));
        let mut running = folder
            .command(&arguments)
            .stderr(Stdio::null())
            .spawn()
            .expect("the generator runs");
        if step < 4 {
            thread::sleep(whole * step / 4);
        } else {
            wait_for_staging(
                &folder,
                &mut running,
                Duration::from_micros(200) * (step - 4),
            );
        }
        drop(running.kill());
        running.wait().expect("it ends");
        let left = contents(&folder);
        for (name, text) in left.iter().filter(|(name, _)| !name.starts_with('.')) {
            let complete = old
                .iter()
                .chain(&new)
                .any(|(other, whole)| other == name && whole == text);
            assert!(complete, "half of {name} was left");
        }
        let named: Vec<_> = left
            .iter()
            .filter(|(name, _)| !name.starts_with('.'))
            .collect();
        assert_eq!(named.len(), old.len(), "a file was missing for a moment");
        if left != old && left != new {
            caught += 1;
            assert_eq!(folder.run(&arguments).code, 0);
            assert_eq!(
                contents(&folder),
                new,
                "the next run did not complete the work"
            );
        }
        if caught >= 8 {
            break;
        }
    }
    assert!(
        caught > 0,
        "no run was caught in the act: the test shows nothing"
    );
}

/// Waits until the run writes, and slightly longer.
fn wait_for_staging(folder: &Folder, running: &mut std::process::Child, longer: Duration) {
    let staging = || {
        let entries = std::fs::read_dir(folder.path("out"))
            .into_iter()
            .flatten()
            .flatten();
        entries.into_iter().any(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .starts_with(".xen-abi-gen-")
        })
    };
    while !staging() && running.try_wait().expect("its state").is_none() {
        thread::yield_now();
    }
    let until = Instant::now() + longer;
    while Instant::now() < until {
        thread::yield_now();
    }
}

fn contents(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    folder
        .state("out")
        .into_iter()
        .map(|(name, (text, _))| (name, text))
        .collect()
}
