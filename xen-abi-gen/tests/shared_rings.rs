//! Which declarations are shared rings and streams, in real trees and in similar records; and tags.

use std::path::PathBuf;

use crate::common::folder::Folder;
use crate::common::libclang;
use crate::common::small_trees::{header, read, whole};
use xen_abi_gen::model::facts::Facts;
use xen_abi_gen::model::projection::rings::Stream;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::rings;
use xen_abi_gen::source::Options;

/// The shared and private parts of a ring, as in `io/ring.h`.
const RING: &str = "\
typedef unsigned int RING_IDX;
struct tea_request { RING_IDX id; };
struct tea_response { RING_IDX id; int status; };
#define DEFINE(name, req_t, rsp_t, dimension) \\
union name##_sring_entry { req_t req; rsp_t rsp; }; \\
struct name##_sring { \\
    RING_IDX req_prod, req_event, rsp_prod, rsp_event; \\
    unsigned char pad[48]; \\
    union name##_sring_entry ring[dimension]; \\
}; \\
struct name##_front_ring { RING_IDX req_prod_pvt; struct name##_sring *sring; }; \\
struct name##_back_ring { RING_IDX rsp_prod_pvt; struct name##_sring *sring; }; \\
typedef struct name##_front_ring name##_front_ring_t; \\
typedef struct name##_back_ring name##_back_ring_t
";

fn kinds(facts: &Facts) -> Vec<String> {
    rings::find(facts)
        .kinds
        .into_iter()
        .map(|kind| kind.name)
        .collect()
}

/// The records with streams, and the names of their directions.
fn streams(facts: &Facts) -> Vec<(&str, String)> {
    let shown = |stream: &Stream| {
        let data = stream
            .data
            .as_ref()
            .map_or(String::new(), |(_, length)| format!("[{length}]"));
        format!(
            "{}{data}{}",
            stream.name,
            if stream.error.is_some() { "!" } else { "" }
        )
    };
    let found = facts
        .records
        .iter()
        .filter_map(|(key, record)| Some((key.as_str(), rings::streams(facts, record)?)));
    found
        .map(|(key, [input, output])| (key, format!("{} {}", shown(&input), shown(&output))))
        .collect()
}

/// A release as a toolstack sees it, which always gets the latest interface.
fn upstream(release: &str, target: Target) -> Option<Facts> {
    let Some(folder) = std::env::var_os("XEN_ABI_UPSTREAM").map(PathBuf::from) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "XEN_ABI_UPSTREAM is not set"
        );
        println!("skipped: XEN_ABI_UPSTREAM is not set");
        return None;
    };
    let options = Options {
        target,
        interface_version: None,
        tools: true,
        release: None,
    };
    Some(
        read(&whole(&folder.join(release)), &options)
            .unwrap_or_else(|messages| panic!("{messages:#?}")),
    )
}

#[test]
fn every_ring_of_a_release_is_found() {
    for target in [Target::X86_64, Target::Armv7, Target::I686] {
        let Some(facts) = upstream("4.20", target) else {
            return;
        };
        let mut found = kinds(&facts);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "blkif",
                "fsif",
                "netif_rx",
                "netif_tx",
                "usbif_conn",
                "usbif_urb",
                "vm_event",
                "vscsiif",
                "xen_cameraif",
                "xen_displif",
                "xen_netif_ctrl",
                "xen_pvcalls",
                "xen_sndif"
            ],
            "{target:?}"
        );
        let private = rings::find(&facts).private;
        assert!(
            private.contains("blkif_front_ring") && private.contains("netif_tx_back_ring_t"),
            "{private:?}"
        );
        assert!(
            private.contains("xen_9pfs_data") && private.contains("pvcalls_data"),
            "{private:?}"
        );
        // A ring has two records and two typedefs, a stream one record.
        assert_eq!(private.len(), 13 * 4 + 2, "{private:?}");
    }
}

#[test]
fn every_stream_of_a_release_is_found_and_events_are_none() {
    let Some(facts) = upstream("4.20", Target::X86_64) else {
        return;
    };
    let mut found = streams(&facts);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("pvcalls_data_intf", "in! out!".to_owned()),
            ("vchan_interface", "right left".to_owned()),
            ("xen_9pfs_data_intf", "in out".to_owned()),
            ("xencons_interface", "in[1024] out[2048]".to_owned()),
            (
                "xenstore_domain_interface",
                "rsp[1024] req[1024]".to_owned()
            ),
        ]
    );
    assert!(
        facts.records.contains_key("xenfb_page"),
        "its indices count events, not bytes"
    );
}

#[test]
fn a_ring_may_count_one_entry_with_its_indices() {
    for dimension in ["", "1"] {
        let facts = header(
            &format!("{RING}DEFINE(tea, struct tea_request, struct tea_response, {dimension});\n"),
            Target::X86_64,
        );
        assert_eq!(kinds(&facts), ["tea"], "[{dimension}]");
    }
}

#[test]
fn records_that_resemble_rings_stay_records() {
    let narrow = RING.replace("unsigned char pad[48]", "unsigned char pad[44]");
    let moved = RING.replace("req_prod, req_event,", "req_event, req_prod,");
    let three = RING.replace("rsp_t rsp; };", "rsp_t rsp; int more; };");
    for changed in [narrow, moved, three] {
        let facts = header(
            &format!("{changed}DEFINE(tea, struct tea_request, struct tea_response, );\n"),
            Target::X86_64,
        );
        assert_eq!(
            (kinds(&facts).len(), rings::find(&facts).private.len()),
            (0, 0),
            "{changed}"
        );
    }
}

