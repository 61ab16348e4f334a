//! Tests the documents: commands run, links resolve, printed output is real.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::amount::Amount;
use crate::common::folder::{Folder, Outcome, copy};
use crate::common::generator::PROGRAM;
use crate::common::steps::steps;
use crate::common::{lacks, libclang, workspace};
use serde_json::Value;

/// Sections that `xen-machines` runs completely.
const FOLLOWED: [(&str, &str); 2] = [
    ("xen-abi/README.md", "Use as a dependency"),
    ("xen-abi/guest/README.md", "Boot a kernel of your own"),
];

/// The start of commands that this file runs.
const GENERATOR: &str = "cargo run -p xen-abi-gen";

/// The comparison whose finding a document shows.
const FINDING: &str = "diff --gate headers@4.20 headers@4.21";

/// Replaces cargo where the generator's commands run.
const CARGO: &str = "#!/bin/sh\n\
    [ \"$1 $2 $3\" = 'run -p xen-abi-gen' ] || exit 99\n\
    shift 3\n[ \"${1:-}\" != -- ] || shift\nexec \"$PROGRAM\" \"$@\"\n";

struct Document {
    path: String,
    text: String,
}

/// A fenced block and its section.
struct Block<'a> {
    section: &'a str,
    language: &'a str,
    text: String,
}

/// Every document below the project's folder.
fn documents() -> Vec<Document> {
    fn collect(root: &Path, below: &Path, found: &mut Vec<Document>) {
        for entry in fs::read_dir(root.join(below)).expect("a folder of the project") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            let path = below.join(&name);
            let kind = entry.file_type().expect("its type");
            if kind.is_dir() && name != "target" && !name.starts_with('.') {
                collect(root, &path, found);
            } else if kind.is_file() && name.ends_with(".md") {
                found.push(Document {
                    path: path.to_str().expect("a path in UTF-8").to_owned(),
                    text: fs::read_to_string(root.join(&path)).expect("its text"),
                });
            }
        }
    }
    let mut found = Vec::new();
    collect(&workspace(), Path::new(""), &mut found);
    assert!(found.len() > 7, "only {} documents were found", found.len());
    found
}

fn document(path: &str) -> Document {
    let mut documents = documents().into_iter();
    let found = documents.find(|document| document.path == path);
    found.unwrap_or_else(|| panic!("there is no {path}"))
}

impl Document {
    fn blocks(&self) -> Vec<Block<'_>> {
        let mut section = "";
        let mut found: Vec<Block<'_>> = Vec::new();
        let mut open = false;
        for line in self.text.lines() {
            let fence = line.trim_start().strip_prefix("```");
            match (open, fence) {
                (true, Some("")) => open = false,
                (true, _) => {
                    let block = found.last_mut().expect("a block is open");
                    block.text += line;
                    block.text.push('\n');
                }
                // Code spans of two backticks are within lines.
                (false, Some(language)) if !language.contains('`') => {
                    open = true;
                    found.push(Block {
                        section,
                        language,
                        text: String::new(),
                    });
                }
                (false, _) => section = line.strip_prefix("## ").unwrap_or(section),
            }
        }
        assert!(!open, "{}: a block is not closed", self.path);
        found
    }

    /// The shell commands with their sections, without comments.
    fn commands(&self) -> Vec<(&str, String)> {
        let blocks = self.blocks().into_iter();
        let shell = blocks.filter(|block| ["sh", "console"].contains(&block.language));
        shell
            .flat_map(|block| {
                let lines: Vec<_> = block
                    .text
                    .lines()
                    .map(|line| line.split("  #").next().unwrap_or_default())
                    .map(|line| (block.section, line.trim().to_owned()))
                    .filter(|(_, line)| !line.is_empty())
                    .collect();
                lines
            })
            .collect()
    }
}

