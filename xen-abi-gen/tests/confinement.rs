//! Untrusted headers access no file, library or program outside the tree.
//!
//! No message shows whether one exists.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::folder::{Folder, GOOD, Outcome};
use crate::common::generator::PROGRAM;
use crate::common::libclang;

/// The content of the file outside the tree.
const SECRET: &str = "int secret_word = 4711; @ secret_word\n";

/// Headers that try to read a file. `FILE` is its absolute path, `UP` a path with `..` from clang's
/// view of the tree, `FOLDER` the file's folder.
const WAYS: [(&str, &str); 14] = [
    ("include", "#include \"FILE\"\n"),
    ("angled", "#include <FILE>\n"),
    ("include_next", "#include_next \"FILE\"\n"),
    ("climbing", "#include \"UPFILE\"\n"),
    ("macro", "#define WHERE \"FILE\"\n#include WHERE\n"),
    (
        "pasted",
        "#define STR(x) #x\n#define STR2(x) STR(x)\n#include STR2(FILE)\n",
    ),
    ("digraph", "%:include \"FILE\"\n"),
    ("spliced", "#inc\\\nlude \"FI\\\nLE\"\n"),
    ("behind a comment", "/* */ #/* */include/* */\"FILE\"\n"),
    (
        "has_include",
        "#if __has_include(\"FILE\")\n#define FOUND 1\n#endif\n",
    ),
    (
        "has_include_next",
        "#if __has_include_next(\"FILE\")\n#define FOUND 1\n#endif\n",
    ),
    (
        "has_embed",
        "#ifdef __has_embed\n#if __has_embed(\"FILE\")\n#define FOUND 1\n#endif\n#endif\n",
    ),
    ("dependency", "#pragma GCC dependency \"FILE\"\n"),
    (
        "line",
        "#line 1 \"FILE\"\nstruct broken { int a int b; };\n# 1 \"FILE\" 1\nint c int;\n",
    ),
];

fn dump(headers: &Folder) -> Outcome {
    headers.run(&["dump", "--headers", "headers", "--annotations", "bare"])
}

/// A header that tries to read a file outside in one of these ways.
fn tree(text: &str, outside: &Path) -> Folder {
    let folder = Folder::new();
    let file = outside.to_str().expect("a path in UTF-8");
    let text = text
        .replace("UP", &"../".repeat(12))
        .replace("FI\\\nLE", file)
        .replace("FILE", file);
    folder.put("headers/xen.h", format!("{text}{GOOD}"));
    folder.put("bare/xen.h", GOOD);
    folder
}

/// The messages about a file outside, without its name.
fn told(text: &str, outside: &Path) -> (i32, String, String) {
    let started = Instant::now();
    let outcome = dump(&tree(text, outside));
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{text}: it waited"
    );
    let name = outside.to_str().expect("a path in UTF-8");
    let hide = |said: &str| {
        assert!(!said.contains("secret_word"), "{text}: {said}");
        let underline = |line: &str| line.replace('^', "");
        let lines: Vec<String> = said.replace(name, "FILE").lines().map(underline).collect();
        lines.join("\n")
    };
    (outcome.code, hide(&outcome.stdout), hide(&outcome.stderr))
}

#[test]
fn a_file_outside_the_tree_does_not_exist() {
    if libclang().is_none() {
        return;
    }
    let machine = Folder::new();
    machine.put("there.h", SECRET);
    machine.pipe("pipe.h");
    for (way, text) in WAYS {
        let none = told(text, &machine.path("none.h"));
        assert_eq!(told(text, &machine.path("there.h")), none, "{way}");
        assert_eq!(told(text, &machine.path("pipe.h")), none, "{way}, a pipe");
        let found = none.0 == 0;
        let silent = way.starts_with("has_");
        assert_eq!(found, silent, "{way}: {none:?}");
        assert!(
            found || none.2.contains("headers/xen.h:"),
            "{way}: {none:?}"
        );
        assert!(!none.1.contains("FOUND"), "{way}: {none:?}");
    }
}

