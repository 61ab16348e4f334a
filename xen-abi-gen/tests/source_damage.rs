//! Damaged input: each kind has an error with its place, and one run reports all errors.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::common::small_trees::{errors, guest, read, tree, whole, write};
use xen_abi_gen::model::target::Target::X86_64;
use xen_abi_gen::source::{Libclang, Selection};

fn of(folder: &Path) -> Vec<(&'static str, String)> {
    errors(&whole(folder), &guest(X86_64))
}

fn at(code: &'static str, place: &str) -> (&'static str, String) {
    (code, place.to_owned())
}

#[test]
fn all_files_that_are_not_text_are_reported_in_one_run() {
    let folder = tree(&[
        ("good.h", "int a;\n"),
        ("empty.h", ""),
        ("blank.h", " \n\n"),
    ]);
    let path = folder.path();
    fs::create_dir(path.join("folder.h")).unwrap();
    write(path, "nul.h", b"/* a */\nint \0;\n");
    write(path, "latin1.h", b"/* caf\xe9 */\n");
    write(path, "utf16.h", b"\xff\xfei\0n\0t\0");
    write(path, "mark.h", b"\xef\xbb\xbfint b;\n");
    fs::File::create(path.join("huge.h"))
        .unwrap()
        .set_len(50 << 20)
        .unwrap();
    let expected = [
        at("empty-header", "blank.h:1:1"),
        at("empty-header", "empty.h:1:1"),
        at("is-a-directory", "folder.h:1:1"),
        at("too-large", "huge.h:1:1"),
        at("not-utf8", "latin1.h:1:7"),
        at("byte-order-mark", "mark.h:1:1"),
        at("nul-byte", "nul.h:2:5"),
        at("not-utf8", "utf16.h:1:1"),
    ];
    assert_eq!(of(path), expected);
}

#[test]
fn a_header_without_read_permission_is_an_error() {
    let folder = tree(&[("secret.h", "int a;\n")]);
    let path = folder.path().join("secret.h");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // root can read it.
    if fs::read(&path).is_err() {
        assert_eq!(of(folder.path()), [at("cannot-read", "secret.h:1:1")]);
    }
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("nowhere.h", &path).unwrap();
    assert_eq!(of(folder.path()), [at("cannot-read", "secret.h:1:1")]);
}

#[test]
fn wrong_folders_and_names_are_errors() {
    let folder = tree(&[("io/ring.h", "int a;\n"), ("file", "")]);
    let missing = Selection {
        include: vec![folder.path().join("file")],
        ..whole(&folder.path().join("nowhere"))
    };
    assert_eq!(
        errors(&missing, &guest(X86_64)),
        [at("no-such-directory", ""), at("not-a-directory", "")]
    );
    let names = ["ring.h", "/etc/passwd", "../file", "io"]
        .map(str::to_owned)
        .into();
    let wrong = Selection {
        headers: names,
        ..whole(folder.path())
    };
    let found = read(&wrong, &guest(X86_64)).unwrap_err();
    assert_eq!(
        found.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["no-such-header"; 3]
            .into_iter()
            .chain(["is-a-directory"])
            .collect::<Vec<_>>()
    );
    assert!(
        found
            .iter()
            .any(|one| one.help.contains(&"did you mean `io/ring.h`?".to_owned())),
        "{found:#?}"
    );
    assert_eq!(
        of(tree(&[("README", "no header")]).path()),
        [at("no-headers", "")]
    );
    let prelude = Selection {
        prelude: Some(folder.path().join("types.h")),
        ..whole(folder.path())
    };
    assert_eq!(errors(&prelude, &guest(X86_64)), [at("no-such-file", "")]);
}

#[test]
fn c_errors_have_their_position() {
    let folder = tree(&[
        (
            "a.h",
            "struct a {\n    unknown_t x;\n};\nstruct a2 { int x int y; };\n",
        ),
        ("b.h", "struct b { int y; };\nstruct b { int z; };\n"),
        ("c.h", "#if 1\nint c;\n"),
        ("d.h", "int d[-1];\n"),
    ]);
    let found = read(&whole(folder.path()), &guest(X86_64)).unwrap_err();
    let places: Vec<_> = found
        .iter()
        .map(|one| (one.code, one.place.as_ref().unwrap().location.to_string()))
        .collect();
    let expected = [
        at("unknown-type", "a.h:2:5"),
        at("c-syntax", "a.h:4:18"),
        at("c-syntax", "b.h:2:8"),
        at("c-syntax", "c.h:1:2"),
        at("c-syntax", "d.h:1:7"),
    ];
    assert_eq!(places, expected);
    assert_eq!(found[0].message, "`unknown_t` is not declared");
    assert_eq!(found[0].place.as_ref().unwrap().location.length, 9);
    assert!(found[0].help.iter().any(|help| help.contains("--prelude")));
}

