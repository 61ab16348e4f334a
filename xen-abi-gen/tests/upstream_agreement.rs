//! Compares our headers, read for a release, with upstream's of that release, declaration by
//! declaration, on each architecture.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::common::amount::Amount;
use crate::common::trees;
use xen_abi_gen::model::facts::{CEnum, Facts, Field, Origin, Record};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::source::Options;

/// The releases that are compared: upstream's headers of the others are in no package.
/// `release_facts` compares what compilers say of those.
const RELEASES: [&str; 2] = ["4.17", "4.20"];

/// The compared views: interface version, and whether it is a toolstack's. A sample is the first
/// three.
///
/// The versions are those before and after a condition in upstream's headers, and none, which
/// selects the oldest.
const VIEWS: [(Option<u32>, bool); 7] = [
    (None, false),
    (None, true),
    (Some(0), false),
    (Some(0x0003_0201), false),
    (Some(0x0003_0205), false),
    (Some(0x0003_020a), false),
    (Some(0x0004_0400), false),
];

/// An intended difference from upstream's headers.
struct Known {
    /// The kind and the name of the difference.
    what: &'static [&'static str],
    because: &'static str,
}

/// The intended differences. An entry without a difference is an error.
const KNOWN: &[Known] = &[
    Known {
        what: &["macro __XENPV_ARRAY_DIM of io/ring.h"],
        because: "states once in which releases several arrays are flexible",
    },
    Known {
        what: &["macro XEN_HVM_VIOAPIC of arch-x86/hvm/save.h"],
        because: "the hypervisor declares a second record with it",
    },
];

/// Changes within a release: the fetched tree may be an older update.
const UPDATED: [&str; 2] = [
    // 4.20.4 masks debug exceptions when an Arm guest starts.
    "constant PSR_GUEST64_INIT",
    // Security updates name more features of x86 processors.
    "enum (anon0)",
];

/// The declarations of a tree as text, by kind and name. Trees agree if the texts do.
fn declarations(facts: &Facts) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut add = |kind: &str, name: &str, header: &str, what: &dyn Debug| {
        let taken = found.insert(format!("{kind} {name}"), format!("{header}: {what:?}"));
        assert!(taken.is_none(), "{kind} {name} is declared twice");
    };
    for (key, record) in &facts.records {
        add("record", key, &record.location.header, &shape(record));
    }
    for (name, typedef) in &facts.typedefs {
        let shape = (&typedef.ty, &typedef.spelling, typedef.size, typedef.align);
        add("typedef", name, &typedef.location.header, &shape);
    }
    for (key, found) in &facts.enums {
        add("enum", key, &found.location.header, &members(found));
    }
    for (name, constant) in &facts.constants {
        add(
            "constant",
            name,
            &constant.location.header,
            &(constant.value, constant.ty),
        );
    }
    for (name, string) in &facts.strings {
        add("string", name, &string.location.header, &string.value);
    }
    let mut macros: BTreeMap<(&str, &str), BTreeSet<bool>> = BTreeMap::new();
    for definition in &facts.definitions {
        macros
            .entry((&definition.name, &definition.location.header))
            .or_default()
            .insert(definition.function_like);
    }
    for ((name, header), forms) in macros {
        add("macro", &format!("{name} of {header}"), header, &forms);
    }
    found
}

/// The differences: kind, name, and both texts.
fn differences(
    ours: &BTreeMap<String, String>,
    theirs: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let all: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differing = all
        .into_iter()
        .filter(|what| ours.get(*what) != theirs.get(*what));
    differing
        .map(|what| {
            let says = |tree: &BTreeMap<String, String>| {
                tree.get(what)
                    .cloned()
                    .unwrap_or_else(|| "nothing".to_owned())
            };
            (
                what.clone(),
                format!(
                    "    ours:       {}\n    upstream's: {}\n",
                    says(ours),
                    says(theirs)
                ),
            )
        })
        .collect()
}

/// A record without its position in the header.
fn shape(record: &Record) -> impl Debug + use<> {
    let field = |field: &Field| {
        (
            field.name.clone(),
            field.offset_bits,
            field.size_bits,
            field.bit_field,
            field.ty.clone(),
            field.spelling.clone(),
        )
    };
    let fields: Vec<_> = record.fields.iter().map(field).collect();
    (
        record.kind,
        record.size,
        record.align,
        record.tag.clone(),
        record.outer.clone(),
        fields,
    )
}

fn members(found: &CEnum) -> impl Debug + use<> {
    let members: Vec<_> = found
        .members
        .iter()
        .map(|member| (member.name.clone(), member.value))
        .collect();
    (found.ty, members)
}

/// Our headers of Xen's ABI; those of Linux are no part of it.
fn stated() -> Vec<String> {
    fn list(folder: &std::path::Path, prefix: &str, paths: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder)
            .expect("our headers can be read")
            .flatten()
        {
            let name = entry
                .file_name()
                .into_string()
                .expect("our headers have plain names");
            if entry.path().is_dir() {
                list(&entry.path(), &format!("{prefix}{name}/"), paths);
            } else if name.ends_with(".h") {
                paths.push(format!("{prefix}{name}"));
            }
        }
    }
    let mut paths = Vec::new();
    list(&trees::own(), "", &mut paths);
    paths.retain(|path| !path.starts_with("linux/"));
    paths.sort_unstable();
    paths
}

