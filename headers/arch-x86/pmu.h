/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The x86 part of the PMU interface; `pmu.h` includes it.
 */

#if !defined(__XEN_PUBLIC_ARCH_X86_PMU_H__) && (defined(__i386__) || defined(__x86_64__))
#define __XEN_PUBLIC_ARCH_X86_PMU_H__

#include "../xen.h"

/*
 * `incontents 62 x86pmu Performance counters of x86
 *
 * The x86 part of the page that a vCPU shares with Xen: the counters at the time of the interrupt,
 * in a format for AMD or Intel, and the interrupted registers. The number of counters depends on
 * the processor. Their values follow the fixed-size part, at the offsets that it contains.
 */

/* The counters of an AMD processor. */
struct xen_pmu_amd_ctxt {
    uint32_t counters;       /* the offset of the counters in bytes, from the start of this record;
                                set by Xen */
    uint32_t ctrls;          /* the offset of the event selectors in bytes, from the start of this
                                record; set by Xen */
    uint64_t regs[XEN_FLEX_ARRAY_DIM]; /* the counters and event selectors */
};
/* Short name of `struct xen_pmu_amd_ctxt`. */
typedef struct xen_pmu_amd_ctxt xen_pmu_amd_ctxt_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_amd_ctxt_t);

/* A counter of an Intel processor with its event selector. */
struct xen_pmu_cntr_pair {
    uint64_t counter;        /* the counter */
    uint64_t control;        /* the event selector */
};
/* Short name of `struct xen_pmu_cntr_pair`. */
typedef struct xen_pmu_cntr_pair xen_pmu_cntr_pair_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_cntr_pair_t);

/* The counters of an Intel processor. */
struct xen_pmu_intel_ctxt {
    uint32_t fixed_counters; /* the offset of the fixed-function counters in bytes, from the start
                                of this record; set by Xen */
    uint32_t arch_counters;  /* the offset of the general-purpose counters in bytes, each a
                                `struct xen_pmu_cntr_pair`; set by Xen */
    uint64_t global_ctrl;    /* MSR IA32_PERF_GLOBAL_CTRL: the enabled counters */
    uint64_t global_ovf_ctrl; /* MSR IA32_PERF_GLOBAL_OVF_CTRL: the overflows to acknowledge */
    uint64_t global_status;  /* MSR IA32_PERF_GLOBAL_STATUS: the counters that overflowed */
    uint64_t fixed_ctrl;     /* MSR IA32_FIXED_CTR_CTRL: the control of the fixed-function
                                counters */
    uint64_t ds_area;        /* MSR IA32_DS_AREA: the guest's virtual address of the debug store;
                                => vaddr */
    uint64_t pebs_enable;    /* MSR IA32_PEBS_ENABLE: the counters with precise sampling */
    uint64_t debugctl;       /* MSR IA32_DEBUGCTL: the recording of branches */
    uint64_t regs[XEN_FLEX_ARRAY_DIM]; /* the counters */
};
/* Short name of `struct xen_pmu_intel_ctxt`. */
typedef struct xen_pmu_intel_ctxt xen_pmu_intel_ctxt_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_intel_ctxt_t);

/* The interrupted registers. */
struct xen_pmu_regs {
    uint64_t ip;             /* the instruction pointer */
    uint64_t sp;             /* the stack pointer */
    uint64_t flags;          /* the flags register */
    uint16_t cs;             /* the code segment selector */
    uint16_t ss;             /* the stack segment selector */
    uint8_t cpl;             /* the current privilege level, 0 to 3 */
    uint8_t pad[3];
};
/* Short name of `struct xen_pmu_regs`. */
typedef struct xen_pmu_regs xen_pmu_regs_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_regs_t);

/* Flags of the counters and the sample. */
/* ` flags xen_pmu_flags { // PMU_* */
#define PMU_CACHED      (1 << 0) /* The page contains the counters, which are stopped until
                                    `XENPMU_flush`. */
#define PMU_SAMPLE_USER (1 << 1) /* The sample is of user mode. */
#define PMU_SAMPLE_REAL (1 << 2) /* The sample is of real mode. */
#define PMU_SAMPLE_PV   (1 << 3) /* The sample is of a PV guest. */
/* ` } */

/* The number of bytes reserved for the registers of a sample. */
#define XENPMU_REGS_PAD_SZ 64
/* The number of bytes reserved for the fixed-size part of the counters. */
#define XENPMU_CTXT_PAD_SZ 128

/* The x86 part of the PMU page. */
struct xen_pmu_arch {
    union {
        xen_pmu_regs_t regs; /* the registers */
        uint8_t pad[XENPMU_REGS_PAD_SZ];
    } r;                     /* the interrupted registers; written by Xen */
    uint64_t pmu_flags;      /* flags of the counters and the sample; written by Xen;
                                => flags xen_pmu_flags */
    union {
        uint32_t lapic_lvtpc; /* the LVT entry */
        uint64_t pad;        /* padding to 64 bits */
    } l;                     /* the local APIC's LVT entry for PMU interrupts; the guest may write
                                its mask bit */
    union {
        xen_pmu_amd_ctxt_t amd; /* on AMD processors */
        xen_pmu_intel_ctxt_t intel; /* on Intel processors */
        uint8_t pad[XENPMU_CTXT_PAD_SZ];
    } c;                     /* the counters; while `PMU_CACHED` is set, the guest may write them,
                                and `XENPMU_flush` loads them */
};
/* Short name of `struct xen_pmu_arch`. */
typedef struct xen_pmu_arch xen_pmu_arch_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_arch_t);

#endif /* __XEN_PUBLIC_ARCH_X86_PMU_H__ */
