//! Compares each record and constant of the model with bindgen's output.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::amount::Amount;
use crate::common::trees::{self, BOTH_VIEWS};
use crate::common::witness::{self, Witness, witness};
use xen_abi_gen::model::facts::Facts;
use xen_abi_gen::model::target::Target;

/// How bindgen's output differs from the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// Bindgen lacks the item.
    Missing,
    /// It has another number.
    Other,
    /// Only bindgen has the item.
    Extra,
}

/// A known fault of bindgen.
struct Known {
    difference: Difference,
    names: &'static [&'static str],
    because: &'static str,
}

/// The differences that are faults of bindgen. An entry without a difference is an error.
const KNOWN: &[Known] = &[
    Known {
        difference: Difference::Missing,
        names: &[
            "DOMID_ANY",
            "DOMID_COW",
            "DOMID_FIRST_RESERVED",
            "DOMID_IDLE",
            "DOMID_INVALID",
            "DOMID_IO",
            "DOMID_MASK",
            "DOMID_SELF",
            "DOMID_XEN",
            "GUEST_ACPI_BASE",
            "GUEST_ACPI_SIZE",
            "GUEST_GICC_BASE",
            "GUEST_GICC_SIZE",
            "GUEST_GICD_BASE",
            "GUEST_GICD_SIZE",
            "GUEST_GICV3_GICD_BASE",
            "GUEST_GICV3_GICD_SIZE",
            "GUEST_GICV3_GICR0_BASE",
            "GUEST_GICV3_GICR0_SIZE",
            "GUEST_GNTTAB_BASE",
            "GUEST_GNTTAB_SIZE",
            "GUEST_MAGIC_BASE",
            "GUEST_MAGIC_SIZE",
            "GUEST_PL011_BASE",
            "GUEST_PL011_SIZE",
            "GUEST_RAM0_BASE",
            "GUEST_RAM0_SIZE",
            "GUEST_RAM1_BASE",
            "GUEST_RAM1_SIZE",
            "GUEST_VIRTIO_MMIO_BASE",
            "GUEST_VIRTIO_MMIO_SIZE",
            "GUEST_VPCI_ADDR_TYPE_MEM",
            "GUEST_VPCI_ADDR_TYPE_PREFETCH_MEM",
            "GUEST_VPCI_ECAM_BASE",
            "GUEST_VPCI_ECAM_SIZE",
            "GUEST_VPCI_MEM_ADDR",
            "GUEST_VPCI_MEM_SIZE",
            "GUEST_VPCI_PREFETCH_MEM_ADDR",
            "GUEST_VPCI_PREFETCH_MEM_SIZE",
            "HYPERVISOR_VIRT_END",
            "HYPERVISOR_VIRT_START",
            "HYPERVISOR_VIRT_START_NONPAE",
            "HYPERVISOR_VIRT_START_PAE",
            "MACH2PHYS_VIRT_END",
            "MACH2PHYS_VIRT_END_NONPAE",
            "MACH2PHYS_VIRT_END_PAE",
            "MACH2PHYS_VIRT_START",
            "MACH2PHYS_VIRT_START_NONPAE",
            "MACH2PHYS_VIRT_START_PAE",
            "SCTLR_GUEST_INIT",
            "UVMF_ALL",
            "UVMF_FLUSHTYPE_MASK",
            "UVMF_INVLPG",
            "UVMF_LOCAL",
            "UVMF_MULTI",
            "UVMF_NONE",
            "UVMF_TLB_FLUSH",
        ],
        because: "it does not expand macros with arguments, and these call xen_mk_uint, \
                  xen_mk_ulong or xen_mk_ullong",
    },
    Known {
        difference: Difference::Missing,
        names: &[
            "GUEST_RAM_BASE",
            "GUEST_RAM_MAX",
            "MACH2PHYS_NR_ENTRIES",
            "XEN_ARGO_DOMID_ANY",
        ],
        because: "they are built on constants that it left out",
    },
    Known {
        difference: Difference::Missing,
        names: &[
            "EVTCHN_2L_NR_CHANNELS",
            "VSCSIIF_SG_LIST_SIZE",
            "VSCSIIF_SG_PER_PAGE",
            "XENCAMERA_IN_RING_LEN",
            "XENCAMERA_IN_RING_OFFS",
            "XENCAMERA_IN_RING_SIZE",
            "XENDISPL_IN_RING_LEN",
            "XENDISPL_IN_RING_OFFS",
            "XENDISPL_IN_RING_SIZE",
            "XENSND_IN_RING_LEN",
            "XENSND_IN_RING_OFFS",
            "XENSND_IN_RING_SIZE",
            "XEN_CAPABILITIES_INFO_LEN",
            "XEN_CHANGESET_INFO_LEN",
            "XEN_EXTRAVERSION_LEN",
        ],
        because: "it does not evaluate sizeof",
    },
    Known {
        difference: Difference::Missing,
        names: &["USB_CONN_RING_SIZE", "USB_URB_RING_SIZE"],
        because: "it does not expand macros with arguments, and these call __CONST_RING_SIZE",
    },
    Known {
        difference: Difference::Missing,
        names: &["XS_DEBUG"],
        because: "it does not know what an enum's member is when it evaluates a macro",
    },
    Known {
        difference: Difference::Missing,
        names: &[
            "GNTMAP_guest_avail_mask",
            "HVM_BELOW_4G_MMIO_LENGTH",
            "HVM_PARAM_CALLBACK_IRQ_TYPE_MASK",
            "XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG",
            "XEN_DMOP_DELETE_MEM_CACHEATTR",
            "XEN_DOMCTL_DELETE_MEM_CACHEATTR",
            "XEN_HVM_MCA_CAP_LMCE",
            "XEN_HVM_MCA_CAP_MASK",
            "XEN_RUNSTATE_UPDATE",
        ],
        because: "it evaluates neither a cast nor a call of xen_mk_ullong",
    },
    Known {
        difference: Difference::Other,
        names: &[
            "TRC_SCHED_EVT_MASK",
            "XEN_INVALID_CORE_ID",
            "XEN_INVALID_DEV",
            "XEN_INVALID_MAX_VCPU_ID",
            "XEN_INVALID_MEM_SZ",
            "XEN_INVALID_NODE_DIST",
            "XEN_INVALID_NODE_ID",
            "XEN_INVALID_SOCKET_ID",
            "__HYPERVISOR_VIRT_END",
            "__HYPERVISOR_VIRT_START",
            "__MACH2PHYS_VIRT_END",
            "__MACH2PHYS_VIRT_START",
        ],
        because: "it holds every constant as a signed number of 64 bits, so an unsigned one with \
                  the highest bit turns negative",
    },
];