#[test]
fn an_unclosed_brace_or_comment_is_an_error() {
    let good = ("c.h", "struct c { int z; };\n");
    let bad = ("b.h", "struct b { int y; wrong_t z; };\n");
    let open = |text: &str| of(tree(&[("a.h", bad.1), ("b.h", text), good]).path());
    let before = at("unknown-type", "a.h:1:19");
    assert_eq!(
        open("int before;\nstruct o {\n int x;\n"),
        [before.clone(), at("unclosed", "b.h:2:10")]
    );
    assert_eq!(
        open("enum o {\n X,\n"),
        [before.clone(), at("unclosed", "b.h:1:8")]
    );
    assert_eq!(
        open("static inline int f(void)\n{\n return 1;\n"),
        [before.clone(), at("unclosed", "b.h:2:1")]
    );
    assert_eq!(
        open("typedef\n"),
        [before.clone(), at("unclosed", "b.h:1:1")]
    );
    // The comment parser reports an unclosed comment.
    assert_eq!(open("int b;\n/* open\n"), std::slice::from_ref(&before));
    assert_eq!(
        open("int b; }\n"),
        [before.clone(), at("c-syntax", "b.h:1:8")]
    );
    assert_eq!(open("int b\n"), [before, at("c-syntax", "b.h:1:6")]);
}

#[test]
fn the_number_of_c_errors_is_limited() {
    let text: String = (0..500)
        .map(|number| format!("unknown{number}_t x{number};\n"))
        .collect();
    let found = of(tree(&[("a.h", &text)]).path());
    assert_eq!(found.len(), 51);
    assert_eq!(found[0], at("c-syntax", "a.h:1:1"));
}

#[test]
fn a_missing_include_hides_its_consequences_and_nothing_else() {
    let folder = tree(&[
        ("a.h", "#include \"gone.h\"\nstruct a { gone_t x; };\n"),
        ("b.h", "#include \"a.h\"\nstruct b { gone_t x; };\n"),
        ("c.h", "struct c { wrong_t x; };\n#include <also/gone.h>\n"),
        ("d.h", "struct d { wrong_t x; };\n"),
    ]);
    let expected = [
        at("missing-include", "a.h:1:10"),
        at("missing-include", "c.h:2:10"),
        at("unknown-type", "d.h:1:12"),
    ];
    assert_eq!(of(folder.path()), expected);
}

#[test]
fn an_include_that_leaves_the_tree_says_so() {
    let folder = tree(&[
        ("xen.h", "typedef int t;\n"),
        ("io/a.h", "#include \"../xen.h\"\n"),
    ]);
    let found = read(&whole(&folder.path().join("io")), &guest(X86_64)).unwrap_err();
    assert_eq!(found[0].code, "missing-include");
    assert!(found[0].help[0].contains("the folder above"), "{found:#?}");
    assert!(read(&whole(folder.path()), &guest(X86_64)).is_ok());
}

#[test]
fn an_include_cycle_is_reported_with_its_path() {
    let folder = tree(&[
        ("a.h", "#include \"b.h\"\nstruct a { int x; };\n"),
        ("b.h", "#include \"c.h\"\n"),
        ("c.h", "\n#include \"a.h\"\n"),
        ("self.h", "#include \"self.h\"\n"),
        (
            "fine.h",
            "#ifndef FINE\n#define FINE\n#include \"fine.h\"\nstruct fine { int x; };\n#endif\n",
        ),
    ]);
    let found = read(&whole(folder.path()), &guest(X86_64)).unwrap_err();
    assert_eq!(
        found.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["include-cycle"; 2]
    );
    assert_eq!(found[1].message, "self.h includes itself without end");
    assert_eq!(
        (found[0].related.len(), found[1].related.len()),
        (2, 0),
        "{found:#?}"
    );
    let two = tree(&[
        ("a.h", "#include \"b.h\"\n#include \"b.h\"\n"),
        ("b.h", "#include \"a.h\"\n#include \"a.h\"\n"),
    ]);
    assert!(of(two.path()).iter().all(|one| one.0 == "include-cycle"));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for text in [
        "(".repeat(200_000),
        "{".repeat(200_000),
        "[".repeat(200_000),
        "struct a { ".repeat(50_000),
    ] {
        assert_eq!(of(tree(&[("a.h", &text)]).path())[0].0, "too-deep");
    }
    let deep = format!(
        "/* {} */ int a = {}1{};\n",
        "(".repeat(500),
        "(".repeat(250),
        ")".repeat(250)
    );
    assert!(read(&whole(tree(&[("a.h", &deep)]).path()), &guest(X86_64)).is_ok());
    let chain: String = (1..2_000)
        .map(|number| format!("#define A{number} A{}\n", number - 1))
        .collect();
    assert!(read(&whole(tree(&[("a.h", &chain)]).path()), &guest(X86_64)).is_ok());
}

