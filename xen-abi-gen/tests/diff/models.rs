//! A small ABI with each kind of item, and mutations of it.

use xen_abi_gen::model::abi::Provenance;
use xen_abi_gen::model::annotations::{Direction, Guest};
use xen_abi_gen::model::document::{
    Argument, Constant, Document, Enumerator, FORMAT, Family, Field, Form, Hypercall, Member, Op,
    Param, Place, Record, Skipped, Text, Typedef,
};
use xen_abi_gen::model::facts::RecordKind;
use xen_abi_gen::model::hash::IndexMap;
use xen_abi_gen::model::target::Target;

/// Names for mutations: similar to each other and to existing ones, so that pairs compete.
const NAMES: [&str; 8] = [
    "map", "maps", "unmap", "pad", "reserved", "flags", "flag", "limit",
];
const HEADERS: [&str; 3] = ["xen.h", "sched.h", "io/ring.h"];
const TYPES: [&str; 7] = [
    "uint32_t",
    "unsigned int",
    "int32_t",
    "uint64_t",
    "struct pair",
    "uint32_t[2]",
    "uint32_t[]",
];

fn place(line: u32) -> (String, u32) {
    (HEADERS[line as usize % 2].to_owned(), line)
}

fn constant(value: i128, line: u32) -> Constant {
    let (header, line) = place(line);
    Constant {
        value,
        r#type: "i32".to_owned(),
        header,
        line,
    }
}

fn field(name: &str, offset: u64, ty: &str) -> Field {
    Field {
        name: name.to_owned(),
        offset_bits: offset * 8,
        size_bits: 32,
        r#type: ty.to_owned(),
        direction: None,
        values: None,
        selectors: Vec::new(),
    }
}

fn record(kind: RecordKind, line: u32, fields: Vec<Field>) -> Record {
    let (header, line) = place(line);
    Record {
        kind,
        size: 4 * fields.len() as u64,
        align: 4,
        header,
        line,
        fields,
    }
}

fn typedef(ty: &str, size: u64, line: u32) -> Typedef {
    let (header, line) = place(line);
    Typedef {
        r#type: ty.to_owned(),
        size,
        align: 4,
        header,
        line,
        distinct: None,
    }
}

fn op(name: &str, value: i128, ty: &str) -> Op {
    let argument = Argument {
        r#type: ty.to_owned(),
        direction: Direction::In,
        name: "arg".to_owned(),
        form: Form::Pointer,
        nullable: false,
        count: None,
        alternatives: Vec::new(),
    };
    let (header, line) = place(9);
    Op {
        name: name.to_owned(),
        value,
        args: vec![argument],
        source: Provenance::PrefixRule,
        returns: None,
        guests: None,
        returns_meaning: None,
        errors: Vec::new(),
        directions: IndexMap::default(),
        safety: None,
        header,
        line,
    }
}

fn named<T, const N: usize>(entries: [(&str, T); N]) -> IndexMap<String, T> {
    entries
        .into_iter()
        .map(|(name, entry)| (name.to_owned(), entry))
        .collect()
}

/// The ABI that is mutated.
pub(super) fn base() -> Document {
    let member = |name: &str, value| Member {
        name: name.to_owned(),
        value,
        argument: Some("pair".to_owned()),
    };
    let (header, line) = place(7);
    Document {
        format: FORMAT,
        target: Target::X86_64,
        interface_version: 0x0004_0e00,
        tools: false,
        release: None,
        headers: vec!["sched.h".to_owned(), "xen.h".to_owned()],
        constants: named([
            ("DOOROP_map", constant(0, 1)),
            ("DOOROP_unmap", constant(1, 1)),
            ("XEN_max", constant(5, 2)),
            ("XEN_flags", constant(6, 3)),
            ("XEN_limit", constant(7, 4)),
        ]),
        strings: named([(
            "XEN_name",
            Text {
                value: "name".to_owned(),
                header: header.clone(),
                line,
            },
        )]),
        enums: named([(
            "door_op",
            Family {
                header: header.clone(),
                line,
                members: vec![member("DOOROP_map", 0), member("DOOROP_unmap", 1)],
            },
        )]),
        records: named([
            (
                "pair",
                record(
                    RecordKind::Struct,
                    10,
                    vec![field("a", 0, "uint32_t"), field("pad", 4, "uint32_t")],
                ),
            ),
            (
                "outer",
                record(
                    RecordKind::Struct,
                    11,
                    vec![
                        field("id", 0, "id_t"),
                        field("u", 4, "union {...}"),
                        field("b", 8, "int32_t"),
                    ],
                ),
            ),
            (
                "outer.u",
                record(
                    RecordKind::Union,
                    11,
                    vec![field("x", 0, "uint32_t"), field("y", 0, "int32_t")],
                ),
            ),
            (
                "__guest_handle_pair",
                record(RecordKind::Struct, 12, vec![field("p", 0, "pair_t *")]),
            ),
        ]),
        typedefs: named([
            ("id_t", typedef("uint32_t", 4, 13)),
            ("pair_t", typedef("struct pair", 8, 14)),
            ("__guest_handle_pair", typedef("__guest_handle_pair", 4, 12)),
        ]),
        c_enums: named([(
            "kind",
            vec![Enumerator {
                name: "KIND_a".to_owned(),
                value: 0,
            }],
        )]),
        c_enum_places: named([(
            "kind",
            Place {
                header: header.clone(),
                line,
            },
        )]),
        hypercalls: named([(
            "door_op",
            Hypercall {
                number: Some(40),
                returns: "long".to_owned(),
                params: vec![Param {
                    name: "cmd".to_owned(),
                    r#type: "unsigned int".to_owned(),
                }],
                ops: vec![op("DOOROP_map", 0, "pair"), op("DOOROP_unmap", 1, "pair")],
                guests: vec![Guest::Hvm64],
                header: header.clone(),
                line,
            },
        )]),
        skipped: vec![Skipped {
            name: "XEN_CALL".to_owned(),
            header,
            line,
            reason: "it takes arguments".to_owned(),
        }],
    }
}