/// The differences between the model and bindgen's, by name.
fn compare(facts: &Facts, witness: &Witness) -> BTreeMap<String, (Difference, String)> {
    let mut found = BTreeMap::new();
    let mut expected: [BTreeMap<String, i128>; 4] = Default::default();
    let [sizes, aligns, offsets, constants] = &mut expected;
    for (key, record) in &facts.records {
        let name = witness::record_name(facts, key);
        sizes.insert(name.clone(), record.size.into());
        aligns.insert(name.clone(), record.align.into());
        offsets.extend(
            witness::member_names(record)
                .map(|(member, offset)| (format!("{name}::{member}"), offset)),
        );
    }
    constants.extend(
        facts
            .constants
            .iter()
            .map(|(name, constant)| (name.clone(), constant.value)),
    );
    constants.extend(
        facts
            .enums
            .values()
            .flat_map(|found| &found.members)
            .map(|member| (member.name.clone(), member.value)),
    );
    let answers = [
        &witness.sizes,
        &witness.aligns,
        &witness.offsets,
        &witness.constants,
    ];
    for ((expected, answer), what) in
        expected
            .iter()
            .zip(answers)
            .zip(["size of ", "alignment of ", "offset of ", ""])
    {
        let names: BTreeSet<&String> = expected.keys().chain(answer.keys()).collect();
        for name in names {
            let difference = match (expected.get(name), answer.get(name)) {
                (Some(ours), Some(theirs)) if ours == theirs => continue,
                (Some(_), Some(_)) => Difference::Other,
                (Some(_), None) => Difference::Missing,
                (None, _) => Difference::Extra,
            };
            let numbers = format!(
                "ours {:?}, bindgen's {:?}",
                expected.get(name),
                answer.get(name)
            );
            found.insert(format!("{what}{name}"), (difference, numbers));
        }
    }
    found
}

/// The known faults by the name and the kind of difference, with their cause.
type Faults = BTreeMap<(String, Difference), String>;

