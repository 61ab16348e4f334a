/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of toolstacks on the host.
 */

#ifndef __XEN_PUBLIC_SYSCTL_H__
#define __XEN_PUBLIC_SYSCTL_H__

#include "xen-compat.h"

#if !defined(__XEN__) && !defined(__XEN_TOOLS__)
#error "sysctl.h is for toolstacks: define __XEN_TOOLS__"
#endif

#include "xen.h"
#include "domctl.h"
#include "physdev.h"

/*
 * `incontents 410 sysctl Operations on the host
 *
 * A toolstack inspects and configures the host with these operations: processors, memory, power
 * states, schedulers, live patches.
 *
 * The interface is built together with Xen: its layouts change between releases. Each call carries
 * `XEN_SYSCTL_INTERFACE_VERSION`, and Xen refuses a call with another version. The version does not
 * move with every change: 4.22 dropped `XEN_SYSCTL_get_cpu_levelling_caps` under the version of
 * 4.21.
 *
 * The caller must be the control domain, dom0 by default. Under a Flask policy, any of these
 * operations may also fail with EACCES.
 */

#if XEN_RELEASE >= 0x0415
/* The version of the interface, since Xen 4.21. */
#define XEN_SYSCTL_INTERFACE_VERSION 0x00000016
#else
/* The version of the interface, of Xen 4.17 to 4.20. */
#define XEN_SYSCTL_INTERFACE_VERSION 0x00000015
#endif

/* The operations of `HYPERVISOR_sysctl`. */
/* ` enum sysctl_op { // XEN_SYSCTL_* */

/*
 * XEN_SYSCTL_readconsole: Reads from the buffer of Xen's console.
 *
 * Errors:
 *   EFAULT  the text could not be written
 *
 * Safety:
 *   `buffer` must point to `count` writable bytes.
 */
#define XEN_SYSCTL_readconsole 1

/*
 * XEN_SYSCTL_tbuf_op: Controls Xen's trace buffers (`trace.h`).
 *
 * Errors:
 *   EINVAL  the command does not exist, the buffers have no size yet, or their size cannot change
 *           any more
 *   EFAULT  the bitmap could not be read
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `cpu_mask` must have its number of readable bits.
 */
#define XEN_SYSCTL_tbuf_op 2

/*
 * XEN_SYSCTL_physinfo: Returns the number of processors, the memory and the abilities of the host.
 */
#define XEN_SYSCTL_physinfo 3

/*
 * XEN_SYSCTL_sched_id: Returns the scheduler of the default CPU pool.
 */
#define XEN_SYSCTL_sched_id 4

/*
 * XEN_SYSCTL_perfc_op: Returns or resets Xen's software performance counters.
 *
 * Errors:
 *   EINVAL  the command does not exist
 *   EFAULT  a list could not be written
 *   ENOSYS  Xen was built without these counters
 *
 * Safety:
 *   `desc` and `val` must be null or point to as many writable elements as Xen has.
 */
#define XEN_SYSCTL_perfc_op 5

/*
 * XEN_SYSCTL_getdomaininfolist: Returns information about domains, in the order of their IDs.
 *
 * Errors:
 *   EFAULT  the list could not be written
 *
 * Safety:
 *   `buffer` must point to `max_domains` writable elements.
 */
#define XEN_SYSCTL_getdomaininfolist 6

/*
 * XEN_SYSCTL_debug_keys: Sends keys to Xen's debug handlers, as the console does.
 *
 * Errors:
 *   EFAULT  the keys could not be read
 *
 * Safety:
 *   `keys` must point to `nr_keys` readable bytes. Some keys crash or restart the host.
 */
#define XEN_SYSCTL_debug_keys 7

/*
 * XEN_SYSCTL_getcpuinfo: Returns the idle time of each pCPU.
 *
 * Errors:
 *   EFAULT  the list could not be written
 *
 * Safety:
 *   `info` must point to `max_cpus` writable elements.
 */
#define XEN_SYSCTL_getcpuinfo 8

/*
 * XEN_SYSCTL_availheap: Returns the amount of free memory, by address width and node.
 */
#define XEN_SYSCTL_availheap 9

/*
 * XEN_SYSCTL_get_pmstat: Returns or resets statistics of a pCPU's power states.
 *
 * Errors:
 *   EINVAL      the pCPU is offline, or its states are unknown
 *   ENODEV      Xen does not control this kind of states
 *   ENODATA     there are no statistics
 *   EFAULT      a list could not be written
 *   ENOSYS      the command does not exist
 *   EOPNOTSUPP  the hardware controls the performance
 *
 * Safety:
 *   The handles must point to as many writable elements as the argument says; `trans_pt` to the
 *   square of `total`.
 */
#define XEN_SYSCTL_get_pmstat 10

/*
 * XEN_SYSCTL_cpu_hotplug: Brings a pCPU up or takes it down, or all second threads of cores.
 *
 * Errors:
 *   EINVAL      the pCPU does not exist, or is number 0
 *   EBUSY       another change is in progress, or a domain needs the pCPU
 *   EPERM       the hypervisor's command line forbids SMT
 *   ENOMEM      Xen is out of memory
 *   EIO         the pCPU does not start
 *   EOPNOTSUPP  the command does not exist, or the processor has no SMT
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_cpu_hotplug 11

/*
 * XEN_SYSCTL_pm_op: Reads and sets frequencies and idle states of a pCPU.
 *
 * Errors:
 *   EINVAL      the pCPU is offline, its states are unknown, or a value is invalid
 *   ENODEV      Xen does not control the frequencies
 *   EAGAIN      a list is too short; the counts return the required sizes
 *   EFAULT      a list could not be written
 *   ENOENT      the pCPU has no policy
 *   EACCES      the governor does not permit it
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the command does not exist
 *   EOPNOTSUPP  the driver does not support it
 *
 * Safety:
 *   The handles must point to as many writable elements as the argument says.
 */
#define XEN_SYSCTL_pm_op 12

/*
 * XEN_SYSCTL_page_offline_op: Takes pages with defects out of use, or returns them to use.
 *
 * Errors:
 *   EINVAL  the command or a page does not exist, or the end is before the start
 *   EFAULT  the results could not be written
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `status` must point to a writable element for each page. A page that a domain uses is taken
 *   out of use once it is freed.
 */
#define XEN_SYSCTL_page_offline_op 14

/*
 * XEN_SYSCTL_lockprof_op: Returns or resets statistics of Xen's locks.
 *
 * Errors:
 *   EINVAL  the command does not exist
 *   EFAULT  the list could not be written
 *   ENOSYS  Xen was built without these statistics
 *
 * Safety:
 *   `data` must be null or point to `max_elem` writable elements.
 */
#define XEN_SYSCTL_lockprof_op 15

/*
 * XEN_SYSCTL_cputopoinfo: Returns core, socket and node of each pCPU.
 *
 * Errors:
 *   EFAULT  the list or the argument could not be written
 *
 * Safety:
 *   `cputopo` must be null or point to `num_cpus` writable elements.
 */
#define XEN_SYSCTL_cputopoinfo 16

/*
 * XEN_SYSCTL_numainfo: Returns the memory of the NUMA nodes, and their distances.
 *
 * Errors:
 *   EFAULT  a list or the argument could not be written
 *
 * Safety:
 *   `meminfo` must be null or point to `num_nodes` writable elements, `distance` to its square.
 */
#define XEN_SYSCTL_numainfo 17

/*
 * XEN_SYSCTL_cpupool_op: Manages CPU pools: groups of pCPUs with a scheduler and domains.
 *
 * Errors:
 *   EADDRINUSE     a vCPU is pinned to the pCPU to remove, for the moment
 *   EADDRNOTAVAIL  an earlier removal of the pCPU was not completed
 *   EAGAIN         the pCPU to remove is in use; retry
 *   EBUSY          the pool to destroy, or whose last pCPU is to be removed, has domains
 *   EEXIST         the ID of the new pool is in use
 *   EFAULT         the bitmap could not be written
 *   EINVAL         the pCPU does not exist, or the domain or the scheduler is unsuitable
 *   ENODEV         the pCPU to add is not free, or the one to remove is not in the pool
 *   ENOENT         the pool does not exist
 *   ENOMEM         Xen is out of memory
 *   ENOSYS         the command does not exist
 *   ESRCH          the domain does not exist
 *
 * Safety:
 *   `cpumap` must have its number of writable bits.
 */
#define XEN_SYSCTL_cpupool_op 18

/*
 * XEN_SYSCTL_scheduler_op: Reads or sets the parameters of a CPU pool's scheduler.
 *
 * Errors:
 *   EINVAL  the command does not exist, the pool has another scheduler, or a value is invalid
 *   ESRCH   the pool does not exist
 *   EFAULT  the schedule could not be read or written
 *
 * Safety:
 *   `schedule` must point to a `struct xen_sysctl_arinc653_schedule`.
 */
#define XEN_SYSCTL_scheduler_op 19

/*
 * XEN_SYSCTL_coverage_op: Returns or resets the code coverage of the hypervisor.
 *
 * Errors:
 *   EFAULT      the data could not be written
 *   ENOBUFS     the buffer is too small
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the command does not exist, or Xen was built without coverage
 *
 * Safety:
 *   `buffer` must point to `size` writable bytes.
 */
#define XEN_SYSCTL_coverage_op 20

