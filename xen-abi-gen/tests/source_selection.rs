//! The selection of headers, their order, and the search for includes.

use crate::common::small_trees::{errors, guest, read, read_and_warned, tree, whole};
use xen_abi_gen::model::facts::{Facts, Origin};
use xen_abi_gen::model::target::Target::{self, Aarch64, Armv7, I686, X86_64};
use xen_abi_gen::source::{self, Libclang, Options, Selection};

/// A small tree with Xen's layout.
const XEN: &[(&str, &str)] = &[
    (
        "xen-compat.h",
        "#ifndef C\n#define C\n#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300\n\
         #if defined(__XEN_TOOLS__)\n\
         #define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__\n\
         #elif !defined(__XEN_INTERFACE_VERSION__)\n#define __XEN_INTERFACE_VERSION__ 0\n#endif\n\
         #if __XEN_INTERFACE_VERSION__ > __XEN_LATEST_INTERFACE_VERSION__\n#error \"too new\"\n\
         #endif\n#endif\n",
    ),
    (
        "xen.h",
        "#ifndef X\n#define X\n#include \"xen-compat.h\"\n\
         #if defined(__i386__) || defined(__x86_64__)\n\
         #include \"arch-x86/xen.h\"\n#else\n#include \"arch-arm.h\"\n#endif\n\
         typedef uint16_t domid_t;\n#endif\n",
    ),
    (
        "arch-x86/xen.h",
        "#ifndef XX\n#define XX\n#ifdef __x86_64__\n#include \"xen-x86_64.h\"\n#else\n\
         #include \"xen-x86_32.h\"\n#endif\n#endif\n",
    ),
    (
        "arch-x86/xen-x86_32.h",
        "#ifndef X32\n#define X32\nstruct regs { uint32_t eax; };\n#endif\n",
    ),
    (
        "arch-x86/xen-x86_64.h",
        "#ifndef X64\n#define X64\nstruct regs { uint64_t rax; };\n#endif\n",
    ),
    (
        "arch-x86/extra.h",
        "#include \"../xen.h\"\nstruct extra { domid_t d; };\n",
    ),
    (
        "arch-x86/fragment.h",
        "#ifndef F\n#define F\nDECLARE(x86);\n#endif\n",
    ),
    ("arch-x86_64.h", "#include \"arch-x86/xen.h\"\n"),
    (
        "arch-arm.h",
        "#ifndef A\n#define A\nstruct regs { uint64_t x0; };\n#endif\n",
    ),
    (
        "arch-arm/calls.h",
        "#include \"public/xen.h\"\nstruct calls { domid_t d; };\n",
    ),
    (
        "old.h",
        "#include \"xen.h\"\n#if __XEN_INTERFACE_VERSION__ >= 0x00030204\n\
         #error \"old.h is for old guests\"\n#endif\n#define OLD 1\n",
    ),
    (
        "tools.h",
        "#ifndef __XEN_TOOLS__\n#error only for tools\n#endif\n#include <xen/xen.h>\n\
         #define TOOLS 1\n",
    ),
    (
        "hvm/save.h",
        "#include \"../xen.h\"\n#define DECLARE(name) struct save_ ## name { domid_t d; }\n\
         #ifdef __x86_64__\n#include \"../arch-x86/fragment.h\"\n#endif\n",
    ),
    ("foreign/x86_64.h", "nonsense\n"),
    ("sys/evtchn.h", "nonsense\n"),
];

fn paths(facts: &Facts) -> Vec<&str> {
    facts.headers.iter().map(|header| &*header.path).collect()
}

fn skipped_headers(facts: &Facts) -> Vec<(&str, &str)> {
    let headers = facts.skipped.iter().filter(|one| one.name.ends_with(".h"));
    headers
        .map(|one| (one.name.as_str(), one.reason.as_str()))
        .collect()
}

const ELSEWHERE: [(&str, &str); 2] = [
    (
        "foreign/x86_64.h",
        "the folder foreign/ holds layouts that were generated from the other headers",
    ),
    (
        "sys/evtchn.h",
        "the folder sys/ describes device files of an operating system",
    ),
];

