//! Compares our headers with upstream's of the same release, declaration by declaration, on every architecture.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use common::trees::{self, BOTH_VIEWS};
use xen_abi_gen::model::facts::{CEnum, Facts, Field, Origin, Record};
use xen_abi_gen::model::target::Target;

/// The release that our headers state.
const RELEASE: &str = "4.20";

/// A place where our headers knowingly are not upstream's.
struct Known {
    /// What the difference is called: a kind and a name.
    what: &'static [&'static str],
    because: &'static str,
}

/// Every such place. One that no longer shows must leave the list.
const KNOWN: &[Known] = &[];

/// What a tree declares: a text for each declaration, by kind and name. Two trees agree where the texts do.
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
        add("constant", name, &constant.location.header, &(constant.value, constant.ty));
    }
    for (name, string) in &facts.strings {
        add("string", name, &string.location.header, &string.value);
    }
    let mut macros: BTreeMap<(&str, &str), BTreeSet<bool>> = BTreeMap::new();
    for definition in &facts.definitions {
        macros.entry((&definition.name, &definition.location.header)).or_default().insert(definition.function_like);
    }
    for ((name, header), forms) in macros {
        add("macro", &format!("{name} of {header}"), header, &forms);
    }
    found
}

/// All of a record but where in its header it stands.
fn shape(record: &Record) -> impl Debug + use<> {
    let field = |field: &Field| {
        (field.name.clone(), field.offset_bits, field.size_bits, field.bit_field, field.ty.clone(), field.spelling.clone())
    };
    let fields: Vec<_> = record.fields.iter().map(field).collect();
    (record.kind, record.size, record.align, record.tag.clone(), record.outer.clone(), fields)
}

fn members(found: &CEnum) -> impl Debug + use<> {
    let members: Vec<_> = found.members.iter().map(|member| (member.name.clone(), member.value)).collect();
    (found.ty, members)
}

/// The headers that we state, without those that some target alone takes.
fn stated() -> Vec<String> {
    fn list(folder: &std::path::Path, prefix: &str, paths: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("our headers can be read").flatten() {
            let name = entry.file_name().into_string().expect("our headers have plain names");
            if entry.path().is_dir() {
                list(&entry.path(), &format!("{prefix}{name}/"), paths);
            } else if name.ends_with(".h") {
                paths.push(format!("{prefix}{name}"));
            }
        }
    }
    let mut paths = Vec::new();
    list(&trees::own(), "", &mut paths);
    paths.sort_unstable();
    paths
}

#[test]
fn our_headers_declare_what_upstream_declares() {
    let Some(library) = common::libclang() else { return };
    let Some(upstream) = trees::upstream(RELEASE) else { return };
    let headers = stated();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    for first in trees::FIRST_TWO {
        assert!(headers.contains(&first), "{first} is not among {headers:?}");
    }
    let ours = trees::read(&trees::selection(&trees::own(), &headers));
    let theirs = trees::read(&trees::selection(&upstream, &headers));
    let known: BTreeMap<&str, &str> =
        KNOWN.iter().flat_map(|known| known.what.iter().map(|what| (*what, known.because))).collect();
    let mut seen = BTreeSet::new();
    let mut unknown = String::new();
    let mut compared = 0;
    for target in Target::ALL {
        for tools in BOTH_VIEWS {
            let ours = trees::facts(&library, &ours, target, tools);
            let theirs = trees::facts(&library, &theirs, target, tools);
            assert_eq!(ours.interface_version, theirs.interface_version);
            let paths = |facts: &Facts| {
                let tree = facts.headers.iter().filter(|header| header.origin == Origin::Tree);
                tree.map(|header| header.path.to_string()).collect::<BTreeSet<_>>()
            };
            assert_eq!(paths(&ours), paths(&theirs), "the two trees make different headers of one for {}", target.name());
            let (ours, theirs) = (declarations(&ours), declarations(&theirs));
            compared += theirs.len();
            for what in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
                let (mine, yours) = (ours.get(what), theirs.get(what));
                if mine == yours {
                    continue;
                }
                if let Some((entry, _)) = known.get_key_value(what.as_str()) {
                    seen.insert(*entry);
                } else {
                    let view = if tools { "tools" } else { "guest" };
                    unknown +=
                        &format!("{}, {view}: {what}\n    ours:       {mine:?}\n    upstream's: {yours:?}\n", target.name());
                }
            }
        }
    }
    assert!(unknown.is_empty(), "our headers are not the ABI of {RELEASE}:\n{unknown}");
    let unused: Vec<_> = known.keys().filter(|entry| !seen.contains(**entry)).collect();
    assert!(unused.is_empty(), "these no longer differ and must leave the list: {unused:?}");
    println!("{compared} declarations agree");
    assert!(compared > 1000, "only {compared} declarations were compared");
}
