//! Runs sections of documents in an empty folder: writes their files and runs their commands.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::boot::{Boot, Files};
use crate::console::Console;
use crate::machine::{MACHINES, Machine, OLDEST};
use crate::parts::{self, Lack, Parts};
use crate::verdict::Report;

/// The name of the step.
pub(crate) const NAME: &str = "readme";

/// The section that builds a kernel, and its command that boots it.
const KERNEL: Section = Section {
    document: "xen-abi/guest/README.md",
    heading: "Boot a kernel of your own",
};
const BOOT: &str = "GUEST=../";

/// The line that the kernel prints.
const LINE: &str = "Hello from domain 0";

/// How documents name the crate's repository.
///
/// Tests replace it with this checkout. Tests replace it with this checkout.
const IN_COMMAND: &str = "--git …";
const IN_MANIFEST: &str = "git = \"…\"";

/// A section of a document.
struct Section {
    document: &'static str,
    heading: &'static str,
}

impl Section {
    fn text(&self) -> Result<String> {
        let document = self.document;
        fs::read_to_string(parts::root().join(document)).context(document)
    }
}

/// The machine for the kernel: PV.
pub(crate) fn machine() -> &'static Machine {
    &MACHINES[0]
}

/// Builds the kernel, and finds what boots it.
pub(crate) fn files(parts: &mut Parts) -> Result<Files, Lack> {
    let mut files = parts.files(machine(), OLDEST)?;
    files.guest = kernel().map_err(|error| Lack::Broken(format!("{error:#}")))?;
    Ok(files)
}

/// Boots the kernel, whose line is the test.
pub(crate) fn run(boot: &Boot<'_>) -> Report {
    let mut report = Report::headed(format!("Xen {OLDEST}, the kernel of the guest's README"));
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

/// Runs the section on kernels, and returns the file that its last command boots.
///
/// The folder is outside the checkout: within it, `cargo new` would add the package to the
/// workspace.
fn kernel() -> Result<PathBuf> {
    let folder = tempfile::tempdir()?;
    let left = follow(&KERNEL.text()?, KERNEL.heading, folder.path())?;
    let boot = left
        .iter()
        .find_map(|line| line.strip_prefix(BOOT))
        .with_context(|| format!("`{}` has no line with `{BOOT}…`", KERNEL.heading))?;
    let built = folder
        .path()
        .join(boot.split(' ').next().unwrap_or_default());
    let kept = parts::folder().join("readme-kernel");
    fs::create_dir_all(parts::folder())?;
    fs::copy(&built, &kept)
        .with_context(|| format!("`{BOOT}{boot}`: the commands above made no such file"))?;
    Ok(kept)
}

/// A fenced block: its language and its lines.
struct Listing<'a> {
    language: &'a str,
    lines: Vec<&'a str>,
}

impl Listing<'_> {
    /// The file named in the comment of the first line.
    fn file(&self) -> Option<&str> {
        let first = self.lines.first()?;
        let comment = ["# ", "// ", "/* "]
            .iter()
            .find_map(|mark| first.strip_prefix(mark))?;
        let name = comment.trim_end_matches("*/").trim_end();
        let is_file = !name.contains(' ') && Path::new(name).extension().is_some();
        is_file.then_some(name)
    }
}

/// The listings of a section, in order.
fn listings<'a>(document: &'a str, section: &str) -> Vec<Listing<'a>> {
    let heading = format!("## {section}");
    let mut lines = document
        .lines()
        .skip_while(|line| **line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut found = Vec::new();
    while let Some(language) = lines.find_map(|line| line.strip_prefix("```")) {
        let lines = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(Listing { language, lines });
    }
    found
}

/// Runs a section in an empty folder: writes its files, runs its cargo commands.
///
/// Returns the other commands.
fn follow(document: &str, section: &str, folder: &Path) -> Result<Vec<String>> {
    let mut place = folder.to_owned();
    let mut left = Vec::new();
    for listing in listings(document, section) {
        if let Some(name) = listing.file() {
            let path = place.join(name);
            fs::create_dir_all(path.parent().context("a file has a folder")?)?;
            let text = listing.lines.join("\n") + "\n";
            let here = format!("path = {:?}", parts::root().join("xen-abi"));
            fs::write(path, text.replace(IN_MANIFEST, &here))?;
        }
        let commands = listing.lines.iter().filter(|_| listing.language == "sh");
        for line in commands {
            let command = line.split("  #").next().unwrap_or_default().trim_end();
            if let Some(below) = command.strip_prefix("cd ") {
                place.push(below);
                // The versions of the workspace, as far as the package needs them.
                fs::copy(parts::root().join("Cargo.lock"), place.join("Cargo.lock"))?;
            } else if command.starts_with("cargo ") {
                cargo(command, &place)?;
            } else {
                left.push(command.to_owned());
            }
        }
    }
    Ok(left)
}

/// Runs a cargo command, with this workspace's crate.
fn cargo(command: &str, place: &Path) -> Result<()> {
    let here = format!("--path '{}'", parts::root().join("xen-abi").display());
    let output = Command::new("sh")
        .current_dir(place)
        .env_remove("CARGO_TARGET_DIR")
        .args(["-c", &command.replace(IN_COMMAND, &here)])
        .output()
        .context("sh")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "`{command}` fails\n{said}{errors}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_followed_line_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let document = "## One\n```sh\nnot this\n```\n## Two\n```text\n/* a/b.ld */\nx\n```\n\
                      ```sh\nmake it   # so\n```\n## Three\n```sh\nnor this\n```\n";
        let left = follow(document, "Two", folder.path()).unwrap();
        assert_eq!(left, ["make it"]);
        let written = fs::read_to_string(folder.path().join("a/b.ld")).unwrap();
        assert_eq!(written, "/* a/b.ld */\nx\n");
    }

    #[test]
    fn a_command_that_fails_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let document = "## One\n```sh\ncargo no-such-command\n```\n";
        let error = follow(document, "One", folder.path()).unwrap_err();
        assert!(error.to_string().contains("`cargo no-such-command` fails"));
    }

    #[test]
    fn the_crates_readme_leads_to_a_program_that_passes_its_tests() {
        let folder = tempfile::tempdir().unwrap();
        let section = Section {
            document: "xen-abi/README.md",
            heading: "Use as a dependency",
        };
        let left = follow(&section.text().unwrap(), section.heading, folder.path()).unwrap();
        assert!(left.is_empty(), "not run: {left:?}");
        assert!(
            folder.path().join("hello-events/tests").exists(),
            "no tests were written"
        );
    }

    #[test]
    fn the_guests_readme_leads_to_a_kernel() {
        kernel().unwrap();
    }

    /// The machines of this crate's page exist, and its options are those of the command line.
    #[test]
    fn the_commands_of_this_crate_are_accepted() {
        let page = fs::read_to_string(parts::root().join("xen-abi/machines/README.md")).unwrap();
        let mut found = 0;
        for line in page.lines() {
            let Some(rest) = line.strip_prefix("cargo run -p xen-machines -- ") else {
                continue;
            };
            let words = rest
                .split("  #")
                .next()
                .unwrap_or_default()
                .split_whitespace();
            let accepted = crate::boots(std::iter::once("xen-machines").chain(words));
            assert_ne!(accepted.unwrap(), 0, "`{line}` boots nothing");
            found += 1;
        }
        assert_eq!(found, 3);
    }
}