/// A command without its environment variables.
fn without_variables(command: &str) -> String {
    let words = command.split(' ');
    let is_variable = |word: &&str| {
        let name = word.split_once('=').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
    };
    words.skip_while(is_variable).collect::<Vec<_>>().join(" ")
}

/// The make target of a command.
fn made(command: &str) -> Option<&str> {
    let mut words = command.split(' ');
    (words.next() == Some("make")).then(|| words.next().unwrap_or("all"))
}

/// What CI runs: the recipes of what its steps make, and these targets.
fn ci() -> (String, Vec<String>) {
    let targets: Vec<String> = steps().into_iter().map(|step| step.target).collect();
    let makefile = fs::read_to_string(workspace().join("Makefile")).expect("the Makefile");
    let recipes = makefile.split("\n\n").filter(|recipe| {
        let mut lines = recipe.lines().filter(|line| !line.starts_with('#'));
        let target = lines.next().and_then(|line| line.split(':').next());
        targets.iter().any(|made| Some(made.as_str()) == target)
    });
    (recipes.collect(), targets)
}

/// The test or the step of CI that runs a command.
fn covered(document: &str, section: &str, command: &str) -> bool {
    let (script, targets) = ci();
    let bare = without_variables(command);
    let file = |path: &str| fs::read_to_string(workspace().join(path)).unwrap_or_default();
    if document.starts_with("xen-abi-gen/src/diagnostics/pages/") {
        return file("xen-abi-gen/tests/diagnostics/pages.rs").contains("Command::new(\"sh\")");
    }
    if FOLLOWED.contains(&(document, section)) {
        return file("xen-abi/machines/src/documents.rs").contains(&format!("\"{section}\""));
    }
    if let Some(target) = made(&bare) {
        return targets.iter().any(|made| made == target);
    }
    let features = ["mock", "mock,toolstack"];
    let example = features.iter().find_map(|features| {
        bare.strip_prefix(&format!(
            "cargo run -p xen-abi --features {features} --example "
        ))
    });
    if let Some(example) = example {
        let run = file("xen-abi/tests/examples.rs");
        return [".rs", "/main.rs"]
            .iter()
            .any(|end| run.contains(&format!("\"../examples/{example}{end}\"")));
    }
    // These are run by `the_commands_of_the_generator_run`, and by tests of the two packages.
    bare.starts_with(GENERATOR)
        || bare.starts_with("cargo run -p xen-machines -- ")
        || bare == "cargo run -p xen-guest"
        || script.contains(&bare)
}

#[test]
fn every_command_is_run_by_a_test_or_by_ci() {
    let mut commands = 0;
    for document in documents() {
        for (section, command) in document.commands() {
            commands += 1;
            assert!(
                covered(&document.path, section, &command),
                "{}, `{section}`: no test and no step of CI runs `{command}`",
                document.path
            );
        }
    }
    assert!(commands > 30, "only {commands} commands were found");
    assert!(!covered("README.md", "", "make accept"));
    assert!(!covered(
        "README.md",
        "",
        "cargo run -p xen-abi --features mock --example none"
    ));
}

/// Also where a sentence names the target, and no step of CI makes it.
#[test]
fn make_targets_in_documents_exist() {
    let mut targets = 0;
    for document in documents() {
        let commands = document.commands().into_iter().map(|(_, command)| command);
        let spans = document
            .text
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned);
        for command in commands.chain(spans).map(|text| without_variables(&text)) {
            let Some(rest) = command.strip_prefix("make") else {
                continue;
            };
            if !(rest.is_empty() || rest.starts_with(' ')) {
                continue;
            }
            targets += 1;
            let output = shell(&workspace(), &format!("make --dry-run {rest}"));
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{}: `{command}`: {error}",
                document.path
            );
        }
    }
    assert!(targets > 20, "only {targets} targets were found");
}

fn shell(folder: &Path, command: &str) -> Output {
    Command::new("sh")
        .current_dir(folder)
        .args(["-c", command])
        .env_remove("MAKEFLAGS")
        .output()
        .expect("a shell")
}

