//! The command line: arguments, output streams and exit codes.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::Stdio;

use crate::accepted::Accepted;
use crate::common::folder::{Folder, GOOD, Outcome};
use crate::common::{libclang, workspace};
use serde_json::Value;

fn own_headers() -> String {
    workspace()
        .join("headers")
        .to_str()
        .expect("a path in UTF-8")
        .to_owned()
}

fn good() -> Folder {
    let folder = Folder::new();
    folder.put("headers/xen.h", GOOD);
    folder
}

fn transcript(arguments: &[&str], outcome: &Outcome) -> String {
    format!(
        "$ xen-abi-gen {}\n{}{}[exit code {}]\n",
        arguments.join(" "),
        outcome.stdout,
        outcome.stderr,
        outcome.code
    )
}

/// Wrong arguments are reported before libclang is loaded.
#[test]
fn help_and_wrong_usage() {
    let accepted = Accepted::new("command-line");
    let asked: [(&str, &[&str], i32); 16] = [
        ("help", &["--help"], 0),
        ("help-generate", &["generate", "--help"], 0),
        ("help-check", &["check", "--help"], 0),
        ("help-dump", &["dump", "--help"], 0),
        ("help-diff", &["diff", "--help"], 0),
        ("help-explain", &["explain", "--help"], 0),
        ("diff-one-side", &["diff", "headers"], 2),
        (
            "diff-unknown-verdict",
            &["diff", "headers", "headers", "--fail-on", "all"],
            2,
        ),
        ("version", &["--version"], 0),
        ("unknown-command", &["generat"], 2),
        ("unknown-option", &["dump", "--header-file", "xen.h"], 2),
        ("unknown-target", &["dump", "--target", "riscv64"], 2),
        ("unknown-format", &["dump", "--format", "xml"], 2),
        ("no-number", &["dump", "--interface-version", "latest"], 2),
        (
            "number-too-large",
            &["dump", "--interface-version", "0x100000000"],
            2,
        ),
        ("missing-value", &["dump", "--headers"], 2),
    ];
    let folder = Folder::new();
    for (name, arguments, code) in asked {
        let mut command = folder.command(arguments);
        command
            .env("LIBCLANG_PATH", "nowhere")
            .env("COLUMNS", "120");
        let outcome: Outcome = command.output().expect("the generator runs").into();
        assert_eq!(outcome.code, code, "{arguments:?}: {}", outcome.stderr);
        assert!(
            if code == 0 {
                outcome.stderr.is_empty()
            } else {
                outcome.stdout.is_empty()
            },
            "{arguments:?}: on the wrong stream"
        );
        accepted.compare(name, &transcript(arguments, &outcome));
    }
    accepted.finish();
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let outcome = folder.run(&[&["dump"], arguments].concat());
    assert_eq!(outcome.code, 0, "{arguments:?}: {}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

/// The keys that the README documents; readers in other languages rely on them.
const KEYS: [(&str, &[&str]); 15] = [
    (
        "",
        &[
            "format",
            "target",
            "interface_version",
            "tools",
            "release",
            "headers",
            "constants",
            "strings",
            "enums",
            "records",
            "typedefs",
            "c_enums",
            "c_enum_places",
            "hypercalls",
            "skipped",
        ],
    ),
    ("/constants/*", &["value", "type", "header", "line"]),
    ("/strings/*", &["value", "header", "line"]),
    ("/enums/*", &["header", "line", "members"]),
    ("/enums/*/members/*", &["name", "value", "argument"]),
    (
        "/records/*",
        &["kind", "size", "align", "header", "line", "fields"],
    ),
    (
        "/records/*/fields/*",
        &[
            "name",
            "offset_bits",
            "size_bits",
            "type",
            "direction",
            "values",
            "selectors",
        ],
    ),
    (
        "/typedefs/*",
        &["type", "size", "align", "header", "line", "distinct"],
    ),
    ("/c_enums/*/*", &["name", "value"]),
    ("/c_enum_places/*", &["header", "line"]),
    (
        "/hypercalls/*",
        &[
            "number", "returns", "params", "ops", "guests", "header", "line",
        ],
    ),
    ("/hypercalls/*/params/*", &["name", "type"]),
    (
        "/hypercalls/*/ops/*",
        &[
            "name",
            "value",
            "args",
            "source",
            "returns",
            "guests",
            "returns_meaning",
            "errors",
            "directions",
            "safety",
            "header",
            "line",
        ],
    ),
    ("/hypercalls/*/ops/*/errors/*", &["name", "condition"]),
    (
        "/hypercalls/*/ops/*/args/*",
        &["type", "direction", "name", "form", "nullable", "count"],
    ),
];

/// The values at a path, in which `*` stands for any key or index.
fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('/').skip(1).fold(vec![value], |values, step| {
        let inner = |value: &'a Value| match (value, step) {
            (Value::Object(map), "*") => map.values().collect(),
            (Value::Array(list), "*") => list.iter().collect(),
            (value, step) => value.get(step).into_iter().collect::<Vec<_>>(),
        };
        values.into_iter().flat_map(inner).collect()
    })
}

