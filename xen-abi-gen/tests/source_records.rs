//! Records, typedefs and enums of each kind in Xen's headers.

use crate::common::small_trees::header;
use xen_abi_gen::model::facts::{CType, Facts, Integer, Rank, RecordKind};
use xen_abi_gen::model::target::Target::{self, Aarch64, Armv7, I686, X86_64};

/// A record's fields: name, offset and width in bits, type in C.
fn fields<'f>(facts: &'f Facts, key: &str) -> Vec<(&'f str, u64, u64, &'f str)> {
    let record = facts
        .records
        .get(key)
        .unwrap_or_else(|| panic!("no record {key} among {:?}", facts.records.keys()));
    record
        .fields
        .iter()
        .map(|field| {
            (
                &*field.name,
                field.offset_bits,
                field.size_bits,
                &*field.spelling,
            )
        })
        .collect()
}

fn keys(facts: &Facts) -> Vec<&str> {
    facts.records.keys().map(String::as_str).collect()
}

#[test]
fn layout_follows_the_target() {
    let text = "struct a { uint8_t x; uint64_t y; unsigned long z; void *p; };\n";
    let layout = |target: Target| {
        let facts = header(text, target);
        let record = &facts.records["a"];
        (record.size, record.align, fields(&facts, "a")[1].1)
    };
    assert_eq!(layout(X86_64), (32, 8, 64));
    assert_eq!(layout(I686), (20, 4, 32));
    assert_eq!(layout(Aarch64), (32, 8, 64));
    assert_eq!(layout(Armv7), (24, 8, 64));
}

#[test]
fn tags_typedefs_and_unions_are_distinguished() {
    let text = "struct tagged { int a; };\n\
                typedef struct tagged tagged_t;\n\
                typedef struct { int b; } untagged_t;\n\
                union either { int c; long d; };\n\
                typedef struct { int e; } either;\n\
                typedef union { int f; } variant_t;\n\
                struct clash { int g; };\n\
                typedef struct { int h; } clash;\n\
                typedef struct { int i; } later;\n\
                struct later { int j; };\n\
                typedef struct { int k; } *pointed_t;\n";
    let facts = header(text, X86_64);
    let expected = [
        "tagged",
        "untagged_t",
        "union either",
        "either",
        "variant_t",
        "clash",
        "typedef clash",
        "later",
        "struct later",
        "(anon0)",
    ];
    assert_eq!(keys(&facts), expected);
    assert_eq!(facts.records["tagged"].tag.as_deref(), Some("tagged"));
    assert_eq!(facts.records["untagged_t"].tag, None);
    assert_eq!(facts.records["variant_t"].kind, RecordKind::Union);
    assert_eq!(
        facts.typedefs["tagged_t"].ty,
        CType::Record("tagged".into())
    );
    assert_eq!(facts.typedefs["tagged_t"].spelling, "struct tagged");
    assert_eq!(
        facts.typedefs["clash"].ty,
        CType::Record("typedef clash".into())
    );
    let pointee = Box::new(CType::Record("(anon0)".into()));
    assert_eq!(
        facts.typedefs["pointed_t"].ty,
        CType::Pointer {
            pointee,
            constant: false
        }
    );
}

#[test]
fn nested_and_anonymous_members_have_keys() {
    let text = "struct outer {\n\
                    uint32_t cmd;\n\
                    union {\n\
                        struct { uint8_t low, high; };\n\
                        uint16_t word;\n\
                    };\n\
                    union { struct inner { int x; } in; int y; } u;\n\
                    struct { int z; } list[3], *more;\n\
                    struct { int q; };\n\
                };\n";
    let facts = header(text, X86_64);
    let expected = [
        "outer",
        "outer.(anon0)",
        "outer.(anon0).(anon0)",
        "outer.u",
        "inner",
        "outer.list",
        "outer.(anon1)",
    ];
    assert_eq!(keys(&facts), expected);
    assert_eq!(
        fields(&facts, "outer"),
        [
            ("cmd", 0, 32, "uint32_t"),
            ("", 32, 16, "union {...}"),
            ("u", 64, 32, "union {...}"),
            ("list", 96, 96, "struct {...}[3]"),
            ("more", 192, 64, "struct {...} *"),
            ("", 256, 32, "struct {...}"),
        ]
    );
    assert_eq!(
        fields(&facts, "outer.(anon0)"),
        [("", 0, 16, "struct {...}"), ("word", 0, 16, "uint16_t")]
    );
    assert_eq!(
        facts.records["outer.(anon0).(anon0)"].outer.as_deref(),
        Some("outer.(anon0)")
    );
    assert_eq!(facts.records["inner"].outer.as_deref(), Some("outer.u"));
    let element = Box::new(CType::Record("outer.list".into()));
    assert_eq!(
        facts.records["outer"].fields[3].ty,
        CType::Array { element, length: 3 }
    );
    let outer = &facts.records["outer"];
    assert_eq!(
        (outer.location.line, outer.location.column, outer.end_line),
        (1, 8, 10)
    );
    let unnamed = &facts.records["outer.(anon0)"];
    assert_eq!(
        (
            unnamed.location.line,
            unnamed.location.column,
            unnamed.end_line
        ),
        (3, 1, 6)
    );
}

