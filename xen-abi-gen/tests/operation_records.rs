//! Operations whose record only some architectures have.

use std::fs;

use crate::common::generator::Input;
use crate::common::libclang;
use crate::common::small_trees::tree;

/// What the generator says of an operation in a record, which only x86-64 gives a member.
fn generate(direction: &str, definition: &str) -> Result<(), String> {
    let header = format!(
        "typedef unsigned int uint32_t;
#define __HYPERVISOR_odd_op 40
/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_odd_op(struct odd_op *op)
 * ` ops enum odd_cmd in struct odd_op at op
 * ` guests pv32 pv64 hvm32 hvm64 arm
 */
/* ` enum odd_cmd {{ // ODD_* */
/*
 * ODD_get: Gets.
 *
 * Directions:
 *   {direction}
 */
{definition}
/* ` }} */
struct odd_get {{ uint32_t a; /* IN/OUT: a number */ }};
struct odd_op {{
    uint32_t cmd; /* IN: the operation; => enum odd_cmd */
    union {{
#ifdef __x86_64__
        struct odd_get get; /* ODD_get: its argument */
#endif
        uint32_t none[4];
    }} u; /* IN/OUT: the argument; => by cmd */
}};
"
    );
    let bare = tree(&[("xen.h", "#define XEN_A 1\n")]);
    let folder = tree(&[("xen.h", &header)]);
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("a folder");
    Input::new(folder.path(), &["xen.h"])
        .with("--annotations", &bare.path().display().to_string())
        .switch("--strict")
        .try_generate(&out)
}

#[test]
fn directions_are_about_the_architectures_that_have_the_record() {
    if libclang().is_none() {
        return;
    }
    assert_eq!(generate("a  OUT", "#define ODD_get 1"), Ok(()));
    let unknown = |definition| {
        let said = generate("aa  OUT", definition).expect_err("there is no `aa`");
        assert!(said.contains("error[unknown-member]"), "{said}");
    };
    unknown("#define ODD_get 1");
    // It takes nothing anywhere.
    unknown("#define ODD_get 1 /* ` => NULL */");
}
