//! Compares the public interface of xen-abi with its snapshot, and judges its changes.
//!
//! rustdoc 1.85, which `XEN_ABI_RUSTC` is beside, describes the crate for each architecture. Without
//! an argument the texts below `snapshots/interface` are compared; `accept` rewrites them. A change
//! since the baseline that is not an addition needs a version or an entry in CHANGELOG.md;
//! `baseline` makes the interface of today the baseline, as a release does.

mod features;
mod items;
mod rules;
mod text;
mod types;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};
use rustdoc_types::{Crate, FORMAT_VERSION};

use features::{closure, manifest, select, without_conditions};
use items::lines;

/// The first one has the whole text, each other one what differs from it.
const TARGETS: [(&str, &str); 4] = [
    ("x86_64", "x86_64-unknown-linux-gnu"),
    ("i686", "i686-unknown-linux-gnu"),
    ("aarch64", "aarch64-unknown-linux-gnu"),
    ("armv7", "armv7-unknown-linux-gnueabihf"),
];

/// The text that changes are judged against.
const BASELINE: &str = "baseline.txt";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What rustdoc says of the crate for a target.
fn describe(target: &str, features: &[&str]) -> Result<Crate> {
    let rustc = env::var("XEN_ABI_RUSTC").context("XEN_ABI_RUSTC is not set (make sets it)")?;
    let rustc = PathBuf::from(rustc);
    let folder = workspace().join("target/interface");
    let status = Command::new("cargo")
        .current_dir(workspace())
        .env("RUSTC", &rustc)
        .env("RUSTDOC", rustc.with_file_name("rustdoc"))
        // The format is not stable, hence one compiler for everybody.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &folder)
        .env_remove("RUSTFLAGS")
        .args(["rustdoc", "--quiet", "--locked", "-p", "xen-abi", "--lib"])
        .args(["--target", target])
        .args(features)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .status()?;
    ensure!(status.success(), "rustdoc fails for {target}");
    let file = folder.join(target).join("doc/xen_abi.json");
    let docs = fs::read(&file).with_context(|| file.display().to_string())?;
    let value: serde_json::Value = serde_json::from_slice(&docs)?;
    let format = &value["format_version"];
    ensure!(
        *format == FORMAT_VERSION,
        "rustdoc writes format {format}, and {FORMAT_VERSION} is understood: is this Rust 1.85?"
    );
    Ok(serde_json::from_value(value)?)
}

/// Compares what the source states of features with what rustdoc finds of two sets of them.
fn check_features(all: &[items::Line]) -> Result<()> {
    let output = Command::new("cargo")
        .current_dir(workspace())
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .output()?;
    let manifest = manifest(&serde_json::from_slice(&output.stdout)?, "xen-abi")?;
    for (name, flags, set) in [
        ("no feature", &["--no-default-features"][..], &[][..]),
        ("the default features", &[], &["default"]),
    ] {
        let stated = select(all, &closure(&manifest, set))?;
        let found: Vec<_> = lines(&describe(TARGETS[0].1, flags)?)
            .iter()
            .map(without_conditions)
            .collect();
        let differences = text::differences(&text::render(&stated), &text::render(&found));
        ensure!(
            differences.is_empty(),
            "with {name} there are other items than their conditions state:\n{}",
            differences.join("\n")
        );
    }
    Ok(())
}

/// Judges the changes since the baseline; counts those that nothing announces.
fn judge(new: &str, version: &str) -> Result<usize> {
    let read =
        |path: PathBuf| fs::read_to_string(&path).with_context(|| path.display().to_string());
    let baseline = read(workspace().join("snapshots/interface").join(BASELINE))?;
    let released = baseline
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# xen-abi "));
    let released = released.context("the baseline does not begin with its version")?;
    let names = rules::announced(&read(workspace().join("CHANGELOG.md"))?);
    let mut unannounced = 0;
    for change in rules::breaking(&baseline, new) {
        if rules::may_break(released, version) || rules::covers(&names, &change.path) {
            continue;
        }
        unannounced += 1;
        eprintln!("breaking: {}: {}", change.path, change.reason);
    }
    Ok(unannounced)
}

fn run(argument: Option<&str>) -> Result<bool> {
    let accepts = match argument {
        None => false,
        Some("accept" | "baseline") => true,
        Some(other) => bail!("`{other}` is neither `accept` nor `baseline`"),
    };
    let folder = workspace().join("snapshots/interface");
    fs::create_dir_all(&folder)?;
    let mut holds = true;
    let mut whole = String::new();
    let mut version = String::new();
    for (name, target) in TARGETS {
        let docs = describe(target, &["--all-features"])?;
        let found = lines(&docs);
        let mut text = text::render(&found);
        if whole.is_empty() {
            check_features(&found)?;
            whole.clone_from(&text);
            version = docs.crate_version.context("no version")?;
        } else {
            text = text::differences(&whole, &text).join("\n") + "\n";
        }
        let file = folder.join(format!("{name}.txt"));
        let known = fs::read_to_string(&file).unwrap_or_default();
        if known == text {
            continue;
        }
        for line in text::differences(&known, &text) {
            println!("{line}");
        }
        println!(
            "{}: {}",
            file.display(),
            if accepts { "rewritten" } else { "differs" }
        );
        holds &= accepts;
        if accepts {
            fs::write(&file, text)?;
        }
    }
    if argument == Some("baseline") {
        fs::write(
            folder.join(BASELINE),
            format!("# xen-abi {version}\n{whole}"),
        )?;
    }
    let unannounced = judge(&whole, &version)?;
    if unannounced > 0 {
        eprintln!(
            "{unannounced} changes break users: name their paths in entries of CHANGELOG.md below \
             Unreleased that have **ABI**, or raise the version"
        );
    }
    if !holds {
        eprintln!("the interface differs from its snapshot: make interface ACCEPT=1 accepts it");
    }
    Ok(holds && unannounced == 0)
}

fn main() -> ExitCode {
    match run(env::args().nth(1).as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
