//! The generator as a library: the errors and the output of `Builder`, the crate in `examples/acme`,
//! and what modules that refer to `xen-abi` are compared with.

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xen_abi_gen::{Builder, Target};

use crate::common::amount::Amount;
use crate::common::folder::{Folder, GOOD, copy};
use crate::common::rust::Rustc;
use crate::common::{libclang, workspace};

/// The header of a vendor, with an operation that takes what Xen's headers declare.
const VENDOR: &str = "#include \"xen.h\"\n#include \"event_channel.h\"\n\
    struct acme_lamp { evtchn_port_t port; domid_t dom; };\n";

fn vendor(header: &str) -> (Folder, Builder) {
    let folder = Folder::new();
    folder.put("include/acme.h", header);
    let builder = Builder::new()
        .headers(folder.path("include"))
        .include(workspace().join("headers"));
    (folder, builder)
}

#[test]
fn an_error_shows_where_it_is() {
    if libclang().is_none() {
        return;
    }
    let (_folder, builder) = vendor("struct pair { uint33_t a; };\n");
    let error = builder.generate().expect_err("an unknown type");
    assert_eq!(error.codes(), ["unknown-type"]);
    let text = error.to_string();
    assert!(
        text.contains("acme.h:1:15") && text.contains("struct pair { uint33_t a; };"),
        "{text}"
    );
    // What a build script prints that returns it.
    assert_eq!(format!("{error:?}"), text);
    assert!(error.source().is_none());
    let codes = |builder: &Builder| builder.generate().expect_err("an error").codes().to_vec();
    assert_eq!(codes(&Builder::new()), ["no-input"]);
    let (_folder, builder) = vendor(VENDOR);
    assert_eq!(
        codes(&builder.clone().filter("acme::{AcmeLamp,x}")),
        ["unknown-item"]
    );
    assert_eq!(
        codes(&builder.clone().naming("none.toml")),
        ["naming-table"]
    );
    assert_eq!(
        codes(&builder.clone().annotations("nowhere")),
        ["no-such-directory"]
    );
    assert_eq!(
        codes(&builder.clone().headers("nowhere")),
        ["no-such-directory"]
    );
}

/// A vendor's tree has no error numbers: its names are compared with Xen's.
#[test]
fn a_misspelt_error_is_a_warning_with_the_right_name() {
    if libclang().is_none() {
        return;
    }
    let (_folder, builder) = vendor(
        "/*\n * ` enum neg_errnoval\n * ` HYPERVISOR_acme_op(enum acme_op cmd, void *arg)\n */\n\
         #define __HYPERVISOR_acme_op 47\n/* ` enum acme_op { // ACMEOP_* => struct acme_* */\n\
         /*\n * ACMEOP_on: Switches it on.\n *\n * Errors:\n *   ENOMEMM  no memory is left\n\
         \x20*   EBUSY  it is on\n */\n#define ACMEOP_on 0\n/* ` } */\n\
         #include \"xen.h\"\nstruct acme_on { uint32_t lamp; /* IN: the lamp */ };\n",
    );
    let bindings = builder.generate().expect("warnings only");
    let said = bindings.warnings();
    let warnings = said.matches("warning[").count();
    assert_eq!(warnings, 1, "{said}");
    assert!(
        said.contains("[unknown-error]: Xen has no error called `ENOMEMM`"),
        "{said}"
    );
    assert!(said.contains("did you mean `ENOMEM`?"), "{said}");
}

#[test]
fn headers_are_read_for_the_release_that_is_asked_for() {
    if libclang().is_none() {
        return;
    }
    let (_folder, builder) = vendor(
        "/* ` releases 4.21 4.22 */\n#ifndef XEN_RELEASE\n#define XEN_RELEASE 0x0416\n#endif\n\
         #if XEN_RELEASE < 0x0416\n#define ACME_OLD 1\n#else\n#define ACME_NEW 1\n#endif\n",
    );
    let has = |builder: &Builder, name: &str| {
        let bindings = builder.generate().expect("modules");
        let mut files = bindings.files();
        files.any(|(_, text)| text.contains(name))
    };
    let old = builder.clone().release("4.21".parse().expect("a release"));
    assert!(has(&old, "ACME_OLD") && !has(&old, "ACME_NEW"));
    assert!(has(&builder, "ACME_NEW") && !has(&builder, "ACME_OLD"));
}

#[test]
fn modules_refer_to_the_crate() {
    if libclang().is_none() {
        return;
    }
    let (folder, builder) = vendor(VENDOR);
    let bindings = builder
        .clone()
        .target(Target::X86_64)
        .generate()
        .expect("modules");
    let names: Vec<&str> = bindings.files().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["acme.rs", "layout.rs", "layout/x86_64.rs", "mod.rs"]
    );
    let text = |file: &str| {
        let mut files = bindings.files();
        files
            .find(|(name, _)| *name == file)
            .map(|(_, text)| text)
            .expect("a file")
    };
    assert!(
        text("acme.rs").contains("use xen_abi::event_channel::Port;"),
        "{}",
        text("acme.rs")
    );
    assert!(text("layout/x86_64.rs").contains("xen_abi::event_channel;\n\n    Port: 4, 4;"));
    assert!(
        text("mod.rs").contains("`xen-abi = \"0.1\"`"),
        "{}",
        text("mod.rs")
    );
    // The same by its own means.
    let all = builder
        .reuse(false)
        .target(Target::X86_64)
        .generate()
        .expect("modules");
    assert!(all.files().any(|(name, _)| name == "event_channel.rs"));
    assert!(
        all.files()
            .all(|(_, text)| !text.contains("use xen_abi::event_channel"))
    );
    // The root for `include!`, and nothing else, is added where they are written.
    let out = folder.path("out/my-acme");
    bindings.write_to(&out).expect("the modules");
    let root = fs::read_to_string(out.join("include-mod.rs")).expect("the root");
    assert!(
        root.ends_with("#[path = \"mod.rs\"]\npub mod my_acme;\n"),
        "{root}"
    );
    assert_eq!(folder.state("out/my-acme").len(), 5);
    folder.age("out/my-acme");
    let before = folder.state("out/my-acme");
    bindings.write_to(&out).expect("the modules");
    assert_eq!(folder.state("out/my-acme"), before);
}