#[test]
fn bit_fields_and_flexible_arrays_keep_their_widths() {
    let text = "struct bits { uint32_t a:3, b:29; uint16_t :0; uint8_t c:1, :2, d:5; };\n\
                struct tail { uint32_t n; uint16_t data[]; };\n\
                struct zero { uint32_t n; uint64_t data[0]; };\n\
                struct middle { uint8_t none[0]; uint32_t n; };\n\
                typedef uint8_t three_t[3];\n\
                struct arrays { three_t t; char name[2][8]; };\n";
    let facts = header(text, X86_64);
    assert_eq!(
        fields(&facts, "bits"),
        [
            ("a", 0, 3, "uint32_t"),
            ("b", 3, 29, "uint32_t"),
            ("c", 32, 1, "uint8_t"),
            ("d", 35, 5, "uint8_t")
        ]
    );
    assert!(
        facts.records["bits"]
            .fields
            .iter()
            .all(|field| field.bit_field)
    );
    assert_eq!(fields(&facts, "tail")[1], ("data", 32, 0, "uint16_t[]"));
    assert_eq!(fields(&facts, "zero")[1], ("data", 64, 0, "uint64_t[0]"));
    let long = |bits| {
        CType::Integer(Integer {
            signed: false,
            bits,
            rank: Rank::Fixed,
        })
    };
    assert_eq!(
        facts.records["zero"].fields[1].ty,
        CType::Flexible(Box::new(long(64)))
    );
    assert_eq!(
        facts.records["middle"].fields[0].ty,
        CType::Array {
            element: Box::new(long(8)),
            length: 0
        }
    );
    assert_eq!(
        fields(&facts, "arrays"),
        [("t", 0, 24, "three_t"), ("name", 24, 128, "char[2][8]")]
    );
    assert_eq!(facts.typedefs["three_t"].size, 3);
}

#[test]
fn integers_keep_their_c_type() {
    let text = "struct ints { char a; signed char b; unsigned long c; uint64_t d; size_t e; \
                unsigned long long f; _Bool g; float h; };\n";
    let ints = |target| {
        header(text, target).records["ints"]
            .fields
            .iter()
            .map(|field| field.ty.clone())
            .collect::<Vec<_>>()
    };
    let integer = |signed, bits, rank| CType::Integer(Integer { signed, bits, rank });
    let expected = |plain, word| {
        vec![
            integer(plain, 8, Rank::PlainChar),
            integer(true, 8, Rank::Fixed),
            integer(false, word, Rank::Long),
            integer(false, 64, Rank::Fixed),
            integer(false, word, Rank::Long),
            integer(false, 64, Rank::Fixed),
            CType::Bool,
            CType::Float(32),
        ]
    };
    assert_eq!(ints(X86_64), expected(true, 64));
    assert_eq!(ints(I686), expected(true, 32));
    assert_eq!(ints(Armv7), expected(false, 32));
}

