//! Compiles the crate with each feature alone, on each architecture, and with pairs of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xen_abi_gen::model::target::Target;

use super::SETS;
use crate::common::amount::Amount;
use crate::common::features::{bitflags, closure, features};
use crate::common::parallel::in_parallel;
use crate::common::{tool, workspace};

/// What the pairs are drawn by.
const SEED: u64 = 16;

/// A compilation: a target, and the features that a user asks for.
type Case = (Target, Vec<String>);

/// What is compiled: each feature, each set and no feature at all on each target, and pairs on
/// x86-64. CI's part takes each feature on one target, drawn by lot, and fewer pairs.
fn cases(names: &[String]) -> Vec<Case> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let amount = Amount::wanted();
    let mut cases: Vec<Case> = Vec::new();
    for name in names {
        let mut targets = Target::ALL;
        random.shuffle(&mut targets);
        let targets = &targets[..amount.of(1, 1, targets.len())];
        cases.extend(targets.iter().map(|target| (*target, vec![name.clone()])));
    }
    cases.extend(Target::ALL.map(|target| (target, Vec::new())));
    let mut pair = || [(); 2].map(|()| names[random.usize(..names.len())].clone());
    let pairs = (0..amount.of(10, 10, 50)).map(|_| (Target::X86_64, pair().to_vec()));
    cases.extend(pairs);
    random.shuffle(&mut cases);
    cases.truncate(amount.of(3, usize::MAX, usize::MAX));
    cases
}

fn compile(rustc: &Path, arguments: &[&str], out: &Path, root: &Path) -> Result<(), String> {
    let output = Command::new(rustc)
        .args(["--crate-type", "lib", "--emit", "metadata", "-o"])
        .arg(out)
        .args(arguments)
        .arg(root)
        .output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Compiles the crate that `xen-abi` depends on into a folder.
fn compile_bitflags(rustc: &Path, target: Target, folder: &Path) {
    let arguments = ["--edition", "2021", "--crate-name", "bitflags"];
    let further = ["--cap-lints", "allow", "--target", target.triple()];
    let arguments = [arguments, further].concat();
    let out = built_bitflags(target, folder);
    compile(rustc, &arguments, &out, &bitflags()).expect("bitflags compiles");
}

fn built_bitflags(target: Target, folder: &Path) -> PathBuf {
    folder.join(format!("libbitflags-{}.rmeta", target.name()))
}

/// Compiles `xen-abi` with some features into a file beside bitflags.
fn compile_crate(rustc: &Path, target: Target, enabled: &[&str], out: &Path) -> Result<(), String> {
    let cfgs: Vec<String> = enabled
        .iter()
        .map(|name| format!("feature=\"{name}\""))
        .collect();
    let folder = out.parent().expect("a file in a folder");
    let bitflags = format!("bitflags={}", built_bitflags(target, folder).display());
    let mut arguments = vec!["--edition", "2024", "--crate-name", "xen_abi", "-Dwarnings"];
    arguments.extend(["--target", target.triple(), "--extern", &bitflags]);
    arguments.extend(cfgs.iter().flat_map(|cfg| ["--cfg", cfg.as_str()]));
    let root = workspace().join("xen-abi/src/lib.rs");
    compile(rustc, &arguments, out, &root)
}

#[test]
fn each_feature_and_pairs_of_them_compile() {
    let Some(rustc) = tool("XEN_ABI_RUSTC") else {
        return;
    };
    let features = features();
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = features.keys().cloned().collect();
    let cases = cases(&names);
    let targets: BTreeSet<Target> = cases.iter().map(|(target, _)| *target).collect();
    for target in targets {
        compile_bitflags(&rustc, target, folder.path());
    }
    let numbered: Vec<(usize, &Case)> = cases.iter().enumerate().collect();
    let wrong = in_parallel(&numbered, |(number, (target, asked))| {
        let enabled = closure(&features, asked);
        // Cargo enables nothing behind a set but its members.
        let enabled = enabled.into_iter().filter(|name| !SETS.contains(name));
        let out = folder.path().join(format!("{number}.rmeta"));
        let result = compile_crate(&rustc, *target, &enabled.collect::<Vec<_>>(), &out);
        result
            .err()
            .map(|said| format!("{asked:?} for {}:\n{said}", target.name()))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} sets of features compile", cases.len());
}

/// A user who names a module without its feature is told which feature to enable.
#[test]
fn the_compiler_names_the_feature_that_is_missing() {
    let Some(rustc) = tool("XEN_ABI_RUSTC") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    compile_bitflags(&rustc, Target::X86_64, folder.path());
    let library = folder.path().join("libxen_abi.rmeta");
    // A folder of modules is there with the first of them.
    let present = ["io_xenbus", "hvm_params"];
    compile_crate(&rustc, Target::X86_64, &present, &library).expect("xen-abi compiles");
    let readme = fs::read_to_string(workspace().join("xen-abi/README.md")).expect("a README");
    let modules: Vec<(String, String)> = readme
        .lines()
        .filter(|line| line.matches(" | ").count() == 3)
        .filter_map(|line| {
            let mut names = line.split('`').skip(1).step_by(2);
            Some((names.next()?.to_owned(), names.next()?.to_owned()))
        })
        .filter(|(feature, _)| !present.contains(&feature.as_str()))
        .collect();
    assert!(modules.len() > 40, "{modules:?}");
    let mut source = String::new();
    for (number, (_, module)) in modules.iter().enumerate() {
        let _ = writeln!(source, "use xen_abi::{module}::Item as Item{number};");
    }
    let user = folder.path().join("user.rs");
    fs::write(&user, source).expect("a folder of this test");
    let library = format!("xen_abi={}", library.display());
    let search = folder.path().display().to_string();
    let arguments = ["--edition", "2024", "--target", Target::X86_64.triple()];
    let arguments = [&arguments[..], &["--extern", &library, "-L", &search]].concat();
    let out = folder.path().join("user.rmeta");
    let said = compile(&rustc, &arguments, &out, &user).expect_err("the modules are left out");
    let unnamed: Vec<&str> = modules
        .iter()
        .map(|(feature, _)| feature.as_str())
        .filter(|feature| !said.contains(&format!("gated behind the `{feature}` feature")))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}: {said}");
}
