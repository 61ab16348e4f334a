//! Annotations of real trees: counts in three releases, and two other headers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotation::parse;
use crate::model::annotations::{ArrayText, HeaderAnnotations, Mapping, Reference};

/// Where the variable points, or `None`, told in one line; never `None` under CI.
fn folder(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if path.is_none() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "{variable} must be set under CI"
        );
        println!("skipped: {variable} is not set");
    }
    path
}

/// Every header below a folder; `foreign` and `sys` are no part of the interface.
fn headers(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder of headers")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .strip_prefix(root)
            .expect("below the root")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if name != "foreign" && name != "sys" {
                headers(root, &path, found);
            }
        } else if name.ends_with(".h") {
            found.push((name, fs::read_to_string(&path).expect("a header in UTF-8")));
        }
    }
}

/// Where `argN:` lines stand: those about several arguments count once.
fn argument_lines(header: &HeaderAnnotations) -> BTreeSet<(u32, u32)> {
    let arguments = header
        .argument_blocks
        .iter()
        .flat_map(|block| &block.arguments);
    arguments
        .map(|argument| (argument.location.line, argument.location.column))
        .collect()
}

/// Counts in the order of the table below.
fn census(all: &[HeaderAnnotations]) -> Vec<(&'static str, usize)> {
    let families = || all.iter().flat_map(|header| &header.families);
    let opened = || families().filter(|family| family.free_text.is_none());
    let members = || families().flat_map(|family| &family.members);
    let signatures = || all.iter().flat_map(|header| &header.signatures);
    let params = || signatures().flat_map(|signature| &signature.params);
    let notes = || all.iter().flat_map(|header| header.notes.values());
    let returning = |base: &str| {
        signatures()
            .filter(|signature| signature.returns.base == base)
            .count()
    };
    vec![
        (
            "incontents",
            all.iter().map(|header| header.contents.len()).sum(),
        ),
        ("enum open", opened().count()),
        (
            "enum map struct",
            opened()
                .filter(|family| matches!(family.mapping, Mapping::Struct(_)))
                .count(),
        ),
        (
            "enum map func",
            opened()
                .filter(|family| matches!(family.mapping, Mapping::Function(_)))
                .count(),
        ),
        (
            "enum unmapped",
            opened()
                .filter(|family| family.mapping == Mapping::None)
                .count(),
        ),
        (
            "enum one-line",
            families()
                .filter(|family| family.free_text.is_some())
                .count(),
        ),
        (
            "enum close",
            opened().filter(|family| family.end_line.is_some()).count(),
        ),
        (
            "enum members",
            members().filter(|member| member.x_macro.is_none()).count(),
        ),
        (
            "XEN_ERRNO members",
            members()
                .filter(|member| member.x_macro.as_deref() == Some("XEN_ERRNO"))
                .count(),
        ),
        ("func sig", signatures().count()),
        ("ret enum neg_errnoval", returning("enum neg_errnoval")),
        ("ret int", returning("int")),
        ("ret unsigned long", returning("unsigned long")),
        ("ret long", returning("long")),
        (
            "sig varargs",
            signatures().filter(|signature| signature.variadic).count(),
        ),
        (
            "sig arg unnamed",
            params().filter(|param| param.name.is_none()).count(),
        ),
        (
            "sig arg array []",
            params().filter(|p| p.ty.array != ArrayText::No).count(),
        ),
        (
            "sig arg ptr *",
            params().filter(|p| p.ty.pointers > 0).count(),
        ),
        (
            "sig arg enum",
            params()
                .filter(|param| param.ty.base.starts_with("enum "))
                .count(),
        ),
        (
            "argN blocks",
            all.iter().map(|header| header.argument_blocks.len()).sum(),
        ),
        ("argN lines", all.iter().flat_map(argument_lines).count()),
        (
            "field enum refs",
            notes()
                .filter(|note| matches!(note.reference, Some(Reference::Enum(_))))
                .count(),
        ),
        (
            "field PFX_* refs",
            notes()
                .filter(|note| matches!(note.reference, Some(Reference::Prefix(_))))
                .count(),
        ),
    ]
}

/// What the tables of the language's description count, release by release.
fn expected(release: &str) -> Vec<(&'static str, usize)> {
    let (members, errors) = if release == "4.14" {
        (168, 50)
    } else {
        (169, 51)
    };
    vec![
        ("incontents", 13),
        ("enum open", 12),
        ("enum map struct", 3),
        ("enum map func", 1),
        ("enum unmapped", 8),
        ("enum one-line", 1),
        ("enum close", 12),
        ("enum members", members),
        ("XEN_ERRNO members", errors),
        ("func sig", 22),
        ("ret enum neg_errnoval", 18),
        ("ret int", 1),
        ("ret unsigned long", 1),
        ("ret long", 2),
        ("sig varargs", 1),
        ("sig arg unnamed", 1),
        ("sig arg array []", 7),
        ("sig arg ptr *", 8),
        ("sig arg enum", 7),
        ("argN blocks", 7),
        ("argN lines", 25),
        // `=> enum NAME` 14 times, `enum NAME` alone 4 times.
        ("field enum refs", 18),
        // Those where the pattern is all that the comment says.
        ("field PFX_* refs", 34),
    ]
}

