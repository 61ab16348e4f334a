//! `diff`: reports of real releases, the rules, and properties for any two ABIs.

mod damage;
mod gate;
mod models;
mod own;
mod properties;
mod releases;
mod rules;
mod usage;
mod witness;

use crate::common::folder::{Folder, Outcome};
use serde_json::Value;

/// The changes of a report in JSON.
fn changes(outcome: &Outcome) -> Vec<Value> {
    assert!(outcome.code < 2, "{}", outcome.stderr);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    report["changes"].as_array().expect("a list").clone()
}

/// Compares two texts of one header, on one target, without the fallback.
fn compared(old: &str, new: &str, options: &[&str]) -> Outcome {
    let folder = Folder::new();
    // An empty header is an error.
    folder.put("old/xen.h", format!("#define XEN_STAYS 1\n{old}"));
    folder.put("new/xen.h", format!("#define XEN_STAYS 1\n{new}"));
    folder.run(&[&["diff", "old", "new", "--annotations", "old"], options].concat())
}
