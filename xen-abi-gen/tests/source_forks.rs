//! Trees in forks: within another tree, included from above, with headers that do not compile.

use crate::common::small_trees::{errors, guest, read, tree, whole};
use xen_abi_gen::model::facts::{Facts, Origin};
use xen_abi_gen::model::target::Target::{Aarch64, X86_64};
use xen_abi_gen::source::Selection;

/// A system's headers with Xen's in `sys/xen/interface/`, which name each other from `sys/`.
const SYSTEM: &[(&str, &str)] = &[
    (
        "sys/xen/interface/xen.h",
        "#ifndef X\n#define X\n#include <sys/param.h>\n#ifdef __x86_64__\n\
         #include <xen/interface/arch-x86/xen.h>\n#else\n\
         #include <xen/interface/arch-arm.h>\n#endif\ntypedef uint16_t domid_t;\n#endif\n",
    ),
    (
        "sys/xen/interface/arch-x86/xen.h",
        "#ifndef A\n#define A\n#include <stdint.h>\nstruct regs { uint64_t rax; };\n#endif\n",
    ),
    (
        "sys/xen/interface/arch-x86_64.h",
        "#include <xen/interface/arch-x86/xen.h>\n",
    ),
    (
        "sys/xen/interface/arch-arm.h",
        "#ifndef B\n#define B\n#include <stdint.h>\nstruct regs { uint64_t x0; };\n#endif\n",
    ),
    (
        "sys/xen/interface/arch-powerpc.h",
        "#include \"xen.h\"\nstruct regs { uint64_t r0; };\n",
    ),
    (
        "sys/xen/interface/io/ring.h",
        "#include <interface/xen.h>\nstruct ring { domid_t d; };\n",
    ),
    (
        "sys/xen/interface/wire.h",
        "#include <xen/interface/xen.h>\nstruct wire { missing_t x; };\n",
    ),
    ("stubs/sys/param.h", "\n"),
];

fn paths(facts: &Facts) -> Vec<(&str, Origin)> {
    facts
        .headers
        .iter()
        .map(|header| (&*header.path, header.origin))
        .collect()
}

#[test]
fn a_tree_may_be_named_by_the_folders_in_which_it_lies() {
    let folder = tree(SYSTEM);
    let plain = Selection {
        include: vec![folder.path().join("stubs")],
        skip: vec!["./wire.h".to_owned()],
        ..whole(&folder.path().join("sys/xen/interface"))
    };
    // An --include of the folder above changes nothing: it contains the tree itself.
    let added = Selection {
        include: vec![folder.path().join("stubs"), folder.path().join("sys")],
        ..plain.clone()
    };
    for selection in [&plain, &added] {
        let facts = read(selection, &guest(X86_64)).unwrap();
        let expected = [
            ("arch-x86/xen.h", Origin::Tree),
            ("arch-x86_64.h", Origin::Tree),
            ("io/ring.h", Origin::Tree),
            ("sys/param.h", Origin::IncludeFolder),
            ("xen.h", Origin::Tree),
        ];
        assert_eq!(paths(&facts), expected);
        assert_eq!(facts.records["regs"].fields[0].name, "rax");
        assert_eq!(
            facts.records["regs"].location.to_string(),
            "arch-x86/xen.h:4:8"
        );
        let facts = read(selection, &guest(Aarch64)).unwrap();
        assert_eq!(facts.records["regs"].fields[0].name, "x0");
    }
    // The name of another folder is not a name of the tree.
    crate::common::small_trees::write(
        folder.path(),
        "sys/xen/interface/other.h",
        b"#include <interfaces/xen.h>\n",
    );
    assert_eq!(
        errors(&plain, &guest(X86_64)),
        [("missing-include", "other.h:1:10".to_owned())]
    );
}

#[test]
fn left_out_headers_are_listed() {
    let folder = tree(SYSTEM);
    let selection = |skip: &[&str]| Selection {
        include: vec![folder.path().join("stubs")],
        skip: skip.iter().copied().map(str::to_owned).collect(),
        ..whole(&folder.path().join("sys/xen/interface"))
    };
    let reasons = |facts: &Facts| -> Vec<String> {
        facts
            .skipped
            .iter()
            .filter(|one| one.name.ends_with(".h"))
            .map(|one| format!("{}: {}", one.name, one.reason))
            .collect()
    };
    let facts = read(&selection(&["wire.h", "io/"]), &guest(X86_64)).unwrap();
    let expected = [
        "arch-arm.h: xen.h does not include it for x86_64",
        "arch-powerpc.h: nothing that xen.h includes for x86_64 includes it",
        "io/ring.h: --skip leaves it out",
        "wire.h: --skip leaves it out",
    ];
    assert_eq!(reasons(&facts), expected);
    // A skipped header is still read if another includes it.
    let facts = read(&selection(&["wire.h", "arch-x86"]), &guest(X86_64)).unwrap();
    assert!(facts.records.contains_key("regs"));
    assert_eq!(
        errors(&selection(&[]), &guest(X86_64)),
        [("unknown-type", "wire.h:2:15".to_owned())]
    );
    let unknown = read(&selection(&["wire", "../xen.h"]), &guest(X86_64)).unwrap_err();
    assert_eq!(
        unknown.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["no-such-header"; 2]
    );
    assert!(unknown[0].help[0].contains("--skip"), "{unknown:#?}");
    let nothing = [
        "xen.h",
        "arch-x86",
        "arch-x86_64.h",
        "arch-arm.h",
        "arch-powerpc.h",
        "io",
        "wire.h",
    ];
    assert_eq!(
        errors(&selection(&nothing), &guest(X86_64)),
        [("no-header-left", String::new())]
    );
}