/*
 * XEN_SYSCTL_psr_cmt_op: Returns the abilities of the host to monitor caches.
 *
 * Errors:
 *   EINVAL  `flags` is not 0
 *   ENODEV  the host cannot monitor caches, or the pCPU is offline
 *   ENOSYS  the command does not exist
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_psr_cmt_op 21

/*
 * XEN_SYSCTL_pcitopoinfo: Returns the NUMA node of PCI devices.
 *
 * Xen may process fewer devices than requested; continue behind them.
 *
 * Errors:
 *   EFAULT  a list could not be read or written, or the argument could not be written
 *   EINVAL  a handle is null
 *
 * Safety:
 *   `devs` must point to `num_devs` readable and `nodes` to as many writable elements.
 */
#define XEN_SYSCTL_pcitopoinfo 22

/*
 * XEN_SYSCTL_psr_alloc: Returns the abilities of the host to allocate caches and bandwidth.
 *
 * Errors:
 *   ERANGE      the socket does not exist
 *   ENODEV      the host cannot allocate anything
 *   ENOENT      the socket cannot allocate this resource
 *   EOPNOTSUPP  the command does not exist
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_psr_alloc 23

#if XEN_RELEASE < 0x0416
/*
 * XEN_SYSCTL_get_cpu_levelling_caps: Returns which CPUID registers Xen can mask for PV guests.
 *
 * Removed in Xen 4.22.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_get_cpu_levelling_caps 25
#endif

/*
 * XEN_SYSCTL_get_cpu_featureset: Returns a featureset (`arch-x86/cpufeatureset.h`).
 *
 * Errors:
 *   EINVAL      the featureset does not exist
 *   EFAULT      the words or the argument could not be written
 *   ENOBUFS     the list is too short; the first words were written
 *   EOPNOTSUPP  Xen does not support this kind of guest
 *
 * Safety:
 *   `features` must be null or point to `nr_features` writable elements.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_get_cpu_featureset 26

/*
 * XEN_SYSCTL_livepatch_op: Uploads, lists, applies and reverts live patches.
 *
 * An upload checks the patch. An action is performed later, as the state of the patch shows: its
 * `rc` is the negative of EAGAIN until then.
 *
 * Returns: int number of patches returned by `XEN_SYSCTL_LIVEPATCH_LIST`; 0 for other commands
 *
 * Errors:
 *   E2BIG       the patch is too large, or the list too long
 *   EBUSY       another action is in progress, or the patch is in use
 *   EEXIST      a patch of this name exists
 *   EFAULT      a list or name could not be read or written
 *   EINVAL      the command, name or patch is invalid, padding is not 0, or the state does not
 *               permit the action
 *   ENOBUFS     the buffer for names or metadata is too small
 *   ENODATA     the patch lacks a section
 *   ENOENT      the patch does not exist
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      Xen was built without live patches
 *   EOPNOTSUPP  the command or action does not exist, or the patch cannot be handled
 *
 * Safety:
 *   An applied patch replaces code of the hypervisor. The handles must point to as many elements as
 *   the argument says.
 */
#define XEN_SYSCTL_livepatch_op 27

/*
 * XEN_SYSCTL_get_cpu_policy: Returns CPUID leaves and MSRs of the host, or of kinds of guests.
 *
 * Errors:
 *   EINVAL      the policy does not exist, or padding is not 0
 *   EFAULT      a list or the argument could not be written
 *   ENOBUFS     a list is too short
 *   EOPNOTSUPP  Xen does not support this kind of guest
 *
 * Safety:
 *   `leaves` must be null or point to `nr_leaves` writable elements, `msrs` to `nr_msrs`.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_SYSCTL_get_cpu_policy 29

#if XEN_RELEASE >= 0x0412
/*
 * XEN_SYSCTL_dt_overlay: Adds nodes to the host's device tree, or removes them.
 *
 * Errors:
 *   EINVAL      the overlay is empty, too large or invalid, or padding is not 0
 *   EFAULT      the overlay could not be read
 *   ENODEV      the overlay names no node
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the command does not exist
 *
 * Safety:
 *   `overlay_fdt` must point to `overlay_fdt_size` readable bytes. The nodes must describe the
 *   hardware.
 *
 * Guests: arm
 */
#define XEN_SYSCTL_dt_overlay 30
#endif
/* ` } */

/* Argument of `XEN_SYSCTL_readconsole`. */
struct xen_sysctl_readconsole {
    uint8_t clear;           /* IN: not 0 to discard what was read */
    uint8_t incremental;     /* IN: not 0 to start at `index`; otherwise at the oldest byte */
    uint8_t pad0;
    uint8_t pad1;
    uint32_t index;          /* IN/OUT: the position to read from; the position behind the text */
    XEN_GUEST_HANDLE_64(char) buffer; /* IN: receives the text, without a NUL;
                                         => memory OUT [count] */
    uint32_t count;          /* IN/OUT: the size of the buffer; the length of the text; in bytes */
};

/* Commands of `XEN_SYSCTL_tbuf_op`. */
/* ` enum sysctl_tbuf_cmd { // XEN_SYSCTL_TBUFOP_* */
#define XEN_SYSCTL_TBUFOP_get_info     0 /* Returns the frames, sizes and masks. */
#define XEN_SYSCTL_TBUFOP_set_cpu_mask 1 /* Sets the pCPUs to trace. */
#define XEN_SYSCTL_TBUFOP_set_evt_mask 2 /* Sets the classes of events to trace. */
#define XEN_SYSCTL_TBUFOP_set_size     3 /* Sets the size of the buffers, once. */
#define XEN_SYSCTL_TBUFOP_enable       4 /* Starts tracing. */
#define XEN_SYSCTL_TBUFOP_disable      5 /* Stops tracing. */
/* ` } */

/* Argument of `XEN_SYSCTL_tbuf_op`. */
struct xen_sysctl_tbuf_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_tbuf_cmd */
    struct xenctl_bitmap cpu_mask; /* IN: the pCPUs to trace */
    uint32_t evt_mask;       /* IN/OUT: the classes of events to trace, a bitmap */
    uint64_aligned_t buffer_mfn; /* OUT: the machine frame of `struct t_info`; => mfn */
    uint32_t size;           /* IN/OUT: the size of a pCPU's buffer in pages; of `struct t_info` in
                                bytes */
};

#define _XEN_SYSCTL_PHYSCAP_hvm 0 /* Bit number of `XEN_SYSCTL_PHYSCAP_hvm`. */
#define _XEN_SYSCTL_PHYSCAP_pv  1 /* Bit number of `XEN_SYSCTL_PHYSCAP_pv`. */
#define _XEN_SYSCTL_PHYSCAP_directio 2 /* Bit number of `XEN_SYSCTL_PHYSCAP_directio`. */
#define _XEN_SYSCTL_PHYSCAP_hap 3 /* Bit number of `XEN_SYSCTL_PHYSCAP_hap`. */
#define _XEN_SYSCTL_PHYSCAP_shadow 4 /* Bit number of `XEN_SYSCTL_PHYSCAP_shadow`. */
/* Bit number of `XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share`. */
#define _XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share 5

/* Abilities of the host. */
/* ` flags sysctl_physcap { // XEN_SYSCTL_PHYSCAP_* */
#define XEN_SYSCTL_PHYSCAP_hvm      (1u << _XEN_SYSCTL_PHYSCAP_hvm) /* HVM and PVH guests. */
#define XEN_SYSCTL_PHYSCAP_pv       (1u << _XEN_SYSCTL_PHYSCAP_pv) /* PV guests. */
#define XEN_SYSCTL_PHYSCAP_directio (1u << _XEN_SYSCTL_PHYSCAP_directio) /* An IOMMU. */
#define XEN_SYSCTL_PHYSCAP_hap      (1u << _XEN_SYSCTL_PHYSCAP_hap) /* Hardware-assisted paging. */
#define XEN_SYSCTL_PHYSCAP_shadow   (1u << _XEN_SYSCTL_PHYSCAP_shadow) /* Shadow paging. */
/* The IOMMU uses the page tables of hardware-assisted paging. */
#define XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share (1u << _XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share)
#define XEN_SYSCTL_PHYSCAP_vmtrace  (1u << 6) /* Processor traces of guests. */
#define XEN_SYSCTL_PHYSCAP_vpmu     (1u << 7) /* Performance counters of guests. */
#define XEN_SYSCTL_PHYSCAP_gnttab_v1 (1u << 8) /* Grant tables of version 1. */
#define XEN_SYSCTL_PHYSCAP_gnttab_v2 (1u << 9) /* Grant tables of version 2. */
/* ` } */

/* The highest flag of `sysctl_physcap`. */
#define XEN_SYSCTL_PHYSCAP_MAX XEN_SYSCTL_PHYSCAP_gnttab_v2

#if XEN_RELEASE >= 0x0412
#if defined(__arm__) || defined(__aarch64__)
/* The SVE vector length in `arch_capabilities`, in units of 128 bits. */
#define XEN_SYSCTL_PHYSCAP_ARM_SVE_MASK (0x1FU)
#endif
#endif

/* Argument of `XEN_SYSCTL_physinfo`. */
struct xen_sysctl_physinfo {
    uint32_t threads_per_core; /* OUT: the number of threads of a core */
    uint32_t cores_per_socket; /* OUT: the number of cores of a socket */
    uint32_t nr_cpus;        /* OUT: the number of online pCPUs */
    uint32_t max_cpu_id;     /* OUT: the highest number of a pCPU */
    uint32_t nr_nodes;       /* OUT: the number of online NUMA nodes */
    uint32_t max_node_id;    /* OUT: the highest number of a node */
    uint32_t cpu_khz;        /* OUT: the frequency of the processors in kHz */
    uint32_t capabilities;   /* OUT: abilities; => flags sysctl_physcap */
    uint32_t arch_capabilities; /* OUT: abilities of the architecture */
    uint32_t pad;
    uint64_aligned_t total_pages; /* OUT: the memory in pages */
    uint64_aligned_t free_pages; /* OUT: the free memory in pages */
    uint64_aligned_t scrub_pages; /* OUT: 0 */
    uint64_aligned_t outstanding_pages; /* OUT: the memory that domains have claimed, in pages */
    uint64_aligned_t max_mfn; /* OUT: the highest machine frame */
    uint32_t hw_cap[8];      /* OUT: words of the host's featureset, on x86 */
};

