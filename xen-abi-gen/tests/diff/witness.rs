//! What compilers say of a release, as `dump` would write it.
//!
//! The facts have no annotations. Stated here by hand are the members that hold a version, the
//! hypercalls that pass these, and which constants are operations.

use std::collections::BTreeSet;

use xen_abi_gen::model::abi::Provenance;
use xen_abi_gen::model::annotations::Direction;
use xen_abi_gen::model::document::{
    Argument, Constant, Document, FORMAT, Field, Form, Hypercall, Op, Param, Record, Text, Typedef,
};
use xen_abi_gen::model::facts::RecordKind;
use xen_abi_gen::model::hash::IndexMap;
use xen_abi_gen::model::release::Release;

use crate::common::release_facts::Reader;

/// An interface: its hypercall, the record that it passes, the version and its header, and the
/// start of its operations' names.
struct Interface {
    hypercall: &'static str,
    record: &'static str,
    version: &'static str,
    header: &'static str,
    prefix: &'static str,
}

const INTERFACES: [Interface; 5] = [
    Interface {
        hypercall: "domctl",
        record: "xen_domctl",
        version: "XEN_DOMCTL_INTERFACE_VERSION",
        header: "domctl.h",
        prefix: "XEN_DOMCTL_",
    },
    Interface {
        hypercall: "sysctl",
        record: "xen_sysctl",
        version: "XEN_SYSCTL_INTERFACE_VERSION",
        header: "sysctl.h",
        prefix: "XEN_SYSCTL_",
    },
    Interface {
        hypercall: "platform_op",
        record: "xen_platform_op",
        version: "XENPF_INTERFACE_VERSION",
        header: "platform.h",
        prefix: "XENPF_",
    },
    Interface {
        hypercall: "xsm_op",
        record: "xen_flask_op",
        version: "XEN_FLASK_INTERFACE_VERSION",
        header: "xsm/flask_op.h",
        prefix: "FLASK_",
    },
    Interface {
        hypercall: "arch_0",
        record: "xen_mc",
        version: "XEN_MCA_INTERFACE_VERSION",
        header: "arch-x86/xen-mca.h",
        prefix: "XEN_MC_",
    },
];

/// A record with a version that no hypercall's own record holds.
struct Versioned {
    record: &'static str,
    version: &'static str,
    header: &'static str,
}

const VERSIONED: [Versioned; 2] = [
    Versioned {
        record: "vm_event_st",
        version: "VM_EVENT_INTERFACE_VERSION",
        header: "vm_event.h",
    },
    Versioned {
        record: "xen_hvm_altp2m_op",
        version: "HVMOP_ALTP2M_INTERFACE_VERSION",
        header: "hvm/hvm_op.h",
    },
];

/// Starts of names that look like operations and are values of a member, or second names.
const NO_OPERATIONS: [&str; 10] = [
    "XENPF_settime",
    "XEN_DOMCTL_vmtrace_disable",
    "XEN_DOMCTL_vmtrace_enable",
    "XEN_DOMCTL_vmtrace_get_option",
    "XEN_DOMCTL_vmtrace_output_position",
    "XEN_DOMCTL_vmtrace_reset_and_enable",
    "XEN_DOMCTL_vmtrace_set_option",
    "XEN_SYSCTL_cpu_featureset_",
    "XEN_SYSCTL_cpu_policy_",
    "XEN_SYSCTL_pm_op_",
];

/// The operation that carries no version, and the member with its argument.
const STABLE: (&str, &str) = ("XEN_DOMCTL_get_domain_state", "get_domain_state");

/// The member that holds the version, in each of these records.
const VERSION: &str = "interface_version";

/// The facts of a reader as a document.
pub(super) fn document(reader: Reader, facts: &BTreeSet<String>) -> Document {
    let mut document = Document {
        format: FORMAT,
        target: reader.target(),
        interface_version: 0,
        tools: reader.tools,
        release: Some(Release {
            major: 4,
            minor: reader.minor,
        }),
        headers: Vec::new(),
        constants: IndexMap::default(),
        strings: IndexMap::default(),
        enums: IndexMap::default(),
        records: IndexMap::default(),
        typedefs: IndexMap::default(),
        c_enums: IndexMap::default(),
        c_enum_places: IndexMap::default(),
        hypercalls: IndexMap::default(),
        skipped: Vec::new(),
    };
    for line in facts {
        let (kind, rest) = line.split_once(' ').expect("a kind and a fact");
        match kind {
            "c" => constant(&mut document, rest),
            "s" => text(&mut document, rest),
            "t" => typedef(&mut document, rest),
            "r" => record(&mut document, rest),
            "e" => {}
            _ => panic!("`{line}` is no fact"),
        }
    }
    let headers: BTreeSet<String> = document
        .records
        .values()
        .map(|record| record.header.clone())
        .collect();
    document.headers = headers.into_iter().collect();
    for interface in &INTERFACES {
        state(&mut document, interface);
    }
    for versioned in &VERSIONED {
        if let Some(record) = document.records.get_mut(versioned.record) {
            hold(record, "version", versioned.version);
        }
    }
    document
}