/// Compares a tree with bindgen on each target. The differences must be exactly those of the list.
/// A sample is one view of each target.
fn agree(folder: &Path, views: &[bool], known: &Faults) {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let tree = trees::read(&trees::selection(folder, &[]));
    let mut seen = BTreeSet::new();
    let mut unknown = String::new();
    let whole = Amount::wanted() != Amount::Sample;
    for (number, target) in Target::ALL.into_iter().enumerate() {
        for (view, &tools) in views.iter().enumerate() {
            if !whole && number % 2 != view % 2 {
                continue;
            }
            let facts = trees::facts(&library, &tree, target, tools);
            // Bindgen uses the libclang that this thread has loaded.
            let mut witness = witness(target, folder, &trees::includes(&facts, tools));
            // The test defines these; whether a header does too depends on the view.
            for given in ["__XEN_INTERFACE_VERSION__", "__XEN_TOOLS__"] {
                if !facts.constants.contains_key(given) {
                    witness.constants.remove(given);
                }
            }
            assert!(
                witness.sizes.len() > 50 && witness.constants.len() > 100,
                "bindgen said next to nothing: {witness:?}"
            );
            for (name, (difference, numbers)) in compare(&facts, &witness) {
                if known.contains_key(&(name.clone(), difference)) {
                    seen.insert((name, difference));
                } else {
                    unknown += &format!("{}: {name}: {difference:?} ({numbers})\n", target.name());
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "bindgen and we differ, and the list does not say why:\n{unknown}"
    );
    let unused: Vec<_> = known
        .iter()
        .filter(|(entry, _)| !seen.contains(*entry))
        .collect();
    assert!(
        !whole || unused.is_empty(),
        "bindgen no longer has these faults, so they must leave the list: {unused:?}"
    );
}

#[test]
fn bindgen_agrees_with_the_model_of_our_headers() {
    let entry = |known: &Known, name: &str| {
        (
            (name.to_owned(), known.difference),
            known.because.to_owned(),
        )
    };
    let known = KNOWN
        .iter()
        .flat_map(|known| known.names.iter().map(move |name| entry(known, name)))
        .collect();
    agree(&trees::own(), &BOTH_VIEWS, &known);
}

/// The list for upstream's headers: a line per cause with the kind of difference, then the names.
fn faults(text: &str) -> Faults {
    let mut faults = Faults::new();
    let mut current = None;
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        match (line.strip_prefix("  "), &current) {
            (Some(name), Some((difference, because))) => {
                drop(faults.insert((name.to_owned(), *difference), String::clone(because)))
            }
            _ => {
                let (kind, because) = line
                    .split_once(": ")
                    .expect("a kind of difference and its cause");
                let difference = match kind {
                    "missing" => Difference::Missing,
                    "other" => Difference::Other,
                    "extra" => Difference::Extra,
                    _ => panic!("{kind} is no kind of difference"),
                };
                current = Some((difference, because.to_owned()));
            }
        }
    }
    faults
}

#[test]
fn bindgen_agrees_with_the_model_of_the_latest_release() {
    let Some(folder) = trees::upstream("4.20") else {
        return;
    };
    agree(
        &folder,
        &[true],
        &faults(include_str!("fixtures/bindgen_4_20.txt")),
    );
}

#[test]
fn a_wrong_number_differs_from_bindgens() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let folder = trees::own();
    let tree = trees::read(&trees::selection(&folder, &trees::FIRST_TWO));
    let facts = trees::facts(&library, &tree, Target::I686, false);
    let witness = witness(Target::I686, &folder, &trees::includes(&facts, false));
    let agreed = compare(&facts, &witness);
    let mut wrong = facts.clone();
    wrong.records["evtchn_send"].size += 4;
    wrong.records["evtchn_status"].align += 4;
    wrong.records["xen_argo_addr"].fields[1].offset_bits += 8;
    wrong.constants["EVTCHNOP_send"].value += 1;
    wrong.records.shift_remove("evtchn_close");
    let mut found = compare(&wrong, &witness);
    found.retain(|name, _| !agreed.contains_key(name));
    let expected = [
        ("EVTCHNOP_send", Difference::Other),
        ("alignment of evtchn_close", Difference::Extra),
        ("alignment of evtchn_status", Difference::Other),
        ("offset of evtchn_close::port", Difference::Extra),
        ("offset of xen_argo_addr::domain_id", Difference::Other),
        ("size of evtchn_close", Difference::Extra),
        ("size of evtchn_send", Difference::Other),
    ];
    let found: Vec<_> = found
        .iter()
        .map(|(name, (difference, _))| (name.as_str(), *difference))
        .collect();
    assert_eq!(found, expected);
}
