//! Compares the speed of the generator with clang's and bindgen's.
//!
//! Prints a table, and fails if a stated bound does not hold.

mod building;
#[path = "../../tests/common/mod.rs"]
mod common;
mod measure;
mod synthetic;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use common::{fixtures, optional, trees, workspace};
use measure::{Table, race};
use tempfile::TempDir;
use xen_abi_gen::model::target::Target;

/// The generator, built like this program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_xen-abi-gen");

/// How often each command runs. The middle one counts.
const RUNS: usize = 11;

/// The argument with which this program runs bindgen in a process of its own.
const BINDGEN: &str = "as-bindgen";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, folder, unit] = arguments.as_slice()
        && mode == BINDGEN
    {
        print!(
            "{}",
            raw(
                Path::new(folder),
                &fs::read_to_string(unit).expect("the unit")
            )
        );
        return ExitCode::SUCCESS;
    }
    let mut table = Table::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    dump(&mut table, &folder);
    comparison(&mut table, &folder);
    page(&mut table, &folder);
    generation(&mut table, &folder);
    growth(&mut table, &folder);
    development(&mut table);
    building::building(&mut table, &folder);
    table.finish()
}

/// What bindgen makes of a unit, unformatted.
fn raw(folder: &Path, unit: &str) -> String {
    let folders = [folder, &fixtures("standard")].map(|folder| format!("-I{}", folder.display()));
    bindgen::Builder::default()
        .header_contents("unit.h", unit)
        .clang_args([
            "-std=gnu11",
            "-ffreestanding",
            "-nostdinc",
            "-w",
            &format!("--target={}", Target::X86_64.triple()),
        ])
        .clang_args(folders)
        .detect_include_paths(false)
        .formatter(bindgen::Formatter::None)
        .use_core()
        .generate()
        .expect("bindgen translates the headers")
        .to_string()
}

fn generator<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    command
}

/// The lines that include every header of a tree that x86-64 takes.
fn unit(tree: &Path, tools: bool) -> String {
    let library = common::libclang().expect("a libclang");
    let read = trees::read(&trees::selection(tree, &[]));
    trees::includes(&trees::facts(&library, &read, Target::X86_64, tools), tools)
}

/// `dump` of the whole of Xen 4.20 as a toolstack sees it.
fn dump(table: &mut Table, folder: &TempDir) {
    let (Some(tree), Some(clang)) = (trees::upstream("4.20"), optional("XEN_ABI_CLANG")) else {
        return table.absent(
            "dump of Xen 4.20",
            "XEN_ABI_UPSTREAM and XEN_ABI_CLANG are not both set (`make bench` sets them)",
        );
    };
    let file = folder.path().join("unit.c");
    fs::write(&file, unit(&tree, true)).expect("the unit");
    let dump = || {
        let mut command = generator(["dump", "--tools", "--headers"]);
        command.arg(&tree);
        command
    };
    let check = || {
        let mut command = Command::new(&clang);
        command.args([
            "-fsyntax-only",
            "-w",
            "-xc",
            "-std=gnu11",
            "-ffreestanding",
            "-nostdinc",
            "-target",
            Target::X86_64.triple(),
        ]);
        command
            .arg("-isystem")
            .arg(fixtures("standard"))
            .arg("-I")
            .arg(&tree)
            .arg(&file);
        command
    };
    let translate = || {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg(BINDGEN).arg(&tree).arg(&file);
        command
    };
    let [ours, clang, bindgen] = race(RUNS, [&dump, &check, &translate]);
    table.row("clang -fsyntax-only, Xen 4.20", &clang);
    table.row("bindgen, unformatted", &bindgen);
    table.row("dump", &ours);
    table.bound("dump to clang, CPU", ours.cpu_to(&clang), 2.6);
    table.bound("dump to bindgen, CPU", ours.cpu_to(&bindgen), 0.45);
}