/// The readers of a release that a run compares. A sample of the older one is a toolstack's view.
fn readers(release: &str) -> Vec<Options> {
    let newest = RELEASES.last() == Some(&release);
    let sample = if newest { 0..3 } else { 1..2 };
    let all = 0..VIEWS.len();
    let views = &VIEWS[Amount::wanted().of(sample, all.clone(), all)];
    let of = |target| {
        let views = views.iter();
        views.map(move |&(interface_version, tools)| Options {
            target,
            interface_version,
            tools,
            release: None,
        })
    };
    Target::ALL.into_iter().flat_map(of).collect()
}

#[test]
fn our_headers_declare_what_upstream_declares() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let headers = stated();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    for first in trees::FIRST_TWO {
        assert!(headers.contains(&first), "{first} is not among {headers:?}");
    }
    let own = trees::read(&trees::selection(&trees::own(), &headers));
    let known: BTreeMap<&str, &str> = KNOWN
        .iter()
        .flat_map(|known| known.what.iter().map(|what| (*what, known.because)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut unknown = String::new();
    let mut compared = 0;
    for release in RELEASES {
        let Some(upstream) = trees::upstream(release) else {
            return;
        };
        let upstream = trees::read(&trees::selection(&upstream, &headers));
        for options in readers(release) {
            let ours = Options {
                release: Some(release.parse().expect("a release")),
                ..options
            };
            let ours = trees::view(&library, &own, ours);
            let theirs = trees::view(&library, &upstream, options);
            assert_eq!(ours.interface_version, theirs.interface_version);
            let paths = |facts: &Facts| {
                let tree = facts
                    .headers
                    .iter()
                    .filter(|header| header.origin == Origin::Tree);
                tree.map(|header| header.path.to_string())
                    .collect::<BTreeSet<_>>()
            };
            let stated = |path: &String| headers.contains(&path.as_str());
            let theirs_stated: BTreeSet<_> = paths(&theirs).into_iter().filter(stated).collect();
            assert_eq!(
                paths(&ours),
                theirs_stated,
                "the two trees make different headers of one for {release}, {options:?}"
            );
            let (mut ours, mut theirs) = (declarations(&ours), declarations(&theirs));
            let header = |what: &str| what.split(':').next().unwrap_or_default().to_owned();
            if !options.tools {
                let shown = |what: &String| !trees::FOR_TOOLSTACKS.contains(&&*header(what));
                ours.retain(|_, what| shown(what));
                theirs.retain(|_, what| shown(what));
            }
            // Items that a header of ours does not include are compared with their own header.
            theirs.retain(|_, what| headers.contains(&&*header(what)));
            compared += theirs.len();
            for (what, both) in differences(&ours, &theirs) {
                match known.keys().find(|entry| **entry == what) {
                    Some(entry) => drop(seen.insert(*entry)),
                    None if UPDATED.contains(&what.as_str()) => {}
                    None => unknown += &format!("{release}, {options:?}: {what}\n{both}"),
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "our headers are not the ABI of these releases:\n{unknown}"
    );
    let unused: Vec<_> = known
        .keys()
        .filter(|entry| !seen.contains(**entry))
        .collect();
    assert!(
        unused.is_empty(),
        "these no longer differ and must leave the list: {unused:?}"
    );
    println!("{compared} declarations agree");
    assert!(
        compared > 1000,
        "only {compared} declarations were compared"
    );
}

#[test]
fn the_comparison_finds_every_kind_of_difference() {
    let Some(library) = crate::common::libclang() else {
        return;
    };
    let tree = trees::read(&trees::selection(&trees::own(), &trees::FIRST_TWO));
    let facts = trees::facts(&library, &tree, Target::Aarch64, false);
    let agreed = declarations(&facts);
    assert_eq!(differences(&agreed, &declarations(&facts.clone())), []);
    type Damage = (&'static [&'static str], fn(&mut Facts));
    let damages: [Damage; 9] = [
        (&["record evtchn_send"], |facts| {
            facts.records["evtchn_send"].size += 4
        }),
        (&["record evtchn_send"], |facts| {
            facts.records["evtchn_send"].fields[0].spelling = "uint32_t".to_owned()
        }),
        (&["record evtchn_send"], |facts| {
            facts.records["evtchn_send"].fields.clear()
        }),
        (&["record evtchn_close"], |facts| {
            drop(facts.records.shift_remove("evtchn_close"))
        }),
        (&["typedef domid_t"], |facts| {
            facts.typedefs["domid_t"].align = 4
        }),
        (&["constant EVTCHNOP_send"], |facts| {
            facts.constants["EVTCHNOP_send"].value += 1
        }),
        (&["constant EVTCHNOP_send"], |facts| {
            facts.constants["EVTCHNOP_send"].ty.signed ^= true
        }),
        (&["constant EVTCHNOP_send"], |facts| {
            facts.constants["EVTCHNOP_send"].location.header = "xen.h".into()
        }),
        (&["macro XEN_GUEST_HANDLE of arch-arm.h"], |facts| {
            facts
                .definitions
                .retain(|definition| definition.name != "XEN_GUEST_HANDLE");
        }),
    ];
    for (expected, damage) in damages {
        let mut wrong = facts.clone();
        damage(&mut wrong);
        let found = differences(&declarations(&wrong), &agreed);
        assert_eq!(
            found
                .iter()
                .map(|(what, _)| what.as_str())
                .collect::<Vec<_>>(),
            expected
        );
    }
}