#[test]
fn a_target_takes_its_headers_and_gives_a_reason_for_the_others() {
    let folder = tree(XEN);
    let facts = read(&whole(folder.path()), &guest(X86_64)).unwrap();
    let expected = [
        "arch-x86/extra.h",
        "arch-x86/fragment.h",
        "arch-x86/xen-x86_64.h",
        "arch-x86/xen.h",
        "arch-x86_64.h",
        "hvm/save.h",
        "xen-compat.h",
        "xen.h",
    ];
    assert_eq!(paths(&facts), expected);
    assert_eq!(
        facts.records.keys().collect::<Vec<_>>(),
        ["regs", "save_x86", "extra"]
    );
    let mut expected = vec![
        ("arch-arm.h", "xen.h does not include it for x86_64"),
        (
            "arch-arm/calls.h",
            "xen.h includes nothing of arch-arm/ for x86_64",
        ),
        (
            "arch-x86/xen-x86_32.h",
            "arch-x86/xen.h does not include it for x86_64",
        ),
        ELSEWHERE[0],
        ("old.h", "#error old.h is for old guests"),
        ELSEWHERE[1],
        ("tools.h", "#error only for tools"),
    ];
    assert_eq!(skipped_headers(&facts), expected);

    let facts = read(
        &whole(folder.path()),
        &Options {
            tools: true,
            ..guest(Aarch64)
        },
    )
    .unwrap();
    assert_eq!(
        paths(&facts),
        [
            "arch-arm.h",
            "arch-arm/calls.h",
            "hvm/save.h",
            "tools.h",
            "xen-compat.h",
            "xen.h"
        ]
    );
    expected = vec![
        (
            "arch-x86/extra.h",
            "xen.h includes nothing of arch-x86/ for aarch64",
        ),
        (
            "arch-x86/fragment.h",
            "xen.h includes nothing of arch-x86/ for aarch64",
        ),
        (
            "arch-x86/xen-x86_32.h",
            "xen.h includes nothing of arch-x86/ for aarch64",
        ),
        (
            "arch-x86/xen-x86_64.h",
            "xen.h includes nothing of arch-x86/ for aarch64",
        ),
        ("arch-x86/xen.h", "xen.h does not include it for aarch64"),
        (
            "arch-x86_64.h",
            "it includes arch-x86/xen.h, which is of another architecture",
        ),
        ELSEWHERE[0],
        ("old.h", "#error old.h is for old guests"),
        ELSEWHERE[1],
    ];
    assert_eq!(skipped_headers(&facts), expected);
    assert!(facts.constants.contains_key("TOOLS"));
}

#[test]
fn interface_version_is_the_latest_or_the_selected_one() {
    let folder = tree(XEN);
    let version = |interface_version, tools| {
        let options = Options {
            target: Armv7,
            interface_version,
            tools,
            release: None,
        };
        let (facts, warnings) = read_and_warned(&whole(folder.path()), &options).unwrap();
        let warned: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
        let old = facts.constants.contains_key("OLD");
        (facts.interface_version, old, warned)
    };
    assert_eq!(version(None, false), (0x0004_1300, false, vec![]));
    assert_eq!(version(Some(0), false), (0, true, vec![]));
    assert_eq!(
        version(Some(0x0003_0202), false),
        (0x0003_0202, true, vec![])
    );
    assert_eq!(version(None, true), (0x0004_1300, false, vec![]));
    // For toolstacks, Xen's headers always select the latest version.
    assert_eq!(
        version(Some(0), true),
        (0x0004_1300, false, vec!["interface-version"])
    );
    assert_eq!(
        version(Some(0x0004_1300), true),
        (0x0004_1300, false, vec![])
    );
    let none = tree(&[(
        "a.h",
        "#if __XEN_INTERFACE_VERSION__ == 0\nstruct a { int x; };\n#endif\n",
    )]);
    let facts = read(&whole(none.path()), &guest(X86_64)).unwrap();
    assert_eq!((facts.interface_version, facts.records.len()), (0, 1));
    let own = tree(&[("a.h", "#define __XEN_INTERFACE_VERSION__ 0x00040400\n")]);
    assert_eq!(
        read(&whole(own.path()), &guest(X86_64))
            .unwrap()
            .interface_version,
        0x0004_0400
    );
}

