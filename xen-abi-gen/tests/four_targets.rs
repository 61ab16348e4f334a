//! Compiles `xen-abi`, with the layouts that it asserts, for each of its architectures, and assembles its hypercall instructions.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::generator::Input;
use common::rust::{Package, Rustc};
use common::{trees, workspace};
use xen_abi_gen::model::target::Target;

/// Functions of the stubs, by architecture: one for each way into Xen, with the most arguments that there are.
const fn symbols(target: Target) -> &'static [&'static str] {
    match target {
        Target::X86_64 => &["vmcall_5", "vmmcall_5", "hvm_5", "syscall_5", "page_5"],
        Target::I686 => &["vmcall_5", "vmmcall_5", "hvm_5", "int82_5", "page_5"],
        Target::Aarch64 | Target::Armv7 => &["hvc_5"],
    }
}

#[test]
fn the_crate_compiles_with_its_assertions_for_each_architecture() {
    let crate_folder = workspace().join("xen-abi");
    for rustc in Rustc::oldest() {
        for features in ["--no-default-features", "--all-features"] {
            rustc.cargo(&crate_folder, &["build", "--lib", "--locked", features]).unwrap();
        }
    }
}

#[test]
fn hypercalls_assemble_for_each_architecture() {
    let crate_folder = workspace().join("xen-abi");
    for rustc in Rustc::oldest() {
        let Rustc::Oldest(program, target) = &rustc else { continue };
        rustc.cargo(&crate_folder, &["build", "--lib", "--locked", "--no-default-features"]).unwrap();
        let built = rustc.folder().join(target.triple()).join("debug");
        let object = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stubs-{}.o", target.name()));
        let output = Command::new(program)
            .args(["--edition", "2024", "--crate-type", "lib", "--crate-name", "stubs", "--emit", "obj", "-O"])
            .args(["--target", target.triple()])
            .arg("-o")
            .arg(&object)
            .arg("--extern")
            .arg(format!("xen_abi={}", built.join("libxen_abi.rlib").display()))
            .arg("-L")
            .arg(format!("dependency={}", built.join("deps").display()))
            .arg(crate_folder.join("tests/stubs/all.rs"))
            .output()
            .unwrap();
        assert!(output.status.success(), "for {}:\n{}", target.name(), String::from_utf8_lossy(&output.stderr));
        let code = fs::read(&object).unwrap();
        for symbol in symbols(*target) {
            let named = code.windows(symbol.len()).any(|window| window == symbol.as_bytes());
            assert!(named, "{symbol} is not in the code for {}", target.name());
        }
    }
}

#[test]
fn a_wrong_number_in_an_assertion_does_not_compile() {
    if common::libclang().is_none() {
        return;
    }
    let mut package = Package::new("wrong-layout");
    let modules = package.module("xen");
    Input::new(&trees::own(), &trees::FIRST_TWO).generate(&modules);
    for target in Target::ALL {
        let file = modules.join("layout").join(format!("{}.rs", target.name()));
        let text = fs::read_to_string(&file).unwrap();
        let (before, after) = text.split_once("== ").expect("a layout has assertions");
        fs::write(&file, format!("{before}== 1 + {after}")).unwrap();
    }
    for rustc in Rustc::oldest() {
        let said = package.check(&rustc).expect_err("the wrong number was not noticed");
        assert!(said.contains("assertion failed"), "{said}");
        assert_eq!(said.matches("assertion failed").count(), 1, "{said}");
    }
}
