//! Compiles the crate with each feature alone, on each architecture, and with pairs of them.

use std::collections::BTreeSet;
use std::path::Path;
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

#[test]
fn each_feature_and_pairs_of_them_compile() {
    let Some(rustc) = tool("XEN_ABI_RUSTC") else {
        return;
    };
    let features = features();
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = features.keys().cloned().collect();
    let cases = cases(&names);
    let built = |target: Target| {
        let name = format!("libbitflags-{}.rmeta", target.name());
        folder.path().join(name)
    };
    let source = bitflags();
    let targets: BTreeSet<Target> = cases.iter().map(|(target, _)| *target).collect();
    for target in targets {
        let arguments = [
            "--edition",
            "2021",
            "--crate-name",
            "bitflags",
            "--cap-lints",
            "allow",
        ];
        let arguments = [&arguments[..], &["--target", target.triple()]].concat();
        compile(&rustc, &arguments, &built(target), &source).expect("bitflags compiles");
    }
    let root = workspace().join("xen-abi/src/lib.rs");
    let numbered: Vec<(usize, &Case)> = cases.iter().enumerate().collect();
    let wrong = in_parallel(&numbered, |(number, (target, asked))| {
        let enabled = closure(&features, asked);
        // Cargo enables nothing behind a set but its members.
        let enabled = enabled.into_iter().filter(|name| !SETS.contains(name));
        let cfgs: Vec<String> = enabled.map(|name| format!("feature=\"{name}\"")).collect();
        let bitflags = format!("bitflags={}", built(*target).display());
        let mut arguments = vec!["--edition", "2024", "--crate-name", "xen_abi", "-Dwarnings"];
        arguments.extend(["--target", target.triple(), "--extern", &bitflags]);
        arguments.extend(cfgs.iter().flat_map(|cfg| ["--cfg", cfg.as_str()]));
        let out = folder.path().join(format!("{number}.rmeta"));
        let result = compile(&rustc, &arguments, &out, &root);
        result
            .err()
            .map(|said| format!("{asked:?} for {}:\n{said}", target.name()))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} sets of features compile", cases.len());
}
