//! The same headers give the same bytes in each folder and environment.

use std::process::Command;
use std::sync::LazyLock;

use crate::common::folder::{Folder, copy};
use crate::common::{lacks, libclang, workspace};

/// Prepares a folder for a run: the headers, and environment variables.
type Surroundings = dyn Fn(&Folder) -> (String, Vec<(&'static str, String)>);

/// The output for the project's headers: the modules and the dumps.
fn everything(prepare: &Surroundings) -> Vec<(String, Vec<u8>)> {
    let folder = Folder::new();
    let (headers, environment) = prepare(&folder);
    let run = |arguments: &[&str]| {
        let mut command: Command = folder.command(arguments);
        let output = command
            .envs(environment.iter().cloned())
            .output()
            .expect("the generator runs");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    run(&["generate", "--headers", &headers, "--out", "out"]);
    let mut all: Vec<_> = folder
        .state("out")
        .into_iter()
        .map(|(name, (text, _))| (name, text))
        .collect();
    all.push((
        "armv7.json".to_owned(),
        run(&["dump", "--headers", &headers, "--target", "armv7"]),
    ));
    all.push((
        "x86_64.txt".to_owned(),
        run(&["dump", "--headers", &headers, "--format", "text"]),
    ));
    all
}

fn own_headers() -> String {
    workspace()
        .join("headers")
        .to_str()
        .expect("a path in UTF-8")
        .to_owned()
}

fn same(what: &str, prepare: &Surroundings) {
    static USUAL: LazyLock<Vec<(String, Vec<u8>)>> =
        LazyLock::new(|| everything(&|_| (own_headers(), Vec::new())));
    let usual = &*USUAL;
    let other = everything(prepare);
    assert!(usual.len() > 10, "only {} files were made", usual.len());
    let names =
        |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(usual), names(&other), "{what}: other files");
    for ((name, usual), (_, other)) in usual.iter().zip(&other) {
        assert!(
            usual == other,
            "{what}: {name} differs:\n{}",
            first_difference(usual, other)
        );
    }
}

fn first_difference(a: &[u8], b: &[u8]) -> String {
    let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    let differ = a.lines().zip(b.lines()).zip(1..).find(|((a, b), _)| a != b);
    differ.map_or_else(
        || "one is longer".to_owned(),
        |((a, b), line)| format!("line {line}:\n  {a}\n  {b}"),
    )
}

/// Variables that set a locale, a number of threads and, if available, a libclang.
///
/// Targets are read and files formatted in a thread per CPU, or in `XEN_ABI_THREADS` threads.
fn environment(locale: &str, threads: &str, libclang: &'static str) -> Vec<(&'static str, String)> {
    let mut set = vec![
        ("LC_ALL", locale.to_owned()),
        ("LANG", locale.to_owned()),
        ("XEN_ABI_THREADS", threads.to_owned()),
    ];
    match std::env::var(libclang) {
        Ok(folder) => set.push(("LIBCLANG_PATH", folder)),
        Err(_) => lacks(&format!("{libclang} names no libclang")),
    }
    set
}

/// A run takes seconds, so it differs from the first in all of these.
fn first_surroundings() -> Vec<(&'static str, String)> {
    environment("tr_TR.UTF-8", "1", "XEN_ABI_LIBCLANG_14")
}

fn second_surroundings() -> Vec<(&'static str, String)> {
    environment("C", "8", "XEN_ABI_LIBCLANG_19")
}

#[test]
fn a_copy_by_a_relative_path_with_one_thread_in_turkish_by_an_old_libclang() {
    if libclang().is_some() {
        same("a copy in other surroundings", &|folder| {
            copy(
                &workspace().join("headers"),
                &folder.path("some where/else"),
            );
            ("some where/else".to_owned(), first_surroundings())
        });
    }
}

#[test]
fn eight_threads_without_a_locale_by_a_new_libclang() {
    if libclang().is_some() {
        same("other surroundings", &|_| {
            (own_headers(), second_surroundings())
        });
    }
}

/// Xen 4.20 as a toolstack sees it, if it is available.
fn upstream() -> Option<String> {
    let found = std::env::var("XEN_ABI_UPSTREAM")
        .ok()
        .map(|folder| format!("{folder}/4.20"));
    if found.is_none() {
        lacks("XEN_ABI_UPSTREAM does not name upstream's headers");
    }
    found
}

/// The dump of a tree.
fn dumped(tree: &str, further: &[&str], environment: &[(&str, String)]) -> Vec<u8> {
    let mut command = Command::new(crate::common::generator::PROGRAM);
    command
        .args(["dump", "--tools", "--headers", tree])
        .args(further)
        .envs(environment.iter().cloned());
    let output = command.output().expect("the generator runs");
    assert!(
        output.status.success(),
        "{environment:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn equal(what: &str, usual: &[u8], other: &[u8]) {
    assert!(usual.len() > 100_000, "only {} bytes", usual.len());
    assert!(
        usual == other,
        "{what} differs:\n{}",
        first_difference(usual, other)
    );
}

#[test]
fn upstream_by_other_libclangs_threads_and_words() {
    let (Some(tree), true) = (upstream(), libclang().is_some()) else {
        return;
    };
    for target in ["x86_64", "armv7"] {
        let further = ["--target", target];
        let usual = dumped(&tree, &further, &[]);
        for surroundings in [first_surroundings(), second_surroundings()] {
            equal(
                &format!("{surroundings:?}"),
                &usual,
                &dumped(&tree, &further, &surroundings),
            );
        }
    }
}

/// The order of files in a folder and of arguments does not matter.
#[test]
fn upstream_in_another_order() {
    let (Some(tree), true) = (upstream(), libclang().is_some()) else {
        return;
    };
    let usual = dumped(&tree, &[], &[]);
    let folder = Folder::new();
    let mut files = paths(std::path::Path::new(&tree), "");
    // On file systems that list by age, the second copy has the reverse order.
    for copy in ["forth", "back"] {
        files.reverse();
        for file in &files {
            folder.put(
                &format!("{copy}/{file}"),
                std::fs::read(format!("{tree}/{file}")).expect("a header"),
            );
        }
        let other = dumped(
            folder.path(copy).to_str().expect("a path in UTF-8"),
            &[],
            &[],
        );
        equal(copy, &usual, &other);
    }
    let asked = ["event_channel.h", "memory.h", "sched.h", "grant_table.h"];
    let arguments = |headers: &[&'static str]| {
        headers
            .iter()
            .flat_map(|header| ["--header", header])
            .collect::<Vec<_>>()
    };
    let mut other = asked;
    other.reverse();
    let usual = dumped(&tree, &arguments(&asked), &[]);
    equal(
        "the order of arguments",
        &usual,
        &dumped(&tree, &arguments(&other), &[]),
    );
}

/// The files below a folder, in order.
fn paths(folder: &std::path::Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!(
            "{prefix}{}",
            entry.file_name().to_str().expect("a name in UTF-8")
        );
        if entry.path().is_dir() {
            found.extend(paths(&entry.path(), &format!("{name}/")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
