//! Damaged sides: errors with their place, and no report.

use super::models::base;
use crate::accepted::Accepted;
use crate::common::folder::Folder;
use crate::common::libclang;

/// Damages a saved dump: a text and its replacement.
const DAMAGES: [(&str, &str, &str); 13] = [
    ("other-format", "\"format\": 1", "\"format\": 2"),
    ("unknown-target", "\"x86_64\"", "\"riscv64\""),
    ("unknown-key", "\"tools\"", "\"tool\""),
    ("twice", "\"XEN_limit\"", "\"XEN_flags\""),
    ("member-twice", "\"name\": \"pad\"", "\"name\": \"a\""),
    (
        "value-twice",
        "\"name\": \"DOOROP_unmap\"",
        "\"name\": \"DOOROP_map\"",
    ),
    (
        "operation-twice",
        "\"name\": \"DOOROP_unmap\",\n          \"value\": 1,\n          \"args\"",
        "\"name\": \"DOOROP_map\",\n          \"value\": 1,\n          \"args\"",
    ),
    ("size", "\"size\": 12", "\"size\": 6"),
    ("alignment", "\"align\": 4", "\"align\": 3"),
    (
        "beyond",
        "\"offset_bits\": 64",
        "\"offset_bits\": 18446744073709551615",
    ),
    ("wrong-type", "\"value\": 5", "\"value\": \"5\""),
    ("unknown-word", "\"kind\": \"union\"", "\"kind\": \"onion\""),
    ("not-json", "\"headers\": [", "\"headers\": "),
];

#[test]
fn damaged_sides() {
    let accepted = Accepted::new("diff-messages");
    let folder = Folder::new();
    let whole = serde_json::to_string_pretty(&base()).expect("JSON");
    folder.put("good.json", &whole);
    let refused = |name: &str, arguments: &[&str]| {
        let outcome = folder.run(&[&["diff"], arguments].concat());
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (2, ""),
            "{name}: {}",
            outcome.stderr
        );
        accepted.compare(name, &outcome.stderr);
    };
    for (name, from, to) in DAMAGES {
        assert!(whole.contains(from), "{from}");
        folder.put("damaged.json", whole.replacen(from, to, 1));
        refused(name, &["good.json", "damaged.json"]);
    }
    folder.put("damaged.json", &whole[..whole.len() / 2]);
    refused("cut-off", &["damaged.json", "good.json"]);
    folder.put("damaged.json", "");
    refused("empty", &["damaged.json", "good.json"]);
    folder.put("damaged.json", format!("{whole}\n{whole}"));
    refused("two-of-one-target", &["damaged.json", "good.json"]);
    folder.put(
        "damaged.json",
        format!(
            "{whole}\n{}",
            whole
                .replace("x86_64", "armv7")
                .replace("\"tools\": false", "\"tools\": true")
        ),
    );
    refused("two-views", &["damaged.json", "good.json"]);
    folder.put("damaged.json", [0xff, 0xfe]);
    refused("not-utf-8", &["good.json", "damaged.json"]);
    refused("absent", &["good.json", "absent.json"]);
    folder.put("other.json", whole.replace("x86_64", "armv7"));
    refused("other-targets", &["good.json", "other.json"]);
    refused(
        "target-not-saved",
        &["good.json", "good.json", "--target", "armv7"],
    );
    refused("not-a-toolstacks", &["good.json", "good.json", "--tools"]);
    refused(
        "other-version",
        &["good.json", "good.json", "--interface-version", "1"],
    );
    refused(
        "no-such-header",
        &["good.json", "good.json", "--only", "absent.h"],
    );
    if libclang().is_some() {
        folder.put("tree/xen.h", "#define XEN_A 1\n");
        folder.put(
            "damaged/xen.h",
            "struct a { int b; }\n#define XEN_A 1\nstruct c { struct nothing d; };\n",
        );
        refused("damaged-tree", &["tree", "damaged"]);
        refused("damaged-tree-first", &["damaged", "tree"]);
        folder.put("bare/note.txt", "no header\n");
        refused("no-headers", &["tree", "bare"]);
        accepted.finish();
    }
}
