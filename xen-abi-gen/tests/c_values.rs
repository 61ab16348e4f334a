//! C values that Rust has in another form: parameters of prototypes, constants,
//! and records with many members.

use std::fs;

use crate::common::generator::Input;
use crate::common::rust::{Library, Rustc};
use crate::common::small_trees;
use syn::{FnArg, Item, ItemFn, Safety};

const TYPES: &str = "
/* A lamp. */
struct lamp { uint32_t watts; uint32_t hue; };
/* A lamp by another name. */
typedef struct lamp lamp_t;
/* The place of a lamp. */
typedef lamp_t *place_t;
/* The place by another name. */
typedef place_t old_place_t;
/* A place of anything. */
typedef void *any_t;
/* What is called when a lamp goes out. */
typedef void (*handler_t)(int);
/* The handler itself. */
typedef void handler_fn_t(int);
/* The colours of a lamp. */
typedef uint32_t hues_t[4];
/* How bright a lamp is. */
typedef enum shine_e { SHINE_dim, SHINE_bright } shine_t;
/* Whether it shines. */
typedef _Bool shines_t;
/* A lamp or a number. */
union either { uint32_t number; uint64_t wide; };
";

/// The C type of a parameter, its type in Rust, and whether the function is safe.
const CASES: [(&str, &str, bool); 21] = [
    ("uint32_t one", "u32", true),
    ("unsigned long one", "usize", true),
    ("char one", "u8", true),
    ("shine_t one", "Shine", true),
    ("shines_t one", "Shines", true),
    ("place_t one", "Place", false),
    ("old_place_t one", "OldPlace", false),
    ("any_t one", "Any", false),
    ("handler_t one", "Handler", false),
    // Passed as addresses: what cannot stand in a register, and what is not declared.
    ("handler_fn_t one", "usize", false),
    ("hues_t one", "usize", false),
    ("lamp_t one", "usize", false),
    ("struct lamp one", "usize", false),
    ("union either one", "usize", false),
    ("struct unknown one", "usize", false),
    ("unknown_t one", "usize", false),
    ("lamp_t **one", "usize", false),
    ("char *one[]", "usize", false),
    ("lamp_t *one", "& mut Lamp", false),
    ("const place_t *one", "* const Place", false),
    ("lamp_t *one[count], uint32_t count", "& mut [usize]", false),
];

fn header() -> String {
    let mut text = TYPES.to_owned();
    for (index, (parameters, ..)) in CASES.iter().enumerate() {
        let number = index + 50;
        text += &format!(
            "/* The number of call {index}. */\n#define __HYPERVISOR_call{index}_op {number}\n\
             /*\n * ` long\n * ` HYPERVISOR_call{index}_op({parameters})\n * `\n * @one IN: it\n \
             *\n * Does it.\n *\n * Errors:\n *   EFAULT  it could not be read\n */\n"
        );
    }
    text
}

/// The first parameter after the back end.
fn parameter(function: &ItemFn) -> String {
    let Some(FnArg::Typed(parameter)) = function.sig.inputs.iter().nth(1) else {
        panic!("{} has no parameter", function.sig.ident);
    };
    quote::ToTokens::to_token_stream(&parameter.ty).to_string()
}

#[test]
fn a_function_that_takes_an_address_is_unsafe_and_compiles() {
    if crate::common::libclang().is_none() {
        return;
    }
    let tree = small_trees::tree(&[("lamp.h", &header())]);
    let mut library = Library::new("parameter_types");
    let out = library.module("lamps");
    Input::new(tree.path(), &[]).generate(&out);
    let text = fs::read_to_string(out.join("lamp.rs")).expect("the module of the header");
    let file = syn::parse_file(&text).expect("what is emitted is Rust");
    for (index, (c_type, ty, is_safe)) in CASES.into_iter().enumerate() {
        let name = format!("call{index}_op");
        let mut functions = file.items.iter().filter_map(|item| match item {
            Item::Fn(function) if function.sig.ident == name => Some(function),
            _ => None,
        });
        let function = functions
            .next()
            .unwrap_or_else(|| panic!("{c_type}: no function"));
        assert_eq!(parameter(function), ty, "{c_type}");
        assert_eq!(
            !matches!(function.sig.safety, Safety::Unsafe(_)),
            is_safe,
            "{c_type}"
        );
    }
    check(&library);
}

fn check(library: &Library) {
    for compiler in Rustc::ready() {
        let checked = library.check(compiler);
        checked.unwrap_or_else(|said| panic!("{said}"));
    }
}

/// C's `char` has a sign on x86 and none on Arm.
#[test]
fn a_constant_of_a_char_has_the_sign_of_its_target() {
    if crate::common::libclang().is_none() {
        return;
    }
    let header =
        "/* A hue. */\n#define HUE ((char)200)\n/* A letter. */\n#define LETTER ((char)65)\n";
    let tree = small_trees::tree(&[("hue.h", header)]);
    let mut library = Library::new("char_constants");
    let out = library.module("hues");
    Input::new(tree.path(), &[]).generate(&out);
    let text = fs::read_to_string(out.join("hue.rs")).expect("the module of the header");
    for constant in ["HUE: i8 = -56;", "HUE: u8 = 200;", "LETTER: u8 = 65;"] {
        assert!(text.contains(constant), "no {constant} in {text}");
    }
    check(&library);
}

#[test]
fn a_record_may_have_many_members() {
    if crate::common::libclang().is_none() {
        return;
    }
    let members: String = (0..400)
        .map(|number| format!("    uint32_t light{number}; /* how bright it is */\n"))
        .collect();
    let header = format!("/* The lights of a house. */\nstruct lights {{\n{members}}};\n");
    let tree = small_trees::tree(&[("lights.h", &header)]);
    let mut library = Library::new("many_members");
    Input::new(tree.path(), &[]).generate(&library.module("lights"));
    check(&library);
}

/// The length of a slice is a plain number: this record stays the caller's.
#[test]
fn an_enum_counts_no_slice() {
    if crate::common::libclang().is_none() {
        return;
    }
    let tree = small_trees::tree(&[("lights.h", COUNTED)]);
    let mut library = Library::new("enum_counts");
    Input::new(tree.path(), &[]).generate(&library.module("lights"));
    check(&library);
}

const COUNTED: &str = "
typedef struct { uint32_t *p; } __guest_handle_u32;
/* How many lights there are. */
enum amount { AMOUNT_none, AMOUNT_one };
/* Lights that are switched on. */
struct light_on {
    enum amount count; /* IN: how many */
    uint32_t hue; /* IN: their colour */
    __guest_handle_u32 lights; /* the lights; => IN [count] */
};
/* The number of the call. */
#define __HYPERVISOR_light_op 50
/*
 * ` long
 * ` HYPERVISOR_light_op(enum light_op cmd, void *args)
 * `
 * @cmd IN: the operation
 * @args IN: its argument
 */
/* ` enum light_op { // LIGHTOP_* => struct light_* */
/*
 * Switches lights on.
 *
 * Errors:
 *   EFAULT  they could not be read
 */
#define LIGHTOP_on 0
/* ` } */
";