/// A mutation: the indices of its kind, its item and its value.
pub(super) type Step = (u8, u8, u8);

/// The number of kinds.
pub(super) const WAYS: u8 = 40;

/// A new name for an item, with the prefix of existing ones.
fn name(start: &str, which: u8) -> String {
    format!("{start}{}", NAMES[usize::from(which) % NAMES.len()])
}

fn header(which: u8) -> String {
    HEADERS[usize::from(which) % HEADERS.len()].to_owned()
}

fn ty(which: u8) -> String {
    TYPES[usize::from(which) % TYPES.len()].to_owned()
}

/// The entry of a map for an index, if there is any.
fn key<T>(map: &IndexMap<String, T>, which: u8) -> Option<String> {
    (!map.is_empty()).then(|| {
        map.get_index(usize::from(which) % map.len())
            .map(|(key, _)| key.clone())
    })?
}

/// Renames an entry, unless the name is used.
fn rename<T: Clone>(map: &mut IndexMap<String, T>, which: u8, to: String) {
    if let Some(old) = key(map, which).filter(|_| !map.contains_key(&to)) {
        let entry = map.shift_remove(&old).expect("it was found");
        map.insert(to, entry);
    }
}

/// Changes an entry, if there is one.
fn edit<T>(found: Option<&mut T>, change: impl FnOnce(&mut T)) {
    if let Some(found) = found {
        change(found);
    }
}

/// Applies one mutation.
pub(super) fn change(document: &mut Document, (way, which, value): Step) {
    let some = usize::from(which);
    let number = i128::from(value % 4);
    match way % WAYS {
        0..=4 => constants(document, way, which, value),
        5 => drop(key(&document.strings, which).map(|key| document.strings.shift_remove(&key))),
        6 => rename(&mut document.strings, which, name("XEN_", value)),
        7..=21 => records(document, way, which, value),
        22 => {
            document
                .typedefs
                .entry(name("t_", value))
                .or_insert_with(|| typedef(&ty(which), 4, u32::from(which)));
        }
        23 => drop(key(&document.typedefs, which).map(|key| document.typedefs.shift_remove(&key))),
        24 => edit(document.typedefs.values_mut().nth(some % 3), |typedef| {
            typedef.r#type = ty(value)
        }),
        25 => edit(document.typedefs.values_mut().nth(some % 3), |typedef| {
            typedef.size = u64::from(value)
        }),
        26 => edit(document.typedefs.values_mut().nth(some % 3), |typedef| {
            typedef.distinct = Some(name("", value))
        }),
        27 => edit(document.typedefs.values_mut().nth(some % 3), |typedef| {
            typedef.header = header(value)
        }),
        28 => {
            let members = document.c_enums.values_mut().next();
            if let Some(members) = members {
                let name = name("KIND_", value);
                if members.iter().all(|member| member.name != name) {
                    members.push(Enumerator {
                        name,
                        value: number,
                    });
                }
            }
        }
        29 => edit(
            document
                .c_enums
                .values_mut()
                .next()
                .and_then(|members| members.get_mut(0)),
            |member| member.value = number,
        ),
        30 => drop(
            document
                .enums
                .values_mut()
                .next()
                .and_then(|family| family.members.pop()),
        ),
        31 => {
            let argument = document
                .enums
                .values_mut()
                .next()
                .and_then(|family| family.members.get_mut(0));
            edit(argument, |member| member.argument = Some(name("", value)));
        }
        32..=38 => calls(document, way, which, value),
        _ => match document
            .headers
            .iter()
            .position(|path| *path == header(value))
        {
            Some(at) => drop(document.headers.remove(at)),
            None => document.headers.push(header(value)),
        },
    }
}