#[test]
fn what_the_crate_does_not_have_is_an_error() {
    if libclang().is_none() {
        return;
    }
    let (folder, builder) = vendor(GOOD);
    let own = fs::read_to_string(workspace().join("headers/event_channel.h")).expect("a header");
    let with = |from: &str, to: &str| {
        assert!(own.contains(from), "{from}");
        folder.put("include/event_channel.h", own.replacen(from, to, 1));
        let error = builder.generate().map(drop).expect_err(to);
        assert!(
            error.codes().iter().all(|code| *code == "crate-difference"),
            "{error}"
        );
        error.to_string()
    };
    let text = with(
        "struct evtchn_send {",
        "struct evtchn_send { uint32_t flags;",
    );
    assert!(
        text.contains("event_channel.h:") && text.contains("`Send` in Rust"),
        "{text}"
    );
    assert!(
        text.contains("here `record of 8 bytes, aligned to 4`"),
        "{text}"
    );
    let text = with(
        "#define EVTCHNOP_close            3",
        "#define EVTCHNOP_close 33",
    );
    assert!(
        text.contains("here `Close = 33`, in the crate `Close = 3`"),
        "{text}"
    );
    let text = with(
        "struct evtchn_send {",
        "struct evtchn_lamp { int a; };\nstruct evtchn_send {",
    );
    assert!(
        text.contains("the crate has no item of this name"),
        "{text}"
    );
    folder.put("include/event_channel.h", own);
    builder.generate().expect("the same header");
}

/// Every item of the project's own headers is in the table of the crate, with its shape.
#[test]
fn the_table_covers_the_crate() {
    if libclang().is_none() {
        return;
    }
    let own = Builder::new().headers(workspace().join("headers"));
    let bindings = own.generate().expect("no difference");
    let mut names: Vec<&str> = bindings.files().map(|(name, _)| name).collect();
    names.retain(|name| !name.starts_with("layout"));
    assert_eq!(names, ["mod.rs"], "all else is in the crate");
}

/// The profiles of the workspace, as a configuration of cargo.
fn profiles() -> String {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace");
    let mut is_profile = false;
    let lines = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            is_profile = line.starts_with("[profile.");
        }
        is_profile
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// A copy of the crate in `examples/acme`, of one test alone.
fn example(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
    let package = folder.join(test).join("acme");
    if package.exists() {
        fs::remove_dir_all(&package).expect("the tests' own folder can be emptied");
    }
    copy(&workspace().join("xen-abi-gen/examples/acme"), &package);
    package
}

/// The tests of the crate in `examples/acme` pass, with the modules that its build script makes.
#[test]
fn the_example_works() {
    if libclang().is_none() {
        return;
    }
    let package = example("works");
    let bindings = Builder::new()
        .headers(package.join("include/acme"))
        .include(workspace().join("headers"))
        .generate()
        .expect("the example's modules");
    let written = bindings.write_to(package.join("src/acme"));
    written.expect("the target folder can be written");
    let own = Rustc::ready().first().expect("the host's compiler");
    let program = own.tests(&package.join("src/lib.rs"));
    let program = program.unwrap_or_else(|said| panic!("{said}"));
    let output = Command::new(program).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains(" 1 passed"), "{said}");
}

/// Builds the crate in `examples/acme` as its reader does, and runs its test. Beside the workspace,
/// so that nothing is written into it, but with its profiles and target folder: what both depend
/// on is compiled once. CI does this: the generator without its command line is compiled anew.
#[test]
fn the_example_builds() {
    if libclang().is_none() || Amount::wanted() == Amount::Sample {
        return;
    }
    let package = example("builds");
    let place = |file: &str, from: &str, to: &Path| {
        let file = package.join(file);
        let text = fs::read_to_string(&file).expect("a file of the example");
        assert!(text.contains(from), "{from}");
        let to = to.to_str().expect("a path in UTF-8");
        fs::write(&file, text.replace(from, to)).expect("a file of the example");
    };
    place(
        "Cargo.toml",
        "../../../xen-abi",
        &workspace().join("xen-abi"),
    );
    place("Cargo.toml", "../..", &workspace().join("xen-abi-gen"));
    place("build.rs", "../../../headers", &workspace().join("headers"));
    fs::copy(workspace().join("Cargo.lock"), package.join("Cargo.lock")).expect("the lock file");
    fs::create_dir(package.join(".cargo")).expect("a folder");
    fs::write(package.join(".cargo/config.toml"), profiles()).expect("a configuration");
    Rustc::Own
        .cargo(&package, &["test"])
        .unwrap_or_else(|said| panic!("{said}"));
}
