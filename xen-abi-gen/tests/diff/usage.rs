//! The command line of `diff`: kinds of sides, output streams, exit codes.

use serde_json::Value;

use super::{changes, compared};
use crate::common::folder::Folder;
use crate::common::libclang;

const OLD: &str = "#define XEN_A 1\nstruct a { int b; unsigned long c; };\n";
const NEW: &str =
    "#define XEN_A 1\n#define XEN_B 2\nstruct a { int b; int pad; unsigned long c; };\n";

fn trees() -> Folder {
    let folder = Folder::new();
    folder.put("old/xen.h", OLD);
    folder.put("new/xen.h", NEW);
    folder
}

#[test]
fn a_saved_dump_compares_like_its_tree() {
    if libclang().is_none() {
        return;
    }
    let folder = trees();
    for side in ["old", "new"] {
        let save = |target: &str| {
            let outcome = folder.run(&[
                "dump",
                "--headers",
                side,
                "--annotations",
                side,
                "--target",
                target,
            ]);
            assert_eq!(outcome.code, 0, "{}", outcome.stderr);
            outcome.stdout
        };
        folder.put(&format!("{side}.json"), save("i686") + &save("aarch64"));
    }
    let run = |old: &str, new: &str| {
        let arguments = [
            "diff",
            old,
            new,
            "--annotations",
            "old",
            "--target",
            "aarch64",
            "--target",
            "i686",
            "--format",
            "json",
        ];
        changes(&folder.run(&arguments))
    };
    let expected = run("old", "new");
    assert_eq!(expected.len(), 4, "{expected:?}");
    for (old, new) in [
        ("old.json", "new"),
        ("old", "new.json"),
        ("old.json", "new.json"),
    ] {
        assert_eq!(run(old, new), expected, "{old} {new}");
    }
    assert_eq!(run("old.json", "old").len(), 0);
    // Without --target, the saved targets are compared.
    let outcome = folder.run(&[
        "diff",
        "old.json",
        "new",
        "--annotations",
        "old",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(report["targets"], serde_json::json!(["i686", "aarch64"]));
}

/// Saved dumps need neither libclang nor headers.
#[test]
fn saved_dumps_need_no_libclang() {
    let folder = Folder::new();
    folder.put(
        "saved.json",
        serde_json::to_string(&super::models::base()).expect("JSON"),
    );
    let mut command = folder.command(&["diff", "saved.json", "saved.json"]);
    let outcome: super::Outcome = command
        .env("LIBCLANG_PATH", "nowhere")
        .output()
        .expect("the generator runs")
        .into();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(
        outcome.stdout.contains("no difference"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn exit_codes() {
    if libclang().is_none() {
        return;
    }
    let with = |old: &str, new: &str, fail_on: &[&str]| compared(old, new, fail_on).code;
    let (additive, cosmetic) = ("#define XEN_A 1\n#define XEN_B 2\n", "#define XEN_A 1U\n");
    let old = "#define XEN_A 1\n";
    assert_eq!(with(old, old, &[]), 0);
    for (new, codes) in [
        ("", [1, 1, 1]),
        (additive, [1, 1, 0]),
        (cosmetic, [1, 0, 0]),
    ] {
        for (verdict, code) in ["any", "additive", "breaking"].into_iter().zip(codes) {
            assert_eq!(
                with(old, new, &["--fail-on", verdict]),
                code,
                "{new:?} {verdict}"
            );
        }
        assert_eq!(with(old, new, &[]), 1);
    }
    assert_eq!(with(old, old, &["--fail-on", "all"]), 2);
}

#[test]
fn only_one_header() {
    if libclang().is_none() {
        return;
    }
    let folder = trees();
    folder.put("old/sched.h", "#define XEN_S 1\n");
    folder.put("new/sched.h", "#define XEN_S 2\n");
    let run = |only: &[&str]| {
        folder.run(
            &[
                &[
                    "diff",
                    "old",
                    "new",
                    "--annotations",
                    "old",
                    "--format",
                    "json",
                ],
                only,
            ]
            .concat(),
        )
    };
    let headers = |only: &[&str]| {
        let found: std::collections::BTreeSet<String> = changes(&run(only))
            .iter()
            .map(|change| change["header"].as_str().expect("a path").to_owned())
            .collect();
        found.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(headers(&[]), ["sched.h", "xen.h"]);
    assert_eq!(headers(&["--only", "sched.h"]), ["sched.h"]);
    assert_eq!(
        headers(&["--only", "sched.h", "--only", "xen.h"]),
        ["sched.h", "xen.h"]
    );
}

/// A change on all targets is listed once, others with their targets.
#[test]
fn targets_are_named_if_they_differ() {
    if libclang().is_none() {
        return;
    }
    let text = compared(OLD, NEW, &[]).stdout;
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("XEN_B") || line.contains("struct a "))
        .collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].ends_with("[constant-added]"), "{text}");
    assert!(
        lines[1].contains("8 -> 12 bytes") && lines[1].ends_with("[record-resized; i686, armv7]"),
        "{text}"
    );
}

/// The interface version of both sides.
#[test]
fn views() {
    if libclang().is_none() {
        return;
    }
    let new = "#if __XEN_INTERFACE_VERSION__ >= 0x00041300\n#define XEN_A 2\n#else\n\
               #define XEN_A 1\n#endif\n#ifdef __XEN_TOOLS__\n#define XEN_T 1\n#endif\n";
    let count = |more: &[&str]| {
        changes(&compared(
            "#define XEN_A 1\n",
            new,
            &[&["--format", "json"], more].concat(),
        ))
        .len()
    };
    assert_eq!(count(&["--interface-version", "0x00041300"]), 1);
    assert_eq!(count(&["--interface-version", "0x00041200"]), 0);
    assert_eq!(count(&["--interface-version", "0x00041200", "--tools"]), 1);
}

/// A tree that chooses an old version itself differs in what that version hides.
#[test]
fn another_view_than_the_latest_is_told() {
    if libclang().is_none() {
        return;
    }
    let versions = |chosen: &str| {
        format!(
            "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300\n\
             #undef __XEN_INTERFACE_VERSION__\n#define __XEN_INTERFACE_VERSION__ {chosen}\n"
        )
    };
    let (latest, old) = (versions("0x00041300"), versions("0"));
    let told = |new: &str| {
        let outcome = compared(&latest, new, &[]);
        outcome.stderr.contains("warning[interface-version]")
    };
    assert!(told(&old));
    assert!(!told(&latest));
}

/// `--prelude` and others are `dump`'s.
#[test]
fn advice_is_about_options_of_dump() {
    if libclang().is_none() {
        return;
    }
    let outcome = compared(
        "",
        "struct pair { u64 a; };\nstruct other { odd_t b; };\n",
        &[],
    );
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    let advice = "save this side with `dump`, which takes";
    assert_eq!(outcome.stderr.matches("--prelude FILE").count(), 2);
    assert_eq!(
        outcome.stderr.matches(advice).count(),
        1,
        "{}",
        outcome.stderr
    );
}

/// The words of an operation, part by part.
#[test]
fn operations_that_say_something_else() {
    if libclang().is_none() {
        return;
    }
    let header = |words: &str| {
        format!(
            "#define __HYPERVISOR_door_op 40\n#define XEN_EFAULT 14\n#define XEN_EINVAL 22\n\
             /*\n * ` enum neg_errnoval\n * ` HYPERVISOR_door_op(enum door_op cmd, void *arg);\n \
             */\nstruct door_open {{ unsigned int which; }};\n/* ` enum door_op {{ // DOOROP_* => \
             struct door_* */\n/*\n * DOOROP_open: Opens a door.\n *\n * Errors:\n *   EFAULT  \
             it jams\n{words} */\n#define DOOROP_open 0\n/* ` }} */\n"
        )
    };
    let old = header(" *   EINVAL  it is locked\n");
    let new = header(" *   EINVAL  it is open\n");
    let options = ["--target", "x86_64", "--format", "json"];
    let found = changes(&compared(&old, &new, &options));
    assert_eq!(found.len(), 1, "{found:?}");
    let change = &found[0];
    assert_eq!(
        (&change["change"], &change["rule"]),
        (&"words".into(), &"words-changed".into())
    );
    assert_eq!(change["old"]["said"], "errors: EINVAL if it is locked");
    assert_eq!(change["new"]["said"], "errors: EINVAL if it is open");
    assert_eq!(changes(&compared(&old, &old, &options)).len(), 0);
}

#[test]
fn two_releases_of_one_tree() {
    if libclang().is_none() {
        return;
    }
    let folder = trees();
    folder.put(
        "several/xen.h",
        "/* ` releases 4.21 4.22 */\n#ifndef XEN_RELEASE\n#define XEN_RELEASE 0x0416\n#endif\n#define XEN_A 1\n#if XEN_RELEASE >= 0x0416\n#define XEN_B 2\n#endif\n",
    );
    let run = |sides: [&str; 2], more: &[&str]| {
        let arguments = [
            "--annotations",
            "old",
            "--target",
            "i686",
            "--format",
            "json",
        ];
        folder.run(&[&["diff"], &sides[..], &arguments[..], more].concat())
    };
    let found = changes(&run(["several@4.21", "several@4.22"], &[]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["new"]["name"], "XEN_B");
    let report: Value =
        serde_json::from_str(&run(["several@4.21", "several"], &[]).stdout).expect("JSON");
    assert_eq!(report["old_release"], "4.21");
    assert_eq!(report["new_release"], "4.22", "the default");
    let report: Value = serde_json::from_str(&run(["old", "new"], &[]).stdout).expect("JSON");
    assert!(
        report["old_release"].is_null(),
        "the tree states one release"
    );
    let both = ["--release", "4.21"];
    assert_eq!(
        changes(&run(["several", "several@4.21"], &both)),
        [] as [Value; 0]
    );
    let arguments = ["dump", "--headers", "several", "--annotations", "old"];
    let dump = folder.run(&[&arguments[..], &["--target", "i686"]].concat());
    folder.put("saved.json", dump.stdout);
    let text = folder.run(&["diff", "saved.json", "saved.json"]).stdout;
    assert!(
        text.starts_with("saved.json (Xen 4.22) -> saved.json (Xen 4.22) (i686)\n"),
        "{text}"
    );
    for (sides, more, told) in [
        (
            ["several@4.20", "several"],
            &[][..],
            "do not state Xen 4.20",
        ),
        (["old@4.21", "several"], &[], "do not say which releases"),
        (["old", "several"], &both, "do not say which releases"),
        (
            ["several", "saved.json"],
            &both,
            "was saved for one release",
        ),
        (["several@4.x", "several"], &[], "cannot be read"),
        (["saved.json@4.21", "several"], &[], "cannot be read"),
    ] {
        let outcome = run(sides, more);
        assert_eq!(outcome.code, 2, "{sides:?}");
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
}
