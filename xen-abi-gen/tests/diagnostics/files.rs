//! What is wrong with a file before its C is looked at.

use super::Content::{Bytes, Folder, Link, Megabytes, Pipe, Socket, Text};
use super::{Case, GOOD, one, tree};

pub(super) fn cases() -> Vec<Case> {
    vec![
        tree("files/header-is-a-directory", vec![("xen.h", Folder)], &["error[is-a-directory] xen.h:1:1"]),
        tree("files/socket", vec![("xen.h", Socket)], &["error[not-a-file] xen.h:1:1"]),
        one("files/empty", "", &["error[empty-header] xen.h:1:1"]),
        one("files/blank", "\n  \n", &["error[empty-header] xen.h:1:1"]),
        tree("files/pipe", vec![("xen.h", Pipe)], &["error[not-a-file] xen.h:1:1"]),
        tree("files/dangling-link", vec![("xen.h", Link("nowhere"))], &["error[cannot-read] xen.h:1:1"]),
        // Whether there is something outside makes no difference.
        tree(
            "files/link-out-of-the-tree",
            vec![("xen.h", Link("../beside/xen.h")), ("../beside/xen.h", Text(GOOD))],
            &["error[outside-the-tree] xen.h:1:1"],
        ),
        tree(
            "files/link-to-nothing-outside",
            vec![("xen.h", Link("../beside/xen.h"))],
            &["error[outside-the-tree] xen.h:1:1"],
        ),
        tree(
            "files/link-to-a-device",
            vec![("a.h", Link("/dev/zero")), ("xen.h", Text(GOOD))],
            &["error[outside-the-tree] a.h:1:1"],
        ),
        tree(
            "files/included-link-out-of-the-tree",
            vec![
                ("io/a.h", Text("#include \"ring.in\"\n")),
                ("io/ring.in", Link("../../beside/ring.h")),
                ("../beside/ring.h", Text(GOOD)),
            ],
            &["error[outside-the-tree] io/ring.in:1:1"],
        ),
        tree(
            "files/link-to-an-added-folder",
            vec![("xen.h", Link("../beside/xen.h")), ("../beside/xen.h", Text(GOOD))],
            &[],
        )
        .with(&["--include", "beside"])
        .reads(&[("/constants/XEN_COUNT/value", "3")]),
        tree(
            "files/folder-out-of-the-tree",
            vec![
                ("xen.h", Text(GOOD)),
                ("io", Link("../beside")),
                ("../beside/secret.h", Text("#error seen\n")),
                ("again", Link(".")),
            ],
            &["warning[link-not-followed] io:1:1"],
        ),
        tree(
            "files/latin-1",
            vec![("xen.h", Bytes(b"#define XEN_A 1\n/* caf\xe9 */\n"))],
            &["error[not-utf8] xen.h:2:7"],
        ),
        tree("files/utf-16", vec![("xen.h", Bytes(b"\xff\xfe#\0d\0"))], &["error[not-utf8] xen.h:1:1"]),
        tree("files/nul", vec![("xen.h", Bytes(b"#define XEN_A 1\nint\0 a;\n"))], &["error[nul-byte] xen.h:2:4"]),
        tree(
            "files/byte-order-mark",
            vec![("xen.h", Bytes(b"\xef\xbb\xbf#define XEN_A 1\n"))],
            &["error[byte-order-mark] xen.h:1:1"],
        ),
        // Windows' line ends are as good as any.
        one(
            "files/crlf",
            "/* ` enum rpm_op { // RPM_* => struct rpm_* */\r\n#define RPM_up 7\r\n/* ` } */\r\nstruct rpm_up {\r\n    unsigned int speed; /* IN: the speed. */\r\n};\r\n",
            &[],
        )
        .reads(&[
            ("/constants/RPM_up/value", "7"),
            ("/enums/rpm_op/members/0/argument", "\"rpm_up\""),
            ("/records/rpm_up/fields/0/name", "\"speed\""),
        ]),
        tree("files/fifty-megabytes", vec![("xen.h", Megabytes(50))], &["error[too-large] xen.h:1:1"]),
        tree("files/name-with-a-quote", vec![("a\"b.h", Text(GOOD))], &["error[bad-name] a\"b.h:1:1"]),
        tree(
            "files/name-with-a-hidden-character",
            vec![("a\u{202e}b.h", Text(GOOD))],
            &["error[bad-name] a\\u{202e}b.h:1:1"],
        ),
        tree(
            "files/folder-with-a-tick",
            vec![("a`b/c.h", Text(GOOD))],
            &["error[bad-name] a`b/c.h:1:1"],
        ),
        // One run tells them all.
        tree(
            "files/several",
            vec![("a.h", Text("")), ("b.h", Bytes(b"\0")), ("c.h", Folder), ("xen.h", Text(GOOD))],
            &["error[empty-header] a.h:1:1", "error[nul-byte] b.h:1:1", "error[is-a-directory] c.h:1:1"],
        ),
    ]
}
