//! Any table of names is accepted, or refused with a diagnostic.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use xen_abi_gen::diagnostics::{SourceTexts, render};
use xen_abi_gen::pipeline::name::rules::Rules;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("names.toml");
    fs::write(&table, bytes).expect("a table of names");
    let mut texts = SourceTexts::default();
    match Rules::load(Some(&table), &mut texts) {
        Ok(rules) => drop((
            rules.without_prefix("xen.h", "xen_thing"),
            rules.renamed("domid_t"),
        )),
        Err(wrong) => assert!(!render(&wrong, &texts, false).is_empty()),
    }
});
