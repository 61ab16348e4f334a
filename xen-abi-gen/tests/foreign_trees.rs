//! Runs the generator on other header trees, and compiles the emitted modules.

mod dialects;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dialects::{Foreign, all, edk2, input, linux, original, xtf};

use crate::common::assertions::assertions;
use crate::common::compilers::compilers;
use crate::common::generator::Input;
use crate::common::libclang;
use crate::common::operations::{argo, dumped, event_channel};
use crate::common::releases::{self, latest_emitted, releases_in_time};
use crate::common::rust::{Library, Rustc};
use crate::common::small_trees::tree;
use crate::common::trees::{self, FIRST_TWO};
use serde_json::{Value, json};
use xen_abi_gen::emit::dump;
use xen_abi_gen::model::target::Target;

/// A summary of a record: size, alignment, and each member's name, offset in bytes, and type.
fn record(dump: &Value, key: &str) -> Value {
    let record = &dump["records"][key];
    let fields = record["fields"]
        .as_array()
        .unwrap_or_else(|| panic!("the dump has no record {key}"));
    let byte = |field: &Value| field["offset_bits"].as_u64().expect("a number") / 8;
    let field = |field: &Value| json!([field["name"], byte(field), field["type"]]);
    json!([
        record["size"],
        record["align"],
        fields.iter().map(field).collect::<Vec<_>>()
    ])
}

#[test]
fn upstream_releases_yield_their_model() {
    if libclang().is_none() {
        return;
    }
    for release in releases_in_time() {
        let Some(folder) = trees::upstream(release) else {
            return;
        };
        let input = Input::new(&folder, &FIRST_TWO);
        for target in Target::ALL {
            let dump = input.dump(target);
            let wide = target.word_bits() == 64;
            let arm = matches!(target, Target::Aarch64 | Target::Armv7);
            assert_eq!(dumped(&dump, "event_channel_op"), event_channel(|_| true));
            assert_eq!(dumped(&dump, "argo_op"), argo());
            assert_eq!(dump["hypercalls"]["event_channel_op"]["number"], 32);
            assert_eq!(dump["hypercalls"]["argo_op"]["number"], 39);
            let alloc = [
                json!(["dom", 0, "domid_t"]),
                json!(["remote_dom", 2, "domid_t"]),
                json!(["port", 4, "evtchn_port_t"]),
            ];
            assert_eq!(record(&dump, "evtchn_alloc_unbound"), json!([8, 4, alloc]));
            assert_eq!(dump["records"]["evtchn_status"]["size"], 24);
            // A guest handle is as wide as a pointer on x86, and always 8 bytes on Arm.
            let iov = record(&dump, "xen_argo_iov");
            let size = if wide || arm { 16 } else { 12 };
            let align = if wide || arm { 8 } else { 4 };
            let handle = if wide || arm { 8 } else { 4 };
            assert_eq!(
                [&iov[0], &iov[1], &iov[2][1][1]],
                [&json!(size), &json!(align), &json!(handle)],
                "{}",
                target.name()
            );
            let message = record(&dump, "xen_argo_ring_message_header");
            assert_eq!(
                [&message[0], &message[2][3]],
                [&json!(16), &json!(["data", 16, "uint8_t[]"])]
            );
            assert_eq!(dump["constants"]["XEN_ARGO_RING_EBUSY"]["value"], 32);
            assert_eq!(
                dump["constants"]["XEN_ARGO_MAX_RING_SIZE"]["value"],
                0x0100_0000
            );
            assert_eq!(dump["constants"]["XEN_ARGO_MAX_RING_SIZE"]["type"], "u64");
            assert_eq!(dump["typedefs"]["xen_argo_gfn_t"]["size"], 8);
        }
    }
}

#[test]
fn a_header_of_edk2_yields_its_model() {
    if libclang().is_none() {
        return;
    }
    let inputs = [edk2()].into_iter().chain(original());
    let inputs: Vec<Input> = inputs.map(|selection| input(&selection)).collect();
    for dump in inputs
        .iter()
        .flat_map(|input| Target::ALL.map(|target| input.dump(target)))
    {
        let three = |name: &str| ["close", "send", "alloc_unbound"].contains(&name);
        assert_eq!(dumped(&dump, "event_channel_op"), event_channel(three));
        assert_eq!(
            dump["hypercalls"]["event_channel_op"]["returns"],
            "enum neg_errnoval"
        );
        assert_eq!(
            dump["enums"]["event_channel_op"]["members"]
                .as_array()
                .map(Vec::len),
            Some(3)
        );
        let alloc = [
            json!(["dom", 0, "domid_t"]),
            json!(["remote_dom", 2, "domid_t"]),
            json!(["port", 4, "evtchn_port_t"]),
        ];
        assert_eq!(record(&dump, "evtchn_alloc_unbound"), json!([8, 4, alloc]));
        for key in ["evtchn_close", "evtchn_send"] {
            assert_eq!(
                record(&dump, key),
                json!([4, 4, [["port", 0, "evtchn_port_t"]]])
            );
        }
        let port = &dump["typedefs"]["evtchn_port_t"];
        assert_eq!(
            [&port["type"], &port["size"], &port["align"]],
            [&json!("UINT32"), &json!(4), &json!(4)]
        );
    }
}

