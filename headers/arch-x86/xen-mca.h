/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Machine checks, for the hardware domain.
 */

#ifndef __XEN_PUBLIC_ARCH_X86_MCA_H__
#define __XEN_PUBLIC_ARCH_X86_MCA_H__

#include "../xen.h"

#ifdef __XEN_TOOLS__

/*
 * `incontents 220 mca Machine checks
 *
 * Processors report hardware errors as machine checks: corrected ones by polling or an interrupt,
 * others by an exception. Xen handles them, and keeps a *telemetry* record of each. The hardware
 * domain binds `VIRQ_MCA`, which is raised for new records, and fetches and acknowledges them one
 * at a time. The contents of the records are those of the processor's registers.
 */

/* The hypercall of machine checks. */
#define __HYPERVISOR_mca __HYPERVISOR_arch_0

/* The version of this interface, in every call. */
#define XEN_MCA_INTERFACE_VERSION 0x01ecc003

/* Flags for `XEN_MC_fetch`. */
/* ` flags xen_mc_fetch_flags { // XEN_MC_* */
#define XEN_MC_NONURGENT 0x0001 /* Records of corrected errors. */
#define XEN_MC_URGENT    0x0002 /* Records of other errors. */
#define XEN_MC_ACK       0x0004 /* Acknowledge the record that was fetched before. */
/* ` } */

/* Results of `XEN_MC_fetch` and `XEN_MC_notifydomain`. */
/* ` flags xen_mc_result { // XEN_MC_* */
#define XEN_MC_OK           0x0 /* Success. */
#define XEN_MC_FETCHFAILED  0x1 /* The record could not be written. */
#define XEN_MC_NODATA       0x2 /* There is no record. */
#define XEN_MC_NOMATCH      0x4 /* The record is about another error; not used. */
#define XEN_MC_CANNOTHANDLE 0x8 /* The domain has no handler; not used. */
#define XEN_MC_NOTDELIVERED 0x10 /* The domain could not be notified; not used. */
/* ` } */

/* A vCPU number that names none. */
#define XEN_MC_VCPUID_INVALID 0xffff

#ifndef __ASSEMBLER__

/* The VIRQ of new telemetry records, for the hardware domain. */
#define VIRQ_MCA VIRQ_ARCH_0

/* The operations of `HYPERVISOR_mca`. */
/* ` enum mc_op { // XEN_MC_* => struct xen_mc_* */

/*
 * XEN_MC_fetch: Fetches the oldest telemetry record of a kind, or acknowledges one.
 *
 * A fetched record stays reserved until it is acknowledged.
 *
 * Errors:
 *   EFAULT  the record or the argument could not be written
 *   EINVAL  not exactly one kind is requested, or `data` is null
 *
 * Safety:
 *   `data` must point to a writable `struct mc_info`.
 */
#define XEN_MC_fetch 1

/*
 * XEN_MC_notifydomain: Not implemented; fails with EINVAL.
 */
#define XEN_MC_notifydomain 2

/*
 * XEN_MC_physcpuinfo: Returns information about all online pCPUs.
 *
 * Errors:
 *   EFAULT  the list or the argument could not be written
 *   EINVAL  `ncpus` is 0, and `info` is not null
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `info` must be null or point to `ncpus` writable elements.
 */
#define XEN_MC_physcpuinfo 3

/*
 * XEN_MC_msrinject: Injects values into MSRs of machine checks, for tests.
 *
 * Errors:
 *   EINVAL  the pCPU is offline or does not exist, an MSR is not permitted, or the domain or frame
 *           does not exist
 *   ENOENT  the pCPU has no machine check banks
 *   ENODEV  the host has no machine check architecture
 *
 * Safety:
 *   An injected error makes Xen act as if it were real, which may end the caller.
 */
#define XEN_MC_msrinject 4

/*
 * XEN_MC_mceinject: Raises a machine check exception on a pCPU, for tests.
 *
 * Errors:
 *   EINVAL  the pCPU is offline or does not exist
 *   ENOENT  the pCPU has no machine check banks
 *   ENODEV  the host has no machine check architecture
 *
 * Safety:
 *   Xen handles the exception with the contents of the banks, which may end the caller.
 */
#define XEN_MC_mceinject 5