#[test]
fn the_dump_has_the_documented_keys() {
    if libclang().is_none() {
        return;
    }
    // A string, and a skipped declaration, which headers/ may lack.
    let folder = good();
    folder.put(
        "headers/more.h",
        "#define XEN_TEXT \"text\"\n#define XEN_CALL(x) x\nenum kind { KIND_a = 4 };\n",
    );
    let own = json(&folder, &["--headers", &own_headers()]);
    let small = json(&folder, &["--headers", "headers"]);
    for (path, keys) in KEYS {
        let found: Vec<&Value> = [&own, &small]
            .into_iter()
            .flat_map(|model| at(model, path))
            .collect();
        assert!(!found.is_empty(), "nothing at {path}");
        let expected: BTreeSet<&str> = keys.iter().copied().collect();
        for value in found {
            let names: BTreeSet<&str> = value
                .as_object()
                .expect(path)
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(names, expected, "at {path}");
        }
    }
    let skipped = at(&small, "/skipped/*");
    assert!(
        skipped
            .iter()
            .any(|skipped| skipped["name"] == "XEN_CALL" && skipped["reason"].is_string()),
        "{skipped:?}"
    );
    assert_eq!(small["format"], 1);
    assert_eq!(small["target"], "x86_64");
    assert_eq!(small["headers"], serde_json::json!(["more.h", "xen.h"]));
    assert_eq!(small["strings"]["XEN_TEXT"]["value"], "text");
    assert_eq!(
        small["constants"]["XEN_COUNT"],
        serde_json::json!({"value": 3, "type": "i32", "header": "xen.h", "line": 2})
    );
    assert_eq!(own["hypercalls"]["event_channel_op"]["number"], 32);
    assert_eq!(own["release"], "4.22");
    assert!(small["release"].is_null());
}