#[test]
fn a_file_outside_is_read_if_an_option_names_its_folder() {
    if libclang().is_none() {
        return;
    }
    let folder = tree("#include \"there.h\"\n", Path::new(""));
    folder.put("more/there.h", "#define XEN_THERE 5\n");
    let arguments = ["dump", "--headers", "headers", "--annotations", "bare"];
    assert_eq!(folder.run(&arguments).code, 1);
    let outcome = folder.run(&[&arguments[..], &["--include", "more"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("XEN_THERE"));
}

/// A library that writes a file when it is loaded.
const LIBRARY: &str = "#[used]\n#[unsafe(link_section = \".init_array\")]\n\
                       static LOADED: extern \"C\" fn() = loaded;\nextern \"C\" fn loaded() { \
                       std::fs::write(std::env::var_os(\"LEFT_BEHIND\").unwrap(), \"\").unwrap(); \
                       }\n";

/// A program that does the same.
const SCRIPT: &str = "#!/bin/sh\n: >\"$LEFT_BEHIND\"\necho /nowhere\n";

#[cfg(target_os = "linux")]
#[test]
fn no_library_or_program_of_the_current_folder_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    folder.put("headers/xen.h", GOOD);
    folder.put("library.rs", LIBRARY);
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let built = Command::new(compiler)
        .args([
            "--crate-type",
            "cdylib",
            "--edition",
            "2024",
            "-o",
            "libclang.so",
        ])
        .arg("library.rs")
        .current_dir(folder.path(""))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the library is built"
    );
    for place in ["target/toolchain/libclang/lib", "lib"] {
        fs::create_dir_all(folder.path(place)).expect("a folder");
        fs::copy(
            folder.path("libclang.so"),
            folder.path(place).join("libclang.so"),
        )
        .expect("a copy");
    }
    folder.put("llvm-config", SCRIPT);
    fs::set_permissions(
        folder.path("llvm-config"),
        fs::Permissions::from_mode(0o755),
    )
    .expect("the script's mode");
    // A copy, since the program looks for the workspace's library first.
    fs::copy(PROGRAM, folder.path("copied")).expect("a copy of the program");
    let left = folder.path("left-behind");
    let run = |variables: &[(&str, &str)]| {
        let outcome: Outcome = Command::new(folder.path("copied"))
            .args(["dump", "--headers", "headers", "--annotations", "headers"])
            .current_dir(folder.path(""))
            .env_remove("LIBCLANG_PATH")
            .env_remove("LLVM_CONFIG_PATH")
            .env("LEFT_BEHIND", &left)
            .envs(variables.iter().copied())
            .output()
            .expect("the program runs")
            .into();
        (left.exists(), outcome)
    };
    for variables in [
        &[][..],
        &[("LD_LIBRARY_PATH", "")],
        &[("LD_LIBRARY_PATH", "."), ("LIBRARY_PATH", "lib:")],
        &[("PATH", "")],
        &[("PATH", ".:/usr/bin")],
    ] {
        let (loaded, outcome) = run(variables);
        assert!(!loaded, "{variables:?}: {}", outcome.stderr);
    }
    // The library works: if it is named, it is loaded.
    let (loaded, outcome) = run(&[("LIBCLANG_PATH", "lib")]);
    assert!(loaded, "{}", outcome.stderr);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
}

#[cfg(unix)]
#[test]
fn a_crash_of_clang_ends_in_a_message() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    // clang takes minutes for each of these.
    let slow = "typedef int t0[1];\n".to_owned()
        + &(1..20_000)
            .map(|number| format!("typedef t{} t{number}[1];\n", number - 1))
            .collect::<String>();
    folder.put("headers/xen.h", slow + "struct s { t19999 a; };\n");
    folder.put("out/mod.rs", "// @generated by xen-abi-gen\n");
    let before = folder.state("out");
    let running = folder
        .command(&["generate", "--headers", "headers", "--out", "out"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the generator runs");
    std::thread::sleep(Duration::from_secs(3));
    let id = running.id().to_string();
    let sent = Command::new("kill").args(["-SEGV", &id]).status();
    assert!(
        sent.is_ok_and(|status| status.success()),
        "it ran no longer"
    );
    let outcome: Outcome = running.wait_with_output().expect("it ends").into();
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(
        outcome.stderr.starts_with("error[run-crashed]: "),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.ends_with("1 error\n"), "{}", outcome.stderr);
    assert_eq!(
        folder.state("out"),
        before,
        "the earlier output was touched"
    );
}