/*
 * XEN_MC_inject_v2: Raises a machine check event on several pCPUs, for tests.
 *
 * Errors:
 *   EFAULT  the bitmap could not be read
 *   EINVAL  no pCPU is online, or more than one for `XEN_MC_INJECT_TYPE_LMCE`; or the host does not
 *           support the kind of event
 *   ENOENT  a pCPU has no machine check banks
 *   ENODEV  the host has no machine check architecture
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen handles the event with the contents of the banks, which may end the caller.
 */
#define XEN_MC_inject_v2 6
/* ` } */

/* The kinds of entries of a telemetry record. */
/* ` enum mcinfo_type { // MC_TYPE_* */
#define MC_TYPE_GLOBAL   0 /* A `struct mcinfo_global`. */
#define MC_TYPE_BANK     1 /* A `struct mcinfo_bank`. */
#define MC_TYPE_EXTENDED 2 /* A `struct mcinfo_extended`. */
#define MC_TYPE_RECOVERY 3 /* A `struct mcinfo_recovery`. */
/* ` } */

/* The start of each entry of a telemetry record. */
struct mcinfo_common {
    uint16_t type;           /* the kind; => enum mcinfo_type */
    uint16_t size;           /* the size of the entry in bytes */
};
/* Short name of `struct mcinfo_common`. */
typedef struct mcinfo_common xen_mcinfo_common_t;

/* How an error was found, and how bad it is. */
/* ` flags mcinfo_flags { // MC_FLAG_* */
#define MC_FLAG_CORRECTABLE   (1 << 0) /* The hardware corrected it. */
#define MC_FLAG_UNCORRECTABLE (1 << 1) /* The hardware could not correct it. */
#define MC_FLAG_RECOVERABLE   (1 << 2) /* Software can recover. */
#define MC_FLAG_POLLED        (1 << 3) /* Xen found it by polling. */
#define MC_FLAG_RESET         (1 << 4) /* It was found in the banks after a reset. */
#define MC_FLAG_CMCI          (1 << 5) /* An interrupt reported it. */
#define MC_FLAG_MCE           (1 << 6) /* An exception reported it. */
/* ` } */

/* The state of the processor at a machine check. */
struct mcinfo_global {
    xen_mcinfo_common_t common; /* the kind and size */
    uint16_t mc_domid;       /* the domain that ran */
    uint16_t mc_vcpuid;      /* its vCPU; `XEN_MC_VCPUID_INVALID` for none */
    uint32_t mc_socketid;    /* the socket */
    uint16_t mc_coreid;      /* the core in the socket */
    uint16_t mc_core_threadid; /* the thread in the core */
    uint32_t mc_apicid;      /* the APIC ID */
    uint32_t mc_flags;       /* how it was found; => flags mcinfo_flags */
    uint64_t mc_gstatus;     /* the global status register */
};

/* The registers of one machine check bank. */
struct mcinfo_bank {
    xen_mcinfo_common_t common; /* the kind and size */
    uint16_t mc_bank;        /* the number of the bank */
    uint16_t mc_domid;       /* the domain that owns the address, if that is valid */
    uint64_t mc_status;      /* the status register */
    uint64_t mc_addr;        /* the address register, if the status says that it is valid */
    uint64_t mc_misc;        /* the miscellaneous register, likewise */
    uint64_t mc_ctrl2;       /* the second control register, on Intel processors */
    uint64_t mc_tsc;         /* the TSC when Xen read the bank */
};

/* An MSR and its value. */
struct mcinfo_msr {
    uint64_t reg;            /* IN: the number of the MSR */
    uint64_t value;          /* IN: its value */
};
/* Short name of `struct mcinfo_msr`. */
typedef struct mcinfo_msr xen_mcinfo_msr_t;

/* Further MSRs that describe a machine check. */
struct mcinfo_extended {
    xen_mcinfo_common_t common; /* the kind and size */
    uint32_t mc_msrs;        /* the number of MSRs */
    xen_mcinfo_msr_t mc_msr[32]; /* the MSRs */
};

/* Results of an attempt to recover. */
/* ` flags mcinfo_recovery_flags { // REC_ACTION_* */
#define REC_ACTION_RECOVERED  (0x1 << 0) /* Xen recovered. */
#define REC_ACTION_NONE       (0x1 << 1) /* Xen did nothing. */
#define REC_ACTION_NEED_RESET (0x1 << 2) /* The host must be reset. */
/* ` } */

