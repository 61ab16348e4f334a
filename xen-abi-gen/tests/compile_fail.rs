//! Files that must not compile, and the compiler's messages as snapshots.

use std::fs;

use crate::accepted::Accepted;
use crate::common::amount::Amount;
use crate::common::rust::Rustc;
use crate::common::workspace;
use xen_abi_gen::model::target::Target;

#[test]
fn mistakes_do_not_compile() {
    let accepted = Accepted::new("compile-fail");
    let x86_64 = |rustc: &Rustc| matches!(rustc, Rustc::Oldest(_, Target::X86_64));
    // The messages are those of one version of the compiler.
    let Some(rustc) = Rustc::oldest().into_iter().find(x86_64) else {
        return;
    };
    let folder = workspace().join("xen-abi/tests/mistakes");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name in UTF-8")
        })
        .collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    let sample = Amount::of_snapshots() == Amount::Sample;
    // Compiling one takes half a second.
    for name in names.into_iter().step_by(if sample { 3 } else { 1 }) {
        let Err(said) = rustc.compile_with_crate(
            &folder.join(&name),
            &[
                "--crate-name",
                "mistake",
                "--emit",
                "obj",
                "-o",
                "/dev/null",
            ],
        ) else {
            panic!("{name} compiles");
        };
        accepted.compare(name.trim_end_matches(".rs"), &without_places(&said));
    }
    if sample {
        accepted.finish_part();
    } else {
        accepted.finish();
    }
}

/// The messages, without absolute paths and without line numbers, which change with the headers.
fn without_places(said: &str) -> String {
    let root = format!("{}/", workspace().display());
    let mut text = String::new();
    // The width of the column of line numbers.
    let mut width = 0;
    for line in said.lines() {
        let line = without_macros_numbers(&line.replace(&root, ""));
        let arrow = ["--> ", "::: "]
            .iter()
            .find_map(|arrow| line.find(arrow))
            .filter(|place| line[..*place].trim().is_empty());
        let written = match (arrow, line.get(..width)) {
            (Some(place), _) => {
                width = place;
                let numbers = |byte: char| byte.is_ascii_digit() || byte == ':';
                format!("  {}", line[place..].trim_end_matches(numbers))
            }
            (None, Some(column)) if column.starts_with("...") || line.starts_with("...") => {
                format!("... {}", line.trim_start_matches('.').trim_start())
            }
            (None, Some(column)) if width > 0 && line.len() > width && column.trim().is_empty() => {
                format!("  {}", &line[width..])
            }
            (None, Some(column))
                if width > 0
                    && column.trim().bytes().all(|byte| byte.is_ascii_digit())
                    && !line.is_empty() =>
            {
                format!("LL{}", &line[width..])
            }
            _ => line,
        };
        text += written.trim_end();
        text.push('\n');
    }
    text
}

/// Removes line numbers outside of the column.
///
/// These are those of a macro in a help, which the compiler does not align, and those behind a file
/// name within a sentence.
fn without_macros_numbers(line: &str) -> String {
    let digit = |byte: char| byte.is_ascii_digit();
    let shown = line.trim_start_matches(digit);
    if let Some(shown) = shown.strip_prefix('|').filter(|_| shown.len() < line.len()) {
        return format!("LL |{shown}");
    }
    match line
        .split_once("', ")
        .map(|(said, file)| (said, file.split_once(".rs:")))
    {
        Some((said, Some((file, _)))) => format!("{said}', {file}.rs"),
        _ => line.to_owned(),
    }
}