#[test]
fn the_dump_as_text() {
    if libclang().is_none() {
        return;
    }
    let outcome = good().run(&["dump", "--headers", "headers", "--format", "text"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(
        outcome.stdout.contains("XEN_COUNT") && outcome.stdout.contains("pair"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn interface_versions() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put(
        "headers/xen.h",
        "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00040e00\n\
         #if __XEN_INTERFACE_VERSION__ < 0x00030202\n#define XEN_LEGACY 1\n#endif\n\
         #define XEN_SEEN __XEN_INTERFACE_VERSION__\n",
    );
    for (arguments, version) in [
        (&[][..], 0x0004_0e00),
        (&["--interface-version", "0"], 0),
        (&["--interface-version", "0x00030201"], 0x0003_0201),
        (&["--interface-version", "0X30202"], 0x0003_0202),
        (&["--interface-version", "197121"], 0x0003_0201),
    ] {
        let model = json(&folder, &[&["--headers", "headers"], arguments].concat());
        assert_eq!(model["interface_version"], version, "{arguments:?}");
        assert_eq!(
            model["constants"]["XEN_SEEN"]["value"], version,
            "{arguments:?}"
        );
        let legacy = model["constants"].get("XEN_LEGACY").is_some();
        assert_eq!(legacy, version < 0x0003_0202, "{arguments:?}");
    }
}

#[test]
fn releases() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put(
        "headers/xen.h",
        "/* ` releases 4.20 4.21 4.22 */\n#ifndef XEN_RELEASE\n#define XEN_RELEASE 0x0416\n#endif\n#define XEN_SEEN XEN_RELEASE\n#if XEN_RELEASE < 0x0415\n#define XEN_OLD 1\n#endif\n",
    );
    for (arguments, release) in [
        (&[][..], 0x0416),
        (&["--release", "4.22"], 0x0416),
        (&["--release", "4.20"], 0x0414),
    ] {
        let model = json(&folder, &[&["--headers", "headers"], arguments].concat());
        assert_eq!(model["constants"]["XEN_SEEN"]["value"], release);
        let old = model["constants"].get("XEN_OLD").is_some();
        assert_eq!(old, release < 0x0415, "{arguments:?}");
    }
    let outcome = folder.run(&["dump", "--headers", "headers", "--release", "four"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("is no release"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn tools_and_chosen_headers() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put(
        "headers/xen.h",
        "#ifdef __XEN_TOOLS__\n#define XEN_TOOLS 1\n#endif\n#define XEN_A 1\n",
    );
    folder.put(
        "headers/io/ring.h",
        "#include \"common.h\"\n#define XEN_RING 1\n",
    );
    folder.put("headers/io/common.h", "#define XEN_COMMON 1\n");
    folder.put("headers/sched.h", "#define XEN_SCHED 1\n");
    let names = |arguments: &[&str]| {
        let model = json(&folder, &[&["--headers", "headers"], arguments].concat());
        model["constants"]
            .as_object()
            .expect("constants")
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        names(&[]),
        set(&["XEN_A", "XEN_RING", "XEN_COMMON", "XEN_SCHED"])
    );
    assert_eq!(
        names(&["--tools"]),
        set(&["XEN_A", "XEN_TOOLS", "XEN_RING", "XEN_COMMON", "XEN_SCHED"])
    );
    assert_eq!(
        names(&["--header", "io/ring.h"]),
        set(&["XEN_RING", "XEN_COMMON"])
    );
    assert_eq!(
        names(&["--header", "sched.h", "--header", "io/ring.h"]),
        set(&["XEN_RING", "XEN_COMMON", "XEN_SCHED"])
    );
}

/// No error if the reader closes the pipe early, as `head` does.
#[test]
fn a_closed_pipe_is_no_error() {
    if libclang().is_none() {
        return;
    }
    let mut command = Folder::new().command(&["dump", "--headers", &own_headers()]);
    let folder = Folder::new();
    command
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = command.spawn().expect("the generator runs");
    drop(running.stdout.take());
    let mut said = String::new();
    running
        .stderr
        .take()
        .expect("its standard error")
        .read_to_string(&mut said)
        .expect("UTF-8");
    let said: String = said.lines().filter(|line| !line.starts_with('[')).collect();
    assert_eq!(
        (running.wait().expect("it ends").code(), said.as_str()),
        (Some(0), "")
    );
}

/// Neither a file nor a pipe gets colour, whatever the environment says.
#[test]
fn no_colour_in_a_pipe() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    folder.put(
        "headers/xen.h",
        "/* ` enum odd { // ODD_* */\n#define EVEN_a 1\n",
    );
    let mut command = folder.command(&["dump", "--headers", "headers"]);
    let outcome: Outcome = command
        .env("TERM", "xterm-256color")
        .output()
        .expect("the generator runs")
        .into();
    assert!(
        outcome.stderr.contains("foreign-member") && !outcome.stderr.contains('\u{1b}'),
        "{}",
        outcome.stderr
    );
    assert!(
        serde_json::from_str::<Value>(&outcome.stdout).is_ok(),
        "talk on standard output:\n{}",
        outcome.stdout
    );
}