/* Attempts to recover. */
/* ` flags mcinfo_recovery_types { // MC_ACTION_* */
#define MC_ACTION_PAGE_OFFLINE (0x1 << 0) /* A page is taken out of use. */
#define MC_ACTION_CPU_OFFLINE  (0x1 << 1) /* A pCPU is taken down. */
#define MC_ACTION_CACHE_SHRINK (0x1 << 2) /* Part of the L3 cache is disabled. */
/* ` } */

/* A page that was taken out of use. */
struct page_offline_action {
    uint64_t mfn;            /* the machine frame; => mfn */
    uint64_t status;         /* the result, as `XEN_SYSCTL_page_offline_op` returns it */
};
/* Short name of `struct page_offline_action`. */
typedef struct page_offline_action xen_page_offline_action_t;

/* A pCPU that was taken down. */
struct cpu_offline_action {
    uint32_t mc_socketid;    /* the socket */
    uint16_t mc_coreid;      /* the core in the socket */
    uint16_t mc_core_threadid; /* the thread in the core */
};
/* Short name of `struct cpu_offline_action`. */
typedef struct cpu_offline_action xen_cpu_offline_action_t;

/* The size of the details of an attempt to recover, in bytes. */
#define MAX_UNION_SIZE 16

/* What Xen did about a machine check. */
struct mcinfo_recovery {
    xen_mcinfo_common_t common; /* the kind and size */
    uint16_t mc_bank;        /* the number of the bank */
    uint8_t action_flags;    /* the result; => flags mcinfo_recovery_flags */
    uint8_t action_types;    /* what was done; => flags mcinfo_recovery_types */
    union {
        xen_page_offline_action_t page_retire; /* for `MC_ACTION_PAGE_OFFLINE` */
        xen_cpu_offline_action_t cpu_offline; /* for `MC_ACTION_CPU_OFFLINE` */
        uint8_t pad[MAX_UNION_SIZE];
    } action_info;           /* the details */
};

/* The size of a buffer for a record, in bytes. */
#define MCINFO_HYPERCALLSIZE 1024
/* The maximum size of a telemetry record, in bytes. */
#define MCINFO_MAXSIZE       768

/* Flag of a telemetry record: entries are missing. */
#define MCINFO_FLAGS_UNCOMPLETE 0x1

/* A telemetry record. */
struct mc_info {
    uint32_t mi_nentries;    /* the number of entries */
    uint32_t flags;          /* flags, `MCINFO_FLAGS_UNCOMPLETE` */
    uint64_t mi_data[(MCINFO_MAXSIZE - 1) / 8]; /* the entries, one behind the other */
};
/* Short name of `struct mc_info`. */
typedef struct mc_info mc_info_t;
DEFINE_XEN_GUEST_HANDLE(mc_info_t);

/* The number of MSRs in `mcinfo_logical_cpu`. */
#define __MC_MSR_ARRAYSIZE 8
#if __XEN_INTERFACE_VERSION__ <= 0x00040d00
/* The number of MSRs that are valid. */
#define __MC_NMSRS 1
#endif
/* The number of words of processor features. */
#define MC_NCAPS        7
/* Index of a word of features: CPUID leaf 1, EDX. */
#define MC_CAPS_STD_EDX 0
/* Index of a word of features: CPUID leaf 0x80000001, EDX. */
#define MC_CAPS_AMD_EDX 1
/* Index of a word of features: CPUID leaf 0x80860001, EDX. */
#define MC_CAPS_TM      2
/* Index of a word of features that Linux defines. */
#define MC_CAPS_LINUX   3
/* Index of a word of features: CPUID leaf 1, ECX. */
#define MC_CAPS_STD_ECX 4
/* Index of a word of features: CPUID leaf 0xc0000001, EDX. */
#define MC_CAPS_VIA     5
/* Index of a word of features: CPUID leaf 0x80000001, ECX. */
#define MC_CAPS_AMD_ECX 6

