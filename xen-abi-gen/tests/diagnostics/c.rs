//! What clang has to say, in our words.

use super::Content::Text;
use super::{Case, GOOD, one, tree};

pub(super) fn cases() -> Vec<Case> {
    vec![
        one(
            "c/missing-semicolon",
            "struct pair {\n    unsigned int a\n    unsigned int b;\n};\n",
            &["error[c-syntax] xen.h:2:19"],
        ),
        one(
            "c/unknown-type",
            "struct pair {\n    uint33_t a;\n};\n",
            &["error[unknown-type] xen.h:2:5"],
        ),
        // The first does not hide the second, nor one header the other.
        tree(
            "c/several",
            vec![
                (
                    "sched.h",
                    Text(
                        "struct one {\n    uint33_t a;\n};\n\nstruct two {\n    uint34_t b;\n};\n",
                    ),
                ),
                (
                    "xen.h",
                    Text(
                        "/* ` enum reason { // ONE_* -> struct one_* */\nstruct pair {\n    int a\n    int b;\n};\n",
                    ),
                ),
            ],
            &[
                "error[unknown-type] sched.h:2:5",
                "error[unknown-type] sched.h:6:5",
                "error[malformed-family] xen.h:1:29",
                "error[c-syntax] xen.h:3:10",
                "warning[family-closed-by-code] xen.h:5:1",
            ],
        ),
        one(
            "c/missing-include",
            "#define XEN_A 1\n#include \"gone.h\"\nstruct s {\n    from_gone_t a;\n};\n",
            &["error[missing-include] xen.h:2:10"],
        ),
        one(
            "c/include-of-the-machine",
            "#define XEN_A 1\n#include \"/etc/hostname\"\n#define WHERE </nowhere/at/all>\n#include WHERE\n",
            &["error[outside-the-tree] xen.h:2:10", "error[outside-the-tree] xen.h:4:10"],
        ),
        one(
            "c/import",
            "#import \"xen.h\"\n#define XEN_A 1\n",
            &["error[refused-directive] xen.h:1:1"],
        ),
        one(
            "c/embed",
            "enum hosts { HOST_FIRST = (\n#embed \"/etc/hostname\" limit(1)\n) };\n",
            &["error[refused-directive] xen.h:2:1"],
        ),
        one(
            "c/pragma-about-clang",
            "#define XEN_A 1\n#pragma clang __debug parser_crash\n_Pragma(\"clang __debug crash\")\n",
            &["error[refused-pragma] xen.h:2:1", "error[refused-pragma] xen.h:3:1"],
        ),
        one(
            "c/pragma-of-a-macro",
            "#define NOTE(words) _Pragma(#words)\nNOTE(clang __debug crash)\n",
            &["error[refused-pragma] xen.h:1:1"],
        ),
        one(
            "c/pragma-pasted-together",
            "#define JOIN(a, b) a##b\nJOIN(_Pra, gma)(\"clang __debug crash\")\nint a;\n",
            &["error[refused-pragma] xen.h:2:1"],
        ),
        one(
            "c/raw-string-beside-a-pragma",
            "#pragma pack(1)\nstatic const char *name = R\"(/*)\";\n",
            &["error[refused-string] xen.h:2:27"],
        ),
        one(
            "c/integer-of-any-width",
            "enum big { BIG = (int)((unsigned _BitInt(8388607))1 << 8388606 >> 8388606) };\n",
            &["error[unsupported-type] xen.h:1:34"],
        ),
        one(
            "c/dollar",
            "#define XEN_A 1\n#define $ 4\n",
            &["error[c-syntax] xen.h:2:9"],
        ),
        one(
            "c/type-within-many-others",
            "struct s {\n    int a;\n    int ************************************************************************b;\n};\n",
            &["error[unsupported-type] xen.h:3:81"],
        ),
        // The tree has the last word, and that is told.
        one(
            "c/version-set-by-the-tree",
            "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300\n#ifdef CHOSEN\n#define __XEN_INTERFACE_VERSION__ CHOSEN\n#else\n#define __XEN_INTERFACE_VERSION__ 0\n#endif\n#define XEN_A (__XEN_INTERFACE_VERSION__ + 1)\n",
            &["warning[interface-version] xen.h:5:9"],
        )
        .reads(&[("/constants/XEN_A/value", "1")]),
        one(
            "c/version-asked-for-and-set-by-the-tree",
            "#define __XEN_INTERFACE_VERSION__ 0x00030205\n#define XEN_A (__XEN_INTERFACE_VERSION__ + 1)\n",
            &["warning[interface-version] xen.h:1:9"],
        )
        .with(&["--interface-version", "0x41300"])
        .reads(&[("/constants/XEN_A/value", "197126")]),
        one(
            "c/version-asked-for-with-tools",
            "#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300\n#ifdef __XEN_TOOLS__\n#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__\n#endif\n#define XEN_A (__XEN_INTERFACE_VERSION__ + 1)\n",
            &["warning[interface-version] xen.h:3:9"],
        )
        .with(&["--interface-version", "0x30200", "--tools"])
        .reads(&[("/constants/XEN_A/value", "267009")]),
        // Without the attribute that its includer defines, the record has another layout.
        one(
            "c/undefined-attribute",
            "struct wire {\n    unsigned char tag;\n    struct {\n        unsigned char a;\n        unsigned int b;\n    } TIGHT;\n} PACKED;\nenum e { E_A } u;\n",
            &[
                "warning[undefined-attribute] xen.h:6:7",
                "warning[undefined-attribute] xen.h:7:3",
                "warning[undefined-attribute] xen.h:8:16",
            ],
        ),
        tree(
            "c/include-cycle",
            vec![
                ("sched.h", Text("#include \"xen.h\"\n")),
                ("xen.h", Text("#define XEN_A 1\n#include \"sched.h\"\n")),
            ],
            &["error[include-cycle] xen.h:2:10"],
        ),
        // What only some of the targets meet says so.
        one(
            "c/on-one-target",
            "#if defined(__i386__)\nstruct pair {\n    uint33_t a;\n};\n#endif\n#define XEN_A 1\n",
            &["error[unknown-type] xen.h:3:5"],
        ),
        one(
            "c/includes-itself",
            "#include \"xen.h\"\n",
            &["error[include-cycle] xen.h:1:10"],
        ),
        one(
            "c/refuses",
            "#error \"no architecture of this name\"\n",
            &["error[no-header-left] xen.h:1:1"],
        ),
        tree(
            "c/one-refuses",
            vec![
                ("xen.h", Text("#include \"other.h\"\n")),
                (
                    "other.h",
                    Text("#ifndef XEN_ORDER\n#error \"read xen.h first\"\n#endif\n"),
                ),
            ],
            &["error[no-header-left] other.h:2:1"],
        ),
        one(
            "c/too-deep",
            concat!(
                "#define XEN_A 1\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
                "((((((((((((((((((((((((((((((((((((((((((((((((((\n",
            ),
            &["error[too-deep] xen.h:7:7"],
        ),
        one(
            "c/macro-without-end",
            concat!(
                "#define XEN_A 1 + 1\n#define XEN_B XEN_A + XEN_A\n#define XEN_C XEN_B + XEN_B + XEN_B + XEN_B\n",
                "#define XEN_D XEN_C + XEN_C + XEN_C + XEN_C\n#define XEN_E XEN_D + XEN_D + XEN_D + XEN_D\n",
                "#define XEN_F XEN_E + XEN_E + XEN_E + XEN_E\n#define XEN_G XEN_F + XEN_F + XEN_F + XEN_F\n",
                "#define XEN_H XEN_G + XEN_G + XEN_G + XEN_G\n#define XEN_I XEN_H + XEN_H + XEN_H + XEN_H\n",
            ),
            &["error[too-deep] xen.h:8:9"],
        ),
        one(
            "c/unclosed-comment",
            "#define XEN_A 1\n/* The end\n#define XEN_B 2\n",
            &["error[unclosed-comment] xen.h:2:1"],
        ),
        one(
            "c/type-without-a-form",
            "struct odd {\n    float __attribute__((vector_size(16))) a;\n};\n",
            &["error[unsupported-type] xen.h:2:44"],
        ),
        one(
            "c/unknown-macro",
            "struct pair {\n    ODD_HANDLE(int) a;\n    ODD_HANDLE(int) b;\n};\nFILE_LICENCE ( MIT );\nstruct two {\n    uint33_t a, b;\n};\nuint33_t c;\n",
            &[
                "error[unknown-macro] xen.h:2:5",
                "error[unknown-macro] xen.h:5:1",
                "error[unknown-type] xen.h:7:5",
            ],
        ),
        one(
            "c/for-toolstacks",
            "#ifdef __XEN_TOOLS__\n#define ODD_HANDLE(type) type\ntypedef unsigned int odd_t;\n#endif\nstruct pair {\n    ODD_HANDLE(int) a;\n    odd_t b;\n};\n",
            &["error[unknown-macro] xen.h:6:5", "error[unknown-type] xen.h:7:5"],
        ),
        one(
            "c/for-others",
            concat!(
                "#ifdef __XEN__\ntypedef unsigned int inner_t;\n#endif\n#if __XEN_INTERFACE_VERSION__ < 0x00030000\ntypedef unsigned int old_t;\n#endif\n",
                "#ifdef ODD_FEATURE\ntypedef unsigned int odd_t;\n#endif\n",
                "struct all {\n    inner_t a;\n    old_t b;\n    odd_t c;\n    late_t d;\n    u32 e;\n    struct nowhere f;\n};\ntypedef int late_t;\n",
            ),
            &[
                "error[unknown-type] xen.h:11:5",
                "error[unknown-type] xen.h:12:5",
                "error[unknown-type] xen.h:13:5",
                "error[unknown-type] xen.h:14:5",
                "error[unknown-type] xen.h:15:5",
                "error[unknown-type] xen.h:16:20",
            ],
        )
        .with(&["--interface-version", "0x40000"]),
        tree(
            "c/in-another-header",
            vec![
                ("vcpu.h", Text("struct vcpu {\n    struct inner a;\n    odd_t b;\n    other_t c;\n};\n")),
                ("hvm/inner.h", Text("struct inner {\n    int a;\n};\ntypedef int odd_t;\n")),
                ("other.h", Text("typedef int other_t;\n")),
            ],
            &["error[unknown-type] vcpu.h:2:18", "error[unknown-type] vcpu.h:3:5", "error[unknown-type] vcpu.h:4:5"],
        )
        .with(&["--header", "vcpu.h"]),
        one(
            "c/no-handle",
            "#define __DEFINE_XEN_GUEST_HANDLE(name, type) typedef struct { type *p; } __guest_handle_ ## name\n#define DEFINE_XEN_GUEST_HANDLE(name) __DEFINE_XEN_GUEST_HANDLE(name, name)\n#define XEN_GUEST_HANDLE(name) __guest_handle_ ## name\ntypedef int odd_t;\nstruct pair {\n    XEN_GUEST_HANDLE(odd_t) a;\n};\n",
            &["error[unknown-type] xen.h:6:5"],
        ),
        tree(
            "c/under-another-name",
            vec![
                ("xen.h", Text(GOOD)),
                ("sub/other.h", Text("#include <machine/hypervisor/xen.h>\n#define XEN_B 1\n")),
            ],
            &["error[missing-include] sub/other.h:1:10"],
        ),
        // An error of one target's C does not hide what is wrong with comments that the others do not
        // read.
        tree(
            "c/on-one-target-with-an-annotation",
            vec![
                ("xen.h", Text("#define XEN_A 1\n#ifdef __x86_64__\n#include \"arch-x86/odd.h\"\n#endif\n")),
                ("arch-x86/odd.h", Text("#ifndef ODD_H\n#define ODD_H\nstruct pair {\n    uint33_t a;\n};\n#endif\n/* ` enum reason { // ONE_* -> struct one_* */\n")),
            ],
            &["error[unknown-type] arch-x86/odd.h:4:5", "warning[unclosed-family] arch-x86/odd.h:7:11", "error[malformed-family] arch-x86/odd.h:7:29"],
        ),
        tree(
            "c/prelude-refuses",
            vec![
                ("xen.h", Text(GOOD)),
                ("../before.h", Text("#error \"not today\"\n")),
            ],
            &["error[error-directive] before.h:1:2"],
        )
        .with(&["--prelude", "before.h"]),
        tree(
            "c/prelude-with-an-error",
            vec![
                ("xen.h", Text(GOOD)),
                ("../before.h", Text("typedef uint33_t odd_t;\n")),
            ],
            &["error[unknown-type] before.h:1:9"],
        )
        .with(&["--prelude", "before.h"]),
    ]
}