/* Argument of `XEN_SYSCTL_sched_id`. */
struct xen_sysctl_sched_id {
    uint32_t sched_id;       /* OUT: the scheduler; => enum xen_scheduler */
};

/* Commands of `XEN_SYSCTL_perfc_op`. */
/* ` enum sysctl_perfc_cmd { // XEN_SYSCTL_PERFCOP_* */
#define XEN_SYSCTL_PERFCOP_reset 1 /* Returns the counters and resets them. */
#define XEN_SYSCTL_PERFCOP_query 2 /* Returns the counters. */
/* ` } */

/* A software performance counter. */
struct xen_sysctl_perfc_desc {
    char name[80];           /* OUT: the name, with a NUL; => text */
    uint32_t nr_vals;        /* the number of its values */
};
/* Short name of `struct xen_sysctl_perfc_desc`. */
typedef struct xen_sysctl_perfc_desc xen_sysctl_perfc_desc_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_perfc_desc_t);
/* A value of a software performance counter. */
typedef uint32_t xen_sysctl_perfc_val_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_perfc_val_t);

/* Argument of `XEN_SYSCTL_perfc_op`. */
struct xen_sysctl_perfc_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_perfc_cmd */
    uint32_t nr_counters;    /* OUT: the number of counters */
    uint32_t nr_vals;        /* OUT: the number of values of all counters */
    XEN_GUEST_HANDLE_64(xen_sysctl_perfc_desc_t) desc; /* IN: receives all counters; null for
                                                          none */
    XEN_GUEST_HANDLE_64(xen_sysctl_perfc_val_t) val; /* IN: receives all values; null for none */
};

/* Argument of `XEN_SYSCTL_getdomaininfolist`. */
struct xen_sysctl_getdomaininfolist {
    domid_t first_domain;    /* IN: the first ID of interest */
    uint32_t max_domains;    /* IN: the size of the list */
    XEN_GUEST_HANDLE_64(xen_domctl_getdomaininfo_t) buffer; /* IN: receives the domains;
                                                               => memory OUT [max_domains] */
    uint32_t num_domains;    /* OUT: the number of domains returned */
};

/* Argument of `XEN_SYSCTL_debug_keys`. */
struct xen_sysctl_debug_keys {
    XEN_GUEST_HANDLE_64(const_char) keys; /* IN: the keys; => memory IN [nr_keys] of text */
    uint32_t nr_keys;        /* IN: the number of keys */
};

/* A pCPU of `XEN_SYSCTL_getcpuinfo`. */
struct xen_sysctl_cpuinfo {
    uint64_aligned_t idletime; /* the idle time in nanoseconds */
};
/* Short name of `struct xen_sysctl_cpuinfo`. */
typedef struct xen_sysctl_cpuinfo xen_sysctl_cpuinfo_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_cpuinfo_t);

/* Argument of `XEN_SYSCTL_getcpuinfo`. */
struct xen_sysctl_getcpuinfo {
    uint32_t max_cpus;       /* IN: the size of the list */
    XEN_GUEST_HANDLE_64(xen_sysctl_cpuinfo_t) info; /* IN: receives the pCPUs by number;
                                                       => memory OUT [max_cpus] */
    uint32_t nr_cpus;        /* OUT: the number of pCPUs returned */
};

/* Argument of `XEN_SYSCTL_availheap`. */
struct xen_sysctl_availheap {
    uint32_t min_bitwidth;   /* IN: the smallest address width in bits; 0 for any */
    uint32_t max_bitwidth;   /* IN: the largest address width in bits; 0 for any */
    int32_t node;            /* IN: the NUMA node; -1 for all */
    uint64_aligned_t avail_bytes; /* OUT: the free memory in bytes */
};

/* Statistics of a performance state. */
struct pm_px_val {
    uint64_aligned_t freq;   /* the frequency in MHz */
    uint64_aligned_t residency; /* the time in this state in nanoseconds */
    uint64_aligned_t count;  /* the number of changes to it */
};
/* Short name of `struct pm_px_val`. */
typedef struct pm_px_val pm_px_val_t;
DEFINE_XEN_GUEST_HANDLE(pm_px_val_t);

/* Statistics of the performance states of a pCPU. */
struct pm_px_stat {
    uint8_t total;           /* IN/OUT: the size of the lists; the number of states */
    uint8_t usable;          /* OUT: the number of permitted states */
    uint8_t last;            /* OUT: the previous state */
    uint8_t cur;             /* OUT: the present state */
    XEN_GUEST_HANDLE_64(uint64) trans_pt; /* IN: receives the number of changes from each state to
                                             each, if all fit; => memory OUT [total * total] */
    XEN_GUEST_HANDLE_64(pm_px_val_t) pt; /* IN: receives the states; => memory OUT [total] */
};

/* Statistics of the idle states of a pCPU. */
struct pm_cx_stat {
    uint32_t nr;             /* IN/OUT: the size of the lists; the number of states, with C0 */
    uint32_t last;           /* OUT: the previous state */
    uint64_aligned_t idle_time; /* OUT: the idle time in nanoseconds */
    XEN_GUEST_HANDLE_64(uint64) triggers; /* IN: receives the number of entries of each state;
                                             => memory OUT [nr] */
    XEN_GUEST_HANDLE_64(uint64) residencies; /* IN: receives the time in each state in nanoseconds;
                                                => memory OUT [nr] */
    uint32_t nr_pc;          /* IN/OUT: the size of `pc`; the size needed */
    uint32_t nr_cc;          /* IN/OUT: the size of `cc`; the size needed */
    XEN_GUEST_HANDLE_64(uint64) pc; /* IN: receives the time of the package in PC1 and deeper, in
                                       nanoseconds; unknown elements stay; => memory OUT [nr_pc] */
    XEN_GUEST_HANDLE_64(uint64) cc; /* IN: receives the time of the core in CC1 and deeper, in
                                       nanoseconds; unknown elements stay; => memory OUT [nr_cc] */
};

/* Mask of the category in a command of `XEN_SYSCTL_get_pmstat`. */
#define PMSTAT_CATEGORY_MASK 0xf0
/* Category of commands: performance states. */
#define PMSTAT_PX 0x10
/* Category of commands: idle states. */
#define PMSTAT_CX 0x20

/* Commands of `XEN_SYSCTL_get_pmstat`. */
/* ` enum sysctl_pmstat_cmd { // PMSTAT_* */
#define PMSTAT_get_max_px   (PMSTAT_PX | 0x1) /* Returns the number of performance states. */
#define PMSTAT_get_pxstat   (PMSTAT_PX | 0x2) /* Returns statistics of performance states. */
#define PMSTAT_reset_pxstat (PMSTAT_PX | 0x3) /* Resets statistics of performance states. */
#define PMSTAT_get_max_cx   (PMSTAT_CX | 0x1) /* Returns the number of idle states. */
#define PMSTAT_get_cxstat   (PMSTAT_CX | 0x2) /* Returns statistics of idle states. */
#define PMSTAT_reset_cxstat (PMSTAT_CX | 0x3) /* Resets statistics of idle states. */
/* ` } */

/* Argument of `XEN_SYSCTL_get_pmstat`. */
struct xen_sysctl_get_pmstat {
    uint32_t type;           /* IN: the command; => enum sysctl_pmstat_cmd */
    uint32_t cpuid;          /* IN: the pCPU */
    union {
        struct pm_px_stat getpx; /* PMSTAT_get_max_px, PMSTAT_get_pxstat: performance states */
        struct pm_cx_stat getcx; /* PMSTAT_get_max_cx, PMSTAT_get_cxstat: idle states */
    } u;                     /* IN/OUT: the statistics; => by type */
};

/* Commands of `XEN_SYSCTL_cpu_hotplug`. */
/* ` enum sysctl_cpu_hotplug_cmd { // XEN_SYSCTL_CPU_HOTPLUG_* */
#define XEN_SYSCTL_CPU_HOTPLUG_ONLINE  0 /* Brings the pCPU up. */
#define XEN_SYSCTL_CPU_HOTPLUG_OFFLINE 1 /* Takes the pCPU down. */
#define XEN_SYSCTL_CPU_HOTPLUG_SMT_ENABLE  2 /* Brings up all threads of all cores. */
#define XEN_SYSCTL_CPU_HOTPLUG_SMT_DISABLE 3 /* Takes down all threads but the first of each
                                                core. */
/* ` } */

/* Argument of `XEN_SYSCTL_cpu_hotplug`. */
struct xen_sysctl_cpu_hotplug {
    uint32_t cpu;            /* IN: the pCPU; ignored by the commands for SMT */
    uint32_t op;             /* IN: the command; => enum sysctl_cpu_hotplug_cmd */
};

/* The parameter of the governor `userspace`. */
struct xen_userspace {
    uint32_t scaling_setspeed; /* the frequency in kHz */
};

/* Parameters of the governor `ondemand`. */
struct xen_ondemand {
    uint32_t sampling_rate_max; /* the largest sampling interval in microseconds */
    uint32_t sampling_rate_min; /* the smallest sampling interval in microseconds */
    uint32_t sampling_rate;  /* the sampling interval in microseconds */
    uint32_t up_threshold;   /* the load that raises the frequency, in percent */
};

