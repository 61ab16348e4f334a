//! Uses of the preprocessor in Xen's headers: records by macros, X macros, renamed records.

use crate::common::small_trees::{guest, header, read, tree, whole};
use xen_abi_gen::model::facts::{CType, Facts, RecordKind};
use xen_abi_gen::model::target::Target::{self, Aarch64, Armv7, I686, X86_64};
use xen_abi_gen::source::Options;

/// A record's size and alignment, and its members: name, offset in bytes, type as C spells it.
fn shape<'f>(facts: &'f Facts, key: &str) -> (u64, u64, Vec<(&'f str, u64, &'f str)>) {
    let record = facts
        .records
        .get(key)
        .unwrap_or_else(|| panic!("no record {key} among {:?}", facts.records.keys()));
    let fields = record
        .fields
        .iter()
        .map(|field| (&*field.name, field.offset_bits / 8, &*field.spelling))
        .collect();
    (record.size, record.align, fields)
}

fn value(facts: &Facts, name: &str) -> i128 {
    facts
        .constants
        .get(name)
        .unwrap_or_else(|| panic!("{name} is no constant"))
        .value
}

#[test]
fn rings_have_the_line_of_their_macro_call() {
    // As in `io/ring.h`, with fewer members.
    let text = "#define RD2(x) (((x) & 2) ? 2 : ((x) & 1))\n\
                #define RD4(x) (((x) & 0xc) ? RD2((x) >> 2) << 2 : RD2(x))\n\
                #define RD8(x) (((x) & 0xf0) ? RD4((x) >> 4) << 4 : RD4(x))\n\
                #define RING_SIZE(s, sz) (RD8(((sz) - 64) / sizeof(((s *)0)->ring[0])))\n\
                #define DEFINE_RING_TYPES(name, req_t, rsp_t) \\\n\
                union name##_sring_entry { req_t req; rsp_t rsp; }; \\\n\
                struct name##_sring { uint32_t req_prod, req_event; uint8_t pad[56]; union \
                name##_sring_entry ring[1]; }; \\\n\
                struct name##_front_ring { uint32_t req_prod_pvt; unsigned int nr_ents; struct \
                name##_sring *sring; }; \\\n\
                typedef struct name##_sring name##_sring_t; \\\n\
                typedef struct name##_front_ring name##_front_ring_t\n\
                struct request { uint64_t id; uint8_t operation; };\n\
                struct response { uint64_t id; int16_t status; };\n\
                DEFINE_RING_TYPES(disk, struct request, struct response);\n\
                #define DISK_RING_SIZE RING_SIZE(disk_sring_t, 4096)\n";
    let facts = header(text, X86_64);
    let keys: Vec<&str> = facts.records.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "request",
            "response",
            "union disk_sring_entry",
            "disk_sring",
            "disk_front_ring"
        ]
    );
    let entry = "union disk_sring_entry[1]";
    let shared = vec![
        ("req_prod", 0, "uint32_t"),
        ("req_event", 4, "uint32_t"),
        ("pad", 8, "uint8_t[56]"),
        ("ring", 64, entry),
    ];
    assert_eq!(shape(&facts, "disk_sring"), (80, 8, shared));
    assert_eq!(
        facts.records["union disk_sring_entry"].kind,
        RecordKind::Union
    );
    assert!(
        facts
            .records
            .values()
            .skip(2)
            .all(|record| record.location.line == 13),
        "the place is where the macro is used"
    );
    assert_eq!(
        facts.typedefs["disk_front_ring_t"].ty,
        CType::Record("disk_front_ring".into())
    );
    assert_eq!(value(&facts, "DISK_RING_SIZE"), 128);
    let armv7 = header(text, Armv7);
    let private = vec![
        ("req_prod_pvt", 0, "uint32_t"),
        ("nr_ents", 4, "unsigned int"),
        ("sring", 8, "struct disk_sring *"),
    ];
    assert_eq!(shape(&armv7, "disk_front_ring"), (12, 4, private));
}

#[test]
fn flex_rings_paste_names_over_several_macros() {
    let text = "#define DEFINE_FLEX_RING(name) \\\n\
                static inline uint32_t name##_mask(uint32_t at, uint32_t size) { return at & (size \
                - 1); } \\\n\
                struct name##_data { uint8_t *in; uint8_t *out; }\n\
                #define DEFINE_FLEX_RING_AND_INTF(name) \\\n\
                struct name##_data_intf { uint32_t in_cons, in_prod; uint8_t pad1[56]; uint32_t \
                ring_order; uint32_t ref[]; }; \\\n\
                DEFINE_FLEX_RING(name)\n\
                DEFINE_FLEX_RING_AND_INTF(calls);\n";
    for (target, pointers) in [(X86_64, 16), (I686, 8)] {
        let facts = header(text, target);
        let (size, _, fields) = shape(&facts, "calls_data_intf");
        assert_eq!(
            (size, fields[3], fields[4]),
            (
                68,
                ("ring_order", 64, "uint32_t"),
                ("ref", 68, "uint32_t[]")
            )
        );
        assert_eq!(shape(&facts, "calls_data").0, pointers);
        let skipped: Vec<_> = facts
            .skipped
            .iter()
            .map(|one| (one.name.as_str(), one.reason.as_str()))
            .collect();
        assert!(
            skipped.contains(&("calls_mask", "a function of C")),
            "{skipped:?}"
        );
    }
}