/* A pCPU. */
struct mcinfo_logical_cpu {
    uint32_t mc_cpunr;       /* the number */
    uint32_t mc_chipid;      /* the socket */
    uint16_t mc_coreid;      /* the core in the socket */
    uint16_t mc_threadid;    /* the thread in the core */
    uint32_t mc_apicid;      /* the APIC ID */
    uint32_t mc_clusterid;   /* the cluster of the APIC ID */
    uint32_t mc_ncores;      /* the number of cores of the socket */
    uint32_t mc_ncores_active; /* the number of cores in use */
    uint32_t mc_nthreads;    /* the number of threads of a core */
    int32_t mc_cpuid_level;  /* the highest CPUID leaf */
    uint32_t mc_family;      /* the family */
    uint32_t mc_vendor;      /* the vendor, as Xen numbers it */
    uint32_t mc_model;       /* the model */
    uint32_t mc_step;        /* the stepping */
    char mc_vendorid[16];    /* the vendor's CPUID string; => text */
    char mc_brandid[64];     /* the name of the processor; => text */
    uint32_t mc_cpu_caps[MC_NCAPS]; /* the features, by `MC_CAPS_*` */
    uint32_t mc_cache_size;  /* the size of the cache in KiB */
    uint32_t mc_cache_alignment; /* the size of a cache line in bytes */
    int32_t mc_nmsrvals;     /* the number of MSRs */
    xen_mcinfo_msr_t mc_msrvalues[__MC_MSR_ARRAYSIZE]; /* the MSRs */
};
/* Short name of `struct mcinfo_logical_cpu`. */
typedef struct mcinfo_logical_cpu xen_mc_logical_cpu_t;
DEFINE_XEN_GUEST_HANDLE(xen_mc_logical_cpu_t);

/* The number of entries of a record. */
#define x86_mcinfo_nentries(mi) \
    (mi)->mi_nentries
/* The address of the first entry of a record. */
#define x86_mcinfo_first(mi) \
    ((struct mcinfo_common *)(mi)->mi_data)
/* The address of the entry behind another one. */
#define x86_mcinfo_next(mic) \
    ((struct mcinfo_common *)((uint8_t *)(mic) + (mic)->size))
/* Sets `ret` to the address of the first entry of a kind, or to null. */
#define x86_mcinfo_lookup(ret, mi, mc_type) \
    do { \
        struct mcinfo_common *entry_ = NULL; \
        if ((mi) != NULL) { \
            uint32_t left_ = x86_mcinfo_nentries(mi); \
            for (entry_ = x86_mcinfo_first(mi); left_ != 0 && entry_->type != (mc_type); left_--) \
                entry_ = x86_mcinfo_next(entry_); \
            if (left_ == 0) \
                entry_ = NULL; \
        } \
        (ret) = entry_; \
    } while (0)

/* Argument of `XEN_MC_fetch`. */
struct xen_mc_fetch {
    uint32_t flags;          /* IN/OUT: `xen_mc_fetch_flags`, then `xen_mc_result` */
    uint32_t _pad0;
    uint64_t fetch_id;       /* IN/OUT: the record to acknowledge, or that was fetched */
    XEN_GUEST_HANDLE(mc_info_t) data; /* IN: receives the record; => memory OUT [1] */
};
/* Short name of `struct xen_mc_fetch`. */
typedef struct xen_mc_fetch xen_mc_fetch_t;
DEFINE_XEN_GUEST_HANDLE(xen_mc_fetch_t);

/* Argument of `XEN_MC_notifydomain`. */
struct xen_mc_notifydomain {
    uint16_t mc_domid;       /* IN: the domain to notify */
    uint16_t mc_vcpuid;      /* IN: its vCPU */
    uint32_t flags;          /* IN/OUT: flags, then the result */
};
/* Short name of `struct xen_mc_notifydomain`. */
typedef struct xen_mc_notifydomain xen_mc_notifydomain_t;
DEFINE_XEN_GUEST_HANDLE(xen_mc_notifydomain_t);

/* Argument of `XEN_MC_physcpuinfo`. */
struct xen_mc_physcpuinfo {
    uint32_t ncpus;          /* IN/OUT: the size of the list; the number of pCPUs */
    uint32_t _pad0;
    XEN_GUEST_HANDLE(xen_mc_logical_cpu_t) info; /* IN: receives the pCPUs; null to only count them;
                                                    => memory OUT [ncpus] */
};
/* Short name of `struct xen_mc_physcpuinfo`. */
typedef struct xen_mc_physcpuinfo xen_mc_physcpuinfo_t;

/* The maximum number of MSRs of `XEN_MC_msrinject`. */
#define MC_MSRINJ_MAXMSRS 8

