//! Inputs that the repository cannot contain: links, pipes, other encodings, unusual names.

use super::GOOD;
use super::case::Case;
use super::case::Content::{self, Folder, Link, Megabytes, Pipe, Socket};

fn text(text: &str) -> Content {
    Content::text(text)
}

fn bytes(bytes: &[u8]) -> Content {
    Content::Bytes(bytes.to_vec())
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::of("files/header-is-a-directory", vec![("xen.h", Folder)]),
        Case::of("files/socket", vec![("xen.h", Socket)]),
        Case::of("files/pipe", vec![("xen.h", Pipe)]),
        Case::of("files/dangling-link", vec![("xen.h", Link("nowhere"))]),
        // The message does not depend on whether the file outside exists.
        Case::of(
            "files/link-out-of-the-tree",
            vec![
                ("xen.h", Link("../beside/xen.h")),
                ("../beside/xen.h", text(GOOD)),
            ],
        ),
        Case::of(
            "files/link-to-nothing-outside",
            vec![("xen.h", Link("../beside/xen.h"))],
        ),
        Case::of(
            "files/link-to-a-device",
            vec![("a.h", Link("/dev/zero")), ("xen.h", text(GOOD))],
        ),
        Case::of(
            "files/included-link-out-of-the-tree",
            vec![
                ("io/a.h", text("#include \"ring.in\"\n")),
                ("io/ring.in", Link("../../beside/ring.h")),
                ("../beside/ring.h", text(GOOD)),
            ],
        ),
        Case::of(
            "files/link-to-an-added-folder",
            vec![
                ("xen.h", Link("../beside/xen.h")),
                ("../beside/xen.h", text(GOOD)),
            ],
        )
        .with(&["--include", "beside"])
        .reads(&[("/constants/XEN_COUNT/value", "3")]),
        Case::of(
            "files/folder-out-of-the-tree",
            vec![
                ("xen.h", text(GOOD)),
                ("io", Link("../beside")),
                ("../beside/secret.h", text("#error seen\n")),
                ("again", Link(".")),
            ],
        ),
        Case::of(
            "files/latin-1",
            vec![("xen.h", bytes(b"#define XEN_A 1\n/* caf\xe9 */\n"))],
        ),
        Case::of("files/utf-16", vec![("xen.h", bytes(b"\xff\xfe#\0d\0"))]),
        Case::of(
            "files/nul",
            vec![("xen.h", bytes(b"#define XEN_A 1\nint\0 a;\n"))],
        ),
        Case::of(
            "files/byte-order-mark",
            vec![("xen.h", bytes(b"\xef\xbb\xbf#define XEN_A 1\n"))],
        ),
        // CRLF line ends are accepted.
        Case::of(
            "files/crlf",
            vec![(
                "xen.h",
                text(
                    "/* ` enum rpm_op { // RPM_* => struct rpm_* */\r\n\
                                 #define RPM_up 7\r\n/* ` } */\r\nstruct rpm_up {\r\n    \
                                 unsigned int speed; /* IN: the speed. */\r\n};\r\n",
                ),
            )],
        )
        .reads(&[
            ("/constants/RPM_up/value", "7"),
            ("/enums/rpm_op/members/0/argument", "\"rpm_up\""),
            ("/records/rpm_up/fields/0/name", "\"speed\""),
        ]),
        Case::of("files/fifty-megabytes", vec![("xen.h", Megabytes(50))]),
        Case::of("files/name-with-a-quote", vec![("a\"b.h", text(GOOD))]),
        Case::of(
            "files/name-with-a-hidden-character",
            vec![("a\u{202e}b.h", text(GOOD))],
        ),
        Case::of("files/folder-with-a-tick", vec![("a`b/c.h", text(GOOD))]),
        // One run reports all of them.
        Case::of(
            "files/several",
            vec![
                ("a.h", text("")),
                ("b.h", bytes(b"\0")),
                ("c.h", Folder),
                ("xen.h", text(GOOD)),
            ],
        ),
    ]
}