/// `diff` of two releases on each target, with the dumps, and of saved dumps.
fn comparison(table: &mut Table, folder: &TempDir) {
    let (Some(old), Some(new)) = (trees::upstream("4.17"), trees::upstream("4.20")) else {
        return table.absent(
            "diff of Xen 4.17 and 4.20",
            "XEN_ABI_UPSTREAM is not set (`make bench` sets it)",
        );
    };
    // That there are differences is no failure here.
    let shell = |script: &str| {
        let mut command = Command::new("sh");
        command
            .args(["-c", script, PROGRAM])
            .arg(&old)
            .arg(&new)
            .arg(folder.path());
        command
    };
    let dumps = r#"for tree in "$1" "$2"; do for target in x86_64 i686 aarch64 armv7; do
        "$0" dump --tools --target $target --headers "$tree" || exit
        done > "$3/$(basename "$tree").json"; done"#;
    let dumps = || shell(dumps);
    let saved = || {
        shell(r#""$0" diff "$3/$(basename "$1").json" "$3/$(basename "$2").json"; test $? -eq 1"#)
    };
    let whole = || shell(r#""$0" diff --tools "$1" "$2"; test $? -eq 1"#);
    let [dumps, saved, whole] = race(RUNS, [&dumps, &saved, &whole]);
    table.row("eight dumps of Xen 4.17 and 4.20", &dumps);
    table.row("diff of what they saved", &saved);
    table.row("diff of the two trees, four targets", &whole);
    table.bound(
        "diff of two trees, CPU seconds per processor",
        whole.cpu() / measure::processors(),
        2.0,
    );
}

/// The page of Xen 4.20 for four targets, beside the dumps of the same.
fn page(table: &mut Table, folder: &TempDir) {
    let Some(tree) = trees::upstream("4.20") else {
        return table.absent(
            "page of Xen 4.20",
            "XEN_ABI_UPSTREAM is not set (`make bench` sets it)",
        );
    };
    let dumps = || {
        let mut command = Command::new("sh");
        let script = r#"for target in x86_64 i686 aarch64 armv7; do
            "$0" dump --tools --target $target --headers "$1" || exit; done"#;
        command.args(["-c", script, PROGRAM]).arg(&tree);
        command
    };
    let page = || {
        let mut command = generator(["dump", "--tools", "--format", "html", "--headers"]);
        command
            .arg(&tree)
            .arg("--out")
            .arg(folder.path().join("page.html"));
        command
    };
    let [dumps, page] = race(RUNS, [&dumps, &page]);
    table.row("four dumps of Xen 4.20", &dumps);
    table.row("page of Xen 4.20, four targets", &page);
    table.bound("page to four dumps, CPU", page.cpu_to(&dumps), 1.5);
}

/// The crate for one target and for all of them.
fn generation(table: &mut Table, folder: &TempDir) {
    let run = |targets: &[Target]| {
        let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
        let mut command = generator(["generate", "--headers"]);
        command
            .arg(trees::own())
            .arg("--out")
            .arg(folder.path().join(names.join("-")));
        command.args(names.iter().flat_map(|name| ["--target", name]));
        command
    };
    let view = |option: &'static str| {
        let out = folder.path().join(option);
        move || {
            let mut command = generator(["generate", option, "--headers"]);
            command.arg(trees::own()).arg("--out").arg(&out);
            command
        }
    };
    let single: Vec<_> = Target::ALL.map(|target| move || run(&[target])).into();
    let [a, b, c, d] = single.as_slice() else {
        return;
    };
    let all = || run(&Target::ALL);
    let (one, six) = (view("--tools"), view("--toolstack"));
    let [a, b, c, d, all, one, six] = race(RUNS, [a, b, c, d, &all, &one, &six]);
    let slowest = [&a, &b, &c, &d]
        .into_iter()
        .max_by(|a, b| a.wall().total_cmp(&b.wall()))
        .unwrap_or(&a);
    table.row("generate, the slowest target", slowest);
    table.row("generate, four targets", &all);
    table.row("generate, four targets, for toolstacks", &one);
    table.row("generate, four targets, six releases", &six);
    table.bound("six releases to one, CPU", six.cpu_to(&one), 3.0);
}

/// Headers of growing size.
fn growth(table: &mut Table, folder: &TempDir) {
    const SIZES: [usize; 5] = [0, 1, 2, 4, 8];
    for (command, bound) in [("dump", 1.3), ("generate", 1.3)] {
        let runs: Vec<_> = SIZES
            .into_iter()
            .map(|size| {
                let tree = folder.path().join(format!("synthetic-{size}"));
                synthetic::write(&tree, size);
                let out = folder.path().join(format!("synthetic-{size}-out"));
                move || {
                    let mut run = generator([command, "--headers"]);
                    run.arg(&tree);
                    if command == "generate" {
                        run.arg("--out").arg(&out);
                    }
                    run
                }
            })
            .collect();
        let [none, one, two, four, eight] = runs.as_slice() else {
            return;
        };
        let costs = race(RUNS, [none, one, two, four, eight]);
        for (size, cost) in SIZES.into_iter().zip(&costs) {
            table.row(&format!("{command}, synthetic headers, {size}×"), cost);
        }
        // What a program needs to start does not grow.
        let [none, one, .., eight] = costs.each_ref().map(|costs| costs.cpu());
        let grown = (eight - none) / (one - none) / 8.0;
        table.bound(&format!("{command}, 8× to 8 times 1×, CPU"), grown, bound);
    }
}

/// `cargo run` in the dev profile, as after a change of a header.
///
/// The crate is generated for each target and compared, and so is the index of annotations.
fn development(table: &mut Table) {
    let check = || {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(workspace()).args([
            "run",
            "--quiet",
            "--package",
            "xen-abi-gen",
            "--",
            "check",
        ]);
        command
    };
    // The first run builds the generator.
    if !check().output().is_ok_and(|first| first.status.success()) {
        return table.absent("cargo run, dev profile", "the crate is not up to date");
    }
    let [full] = race(5, [&check]);
    table.row("cargo run, dev profile", &full);
    table.busy_bound("cargo run, dev profile, seconds", full.wall(), 6.0);
}