/* Flags for `XEN_MC_msrinject`. */
/* ` flags mc_msrinject_flags { // MC_MSRINJ_F_* */
#define MC_MSRINJ_F_INTERPOSE 0x1 /* Xen reads the values instead of the MSRs, which stay as they
                                     are. */
#define MC_MSRINJ_F_GPADDR    0x2 /* The values are guest-physical addresses of the domain. */
/* ` } */

/* Argument of `XEN_MC_msrinject`. */
struct xen_mc_msrinject {
    uint32_t mcinj_cpunr;    /* IN: the pCPU */
    uint32_t mcinj_flags;    /* IN: flags; => flags mc_msrinject_flags */
    uint32_t mcinj_count;    /* IN: the number of MSRs */
    domid_t mcinj_domid;     /* IN: the domain, with `MC_MSRINJ_F_GPADDR` */
    uint16_t _pad0;
    xen_mcinfo_msr_t mcinj_msr[MC_MSRINJ_MAXMSRS]; /* IN: the MSRs */
};
/* Short name of `struct xen_mc_msrinject`. */
typedef struct xen_mc_msrinject xen_mc_msrinject_t;

/* Argument of `XEN_MC_mceinject`. */
struct xen_mc_mceinject {
    unsigned int mceinj_cpunr; /* IN: the pCPU */
};
/* Short name of `struct xen_mc_mceinject`. */
typedef struct xen_mc_mceinject xen_mc_mceinject_t;

/* Mask of the kind of event in the flags of `XEN_MC_inject_v2`. */
#define XEN_MC_INJECT_TYPE_MASK 0x7

/* The kinds of events of `XEN_MC_inject_v2`. */
/* ` enum xen_mc_inject_type { // XEN_MC_INJECT_TYPE_* */
#define XEN_MC_INJECT_TYPE_MCE  0x0 /* The exception. */
#define XEN_MC_INJECT_TYPE_CMCI 0x1 /* The interrupt of corrected errors. */
#define XEN_MC_INJECT_TYPE_LMCE 0x2 /* The exception, on one pCPU only. */
/* ` } */

/* Flag of `XEN_MC_inject_v2`: all online pCPUs. */
#define XEN_MC_INJECT_CPU_BROADCAST 0x8

/* Argument of `XEN_MC_inject_v2`. */
struct xen_mc_inject_v2 {
    uint32_t flags;          /* IN: the kind of event, and `XEN_MC_INJECT_CPU_BROADCAST` */
    xenctl_bitmap_t cpumap;  /* IN: the pCPUs, unless all */
};
/* Short name of `struct xen_mc_inject_v2`. */
typedef struct xen_mc_inject_v2 xen_mc_inject_v2_t;

/* An operation on machine checks and its argument. */
struct xen_mc {
    uint32_t cmd;            /* IN: the operation; => enum mc_op */
    uint32_t interface_version; /* IN: the version of the interface;
                                   => constant XEN_MCA_INTERFACE_VERSION */
    union {
        xen_mc_fetch_t mc_fetch; /* XEN_MC_fetch: its argument */
        xen_mc_notifydomain_t mc_notifydomain; /* XEN_MC_notifydomain: its argument */
        xen_mc_physcpuinfo_t mc_physcpuinfo; /* XEN_MC_physcpuinfo: its argument */
        xen_mc_msrinject_t mc_msrinject; /* XEN_MC_msrinject: its argument */
        xen_mc_mceinject_t mc_mceinject; /* XEN_MC_mceinject: its argument */
        xen_mc_inject_v2_t mc_inject_v2; /* XEN_MC_inject_v2: its argument */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct xen_mc`. */
typedef struct xen_mc xen_mc_t;
DEFINE_XEN_GUEST_HANDLE(xen_mc_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_arch_0(xen_mc_t *mc)
 * ` ops enum mc_op in struct xen_mc at mc
 * ` guests pv32 pv64
 * `
 * @mc IN/OUT: the operation and its argument
 *
 * Fetches, acknowledges and injects machine checks.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not privileged
 *   EACCES  the interface version differs
 *   EINVAL  the operation does not exist
 *
 * Safety:
 *   The handles of the argument must be valid.
 */

#endif /* __ASSEMBLER__ */

#endif /* __XEN_TOOLS__ */

#endif /* __XEN_PUBLIC_ARCH_X86_MCA_H__ */