#[test]
fn pointers_and_functions_are_spelled_as_in_c() {
    let text = "struct node;\n\
                typedef int (*callback_t)(const char *, struct node *);\n\
                struct refs { const char *text; struct node *next; callback_t call; int \
                (*table)[4]; volatile uint32_t *const word; };\n";
    let facts = header(text, X86_64);
    let spelled: Vec<&str> = fields(&facts, "refs")
        .into_iter()
        .map(|field| field.3)
        .collect();
    assert_eq!(
        spelled,
        [
            "const char *",
            "struct node *",
            "callback_t",
            "int (*)[4]",
            "volatile uint32_t *const "
        ]
        .map(str::trim_end)
    );
    assert_eq!(
        facts.typedefs["callback_t"].spelling,
        "int (*)(const char *, struct node *)"
    );
    let CType::Pointer { constant, .. } = &facts.records["refs"].fields[0].ty else {
        panic!("a pointer")
    };
    assert!(constant);
    let skipped: Vec<_> = facts
        .skipped
        .iter()
        .map(|one| (one.name.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(skipped, [("node", "declared, and never defined")]);
}

#[test]
fn handles_made_by_macros_are_records() {
    let text = "#define HANDLE_X86(name) typedef struct { name *p; } __guest_handle_ ## name\n\
                #define HANDLE_ARM(name) \\\n\
                    typedef union { name *p; unsigned long q; } __guest_handle_ ## name; \\\n\
                    typedef union { name *p; uint64_t __attribute__((aligned(8))) q; } \
                    __guest_handle_64_ ## name\n\
                typedef uint32_t port_t;\n\
                #if defined(__aarch64__) || defined(__arm__)\n\
                HANDLE_ARM(port_t);\n\
                #else\n\
                HANDLE_X86(port_t);\n\
                #endif\n";
    let facts = header(text, I686);
    assert_eq!(
        fields(&facts, "__guest_handle_port_t"),
        [("p", 0, 32, "port_t *")]
    );
    let facts = header(text, Armv7);
    let handle = &facts.records["__guest_handle_64_port_t"];
    assert_eq!(
        (handle.kind, handle.size, handle.align),
        (RecordKind::Union, 8, 8)
    );
    assert_eq!((handle.location.line, handle.location.column), (7, 1));
    assert_eq!(
        facts.typedefs["__guest_handle_64_port_t"].ty,
        CType::Record("__guest_handle_64_port_t".into())
    );
}

#[test]
fn alignment_of_a_typedef_and_packing_are_seen() {
    let text = "typedef uint64_t __attribute__((aligned(8))) wide_t;\n\
                struct wide { uint32_t a; wide_t b; };\n\
                struct narrow { uint8_t a; uint64_t b; } __packed;\n\
                struct far { uint8_t a; } __aligned(64);\n";
    let facts = header(text, I686);
    assert_eq!(
        (
            facts.typedefs["wide_t"].size,
            facts.typedefs["wide_t"].align
        ),
        (8, 8)
    );
    assert_eq!(
        (
            facts.records["wide"].size,
            facts.records["narrow"].size,
            facts.records["far"].size
        ),
        (16, 9, 64)
    );
}

#[test]
fn enums_keep_every_member_and_alias() {
    let text = "enum status { S_OK = 0, S_ALSO = 0, S_BAD = -5 };\n\
                typedef enum { BIG = 0xffffffff } big_t;\n\
                enum { ALONE = 7 };\n\
                #define ITEM(name, value) X_ ## name = value,\n\
                enum listed {\n ITEM(one, 1)\n ITEM(two, 2)\n};\n";
    let facts = header(text, X86_64);
    let members = |key: &str| {
        facts.enums[key]
            .members
            .iter()
            .map(|one| (one.name.clone(), one.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        members("status"),
        [
            ("S_OK".into(), 0),
            ("S_ALSO".into(), 0),
            ("S_BAD".into(), -5)
        ]
    );
    assert_eq!(members("big_t"), [("BIG".into(), 0xffff_ffff)]);
    assert_eq!(members("(anon0)"), [("ALONE".into(), 7)]);
    assert_eq!(
        members("listed"),
        [("X_one".into(), 1), ("X_two".into(), 2)]
    );
    assert_eq!(facts.enums["listed"].members[1].location.line, 7);
}

#[test]
fn functions_and_variables_are_listed_as_skipped() {
    let text = "static inline int twice(int x) { return 2 * x; }\nextern int counter;\n\
                struct a { int x; };\n";
    let facts = header(text, X86_64);
    let skipped: Vec<_> = facts
        .skipped
        .iter()
        .map(|one| (one.name.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [("twice", "a function of C"), ("counter", "a variable")]
    );
}