fn constants(document: &mut Document, way: u8, which: u8, value: u8) {
    let constants = &mut document.constants;
    let found = key(constants, which).and_then(|key| constants.get_mut(&key));
    match way {
        0 => drop(key(constants, which).map(|key| constants.shift_remove(&key))),
        1 => drop(
            constants
                .entry(name("XEN_", value))
                .or_insert_with(|| constant(i128::from(which % 8), u32::from(which))),
        ),
        2 => edit(found, |found| found.value = i128::from(value % 8)),
        3 => edit(found, |found| {
            (found.r#type, found.header) = ("u32".to_owned(), header(value))
        }),
        _ => rename(constants, which, name("XEN_", value)),
    }
}

fn records(document: &mut Document, way: u8, which: u8, value: u8) {
    let records = &mut document.records;
    let Some(key) = key(records, which) else {
        return;
    };
    let record = records.get_mut(&key).expect("it was found");
    let at = usize::from(value) % record.fields.len().max(1);
    let fresh = name("", value);
    let is_free = record.fields.iter().all(|field| field.name != fresh);
    match way {
        7 => drop(records.shift_remove(&key)),
        8 => rename(records, which, name("rec_", value)),
        9 => record.size += 4,
        10 => record.align = 8,
        11 => record.header = header(value),
        12 => {
            record.kind = if record.kind == RecordKind::Struct {
                RecordKind::Union
            } else {
                RecordKind::Struct
            }
        }
        13 if is_free => record.fields.push(field(&fresh, record.size, &ty(which))),
        14 if is_free => record
            .fields
            .insert(at, field(&fresh, u64::from(which % 3) * 4, &ty(value))),
        15 => drop((at < record.fields.len()).then(|| record.fields.remove(at))),
        16 if is_free => edit(record.fields.get_mut(at), |field| field.name = fresh),
        17 => edit(record.fields.get_mut(at), |field| field.offset_bits += 32),
        18 => edit(record.fields.get_mut(at), |field| field.r#type = ty(which)),
        19 => edit(record.fields.get_mut(at), |field| field.size_bits = 64),
        20 => edit(record.fields.get_mut(at), |field| {
            field.direction = Some(Direction::Out)
        }),
        21 => edit(record.fields.get_mut(at), |field| {
            field.values = Some(fresh)
        }),
        _ => {}
    }
}

fn calls(document: &mut Document, way: u8, which: u8, value: u8) {
    let Some(call) = document.hypercalls.values_mut().next() else {
        return;
    };
    let at = usize::from(which) % call.ops.len().max(1);
    let fresh = name("DOOROP_", value);
    let is_free = call.ops.iter().all(|op| op.name != fresh);
    match way {
        32 => call.number = Some(u32::from(value)),
        33 => call.params.push(Param {
            name: fresh,
            r#type: ty(which),
        }),
        34 if is_free => call.ops.push(op(&fresh, i128::from(which % 4), "outer")),
        35 => drop((at < call.ops.len()).then(|| call.ops.remove(at))),
        36 if is_free => edit(call.ops.get_mut(at), |op| op.name = fresh),
        37 => edit(call.ops.get_mut(at), |op| op.value = i128::from(value % 4)),
        38 => edit(
            call.ops.get_mut(at).and_then(|op| op.args.get_mut(0)),
            |arg| arg.r#type = ty(value),
        ),
        _ => {}
    }
}

/// The parts of an ABI that are compared: without lines and the order of declarations.
pub(super) fn essence(document: &Document) -> Document {
    let mut essence = document.clone();
    essence.headers.sort_unstable();
    essence
        .constants
        .values_mut()
        .for_each(|found| found.line = 0);
    essence
        .strings
        .values_mut()
        .for_each(|found| found.line = 0);
    essence
        .typedefs
        .values_mut()
        .for_each(|found| found.line = 0);
    for family in essence.enums.values_mut() {
        family.line = 0;
        // A member that is a constant has the constant's value.
        let known = |name: &str| document.constants.contains_key(name);
        family
            .members
            .iter_mut()
            .filter(|member| known(&member.name))
            .for_each(|member| member.value = 0);
        family.members.sort_by(|a, b| a.name.cmp(&b.name));
    }
    for record in essence.records.values_mut() {
        record.line = 0;
        record.fields.sort_by(|a, b| a.name.cmp(&b.name));
    }
    essence
        .c_enums
        .values_mut()
        .for_each(|members| members.sort_by(|a, b| a.name.cmp(&b.name)));
    essence
        .c_enum_places
        .values_mut()
        .for_each(|place| place.line = 0);
    for call in essence.hypercalls.values_mut() {
        call.line = 0;
        call.ops.sort_by(|a, b| a.name.cmp(&b.name));
        call.ops
            .iter_mut()
            .for_each(|op| (op.line, op.source) = (0, Provenance::None));
    }
    essence
        .skipped
        .iter_mut()
        .for_each(|skipped| skipped.line = 0);
    // Maps are compared without their order.
    essence
}
