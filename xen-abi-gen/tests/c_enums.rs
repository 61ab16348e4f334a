//! C enums: the names of their members, and their width.

use crate::common::folder::Folder;
use crate::common::libclang;

/// The module emitted for these declarations.
fn module(declarations: &str) -> String {
    let folder = Folder::new();
    folder.put("headers/xen.h", declarations);
    let outcome = folder.run(&[
        "generate",
        "--headers",
        "headers",
        "--annotations",
        "headers",
        "--out",
        "out",
    ]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let state = folder.state("out");
    String::from_utf8(state["xen.rs"].0.clone()).expect("Rust is UTF-8")
}

/// The lines of a module that declare a type or a value.
fn declared(module: &str) -> Vec<&str> {
    let values = |line: &&str| {
        line.starts_with("pub struct ") || line.contains(" = ") && line.ends_with(';')
    };
    module.lines().map(str::trim).filter(values).collect()
}

#[test]
fn members_lose_the_words_that_all_of_them_share() {
    if libclang().is_none() {
        return;
    }
    let several = module("enum light { LIGHT_OF_RED, LIGHT_OF_GREEN = 7, LIGHT_OF_OLD_RED };\n");
    assert_eq!(
        declared(&several),
        [
            "pub struct Light(pub u32);",
            "RED = 0, \"LIGHT_OF_RED\";",
            "GREEN = 7, \"LIGHT_OF_GREEN\";",
            "OLD_RED = 8, \"LIGHT_OF_OLD_RED\";"
        ]
    );
    let camel = module("enum bus { BusStateOpen, BusStateShut };\n");
    assert_eq!(
        declared(&camel)[1..],
        ["OPEN = 0, \"BusStateOpen\";", "SHUT = 1, \"BusStateShut\";"]
    );
}

#[test]
fn members_keep_a_prefix_that_is_no_word_or_the_whole_name() {
    if libclang().is_none() {
        return;
    }
    for (declaration, names) in [
        ("enum alone { ALONE_ONE };\n", vec!["ALONE_ONE"]),
        ("enum apart { FIRST, FINAL };\n", vec!["FIRST", "FINAL"]),
        (
            "enum digits { MODE_2, MODE_3 };\n",
            vec!["MODE_2", "MODE_3"],
        ),
        (
            "enum whole { WHOLE, WHOLE_PART };\n",
            vec!["WHOLE", "WHOLE_PART"],
        ),
    ] {
        let module = module(declaration);
        let values: Vec<_> = declared(&module)[1..]
            .iter()
            .map(|line| line.split(' ').next().unwrap())
            .collect();
        assert_eq!(values, names, "{declaration}");
    }
}

#[test]
fn members_of_an_enum_without_a_name_are_constants() {
    if libclang().is_none() {
        return;
    }
    let module = module(
        "/* How events arrive. */\nenum { ARRIVE_GSI, ARRIVE_MASK = 0xff /* of a word */ };\n\
         enum { ARRIVE_ALL = 0xffffffff, ARRIVE_TOP = 1ULL << 40 };\n\
         enum { ARRIVE_NONE = -1, ARRIVE_TOLD };\n#define ARRIVE_TOLD ARRIVE_TOLD\n",
    );
    let constants = module.lines().filter(|line| line.starts_with("pub "));
    let constants: Vec<_> = constants.collect();
    assert_eq!(
        constants,
        [
            "pub const ARRIVE_GSI: u32 = 0;",
            "pub const ARRIVE_MASK: u32 = 255;",
            "pub const ARRIVE_ALL: u64 = 0xffffffff;",
            "pub const ARRIVE_TOP: u64 = 0x10000000000;",
            "pub const ARRIVE_NONE: i32 = -1;",
            "pub const ARRIVE_TOLD: i32 = 0;",
        ],
        "{module}"
    );
    assert!(
        module.contains("/// `ARRIVE_GSI`: How events arrive."),
        "{module}"
    );
}

#[test]
fn an_enum_is_as_wide_as_the_members_that_refer_to_it() {
    if libclang().is_none() {
        return;
    }
    let narrow = module(
        "enum light { LIGHT_RED, LIGHT_GREEN };\nstruct lamp {\n    \
         unsigned char now; /* what it shows; => enum light */\n};\n",
    );
    assert!(
        narrow.contains("pub struct Light(pub u8);") && narrow.contains("pub now: Light,"),
        "{narrow}"
    );
    let too_wide = module(
        "enum light { LIGHT_RED, LIGHT_GREEN = 256 };\nstruct lamp {\n    \
         unsigned char now; /* what it shows; => enum light */\n};\n",
    );
    assert!(
        too_wide.contains("pub struct Light(pub u32);") && too_wide.contains("pub now: u8,"),
        "{too_wide}"
    );
    let held = module(
        "enum light { LIGHT_RED, LIGHT_GREEN };\ntypedef enum light light_t;\nstruct lamp {\n    \
         unsigned char now; /* what it shows; => enum light */\n    light_t then[2];\n};\n",
    );
    assert!(
        held.contains("pub struct Light(pub u32);") && held.contains("pub now: u8,"),
        "{held}"
    );
}

#[test]
fn a_narrowed_enum_may_differ_from_the_width_in_c() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    for (width, asserted) in [("char", false), ("int", true)] {
        let fields = format!("unsigned {width} now; /* what it shows; => enum light_t */");
        folder.put(
            "headers/xen.h",
            format!(
                "typedef enum {{ LIGHT_RED, LIGHT_GREEN }} light_t;\nstruct lamp {{\n    \
                     {fields}\n}};\n"
            ),
        );
        let outcome = folder.run(&[
            "generate",
            "--headers",
            "headers",
            "--annotations",
            "headers",
            "--out",
            "out",
        ]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let state = folder.state("out");
        let layout = String::from_utf8(state["layout/x86_64.rs"].0.clone()).expect("Rust is UTF-8");
        assert!(layout.contains("Lamp"), "{layout}");
        assert_eq!(layout.contains("Light"), asserted, "{layout}");
    }
}
