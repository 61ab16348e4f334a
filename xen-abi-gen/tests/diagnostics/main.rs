//! Every message that the generator has: a small input that draws it, where it points, the words,
//! and what the run leaves behind.

mod annotations;
mod c;
mod families;
mod files;
mod machine;
mod meaning;

#[path = "../accepted/mod.rs"]
mod accepted;
#[path = "../generator/mod.rs"]
mod generator;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use accepted::Accepted;
use generator::{Folder, GOOD, Outcome, State, has_libclang, in_parallel, project};

/// What stands in a header's place.
enum Content {
    Text(&'static str),
    Bytes(&'static [u8]),
    Folder,
    Link(&'static str),
    Pipe,
    Socket,
    /// So many megabytes of one comment.
    Megabytes(usize),
}

/// An input and what is to be said of it.
struct Case {
    /// The name of the snapshot.
    name: &'static str,
    /// The files, below the folder of headers.
    headers: Vec<(&'static str, Content)>,
    /// Further arguments.
    arguments: &'static [&'static str],
    /// Each message: severity, code, and the place that it points to.
    finds: &'static [&'static str],
    /// What the dump holds all the same: a JSON pointer, and the value there.
    reads: &'static [(&'static str, &'static str)],
}

/// A tree of one header, `xen.h`.
fn one(name: &'static str, text: &'static str, finds: &'static [&'static str]) -> Case {
    tree(name, vec![("xen.h", Content::Text(text))], finds)
}

/// A tree of several files.
fn tree(
    name: &'static str,
    headers: Vec<(&'static str, Content)>,
    finds: &'static [&'static str],
) -> Case {
    Case {
        name,
        headers,
        arguments: &[],
        finds,
        reads: &[],
    }
}

impl Case {
    fn with(self, arguments: &'static [&'static str]) -> Self {
        Self { arguments, ..self }
    }

    fn reads(self, reads: &'static [(&'static str, &'static str)]) -> Self {
        Self { reads, ..self }
    }

    fn write(&self, folder: &Folder) {
        fs::create_dir(folder.path("headers")).expect("a folder");
        folder.put("bare/xen.h", GOOD);
        for (path, content) in &self.headers {
            let path = match path.strip_prefix("../") {
                Some(beside) => beside.to_owned(),
                None => format!("headers/{path}"),
            };
            match content {
                Content::Text(text) => folder.put(&path, text),
                Content::Bytes(bytes) => folder.put(&path, bytes),
                Content::Folder => fs::create_dir_all(folder.path(&path)).expect("a folder"),
                Content::Link(target) => {
                    std::os::unix::fs::symlink(target, folder.path(&path)).expect("a link");
                }
                Content::Pipe => folder.pipe(&path),
                Content::Socket => drop(
                    std::os::unix::net::UnixListener::bind(folder.path(&path)).expect("a socket"),
                ),
                Content::Megabytes(count) => {
                    let line = format!("{}\n", "x".repeat(99));
                    folder.put(
                        &path,
                        format!("/*\n{}*/\n#define XEN_END 1\n", line.repeat(count * 10_000)),
                    );
                }
            }
        }
    }

    fn has_errors(&self) -> bool {
        self.finds.iter().any(|found| found.starts_with("error"))
    }

    /// 2 where no header is to blame, 1 where one is, 0 where the run succeeds.
    fn exit(&self) -> i32 {
        let errors: Vec<_> = self
            .finds
            .iter()
            .filter(|found| found.starts_with("error"))
            .collect();
        if errors.iter().any(|found| !found.contains(' ')) {
            2
        } else {
            i32::from(!errors.is_empty())
        }
    }
}

/// Each message in what was printed: `error[code] place`.
fn messages(stderr: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in stderr.lines() {
        let starts = ["error[", "warning["]
            .iter()
            .any(|start| line.starts_with(start));
        if let Some((head, _)) = line.split_once("]: ").filter(|_| starts) {
            found.push(format!("{head}]"));
        } else if let (Some((_, place)), Some(last)) = (line.split_once("--> "), found.last_mut()) {
            last.push_str(&format!(" {}", place.trim_start_matches("headers/")));
        }
    }
    found
}

/// The command, what it printed, and how it ended.
fn transcript(arguments: &[&str], outcome: &Outcome) -> String {
    // On a slow machine a run says what it is at.
    let said: String = outcome
        .stderr
        .split_inclusive('\n')
        .filter(|line| !(line.starts_with('[') && line.contains(" s] ")))
        .collect();
    format!(
        "$ xen-abi-gen {}\n{said}[exit code {}]\n",
        arguments.join(" "),
        outcome.code
    )
}

