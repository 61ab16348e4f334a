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