#[test]
fn nothing_left_is_an_error() {
    let folder = tree(XEN);
    let one = |header: &str| Selection {
        headers: vec![header.into()],
        ..whole(folder.path())
    };
    assert_eq!(
        errors(&one("old.h"), &guest(X86_64)),
        [("no-header-left", "old.h:3:1".to_owned())]
    );
    assert_eq!(
        errors(&one("arch-x86/xen.h"), &guest(Armv7)),
        [("no-header-left", String::new())]
    );
    let newer = Options {
        interface_version: Some(0x0005_0000),
        ..guest(X86_64)
    };
    assert_eq!(
        errors(&whole(folder.path()), &newer),
        [("no-header-left", "xen-compat.h:10:1".to_owned())]
    );
}

#[test]
fn includers_of_a_refusing_header_are_skipped_too() {
    let folder = tree(&[
        (
            "base.h",
            "#ifndef X\n#define X\n#ifdef __x86_64__\ntypedef int t;\n#else\n#error not here\n\
             #endif\n#endif\n",
        ),
        ("a.h", "#include \"base.h\"\nstruct a { t x; };\n"),
        ("b.h", "#include \"a.h\"\nstruct b { t x; };\n"),
        ("c.h", "struct c { int x; };\n"),
    ]);
    let facts = read(&whole(folder.path()), &guest(I686)).unwrap();
    assert_eq!(paths(&facts), ["c.h"]);
    let expected = [
        ("a.h", "base.h says #error not here"),
        ("b.h", "base.h says #error not here"),
        ("base.h", "#error not here"),
    ];
    assert_eq!(skipped_headers(&facts), expected);
}

#[test]
fn a_run_narrowed_to_headers_reads_what_they_include() {
    let folder = tree(XEN);
    let selection = Selection {
        headers: vec!["./hvm/../hvm/save.h".into()],
        ..whole(folder.path())
    };
    let facts = read(&selection, &guest(I686)).unwrap();
    assert_eq!(
        paths(&facts),
        [
            "arch-x86/xen-x86_32.h",
            "arch-x86/xen.h",
            "hvm/save.h",
            "xen-compat.h",
            "xen.h"
        ]
    );
    assert_eq!(skipped_headers(&facts), []);
    let save = &facts.headers[2];
    assert_eq!(
        save.includes.iter().map(|path| &**path).collect::<Vec<_>>(),
        ["xen.h"]
    );
    assert!(
        facts
            .headers
            .iter()
            .all(|header| header.origin == Origin::Tree)
    );
}

#[test]
fn added_folders_and_a_prelude_complete_a_tree() {
    let lone = tree(&[(
        "event_channel.h",
        "#ifndef E\n#define E\n#include \"xen.h\"\n#include <io/ring.h>\n\
         struct e { domid_t d; UINT32 port; };\n#endif\n",
    )]);
    let whole_tree = tree(XEN);
    let rings = tree(&[
        (
            "io/ring.h",
            "#include \"../event_channel.h\"\n#define RING 1\n",
        ),
        ("event_channel.h", "#error the wrong one\n"),
    ]);
    let types = tree(&[(
        "types.h",
        "#include <stdint.h>\ntypedef uint32_t UINT32;\n#define FROM_PRELUDE 1\n",
    )]);
    let selection = Selection {
        include: vec![whole_tree.path().into(), rings.path().into()],
        prelude: Some(types.path().join("types.h")),
        ..whole(lone.path())
    };
    let facts = read(&selection, &guest(X86_64)).unwrap();
    let origins: Vec<_> = facts
        .headers
        .iter()
        .map(|header| (&*header.path, header.origin))
        .collect();
    assert_eq!(
        origins,
        [
            ("arch-x86/xen-x86_64.h", Origin::IncludeFolder),
            ("arch-x86/xen.h", Origin::IncludeFolder),
            ("event_channel.h", Origin::Tree),
            ("io/ring.h", Origin::IncludeFolder),
            ("prelude:types.h", Origin::Prelude),
            ("xen-compat.h", Origin::IncludeFolder),
            ("xen.h", Origin::IncludeFolder),
        ]
    );
    assert_eq!(
        facts.constants["FROM_PRELUDE"].location.to_string(),
        "prelude:types.h:3:9"
    );
    assert_eq!(facts.records["e"].fields[1].spelling, "UINT32");
    // `../event_channel.h`, relative to the added folder, is the tree's header.
    assert_eq!(
        facts.headers[3]
            .includes
            .iter()
            .map(|path| &**path)
            .collect::<Vec<_>>(),
        ["event_channel.h"]
    );
}