#[test]
fn an_end_of_a_ring_in_a_record_stays_a_record() {
    let text = format!(
        "{RING}DEFINE(tea, struct tea_request, struct tea_response, );\n\
         struct kettle {{ tea_front_ring_t rings[2]; tea_back_ring_t *back; }};\n"
    );
    let facts = header(&text, Target::X86_64);
    let mut private: Vec<_> = rings::find(&facts).private.into_iter().collect();
    private.sort_unstable();
    assert_eq!(private, ["tea_back_ring", "tea_back_ring_t"]);
}

#[test]
fn streams_are_recognised_by_the_place_of_their_bytes() {
    let indices = "in_cons, in_prod, out_cons, out_prod";
    let table = [
        (
            format!("char in[16], out[32]; unsigned {indices};"),
            Some("in[16] out[32]"),
        ),
        (format!("char in[16], out[33]; unsigned {indices};"), None),
        (format!("char in[16]; unsigned {indices};"), None),
        (format!("unsigned {indices};"), None),
        (format!("int {indices}; unsigned ref[];"), None),
        (
            format!("unsigned {indices}, ring_order, ref[];"),
            Some("in out"),
        ),
        (
            format!("unsigned {indices}, out_error, ref[1];"),
            Some("in out!"),
        ),
        (
            "unsigned in_cons, in_prod, out_cons, ref[];".to_owned(),
            None,
        ),
    ];
    for (members, expected) in table {
        let facts = header(&format!("struct pair {{ {members} }};\n"), Target::Aarch64);
        let found = streams(&facts);
        assert_eq!(
            found.first().map(|(_, shown)| shown.as_str()),
            expected,
            "{members}"
        );
    }
}

/// The emitted module of a header, or the messages.
fn emitted(text: &str) -> Result<String, String> {
    let folder = Folder::new();
    folder.put("headers/xen.h", text);
    let outcome = folder.run(&[
        "generate",
        "--headers",
        "headers",
        "--annotations",
        "headers",
        "--out",
        "out",
        "--strict",
    ]);
    let read =
        || String::from_utf8(folder.state("out")["xen.rs"].0.clone()).expect("Rust is UTF-8");
    if outcome.code == 0 {
        Ok(read())
    } else {
        Err(outcome.stderr)
    }
}

#[test]
fn a_ring_is_emitted_with_its_request_and_response() {
    if libclang().is_none() {
        return;
    }
    let module = emitted(&format!(
        "{RING}DEFINE(tea, struct tea_request, struct tea_response, );\n"
    ))
    .unwrap();
    assert!(module.contains("pub enum TeaRing {}"), "{module}");
    let statement = "xen_abi::ring_protocol!(TeaRing: TeaRequest, TeaResponse, TeaSringEntry, \
                     TeaSring, \"tea\");";
    assert!(module.contains(statement), "{module}");
    assert!(
        !module.contains("struct TeaFrontRing") && !module.contains("type TeaBackRing"),
        "{module}"
    );
    assert!(
        module.contains("#[doc(alias = \"tea_back_ring_t\")]"),
        "{module}"
    );
}

/// A record with a tag and a union; the test sets how one selects the other.
fn tagged(tag: &str, reference: &str) -> String {
    format!(
        "/* ` enum kind {{ // KIND_* */\n#define KIND_a 0\n#define KIND_b 1\n#define KIND_c 7\n\
         /* ` }} */\n\
         struct cup {{\n    {tag} kind; /* which */\n    union {{\n        \
         unsigned char a; /* KIND_a: one */\n        unsigned int bc; /* KIND_b, \
         KIND_c: two */\n        unsigned int none; /* nothing */\n    \
         }} u; /* the rest; => by {reference} */\n}};\n"
    )
}

#[test]
fn a_tagged_union_is_read_by_its_tag() {
    if libclang().is_none() {
        return;
    }
    let module = emitted(&tagged("signed char", "kind")).unwrap();
    for expected in [
        "A(u8),",
        "Bc(i8, u32),",
        "Other(i8),",
        "0 => CupVariant::A(whole.a_untagged()),",
        "1 | 7 => CupVariant::Bc(tag, whole.bc_untagged()),",
    ] {
        assert!(
            module.contains(expected),
            "`{expected}` is not in:\n{module}"
        );
    }
}

#[test]
fn impossible_tags_are_errors() {
    if libclang().is_none() {
        return;
    }
    for (tag, reference, said) in [
        ("int", "kinds", "a member called `kind`"),
        ("struct { int i; }", "kind", "no number"),
        ("int *", "kind", "no number"),
    ] {
        let message = emitted(&tagged(tag, reference)).unwrap_err();
        assert!(
            message.contains("error[unknown-tag]") && message.contains(said),
            "{message}"
        );
    }
    let message = emitted(
        "struct cup {\n    int kind; /* which */\n    int u; /* the rest; => by kind */\n};\n",
    )
    .unwrap_err();
    assert!(
        message.contains("error[unknown-tag]") && message.contains("is no union"),
        "{message}"
    );
}
