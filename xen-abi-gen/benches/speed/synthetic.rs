//! Header trees of any size, made after the manner of Xen's.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How many headers one size unit has: with it the tree is about a third of Xen's.
const HEADERS: usize = 12;

/// How many operations each of them has.
const OPERATIONS: usize = 12;

/// How many constants.
const CONSTANTS: usize = 40;

/// Writes a tree of some size.
pub(crate) fn write(folder: &Path, size: usize) {
    fs::create_dir_all(folder).expect("a folder");
    let mut base = "#include <stdint.h>\n/* A domain. */\ntypedef uint16_t domid_t;\n".to_owned();
    for number in 0..size * HEADERS {
        let _ = writeln!(base, "#define __HYPERVISOR_part{number}_op {number}");
        fs::write(folder.join(format!("part{number}.h")), header(number)).expect("a header");
    }
    fs::write(
        folder.join("xen.h"),
        format!("#ifndef SYNTHETIC_XEN_H\n#define SYNTHETIC_XEN_H\n{base}#endif\n"),
    )
    .expect("a header");
}

fn header(number: usize) -> String {
    let mut text = format!("#ifndef PART{number}_H\n#define PART{number}_H\n#include \"xen.h\"\n");
    let _ = write!(
        text,
        "/*\n * ` enum neg_errnoval\n * ` HYPERVISOR_part{number}_op(enum part{number}_op cmd, \
         void *arg)\n * `\n * @cmd == PART{number}OP_*\n \
         * @arg == the operation's argument\n *\n * Works on part {number}.\n */\n"
    );
    let _ = writeln!(
        text,
        "/* ` enum part{number}_op {{ // PART{number}OP_* => struct part{number}_* */"
    );
    for operation in 0..OPERATIONS {
        let _ = writeln!(text, "#define PART{number}OP_act{operation} {operation}");
    }
    text.push_str("/* ` } */\n");
    for operation in 0..OPERATIONS {
        let _ = write!(
            text,
            "/*\n * PART{number}OP_act{operation}: Acts in manner {operation}.\n *\n * What it \
             does to a domain depends on the flags.\n */\n\
             struct part{number}_act{operation} {{\n    /* IN parameters */\n    \
             domid_t domain;   /* The domain. */\n    uint16_t pad;\n    \
             uint32_t flags;   /* How. */\n    /* OUT parameters */\n    \
             uint64_t result[{}]; /* What came of it. */\n}};\n\
             typedef struct part{number}_act{operation} part{number}_act{operation}_t;\n",
            operation + 1
        );
    }
    for constant in 0..CONSTANTS {
        let _ = writeln!(
            text,
            "/* Constant {constant} of part {number}. */\n\
             #define PART{number}_CONSTANT{constant} (1U << {})",
            constant % 32
        );
    }
    text + "#endif\n"
}
