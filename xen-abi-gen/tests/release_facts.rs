//! Compares our headers, read for each release of Xen, with what compilers say of that release's
//! public headers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use xen_abi_gen::model::facts::{Facts, Field, Record, RecordKind};
use xen_abi_gen::model::release::Release;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::source::Options;

use crate::common::amount::Amount;
use crate::common::parallel::in_parallel;
use crate::common::release_facts::{Reader, facts};
use crate::common::{libclang, trees};

/// Headers that the facts lack. Their facts are the same in all of these releases.
const LEFT_OUT: [&str; 2] = ["arch-arm/smccc.h", "io/libxenvchan.h"];

/// What updates of these releases changed since the facts were taken: our headers have the latest.
const UPDATED: [&str; 1] = [
    // Debug exceptions are masked when an Arm guest starts.
    "c PSR_GUEST64_INIT ",
];

/// The facts of our headers in the form of the fixture, one a line.
fn lines(facts: &Facts) -> BTreeSet<String> {
    let stated = |header: &str| !LEFT_OUT.contains(&header);
    let mut lines = BTreeSet::new();
    for (name, constant) in &facts.constants {
        if stated(&constant.location.header) {
            let sign = if constant.ty.signed { 'i' } else { 'u' };
            let (value, bits) = (constant.value, constant.ty.bits);
            lines.insert(format!("c {name} {value} {sign}{bits}"));
        }
    }
    for (name, string) in &facts.strings {
        let text = str::from_utf8(&string.value).expect("the strings of our headers are ASCII");
        lines.insert(format!("s {name} {text}"));
    }
    for (key, found) in &facts.enums {
        let members = found.members.iter();
        let members: Vec<_> = members
            .map(|member| format!("{}={}", member.name, member.value))
            .collect();
        lines.insert(format!("e {key}|{}", members.join(" ")));
    }
    for (name, typedef) in &facts.typedefs {
        let (spelling, size, align) = (&typedef.spelling, typedef.size, typedef.align);
        lines.insert(format!("t {name}|{spelling} {size} {align}"));
    }
    for (key, record) in &facts.records {
        if stated(&record.location.header) {
            lines.insert(line(key, record));
        }
    }
    lines
}

fn line(key: &str, record: &Record) -> String {
    let kind = match record.kind {
        RecordKind::Struct => "struct",
        RecordKind::Union => "union",
    };
    let (header, size, align) = (&record.location.header, record.size, record.align);
    let mut line = format!("r {key}|{header}|{kind} {size} {align}");
    let mut end = 0;
    for Field {
        name,
        offset_bits,
        size_bits,
        spelling,
        ..
    } in &record.fields
    {
        let place = if *offset_bits == end {
            String::new()
        } else {
            format!("@{}", bytes(*offset_bits))
        };
        let size = match size_bits % 8 {
            0 => format!("{}", size_bits / 8),
            _ => format!("0.{size_bits}"),
        };
        let _ = write!(line, "|{place}{name}:{size}:{spelling}");
        end = offset_bits + size_bits;
    }
    line
}

/// Bytes, and what is left in bits.
fn bytes(bits: u64) -> String {
    match bits % 8 {
        0 => format!("{}", bits / 8),
        rest => format!("{}.{rest}", bits / 8),
    }
}

/// The readers that a run compares: in a sample each release once on both 64-bit targets, and each
/// 32-bit target once.
fn wanted(reader: &Reader) -> bool {
    let sample = match reader.target() {
        Target::X86_64 => reader.tools == reader.minor.is_multiple_of(2),
        Target::Aarch64 => reader.tools != reader.minor.is_multiple_of(2),
        Target::I686 | Target::Armv7 => reader.minor == 22 && reader.tools,
    };
    Amount::wanted() != Amount::Sample || sample
}

#[test]
fn our_headers_agree_with_every_release() {
    let Some(library) = libclang() else {
        return;
    };
    let tree = trees::read(&trees::selection(&trees::own(), &[]));
    let mut expected: Vec<_> = facts().into_iter().collect();
    assert_eq!(expected.len(), 36, "readers");
    expected.retain(|(reader, _)| wanted(reader));
    let compare = |(reader, theirs): &(Reader, BTreeSet<String>)| {
        let release = Release {
            major: 4,
            minor: reader.minor,
        };
        let options = Options {
            target: reader.target(),
            interface_version: None,
            tools: reader.tools,
            release: Some(release),
        };
        let ours = lines(&trees::view(&library, &tree, options));
        let updated = |line: &&String| UPDATED.iter().any(|start| line.starts_with(start));
        let different = |of: &str, one: &BTreeSet<String>, other: &BTreeSet<String>| {
            let lines = one.difference(other).filter(|line| !updated(line));
            lines
                .map(|line| format!("{reader:?}, {of} only: {line}\n"))
                .collect::<String>()
        };
        let differences =
            different("ours", &ours, theirs) + &different("the release's", theirs, &ours);
        (theirs.len(), differences)
    };
    let compared = in_parallel(&expected, compare);
    let differences: String = compared.iter().map(|(_, text)| text.as_str()).collect();
    assert!(differences.is_empty(), "{differences}");
    let facts: usize = compared.iter().map(|(facts, _)| facts).sum();
    println!("{facts} facts of {} readers agree", compared.len());
    assert!(facts > 1500 * compared.len(), "only {facts} facts");
}

#[test]
fn the_facts_of_a_release_are_its_own() {
    let all = facts();
    let of = |minor: u32, target: Target, tools: bool| {
        let mut readers = all.iter().filter(|(reader, _)| {
            reader.minor == minor && reader.target() == target && reader.tools == tools
        });
        readers.next().expect("the facts of a reader").1
    };
    let has = |minor: u32, start: &str| {
        let mut facts = of(minor, Target::X86_64, false).iter();
        facts.any(|line| line.starts_with(start))
    };
    for (name, minors) in [
        ("c DOMID_ANY ", 22..=22),
        ("c XENCONSOLE_CONNECTED ", 21..=22),
        ("c XENVER_commandline2 ", 20..=22),
        ("c XEN_ELFNOTE_PHYS32_RELOC ", 19..=22),
        ("c XENFEAT_runstate_phys_area ", 18..=22),
        ("c VGCF_IN_SYSCALL ", 17..=21),
        ("s XS_WRITE_NONE ", 17..=20),
        ("r evtchn_send|", 17..=22),
    ] {
        for minor in 17..=22 {
            assert_eq!(
                has(minor, name),
                minors.contains(&minor),
                "{name}, 4.{minor}"
            );
        }
    }
    let handle = "r __guest_handle_64_uchar|xen.h|union 8 8|p:8:unsigned char *|@0q:8:uint64_t";
    assert!(of(22, Target::Aarch64, false).contains(handle));
}
