//! Compares the arguments of upstream's operations with a table from Xen's documentation.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use xen_abi_gen::model::abi::{Form, Interface, Op, Provenance};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, Toolstacks};

use super::resolved;
use crate::common::amount::Amount;
use crate::common::releases::{LATEST, releases_in_time};
use crate::common::trees;

/// A view of headers: whether it is a toolstack's, which has the latest interface, and the version.
const READERS: [(bool, Option<u32>); 3] = [(true, None), (false, None), (false, Some(0))];

/// The view.
#[derive(Clone, Copy, Debug)]
struct Reader {
    release: &'static str,
    target: Target,
    tools: bool,
    legacy: bool,
}

/// A family of the table.
struct Family {
    hypercall: String,
    prefix: String,
    tools: bool,
    ops: Vec<Expected>,
}

/// An operation of the table.
struct Expected {
    value: i128,
    name: String,
    takes: String,
    conditions: Vec<String>,
}

/// An operation: its constant, number and argument.
type Row = (String, i128, String);

fn table() -> Vec<Family> {
    let text = include_str!("../fixtures/operations.txt");
    let mut families: Vec<Family> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (line.starts_with(' '), words.as_slice()) {
            (true, [value, name, takes, conditions @ ..]) => {
                let value = value.parse().expect("a number");
                let conditions = conditions.iter().map(|word| (*word).to_owned()).collect();
                let op = Expected {
                    value,
                    name: (*name).to_owned(),
                    takes: (*takes).to_owned(),
                    conditions,
                };
                families.last_mut().expect("a family above").ops.push(op);
            }
            (false, [hypercall, prefix, rest @ ..]) => families.push(Family {
                hypercall: (*hypercall).to_owned(),
                prefix: (*prefix).to_owned(),
                tools: rest == ["tools"],
                ops: Vec::new(),
            }),
            _ => panic!("not understood: {line}"),
        }
    }
    families
}

impl Expected {
    /// The operations that are expected in a view.
    fn row(&self, prefix: &str, reader: Reader) -> Option<Row> {
        let is_x86 = matches!(reader.target, Target::X86_64 | Target::I686);
        let mut takes = self.takes.as_str();
        for condition in &self.conditions {
            match condition.as_str() {
                "tools" if !reader.tools => return None,
                "latest" if reader.legacy => return None,
                "legacy" if !reader.legacy => return None,
                "x86" if !is_x86 => return None,
                "x86-only" if !is_x86 => takes = "-",
                "arm-only" if is_x86 => takes = "-",
                word => {
                    if word
                        .strip_suffix('+')
                        .is_some_and(|since| reader.release < since)
                        || word
                            .strip_prefix("only:")
                            .is_some_and(|only| only != reader.release)
                    {
                        return None;
                    }
                    if let Some((when, other)) = word.split_once('=')
                        && (when == reader.release
                            || when == "legacy" && reader.legacy
                            || when == "arm-guest" && !is_x86 && !reader.tools)
                    {
                        takes = other;
                    }
                }
            }
        }
        Some((
            format!("{prefix}{}", self.name),
            self.value,
            takes.to_owned(),
        ))
    }
}

/// The argument of an operation, in the form of the table.
fn takes(op: &Op, interface: &Interface, hypercall: &str) -> String {
    let arguments = interface.hypercalls[hypercall].arguments_of(op);
    let content = |form: &Form| {
        matches!(
            form,
            Form::Pointer { .. } | Form::Array { .. } | Form::Member
        )
    };
    match arguments.iter().find(|argument| content(&argument.form)) {
        None => "-".to_owned(),
        Some(argument) => {
            let others = argument.alternatives.iter().map(|ty| ty.name.as_str());
            std::iter::once(argument.ty.name.as_str())
                .chain(others)
                .collect::<Vec<_>>()
                .join("|")
        }
    }
}