/// A folder like the project's, in which commands may write.
fn copy_of_the_project() -> Option<Folder> {
    let upstream = std::env::var_os("XEN_ABI_UPSTREAM").map(PathBuf::from);
    let Some(upstream) = upstream.filter(|_| libclang().is_some()) else {
        lacks("XEN_ABI_UPSTREAM is not set (`make test` sets it)");
        return None;
    };
    let folder = Folder::new();
    copy(&workspace().join("headers"), &folder.path("headers"));
    copy(
        &workspace().join("xen-abi/src/generated"),
        &folder.path("xen-abi/src/generated"),
    );
    for file in [
        "xen-abi/Cargo.toml",
        "xen-abi/README.md",
        "xen-abi-gen/Cargo.toml",
        "xen-abi-gen/annotations.jsonl",
        "xen-abi-gen/since.toml",
    ] {
        folder.put(file, fs::read(workspace().join(file)).expect("a file"));
    }
    for part in ["xen-abi-gen/tests", "xen-abi-gen/examples"] {
        symlink(workspace().join(part), folder.path(part)).expect("a link");
    }
    fs::create_dir(folder.path("target")).expect("a folder");
    symlink(upstream, folder.path("target/upstream")).expect("a link");
    folder.put("bin/cargo", CARGO);
    let made = shell(&folder.path(""), "chmod +x bin/cargo");
    assert!(made.status.success());
    Some(folder)
}

/// Unchanged, in the order of each document, and once if several have it. Only `diff` may fail, with
/// exit code 1. A sample leaves out the comparisons of whole releases for every target, and what
/// other tests run: the command alone, `check`, and the finding that a document shows.
#[test]
fn the_commands_of_the_generator_run() {
    let Some(folder) = copy_of_the_project() else {
        return;
    };
    let compares_releases = |command: &str| {
        command.matches("target/upstream").count() == 2 && !command.contains("--target")
    };
    let elsewhere = |command: &str| {
        command == GENERATOR || command.ends_with(" check") || command.ends_with(FINDING)
    };
    let sample = Amount::wanted() == Amount::Sample;
    let mut run = BTreeSet::new();
    for document in documents() {
        for (_, command) in document.commands() {
            if !command.starts_with(GENERATOR)
                || sample && (compares_releases(&command) || elsewhere(&command))
                || !run.insert(command.clone())
            {
                continue;
            }
            let line =
                format!("PATH=$PWD/bin:$PATH PROGRAM='{PROGRAM}'; export PATH PROGRAM\n{command}");
            let output = shell(&folder.path(""), &line);
            let error = String::from_utf8_lossy(&output.stderr);
            let good = match output.status.code() {
                Some(1) if command.contains(" --gate ") => finds_versions(&error),
                Some(1) => command.contains(" diff ") && error.is_empty(),
                code => code == Some(0),
            };
            assert!(good, "{}: `{command}`\n{error}", document.path);
        }
    }
    assert!(
        run.len() > Amount::wanted().of(6, 10, 10),
        "only {run:?} were found"
    );
    assert!(folder.path("target/xen/event_channel.rs").exists());
    assert!(folder.path("target/saved.json").exists());
}

/// Whether all that was wrong is versions that should have moved.
fn finds_versions(error: &str) -> bool {
    let errors: Vec<&str> = error
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    let of_versions = |line: &&str| line.starts_with("error[version-not-moved]");
    !errors.is_empty() && errors.iter().all(of_versions)
}

/// A text without its numbers and indentation.
fn without_places(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.replace(|c: char| c.is_ascii_digit(), ""));
    lines
        .map(|line| line.trim().to_owned() + "\n")
        .collect::<String>()
}