#if XEN_RELEASE >= 0x0412
/* Feature of collaborative performance control: `activity_window` is supported. */
#define XEN_SYSCTL_CPPC_FEAT_ACT_WINDOW (1 << 0)

/* Mantissa of an activity window: a number of microseconds. */
#define XEN_CPPC_ACT_WINDOW_MANTISSA_MASK 0x07f
/* Exponent of an activity window, to base 10. */
#define XEN_CPPC_ACT_WINDOW_EXPONENT_MASK 0x380

#if XEN_RELEASE >= 0x0415
/* The collaborative performance control of a pCPU. */
struct xen_get_cppc_para {
#else
/* The collaborative performance control of a pCPU. */
struct xen_cppc_para {
#endif
    uint32_t features;       /* features, `XEN_SYSCTL_CPPC_FEAT_*` */
    uint32_t lowest;         /* the lowest performance, 0 to 255 */
    uint32_t lowest_nonlinear; /* the performance with the best efficiency */
    uint32_t nominal;        /* the guaranteed performance */
    uint32_t highest;        /* the highest performance */
    uint32_t minimum;        /* the lower limit that is set */
    uint32_t maximum;        /* the upper limit that is set */
    uint32_t desired;        /* the performance that is requested; 0 if the hardware chooses */
    uint32_t energy_perf;    /* the preference, 0 for performance to 255 for saving power */
    uint32_t activity_window; /* the time over which the hardware looks at the load; 0 if the
                                 hardware chooses */
};

/*
 * What `SET_CPUFREQ_CPPC` sets.
 *
 * Single values, and one preset, which is applied first.
 */
/* ` flags sysctl_cppc_set { // XEN_SYSCTL_CPPC_SET_* */
#define XEN_SYSCTL_CPPC_SET_MINIMUM     (1U << 0) /* `minimum`. */
#define XEN_SYSCTL_CPPC_SET_MAXIMUM     (1U << 1) /* `maximum`. */
#define XEN_SYSCTL_CPPC_SET_DESIRED     (1U << 2) /* `desired`. */
#define XEN_SYSCTL_CPPC_SET_ENERGY_PERF (1U << 3) /* `energy_perf`. */
#define XEN_SYSCTL_CPPC_SET_ACT_WINDOW  (1U << 4) /* `activity_window`. */
#define XEN_SYSCTL_CPPC_SET_PRESET_MASK 0xf0000000U /* Mask of the preset. */
#define XEN_SYSCTL_CPPC_SET_PRESET_NONE 0x00000000U /* No preset. */
#if XEN_RELEASE >= 0x0415
/* Preset: the whole range, with the hardware's default preference. */
#define XEN_SYSCTL_CPPC_SET_PRESET_ONDEMAND 0x10000000U
#else
/* Preset: the whole range, balanced. */
#define XEN_SYSCTL_CPPC_SET_PRESET_BALANCE 0x10000000U
#endif
#define XEN_SYSCTL_CPPC_SET_PRESET_POWERSAVE 0x20000000U /* Preset: the lowest performance. */
#define XEN_SYSCTL_CPPC_SET_PRESET_PERFORMANCE 0x30000000U /* Preset: the highest performance. */
/* All flags. */
#define XEN_SYSCTL_CPPC_SET_PARAM_MASK \
    (XEN_SYSCTL_CPPC_SET_PRESET_MASK | XEN_SYSCTL_CPPC_SET_MINIMUM | XEN_SYSCTL_CPPC_SET_MAXIMUM | \
     XEN_SYSCTL_CPPC_SET_DESIRED | XEN_SYSCTL_CPPC_SET_ENERGY_PERF | XEN_SYSCTL_CPPC_SET_ACT_WINDOW)
/* ` } */

/* Mask of an activity window. */
#define XEN_SYSCTL_CPPC_ACT_WINDOW_MASK \
    (XEN_CPPC_ACT_WINDOW_MANTISSA_MASK | XEN_CPPC_ACT_WINDOW_EXPONENT_MASK)

/* New settings of the collaborative performance control of a pCPU. */
struct xen_set_cppc_para {
    uint32_t set_params;     /* IN/OUT: what to set; Xen clears what the hardware lacks;
                                => flags sysctl_cppc_set */
    uint32_t minimum;        /* IN: the lower limit, 0 to 255; 0 unless it is set */
    uint32_t maximum;        /* IN: the upper limit, likewise */
    uint32_t desired;        /* IN: the performance to request, likewise */
    uint32_t energy_perf;    /* IN: the preference, likewise */
    uint32_t activity_window; /* IN: the activity window; 0 unless it is set */
};

#if XEN_RELEASE >= 0x0415
/* Name of the driver for AMD's collaborative performance control. */
#define XEN_AMD_CPPC_DRIVER_NAME "amd-cppc"
/* Name of that driver where the hardware chooses the performance. */
#define XEN_AMD_CPPC_EPP_DRIVER_NAME "amd-cppc-epp"
#endif
/* Name of the driver for Intel's hardware-controlled performance. */
#define XEN_HWP_DRIVER_NAME "hwp"
#endif

/* The size of the name of a driver or governor in bytes, with a NUL. */
#define CPUFREQ_NAME_LEN 16

/* Driver, governor and frequencies of a pCPU. */
struct xen_get_cpufreq_para {
    uint32_t cpu_num;        /* IN/OUT: the size of `affected_cpus`; the number of pCPUs */
    uint32_t freq_num;       /* IN/OUT: the size of `scaling_available_frequencies`; the number of
                                frequencies */
    uint32_t gov_num;        /* IN/OUT: the number of names that fit; the number of governors */
    XEN_GUEST_HANDLE_64(uint32) affected_cpus; /* IN: receives the pCPUs that change together;
                                                  => memory OUT [cpu_num] */
    XEN_GUEST_HANDLE_64(uint32) scaling_available_frequencies; /* IN: receives the frequencies in
                                                                  kHz; => memory OUT [freq_num] */
    XEN_GUEST_HANDLE_64(char) scaling_available_governors; /* IN: receives the names, 16 bytes each;
                                                              => memory OUT [gov_num * 16] */
    char scaling_driver[CPUFREQ_NAME_LEN]; /* OUT: the name of the driver; => text */
    uint32_t cpuinfo_cur_freq; /* OUT: the present frequency in kHz */
    uint32_t cpuinfo_max_freq; /* OUT: the highest frequency in kHz */
    uint32_t cpuinfo_min_freq; /* OUT: the lowest frequency in kHz */
#if XEN_RELEASE >= 0x0415
    struct {
        uint32_t scaling_cur_freq; /* the frequency that is set, in kHz */
        char scaling_governor[CPUFREQ_NAME_LEN]; /* OUT: the governor; => text */
        uint32_t scaling_max_freq; /* the upper limit in kHz */
        uint32_t scaling_min_freq; /* the lower limit in kHz */
        union {
            struct xen_userspace userspace; /* for `userspace` */
            struct xen_ondemand ondemand; /* for `ondemand` */
        } u;                 /* parameters of the governor */
    } s;                     /* OUT: the governor */
#elif XEN_RELEASE >= 0x0412
    union {
        struct {
            uint32_t scaling_cur_freq; /* the frequency that is set, in kHz */
            char scaling_governor[CPUFREQ_NAME_LEN]; /* OUT: the governor; => text */
            uint32_t scaling_max_freq; /* the upper limit in kHz */
            uint32_t scaling_min_freq; /* the lower limit in kHz */
            union {
                struct xen_userspace userspace; /* for `userspace` */
                struct xen_ondemand ondemand; /* for `ondemand` */
            } u;             /* parameters of the governor */
        } s;                 /* the governor, unless the driver is `hwp` */
        struct xen_cppc_para cppc_para; /* the settings, if the driver is `hwp` */
    } u;                     /* OUT: the governor or the hardware's control */
#else
    uint32_t scaling_cur_freq; /* OUT: the frequency that is set, in kHz */
    char scaling_governor[CPUFREQ_NAME_LEN]; /* OUT: the name of the governor; => text */
    uint32_t scaling_max_freq; /* OUT: the upper limit in kHz */
    uint32_t scaling_min_freq; /* OUT: the lower limit in kHz */
    union {
        struct xen_userspace userspace; /* for `userspace` */
        struct xen_ondemand ondemand; /* for `ondemand` */
    } u;                     /* OUT: parameters of the governor */
#endif
    int32_t turbo_enabled;   /* OUT: 1 if boost frequencies are enabled, 0 if not */
};

/* The governor of a pCPU. */
struct xen_set_cpufreq_gov {
    char scaling_governor[CPUFREQ_NAME_LEN]; /* IN: the name, with a NUL; => text */
};

/* Parameters of governors. */
/* ` enum sysctl_cpufreq_param { */
#define SCALING_MAX_FREQ 1 /* The upper limit in kHz. */
#define SCALING_MIN_FREQ 2 /* The lower limit in kHz. */
#define SCALING_SETSPEED 3 /* The frequency in kHz, with `userspace`. */
#define SAMPLING_RATE    4 /* The sampling interval in microseconds, with `ondemand`. */
#define UP_THRESHOLD     5 /* The load that raises the frequency in percent, with `ondemand`. */
/* ` } */

/* A parameter of a governor. */
struct xen_set_cpufreq_para {
    uint32_t ctrl_type;      /* the parameter; => enum sysctl_cpufreq_param */
    uint32_t ctrl_value;     /* its value */
};

/* Mask of the category in a command of `XEN_SYSCTL_pm_op`. */
#define PM_PARA_CATEGORY_MASK 0xf0
/* Category of commands: frequencies. */
#define CPUFREQ_PARA 0x10

/* Commands of `XEN_SYSCTL_pm_op`. */
/* ` enum sysctl_pm_cmd { */
#define GET_CPUFREQ_PARA    (CPUFREQ_PARA | 0x01) /* Returns driver, governor and frequencies. */
#define SET_CPUFREQ_GOV     (CPUFREQ_PARA | 0x02) /* Sets the governor. */
#define SET_CPUFREQ_PARA    (CPUFREQ_PARA | 0x03) /* Sets a parameter of the governor. */
#define GET_CPUFREQ_AVGFREQ (CPUFREQ_PARA | 0x04) /* Returns the average frequency. */
#if XEN_RELEASE >= 0x0412
#define SET_CPUFREQ_CPPC    (CPUFREQ_PARA | 0x05) /* Sets the collaborative performance control. */
#endif
#if XEN_RELEASE >= 0x0415
#define GET_CPUFREQ_CPPC    (CPUFREQ_PARA | 0x06) /* Returns the collaborative performance
                                                     control. */
#endif
/*
 * Sets whether the scheduler fills cores before it uses others.
 *
 * Returns the old value.
 */
#define XEN_SYSCTL_pm_op_set_sched_opt_smt 0x21
/*
 * Returns the deepest permitted idle state.
 *
 * That is for pCPU 0; for pCPU 1 it returns the deepest sub-state.
 */
#define XEN_SYSCTL_pm_op_get_max_cstate 0x22
/*
 * Sets the deepest permitted idle state.
 *
 * That is for pCPU 0; for pCPU 1 it sets the deepest sub-state.
 */
#define XEN_SYSCTL_pm_op_set_max_cstate 0x23
#define XEN_SYSCTL_pm_op_set_vcpu_migration_delay 0x24 /* Removed: fails with ENOSYS. */
#define XEN_SYSCTL_pm_op_get_vcpu_migration_delay 0x25 /* Removed: fails with ENOSYS. */
#define XEN_SYSCTL_pm_op_enable_turbo  0x26 /* Enables boost frequencies. */
#define XEN_SYSCTL_pm_op_disable_turbo 0x27 /* Disables boost frequencies. */
/* ` } */

#if XEN_RELEASE >= 0x0412
/* No limit of the idle states. */
#define XEN_SYSCTL_CX_UNLIMITED 0xffffffffU
#else
/* No limit of the idle states. */
#define XEN_SYSCTL_CX_UNLIMITED 0xffffffff
#endif

/* Argument of `XEN_SYSCTL_pm_op`. */
struct xen_sysctl_pm_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_pm_cmd */
    uint32_t cpuid;          /* IN: the pCPU */
    union {
        struct xen_get_cpufreq_para get_para; /* GET_CPUFREQ_PARA: the result */
#if XEN_RELEASE >= 0x0415
        struct xen_get_cppc_para get_cppc; /* GET_CPUFREQ_CPPC: the result */
#endif
        struct xen_set_cpufreq_gov set_gov; /* SET_CPUFREQ_GOV: the governor */
        struct xen_set_cpufreq_para set_para; /* SET_CPUFREQ_PARA: the parameter */
#if XEN_RELEASE >= 0x0412
        struct xen_set_cppc_para set_cppc; /* SET_CPUFREQ_CPPC: the settings */
#endif
        uint64_aligned_t get_avgfreq; /* GET_CPUFREQ_AVGFREQ: the frequency in kHz */
        uint32_t set_sched_opt_smt; /* XEN_SYSCTL_pm_op_set_sched_opt_smt: 1 or 0 */
        uint32_t get_max_cstate; /* XEN_SYSCTL_pm_op_get_max_cstate: the state */
        uint32_t set_max_cstate; /* XEN_SYSCTL_pm_op_set_max_cstate: the state */
    } u;                     /* IN/OUT: the argument of the command; => by cmd */
};

