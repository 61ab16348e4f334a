//! Compares the instructions of each back end with those that C compilers emit for the same calls.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::accepted::Accepted;
use crate::common::assembly::{Body, functions};
use crate::common::compilers::{Language, compilers};
use crate::common::rust::Rustc;
use crate::common::{fixtures, workspace};
use xen_abi_gen::model::target::Target;

/// A back end: its name in the stubs, its assembly in C, the clobbers, and further definitions.
type Backend = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const VMCALL: Backend = ("vmcall", "\"vmcall\"", "", &[]);
const VMMCALL: Backend = ("vmmcall", "\"vmmcall\"", "", &[]);
const HVM: Backend = ("hvm", "\"\"", "", &["-DCHOOSE"]);
// A kernel that calls the page cannot have a red zone in C, which does not know that its assembly
// pushes a return address.
const PAGE: Backend = ("page", "CALL_PAGE", "", &["-DPAGE", "-mno-red-zone"]);

const fn backends(target: Target) -> &'static [Backend] {
    match target {
        Target::X86_64 => &[
            VMCALL,
            VMMCALL,
            HVM,
            ("syscall", "\"syscall\"", ",\"rcx\",\"r11\"", &[]),
            PAGE,
        ],
        Target::I686 => &[
            VMCALL,
            VMMCALL,
            HVM,
            ("int82", "\"int $0x82\"", "", &[]),
            PAGE,
        ],
        Target::Aarch64 => &[("hvc", "\"hvc #0xea1\"", "", &[])],
        Target::Armv7 => &[("hvc", "\".arch_extension virt\\n hvc #0xea1\"", "", &[])],
    }
}

/// Instructions that a method of `Toolstack` may have beyond the function that it calls.
const CHOICE: usize = 4;

/// Instructions that Rust may have in addition, with the reason.
fn allowance(target: Target, backend: &str, stub: &str) -> usize {
    // The stack is aligned at a call. Rust knows that the assembly has a call, and moves the stack
    // pointer and back; C does not know, and calls the page's entry with an unaligned stack.
    let alignment = if backend == "page" { 2 } else { 0 };
    // A record returned by value is copied. The raw function avoids that.
    let record = match (stub, target) {
        ("status", Target::X86_64 | Target::Aarch64) => 6,
        ("status", Target::Armv7) => 8,
        _ => 0,
    };
    // If the instruction is chosen at run time, compilers differ in which branch jumps.
    let choice = usize::from(backend == "hvm" && target == Target::I686);
    alignment + record + choice
}

/// The compiled stubs of `xen-abi` for an architecture.
fn ours(rustc: &Rustc, target: Target) -> (BTreeMap<String, Body>, String) {
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stubs-{}.s", target.name()));
    let place = written.to_str().expect("the target folder is UTF-8");
    let source = workspace().join("xen-abi/tests/stubs/all.rs");
    let syntax: &[&str] = match target {
        Target::X86_64 | Target::I686 => &["-Cllvm-args=-x86-asm-syntax=intel"],
        Target::Aarch64 | Target::Armv7 => &[],
    };
    // The options of kernels, and of the C code.
    let kernel = [
        "-Crelocation-model=static",
        "--crate-name",
        "stubs",
        "--emit",
        "asm",
        "-o",
        place,
    ];
    let further = [kernel.as_slice(), syntax].concat();
    rustc.compile_with_crate(&source, &further).unwrap();
    let text = fs::read_to_string(&written).expect("the compiler wrote it");
    // Functions with the same code may share it: then one name is defined as the other.
    let mut found = functions(&text, target);
    for line in text.lines() {
        let Some((name, other)) = line
            .trim()
            .strip_prefix(".set ")
            .and_then(|set| set.split_once(", "))
        else {
            continue;
        };
        if let Some(body) = found.get(other).cloned() {
            found.insert(name.to_owned(), body);
        }
    }
    (found, reserved_page(&text))
}

/// The hypercall page: the lines of assembly in sections of their own.
fn reserved_page(text: &str) -> String {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        let section = line
            .strip_prefix(".section")
            .or_else(|| line.strip_prefix(".pushsection"))
            .map(str::trim_start);
        if let Some(section) = section {
            inside =
                section.starts_with(".text.xen_hypercall_page") || section.starts_with(".note.Xen");
        }
        if inside && lines.last() != Some(&line) {
            lines.push(line);
        }
        inside &= !line.starts_with(".popsection");
    }
    lines.join("\n")
}

