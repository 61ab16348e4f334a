//! Each status member of an operation's elements is returned as an error, or listed with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::generator::Input;
use crate::common::{libclang, workspace};
use quote::ToTokens;
use serde_json::Value;
use syn::Item;
use xen_abi_gen::model::target::Target;

/// How a status is returned.
enum How {
    /// The function for one element returns it.
    One(&'static str, &'static str),
    /// No function returns it, for this reason.
    Because(&'static str),
}

use How::{Because, One};

const GRANTS: &str = "grant_table.rs";

/// The status members, by rule.
const STATUSES: [(&str, How); 16] = [
    (
        "evtchn_op.u.status",
        Because("the argument of `EVTCHNOP_status`"),
    ),
    (
        "evtchn_status.status",
        Because("what a port is bound to, not how the call fared"),
    ),
    ("gnttab_copy.status", One(GRANTS, "copy_one")),
    ("gnttab_dump_table.status", One(GRANTS, "dump_table_one")),
    (
        "gnttab_get_status_frames.status",
        One(GRANTS, "get_status_frames_one"),
    ),
    (
        "gnttab_map_grant_ref.status",
        One(GRANTS, "map_grant_ref_one"),
    ),
    ("gnttab_query_size.status", One(GRANTS, "query_size_one")),
    ("gnttab_setup_table.status", One(GRANTS, "setup_table_one")),
    (
        "gnttab_swap_grant_ref.status",
        One(GRANTS, "swap_grant_ref_one"),
    ),
    ("gnttab_transfer.status", One(GRANTS, "transfer_one")),
    (
        "gnttab_unmap_and_replace.status",
        One(GRANTS, "unmap_and_replace_one"),
    ),
    (
        "gnttab_unmap_grant_ref.status",
        One(GRANTS, "unmap_grant_ref_one"),
    ),
    (
        "multicall_entry.result",
        Because("the result word of any call, which `xen_abi::returns` decodes"),
    ),
    (
        "xen_add_to_physmap_batch.errs",
        One("memory.rs", "add_to_physmap_batch_one"),
    ),
    (
        "xen_hvm_altp2m_suppress_ve_multi.first_error",
        Because("the call fails too; this is the first error of a range, for toolstacks"),
    ),
    (
        "xen_hvm_altp2m_suppress_ve_multi.first_error_gfn",
        Because("a frame number"),
    ),
];

/// The families of status values: 0 and negative numbers.
fn status_families(dump: &Value) -> BTreeSet<String> {
    let families = dump["enums"].as_object().unwrap();
    let values = |family: &Value| -> Vec<i64> {
        let members = family["members"].as_array().unwrap();
        members
            .iter()
            .filter_map(|member| member["value"].as_i64())
            .collect()
    };
    families
        .iter()
        .filter(|(_, family)| {
            let values = values(family);
            values.contains(&0) && values.iter().any(|value| *value < 0)
        })
        .map(|(name, _)| name.clone())
        .collect()
}

/// The record behind a type: itself, a pointer's target, or an array's element.
fn record_of<'a>(dump: &'a Value, ty: &str) -> Option<&'a str> {
    let mut name = ty;
    for _ in 0..16 {
        name = name.split('[').next().unwrap();
        let mut bare = name.trim_end_matches(['*', ' ']);
        for word in ["const ", "struct "] {
            bare = bare.strip_prefix(word).unwrap_or(bare);
        }
        let records = dump["records"].as_object().unwrap();
        if let Some((key, _)) = records.get_key_value(bare) {
            return Some(key);
        }
        name = dump["typedefs"][bare]["type"].as_str()?;
    }
    None
}

fn collect(
    dump: &Value,
    families: &BTreeSet<String>,
    record: &str,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    if !seen.insert(record.to_owned()) {
        return;
    }
    for field in dump["records"][record]["fields"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        let values = field["values"].as_str().unwrap_or_default();
        let in_family = values
            .strip_prefix("enum ")
            .is_some_and(|family| families.contains(family));
        let by_name = ["status", "rc", "ret", "result", "errno"].contains(&name)
            || name
                .split('_')
                .any(|word| ["err", "errs", "error", "errors"].contains(&word));
        let out = field["direction"].as_str().is_some_and(|way| way != "in");
        if in_family || values.ends_with(" of errors") || by_name && out {
            found.insert(format!("{record}.{name}"));
        }
        let own = format!("{record}.{name}");
        let inner = match dump["records"].get(&own) {
            Some(_) => Some(own.as_str()),
            None => record_of(dump, field["type"].as_str().unwrap()),
        };
        if let Some(inner) = inner {
            collect(dump, families, inner, seen, found);
        }
    }
}

/// The status members reachable from arguments of operations and hypercalls.
fn statuses(dump: &Value) -> BTreeSet<String> {
    let families = status_families(dump);
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for call in dump["hypercalls"].as_object().unwrap().values() {
        let params = call["params"].as_array().unwrap();
        let ops = call["ops"].as_array().unwrap();
        let arguments = ops.iter().flat_map(|op| op["args"].as_array().unwrap());
        for taken in params.iter().chain(arguments) {
            if let Some(record) = record_of(dump, taken["type"].as_str().unwrap_or_default()) {
                collect(dump, &families, record, &mut seen, &mut found);
            }
        }
    }
    found
}

/// The return types of the functions of a generated file.
fn results(file: &Path) -> BTreeMap<String, String> {
    let file = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    file.items
        .into_iter()
        .filter_map(|item| match item {
            Item::Fn(function) => Some((
                function.sig.ident.to_string(),
                function.sig.output.to_token_stream().to_string(),
            )),
            _ => None,
        })
        .collect()
}

#[test]
fn every_status_is_returned_as_an_error_or_has_a_reason() {
    if libclang().is_none() {
        return;
    }
    let headers = Input::new(&workspace().join("headers"), &[]);
    let dump = headers.dump(Target::X86_64);
    let found = statuses(&dump);
    let listed: BTreeSet<String> = STATUSES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(
        found, listed,
        "what the headers have, and what is listed here"
    );
    for (name, how) in &STATUSES {
        match how {
            One(file, function) => {
                let made = results(&workspace().join("xen-abi/src/generated").join(file));
                let returned = &made[*function];
                assert!(
                    returned.contains("ElementError <")
                        || returned.contains("Result < () , Errno >"),
                    "`{function}` does not return `{name}` as an error, but {returned}"
                );
            }
            Because(reason) => assert!(!reason.is_empty()),
        }
    }
}