/* Commands of `XEN_SYSCTL_page_offline_op`. */
/* ` enum sysctl_page_offline_cmd { // sysctl_* */
#define sysctl_page_offline       1 /* Takes pages out of use. */
#define sysctl_page_online        2 /* Returns pages to use. */
#define sysctl_query_page_offline 3 /* Returns the state of pages. */
/* ` } */

/* Argument of `XEN_SYSCTL_page_offline_op`. */
struct xen_sysctl_page_offline_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_page_offline_cmd */
    uint32_t start;          /* IN: the first machine frame; => mfn */
    uint32_t end;            /* IN: the last machine frame, inclusive; => mfn */
    XEN_GUEST_HANDLE(uint32) status; /* IN: receives the result of each page: flags, and the owner
                                        in the upper 16 bits; => memory OUT [start..=end] */
};

/* Mask of the result of a page. */
#define PG_OFFLINE_STATUS_MASK (0xFFUL)
/* Result: the page was not processed. */
#define PG_OFFLINE_INVALID (0x1UL << 0)
/* Result: the page is out of use. */
#define PG_OFFLINE_OFFLINED (0x1UL << 1)
/* Result: the page goes out of use once it is freed. */
#define PG_OFFLINE_PENDING (0x1UL << 2)
/* Result: the page stays in use. */
#define PG_OFFLINE_FAILED (0x1UL << 3)
/* Result: retry. */
#define PG_OFFLINE_AGAIN (0x1UL << 4)
/* Result: the page stays out of use. */
#define PG_ONLINE_FAILED PG_OFFLINE_FAILED
/* Result: the page is in use again. */
#define PG_ONLINE_ONLINED PG_OFFLINE_OFFLINED
/* State: the page is out of use. */
#define PG_OFFLINE_STATUS_OFFLINED (0x1UL << 1)
/* State: the page is in use. */
#define PG_OFFLINE_STATUS_ONLINE (0x1UL << 2)
/* State: the page goes out of use once it is freed. */
#define PG_OFFLINE_STATUS_OFFLINE_PENDING (0x1UL << 3)
/* State: the page has a defect. */
#define PG_OFFLINE_STATUS_BROKEN (0x1UL << 4)
/* Mask of details of a page. */
#define PG_OFFLINE_MISC_MASK (0xFFUL << 4)
/* Detail: Xen uses the page. */
#define PG_OFFLINE_XENPAGE (0x1UL << 8)
/* Detail: dom0 uses the page. */
#define PG_OFFLINE_DOM0PAGE (0x1UL << 9)
/* Detail: the page has no owner, but is not free. */
#define PG_OFFLINE_ANONYMOUS (0x1UL << 10)
/* Detail: the page is not RAM. */
#define PG_OFFLINE_NOT_CONV_RAM (0x1UL << 11)
/* Detail: a domain owns the page. */
#define PG_OFFLINE_OWNED (0x1UL << 12)
/* Detail: the page has a defect. */
#define PG_OFFLINE_BROKEN (0x1UL << 13)
/* Detail: the page has a defect. */
#define PG_ONLINE_BROKEN PG_OFFLINE_BROKEN
/* The lowest bit of the owner. */
#define PG_OFFLINE_OWNER_SHIFT 16

/* Commands of `XEN_SYSCTL_lockprof_op`. */
/* ` enum sysctl_lockprof_cmd { // XEN_SYSCTL_LOCKPROF_* */
#define XEN_SYSCTL_LOCKPROF_reset 1 /* Resets the statistics. */
#define XEN_SYSCTL_LOCKPROF_query 2 /* Returns the statistics. */
/* ` } */

/* The kinds of locks. */
/* ` enum lockprof_type { // LOCKPROF_TYPE_* */
#define LOCKPROF_TYPE_GLOBAL 0 /* A lock of Xen. */
#define LOCKPROF_TYPE_PERDOM 1 /* A lock of a domain. */
/* ` } */

/* The number of kinds of locks. */
#define LOCKPROF_TYPE_N 2

/* Statistics of a lock. */
struct xen_sysctl_lockprof_data {
    char name[40];           /* OUT: the name, with a NUL and up to two `%d`; => text */
    int32_t type;            /* the kind; => enum lockprof_type */
    int32_t idx;             /* the domain, if it is a domain's */
    uint64_aligned_t lock_cnt; /* how often it was taken */
    uint64_aligned_t block_cnt; /* how often it was waited for */
    uint64_aligned_t lock_time; /* the time that it was held, in nanoseconds */
    uint64_aligned_t block_time; /* the time that it was waited for, in nanoseconds */
};
/* Short name of `struct xen_sysctl_lockprof_data`. */
typedef struct xen_sysctl_lockprof_data xen_sysctl_lockprof_data_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_lockprof_data_t);

/* Argument of `XEN_SYSCTL_lockprof_op`. */
struct xen_sysctl_lockprof_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_lockprof_cmd */
    uint32_t max_elem;       /* IN: the size of the list */
    uint32_t nr_elem;        /* OUT: the number of locks */
    uint64_aligned_t time;   /* OUT: the time since the last reset in nanoseconds */
    XEN_GUEST_HANDLE_64(xen_sysctl_lockprof_data_t) data; /* IN: receives the locks; null for none;
                                                             => memory OUT [max_elem] */
};

/* The core of a pCPU that is not present. */
#define XEN_INVALID_CORE_ID (~0U)
/* The socket of a pCPU that is not present. */
#define XEN_INVALID_SOCKET_ID (~0U)
/* An unknown node. */
#define XEN_INVALID_NODE_ID (~0U)

/* The place of a pCPU. */
struct xen_sysctl_cputopo {
    uint32_t core;           /* the core */
    uint32_t socket;         /* the socket */
    uint32_t node;           /* the NUMA node */
};
/* Short name of `struct xen_sysctl_cputopo`. */
typedef struct xen_sysctl_cputopo xen_sysctl_cputopo_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_cputopo_t);