/// Macros that expand to `times` copies: each level doubles.
fn doubled(name: &str, unit: &str, levels: u32) -> String {
    let levels =
        (1..=levels).map(|level| format!("#define {name}{level} {name}{0} {name}{0}\n", level - 1));
    format!("#define {name}0 {unit}\n{}", levels.collect::<String>())
}

/// clang and the generator follow these by recursion.
#[test]
fn depth_by_macros_is_an_error_and_no_crash() {
    let shapes: &[(&str, &str, &str)] = &[
        ("(", ")", "int a[OPEN 1 CLOSE];\n"),
        ("(", ")", "#if OPEN 1 CLOSE\nint a;\n#endif\n"),
        ("-", "", "int a[OPEN 1];\n#define VALUE OPEN 1\n"),
        ("!", "", "#if OPEN 1\nint a;\n#endif\n"),
        ("*", "", "struct s { int OPEN a; };\n"),
        ("[1]", "", "struct s { int a OPEN; };\n"),
        ("struct {", "} x;", "struct s { OPEN int a; CLOSE };\n"),
        ("1 ? 1 :", "", "int a[OPEN 1];\n"),
        ("1 +", "", "int a[OPEN 1];\n#define VALUE (OPEN 1)\n"),
    ];
    for (open, close, text) in shapes {
        for levels in [11, 17, 40] {
            let text = text
                .replace("OPEN", &format!("O{levels}"))
                .replace("CLOSE", &format!("C{levels}"));
            let text = doubled("O", open, levels) + &doubled("C", close, levels) + &text;
            let found = read(&whole(tree(&[("a.h", &text)]).path()), &guest(X86_64));
            // At the limit, it is read or clang refuses it; beyond, it is refused before clang.
            if levels > 11 {
                assert_eq!(found.expect_err(open)[0].code, "too-deep", "{open}");
            }
        }
    }
    for row in [
        "-".repeat(300_000),
        "1 + ".repeat(200_000),
        "*".repeat(300_000),
    ] {
        assert_eq!(
            of(tree(&[("a.h", &format!("int a[{row} 1];\n"))]).path())[0].0,
            "too-deep"
        );
    }
}

#[test]
fn long_chains_of_types_are_followed() {
    let chain: String = (1..3_000)
        .map(|number| format!("typedef t{} t{number};\n", number - 1))
        .collect();
    let text = format!("typedef int t0;\n{chain}struct s {{ t2999 a; }};\n");
    let facts = read(&whole(tree(&[("a.h", &text)]).path()), &guest(X86_64)).unwrap();
    assert_eq!(facts.records["s"].size, 4);
}

/// Environment variables must not make clang read files of the machine.
///
/// A wrong LIBCLANG_PATH is an error. Both need a process of their own, which runs this test
/// program.
#[test]
fn the_environment_is_not_read() {
    const SEEN: &str = "XEN_ABI_GEN_TEST_TREE";
    if let Some(folder) = std::env::var_os(SEEN) {
        let found = Libclang::load().map(|_| of(Path::new(&folder)));
        println!(
            "RESULT {:?}",
            found.map_err(|missing| (missing.code, missing.help.len()))
        );
        return;
    }
    let folder = tree(&[("a.h", "#include <lurking.h>\nstruct a { lurking_t x; };\n")]);
    let lurking = tree(&[("lurking.h", "typedef int lurking_t;\n")]);
    let run = |variables: &[(&str, &Path)]| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([
                "--exact",
                "source_damage::the_environment_is_not_read",
                "--nocapture",
            ])
            .env(SEEN, folder.path());
        command.envs(variables.iter().copied());
        let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let line = output
            .lines()
            .find_map(|line| line.split_once("RESULT "))
            .map(|(_, result)| result.to_owned());
        line.unwrap_or_else(|| panic!("{output}"))
    };
    let here = lurking.path();
    let result = run(&[
        ("CPATH", here),
        ("C_INCLUDE_PATH", here),
        ("CPLUS_INCLUDE_PATH", here),
    ]);
    assert_eq!(result, "Ok([(\"missing-include\", \"a.h:1:10\")])");
    for wrong in [
        here,
        Path::new("/nowhere/at/all"),
        Path::new(".."),
        Path::new("/"),
        Path::new(""),
    ] {
        assert_eq!(
            run(&[("LIBCLANG_PATH", wrong)]),
            "Err((\"no-libclang\", 3))",
            "{}",
            wrong.display()
        );
    }
}
