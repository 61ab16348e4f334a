//! The same headers give the same bytes, wherever they lie and whoever reads them.

mod generator;

use std::process::Command;

use generator::{Folder, absent, copy, has_libclang, project};

/// Sets a folder up for a run: the headers to read, and variables of the environment.
type Surroundings = dyn Fn(&Folder) -> (String, Vec<(&'static str, String)>);

/// Everything that a run makes of the project's headers: the modules and the dumps.
fn everything(prepare: &Surroundings) -> Vec<(String, Vec<u8>)> {
    let folder = Folder::new();
    let (headers, environment) = prepare(&folder);
    let run = |arguments: &[&str]| {
        let mut command: Command = folder.command(arguments);
        let output = command.envs(environment.iter().cloned()).output().expect("the generator runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    run(&["generate", "--headers", &headers, "--out", "out"]);
    let mut all: Vec<_> = folder.state("out").into_iter().map(|(name, (text, _))| (name, text)).collect();
    all.push(("armv7.json".to_owned(), run(&["dump", "--headers", &headers, "--target", "armv7"])));
    all.push(("x86_64.txt".to_owned(), run(&["dump", "--headers", &headers, "--format", "text"])));
    all
}

fn own_headers() -> String {
    project().join("headers").to_str().expect("a path in UTF-8").to_owned()
}

fn same(what: &str, prepare: &Surroundings) {
    let usual = everything(&|_| (own_headers(), Vec::new()));
    let other = everything(prepare);
    assert!(usual.len() > 10, "only {} files were made", usual.len());
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&usual), names(&other), "{what}: other files");
    for ((name, usual), (_, other)) in usual.iter().zip(&other) {
        assert!(usual == other, "{what}: {name} differs:\n{}", first_difference(usual, other));
    }
}

fn first_difference(a: &[u8], b: &[u8]) -> String {
    let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    let differ = a.lines().zip(b.lines()).zip(1..).find(|((a, b), _)| a != b);
    differ.map_or_else(|| "one is longer".to_owned(), |((a, b), line)| format!("line {line}:\n  {a}\n  {b}"))
}

#[test]
fn a_copy_elsewhere_by_a_relative_path() {
    if has_libclang() {
        same("a copy", &|folder| {
            copy(&project().join("headers"), &folder.path("some where/else"));
            ("some where/else".to_owned(), Vec::new())
        });
    }
}

#[test]
fn another_locale() {
    if has_libclang() {
        for locale in ["tr_TR.UTF-8", "C"] {
            same(locale, &move |_| (own_headers(), vec![("LC_ALL", locale.to_owned()), ("LANG", locale.to_owned())]));
        }
    }
}

/// The targets are read on as many threads as the machine has processors: bound to one of them, there is one.
#[test]
fn one_thread() {
    if !has_libclang() {
        return;
    }
    if Command::new("taskset").arg("--version").output().is_err() {
        absent("taskset, which binds a program to one processor, is not installed");
        return;
    }
    let folder = Folder::new();
    let headers = own_headers();
    let arguments = ["generate", "--headers", &headers, "--out"];
    let many = folder.run(&[&arguments[..], &["many"]].concat());
    assert_eq!(many.code, 0, "{}", many.stderr);
    let mut one = Command::new("taskset");
    one.args(["-c", "0", generator::PROGRAM]).args(arguments).arg("one").current_dir(folder.path(""));
    let one = one.output().expect("taskset runs");
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    let texts = |below: &str| folder.state(below).into_iter().map(|(name, (text, _))| (name, text)).collect::<Vec<_>>();
    assert!(texts("one") == texts("many"), "one thread and many make different files");
}

#[test]
fn another_libclang() {
    if !has_libclang() {
        return;
    }
    let folders: Vec<String> =
        ["XEN_ABI_LIBCLANG_14", "XEN_ABI_LIBCLANG_19"].into_iter().filter_map(|name| std::env::var(name).ok()).collect();
    if folders.len() < 2 {
        absent("XEN_ABI_LIBCLANG_14 and XEN_ABI_LIBCLANG_19 do not both name a libclang");
        return;
    }
    for folder in folders {
        same("another libclang", &move |_| (own_headers(), vec![("LIBCLANG_PATH", folder.clone())]));
    }
}
