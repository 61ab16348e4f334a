//! The crate contains no machine code: everything is compiled in the crate that uses it.

use std::fs;
use std::path::Path;
use std::process::Command;

use xen_abi_gen::model::target::Target;

use crate::common::amount::Amount;
use crate::common::features::{bitflags, closure, features};
use crate::common::parallel::in_parallel;
use crate::common::{tool, workspace};

/// The names of the functions that LLVM receives.
fn functions(ir: &str) -> Vec<&str> {
    let lines = ir.lines().filter(|line| line.starts_with("define "));
    lines
        .filter_map(|line| line.split('"').nth(1).or(line.split(['@', '(']).nth(1)))
        .collect()
}

/// The sets of features that are compiled; a sample takes the first, which has the code by hand.
const SETS: [&str; 2] = ["all", "toolstack"];

#[test]
fn names_are_read_from_the_text_of_llvm() {
    let ir = "declare void @absent()\ndefine internal i32 @_RNvA(ptr %a) {\ndefine void @b() {\n";
    assert_eq!(functions(ir), ["_RNvA", "b"]);
}

/// A function without `#[inline]` and without type parameters is compiled with the crate, and so is
/// everything that it calls.
#[test]
fn the_crate_contains_no_function() {
    let Some(rustc) = tool("XEN_ABI_RUSTC") else {
        return;
    };
    let features = features();
    let folder = tempfile::tempdir().expect("a folder");
    let run = |out: &Path, target: Target, arguments: &[&str]| {
        let status = Command::new(&rustc)
            .args([
                "--crate-type",
                "lib",
                "--cap-lints",
                "allow",
                "--target",
                target.triple(),
            ])
            .args(arguments)
            .arg("--out-dir")
            .arg(out)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{arguments:?}");
    };
    // Most code is the same on each target, and compiling it takes ten seconds.
    let targets = &Target::ALL[..Amount::wanted().of(1, Target::ALL.len(), Target::ALL.len())];
    let sets = &SETS[..Amount::wanted().of(1, SETS.len(), SETS.len())];
    let asked: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let found = in_parallel(targets, |target| {
        // rustc calls its temporary files after the crate, whatever the target is.
        let out = folder.path().join(target.name());
        fs::create_dir(&out).expect("a folder");
        let source = bitflags().display().to_string();
        run(
            &out,
            *target,
            &["--crate-name", "bitflags", "--edition", "2021", &source],
        );
        let enabled = closure(&features, &asked);
        let cfgs: Vec<String> = enabled
            .iter()
            .map(|name| format!("feature=\"{name}\""))
            .collect();
        let root = workspace().join("xen-abi/src/lib.rs").display().to_string();
        let dependency = format!("bitflags={}", out.join("libbitflags.rlib").display());
        let mut arguments = vec!["--crate-name", "xen_abi", "--edition", "2024"];
        arguments.extend([
            "-C",
            "codegen-units=1",
            "--extern",
            &dependency,
            "--emit",
            "llvm-ir",
        ]);
        arguments.extend(cfgs.iter().flat_map(|cfg| ["--cfg", cfg.as_str()]));
        arguments.push(&root);
        run(&out, *target, &arguments);
        let ir = fs::read_to_string(out.join("xen_abi.ll")).expect("the text of LLVM");
        functions(&ir)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    for (target, found) in targets.iter().zip(found) {
        assert!(found.is_empty(), "{}: {found:#?}", target.name());
    }
}
