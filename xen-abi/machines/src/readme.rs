//! The kernel of the README: made from its listings in an empty folder, as a reader would.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::boot::{Boot, Files};
use crate::console::Console;
use crate::machine::{MACHINES, Machine};
use crate::parts::{self, Lack, Parts};
use crate::suite::OLDEST;
use crate::verdict::Report;

/// What the step is called.
pub(crate) const NAME: &str = "readme";

/// The files that the README shows. Each listing begins with a comment that names its file.
const LISTINGS: &[&str] = &["Cargo.toml", "build.rs", "link.ld", "src/main.rs"];

/// The line that the kernel prints.
const LINE: &str = "Hello from domain 0";

/// The machine that the kernel boots on: PV.
pub(crate) fn machine() -> &'static Machine {
    &MACHINES[0]
}

/// Builds the kernel, and finds what boots it.
pub(crate) fn files(parts: &mut Parts) -> Result<Files, Lack> {
    let mut files = parts.files(machine(), OLDEST)?;
    let folder = parts::folder().join("hello-xen");
    build(&folder).map_err(|error| Lack::Broken(format!("{error:#}")))?;
    files.guest = folder.join("target/release/hello-xen");
    Ok(files)
}

/// Boots the kernel, which has one test: its line.
pub(crate) fn run(boot: &Boot<'_>) -> Report {
    let mut report = Report::headed(format!("Xen {OLDEST}, the kernel of the README"));
    let ended = match boot.run(&mut std::io::sink()) {
        Ok(ended) => ended,
        Err(error) => {
            report.problem(&format!("{NAME}: {error:#}"), [""; 0]);
            return report;
        }
    };
    let console = Console::new(&ended.console);
    let lines = console.domains().remove(&0).unwrap_or_default();
    if lines.iter().any(|line| line.starts_with(LINE)) {
        report.test("readme::first_line", None);
    } else {
        report.test(
            "readme::first_line",
            Some("it is missing; the console ends with:"),
        );
        report.details(console.end(25));
        report.details(&ended.errors);
    }
    report
}

fn build(folder: &Path) -> Result<()> {
    let root = parts::root();
    let readme = fs::read_to_string(root.join("README.md"))?;
    let _ = fs::remove_dir_all(folder.join("src"));
    fs::create_dir_all(folder.join("src"))?;
    for name in LISTINGS {
        let text = listing(&readme, name).with_context(|| format!("no listing of {name}"))?;
        let text = match *name {
            "Cargo.toml" => manifest(&text, &root),
            _ => text,
        };
        fs::write(folder.join(name), text)?;
    }
    // The versions that are tested elsewhere, as far as this kernel needs them.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let output = Command::new("cargo")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", "target")
        .args(["build", "--release"])
        .output()
        .context("cargo")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the kernel does not build\n{errors}"
    );
    Ok(())
}

/// What the README adds to the manifest of a new package. The crate is this workspace's, of which
/// the folder is no part.
fn manifest(listing: &str, root: &Path) -> String {
    let path = format!("path = \"{}\"", root.join("xen-abi").display());
    let lines = listing.lines().map(|line| {
        match line.split_once("git = \"").and_then(|(begin, rest)| {
            let (_, end) = rest.split_once('"')?;
            Some(format!("{begin}{path}{end}"))
        }) {
            Some(line) => line,
            None => line.to_owned(),
        }
    });
    let listing: Vec<_> = lines.collect();
    format!(
        "[package]\nname = \"hello-xen\"\nedition = \"2024\"\n\n{}\n\n[workspace]\n",
        listing.join("\n")
    )
}

/// The text of a listing, after the comment that names its file.
fn listing(readme: &str, name: &str) -> Option<String> {
    let headings = ["# ", "// ", "/* "].map(|mark| format!("{mark}{name}"));
    let mut lines = readme.lines();
    loop {
        lines.find(|line| line.starts_with("```"))?;
        let first = lines.next()?;
        let named = headings
            .iter()
            .any(|heading| first.trim_end_matches("*/").trim_end() == heading);
        let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        if named {
            return Some(body.join("\n") + "\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_every_listing() {
        let readme = fs::read_to_string(parts::root().join("README.md")).unwrap();
        for name in LISTINGS {
            assert!(
                listing(&readme, name).is_some_and(|text| !text.is_empty()),
                "{name}"
            );
        }
        assert_eq!(listing(&readme, "none"), None);
        let manifest = manifest(&listing(&readme, "Cargo.toml").unwrap(), Path::new("/root"));
        assert!(manifest.contains("path = \"/root/xen-abi\""), "{manifest}");
        assert!(!manifest.contains("git ="), "{manifest}");
    }
}
