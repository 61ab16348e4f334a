//! Compares the hypercalls of our headers with Xen's table: parameters and guests.

mod table;

use std::collections::BTreeSet;
use std::fs;

use crate::common::generator::Input;
use crate::common::{trees, workspace};
use serde_json::Value;
use table::{WITHOUT_FUNCTION, expected};
use xen_abi_gen::model::target::Target;

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}

#[test]
fn every_hypercall_has_its_parameters_and_guests() {
    if crate::common::libclang().is_none() {
        return;
    }
    for target in Target::ALL {
        let dump = Input::new(&trees::own(), &[]).dump(target);
        let calls = dump["hypercalls"].as_object().expect("an object");
        let expected = expected(target);
        for (number, name, params, returns, guests) in &expected {
            let call = calls
                .get(*name)
                .unwrap_or_else(|| panic!("{}: no {name}", target.name()));
            let spelled: Vec<String> = call["params"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|param| format!("{} {}", text(&param["type"]), text(&param["name"])))
                .collect();
            assert_eq!(call["number"], *number, "{name}");
            assert_eq!(spelled, *params, "{}: {name}", target.name());
            assert_eq!(text(&call["returns"]), *returns, "{name}");
            let callers: Vec<&str> = call["guests"]
                .as_array()
                .expect("a list")
                .iter()
                .map(text)
                .collect();
            assert_eq!(callers.join(" "), *guests, "{name}");
        }
        // A number without a prototype and a reason is a forgotten hypercall.
        let numbers = dump["enums"]["hypercall_num"]["members"]
            .as_array()
            .expect("a list");
        let known: BTreeSet<&str> = expected.iter().map(|call| call.1).collect();
        let elsewhere: BTreeSet<&str> = Target::ALL
            .iter()
            .flat_map(|other| table::expected(*other))
            .map(|call| call.1)
            .collect();
        for number in numbers {
            let name = text(&number["name"]).trim_start_matches("__HYPERVISOR_");
            let has = known.contains(name)
                || elsewhere.contains(name)
                || WITHOUT_FUNCTION.contains(&name);
            assert!(
                has,
                "{}: {name} has a number and no prototype",
                target.name()
            );
            assert!(
                !calls.contains_key(name) || known.contains(name),
                "{}: {name} is not expected",
                target.name()
            );
        }
    }
}

/// Calls whose record a header for toolstacks declares: the general prototype says `void *`.
const SPECIFIED: [(&str, &str, usize); 4] = [
    ("arch_0", "xen_mc_t * mc", 6),
    ("platform_op", "xen_platform_op_t * op", 25),
    ("sysctl", "xen_sysctl_t * op", 26),
    ("xsm_op", "xen_flask_op_t * op", 25),
];

#[test]
fn toolstacks_see_the_record_and_the_operations_of_a_call() {
    if crate::common::libclang().is_none() {
        return;
    }
    let guest = Input::new(&trees::own(), &[]);
    let (toolstack, guest) = (
        guest.clone().switch("--tools").dump(Target::X86_64),
        guest.dump(Target::X86_64),
    );
    let param = |dump: &Value, name: &str| {
        let param = &dump["hypercalls"][name]["params"][0];
        format!("{} {}", text(&param["type"]), text(&param["name"]))
    };
    for (name, record, count) in SPECIFIED {
        let general = param(&guest, name);
        assert!(general.starts_with("void * "), "{name}: {general}");
        assert_eq!(param(&toolstack, name), record, "{name}");
        let ops = |dump: &Value| dump["hypercalls"][name]["ops"].as_array().map(Vec::len);
        assert_eq!(
            (ops(&guest), ops(&toolstack)),
            (Some(0), Some(count)),
            "{name}"
        );
    }
}

#[test]
fn every_function_documents_its_guests() {
    let mut checked = 0;
    for (file, module) in modules() {
        for (start, _) in module
            .match_indices("\npub fn ")
            .chain(module.match_indices("\npub unsafe fn "))
        {
            let head: Vec<&str> = module[..start]
                .lines()
                .rev()
                .take_while(|line| !line.is_empty())
                .collect();
            let says = head.iter().any(|line| line.starts_with("/// Guests: "));
            assert!(
                says,
                "{file}: {:?} does not say who may call it",
                module[start..].lines().nth(1)
            );
            checked += 1;
        }
    }
    assert!(checked > 150, "{checked} functions");
}

#[test]
fn every_operation_has_a_function() {
    if crate::common::libclang().is_none() {
        return;
    }
    let modules: String = modules().into_iter().map(|(_, text)| text).collect();
    for target in Target::ALL {
        let dump = Input::new(&trees::own(), &[]).dump(target);
        for (name, call) in dump["hypercalls"].as_object().expect("an object") {
            for op in call["ops"].as_array().expect("a list") {
                let constant = text(&op["name"]);
                let alias = format!("#[doc(alias = \"{constant}\")]");
                let found = modules.match_indices(&alias).any(|(at, _)| {
                    let rest = modules[at..]
                        .lines()
                        .find(|line| !line.starts_with("#[") && !line.starts_with("///"));
                    rest.is_some_and(|line| {
                        line.starts_with("pub fn ") || line.starts_with("pub unsafe fn ")
                    })
                });
                assert!(found, "{constant} of {name} has no function");
            }
        }
    }
}

/// The path and text of each emitted module.
fn modules() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![workspace().join("xen-abi/src/generated")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => all.push((
                    path.display().to_string(),
                    fs::read_to_string(&path).expect("Rust is UTF-8"),
                )),
            }
        }
    }
    all
}