#[test]
fn census_of_three_releases() {
    let Some(root) = folder("XEN_ABI_UPSTREAM") else {
        return;
    };
    for release in ["4.14", "4.17", "4.20"] {
        let root = root.join(release);
        let mut texts = Vec::new();
        headers(&root, &root, &mut texts);
        let mut all = Vec::new();
        for (name, text) in &texts {
            let (annotations, diagnostics) = parse(&Arc::from(name.as_str()), text);
            assert_eq!(diagnostics.sorted(), [], "{release}: {name}");
            all.push(annotations);
        }
        assert_eq!(census(&all), expected(release), "{release}");
    }
}

/// A spot check of what the counts cannot show, on headers that every release has.
#[test]
fn content_of_three_releases() {
    let Some(root) = folder("XEN_ABI_UPSTREAM") else {
        return;
    };
    for release in ["4.14", "4.17", "4.20"] {
        let read = |name: &str| {
            let text =
                fs::read_to_string(root.join(release).join(name)).expect("a header in UTF-8");
            parse(&Arc::from(name), &text).0
        };
        let event_channel = read("event_channel.h");
        let family = &event_channel.families[0];
        assert_eq!(
            (family.name.as_str(), family.prefix.as_deref()),
            ("event_channel_op", Some("EVTCHNOP_"))
        );
        assert_eq!(family.mapping, Mapping::Struct("evtchn_".into()));
        assert_eq!(
            family
                .members
                .first()
                .map(|m| (m.name.as_str(), m.value.as_str())),
            Some(("EVTCHNOP_bind_interdomain", "0"))
        );
        assert_eq!(
            event_channel.op_docs.len(),
            14,
            "every op but the hypervisor's own has its comment"
        );
        let selected = event_channel.notes.values().filter(|note| {
            note.selectors
                .iter()
                .any(|name| name.starts_with("EVTCHNSTAT_"))
        });
        assert_eq!(selected.count(), 4);
        assert!(event_channel.sections.len() >= 20);
        let argo = read("argo.h");
        let constants: Vec<_> = argo
            .argument_blocks
            .iter()
            .map(|block| block.constant.as_str())
            .collect();
        let ops = ["register_ring", "unregister_ring", "sendv", "notify"]
            .map(|op| format!("XEN_ARGO_OP_{op}"));
        assert_eq!(constants, ops);
        assert!(
            argo.argument_blocks
                .iter()
                .all(|block| block.arguments.len() == 4)
        );
        let licensed = read("xen.h");
        let docs = licensed.notes.values().flat_map(|note| &note.text.lines);
        assert!(
            docs.into_iter()
                .all(|line| !line.contains("Copyright") && !line.contains("Permission is hereby"))
        );
    }
}

/// Single headers of other projects.
///
/// The fixtures restate two of them; `XEN_ABI_ORIGINALS` may name a folder with the originals. An
/// original may have lines of a web page above it, or a number on every line.
#[test]
fn single_headers_of_other_projects() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut copies = vec![
        fixtures.join("edk2/event_channel.h"),
        fixtures.join("xtf/argo.h"),
    ];
    let originals = std::env::var_os("XEN_ABI_ORIGINALS").filter(|folder| !folder.is_empty());
    for entry in originals
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder"))
    {
        copies.push(entry.expect("an entry").path());
    }
    let mut trimmed = 0;
    for copy in &copies {
        let text = fs::read_to_string(copy).expect("a copy in UTF-8");
        let whole = parse(&Arc::from("copy.h"), &text).1;
        assert_eq!(whole.sorted(), []);
        let text = &text[text.find("/*").expect("a comment")..];
        if text.contains("#define EVTCHNOP_close") {
            trimmed += 1;
            let (found, diagnostics) = parse(&Arc::from("event_channel.h"), text);
            assert_eq!(diagnostics.sorted(), []);
            assert_eq!(found.families[0].members.len(), 3);
            assert_eq!(found.signatures[0].params[1].ty.base, "VOID");
            assert_eq!(found.op_docs.len(), 3);
        } else {
            // Without the numbers its blocks are what they were.
            let lines = text
                .lines()
                .map(|line| line.trim_start_matches(|c: char| c.is_ascii_digit()));
            let (found, diagnostics) =
                parse(&Arc::from("argo.h"), &lines.collect::<Vec<_>>().join("\n"));
            assert_eq!(diagnostics.sorted(), []);
            assert_eq!(found.argument_blocks.len(), 4);
        }
    }
    assert_eq!(
        trimmed * 2,
        copies.len(),
        "one copy in two is the trimmed header"
    );
}
