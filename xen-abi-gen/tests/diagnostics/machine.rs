//! Errors outside the headers: command line, machine, output folder, tables.

use std::fs;

use super::{Folder, GOOD, earlier_output, transcript};

/// The arguments, and a function that prepares the folder.
type Situation = (&'static str, &'static [&'static str], fn(&Folder));

const SITUATIONS: [Situation; 20] = [
    ("machine/no-input", &["generate", "--out", "out"], |_| {}),
    (
        "machine/no-headers-to-compare",
        &["diff", "headers", "nowhere"],
        |_| {},
    ),
    (
        "machine/unknown-item",
        &[
            "generate",
            "--headers",
            "headers",
            "--out",
            "out",
            "--filter",
            "xen::{Pair,Par}",
            "--filter",
            "XEN_COUNTS",
            "--filter",
            "Pair",
            "--filter",
            "xen::XEN_COUNT",
            "--filter",
            "xen",
        ],
        |_| {},
    ),
    (
        "machine/malformed-filter",
        &[
            "generate",
            "--headers",
            "headers",
            "--out",
            "out",
            "--filter",
            "xen::{Pair",
        ],
        |_| {},
    ),
    ("machine/unknown-code", &["explain", "unknown-typ"], |_| {}),
    (
        "machine/damaged-table-of-releases",
        &[
            "availability",
            "--headers",
            "headers",
            "--table",
            "since.toml",
        ],
        |folder| {
            folder.put("since.toml", "[release.\"4.0\"]\nconstants = 1\n");
        },
    ),
    (
        "machine/no-such-directory",
        &["generate", "--headers", "nowhere", "--out", "out"],
        |_| {},
    ),
    (
        "machine/headers-is-a-file",
        &["generate", "--headers", "headers/xen.h", "--out", "out"],
        |_| {},
    ),
    (
        "machine/no-headers",
        &["generate", "--headers", "out", "--out", "out"],
        |_| {},
    ),
    (
        "machine/no-such-include-folder",
        &[
            "generate",
            "--headers",
            "headers",
            "--include",
            "nowhere",
            "--out",
            "out",
        ],
        |_| {},
    ),
    (
        "machine/no-such-annotations",
        &[
            "generate",
            "--headers",
            "headers",
            "--annotations",
            "nowhere",
            "--out",
            "out",
        ],
        |_| {},
    ),
    (
        "machine/no-such-prelude",
        &[
            "generate",
            "--headers",
            "headers",
            "--prelude",
            "before.h",
            "--out",
            "out",
        ],
        |_| {},
    ),
    (
        "machine/no-such-header",
        &[
            "generate",
            "--headers",
            "headers",
            "--header",
            "io/xen.h",
            "--out",
            "out",
        ],
        |_| {},
    ),
    (
        "machine/no-output-folder",
        &["generate", "--headers", "headers"],
        |_| {},
    ),
    (
        "machine/output-below-a-file",
        &[
            "generate",
            "--headers",
            "headers",
            "--out",
            "headers/xen.h/out",
        ],
        |_| {},
    ),
    (
        "machine/output-is-a-file",
        &["generate", "--headers", "headers", "--out", "headers/xen.h"],
        |_| {},
    ),
    (
        "machine/folder-in-the-way",
        &["generate", "--headers", "headers", "--out", "mine"],
        |folder| {
            fs::create_dir_all(folder.path("mine/xen.rs")).expect("a folder");
        },
    ),
    // A file without the marker of generated files stays.
    (
        "machine/foreign-file-in-the-way",
        &["generate", "--headers", "headers", "--out", "mine"],
        |folder| {
            folder.put("mine/xen.rs", "// written by hand\n");
        },
    ),
    (
        "machine/no-such-naming-table",
        &[
            "generate",
            "--headers",
            "headers",
            "--naming",
            "names.toml",
            "--out",
            "out",
        ],
        |_| {},
    ),
    (
        "machine/no-such-table-of-operations",
        &[
            "generate",
            "--headers",
            "headers",
            "--operations",
            "ops.toml",
            "--out",
            "out",
        ],
        |_| {},
    ),
];

/// Runs each, and returns what it printed.
pub(super) fn transcripts() -> Vec<(&'static str, String)> {
    let mut transcripts = Vec::new();
    for (name, arguments, prepare) in SITUATIONS {
        let folder = Folder::new();
        folder.put("headers/xen.h", GOOD);
        let earlier = earlier_output(&folder);
        prepare(&folder);
        let outcome = folder.run(arguments);
        assert_eq!(outcome.code, 2, "{name}: {}", outcome.stderr);
        assert_eq!(
            folder.state("out"),
            earlier,
            "{name}: the earlier output was touched"
        );
        transcripts.push((name, transcript(arguments, &outcome)));
    }
    transcripts.push(("machine/no-libclang", no_libclang()));
    transcripts
}

/// With `LIBCLANG_PATH` set, nothing else is searched.
///
/// An empty folder is like a machine without libclang.
fn no_libclang() -> String {
    let folder = Folder::new();
    folder.put("headers/xen.h", GOOD);
    let earlier = earlier_output(&folder);
    fs::create_dir(folder.path("empty")).expect("a folder");
    let arguments = ["generate", "--headers", "headers", "--out", "out"];
    let outcome = folder
        .command(&arguments)
        .env("LIBCLANG_PATH", "empty")
        .output()
        .expect("the generator runs")
        .into();
    let text = transcript(&arguments, &outcome);
    assert_eq!(outcome.code, 2, "{text}");
    assert_eq!(
        folder.state("out"),
        earlier,
        "the earlier output was touched"
    );
    text
}
