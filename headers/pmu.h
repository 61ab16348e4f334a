/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Performance counters of a PV guest, which Xen shares out among domains.
 */

#ifndef __XEN_PUBLIC_PMU_H__
#define __XEN_PUBLIC_PMU_H__

#include "xen.h"
#if defined(__i386__) || defined(__x86_64__)
#include "arch-x86/pmu.h"
#elif defined(__arm__) || defined(__aarch64__)
#include "arch-arm.h"
#else
#error "these headers describe x86 and Arm only"
#endif

/*
 * `incontents 175 pmu Performance counters
 *
 * A vCPU of a PV guest gives Xen a page (`XENPMU_init`) and then uses the performance counters much
 * as on a real machine. When one overflows, Xen writes counters and registers to the page and
 * raises `VIRQ_XENPMU`. The guest looks at them, changes the counters there if it wants to, and
 * lets them go on by `XENPMU_flush`. What may be counted, and who may see whom, the hardware domain
 * decides by mode and features. There are none on Arm.
 */

/* The major version of the interface that these headers describe. */
#define XENPMU_VER_MAJ 0
/* The minor version of the interface that these headers describe. */
#define XENPMU_VER_MIN 1

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_xenpmu_op(enum xenpmu_op cmd, struct xen_pmu_params *args)
 * ` guests pv32 pv64 hvm32 hvm64
 * `
 * @cmd the operation
 * @args IN/OUT: the operation's argument
 *
 * Drives the performance counters.
 *
 * Errors:
 *   EOPNOTSUPP  performance counters are switched off, or the guest has an interrupt controller of
 *               its own
 *   EPERM       the caller is not privileged, and the operation is for those who are
 *   EFAULT      the argument could not be read or written
 *   EINVAL      the operation `cmd` does not exist, or the argument has another major version
 */

/* The operations of `HYPERVISOR_xenpmu_op`. */
/* ` enum xenpmu_op { // XENPMU_* */

/*
 * XENPMU_mode_get: Tells the mode, and the version of the interface.
 */
#define XENPMU_mode_get 0

/*
 * XENPMU_mode_set: Sets the mode.
 *
 * Errors:
 *   EINVAL  `val` is not one mode, or one in which a 32-bit caller cannot sample
 *   EBUSY   counters are in use, and the two modes do not go together
 */
#define XENPMU_mode_set 1

/*
 * XENPMU_feature_get: Tells the features.
 */
#define XENPMU_feature_get 2

/*
 * XENPMU_feature_set: Sets the features.
 *
 * Errors:
 *   EINVAL  `val` has a feature that is not known
 *   EBUSY   counters are in use
 */
#define XENPMU_feature_set 3

/*
 * XENPMU_init: Gives Xen the page for one vCPU, a `struct xen_pmu_data`; `val` is its frame.
 *
 * Errors:
 *   EINVAL  there is no such vCPU, or the frame is not writable memory of the caller
 *   ENOENT  this vCPU can have no counters
 *   EEXIST  it has a page already
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen writes to the frame from this call until `XENPMU_finish`: use it for nothing else.
 */
#define XENPMU_init 4

/*
 * XENPMU_finish: Takes the page of one vCPU back.
 */
#define XENPMU_finish 5

/*
 * XENPMU_lvtpc_set: Loads the calling vCPU's `lapic_lvtpc` from its page. The argument may be null.
 *
 * Errors:
 *   EINVAL  the vCPU has no page
 */
#define XENPMU_lvtpc_set 6

/*
 * XENPMU_flush: Loads the calling vCPU's counters from its page, and resumes counting.
 *
 * The argument may be null.
 *
 * Errors:
 *   EINVAL  the vCPU has no page
 *   EIO     the counters in the page are not acceptable
 *
 * Safety:
 *   Registers of the vCPU take their values from the page. One of them is the address at which the
 *   processor stores records (`ds_area`): nothing else may live there.
 */
#define XENPMU_flush 7
/* ` } */

/* Argument of `HYPERVISOR_xenpmu_op`. */
struct xen_pmu_params {
    struct {
        uint32_t maj;        /* the major part, which must be the same */
        uint32_t min;        /* the minor part */
    } version;               /* IN/OUT: the version of the interface */
    uint64_t val;            /* IN/OUT: the mode (`enum xenpmu_mode`), the features
                                (`enum xenpmu_features`) or a frame */
    uint32_t vcpu;           /* IN: the vCPU, for `XENPMU_init` and `XENPMU_finish` */
    uint32_t pad;
};
/* Short name of `struct xen_pmu_params`. */
typedef struct xen_pmu_params xen_pmu_params_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_params_t);

/* Who may count whom; one of them. */
/* ` flags xenpmu_mode { // XENPMU_MODE_* */
#define XENPMU_MODE_OFF  0 /* Nobody. */
#define XENPMU_MODE_SELF (1 << 0) /* Each guest itself. */
#define XENPMU_MODE_HV   (1 << 1) /* Each guest itself, and the hardware domain also Xen. */
#define XENPMU_MODE_ALL  (1 << 2) /* The hardware domain everybody, and nobody else. */
/* ` } */

/* What may be counted; AMD's processors take no notice. */
/* ` flags xenpmu_features { // XENPMU_FEATURE_* */
#define XENPMU_FEATURE_INTEL_BTS (1 << 0) /* Branches may be stored. */
#define XENPMU_FEATURE_IPC_ONLY  (1 << 1) /* Instructions and cycles, and nothing else. */
#define XENPMU_FEATURE_ARCH_ONLY (1 << 2) /* What all Intel processors count, and nothing else. */
/* ` } */

/* What a vCPU shares with Xen about its counters. */
struct xen_pmu_data {
    uint32_t vcpu_id;        /* the vCPU that was interrupted */
    uint32_t pcpu_id;        /* the pCPU that it was on; an unprivileged guest sees the virtual
                                one */
    domid_t domain_id;       /* the interrupted domain: `DOMID_SELF` or `DOMID_XEN`,
                                or with `XENPMU_MODE_ALL` any domain */
    uint8_t pad[6];
    xen_pmu_arch_t pmu;      /* what only this kind of machine has */
};

#endif /* __XEN_PUBLIC_PMU_H__ */
