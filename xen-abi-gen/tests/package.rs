//! What the published package can do by itself: the program on a small tree of headers.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A hypercall with two operations, as Xen's own headers write them.
const HEADER: &str = "\
#ifndef EVENTS_H
#define EVENTS_H
#define __HYPERVISOR_event_channel_op 32
/* ` enum event_channel_op { */
#define EVTCHNOP_close 3 /* ` => struct evtchn_close */
#define EVTCHNOP_send 4 /* ` => struct evtchn_send */
/* ` } */
/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_event_channel_op(enum event_channel_op cmd, void *args)
 */
struct evtchn_close { unsigned int port; /* IN */ };
struct evtchn_send { unsigned int port; /* IN */ };
#endif
";

/// Runs the program in a folder, and returns what it printed.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_xen-abi-gen"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("output in UTF-8")
}

fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("tree")).expect("a folder of headers");
    fs::write(folder.path().join("tree/events.h"), HEADER).expect("a header");
    folder
}

#[test]
fn a_tree_becomes_modules() {
    let folder = tree();
    let arguments = ["--headers", "tree", "--out", "out"];
    run(
        folder.path(),
        &[&["generate"], arguments.as_slice()].concat(),
    );
    let module = fs::read_to_string(folder.path().join("out/events.rs")).expect("a module");
    for item in [
        "pub struct EvtchnClose",
        "pub struct EvtchnSend",
        "pub fn send<",
    ] {
        assert!(module.contains(item), "no `{item}`:\n{module}");
    }
    run(folder.path(), &[&["check"], arguments.as_slice()].concat());
}

#[test]
fn a_tree_becomes_a_model_that_compares() {
    let folder = tree();
    let dump = run(folder.path(), &["dump", "--headers", "tree"]);
    assert!(dump.contains("\"EVTCHNOP_send\""), "{dump}");
    fs::write(folder.path().join("old.json"), dump).expect("a dump");
    let compared = run(folder.path(), &["diff", "old.json", "tree"]);
    assert!(compared.ends_with("no difference\n"), "{compared}");
}