#[test]
fn a_header_of_xtf_yields_its_model() {
    if libclang().is_none() {
        return;
    }
    for target in Target::ALL {
        let dump = input(&xtf()).dump(target);
        assert_eq!(dumped(&dump, "argo_op"), argo());
        // A buffer is a word here, unlike upstream's on 32-bit Arm.
        let word = u64::from(target.word_bits() / 8);
        let iov = [
            json!(["iov_hnd", 0, "unsigned long"]),
            json!(["iov_len", word, "uint32_t"]),
            json!(["pad", word + 4, "uint32_t"]),
        ];
        assert_eq!(record(&dump, "xen_argo_iov"), json!([word + 8, word, iov]));
        assert_eq!(
            record(&dump, "xen_argo_ring_data"),
            json!([8, 4, [["nent", 0, "uint32_t"], ["pad", 4, "uint32_t"]]])
        );
        let unregister = [
            json!(["aport", 0, "xen_argo_port_t"]),
            json!(["partner_id", 4, "domid_t"]),
            json!(["pad", 6, "uint16_t"]),
        ];
        assert_eq!(
            record(&dump, "xen_argo_unregister_ring"),
            json!([8, 4, unregister])
        );
        let message = [
            json!(["len", 0, "uint32_t"]),
            json!(["source", 4, "struct xen_argo_addr"]),
            json!(["message_type", 12, "uint32_t"]),
            json!(["data", 16, "uint8_t[]"]),
        ];
        assert_eq!(
            record(&dump, "xen_argo_ring_message_header"),
            json!([16, 4, message])
        );
        let flags = [
            "EXISTS",
            "SHARED",
            "EMPTY",
            "SUFFICIENT",
            "EMSGSIZE",
            "EBUSY",
        ];
        for (flag, bit) in flags.into_iter().zip(0..) {
            assert_eq!(
                dump["constants"][format!("XEN_ARGO_RING_{flag}")]["value"],
                1 << bit
            );
            assert_eq!(
                dump["constants"][format!("XEN_ARGO_RING_{flag}")]["type"],
                "u32"
            );
        }
    }
}

#[test]
fn a_tree_in_linux_dialect_yields_its_model() {
    if libclang().is_none() {
        return;
    }
    for target in Target::ALL {
        let dump = input(&linux()).dump(target);
        let three = |name: &str| ["close", "send", "alloc_unbound"].contains(&name);
        assert_eq!(dumped(&dump, "event_channel_op"), event_channel(three));
        // Handles are 64 bits wide on all architectures, and packed members are unaligned.
        let after = if target == Target::I686 { 12 } else { 16 };
        let poll = [
            json!(["ports", 0, "__guest_handle_evtchn_port_t"]),
            json!(["nr_ports", 8, "u32"]),
            json!(["timeout", after, "u64"]),
        ];
        assert_eq!(
            record(&dump, "sched_poll"),
            json!([24, 8, poll]),
            "{}",
            target.name()
        );
        assert_eq!(
            [
                &dump["records"]["time_info"]["size"],
                &dump["records"]["time_info"]["align"]
            ],
            [&json!(24), &json!(1)]
        );
        assert_eq!(
            [
                &dump["records"]["state_times"]["size"],
                &dump["records"]["state_times"]["align"]
            ],
            [&json!(20), &json!(4)]
        );
        let paths = dump["headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|header| header.as_str().unwrap())
            .collect::<Vec<_>>();
        assert_eq!(
            paths,
            [
                "event_channel.h",
                "prelude:prelude.h",
                "sched.h",
                "xen.h",
                "xen/arm/interface.h"
            ]
        );
    }
}

#[test]
fn compilers_agree_with_the_models_of_other_dialects() {
    let Some(library) = libclang() else { return };
    for selection in original().into_iter().chain([edk2(), xtf(), linux()]) {
        let tree = trees::read(&selection);
        let prelude = fs::read_to_string(selection.prelude.as_ref().unwrap()).unwrap();
        let folders: Vec<_> = [&selection.tree]
            .into_iter()
            .chain(&selection.include)
            .map(PathBuf::as_path)
            .collect();
        for target in Target::ALL {
            let facts = trees::facts(&library, &tree, target, false);
            let version = format!(
                "#define __XEN_INTERFACE_VERSION__ {:#010x}\n#include <stdint.h>\n",
                facts.interface_version
            );
            let includes = trees::in_order(&facts)
                .into_iter()
                .map(|path| format!("#include \"{path}\"\n"));
            let text = version + &prelude + &includes.collect::<String>();
            for compiler in compilers(target) {
                compiler.hold(&folders, &text, &assertions(&facts)).unwrap();
            }
        }
    }
}

/// The modules emitted from each, once for all tests.
fn emitted() -> &'static [(Foreign, PathBuf)] {
    static EMITTED: LazyLock<Vec<(Foreign, PathBuf)>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
        drop(fs::remove_dir_all(&root));
        let emit = |foreign: Foreign| {
            let out = root.join(&foreign.name);
            foreign.input.generate(&out);
            (foreign, out)
        };
        all().into_iter().map(emit).collect()
    });
    &EMITTED
}