/// Output of an earlier run, which a run that fails must leave as it is.
fn earlier_output(folder: &Folder) -> State {
    folder.put("out/mod.rs", "// @generated by xen-abi-gen\n");
    folder.put("out/left.rs", "// @generated by xen-abi-gen\n");
    folder.age("out");
    folder.state("out")
}

fn generate<'a>(case: &Case, more: &[&'a str]) -> Vec<&'a str> {
    // With annotations of its own, so that no message changes with the project's headers.
    let mut arguments = vec![
        "generate",
        "--headers",
        "headers",
        "--annotations",
        "bare",
        "--out",
        "out",
    ];
    arguments.extend(case.arguments);
    arguments.extend(more);
    arguments
}

/// Runs a case and holds it against what it says of itself; returns the transcript, or what is
/// wrong.
fn run(case: &Case) -> Result<(String, Vec<String>), String> {
    let folder = Folder::new();
    case.write(&folder);
    let earlier = earlier_output(&folder);
    let arguments = generate(case, &[]);
    let outcome = folder.run(&arguments);
    let found = messages(&outcome.stderr);
    let told = || {
        format!(
            "{}: {found:?}, exit code {}\n{}",
            case.name, outcome.code, outcome.stderr
        )
    };
    if found != case.finds || outcome.code != case.exit() || !outcome.stdout.is_empty() {
        return Err(told());
    }
    if outcome
        .stderr
        .contains(folder.path("").to_str().expect("a path in UTF-8"))
        || outcome.stderr.contains('\u{1b}')
    {
        return Err(format!(
            "{}: a path of the machine, or colour\n{}",
            case.name, outcome.stderr
        ));
    }
    if case.has_errors() && folder.state("out") != earlier {
        return Err(format!("{}: the earlier output was touched", case.name));
    }
    if !case.has_errors() {
        strict(case, &found)?;
        reads(case, &folder)?;
    }
    // What a run without errors wrote belongs to other tests.
    let messages = outcome
        .stderr
        .split_inclusive('\n')
        .take_while(|line| !line.starts_with("  added"))
        .collect();
    Ok((
        transcript(
            &arguments,
            &Outcome {
                stderr: messages,
                ..outcome
            },
        ),
        found,
    ))
}

/// Under `--strict`, each warning is an error at the same place.
fn strict(case: &Case, found: &[String]) -> Result<(), String> {
    if found.is_empty() {
        return Ok(());
    }
    let folder = Folder::new();
    case.write(&folder);
    let earlier = earlier_output(&folder);
    let outcome = folder.run(&generate(case, &["--strict"]));
    let expected: Vec<String> = found
        .iter()
        .map(|found| found.replace("warning[", "error["))
        .collect();
    let told = messages(&outcome.stderr);
    // The project's own rules say more under --strict.
    let missing: Vec<_> = expected
        .iter()
        .filter(|message| !told.contains(message))
        .collect();
    if outcome.code != 1 || !missing.is_empty() || folder.state("out") != earlier {
        return Err(format!(
            "{}, strictly: {missing:?} missing, exit code {}\n{}",
            case.name, outcome.code, outcome.stderr
        ));
    }
    Ok(())
}

fn reads(case: &Case, folder: &Folder) -> Result<(), String> {
    if case.reads.is_empty() {
        return Ok(());
    }
    let mut arguments = vec!["dump", "--headers", "headers", "--annotations", "bare"];
    arguments.extend(case.arguments);
    let outcome = folder.run(&arguments);
    let model: serde_json::Value = serde_json::from_str(&outcome.stdout)
        .map_err(|error| format!("{}: {error}\n{}", case.name, outcome.stderr))?;
    for (pointer, value) in case.reads {
        let expected: serde_json::Value =
            serde_json::from_str(value).expect("a value in the table");
        if model.pointer(pointer) != Some(&expected) {
            return Err(format!(
                "{}: {pointer} is {:?}, not {value}",
                case.name,
                model.pointer(pointer)
            ));
        }
    }
    Ok(())
}