/* Argument of `XEN_SYSCTL_cputopoinfo`. */
struct xen_sysctl_cputopoinfo {
    uint32_t num_cpus;       /* IN/OUT: the size of the list; the number of elements written, or, if
                                the list is null, needed */
    XEN_GUEST_HANDLE_64(xen_sysctl_cputopo_t) cputopo; /* IN: receives the pCPUs by number;
                                                          => memory OUT [num_cpus] */
};

/* The memory of a node that is offline. */
#define XEN_INVALID_MEM_SZ (~0U)
/* The distance to a node that cannot be reached. */
#define XEN_INVALID_NODE_DIST (~0U)

/* The memory of a NUMA node. */
struct xen_sysctl_meminfo {
    uint64_t memsize;        /* the memory in bytes */
    uint64_t memfree;        /* the free memory in bytes */
};
/* Short name of `struct xen_sysctl_meminfo`. */
typedef struct xen_sysctl_meminfo xen_sysctl_meminfo_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_meminfo_t);

/* Argument of `XEN_SYSCTL_numainfo`. */
struct xen_sysctl_numainfo {
    uint32_t num_nodes;      /* IN/OUT: the size of the lists; the number of nodes written, or, if
                                both are null, needed */
    XEN_GUEST_HANDLE_64(xen_sysctl_meminfo_t) meminfo; /* IN: receives the nodes; null for none;
                                                          => memory OUT [num_nodes] */
    XEN_GUEST_HANDLE_64(uint32) distance; /* IN: receives the distances, a row of returned
                                             `num_nodes` elements for each node; null for none;
                                             => memory OUT [num_nodes * num_nodes] */
};

/* Commands of `XEN_SYSCTL_cpupool_op`. */
/* ` enum sysctl_cpupool_cmd { // XEN_SYSCTL_CPUPOOL_OP_* */
#define XEN_SYSCTL_CPUPOOL_OP_CREATE     1 /* Creates a pool without pCPUs. */
#define XEN_SYSCTL_CPUPOOL_OP_DESTROY    2 /* Destroys a pool. */
#define XEN_SYSCTL_CPUPOOL_OP_INFO       3 /* Returns the pool of this ID, or else the next one. */
#define XEN_SYSCTL_CPUPOOL_OP_ADDCPU     4 /* Adds a pCPU. */
#define XEN_SYSCTL_CPUPOOL_OP_RMCPU      5 /* Removes a pCPU. */
#define XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN 6 /* Moves a domain to the pool. */
#define XEN_SYSCTL_CPUPOOL_OP_FREEINFO   7 /* Returns the pCPUs that are in no pool. */
/* ` } */

#if XEN_RELEASE >= 0x0412
/* Any pool or pCPU. */
#define XEN_SYSCTL_CPUPOOL_PAR_ANY 0xFFFFFFFFU
#else
/* Any pool or pCPU. */
#define XEN_SYSCTL_CPUPOOL_PAR_ANY 0xFFFFFFFF
#endif

/* Argument of `XEN_SYSCTL_cpupool_op`. */
struct xen_sysctl_cpupool_op {
    uint32_t op;             /* IN: the command; => enum sysctl_cpupool_cmd */
    uint32_t cpupool_id;     /* IN/OUT: the pool; returned by CREATE and INFO */
    uint32_t sched_id;       /* IN/OUT: the scheduler, for CREATE; returned by INFO;
                                => enum xen_scheduler */
    uint32_t domid;          /* IN: the domain, for MOVEDOMAIN */
    uint32_t cpu;            /* IN: the pCPU, for ADDCPU and RMCPU */
    uint32_t n_dom;          /* OUT: the number of domains, by INFO */
    struct xenctl_bitmap cpumap; /* IN: receives the pCPUs, for INFO and FREEINFO */
};

/* The number of entries of an ARINC 653 schedule. */
#define ARINC653_MAX_DOMAINS_PER_SCHEDULE 64

/* A schedule of the ARINC 653 scheduler. */
struct xen_sysctl_arinc653_schedule {
    uint64_aligned_t major_frame; /* the length of the schedule in nanoseconds */
    uint8_t num_sched_entries; /* the number of entries */
    struct {
        xen_domain_handle_t dom_handle; /* the UUID of the domain */
        uint32_t vcpu_id;    /* the vCPU */
        uint64_aligned_t runtime; /* the time of the vCPU in nanoseconds */
    } sched_entries[ARINC653_MAX_DOMAINS_PER_SCHEDULE]; /* the entries, in order */
};
/* Short name of `struct xen_sysctl_arinc653_schedule`. */
typedef struct xen_sysctl_arinc653_schedule xen_sysctl_arinc653_schedule_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_arinc653_schedule_t);

/* The largest rate limit in microseconds. */
#define XEN_SYSCTL_SCHED_RATELIMIT_MAX 500000
/* The smallest rate limit in microseconds. */
#define XEN_SYSCTL_SCHED_RATELIMIT_MIN 100

/* The largest time slice of the credit scheduler in milliseconds. */
#define XEN_SYSCTL_CSCHED_TSLICE_MAX 1000
/* The smallest time slice of the credit scheduler in milliseconds. */
#define XEN_SYSCTL_CSCHED_TSLICE_MIN 1
/* The largest migration delay of the credit scheduler in microseconds. */
#define XEN_SYSCTL_CSCHED_MGR_DLY_MAX_US (100 * 1000)

/* Parameters of the credit scheduler. */
struct xen_sysctl_credit_schedule {
    uint32_t tslice_ms;      /* the time slice in milliseconds */
    uint32_t ratelimit_us;   /* the minimum time that a vCPU runs in microseconds; 0 for none */
    uint32_t vcpu_migr_delay_us; /* the time after which a vCPU may move, in microseconds */
};

/* The parameter of the credit 2 scheduler. */
struct xen_sysctl_credit2_schedule {
    uint32_t ratelimit_us;   /* the minimum time that a vCPU runs in microseconds; 0 for none */
};

/* Commands of `XEN_SYSCTL_scheduler_op`. */
/* ` enum sysctl_scheduler_cmd { // XEN_SYSCTL_SCHEDOP_* */
#define XEN_SYSCTL_SCHEDOP_putinfo 0 /* Sets the parameters. */
#define XEN_SYSCTL_SCHEDOP_getinfo 1 /* Returns the parameters. */
/* ` } */

/* Argument of `XEN_SYSCTL_scheduler_op`. */
struct xen_sysctl_scheduler_op {
    uint32_t cpupool_id;     /* IN: the pool */
    uint32_t sched_id;       /* IN: its scheduler; => enum xen_scheduler */
    uint32_t cmd;            /* IN: the command; => enum sysctl_scheduler_cmd */
    union {
        struct xen_sysctl_sched_arinc653 {
            XEN_GUEST_HANDLE_64(xen_sysctl_arinc653_schedule_t) schedule; /* IN: the schedule;
                                                                 => memory IN/OUT [1] */
        } sched_arinc653;    /* XEN_SCHEDULER_ARINC653: the schedule */
        struct xen_sysctl_credit_schedule sched_credit; /* XEN_SCHEDULER_CREDIT: its parameters */
        struct xen_sysctl_credit2_schedule sched_credit2; /* XEN_SCHEDULER_CREDIT2: its parameter */
    } u;                     /* IN/OUT: the parameters; => by sched_id */
};

/*
 * The magic number of coverage data of gcov, the first 4 bytes.
 *
 * Records follow: a file name with a NUL, the size in bytes as a 32-bit number, and the contents of
 * the file. The data of LLVM has no such frame: it is one file.
 */
#define XEN_GCOV_FORMAT_MAGIC 0x58434f56

/* Commands of `XEN_SYSCTL_coverage_op`. */
/* ` enum sysctl_coverage_cmd { // XEN_SYSCTL_COVERAGE_* */
#define XEN_SYSCTL_COVERAGE_get_size 0 /* Returns the size of the data. */
#define XEN_SYSCTL_COVERAGE_read     1 /* Returns the data. */
#define XEN_SYSCTL_COVERAGE_reset    2 /* Resets the counters. */
/* ` } */

/* Argument of `XEN_SYSCTL_coverage_op`. */
struct xen_sysctl_coverage_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_coverage_cmd */
    uint32_t size;           /* IN/OUT: the size of the buffer; of the data; in bytes */
    XEN_GUEST_HANDLE_64(char) buffer; /* IN: receives the data; => memory OUT [size] */
};

/* Commands of `XEN_SYSCTL_psr_cmt_op`. */
/* ` enum sysctl_psr_cmt_cmd { // XEN_SYSCTL_PSR_CMT_* */
#define XEN_SYSCTL_PSR_CMT_get_total_rmid          0 /* Returns the highest monitoring ID. */
#define XEN_SYSCTL_PSR_CMT_get_l3_upscaling_factor 1 /* Returns the bytes per count. */
#define XEN_SYSCTL_PSR_CMT_get_l3_cache_size       2 /* Returns the size of the L3 cache in KiB. */
#define XEN_SYSCTL_PSR_CMT_enabled                 3 /* Returns whether it is in use. */
#define XEN_SYSCTL_PSR_CMT_get_l3_event_mask       4 /* Returns the events, a bitmap. */
/* ` } */

/* Argument of `XEN_SYSCTL_psr_cmt_op`. */
struct xen_sysctl_psr_cmt_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_psr_cmt_cmd */
    uint32_t flags;          /* IN: 0 */
    union {
        uint64_t data;       /* the result */
        struct {
            uint32_t cpu;    /* the pCPU */
            uint32_t rsvd;
        } l3_cache;          /* for `XEN_SYSCTL_PSR_CMT_get_l3_cache_size` */
    } u;                     /* IN/OUT: the pCPU, then the result */
};

/* The node of a PCI device that does not exist. */
#define XEN_INVALID_DEV (XEN_INVALID_NODE_ID - 1)

