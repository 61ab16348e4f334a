//! Xen's table of hypercalls.

use xen_abi_gen::model::target::Target;

/// A hypercall: number, name, parameters, return type, guests.
pub(super) type Expected = (
    u32,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

pub(super) const ERRNO: &str = "enum neg_errnoval";
pub(super) const ALL: &str = "pv32 pv64 hvm32 hvm64 arm";
pub(super) const X86: &str = "pv32 pv64 hvm32 hvm64";
pub(super) const PV: &str = "pv32 pv64";

/// The hypercalls of all architectures.
pub(super) const EVERYWHERE: &[Expected] = &[
    (
        1,
        "mmu_update",
        &[
            "const struct mmu_update[count] reqs",
            "unsigned int count",
            "unsigned int * done_out",
            "unsigned int foreigndom",
        ],
        ERRNO,
        PV,
    ),
    (
        6,
        "sched_op_compat",
        &["enum sched_op cmd", "unsigned long arg"],
        "long",
        PV,
    ),
    (7, "platform_op", &["void * op"], ERRNO, ALL),
    (
        12,
        "memory_op",
        &["enum memory_op cmd", "void * arg"],
        "long",
        ALL,
    ),
    (
        13,
        "multicall",
        &[
            "multicall_entry_t[nr_calls] call_list",
            "unsigned long nr_calls",
        ],
        ERRNO,
        ALL,
    ),
    (
        14,
        "update_va_mapping",
        &["unsigned long va", "u64 val", "enum uvm_flags flags"],
        ERRNO,
        PV,
    ),
    (15, "set_timer_op", &["u64 timeout"], ERRNO, X86),
    (
        16,
        "event_channel_op_compat",
        &["struct evtchn_op * op"],
        ERRNO,
        PV,
    ),
    (
        17,
        "xen_version",
        &["enum xen_version_op cmd", "void * arg"],
        ERRNO,
        ALL,
    ),
    (
        18,
        "console_io",
        &[
            "enum console_io_cmd cmd",
            "unsigned int count",
            "char[count] buffer",
        ],
        "int",
        ALL,
    ),
    (
        19,
        "physdev_op_compat",
        &["struct physdev_op * uop"],
        ERRNO,
        PV,
    ),
    (
        20,
        "grant_table_op",
        &[
            "enum grant_table_op cmd",
            "void[count] args",
            "unsigned int count",
        ],
        ERRNO,
        ALL,
    ),
    (
        21,
        "vm_assist",
        &["enum vm_assist_cmd cmd", "enum vm_assist_type type"],
        ERRNO,
        ALL,
    ),
    (
        22,
        "update_va_mapping_otherdomain",
        &[
            "unsigned long va",
            "u64 val",
            "enum uvm_flags flags",
            "domid_t domid",
        ],
        ERRNO,
        PV,
    ),
    (
        24,
        "vcpu_op",
        &[
            "enum vcpu_op cmd",
            "unsigned int vcpuid",
            "void * extra_args",
        ],
        "long",
        ALL,
    ),
    (
        26,
        "mmuext_op",
        &[
            "mmuext_op_t[count] uops",
            "unsigned int count",
            "unsigned int * pdone",
            "unsigned int foreigndom",
        ],
        ERRNO,
        X86,
    ),
    (27, "xsm_op", &["void * op"], "int", ALL),
    (28, "nmi_op", &["enum nmi_op cmd", "void * arg"], ERRNO, PV),
    (
        29,
        "sched_op",
        &["enum sched_op cmd", "void * arg"],
        "long",
        ALL,
    ),
    (
        30,
        "callback_op",
        &["enum callback_op cmd", "const void * arg"],
        ERRNO,
        PV,
    ),
    (
        32,
        "event_channel_op",
        &["enum event_channel_op cmd", "void * args"],
        ERRNO,
        ALL,
    ),
    (
        33,
        "physdev_op",
        &["enum physdev_cmd cmd", "void * args"],
        ERRNO,
        ALL,
    ),
    (34, "hvm_op", &["enum hvm_op op", "void * arg"], ERRNO, ALL),
    (35, "sysctl", &["void * op"], ERRNO, ALL),
    (36, "domctl", &["void * op"], ERRNO, ALL),
    (
        37,
        "kexec_op",
        &["enum kexec_cmd op", "void * uarg"],
        ERRNO,
        PV,
    ),
    (
        39,
        "argo_op",
        &[
            "enum xen_argo_op cmd",
            "void * arg1",
            "void * arg2",
            "unsigned long arg3",
            "unsigned long arg4",
        ],
        ERRNO,
        ALL,
    ),
    (
        40,
        "xenpmu_op",
        &["enum xenpmu_op cmd", "struct xen_pmu_params * args"],
        ERRNO,
        X86,
    ),
    (
        41,
        "dm_op",
        &[
            "domid_t domid",
            "unsigned int nr_bufs",
            "xen_dm_op_buf_t[nr_bufs] bufs",
        ],
        ERRNO,
        ALL,
    ),
    (
        42,
        "hypfs_op",
        &[
            "enum xen_hypfs_op cmd",
            "const void * arg1",
            "unsigned long arg2",
            "void * arg3",
            "unsigned long arg4",
        ],
        ERRNO,
        ALL,
    ),
];

/// The further hypercalls of x86.
pub(super) const ON_X86: &[Expected] = &[
    (
        0,
        "set_trap_table",
        &["const struct trap_info[] traps"],
        ERRNO,
        PV,
    ),
    (
        2,
        "set_gdt",
        &["const xen_pfn_t[] frames", "unsigned int entries"],
        ERRNO,
        PV,
    ),
    (
        3,
        "stack_switch",
        &["unsigned long ss", "unsigned long esp"],
        ERRNO,
        PV,
    ),
    (5, "fpu_taskswitch", &["int set"], ERRNO, PV),
    (
        8,
        "set_debugreg",
        &["int regno", "unsigned long value"],
        ERRNO,
        PV,
    ),
    (9, "get_debugreg", &["int regno"], "unsigned long", PV),
    (10, "update_descriptor", &["u64 pa", "u64 desc"], ERRNO, PV),
    (48, "arch_0", &["void * mc"], ERRNO, PV),
];

pub(super) const ON_X86_64: &[Expected] = &[
    (
        4,
        "set_callbacks",
        &[
            "unsigned long event_address",
            "unsigned long failsafe_address",
            "unsigned long syscall_address",
        ],
        ERRNO,
        "pv64",
    ),
    (
        23,
        "iret",
        &["const struct iret_context * stack"],
        "void",
        "pv64",
    ),
    // Xen's table has it for 32-bit guests too, which get ENOSYS.
    (
        25,
        "set_segment_base",
        &["enum segment_base which", "unsigned long base"],
        ERRNO,
        "pv64",
    ),
];

pub(super) const ON_I686: &[Expected] = &[
    (
        4,
        "set_callbacks",
        &[
            "unsigned long event_selector",
            "unsigned long event_address",
            "unsigned long failsafe_selector",
            "unsigned long failsafe_address",
        ],
        ERRNO,
        "pv32",
    ),
    (23, "iret", &["const void * stack"], "void", "pv32"),
];

/// Numbers without a hypercall: reserved, removed, or, for 49, internal to Xen.
pub(super) const WITHOUT_FUNCTION: &[&str] = &[
    "tmem_op",
    "xenoprof_op",
    "arch_1",
    "arch_2",
    "arch_3",
    "arch_4",
    "arch_5",
    "arch_6",
    "arch_7",
];

pub(super) fn expected(target: Target) -> Vec<Expected> {
    let parts: &[&[Expected]] = match target {
        Target::X86_64 => &[EVERYWHERE, ON_X86, ON_X86_64],
        Target::I686 => &[EVERYWHERE, ON_X86, ON_I686],
        Target::Aarch64 | Target::Armv7 => &[EVERYWHERE],
    };
    parts.concat()
}
