//! Random headers with records of each kind of layout, emitted as Rust.
//!
//! Sizes, offsets and alignments are those of clang and gcc, and Rust reads and writes the same
//! bytes as C; or the header is refused with a place.

mod names;
mod programs;
mod shapes;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::amount::Amount;
use crate::common::assertions::assertions;
use crate::common::compilers::compilers;
use crate::common::generator::Input;
use crate::common::rust::Rustc;
use crate::common::{libclang, tool, trees, workspace};
use shapes::Case;
use xen_abi_gen::model::target::Target;

/// The seed, which `XEN_ABI_FAMILY` replaces, and the number of headers.
fn family() -> (u64, usize) {
    let seed = std::env::var("XEN_ABI_FAMILY").map_or(1, |seed| seed.parse().expect("a number"));
    (seed, Amount::wanted().of(12, 60, 1000))
}

/// Emits the headers, without those that are refused, which needs an error with a line.
fn emit(folder: &Path, cases: &mut Vec<Case>) -> (PathBuf, PathBuf) {
    let (headers, out) = (folder.join("headers"), folder.join("emitted"));
    fs::create_dir_all(&headers).unwrap();
    for case in &*cases {
        let path = headers.join(format!("c{}.h", case.number));
        fs::write(path, case.header()).unwrap();
    }
    loop {
        let Err(said) = Input::new(&headers, &[]).try_generate(&out) else {
            return (headers, out);
        };
        let refused: BTreeSet<usize> = cases
            .iter()
            .map(|case| case.number)
            .filter(|number| said.contains(&format!("c{number}.h:")))
            .collect();
        assert!(!refused.is_empty(), "refused without a place:\n{said}");
        let errors = said.lines().filter(|line| line.starts_with("error["));
        let errors: Vec<&str> = errors.collect();
        assert!(
            errors
                .iter()
                .all(|line| line.starts_with("error[unsupported-member]")),
            "{said}"
        );
        println!("refused: {refused:?}, {}", errors.join("; "));
        for number in &refused {
            fs::remove_file(headers.join(format!("c{number}.h"))).unwrap();
        }
        cases.retain(|case| !refused.contains(&case.number));
    }
}

/// Runs a program; returns its output.
fn printed(program: &Path) -> String {
    let output = Command::new(program).output().expect("it runs");
    assert!(output.status.success(), "{} fails", program.display());
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Compiles the C program, and returns its output.
fn printed_by_c(compiler: &Path, source: &Path) -> String {
    let program = source.with_extension("out");
    let output = Command::new(compiler)
        .args(["-std=gnu11", "-w", "-O1", "-o"])
        .arg(&program)
        .arg(source)
        .output()
        .expect("the compiler starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", compiler.display());
    printed(&program)
}

/// Compares sizes, alignments, offsets and bit-fields with the C compilers.
fn hold(headers: &Path) {
    let Some(library) = libclang() else { return };
    let tree = trees::read(&trees::selection(headers, &[]));
    for target in Target::ALL {
        let facts = trees::facts(&library, &tree, target, false);
        let assertions = assertions(&facts);
        for compiler in compilers(target) {
            let includes = trees::includes(&facts, false);
            let held = compiler.hold(&[headers], &includes, &assertions);
            held.unwrap_or_else(|said| panic!("{said}"));
        }
    }
}

#[test]
fn records_of_every_layout_hold_the_same_bytes_in_rust_and_in_c() {
    let (Some(_), Some(clang)) = (libclang(), tool("XEN_ABI_CLANG")) else {
        return;
    };
    let folder = workspace().join("target/tmp/record_family");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let (seed, count) = family();
    let mut cases: Vec<Case> = (0..count).map(|number| Case::new(seed, number)).collect();
    let (headers, out) = emit(&folder, &mut cases);
    assert!(
        cases.len() * 10 > count * 9,
        "only {} are left",
        cases.len()
    );
    hold(&headers);

    let (mut includes, mut fields) = (String::new(), programs::Fields::new());
    for case in &cases {
        includes += &format!("#include \"headers/c{}.h\"\n", case.number);
        let path = out.join(format!("c{}.rs", case.number));
        fields.extend(programs::fields(&fs::read_to_string(path).unwrap()));
    }
    let c = folder.join("family.c");
    fs::write(&c, includes + &programs::c(&cases)).unwrap();
    let expected = printed_by_c(Path::new("gcc"), &c);
    assert_eq!(printed_by_c(&clang, &c), expected, "gcc and clang differ");

    let emitted = format!("#[path = {:?}]\npub mod emitted;\n", out.join("mod.rs"));
    let library = folder.join("library.rs");
    fs::write(
        &library,
        format!("#![no_std]\n#![deny(warnings)]\n{emitted}"),
    )
    .unwrap();
    let program = folder.join("program.rs");
    let text = format!(
        "#![allow(unused, clippy::all)]\n{emitted}{}",
        programs::rust(&cases, &fields)
    );
    fs::write(&program, text).unwrap();
    for compiler in Rustc::ready() {
        let looked = compiler.look_at(&library);
        looked.unwrap_or_else(|said| panic!("{said}"));
        if matches!(compiler.rustc, Rustc::Own) {
            let program = compiler
                .program(&program)
                .unwrap_or_else(|said| panic!("{said}"));
            let printed = printed(&program);
            for (ours, theirs) in printed.lines().zip(expected.lines()) {
                assert_eq!(ours, theirs, "Rust, and C");
            }
            assert_eq!(printed.lines().count(), expected.lines().count());
        }
    }
}

#[test]
fn every_c_name_becomes_a_valid_rust_name() {
    if libclang().is_none() {
        return;
    }
    let folder = workspace().join("target/tmp/rust_names");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (path, text) in names::headers() {
        let path = folder.join("headers").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let out = folder.join("emitted");
    Input::new(&folder.join("headers"), &[]).generate(&out);
    let library = folder.join("library.rs");
    let text = format!(
        "#![no_std]\n#![deny(warnings)]\n#[path = {:?}]\npub mod emitted;\n",
        out.join("mod.rs")
    );
    fs::write(&library, text).unwrap();
    for compiler in Rustc::ready() {
        let looked = compiler.look_at(&library);
        looked.unwrap_or_else(|said| panic!("{said}"));
    }
}