/* Argument of `XEN_SYSCTL_pcitopoinfo`. */
struct xen_sysctl_pcitopoinfo {
    uint32_t num_devs;       /* IN/OUT: the number of devices; of those processed */
    XEN_GUEST_HANDLE_64(physdev_pci_device_t) devs; /* IN: the devices; => memory IN [num_devs] */
    XEN_GUEST_HANDLE_64(uint32) nodes; /* IN: receives the node of each; => memory OUT [num_devs] */
};

/* Commands of `XEN_SYSCTL_psr_alloc`. */
/* ` enum sysctl_psr_alloc_cmd { // XEN_SYSCTL_PSR_* */
#define XEN_SYSCTL_PSR_get_l3_info  0 /* Allocation of the L3 cache. */
#define XEN_SYSCTL_PSR_get_l2_info  1 /* Allocation of the L2 cache. */
#define XEN_SYSCTL_PSR_get_mba_info 2 /* Allocation of memory bandwidth. */
/* ` } */

/* Flag of cache allocation: code and data have masks of their own. */
#define XEN_SYSCTL_PSR_CAT_L3_CDP (1u << 0)
/* Flag of bandwidth allocation: the throttle is linear. */
#define XEN_SYSCTL_PSR_MBA_LINEAR (1u << 0)

/* Argument of `XEN_SYSCTL_psr_alloc`. */
struct xen_sysctl_psr_alloc {
    uint32_t cmd;            /* IN: the command; => enum sysctl_psr_alloc_cmd */
    uint32_t target;         /* IN: the socket */
    union {
        struct {
            uint32_t cbm_len; /* OUT: the length of a mask in bits */
            uint32_t cos_max; /* OUT: the highest class */
            uint32_t flags;  /* OUT: flags, `XEN_SYSCTL_PSR_CAT_*` */
        } cat_info;          /* XEN_SYSCTL_PSR_get_l3_info, XEN_SYSCTL_PSR_get_l2_info: the cache */
        struct {
            uint32_t thrtl_max; /* OUT: the largest throttle */
            uint32_t cos_max; /* OUT: the highest class */
            uint32_t flags;  /* OUT: flags, `XEN_SYSCTL_PSR_MBA_*` */
        } mba_info;          /* XEN_SYSCTL_PSR_get_mba_info: the bandwidth */
    } u;                     /* OUT: the abilities; => by cmd */
};

#if XEN_RELEASE < 0x0416
/* CPUID registers that Xen can mask for PV guests. */
/* ` flags sysctl_cpu_levelcap { // XEN_SYSCTL_CPU_LEVELCAP_* */
#define XEN_SYSCTL_CPU_LEVELCAP_faulting    (1ul << 0) /* All, by faults. */
#define XEN_SYSCTL_CPU_LEVELCAP_ecx         (1ul << 1) /* Leaf 1, ECX. */
#define XEN_SYSCTL_CPU_LEVELCAP_edx         (1ul << 2) /* Leaf 1, EDX. */
#define XEN_SYSCTL_CPU_LEVELCAP_extd_ecx    (1ul << 3) /* Leaf 0x80000001, ECX. */
#define XEN_SYSCTL_CPU_LEVELCAP_extd_edx    (1ul << 4) /* Leaf 0x80000001, EDX. */
#define XEN_SYSCTL_CPU_LEVELCAP_xsave_eax   (1ul << 5) /* Leaf 13, subleaf 1, EAX. */
#define XEN_SYSCTL_CPU_LEVELCAP_thermal_ecx (1ul << 6) /* Leaf 6, ECX. */
#define XEN_SYSCTL_CPU_LEVELCAP_l7s0_eax    (1ul << 7) /* Leaf 7, EAX. */
#define XEN_SYSCTL_CPU_LEVELCAP_l7s0_ebx    (1ul << 8) /* Leaf 7, EBX. */
/* ` } */

/* Argument of `XEN_SYSCTL_get_cpu_levelling_caps`. */
struct xen_sysctl_cpu_levelling_caps {
    uint32_t caps;           /* OUT: the registers; => flags sysctl_cpu_levelcap */
};
#endif

/* Featuresets of `XEN_SYSCTL_get_cpu_featureset`. */
/* ` enum sysctl_cpu_featureset_index { // XEN_SYSCTL_cpu_featureset_* */
#define XEN_SYSCTL_cpu_featureset_raw     0 /* What the processor reports. */
#define XEN_SYSCTL_cpu_featureset_host    1 /* What Xen uses. */
#define XEN_SYSCTL_cpu_featureset_pv      2 /* What PV guests get by default. */
#define XEN_SYSCTL_cpu_featureset_hvm     3 /* What HVM guests get by default. */
#define XEN_SYSCTL_cpu_featureset_pv_max  4 /* What PV guests can get. */
#define XEN_SYSCTL_cpu_featureset_hvm_max 5 /* What HVM guests can get. */
/* ` } */

/* Argument of `XEN_SYSCTL_get_cpu_featureset`. */
struct xen_sysctl_cpu_featureset {
    uint32_t index;          /* IN: the featureset; => enum sysctl_cpu_featureset_index */
    uint32_t nr_features;    /* IN/OUT: the size of the list; the number of words written, or, if
                                the list is null, needed */
    XEN_GUEST_HANDLE_64(uint32) features; /* IN: receives the words; null for none;
                                             => memory OUT [nr_features] */
};

/* The version of live patches. */
#define LIVEPATCH_PAYLOAD_VERSION 2

/* The maximum size of the name of a live patch in bytes, with a NUL. */
#define XEN_LIVEPATCH_NAME_SIZE 128

/* The name of a live patch. */
struct xen_livepatch_name {
    XEN_GUEST_HANDLE_64(char) name; /* the name;
                                       => memory IN [size] of text with NUL up to 128 */
    uint16_t size;           /* its size in bytes, with the NUL */
    uint16_t pad[3];
};

/* Commands of `XEN_SYSCTL_livepatch_op`. */
/* ` enum sysctl_livepatch_cmd { // XEN_SYSCTL_LIVEPATCH_* */
#define XEN_SYSCTL_LIVEPATCH_UPLOAD 0 /* Uploads and checks a patch. */
#define XEN_SYSCTL_LIVEPATCH_GET    1 /* Returns the state of a patch. */
#define XEN_SYSCTL_LIVEPATCH_LIST   2 /* Returns the patches. */
#define XEN_SYSCTL_LIVEPATCH_ACTION 3 /* Applies, reverts, replaces or unloads a patch. */
/* ` } */

/* An upload of a live patch. */
struct xen_sysctl_livepatch_upload {
    struct xen_livepatch_name name; /* IN: the name of the new patch */
    uint64_t size;           /* IN: the size of the file in bytes */
    XEN_GUEST_HANDLE_64(uint8) payload; /* IN: the file, in ELF format; => memory IN [size] */
};

/* The states of a live patch. */
/* ` enum livepatch_state { // LIVEPATCH_STATE_* */
#define LIVEPATCH_STATE_CHECKED 1 /* It is not applied. */
#define LIVEPATCH_STATE_APPLIED 2 /* It is applied. */
/* ` } */

/* The status of a live patch. */
struct xen_livepatch_status {
    uint32_t state;          /* the state; => enum livepatch_state */
    int32_t rc;              /* the result of the last action, 0 or a negative error; that of EAGAIN
                                while it is in progress */
};
/* Short name of `struct xen_livepatch_status`. */
typedef struct xen_livepatch_status xen_livepatch_status_t;
DEFINE_XEN_GUEST_HANDLE(xen_livepatch_status_t);

/* A query of the status of a live patch. */
struct xen_sysctl_livepatch_get {
    struct xen_livepatch_name name; /* IN: the name of the patch */
    struct xen_livepatch_status status; /* OUT: its status */
};

/*
 * A query of all live patches.
 *
 * If `version` differs between two calls, the list has changed: start again. With 0 patches, the
 * call returns their number and the required sizes.
 */
struct xen_sysctl_livepatch_list {
    uint32_t version;        /* OUT: the version of the list */
    uint32_t idx;            /* IN: the number of the first patch */
    uint32_t nr;             /* IN/OUT: the number of patches, at most 1024; of those left */
    uint32_t pad;
    uint32_t name_total_size; /* IN/OUT: the size of `name`; of the names; in bytes */
    uint32_t metadata_total_size; /* IN/OUT: the size of `metadata`; of the metadata; in bytes */
    XEN_GUEST_HANDLE_64(xen_livepatch_status_t) status; /* IN: receives the status of each;
                                                           => memory OUT [nr] */
    XEN_GUEST_HANDLE_64(char) name; /* IN: receives the names, one behind the other, with NULs;
                                       => memory OUT [name_total_size] */
    XEN_GUEST_HANDLE_64(uint32) len; /* IN: receives the size of each name; => memory OUT [nr] */
    XEN_GUEST_HANDLE_64(char) metadata; /* IN: receives the metadata, one behind the other;
                                           => memory OUT [metadata_total_size] */
    XEN_GUEST_HANDLE_64(uint32) metadata_len; /* IN: receives the size of the metadata of each;
                                                 => memory OUT [nr] */
};

/* Actions on live patches. */
/* ` enum livepatch_action_cmd { // LIVEPATCH_ACTION_* */
#define LIVEPATCH_ACTION_UNLOAD  1 /* Unloads a patch that is not applied. */
#define LIVEPATCH_ACTION_REVERT  2 /* Reverts a patch. */
#define LIVEPATCH_ACTION_APPLY   3 /* Applies a patch. */
#define LIVEPATCH_ACTION_REPLACE 4 /* Reverts all patches and applies this one. */
/* ` } */

