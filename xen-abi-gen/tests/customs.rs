//! Arguments of operations by Xen's conventions, in small trees without annotations.

use crate::common::small_trees::{tree, whole};
use xen_abi_gen::diagnostics::render;
use xen_abi_gen::model::abi::{Interface, OpArgument};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, Toolstacks};
use xen_abi_gen::source::Libclang;

/// The model of one header, without the fallback.
fn model(text: &str) -> Option<Interface> {
    let library = match Libclang::load() {
        Ok(library) => library,
        Err(missing) => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "{}",
                missing.message
            );
            println!("not proved here: {}", missing.message);
            return None;
        }
    };
    let folder = tree(&[("xen.h", text)]);
    let input = Input {
        selection: whole(folder.path()),
        tools: false,
        toolstacks: Toolstacks::LeftOut,
        interface_version: None,
        release: None,
        strict: false,
        fallback: FallbackSource::None,
        operations: None,
    };
    let (resolved, messages) = run::resolve(&library, &input, &[Target::X86_64]);
    let said: String = messages
        .diagnostics
        .clone()
        .sorted()
        .iter()
        .map(|one| render(one, &messages.texts, false))
        .collect();
    let mut resolved = resolved.unwrap_or_else(|| panic!("{said}"));
    assert_eq!(said, "");
    Some(resolved.interfaces.remove(0))
}

/// The operations of a hypercall: constant, number, arguments, source.
fn ops(model: &Interface, hypercall: &str) -> Vec<(String, i128, String, &'static str)> {
    let call = model
        .hypercalls
        .get(hypercall)
        .unwrap_or_else(|| panic!("no {hypercall} among {:?}", model.hypercalls.keys()));
    let shown = |argument: &OpArgument| {
        format!("{} {} {}", argument.form.name(), argument.ty, argument.name)
    };
    let all = call.ops.iter().map(|op| {
        let arguments: Vec<String> = call.arguments_of(op).iter().map(shown).collect();
        (
            op.constant.clone(),
            op.value,
            arguments.join(", "),
            op.provenance.name(),
        )
    });
    all.collect()
}

fn row(
    constant: &str,
    value: i128,
    takes: &str,
    source: &'static str,
) -> (String, i128, String, &'static str) {
    (constant.to_owned(), value, takes.to_owned(), source)
}

#[test]
fn comments_precede_names_and_names_precede_positions() {
    let text = "#define __HYPERVISOR_vcpu_op 24\n\
                struct vcpu_a { int x; };\nstruct vcpu_b { int x; };\n\
                struct vcpu_other { int x; };\ntypedef struct vcpu_other other_t;\n\n\
                /* @extra_arg == pointer to vcpu_other structure. */\n\
                #define VCPUOP_a 0 /* arg == vcpu_b */\n\
                #define VCPUOP_b 1\n\n\
                /* @extra_arg == pointer to vcpu_nonesuch structure. */\n\
                #define VCPUOP_c 2\n\
                struct vcpu_after { int x; };\n\n\
                #define VCPUOP_d 3 /* arg == NULL */\n\
                struct vcpu_d { int x; };\n\n\
                #define VCPUOP_e 4\n\
                struct vcpu_e { int x; };\n\n\
                #define VCPUOP_f 5\n\n\
                /* Of nothing. */\n\
                #define VCPUOP_F 6\n#define VCPUOP_g VCPUOP_f\n#define VCPUOP_h (1 << 3)\n";
    let Some(model) = model(text) else { return };
    let expected = [
        row(
            "VCPUOP_a",
            0,
            "pointer vcpu_b extra_args",
            "trailing-comment",
        ),
        row("VCPUOP_b", 1, "pointer vcpu_other extra_args", "comment"),
        row("VCPUOP_c", 2, "pointer vcpu_after extra_args", "follower"),
        row("VCPUOP_d", 3, "", "trailing-comment"),
        row(
            "VCPUOP_e",
            4,
            "pointer vcpu_e extra_args",
            "customary-prefix",
        ),
        row("VCPUOP_f", 5, "", "none"),
    ];
    assert_eq!(ops(&model, "vcpu_op"), expected);
    assert_eq!(model.hypercalls["vcpu_op"].prototype.number, Some(24));
}

