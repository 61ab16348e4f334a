/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The performance monitoring unit (PMU) of guests.
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
 * A PV vCPU registers a page with Xen (`XENPMU_init`), and then uses the performance counters
 * nearly as on hardware. When a counter overflows, Xen writes the counters and a sample of the
 * interrupted registers to the page, and sends `VIRQ_XENPMU`. The guest reads them, may change the
 * counters in the page, and resumes counting with `XENPMU_flush`. A privileged domain sets the mode
 * (who may profile whom) and the features (what may be counted). On Arm, the PMU is not supported.
 */

/* The major version of the interface that this header describes. */
#define XENPMU_VER_MAJ 0
/* The minor version of the interface that this header describes. */
#define XENPMU_VER_MIN 1

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_xenpmu_op(enum xenpmu_op cmd, struct xen_pmu_params *args)
 * ` guests pv32 pv64 hvm32 hvm64
 * `
 * @cmd the operation
 * @args IN/OUT: the operation's argument
 *
 * Configures and uses the performance counters.
 *
 * Errors:
 *   EOPNOTSUPP  the PMU is disabled, or the guest has an emulated local APIC
 *   EPERM       the caller is not privileged, as the operation requires
 *   EFAULT      the argument could not be read or written
 *   EINVAL      the operation `cmd` does not exist, or the major version of the argument differs
 */

/* The operations of `HYPERVISOR_xenpmu_op`. */
/* ` enum xenpmu_op { // XENPMU_* */

/*
 * XENPMU_mode_get: Returns the mode and the version of the interface.
 *
 * For privileged domains.
 */
#define XENPMU_mode_get 0

/*
 * XENPMU_mode_set: Sets the mode.
 *
 * For privileged domains.
 *
 * Errors:
 *   EINVAL  `val` is not exactly one mode, or is a mode that a 32-bit caller cannot use
 *   EBUSY   counters are in use, and the current mode is incompatible with the new one
 */
#define XENPMU_mode_set 1

/*
 * XENPMU_feature_get: Returns the features.
 *
 * For privileged domains.
 */
#define XENPMU_feature_get 2

/*
 * XENPMU_feature_set: Sets the features.
 *
 * For privileged domains.
 *
 * Errors:
 *   EINVAL  `val` contains an unknown feature
 *   EBUSY   counters are in use
 */
#define XENPMU_feature_set 3

/*
 * XENPMU_init: Registers the PMU page of one vCPU.
 *
 * `val` is the frame of the page, a `struct xen_pmu_data`.
 *
 * Errors:
 *   EINVAL  the vCPU does not exist, or the frame is not writable memory of the caller
 *   ENOENT  the PMU is not supported for this vCPU
 *   EEXIST  the vCPU has a page already
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen writes to the frame until `XENPMU_finish`: it must not be used for anything else.
 */
#define XENPMU_init 4

/*
 * XENPMU_finish: Unregisters the PMU page of one vCPU.
 */
#define XENPMU_finish 5

/*
 * XENPMU_lvtpc_set: Loads `lapic_lvtpc` from the page of the calling vCPU.
 *
 * The argument may be null.
 *
 * Errors:
 *   EINVAL  the vCPU has no page
 */
#define XENPMU_lvtpc_set 6

/*
 * XENPMU_flush: Loads the counters of the calling vCPU, and resumes counting.
 *
 * Xen loads them from the vCPU's PMU page.
 *
 * The argument may be null.
 *
 * Errors:
 *   EINVAL  the vCPU has no page
 *   EIO     the counters in the page are invalid
 *
 * Safety:
 *   Xen loads registers from the page. One of them, `ds_area`, is an address to which the processor
 *   writes: that memory must not be used for anything else.
 */
#define XENPMU_flush 7
/* ` } */

/* The argument of `HYPERVISOR_xenpmu_op`. */
struct xen_pmu_params {
    struct {
        uint32_t maj;        /* the major version, which must match Xen's */
        uint32_t min;        /* the minor version */
    } version;               /* IN/OUT: the version of the interface */
    uint64_t val;            /* IN/OUT: the mode (`enum xenpmu_mode`), the features
                                (`enum xenpmu_features`) or a frame number */
    uint32_t vcpu;           /* IN: the vCPU, for `XENPMU_init` and `XENPMU_finish` */
    uint32_t pad;
};
/* Short name of `struct xen_pmu_params`. */
typedef struct xen_pmu_params xen_pmu_params_t;
DEFINE_XEN_GUEST_HANDLE(xen_pmu_params_t);

/* Modes: who may profile whom. Only one is set. */
/* ` flags xenpmu_mode { // XENPMU_MODE_* */
#define XENPMU_MODE_OFF  0 /* Profiling is disabled. */
#define XENPMU_MODE_SELF (1 << 0) /* Guests profile themselves. */
#define XENPMU_MODE_HV   (1 << 1) /* Guests profile themselves, and the hardware domain also
                                     profiles Xen. */
#define XENPMU_MODE_ALL  (1 << 2) /* Only the hardware domain profiles: itself, Xen and all
                                     guests. */
/* ` } */

/* Features, or restrictions, of the PMU; ignored on AMD. */
/* ` flags xenpmu_features { // XENPMU_FEATURE_* */
#define XENPMU_FEATURE_INTEL_BTS (1 << 0) /* Guests may use the branch trace store. */
#define XENPMU_FEATURE_IPC_ONLY  (1 << 1) /* Guests may count only instructions, cycles and
                                             reference cycles. */
#define XENPMU_FEATURE_ARCH_ONLY (1 << 2) /* Guests may count only the predefined architectural
                                             events. */
/* ` } */

/* The PMU page that a vCPU shares with Xen. */
struct xen_pmu_data {
    uint32_t vcpu_id;        /* the interrupted vCPU */
    uint32_t pcpu_id;        /* the pCPU that it ran on; an unprivileged guest sees the vCPU's ID */
    domid_t domain_id;       /* the interrupted domain: `DOMID_SELF` or `DOMID_XEN`, or with
                                `XENPMU_MODE_ALL` any domain ID */
    uint8_t pad[6];
    xen_pmu_arch_t pmu;      /* the architecture-specific part */
};

#endif /* __XEN_PUBLIC_PMU_H__ */