#[test]
fn every_message() {
    if !has_libclang() {
        return;
    }
    let cases: Vec<Case> = [
        files::cases(),
        c::cases(),
        families::cases(),
        annotations::cases(),
        meaning::cases(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let accepted = Accepted::new("messages");
    let wrong = Mutex::new(Vec::new());
    let codes = Mutex::new(BTreeSet::new());
    in_parallel(&cases, |case| match run(case) {
        Ok((transcript, found)) => {
            accepted.compare(case.name, &transcript);
            let code = |found: &String| found.split(['[', ']']).nth(1).map(str::to_owned);
            codes
                .lock()
                .expect("no thread panicked")
                .extend(found.iter().filter_map(code));
        }
        Err(message) => wrong.lock().expect("no thread panicked").push(message),
    });
    for (name, transcript) in machine::transcripts() {
        accepted.compare(name, &transcript);
        let found = messages(&transcript);
        codes.lock().expect("no thread panicked").extend(
            found
                .iter()
                .filter_map(|found| found.split(['[', ']']).nth(1).map(str::to_owned)),
        );
    }
    let wrong = wrong.into_inner().expect("no thread panicked");
    assert!(
        wrong.is_empty(),
        "{} cases went otherwise:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    accepted.finish();
    no_message_without_a_case(&codes.into_inner().expect("no thread panicked"));
}

/// Messages that no input can draw, each with the reason.
const UNREACHABLE: [(&str, &str); 7] = [
    (
        "annotation-index",
        "the generator was built with an index that somebody damaged",
    ),
    (
        "run-crashed",
        "what is known to bring libclang down is refused; `confinement.rs` crashes a run from outside",
    ),
    (
        "libclang-failed",
        "libclang itself gives up: only another version of it, or a fault in it, would",
    ),
    ("not-json", "a fault of the generator"),
    ("not-rust", "a fault of the generator"),
    ("too-slow", "no test waits for as long"),
    ("version-table", "a fault of the generator's own table"),
];

/// The folders of further snapshots of messages, which other tests own.
const ELSEWHERE: [&str; 1] = ["diff-messages"];

/// The codes of all messages, as the sources have them.
fn no_message_without_a_case(drawn: &BTreeSet<String>) {
    let mut codes = BTreeSet::new();
    sources(&project().join("xen-abi-gen/src"), &mut |text| {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let words = text.split('"').skip(1).step_by(2);
        let is_code = |word: &&str| {
            word.contains('-')
                && *word != env!("CARGO_PKG_NAME")
                && word.split('-').all(|part| {
                    !part.is_empty()
                        && part
                            .chars()
                            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                })
        };
        codes.extend(words.filter(is_code).map(str::to_owned));
    });
    let drawn = &(drawn | &drawn_elsewhere());
    let excused: BTreeSet<String> = UNREACHABLE
        .iter()
        .map(|(code, _)| (*code).to_owned())
        .collect();
    let missing: Vec<_> = codes
        .iter()
        .filter(|code| !drawn.contains(*code) && !excused.contains(*code))
        .collect();
    assert!(missing.is_empty(), "no case draws {missing:?}");
    let unknown: Vec<_> = drawn.difference(&codes).collect();
    assert!(
        unknown.is_empty(),
        "{unknown:?} are drawn and were not found in the sources"
    );
    let drawn_after_all: Vec<_> = excused
        .iter()
        .filter(|code| drawn.contains(*code) || !codes.contains(*code))
        .collect();
    assert!(
        drawn_after_all.is_empty(),
        "{drawn_after_all:?} are excused and need not be"
    );
}

/// The codes of messages that other tests draw, from their snapshots.
fn drawn_elsewhere() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for folder in ELSEWHERE {
        for entry in
            fs::read_dir(project().join("snapshots").join(folder)).expect("snapshots of messages")
        {
            let text = fs::read_to_string(entry.expect("an entry").path()).expect("a snapshot");
            let found = messages(&text);
            codes.extend(
                found
                    .iter()
                    .filter_map(|found| found.split(['[', ']']).nth(1).map(str::to_owned)),
            );
        }
    }
    codes
}

fn sources(folder: &Path, each: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            // The model and the rules of comparison have words of the same look, and no messages.
            if path
                .file_name()
                .is_none_or(|name| name != "tests" && name != "model" && name != "diff")
            {
                sources(&path, each);
            } else if path.ends_with("src/diff") {
                each(&fs::read_to_string(path.join("load.rs")).expect("what loads a saved dump"));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&fs::read_to_string(&path).expect("a source file"));
        }
    }
}