#[test]
fn unions_are_keyed_by_operations() {
    let text = "#define __HYPERVISOR_domctl 36\n\
                #define XEN_DOMCTL_INTERFACE_VERSION 23\n#define XEN_DOMCTL_CDF_hvm (1U << 0)\n\
                /* XEN_DOMCTL_create */\nstruct xen_domctl_create { int x; };\n\
                /* XEN_DOMCTL_getplace */\n/* XEN_DOMCTL_setplace */\nenum place { HERE, };\n\
                struct xen_domctl_place { int x; };\n\
                /* XEN_DOMCTL_get_info */\nstruct helper { int x; };\n\
                struct xen_domctl_info { int x; };\n\
                struct xen_domctl_size { int x;\n#define XEN_DOMCTL_size_small 1\n};\n\
                struct xen_domctl_pair { int x; };\n\
                struct xen_domctl {\n    unsigned int cmd;\n\
                #define XEN_DOMCTL_create 1\n/* #define XEN_DOMCTL_gone 2 */\n\
                #define XEN_DOMCTL_getplace 3\n#define XEN_DOMCTL_setplace 4\n\
                #define XEN_DOMCTL_get_info 5\n#define XEN_DOMCTL_get_size 6\n\
                #define XEN_DOMCTL_set_size 7\n#define XEN_DOMCTL_link 8\n\
                #define XEN_DOMCTL_pair 9\n#define XEN_DOMCTL_destroydomain 10\n\
                #define XEN_DOMCTL_mystery 11\n\
                    union {\n        struct xen_domctl_create create;\n\
                \x20       struct xen_domctl_place place_of;\n\
                \x20       struct xen_domctl_info info;\n\
                        struct xen_domctl_size size;\n\
                \x20       /* XEN_DOMCTL_link and XEN_DOMCTL_pair */\n\
                \x20       struct xen_domctl_pair both;\n\
                        unsigned char pad[128];\n    } u;\n};\n";
    let Some(model) = model(text) else { return };
    let expected = [
        row(
            "XEN_DOMCTL_create",
            1,
            "member xen_domctl_create u.create",
            "union-member",
        ),
        row(
            "XEN_DOMCTL_getplace",
            3,
            "member xen_domctl_place u.place_of",
            "heading",
        ),
        row(
            "XEN_DOMCTL_setplace",
            4,
            "member xen_domctl_place u.place_of",
            "heading",
        ),
        row(
            "XEN_DOMCTL_get_info",
            5,
            "member xen_domctl_info u.info",
            "heading",
        ),
        row(
            "XEN_DOMCTL_get_size",
            6,
            "member xen_domctl_size u.size",
            "union-member",
        ),
        row(
            "XEN_DOMCTL_set_size",
            7,
            "member xen_domctl_size u.size",
            "union-member",
        ),
        row(
            "XEN_DOMCTL_link",
            8,
            "member xen_domctl_pair u.both",
            "union-member",
        ),
        row(
            "XEN_DOMCTL_pair",
            9,
            "member xen_domctl_pair u.both",
            "union-member",
        ),
        row("XEN_DOMCTL_destroydomain", 10, "", "none"),
        row("XEN_DOMCTL_mystery", 11, "", "none"),
    ];
    assert_eq!(ops(&model, "domctl"), expected);
    assert_eq!(
        model.arguments["domctl_op"]["XEN_DOMCTL_create"].name,
        "xen_domctl_create"
    );
}

#[test]
fn the_table_of_exceptions_comes_last() {
    let text = "typedef unsigned short domid_t;\n#define __HYPERVISOR_memory_op 12\n\
                #define XENMEM_maximum_gpfn 14\n";
    let Some(model) = model(text) else { return };
    let takes = "pointer domid_t arg";
    let expected = [row("XENMEM_maximum_gpfn", 14, takes, "exception")];
    assert_eq!(ops(&model, "memory_op"), expected);
}

#[test]
fn sub_codes_share_the_prefix_of_operations() {
    let text = "#define XENMEM_paging_op 20\n#define XENMEM_paging_op_evict 1\n\n\
                struct xen_mem_paging_op { int op; };\n\
                #define XENMEM_SHARING_LIMIT 5\n#define XENMEM_exchange 11\n\
                #define XENMEM_exchange_twice 12\n\
                struct xen_resource {\n    int type;\n#define XENMEM_resource_server 30\n};\n\
                #define XENMEM_again 11\n#define XENMEM_negative (-1)\n\
                #define XENMEM_flag (1u << 6)\n#define XENMEM_call(x) (x)\n#define XENMEM_empty\n\
                #define XENMEM_hex 0x1F\n#define XENMEM_wrapped (32)\n\
                #define XENMEM_name \"text\"\n";
    let Some(model) = model(text) else { return };
    let found: Vec<_> = ops(&model, "memory_op")
        .into_iter()
        .map(|(constant, value, ..)| (constant, value))
        .collect();
    let expected = [
        ("exchange", 11),
        ("exchange_twice", 12),
        ("paging_op", 20),
        ("hex", 31),
        ("wrapped", 32),
    ];
    assert_eq!(
        found,
        expected.map(|(name, value)| (format!("XENMEM_{name}"), value))
    );
}

/// Headers without some annotations, or without ticks, as in Linux.
#[test]
fn families_that_lost_their_opening_line_are_recognised() {
    let text = "#define __HYPERVISOR_sched_op 29\n\
                /*\n * long HYPERVISOR_sched_op(enum sched_op cmd, void *arg, ...)\n *\n\
                \x20* @cmd == SCHEDOP_??? (scheduler operation).\n\
                 * @arg == Operation-specific extra argument(s), as described below.\n */\n\n\
                /*\n * Gives way.\n * @arg == NULL.\n */\n#define SCHEDOP_yield 0\n\n\
                /*\n * Polls.\n * @arg == pointer to sched_poll_t structure.\n */\n\
                #define SCHEDOP_poll 3\n\
                struct sched_poll { int x; };\ntypedef struct sched_poll sched_poll_t;\n\n\
                #define EVTCHNOP_close 3\nstruct evtchn_close { int port; };\n";
    let Some(model) = model(text) else { return };
    assert_eq!(model.families["sched_op"].members.len(), 2);
    assert_eq!(
        model.arguments["event_channel_op"]["EVTCHNOP_close"].name,
        "evtchn_close"
    );
}
