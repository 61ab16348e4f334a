//! Dumps of our and of upstream's headers have the documented event channel and Argo operations.

use serde_json::Value;

use crate::common::generator::Input;
use crate::common::libclang;
use crate::common::operations::{argo, directions, dumped, event_channel};
use crate::common::small_trees::tree;
use crate::common::trees::{self, FIRST_TWO};
use xen_abi_gen::model::target::Target;

#[test]
fn dumps_of_ours_and_of_upstream_have_the_documented_operations() {
    if libclang().is_none() {
        return;
    }
    let mut trees = vec![trees::own()];
    trees.extend(trees::upstream("4.20"));
    for tree in trees {
        for target in Target::ALL {
            let dump = Input::new(&tree, &FIRST_TWO).dump(target);
            assert_eq!(
                dumped(&dump, "event_channel_op"),
                event_channel(|_| true),
                "{}",
                tree.display()
            );
            assert_eq!(dumped(&dump, "argo_op"), argo(), "{}", tree.display());
            for (hypercall, number) in [("event_channel_op", 32), ("argo_op", 39)] {
                assert_eq!(
                    dump["hypercalls"][hypercall]["number"],
                    number,
                    "{}",
                    tree.display()
                );
                assert_eq!(
                    dump["hypercalls"][hypercall]["returns"],
                    "enum neg_errnoval",
                    "{}",
                    tree.display()
                );
            }
        }
    }
}

#[test]
fn directions_are_the_same_in_ours_and_in_upstream() {
    let Some(upstream) = trees::upstream("4.20") else {
        return;
    };
    if libclang().is_none() {
        return;
    }
    let dump = |tree| Input::new(tree, &FIRST_TWO).dump(Target::X86_64);
    let (ours, theirs) = (dump(&trees::own()), dump(&upstream));
    for hypercall in ["event_channel_op", "argo_op"] {
        assert_eq!(directions(&ours, hypercall), directions(&theirs, hypercall));
    }
}

/// Linux's `VCPUOP_register_vcpu_info` names the record that the argument's address leads to.
#[test]
fn prose_does_not_outweigh_a_namesake_that_the_fallback_names_too() {
    if libclang().is_none() {
        return;
    }
    let header = |register: &str| {
        format!(
            "typedef unsigned int u32;
             struct vcpu_info {{ u32 pending; }};
             #define VCPUOP_register_vcpu_info 10 /* arg == struct vcpu_info */
             struct {register} {{ u32 offset; }};
             #define VCPUOP_get_physid 12 /* arg == struct vcpu_info */
             struct vcpu_other {{ u32 phys_id; }};\n"
        )
    };
    let takes = |register: &str| {
        let folder = tree(&[("vcpu.h", &header(register))]);
        let dump = Input::new(folder.path(), &[]).dump(Target::X86_64);
        let taken = |operation: &Value| {
            let (argument, source) = (&operation["args"][0]["type"], &operation["source"]);
            format!(
                "{} by {}",
                argument.as_str().unwrap(),
                source.as_str().unwrap()
            )
        };
        let operations = dump["hypercalls"]["vcpu_op"]["ops"].as_array().unwrap();
        operations.iter().map(taken).collect::<Vec<_>>()
    };
    let said = "vcpu_info by trailing-comment";
    let named = "vcpu_register_vcpu_info by customary-prefix";
    assert_eq!(takes("vcpu_register_vcpu_info"), [named, said]);
    assert_eq!(takes("vcpu_odd"), [said, said]);
}
