//! The list of calls that the software Xen does not answer, compared with what it does.

use std::collections::BTreeSet;
use xen_abi::guest::{Guest, Hvm64, Pv64};
use xen_abi::mock::{Domain, Machine, Setup};
use xen_abi::toolstack::Release;
use xen_abi::toolstack::platform::XENPF_INTERFACE_VERSION;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, Hypercall, event_channel};

const LIST: &str = include_str!("../../src/mock/unanswered.md");

/// A hypercall of which it answers some operations.
struct Family {
    name: &'static str,
    operations: &'static str,
    source: &'static str,
}

macro_rules! families {
    ($($name:literal: $file:literal, $operations:ident;)+) => {
        &[$(Family {
            name: $name,
            operations: stringify!($operations),
            source: include_str!(concat!("../../src/generated/", $file, ".rs")),
        }),+]
    };
}

/// The hypercalls whose argument is a record with the operation.
const RECORDS: [HypercallNum; 3] = [
    HypercallNum::DOMCTL,
    HypercallNum::SYSCTL,
    HypercallNum::PLATFORM_OP,
];

const FAMILIES: &[Family] = families! {
    "memory_op": "memory", MemoryOp;
    "xen_version": "version", XenVersionOp;
    "console_io": "xen", ConsoleIoCmd;
    "grant_table_op": "grant_table", GrantTableOp;
    "sched_op": "sched", SchedOp;
    "event_channel_op": "event_channel", EventChannelOp;
    "argo_op": "argo", ArgoOp;
    "domctl": "toolstack/domctl", DomctlOp;
    "sysctl": "toolstack/sysctl", SysctlOp;
    "platform_op": "toolstack/platform", PlatformOp;
};

/// The names and numbers of all hypercalls, as the crate has them.
fn hypercalls() -> Vec<(&'static str, u32)> {
    let source = include_str!("../../src/generated/xen.rs");
    let lines = source.lines().filter_map(|line| {
        let (value, name) = line.trim().split_once(", \"__HYPERVISOR_")?;
        let (_, number) = value.split_once(" = ")?;
        Some((name.strip_suffix("\";")?, number.parse().ok()?))
    });
    lines.collect()
}

/// The C names and numbers of a family's operations.
fn operations(family: &Family) -> Vec<(&'static str, u32)> {
    let head = format!("pub enum {} {{\n", family.operations);
    let (_, rest) = family.source.split_once(&head).expect("the operations");
    let (enumeration, _) = rest.split_once("\n}\n").expect("their end");
    let mut name = None;
    let mut found = Vec::new();
    for line in enumeration.lines().map(str::trim) {
        if let Some(alias) = line.strip_prefix("#[doc(alias = \"") {
            name = alias.strip_suffix("\")]");
        } else if let Some((_, number)) = line.split_once(" = ") {
            let number = number.trim_end_matches(',').parse();
            found.extend(name.take().zip(number.ok()));
        }
    }
    assert!(found.len() > 1, "{}: {found:?}", family.name);
    found
}

/// Whether a domain does not know a call. No argument of it leads to memory.
fn is_unknown<G: Guest>(domain: &Domain<G>, number: u32, operation: usize) -> bool {
    // `block` returns at once.
    let port = event_channel::bind_ipi(domain, 0).unwrap();
    event_channel::send(domain, port).unwrap();
    // SAFETY: page 0 is not mapped, and no number of elements is more than one.
    let result = unsafe { domain.hypercall(number, [operation, 0, 1, 0, 0]) };
    result as i32 == Errno::ENOSYS.into_raw() as i32
}

/// Whether domain 0 does not know an operation of a toolstack, on the newest release.
fn is_unanswered_by_record(number: u32, operation: u32) -> bool {
    // As version 0, then as that of the release: no operation has both.
    let versions = match HypercallNum(number) {
        HypercallNum::DOMCTL => [0, Release::V4_22.domctl_interface_version().number()],
        HypercallNum::SYSCTL => [0, Release::V4_22.sysctl_interface_version().number()],
        _ => [0, XENPF_INTERFACE_VERSION as u32],
    };
    let machine = Machine::of_release(Release::V4_22);
    let setup = Setup {
        privileged: true,
        ..Setup::default()
    };
    let xen: Domain<Hvm64> = machine.start(DomId(0), setup);
    versions.into_iter().all(|version| {
        // The argument starts behind the domain of domctl: a small number, and no memory.
        let argument = if HypercallNum(number) == HypercallNum::DOMCTL {
            4
        } else {
            2
        };
        let mut record = [0_u32; 64];
        (record[0], record[1], record[argument]) = (operation, version, 3);
        let address = std::ptr::from_mut(&mut record).expose_provenance();
        // SAFETY: the record is larger than any, and its handles are null.
        let result = unsafe { xen.hypercall(number, [address]) } as i32;
        [Errno::ENOSYS, Errno::EACCES]
            .map(|errno| errno.into_raw() as i32)
            .contains(&result)
    })
}

fn is_unanswered(number: u32, operation: u32) -> bool {
    if RECORDS.contains(&HypercallNum(number)) {
        return is_unanswered_by_record(number, operation);
    }
    let machine = Machine::new();
    let one: Domain<Hvm64> = machine.start(DomId(1), Setup::default());
    let two: Domain<Pv64> = machine.start(DomId(2), Setup::default());
    is_unknown(&one, number, operation as usize) && is_unknown(&two, number, operation as usize)
}

#[test]
fn the_documentation_lists_what_is_not_answered() {
    let mut unanswered = BTreeSet::new();
    for (name, number) in hypercalls() {
        match FAMILIES.iter().find(|family| family.name == name) {
            Some(family) => {
                let operations = operations(family).into_iter();
                let operations = operations.filter(|(_, value)| is_unanswered(number, *value));
                unanswered.extend(operations.map(|(name, _)| name));
            }
            // A multicall of no call.
            None if is_unanswered(number, 0) => {
                unanswered.insert(name);
            }
            None => {}
        }
    }
    let listed: BTreeSet<_> = LIST.split('`').skip(1).step_by(2).collect();
    let others = FAMILIES
        .iter()
        .map(|family| family.name)
        .chain(["ENOSYS", "toolstack"]);
    let others: BTreeSet<_> = others.collect();
    let listed: BTreeSet<_> = listed.difference(&others).copied().collect();
    let missing: Vec<_> = unanswered.difference(&listed).collect();
    let answered: Vec<_> = listed.difference(&unanswered).collect();
    assert!(
        missing.is_empty() && answered.is_empty(),
        "missing in src/mock/unanswered.md: {missing:?}; answered after all: {answered:?}"
    );
}