/// The block of the generator's README that shows a message of that code.
fn shown_message(code: &str) -> String {
    let document = document("xen-abi-gen/README.md");
    let start = format!("error[{code}]");
    let blocks = document.blocks();
    let shown = blocks.iter().find(|block| block.text.starts_with(&start));
    without_places(&shown.expect("a message").text)
}

/// The finding in the document is the gate's, except for line numbers.
#[test]
fn the_finding_in_the_document_is_real() {
    if libclang().is_none() {
        return;
    }
    let outcome: Outcome = Folder::new()
        .command(&FINDING.split(' ').collect::<Vec<_>>())
        .current_dir(workspace())
        .output()
        .expect("the generator runs")
        .into();
    let printed = without_places(&outcome.stderr);
    assert!(
        printed.contains(&shown_message("version-not-moved")),
        "{}",
        outcome.stderr
    );
}

/// The message in the document is the generator's, except for line numbers.
#[test]
fn the_message_in_the_document_is_real() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    copy(&workspace().join("headers"), &folder.path("headers"));
    let path = "headers/event_channel.h";
    let text = fs::read_to_string(folder.path(path)).expect("the header");
    let close = "#define EVTCHNOP_close            3";
    assert!(text.contains(close));
    folder.put(
        path,
        text.replace(close, &format!("{close} /* ` => struct evtchn_clsoe */")),
    );
    let outcome = folder.run(&["dump", "--headers", "headers", "--strict"]);
    let printed = without_places(&outcome.stderr);
    assert!(
        printed.contains(&shown_message("unknown-argument-type")),
        "{}",
        outcome.stderr
    );
}

/// Collects the members of objects, without the keys of maps from names.
fn members(value: &Value, is_map: bool, found: &mut Vec<String>) {
    const MAPS: [&str; 9] = [
        "constants",
        "strings",
        "enums",
        "records",
        "typedefs",
        "c_enums",
        "c_enum_places",
        "hypercalls",
        "directions",
    ];
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                if !is_map {
                    found.push(key.clone());
                }
                members(value, !is_map && MAPS.contains(&key.as_str()), found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| members(value, false, found)),
        _ => {}
    }
}

#[test]
fn every_member_of_a_dump_is_documented() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    let headers = workspace().join("headers");
    let headers = headers.to_str().expect("a path in UTF-8");
    let outcome = folder.run(&["dump", "--headers", headers]);
    let dump: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let mut found = Vec::new();
    members(&dump, false, &mut found);
    found.sort();
    found.dedup();
    assert!(found.len() > 30, "{found:?}");
    let document = document("xen-abi-gen/README.md");
    for member in found {
        let quoted = [format!("\"{member}\""), format!("`{member}`")];
        assert!(
            quoted.iter().any(|text| document.text.contains(text)),
            "`{member}` of a dump is not documented"
        );
    }
}

/// The examples of the crate's README are doctests; the package lacks that of the workspace.
#[test]
fn the_example_of_the_workspace_is_one_of_the_crate() {
    let (workspace, package) = (document("README.md"), document("xen-abi/README.md"));
    let is_rust = |block: &Block<'_>| block.language == "rust";
    let mut examples = workspace.blocks().into_iter().filter(is_rust);
    let example = examples.next().expect("an example");
    assert!(
        package.text.contains(&example.text),
        "xen-abi/README.md does not have:\n{}",
        example.text
    );
    assert!(examples.next().is_none(), "README.md has one example");
}

#[test]
fn links_lead_to_files_of_the_project() {
    let mut links = 0;
    for document in documents() {
        let folder = Path::new(&document.path)
            .parent()
            .expect("a document has a folder");
        let targets = document.text.split("](").skip(1);
        for target in targets.filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") {
                continue;
            }
            links += 1;
            let file = target.split('#').next().unwrap_or_default();
            assert!(
                workspace().join(folder).join(file).exists(),
                "{}: nothing is at {target}",
                document.path
            );
        }
    }
    assert!(links > 10, "only {links} links were found");
}