#[test]
fn facts_do_not_depend_on_folder_order_or_threads() {
    let shape = |facts: &Facts| format!("{facts:#?}");
    let (one, two) = (tree(XEN), tempfile::tempdir().unwrap());
    for (path, text) in XEN.iter().rev() {
        crate::common::small_trees::write(
            &two.path().join("a folder/with é"),
            path,
            text.as_bytes(),
        );
    }
    let other = whole(&two.path().join("a folder/with é"));
    let tools = |target: Target| Options {
        tools: true,
        ..guest(target)
    };
    let library = Libclang::load().unwrap();
    let shared = source::read_tree(&other).unwrap();
    std::thread::scope(|scope| {
        let extract = |target| {
            source::extract(&library, &shared, &tools(target))
                .0
                .unwrap()
        };
        let running = Target::ALL.map(|target| (target, scope.spawn(move || extract(target))));
        for (target, thread) in running {
            let alone = read(&whole(one.path()), &tools(target)).unwrap();
            assert_eq!(shape(&thread.join().unwrap()), shape(&alone), "{target:?}");
        }
    });
    assert!(
        !shape(&read(&other, &tools(X86_64)).unwrap()).contains("xen-abi-gen/"),
        "a path of the run in its facts"
    );
}

#[test]
fn carriage_returns_change_nothing_but_the_text() {
    let crlf: Vec<(String, String)> = XEN
        .iter()
        .map(|(path, text)| (path.to_string(), text.replace('\n', "\r\n")))
        .collect();
    let crlf: Vec<(&str, &str)> = crlf
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let (unix, dos) = (tree(XEN), tree(&crlf));
    let shape = |folder: &std::path::Path| {
        let mut facts = read(&whole(folder), &guest(X86_64)).unwrap();
        for header in &mut facts.headers {
            header.text = "".into();
        }
        format!("{facts:#?}")
    };
    assert_eq!(shape(dos.path()), shape(unix.path()));
}

#[test]
fn an_older_release_reads_the_same_with_and_without_the_facts_of_the_newest() {
    let variants = [
        ("nothing", "", ""),
        (
            "an older refusal",
            "",
            "#if XEN_RELEASE < 0x0416\n#error \"new\"\n#endif\n",
        ),
        (
            "a newer refusal",
            "",
            "#if XEN_RELEASE >= 0x0416\n#error \"old\"\n#endif\n",
        ),
        ("a refusal by all", "", "#error \"never\"\n"),
        (
            "an older architecture",
            "#if XEN_RELEASE < 0x0416\n#include \"arch-arm.h\"\n#endif\n",
            "",
        ),
        (
            "a newer architecture",
            "#if XEN_RELEASE >= 0x0416\n#include \"arch-arm.h\"\n#endif\n",
            "",
        ),
        (
            "an older use of another architecture",
            "",
            "#if XEN_RELEASE < 0x0416\n#include \"arch-arm.h\"\n#endif\n",
        ),
    ];
    let library = Libclang::load().unwrap();
    for (what, xen, domctl) in variants {
        let xen = format!(
            "#ifndef XEN_RELEASE\n#define XEN_RELEASE 0x0416\n#endif\n\
             #include \"arch-x86/xen.h\"\n{xen}"
        );
        let domctl =
            format!("#include \"xen.h\"\n{domctl}#ifdef __XEN_TOOLS__\n#define D 1\n#endif\n");
        let folder = tree(&[
            ("xen.h", &xen),
            ("domctl.h", &domctl),
            (
                "arch-x86/xen.h",
                "#ifdef __XEN_TOOLS__\n#define X86 1\n#endif\n",
            ),
            (
                "arch-arm.h",
                "#ifdef __XEN_TOOLS__\n#define ARM 1\n#endif\n",
            ),
            (
                "arch-arm/hvm.h",
                "#ifdef __XEN_TOOLS__\n#define ARM_HVM 1\n#endif\n",
            ),
        ]);
        let headers = source::read_tree(&whole(folder.path())).unwrap();
        let read = |release: &str, newest: Option<&Facts>| {
            let options = Options {
                tools: true,
                release: Some(release.parse().unwrap()),
                ..guest(X86_64)
            };
            source::extract_for_toolstacks(&library, &headers, &options, newest)
        };
        let (newest, _) = read("4.22", None);
        let shape = |found: (Option<Facts>, _)| format!("{found:#?}");
        let alone = shape(read("4.17", None));
        assert_eq!(shape(read("4.17", newest.as_ref())), alone, "{what}");
    }
}