/// The stubs of a back end in C.
fn in_c(target: Target, backend: &Backend) -> Vec<(String, BTreeMap<String, Body>)> {
    let (name, enter, destroyed, further) = backend;
    let source =
        fs::read_to_string(fixtures("instructions").join("stubs.c")).expect("the fixture is there");
    let definitions = [
        format!("-DENTER={enter}"),
        format!("-DDESTROYED={destroyed}"),
        format!("-DNAME(x)={name}_##x"),
    ];
    let flags = [
        "-fcf-protection=none",
        "-fno-pic",
        "-fomit-frame-pointer",
        "-fno-stack-protector",
    ];
    let x86 = matches!(target, Target::X86_64 | Target::I686);
    let mut arguments: Vec<&str> = definitions.iter().map(String::as_str).collect();
    arguments.extend(further.iter());
    // The first of the flags is for x86 alone.
    arguments.extend(&flags[usize::from(!x86)..]);
    // Compared with gcc, or with clang for targets without gcc.
    let asked = compilers(target)
        .into_iter()
        .filter(|compiler| !x86 || compiler.name.starts_with("gcc"));
    asked
        .map(|compiler| {
            let text = compiler
                .assembly(Language::Gnu11, &[], &arguments, &source)
                .unwrap();
            (compiler.name, functions(&text, target))
        })
        .collect()
}

#[test]
fn every_back_end_compiles_to_the_instructions_of_c() {
    let accepted = Accepted::new("instructions");
    let compilers = Rustc::oldest_in_time();
    if compilers.is_empty() {
        return;
    }
    let compilers_asked = compilers.len();
    let mut longer = Vec::new();
    for rustc in compilers {
        let Rustc::Oldest(_, target) = rustc else {
            continue;
        };
        let (ours, page) = ours(&rustc, target);
        let mut text = String::new();
        // Without C: the installation of the page, and calls with the stack as argument.
        let toolstack = ["release_pausedomain", "any_pausedomain"];
        for name in ["made_page", "left_by_instruction", "left_by_page"]
            .into_iter()
            .chain(toolstack)
        {
            text += &ours
                .get(name)
                .map(|body| format!("{name}:\n{}\n", body.text()))
                .unwrap_or_default();
        }
        if !page.is_empty() {
            text += &format!("the page and its note:\n{page}\n\n");
        }
        let [release, any] = toolstack.map(|name| ours[name].longest());
        // The method loads the release, and the version that belongs to it.
        if any > release + CHOICE {
            longer.push(format!(
                "{}: {any} for any release, {release} for one",
                target.name()
            ));
        }
        for backend in backends(target) {
            let name = backend.0;
            let stubs: Vec<(&str, &Body)> = ours
                .iter()
                .filter_map(|(stub, body)| {
                    Some((stub.strip_prefix(name)?.strip_prefix('_')?, body))
                })
                .collect();
            for (stub, body) in &stubs {
                text += &format!("{name}_{stub}:\n{}\n", body.text());
            }
            for (compiler, theirs) in in_c(target, backend) {
                assert_eq!(
                    theirs.len(),
                    stubs.len(),
                    "{name} for {}: the stubs in C are others",
                    target.name()
                );
                for (stub, body) in &stubs {
                    let same = theirs
                        .get(&format!("{name}_{stub}"))
                        .unwrap_or_else(|| panic!("C has no {name}_{stub}"));
                    // For two instructions, one compiler duplicates the code, and the
                    // other jumps.
                    let counts = match name {
                        "hvm" => (body.longest(), same.longest()),
                        _ => (body.count(), same.count()),
                    };
                    if counts.0 > counts.1 + allowance(target, name, stub) {
                        longer.push(format!(
                            "{} {name}_{stub}: {} by rustc, {} by {compiler}",
                            target.name(),
                            counts.0,
                            counts.1
                        ));
                    }
                }
            }
        }
        accepted.compare(target.name(), &text);
    }
    assert!(
        longer.is_empty(),
        "more instructions than C has:\n{}",
        longer.join("\n")
    );
    if compilers_asked == Target::ALL.len() {
        accepted.finish();
    } else {
        accepted.finish_part();
    }
}
