/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The performance counters of an x86 guest, in the page that it shares with Xen; `pmu.h` leads
 * here, and is where to begin.
 */

#if !defined(__XEN_PUBLIC_ARCH_X86_PMU_H__) && (defined(__i386__) || defined(__x86_64__))
#define __XEN_PUBLIC_ARCH_X86_PMU_H__

#include "../xen.h"

/*
 * `incontents 62 x86pmu Performance counters of x86
 *
 * What the counters were when the interrupt came, in AMD's layout or in Intel's, and the registers
 * of whom it interrupted. How many counters there are differs from machine to machine: their values
 * are in the space behind the structure, at offsets that it tells.
 */

/* The counters of an AMD processor. */
struct xen_pmu_amd_ctxt {
    uint32_t counters;       /* where the counters are, in bytes from the start of this structure;
                                set by Xen */
    uint32_t ctrls;          /* where the registers are that say what they count, likewise */
    uint64_t regs[XEN_FLEX_ARRAY_DIM]; /* all of them */
};
/* Short name of `struct xen_pmu_amd_ctxt`. */
typedef struct xen_pmu_amd_ctxt xen_pmu_amd_ctxt_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_amd_ctxt_t);

/* A counter of an Intel processor. */
struct xen_pmu_cntr_pair {
    uint64_t counter;        /* its value */
    uint64_t control;        /* what it counts */
};
/* Short name of `struct xen_pmu_cntr_pair`. */
typedef struct xen_pmu_cntr_pair xen_pmu_cntr_pair_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_cntr_pair_t);

/* The counters of an Intel processor. */
struct xen_pmu_intel_ctxt {
    uint32_t fixed_counters; /* the offset of the fixed counters in bytes, from the start of this
                                record; set by Xen */
    uint32_t arch_counters;  /* where the others are, each a `struct xen_pmu_cntr_pair`, likewise */
    uint64_t global_ctrl;    /* which counters count */
    uint64_t global_ovf_ctrl; /* which overflows are acknowledged */
    uint64_t global_status;  /* which counters overflowed */
    uint64_t fixed_ctrl;     /* how the counters count that count one thing only */
    uint64_t ds_area;        /* where the processor stores records, in the guest's addresses;
                                => vaddr */
    uint64_t pebs_enable;    /* which counters store a record */
    uint64_t debugctl;       /* what is recorded about branches */
    uint64_t regs[XEN_FLEX_ARRAY_DIM]; /* all counters */
};
/* Short name of `struct xen_pmu_intel_ctxt`. */
typedef struct xen_pmu_intel_ctxt xen_pmu_intel_ctxt_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_intel_ctxt_t);

/* The registers of whom the interrupt interrupted. */
struct xen_pmu_regs {
    uint64_t ip;             /* the instruction pointer */
    uint64_t sp;             /* the stack pointer */
    uint64_t flags;          /* the flags */
    uint16_t cs;             /* the code segment */
    uint16_t ss;             /* the stack segment */
    uint8_t cpl;             /* the privilege, 0 to 3 */
    uint8_t pad[3];
};
/* Short name of `struct xen_pmu_regs`. */
typedef struct xen_pmu_regs xen_pmu_regs_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_regs_t);

/* What the shared page says about the counters and the sample. */
/* ` flags xen_pmu_flags { // PMU_* */
#define PMU_CACHED      (1 << 0) /* The page holds the counters, and they are stopped until
                                    `XENPMU_flush`. */
#define PMU_SAMPLE_USER (1 << 1) /* User mode was interrupted. */
#define PMU_SAMPLE_REAL (1 << 2) /* Real mode was interrupted. */
#define PMU_SAMPLE_PV   (1 << 3) /* A PV guest was interrupted. */
/* ` } */

/* How many bytes are set aside for the registers of a sample. */
#define XENPMU_REGS_PAD_SZ 64
/* The number of bytes reserved for the fixed-size part of the counters. */
#define XENPMU_CTXT_PAD_SZ 128

/* What an x86 processor adds to the page that a guest shares with Xen. */
struct xen_pmu_arch {
    union {
        xen_pmu_regs_t regs; /* the registers */
        uint8_t pad[XENPMU_REGS_PAD_SZ];
    } r;                     /* the registers of whom the interrupt interrupted; written by Xen */
    uint64_t pmu_flags;      /* what is known about counters and sample, written by Xen;
                                => flags xen_pmu_flags */
    union {
        uint32_t lapic_lvtpc; /* the register */
        uint64_t pad;        /* as many bytes for everybody */
    } l;                     /* the APIC's LVT entry for these interrupts;
                                the guest may change the mask bit */
    union {
        xen_pmu_amd_ctxt_t amd; /* on AMD's processors */
        xen_pmu_intel_ctxt_t intel; /* on Intel's processors */
        uint8_t pad[XENPMU_CTXT_PAD_SZ];
    } c;                     /* the counters;
                                while `PMU_CACHED` is set the guest may change them, and a flush
                                loads them */
};
/* Short name of `struct xen_pmu_arch`. */
typedef struct xen_pmu_arch xen_pmu_arch_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_arch_t);

#endif /* __XEN_PUBLIC_ARCH_X86_PMU_H__ */