fn constant(document: &mut Document, fact: &str) {
    let [name, value, ty] = fact
        .split(' ')
        .collect::<Vec<_>>()
        .try_into()
        .expect("a name, a value and a type");
    let mut interfaces = INTERFACES.iter();
    let interface = interfaces.find(|interface| name.starts_with(interface.prefix));
    let mut versioned = VERSIONED.iter();
    let versioned = versioned.find(|one| one.version == name);
    let header = interface
        .map(|one| one.header)
        .or(versioned.map(|one| one.header));
    let constant = Constant {
        value: value.parse().expect("a number"),
        r#type: ty.to_owned(),
        header: header.unwrap_or("xen.h").to_owned(),
        line: 1,
    };
    document.constants.insert(name.to_owned(), constant);
}

fn text(document: &mut Document, fact: &str) {
    let (name, value) = fact.split_once(' ').expect("a name and a text");
    let text = Text {
        value: value.to_owned(),
        header: "xen.h".to_owned(),
        line: 1,
    };
    document.strings.insert(name.to_owned(), text);
}

fn typedef(document: &mut Document, fact: &str) {
    let (name, rest) = fact.split_once('|').expect("a name and a type");
    let (rest, align) = rest.rsplit_once(' ').expect("an alignment");
    let (ty, size) = rest.rsplit_once(' ').expect("a size");
    let typedef = Typedef {
        r#type: ty.to_owned(),
        size: size.parse().expect("a size"),
        align: align.parse().expect("an alignment"),
        header: "xen.h".to_owned(),
        line: 1,
        distinct: None,
    };
    document.typedefs.insert(name.to_owned(), typedef);
}

fn record(document: &mut Document, fact: &str) {
    let mut parts = fact.split('|');
    let mut part = || parts.next().expect("key, header and layout");
    let (key, header, layout) = (part(), part(), part());
    let layout: Vec<&str> = layout.split(' ').collect();
    let mut end = 0;
    let fields = parts.map(|part| {
        let field = field(part, end);
        end = field.offset_bits + field.size_bits;
        field
    });
    let record = Record {
        kind: match layout[0] {
            "union" => RecordKind::Union,
            _ => RecordKind::Struct,
        },
        size: layout[1].parse().expect("a size"),
        align: layout[2].parse().expect("an alignment"),
        header: header.to_owned(),
        line: 1,
        fields: fields.collect(),
    };
    document.records.insert(key.to_owned(), record);
}

/// `@OFFSETNAME:SIZE:TYPE`; without an offset, the member begins at `end`.
fn field(text: &str, end: u64) -> Field {
    let [place, size, ty] = text
        .splitn(3, ':')
        .collect::<Vec<_>>()
        .try_into()
        .expect("a name, a size and a type");
    let (offset, name) = match place.strip_prefix('@') {
        None => (end, place),
        Some(place) => {
            let digits = |c: char| c.is_ascii_digit() || c == '.';
            let length = place.find(|c| !digits(c)).unwrap_or(place.len());
            (bits(&place[..length]), &place[length..])
        }
    };
    Field {
        name: name.to_owned(),
        offset_bits: offset,
        size_bits: bits(size),
        r#type: ty.to_owned(),
        direction: None,
        values: None,
        selectors: Vec::new(),
    }
}

/// `BYTES` or `BYTES.BITS`.
fn bits(text: &str) -> u64 {
    let (bytes, bits) = text.split_once('.').unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<u64>().expect("a number");
    8 * number(bytes) + number(bits)
}

/// Adds what the facts do not say of an interface.
fn state(document: &mut Document, interface: &Interface) {
    let Some(record) = document.records.get_mut(interface.record) else {
        return;
    };
    hold(record, VERSION, interface.version);
    let is_op = |name: &&String| {
        let rest = name.strip_prefix(interface.prefix).unwrap_or_default();
        let lower = rest.starts_with(|c: char| c.is_ascii_lowercase());
        let flask = interface.prefix == "FLASK_" && !rest.is_empty();
        (lower || flask) && !NO_OPERATIONS.iter().any(|start| name.starts_with(start))
    };
    let names = document.constants.keys().filter(is_op);
    let ops = names.map(|name| op(name, document.constants[name].value, interface.header));
    let number = format!("__HYPERVISOR_{}", interface.hypercall);
    let number = document.constants.get(&number).map(|found| found.value);
    let hypercall = Hypercall {
        number: number.and_then(|number| u32::try_from(number).ok()),
        returns: "int".to_owned(),
        params: vec![Param {
            name: "op".to_owned(),
            r#type: format!("struct {} *", interface.record),
        }],
        ops: ops.collect(),
        guests: Vec::new(),
        header: interface.header.to_owned(),
        line: 1,
    };
    document
        .hypercalls
        .insert(interface.hypercall.to_owned(), hypercall);
}

/// States that a member always holds a constant.
fn hold(record: &mut Record, member: &str, constant: &str) {
    let mut members = record.fields.iter_mut();
    let member = members.find(|field| field.name == member);
    member.expect("the version").values = Some(format!("constant {constant}"));
}

fn op(name: &str, value: i128, header: &str) -> Op {
    let stable = name == STABLE.0;
    let argument = Argument {
        r#type: format!("xen_domctl_{}", STABLE.1),
        direction: Direction::InOut,
        name: format!("u.{}", STABLE.1),
        form: Form::Member,
        nullable: false,
        count: None,
        alternatives: Vec::new(),
    };
    Op {
        name: name.to_owned(),
        value,
        args: stable.then_some(argument).into_iter().collect(),
        source: Provenance::None,
        returns: None,
        guests: None,
        returns_meaning: None,
        errors: Vec::new(),
        directions: stable
            .then(|| (VERSION.to_owned(), None))
            .into_iter()
            .collect(),
        safety: None,
        header: header.to_owned(),
        line: 1,
    }
}