/*
 * Flag of an action: skips the check of dependencies.
 *
 * Xen applies the patch even if it was built for other patches below it.
 */
#define LIVEPATCH_ACTION_APPLY_NODEPS (1 << 0)

/* An action on a live patch. */
struct xen_sysctl_livepatch_action {
    struct xen_livepatch_name name; /* IN: the name of the patch */
    uint32_t cmd;            /* IN: the action; => enum livepatch_action_cmd */
    uint32_t timeout;        /* IN: the time limit in nanoseconds; 0 for Xen's default */
    uint32_t flags;          /* IN: flags, `LIVEPATCH_ACTION_APPLY_NODEPS` */
    uint32_t pad;
};

#if XEN_RELEASE >= 0x0413
/* Flags for `XEN_SYSCTL_livepatch_op`. */
/* ` flags livepatch_flags { // LIVEPATCH_FLAG_* */
#define LIVEPATCH_FLAG_FORCE (1u << 0) /* Skip some checks of an upload. */
/* ` } */

/* All flags of `livepatch_flags`. */
#define LIVEPATCH_FLAGS_MASK LIVEPATCH_FLAG_FORCE
#endif

/* Argument of `XEN_SYSCTL_livepatch_op`. */
struct xen_sysctl_livepatch_op {
    uint32_t cmd;            /* IN: the command; => enum sysctl_livepatch_cmd */
#if XEN_RELEASE >= 0x0413
    uint32_t flags;          /* IN: flags, since Xen 4.19; => flags livepatch_flags */
#else
    uint32_t pad;
#endif
    union {
        struct xen_sysctl_livepatch_upload upload; /* XEN_SYSCTL_LIVEPATCH_UPLOAD: the patch */
        struct xen_sysctl_livepatch_list list; /* XEN_SYSCTL_LIVEPATCH_LIST: the patches */
        struct xen_sysctl_livepatch_get get; /* XEN_SYSCTL_LIVEPATCH_GET: the patch */
        struct xen_sysctl_livepatch_action action; /* XEN_SYSCTL_LIVEPATCH_ACTION: the action */
    } u;                     /* IN/OUT: the argument of the command; => by cmd */
};

#if defined(__i386__) || defined(__x86_64__)
/* Policies of `XEN_SYSCTL_get_cpu_policy`. */
/* ` enum sysctl_cpu_policy_index { // XEN_SYSCTL_cpu_policy_* */
#define XEN_SYSCTL_cpu_policy_raw         0 /* What the processor reports. */
#define XEN_SYSCTL_cpu_policy_host        1 /* What Xen uses. */
#define XEN_SYSCTL_cpu_policy_pv_max      2 /* What PV guests can get. */
#define XEN_SYSCTL_cpu_policy_hvm_max     3 /* What HVM guests can get. */
#define XEN_SYSCTL_cpu_policy_pv_default  4 /* What PV guests get by default. */
#define XEN_SYSCTL_cpu_policy_hvm_default 5 /* What HVM guests get by default. */
/* ` } */

/* Argument of `XEN_SYSCTL_get_cpu_policy`. */
struct xen_sysctl_cpu_policy {
    uint32_t index;          /* IN: the policy; => enum sysctl_cpu_policy_index */
    uint32_t nr_leaves;      /* IN/OUT: the size of `leaves`; the number of leaves written, or, if
                                the list is null, needed */
    uint32_t nr_msrs;        /* IN/OUT: the size of `msrs`; the number of MSRs written, or, if the
                                list is null, needed */
    uint32_t _rsvd;
    XEN_GUEST_HANDLE_64(xen_cpuid_leaf_t) leaves; /* IN: receives the CPUID leaves; null for none;
                                                     => memory OUT [nr_leaves] */
    XEN_GUEST_HANDLE_64(xen_msr_entry_t) msrs; /* IN: receives the MSRs; null for none;
                                                  => memory OUT [nr_msrs] */
};
/* Short name of `struct xen_sysctl_cpu_policy`. */
typedef struct xen_sysctl_cpu_policy xen_sysctl_cpu_policy_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_cpu_policy_t);
#endif

#if XEN_RELEASE >= 0x0412
#if defined(__arm__) || defined(__aarch64__)
/* Commands of `XEN_SYSCTL_dt_overlay`. */
/* ` enum sysctl_dt_overlay_cmd { // XEN_SYSCTL_DT_OVERLAY_* */
#define XEN_SYSCTL_DT_OVERLAY_ADD    1 /* Adds the nodes of the overlay. */
#define XEN_SYSCTL_DT_OVERLAY_REMOVE 2 /* Removes the nodes of the overlay. */
/* ` } */

/* Argument of `XEN_SYSCTL_dt_overlay`. */
struct xen_sysctl_dt_overlay {
    XEN_GUEST_HANDLE_64(const_void) overlay_fdt; /* IN: the overlay, a flattened device tree;
                                                    => memory IN [overlay_fdt_size] */
    uint32_t overlay_fdt_size; /* IN: its size in bytes, at most 512 KiB */
    uint8_t overlay_op;      /* IN: the command; => enum sysctl_dt_overlay_cmd */
    uint8_t pad[3];
};
#endif
#endif

/* The record of `HYPERVISOR_sysctl`: an operation and its argument. */
struct xen_sysctl {
    uint32_t cmd;            /* IN: the operation; => enum sysctl_op */
    uint32_t interface_version; /* IN: the version of the interface;
                                   => constant XEN_SYSCTL_INTERFACE_VERSION */
    union {
        struct xen_sysctl_readconsole readconsole; /* XEN_SYSCTL_readconsole: its argument */
        struct xen_sysctl_tbuf_op tbuf_op; /* XEN_SYSCTL_tbuf_op: its argument */
        struct xen_sysctl_physinfo physinfo; /* XEN_SYSCTL_physinfo: its argument */
        struct xen_sysctl_cputopoinfo cputopoinfo; /* XEN_SYSCTL_cputopoinfo: its argument */
        struct xen_sysctl_pcitopoinfo pcitopoinfo; /* XEN_SYSCTL_pcitopoinfo: its argument */
        struct xen_sysctl_numainfo numainfo; /* XEN_SYSCTL_numainfo: its argument */
        struct xen_sysctl_sched_id sched_id; /* XEN_SYSCTL_sched_id: its argument */
        struct xen_sysctl_perfc_op perfc_op; /* XEN_SYSCTL_perfc_op: its argument */
        /* XEN_SYSCTL_getdomaininfolist: its argument */
        struct xen_sysctl_getdomaininfolist getdomaininfolist;
        struct xen_sysctl_debug_keys debug_keys; /* XEN_SYSCTL_debug_keys: its argument */
        struct xen_sysctl_getcpuinfo getcpuinfo; /* XEN_SYSCTL_getcpuinfo: its argument */
        struct xen_sysctl_availheap availheap; /* XEN_SYSCTL_availheap: its argument */
        struct xen_sysctl_get_pmstat get_pmstat; /* XEN_SYSCTL_get_pmstat: its argument */
        struct xen_sysctl_cpu_hotplug cpu_hotplug; /* XEN_SYSCTL_cpu_hotplug: its argument */
        struct xen_sysctl_pm_op pm_op; /* XEN_SYSCTL_pm_op: its argument */
        struct xen_sysctl_page_offline_op page_offline; /* XEN_SYSCTL_page_offline_op: its
                                                           argument */
        struct xen_sysctl_lockprof_op lockprof_op; /* XEN_SYSCTL_lockprof_op: its argument */
        struct xen_sysctl_cpupool_op cpupool_op; /* XEN_SYSCTL_cpupool_op: its argument */
        struct xen_sysctl_scheduler_op scheduler_op; /* XEN_SYSCTL_scheduler_op: its argument */
        struct xen_sysctl_coverage_op coverage_op; /* XEN_SYSCTL_coverage_op: its argument */
        struct xen_sysctl_psr_cmt_op psr_cmt_op; /* XEN_SYSCTL_psr_cmt_op: its argument */
        struct xen_sysctl_psr_alloc psr_alloc; /* XEN_SYSCTL_psr_alloc: its argument */
#if XEN_RELEASE < 0x0416
        /* XEN_SYSCTL_get_cpu_levelling_caps: its argument */
        struct xen_sysctl_cpu_levelling_caps cpu_levelling_caps;
#endif
        struct xen_sysctl_cpu_featureset cpu_featureset; /* XEN_SYSCTL_get_cpu_featureset: its
                                                            argument */
        struct xen_sysctl_livepatch_op livepatch; /* XEN_SYSCTL_livepatch_op: its argument */
#if defined(__i386__) || defined(__x86_64__)
        struct xen_sysctl_cpu_policy cpu_policy; /* XEN_SYSCTL_get_cpu_policy: its argument */
#endif
#if XEN_RELEASE >= 0x0412
#if defined(__arm__) || defined(__aarch64__)
        struct xen_sysctl_dt_overlay dt_overlay; /* XEN_SYSCTL_dt_overlay: its argument */
#endif
#endif
        uint8_t pad[128];
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct xen_sysctl`. */
typedef struct xen_sysctl xen_sysctl_t;
DEFINE_XEN_GUEST_HANDLE(xen_sysctl_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_sysctl(xen_sysctl_t *op)
 * ` ops enum sysctl_op in struct xen_sysctl at op
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: the operation and its argument
 *
 * Performs an operation on the host.
 *
 * Errors:
 *   EFAULT  the record could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  `interface_version` is of another release
 *   ENOSYS  the operation does not exist, or not on this architecture
 *
 * Safety:
 *   The argument must meet the conditions of its operation.
 */

#endif /* __XEN_PUBLIC_SYSCTL_H__ */
