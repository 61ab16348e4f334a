//! Building the crate with some of its features, beside crates that are bindgen's output for the
//! same headers: what rustc takes for the one crate, as cargo calls it for a dependency in the dev
//! profile.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::common::features::{bitflags, closure, features};
use crate::common::{trees, workspace};
use crate::measure::{Table, race};

/// How often each crate is built. The middle one counts.
const RUNS: usize = 9;

/// The set of features beside `default` and `all`: two headers of hypercalls.
const FEW: [&str; 2] = ["argo", "event_channel"];

/// The features that some others enable, which count as asked for.
fn enabled(of: &[&str]) -> BTreeSet<String> {
    let (features, of) = (features(), of.iter().map(|name| (*name).to_owned()));
    let of: Vec<String> = of.collect();
    let enabled = closure(&features, &of);
    enabled.into_iter().map(str::to_owned).collect()
}

/// The lines of a unit that include headers whose modules are compiled: those of the features, and
/// those that have none.
fn headers_of(unit: &str, enabled: &BTreeSet<String>) -> String {
    let all = enabled_by_all();
    let is_compiled = |line: &&str| {
        let Some((_, header)) = line.split_once('"') else {
            return true;
        };
        let name = header.trim_end_matches(".h\"").replace(['/', '-'], "_");
        let short = name.split_once('_').map_or("", |(_, rest)| rest);
        let feature = [name.as_str(), short]
            .into_iter()
            .find(|name| all.contains(*name));
        feature.is_none_or(|feature| enabled.contains(feature))
    };
    let lines: Vec<&str> = unit.lines().filter(is_compiled).collect();
    lines.join("\n") + "\n"
}

fn enabled_by_all() -> BTreeSet<String> {
    features().remove("all").unwrap_or_default()
}

/// rustc as cargo calls it for a dependency.
fn rustc(root: &Path, name: &str, edition: &str, out: &Path) -> Command {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(program);
    command
        .args(["--crate-name", name, "--edition", edition])
        .args(["--crate-type", "lib", "--emit", "dep-info,metadata,link"])
        .args(["-C", "embed-bitcode=no", "-C", "debuginfo=2"])
        .args(["--cap-lints", "allow", "--out-dir"])
        .arg(out)
        .arg(root);
    command
}

/// The crates, the dependency built.
pub(crate) fn building(table: &mut Table, folder: &TempDir) {
    let out = folder.path().join("build");
    fs::create_dir_all(&out).expect("a folder");
    let built = rustc(&bitflags(), "bitflags", "2021", &out).status();
    assert!(built.is_ok_and(|status| status.success()), "bitflags");
    let mut dependency = OsString::from("bitflags=");
    dependency.push(out.join("libbitflags.rlib"));
    let ours = |of: &[&str]| {
        let enabled = enabled(of);
        let (out, dependency) = (out.clone(), dependency.clone());
        move || {
            let root = workspace().join("xen-abi/src/lib.rs");
            let mut command = rustc(&root, "xen_abi", "2024", &out);
            command.arg("--extern").arg(&dependency);
            let cfgs = enabled.iter().map(|name| format!("feature=\"{name}\""));
            command.args(cfgs.flat_map(|cfg| ["--cfg".to_owned(), cfg]));
            command
        }
    };
    let unit = crate::unit(&trees::own(), false);
    let raw = |name: &'static str| {
        let lines = headers_of(&unit, &enabled(&[name]));
        let text = crate::raw(&trees::own(), &lines);
        let root: PathBuf = out.join(format!("raw_{name}.rs"));
        let text = format!("#![no_std]\n#![allow(warnings)]\n{text}");
        fs::write(&root, text).expect("a crate");
        let out = out.clone();
        move || rustc(&root, &format!("raw_{name}"), "2021", &out)
    };
    let builds = (
        (ours(&["default"]), raw("default")),
        (ours(&["all"]), raw("all")),
        (ours(&FEW), ours(&["all", "toolstack"])),
    );
    let ((default, raw_default), (all, raw_all), (few, both)) = &builds;
    let [default, raw_default, all, raw_all, few, both] =
        race(RUNS, [default, raw_default, all, raw_all, few, both]);
    table.row("rustc, bindgen's output, headers of default", &raw_default);
    table.row("rustc, xen-abi, default", &default);
    table.row("rustc, bindgen's output, all headers", &raw_all);
    table.row("rustc, xen-abi, all", &all);
    table.row("rustc, xen-abi, all and toolstack", &both);
    table.row("rustc, xen-abi, argo and event_channel", &few);
    // The aims are 1.3 and 1.6. bindgen's crates have no functions, no services and no documentation.
    table.bound(
        "xen-abi to bindgen's output, default, CPU",
        default.cpu_to(&raw_default),
        2.7,
    );
    table.bound(
        "xen-abi to bindgen's output, all, CPU",
        all.cpu_to(&raw_all),
        2.9,
    );
    table.bound("all and toolstack to all, CPU", both.cpu_to(&all), 2.0);
    table.bound("argo and event_channel to all, CPU", few.cpu_to(&all), 0.4);
}