#[test]
fn modules_of_other_trees_compile_alone() {
    if libclang().is_none() {
        return;
    }
    let mut failures = String::new();
    for (foreign, out) in emitted() {
        let mut library = Library::new(&format!("alone-{}", foreign.name));
        library.take(&foreign.name, out);
        library.add(&foreign.uses);
        if let Err(message) = library.check(&Rustc::ready()[0]) {
            failures += &format!("{}: {message}\n", foreign.name);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn modules_of_other_trees_compile_for_each_architecture() {
    if libclang().is_none() {
        return;
    }
    let mut library = Library::new("together");
    for (foreign, out) in emitted() {
        library.take(&foreign.name, out);
        library.add(&foreign.uses);
    }
    for compiler in &Rustc::ready()[1..] {
        library.check(compiler).unwrap();
    }
}

#[test]
fn whole_upstream_releases_yield_their_model() {
    if libclang().is_none() {
        return;
    }
    for &release in releases_in_time() {
        let Some(read) = releases::read(release, false, None) else {
            return;
        };
        for model in read.models.iter() {
            let dump = dump::json::dump(model, false).expect("JSON");
            let dump: Value = serde_json::from_str(&dump).expect("a dump is JSON");
            assert_eq!(dumped(&dump, "event_channel_op"), event_channel(|_| true));
            assert_eq!(dumped(&dump, "argo_op"), argo());
            let operations = |hypercall: &str| dumped(&dump, hypercall).len();
            assert_eq!(
                [operations("sched_op"), operations("grant_table_op")],
                [8, 13]
            );
        }
    }
}

/// All headers of a release, as a toolstack sees them.
#[test]
fn whole_upstream_releases_compile_for_toolstacks() {
    if libclang().is_none() {
        return;
    }
    for release in releases_in_time() {
        let Some(folder) = trees::upstream(release) else {
            return;
        };
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tools-{release}"));
        Input::new(&folder, &[]).switch("--tools").generate(&out);
        let mut library = Library::new(&format!("tools-{release}"));
        library.take("xen", &out);
        library.check(&Rustc::ready()[0]).unwrap();
    }
}

/// All headers of a release that the host's architecture takes.
#[test]
fn a_whole_upstream_release_compiles() {
    let (Some(_), Some(emitted)) = (libclang(), latest_emitted()) else {
        return;
    };
    let mut library = Library::new("whole");
    library.take("xen", emitted);
    library.check(&Rustc::ready()[0]).unwrap();
}

/// Of an added folder as of a prelude: `u64` and `__u64` are one Rust type, on every target.
#[test]
fn names_that_say_a_width_are_integers() {
    if libclang().is_none() {
        return;
    }
    let headers = tree(&[(
        "xen.h",
        "#include <linux/types.h>\nstruct pair { u64 a; __u64 b; UINT16 c; unsigned_t d; };\n",
    )]);
    let more = tree(&[(
        "linux/types.h",
        "#ifdef __x86_64__\ntypedef unsigned long u64;\n#else\ntypedef unsigned long long u64;\n\
         #endif\ntypedef u64 __u64;\ntypedef unsigned short UINT16;\ntypedef u64 unsigned_t;\n",
    )]);
    let out = headers.path().join("out");
    Input::new(headers.path(), &[])
        .with("--include", &more.path().display().to_string())
        .generate(&out);
    let read = |module: &str| fs::read_to_string(out.join(module)).expect("a module");
    let (pair, types) = (read("xen.rs"), read("linux/types.rs"));
    for member in ["pub a: u64", "pub b: u64", "pub c: u16", "pub d: Unsigned,"] {
        assert!(pair.contains(member), "{member} in\n{pair}");
    }
    assert!(types.contains("pub type Unsigned = u64;"), "{types}");
    assert_eq!(types.matches("pub type").count(), 1, "{types}");
}