/// The operations of a family, and their differences from the table.
fn compare<'a>(interface: &'a Interface, family: &Family, reader: Reader) -> (&'a [Op], String) {
    let expected: Vec<Row> = family
        .ops
        .iter()
        .filter_map(|op| op.row(&family.prefix, reader))
        .collect();
    let found = interface
        .hypercalls
        .get(&family.hypercall)
        .map_or(&[] as &[Op], |call| &call.ops);
    let row = |op: &Op| {
        let takes = takes(op, interface, &family.hypercall);
        (op.constant.clone(), op.value, takes)
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    let differ = sorted(&rows) != sorted(&expected);
    let said = differ.then(|| differences(&family.hypercall, reader, &rows, &expected));
    (found, said.unwrap_or_default())
}

#[test]
fn every_operation_has_its_documented_argument() {
    let table = table();
    let mut wrong = String::new();
    let mut checked = 0;
    let mut by_exception = BTreeSet::new();
    for &release in releases_in_time() {
        for (tools, version) in READERS {
            let Some(interfaces) = resolved(release, tools, version) else {
                return;
            };
            for interface in interfaces.iter() {
                let reader = Reader {
                    release,
                    target: interface.facts.target,
                    tools,
                    legacy: version.is_some(),
                };
                for family in table.iter().filter(|family| reader.tools || !family.tools) {
                    let (found, said) = compare(interface, family, reader);
                    wrong += &said;
                    checked += found.len();
                    let excepted = found
                        .iter()
                        .filter(|op| op.provenance == Provenance::Exception);
                    by_exception.extend(excepted.map(|op| op.constant.clone()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let amount = Amount::wanted();
    let least = amount.of(3_000, 9_000, 9_000);
    assert!(checked > least, "only {checked} operations were found");
    // Each exception of the generator's table must be needed, if only by an older release.
    let exceptions = exceptions();
    if amount == Amount::Sample {
        assert!(by_exception.is_subset(&exceptions), "{by_exception:?}");
        return;
    }
    assert_eq!(
        by_exception, exceptions,
        "the table of exceptions holds what no release needs"
    );
}

/// Our headers, read for a release, state the same of a toolstack's operations, without upstream's.
#[test]
fn our_operations_of_toolstacks_have_their_documented_arguments() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let table = table();
    let mut wrong = String::new();
    let mut checked = BTreeSet::new();
    for release in ["4.17", LATEST] {
        let input = Input {
            selection: trees::selection(&trees::own(), &[]),
            tools: true,
            toolstacks: Toolstacks::LeftOut,
            interface_version: None,
            release: Some(release.parse().expect("a release")),
            strict: true,
            fallback: FallbackSource::None,
            operations: None,
        };
        let (resolved, messages) = run::resolve(&library, &input, &Target::ALL);
        let resolved =
            resolved.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts));
        for interface in &resolved.interfaces {
            let reader = Reader {
                release,
                target: interface.facts.target,
                tools: true,
                legacy: false,
            };
            for family in table.iter().filter(|family| family.tools) {
                let (found, said) = compare(interface, family, reader);
                if !found.is_empty() {
                    wrong += &said;
                    checked.insert(&family.hypercall);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(checked.contains(&"domctl".to_owned()), "only {checked:?}");
}

fn sorted(rows: &[Row]) -> BTreeSet<&Row> {
    rows.iter().collect()
}

fn differences(hypercall: &str, reader: Reader, found: &[Row], expected: &[Row]) -> String {
    let (found, expected) = (sorted(found), sorted(expected));
    let missing = expected
        .difference(&found)
        .map(|row| format!("  expected {row:?}\n"));
    let extra = found
        .difference(&expected)
        .map(|row| format!("  found    {row:?}\n"));
    format!(
        "{hypercall}, {reader:?}:\n{}",
        missing.chain(extra).collect::<String>()
    )
}

/// The operations in the generator's table of exceptions.
fn exceptions() -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct Table {
        argument: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        op: String,
    }
    let path = crate::common::workspace().join("xen-abi-gen/operations.toml");
    let table: Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    table.argument.into_iter().map(|entry| entry.op).collect()
}

/// Constants with the prefix of operations: sub-codes, limits, flags, old names.
#[test]
fn constants_that_share_a_prefix_by_chance_are_no_operations() {
    for &release in releases_in_time() {
        let Some(interfaces) = resolved(release, true, None) else {
            return;
        };
        for interface in interfaces.iter() {
            let ops: BTreeSet<&str> = interface
                .hypercalls
                .values()
                .flat_map(|call| &call.ops)
                .map(|op| op.constant.as_str())
                .collect();
            let leads = [
                "XENMEM_paging_op_nominate",
                "XENMEM_access_op_set_access",
                "XENMEM_sharing_op_audit",
                "XENMEM_resource_ioreq_server",
                "XENMEM_RDM_ALL",
                "XENMEMF_vnode",
                "HVMOP_altp2m_get_domain_state",
                "HVMOP_ALTP2M_INTERFACE_VERSION",
                "PHYSDEVOP_DBGP_BUS_PCI",
                "PHYSDEVOP_IRQ_UNMASK_NOTIFY",
                "PHYSDEVOP_pirq_eoi_gmfn",
                "XENPF_INTERFACE_VERSION",
                "XENPF_settime",
                "XEN_DOMCTL_CDF_hvm",
                "XEN_DOMCTL_DEV_PCI",
                "XEN_DOMCTL_INTERFACE_VERSION",
                "XEN_SYSCTL_pm_op_get_max_cstate",
                "XEN_SYSCTL_cpu_featureset_raw",
                "XEN_DMOP_IO_RANGE_PORT",
                "NR_VIRQS",
                "GNTTABOP_error_msgs",
            ];
            for lead in leads {
                assert!(
                    !ops.contains(lead),
                    "{release}, {}: {lead}",
                    interface.facts.target.name()
                );
            }
            let known = |name: &str| interface.facts.constants.contains_key(name);
            // The constants must exist, or the test would prove nothing.
            assert!(
                leads.iter().filter(|lead| known(lead)).count() >= 18,
                "{release} lost most of these constants"
            );
        }
    }
}

#[test]
fn arguments_name_their_source() {
    let Some(interfaces) = resolved("4.20", true, None) else {
        return;
    };
    let source = |hypercall: &str, op: &str| {
        let ops = &interfaces[0].hypercalls[hypercall].ops;
        ops.iter()
            .find(|found| found.constant == op)
            .map(|found| found.provenance.name())
    };
    for (hypercall, op, expected) in [
        ("event_channel_op", "EVTCHNOP_send", "prefix-rule"),
        ("argo_op", "XEN_ARGO_OP_sendv", "argument-block"),
        ("sched_op", "SCHEDOP_yield", "comment"),
        ("memory_op", "XENMEM_memory_map", "comment"),
        ("memory_op", "XENMEM_claim_pages", "borrowed"),
        ("memory_op", "XENMEM_paging_op", "follower"),
        (
            "memory_op",
            "XENMEM_add_to_physmap_batch",
            "customary-prefix",
        ),
        ("vcpu_op", "VCPUOP_set_periodic_timer", "trailing-comment"),
        // The comment names a record that does not exist.
        (
            "vcpu_op",
            "VCPUOP_register_vcpu_time_memory_area",
            "follower",
        ),
        ("hvm_op", "HVMOP_altp2m", "borrowed"),
        ("mmuext_op", "MMUEXT_SET_LDT", "prototype"),
        ("platform_op", "XENPF_core_parking", "union-member"),
        ("sysctl", "XEN_SYSCTL_get_cpu_levelling_caps", "heading"),
        ("domctl", "XEN_DOMCTL_unbind_pt_irq", "union-member"),
        ("domctl", "XEN_DOMCTL_pausedomain", "borrowed"),
        ("xsm_op", "FLASK_RELABEL", "union-member"),
    ] {
        assert_eq!(source(hypercall, op), Some(expected), "{op}");
    }
}

/// Prose in a block of `argN:` lines is replaced by the fallback's types and names.
#[test]
fn prose_in_argument_blocks_is_replaced_by_the_fallback() {
    for &release in releases_in_time() {
        let Some(interfaces) = resolved(release, false, None) else {
            return;
        };
        let Some(call) = interfaces[0].hypercalls.get("hypfs_op") else {
            continue;
        };
        let read = call
            .ops
            .iter()
            .find(|op| op.constant == "XEN_HYPFS_OP_read")
            .expect("the operation");
        let arguments: Vec<_> = read
            .arguments
            .iter()
            .map(|one| (one.form.name(), one.ty.name.as_str(), one.name.as_str()))
            .collect();
        let expected = [
            ("array", "char", "path"),
            ("value", "unsigned long", "pathlen"),
            ("array", "void", "buffer"),
            ("value", "unsigned long", "buflen"),
        ];
        assert_eq!(arguments, expected, "{release}");
    }
}
