//! Compiles `xen-abi`, with the layouts that it asserts, for each of its architectures.

use std::fs;

use crate::common::amount::Amount;
use crate::common::generator::Input;
use crate::common::rust::{Library, Rustc};
use crate::common::{trees, workspace};
use xen_abi_gen::model::target::Target;

#[test]
fn the_crate_compiles_with_its_assertions_for_each_architecture() {
    // Each compiler builds the crate, or the test fails with its output.
    assert!(!Rustc::ready().is_empty());
    if Amount::wanted() == Amount::Sample {
        return;
    }
    let crate_folder = workspace().join("xen-abi");
    for rustc in Rustc::oldest() {
        for features in ["--no-default-features", "--all-features"] {
            rustc
                .cargo(&crate_folder, &["build", "--lib", "--locked", features])
                .unwrap();
        }
    }
}

#[test]
fn a_wrong_number_in_an_assertion_does_not_compile() {
    if crate::common::libclang().is_none() {
        return;
    }
    let mut library = Library::new("wrong-layout");
    let modules = library.module("xen");
    Input::new(&trees::own(), &trees::FIRST_TWO).generate(&modules);
    for target in Target::ALL {
        let file = modules.join("layout").join(format!("{}.rs", target.name()));
        let text = fs::read_to_string(&file).unwrap();
        let (before, after) = text.split_once(" { ").expect("a layout has offsets");
        let (member, after) = after.split_once(": ").expect("an offset has a number");
        fs::write(&file, format!("{before} {{ {member}: 1{after}")).unwrap();
    }
    for compiler in Rustc::ready() {
        let said = library
            .check(compiler)
            .expect_err("the wrong number was not noticed");
        let wrong = said.matches("as C lays out").count();
        assert_eq!(wrong, 1, "{said}");
    }
}