#[test]
fn guest_handles_of_every_form() {
    let text = "#if defined(__arm__) || defined(__aarch64__)\n\
                #define ___HANDLE(name, type) \\\n\
                typedef union { type *p; unsigned long q; } __guest_handle_##name; \\\n\
                typedef union { type *p; uint64_t __attribute__((aligned(8))) q; } \
                __guest_handle_64_##name\n\
                #define HANDLE_64(name) __guest_handle_64_##name\n\
                #define HANDLE(name) HANDLE_64(name)\n\
                #else\n\
                #define ___HANDLE(name, type) typedef struct { type *p; } __guest_handle_##name\n\
                #define HANDLE(name) __guest_handle_##name\n\
                #if defined(__i386__)\n\
                #define HANDLE_64(name) struct { union { HANDLE(name); uint64_t \
                __attribute__((aligned(8))) q; }; }\n\
                #else\n\
                #define HANDLE_64(name) HANDLE(name)\n\
                #endif\n\
                #endif\n\
                #define __HANDLE(name, type) ___HANDLE(name, type); ___HANDLE(const_##name, const \
                type)\n\
                #define DEFINE_HANDLE(name) __HANDLE(name, name)\n\
                typedef uint32_t port_t;\n\
                DEFINE_HANDLE(port_t);\n\
                __HANDLE(uint8, uint8_t);\n\
                __HANDLE(void, void);\n\
                struct user { uint8_t a; HANDLE(port_t) b; uint8_t c; HANDLE_64(const_uint8) d; \
                HANDLE(const_void) e; };\n";
    let offsets = |target: Target| {
        shape(&header(text, target), "user")
            .2
            .iter()
            .map(|field| field.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(offsets(X86_64), [0, 8, 16, 24, 32]);
    assert_eq!(offsets(Aarch64), [0, 8, 16, 24, 32]);
    assert_eq!(offsets(Armv7), [0, 8, 16, 24, 32]);
    assert_eq!(offsets(I686), [0, 4, 8, 16, 24]);
    let facts = header(text, X86_64);
    assert_eq!(
        shape(&facts, "__guest_handle_const_uint8"),
        (8, 8, vec![("p", 0, "const uint8_t *")])
    );
    assert_eq!(shape(&facts, "__guest_handle_void").2, [("p", 0, "void *")]);
    let facts = header(text, Armv7);
    assert_eq!(
        shape(&facts, "__guest_handle_const_void"),
        (
            4,
            4,
            vec![("p", 0, "const void *"), ("q", 0, "unsigned long")]
        )
    );
}

#[test]
fn directives_within_records() {
    let text = "struct call {\n\
                    uint32_t cmd;\n\
                #define CALL_get 1\n\
                /* #define CALL_gone 2 */\n\
                #define CALL_set 3\n\
                #if __XEN_INTERFACE_VERSION__ >= 0x00030205\n\
                    uint64_t wide;\n\
                #else\n\
                    uint32_t narrow;\n\
                #endif\n\
                #if defined(__i386__) || defined(__x86_64__)\n\
                    uint16_t of_x86;\n\
                #endif\n\
                    union {\n\
                #define CALL_SUB_x 7\n\
                        uint8_t x;\n\
                    } u;\n\
                };\n";
    let folder = tree(&[("test.h", text)]);
    let facts = |target, interface_version| {
        read(
            &whole(folder.path()),
            &Options {
                interface_version,
                ..guest(target)
            },
        )
        .unwrap_or_else(|said| panic!("{said:#?}"))
    };
    let names = |facts: &Facts| {
        facts.records["call"]
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&facts(X86_64, Some(0x0004_0000))),
        ["cmd", "wide", "of_x86", "u"]
    );
    assert_eq!(
        names(&facts(X86_64, Some(0))),
        ["cmd", "narrow", "of_x86", "u"]
    );
    let arm = facts(Aarch64, Some(0x0004_0000));
    assert_eq!(names(&arm), ["cmd", "wide", "u"]);
    let constants: Vec<_> = arm
        .constants
        .iter()
        .map(|(name, one)| (name.as_str(), one.value))
        .collect();
    assert_eq!(
        constants,
        [("CALL_get", 1), ("CALL_set", 3), ("CALL_SUB_x", 7)]
    );
    assert!(
        !arm.skipped.iter().any(|one| one.name == "CALL_gone"),
        "a comment is not even left out"
    );
}

#[test]
fn a_macro_may_align_a_member() {
    let text = "#define uint64_aligned_t uint64_t __attribute__((aligned(8)))\n\
                #define int64_aligned_t int64_t __attribute__((aligned(8)))\n\
                struct plain { uint32_t a; uint64_t b; };\n\
                struct lined_up { uint32_t a; uint64_aligned_t b, c; int64_aligned_t d; };\n";
    for target in Target::ALL {
        let facts = header(text, target);
        let fields = vec![
            ("a", 0, "uint32_t"),
            ("b", 8, "uint64_t"),
            ("c", 16, "uint64_t"),
            ("d", 24, "int64_t"),
        ];
        assert_eq!(
            shape(&facts, "lined_up"),
            (32, 8, fields),
            "{}",
            target.name()
        );
        assert_eq!(
            shape(&facts, "plain").0,
            if target == I686 { 12 } else { 16 },
            "{}",
            target.name()
        );
        assert!(
            facts
                .skipped
                .iter()
                .any(|one| one.name == "uint64_aligned_t" && one.reason == "it names a type")
        );
    }
}

#[test]
fn a_list_may_be_read_by_its_own_header() {
    let list = "#ifndef LIST_H\n#define LIST_H\n\
                #define ERRNO(name, value) XEN_##name = (value),\n\
                enum xen_errno {\n\
                #endif\n\
                #ifdef ERRNO\n\
                ERRNO(EPERM, 1)\n\
                ERRNO(EAGAIN, 11)\n\
                ERRNO(EWOULDBLOCK, XEN_EAGAIN)\n\
                #endif\n\
                #undef ERRNO\n\
                #ifndef LIST_DONE\n#define LIST_DONE\n};\n#endif\n";
    let again = "#include \"errno.h\"\n#define ERRNO(name, value) static_##name = value,\n\
                 enum statics {\n#include \"errno.h\"\n};\n";
    let folder = tree(&[("errno.h", list), ("user.h", again)]);
    let facts =
        read(&whole(folder.path()), &guest(X86_64)).unwrap_or_else(|said| panic!("{said:#?}"));
    let members = |key: &str| {
        facts.enums[key]
            .members
            .iter()
            .map(|one| (one.name.as_str(), one.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        members("xen_errno"),
        [
            ("XEN_EPERM", 1),
            ("XEN_EAGAIN", 11),
            ("XEN_EWOULDBLOCK", 11)
        ]
    );
    assert_eq!(
        members("statics"),
        [
            ("static_EPERM", 1),
            ("static_EAGAIN", 11),
            ("static_EWOULDBLOCK", 11)
        ]
    );
    assert_eq!(
        &*facts.enums["xen_errno"].members[1].location.header,
        "errno.h"
    );
    assert_eq!(facts.enums["xen_errno"].members[1].location.line, 8);
}

#[test]
fn a_macro_may_give_a_record_another_name() {
    let text = "struct settime32 { uint32_t secs; };\n\
                struct settime64 { uint64_t secs; };\n\
                #if __XEN_INTERFACE_VERSION__ < 0x00040600\n\
                #define OP_settime OP_settime32\n\
                #define settime settime32\n\
                #else\n\
                #define OP_settime OP_settime64\n\
                #define settime settime64\n\
                #endif\n\
                #define OP_settime32 17\n\
                #define OP_settime64 62\n\
                typedef struct settime settime_t;\n\
                struct call { settime_t now; struct settime then; };\n";
    let folder = tree(&[("test.h", text)]);
    for (version, op, behind) in [(0, 17, "settime32"), (0x0004_0600, 62, "settime64")] {
        let options = Options {
            interface_version: Some(version),
            ..guest(X86_64)
        };
        let facts =
            read(&whole(folder.path()), &options).unwrap_or_else(|said| panic!("{said:#?}"));
        assert_eq!(value(&facts, "OP_settime"), op);
        assert_eq!(
            facts.typedefs["settime_t"].ty,
            CType::Record(behind.to_owned())
        );
        assert_eq!(
            facts.records["call"].fields[1].ty,
            CType::Record(behind.to_owned())
        );
        let reason = &facts
            .skipped
            .iter()
            .find(|one| one.name == "settime")
            .expect("the alias is no constant")
            .reason;
        assert!(reason.contains("name"), "{reason}");
    }
}

#[test]
fn trailing_arrays_are_flexible_or_not_as_the_tree_says() {
    let text = |dimension: &str| {
        format!(
            "#define FLEX {dimension}\n\
             struct varbuf {{ uint32_t len; unsigned char buf[FLEX]; }};\n\
             struct flex {{ uint32_t n; uint16_t data[]; }};\n"
        )
    };
    for (dimension, size, spelled) in [
        ("/* none */", 4, "unsigned char[]"),
        ("1", 8, "unsigned char[1]"),
    ] {
        let facts = header(&text(dimension), X86_64);
        let (found, _, fields) = shape(&facts, "varbuf");
        assert_eq!((found, fields[1]), (size, ("buf", 4, spelled)));
        assert_eq!(
            shape(&facts, "flex"),
            (4, 4, vec![("n", 0, "uint32_t"), ("data", 4, "uint16_t[]")])
        );
    }
}
