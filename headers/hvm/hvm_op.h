/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of HVM and PVH guests: parameters, time, altp2m views.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_OP_H__
#define __XEN_PUBLIC_HVM_HVM_OP_H__

#include "../xen.h"
#include "../trace.h"
#include "../event_channel.h"

/*
 * `incontents 140 hvm HVM and PVH guests
 *
 * HVM and PVH guests configure Xen's services through *parameters*: numbered 64-bit values, which
 * toolstack and guest set and read (`hvm/params.h`). Parameters hold the frames of the xenstore and
 * console rings, and select how events are delivered. Each parameter defines who may read and set
 * it.
 *
 * *altp2m* provides alternative guest-to-machine mappings, called views, between which vCPUs
 * switch. A monitor uses views to give a guest different memory, or to trap accesses. View 0 is the
 * ordinary one.
 *
 * Arm has only `HVMOP_set_param`, `HVMOP_get_param` and `HVMOP_guest_request_vm_event`.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_hvm_op(enum hvm_op op, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op the operation
 * @arg the operation's argument
 *
 * Sets and reads parameters, and performs other operations of HVM and PVH guests.
 *
 * Errors:
 *   ENOSYS  the operation `op` does not exist, or not for this kind of guest
 */

/* The operations of `HYPERVISOR_hvm_op`. */
/* ` enum hvm_op { // HVMOP_* => struct xen_hvm_* */

/*
 * HVMOP_set_param: Sets a parameter of an HVM or PVH domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the parameter does not exist or cannot have the value, or the domain is PV
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain, or is the domain and may not set the parameter
 *   EEXIST  the parameter is already set, and can be set only once
 *   ENODEV  the domain does not have the device that the parameter configures
 *
 * Safety:
 *   For the caller's own domain: if the value is an address or a frame (`HVM_PARAM_VM86_TSS`,
 *   `HVM_PARAM_VM86_TSS_SIZED`, `HVM_PARAM_IDENT_PT`, `HVM_PARAM_VM_GENERATION_ID_ADDR`, the frames
 *   of rings), Xen, the toolstack or the processor write there: use that memory for nothing else.
 *   For `HVM_PARAM_CALLBACK_IRQ`, the kernel must have a handler for the interrupt.
 *   `HVM_PARAM_X87_FIP_WIDTH` changes which part of the FPU state survives a context switch.
 *
 * Directions:
 *   value  IN
 */
#define HVMOP_set_param 0 /* ` => struct xen_hvm_param */

/*
 * HVMOP_get_param: Reads a parameter of an HVM or PVH domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  the parameter does not exist, or the domain is PV
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain, or is the domain and may not read the parameter
 *
 * Directions:
 *   value  OUT
 */
#define HVMOP_get_param 1 /* ` => struct xen_hvm_param */

#if __XEN_INTERFACE_VERSION__ < 0x00040900
/*
 * HVMOP_set_pci_intx_level: Removed: fails with ENOSYS. Use `XEN_DMOP_set_pci_intx_level`.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_pci_intx_level 2

/*
 * HVMOP_set_isa_irq_level: Removed: fails with ENOSYS. Use `XEN_DMOP_set_isa_irq_level`.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_isa_irq_level 3

/*
 * HVMOP_set_pci_link_route: Removed: fails with ENOSYS. Use `XEN_DMOP_set_pci_link_route`.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_pci_link_route 4
#endif

/*
 * HVMOP_flush_tlbs: Flushes the TLBs of all vCPUs of the caller.
 *
 * Errors:
 *   EINVAL  the argument is not null, or the caller is PV
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_flush_tlbs 5 /* ` => NULL */

/*
 * HVMOP_pagetable_dying: Announces that a page table will be torn down, which helps shadow paging.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ESRCH       the domain does not exist
 *   EOPNOTSUPP  the domain is not the caller
 *   EINVAL      the domain does not use shadow paging
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_pagetable_dying 9

/*
 * HVMOP_get_time: Returns the system time.
 *
 * Errors:
 *   EFAULT  the result could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_get_time 10

/*
 * HVMOP_xentrace: Writes a record to Xen's trace.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the event is above 4095, or the data is too long or no multiple of 4 bytes
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_xentrace 11

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * HVMOP_set_mem_access: Removed: fails with ENOSYS. Use `XENMEM_access_op_set_access`.
 */
#define HVMOP_set_mem_access 12 /* ` => NULL */

/*
 * HVMOP_get_mem_access: Removed: fails with ENOSYS. Use `XENMEM_access_op_get_access`.
 */
#define HVMOP_get_mem_access 13 /* ` => NULL */
#endif

/*
 * HVMOP_get_mem_type: Returns the type of a guest frame.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 *   EINVAL  the domain is PV
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_get_mem_type 15

#if defined(__i386__) || defined(__x86_64__)
/*
 * HVMOP_set_evtchn_upcall_vector: Sets the upcall vector of a vCPU.
 *
 * It overrides `HVM_PARAM_CALLBACK_IRQ` for this vCPU. Unlike the latter, it needs an EOI at the
 * local APIC.
 *
 * Errors:
 *   EINVAL  the caller is PV, or the vector is below 16
 *   EFAULT  the argument could not be read
 *   ENOENT  the vCPU does not exist
 *
 * Safety:
 *   The vCPU enters the handler of that vector at each upcall: the handler must expect that.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_evtchn_upcall_vector 23 /* ` => struct xen_hvm_evtchn_upcall_vector */
#endif

/*
 * HVMOP_guest_request_vm_event: Sends a request to the monitor of this guest, if there is one.
 *
 * The monitor sees the registers, whose meaning it defines.
 *
 * Errors:
 *   EINVAL  the argument is not null
 */
#define HVMOP_guest_request_vm_event 24 /* ` => NULL */

/*
 * HVMOP_altp2m: Manages the altp2m views of a domain.
 *
 * Errors:
 *   EOPNOTSUPP  altp2m is not supported or is disabled, the domain is PV, or the command is unknown
 *   EFAULT      the argument or a list could not be read, or the argument could not be written back
 *   EINVAL      the version differs, padding is not 0, `HVM_PARAM_ALTP2M` is not set, or the view
 *               or vCPU does not exist
 *   ESRCH       the domain does not exist, or has no page at that frame
 *   EPERM       `HVM_PARAM_ALTP2M` does not permit it
 *   EBUSY       a vCPU uses the view, or altp2m is being set up
 *   ENOSPC      no view is free
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   A view changes the memory that vCPUs see: the caller must not remove what it needs itself. The
 *   processor writes to the page of `HVMOP_altp2m_vcpu_enable_notify` from this call on. The
 *   handles of `HVMOP_altp2m_set_mem_access_multi` must point to `nr` elements each.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_altp2m 25 /* ` => struct xen_hvm_altp2m_op */
/* ` } */

/* Argument of `HVMOP_set_param` and `HVMOP_get_param`. */
struct xen_hvm_param {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad;
    uint32_t index;          /* IN: the parameter; => enum hvm_param */
    uint64_t value;          /* IN/OUT: the value */
};
/* Short name of `struct xen_hvm_param`. */
typedef struct xen_hvm_param xen_hvm_param_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_param_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040900

/* Argument of `HVMOP_set_pci_intx_level`. */
struct xen_hvm_set_pci_intx_level {
    domid_t domid;           /* IN: the domain */
    uint8_t domain;          /* IN: the PCI segment of the line */
    uint8_t bus;             /* IN: the bus */
    uint8_t device;          /* IN: the slot */
    uint8_t intx;            /* IN: the INTx line, 0 to 3 */
    uint8_t level;           /* IN: 1 to assert, 0 to deassert */
};
/* Short name of `struct xen_hvm_set_pci_intx_level`. */
typedef struct xen_hvm_set_pci_intx_level xen_hvm_set_pci_intx_level_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_pci_intx_level_t);

/* Argument of `HVMOP_set_isa_irq_level`. */
struct xen_hvm_set_isa_irq_level {
    domid_t domid;           /* IN: the domain */
    uint8_t isa_irq;         /* IN: the ISA IRQ, 0 to 15 */
    uint8_t level;           /* IN: 1 to assert, 0 to deassert */
};
/* Short name of `struct xen_hvm_set_isa_irq_level`. */
typedef struct xen_hvm_set_isa_irq_level xen_hvm_set_isa_irq_level_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_isa_irq_level_t);

/* Argument of `HVMOP_set_pci_link_route`. */
struct xen_hvm_set_pci_link_route {
    domid_t domid;           /* IN: the domain */
    uint8_t link;            /* IN: the PCI link, 0 to 3 */
    uint8_t isa_irq;         /* IN: the ISA IRQ of the link, 1 to 15; 0 for none */
};
/* Short name of `struct xen_hvm_set_pci_link_route`. */
typedef struct xen_hvm_set_pci_link_route xen_hvm_set_pci_link_route_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_pci_link_route_t);

#endif /* __XEN_INTERFACE_VERSION__ < 0x00040900 */

#ifndef XEN_GENERATING_COMPAT_HEADERS
/* The types of guest frames. */
typedef enum {
    HVMMEM_ram_rw,           /* Memory. */
    HVMMEM_ram_ro,           /* Memory that ignores writes. */
    HVMMEM_mmio_dm,          /* MMIO: the device model handles each access. */
#if __XEN_INTERFACE_VERSION__ < 0x00040700
    HVMMEM_mmio_write_dm,    /* Memory whose writes the device model handles. */
#else
    HVMMEM_unused,           /* Unused; cannot be set. */
#endif
    HVMMEM_ioreq_server      /* Memory that an ioreq server has claimed. */
} hvmmem_type_t;
#endif

/* Argument of `HVMOP_pagetable_dying`. */
struct xen_hvm_pagetable_dying {
    domid_t domid;           /* IN: the domain, which must be the caller: `DOMID_SELF` */
    uint16_t pad[3];
    uint64_t gpa;            /* IN: the guest-physical address of the top-level page table;
                                => gaddr */
};
/* Short name of `struct xen_hvm_pagetable_dying`. */
typedef struct xen_hvm_pagetable_dying xen_hvm_pagetable_dying_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_pagetable_dying_t);

/* Argument of `HVMOP_get_time`. */
struct xen_hvm_get_time {
    uint64_t now;            /* OUT: the system time in nanoseconds */
};
/* Short name of `struct xen_hvm_get_time`. */
typedef struct xen_hvm_get_time xen_hvm_get_time_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_get_time_t);

/* Argument of `HVMOP_xentrace`. */
struct xen_hvm_xentrace {
    uint16_t event;          /* IN: the event, 12 bits */
    uint16_t extra_bytes;    /* IN: the length of the data in bytes, a multiple of 4 */
    uint8_t extra[TRACE_EXTRA_MAX * sizeof(uint32_t)]; /* IN: the data */
};
/* Short name of `struct xen_hvm_xentrace`. */
typedef struct xen_hvm_xentrace xen_hvm_xentrace_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_xentrace_t);

/* Argument of `HVMOP_get_mem_type`. */
struct xen_hvm_get_mem_type {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t mem_type;       /* OUT: the type; => enum hvmmem_type_t */
    uint16_t pad[2];
    uint64_t pfn;            /* IN: the frame; => gfn */
};
/* Short name of `struct xen_hvm_get_mem_type`. */
typedef struct xen_hvm_get_mem_type xen_hvm_get_mem_type_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_get_mem_type_t);

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/* Delivery of buffered requests to an ioreq server. */
/* ` enum hvm_ioreqsrv_bufioreq { // HVM_IOREQSRV_BUFIOREQ_* */
#define HVM_IOREQSRV_BUFIOREQ_OFF    0 /* None: all requests are synchronous. */
#define HVM_IOREQSRV_BUFIOREQ_LEGACY 1 /* In a ring, with separate accesses to the two pointers. */
#define HVM_IOREQSRV_BUFIOREQ_ATOMIC 2 /* In a ring, with atomic accesses to both pointers at
                                          once. */
/* ` } */
#endif

#if defined(__i386__) || defined(__x86_64__)
/* Argument of `HVMOP_set_evtchn_upcall_vector`. */
struct xen_hvm_evtchn_upcall_vector {
    uint32_t vcpu;           /* IN: the vCPU */
    uint8_t vector;          /* IN: the vector, at least 16 */
};
/* Short name of `struct xen_hvm_evtchn_upcall_vector`. */
typedef struct xen_hvm_evtchn_upcall_vector xen_hvm_evtchn_upcall_vector_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_evtchn_upcall_vector_t);
#endif

/* The interface version of `HVMOP_altp2m`. */
#define HVMOP_ALTP2M_INTERFACE_VERSION 0x00000001

/* Whether altp2m is enabled. */
struct xen_hvm_altp2m_domain_state {
    uint8_t state;           /* IN/OUT: 1 if enabled, 0 if not */
};
/* Short name of `struct xen_hvm_altp2m_domain_state`. */
typedef struct xen_hvm_altp2m_domain_state xen_hvm_altp2m_domain_state_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_domain_state_t);

/*
 * Enables virtualisation exceptions (#VE) on a vCPU.
 *
 * They replace the events to the monitor.
 */
struct xen_hvm_altp2m_vcpu_enable_notify {
    uint32_t vcpu_id;        /* IN: the vCPU */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame of the #VE information page; => gfn */
};
/* Short name of `struct xen_hvm_altp2m_vcpu_enable_notify`. */
typedef struct xen_hvm_altp2m_vcpu_enable_notify xen_hvm_altp2m_vcpu_enable_notify_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_vcpu_enable_notify_t);

/* Disables #VE on a vCPU. */
struct xen_hvm_altp2m_vcpu_disable_notify {
    uint32_t vcpu_id;        /* IN: the vCPU */
};
/* Short name of `struct xen_hvm_altp2m_vcpu_disable_notify`. */
typedef struct xen_hvm_altp2m_vcpu_disable_notify xen_hvm_altp2m_vcpu_disable_notify_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_vcpu_disable_notify_t);

/* A view to create, destroy or switch to. */
struct xen_hvm_altp2m_view {
    uint16_t view;           /* IN/OUT: the view; returned for a new one */
    uint16_t hvmmem_default_access; /* IN: the default access of a new view, an `xenmem_access_t` */
};
/* Short name of `struct xen_hvm_altp2m_view`. */
typedef struct xen_hvm_altp2m_view xen_hvm_altp2m_view_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_view_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040a00
/* Older form of `struct xen_hvm_altp2m_mem_access`. */
struct xen_hvm_altp2m_set_mem_access {
    uint16_t view;           /* IN: the view */
    uint16_t access;         /* IN: the access, an `xenmem_access_t` */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame; => gfn */
};
/* Older form of `xen_hvm_altp2m_mem_access_t`. */
typedef struct xen_hvm_altp2m_set_mem_access xen_hvm_altp2m_set_mem_access_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_set_mem_access_t);
#endif

/* The access to a page in a view. */
struct xen_hvm_altp2m_mem_access {
    uint16_t view;           /* IN: the view */
    uint16_t access;         /* IN/OUT: the access, an `xenmem_access_t` */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame; => gfn */
};
/* Short name of `struct xen_hvm_altp2m_mem_access`. */
typedef struct xen_hvm_altp2m_mem_access xen_hvm_altp2m_mem_access_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_mem_access_t);

/* The access to several pages in a view. */
struct xen_hvm_altp2m_set_mem_access_multi {
    uint16_t view;           /* IN: the view */
    uint16_t pad;
    uint32_t nr;             /* IN: the number of pages */
    uint64_t opaque;         /* IN/OUT: Xen's progress; 0 initially */
    XEN_GUEST_HANDLE(const_uint64) pfn_list; /* IN: their frames; => memory IN [nr] */
    XEN_GUEST_HANDLE(const_uint8) access_list; /* IN: the access to each, an `xenmem_access_t`;
                                                  => memory IN [nr] */
};

/* The page that a view maps at a frame. */
struct xen_hvm_altp2m_change_gfn {
    uint16_t view;           /* IN: the view */
    uint16_t pad1;
    uint32_t pad2;
    uint64_t old_gfn;        /* IN: the frame; => gfn */
    uint64_t new_gfn;        /* IN: the frame of view 0 whose page to map, or all ones to restore;
                                => gfn */
};
/* Short name of `struct xen_hvm_altp2m_change_gfn`. */
typedef struct xen_hvm_altp2m_change_gfn xen_hvm_altp2m_change_gfn_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_change_gfn_t);

/* The view that a vCPU uses. */
struct xen_hvm_altp2m_get_vcpu_p2m_idx {
    uint32_t vcpu_id;        /* IN: the vCPU */
    uint16_t altp2m_idx;     /* OUT: the view */
};

/* Whether the guest itself may switch to a view. */
struct xen_hvm_altp2m_set_visibility {
    uint16_t altp2m_idx;     /* IN: the view */
    uint8_t visible;         /* IN: 1 if the guest may, 0 if not */
    uint8_t pad;
};

/* Whether #VE is suppressed for a page in a view. */
struct xen_hvm_altp2m_suppress_ve {
    uint16_t view;           /* IN: the view */
    uint8_t suppress_ve;     /* IN/OUT: 1 to suppress #VE, 0 to deliver it */
    uint8_t pad1;
    uint32_t pad2;
    uint64_t gfn;            /* IN: the frame; => gfn */
};

/* Whether #VE is suppressed for a range of pages in a view. */
struct xen_hvm_altp2m_suppress_ve_multi {
    uint16_t view;           /* IN: the view */
    uint8_t suppress_ve;     /* IN: 1 to suppress #VE, 0 to deliver it */
    uint8_t pad1;
    int32_t first_error;     /* IN/OUT: the first error, negative; 0 initially */
    uint64_t first_gfn;      /* IN/OUT: the first frame; Xen's progress; => gfn */
    uint64_t last_gfn;       /* IN/OUT: the last frame; Xen reduces it to its limit; => gfn */
    uint64_t first_error_gfn; /* OUT: the frame of the first error; => gfn */
};

/* The commands of `HVMOP_altp2m`. */
/* ` enum xen_hvm_altp2m_cmd { // HVMOP_altp2m_* */
#define HVMOP_altp2m_get_domain_state      1 /* Returns whether altp2m is enabled. */
#define HVMOP_altp2m_set_domain_state      2 /* Enables or disables altp2m. */
#define HVMOP_altp2m_vcpu_enable_notify    3 /* Enables #VE on a vCPU. */
#define HVMOP_altp2m_create_p2m            4 /* Creates a view. */
#define HVMOP_altp2m_destroy_p2m           5 /* Destroys a view. */
#define HVMOP_altp2m_switch_p2m            6 /* Switches all vCPUs to a view. */
#define HVMOP_altp2m_set_mem_access        7 /* Sets the access to a page in a view. */
#define HVMOP_altp2m_change_gfn            8 /* Maps another page in a view. */
#define HVMOP_altp2m_set_mem_access_multi  9 /* Sets the access to several pages in a view. */
#define HVMOP_altp2m_set_suppress_ve      10 /* Sets whether #VE is suppressed for a page. */
#define HVMOP_altp2m_get_suppress_ve      11 /* Returns whether #VE is suppressed for a page. */
#define HVMOP_altp2m_get_mem_access       12 /* Returns the access to a page in a view. */
#define HVMOP_altp2m_vcpu_disable_notify  13 /* Disables #VE on a vCPU. */
#define HVMOP_altp2m_get_p2m_idx          14 /* Returns the view of a vCPU. */
#define HVMOP_altp2m_set_suppress_ve_multi 15 /* Sets whether #VE is suppressed for a range of
                                                 pages. */
#define HVMOP_altp2m_set_visibility       16 /* Sets whether the guest itself may switch to a
                                                view. */
/* ` } */

/* Argument of `HVMOP_altp2m`. */
struct xen_hvm_altp2m_op {
    uint32_t version;        /* IN: the version of the interface;
                                => constant HVMOP_ALTP2M_INTERFACE_VERSION */
    uint32_t cmd;            /* IN: the command; => enum xen_hvm_altp2m_cmd */
    domid_t domain;          /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad1;
    uint32_t pad2;
    union {
        struct xen_hvm_altp2m_domain_state domain_state; /* HVMOP_altp2m_get_domain_state,
                                                            HVMOP_altp2m_set_domain_state: the
                                                            state */
        /* HVMOP_altp2m_vcpu_enable_notify: the vCPU */
        struct xen_hvm_altp2m_vcpu_enable_notify enable_notify;
        struct xen_hvm_altp2m_view view; /* HVMOP_altp2m_create_p2m, HVMOP_altp2m_destroy_p2m,
                                            HVMOP_altp2m_switch_p2m: the view */
#if __XEN_INTERFACE_VERSION__ < 0x00040a00
        struct xen_hvm_altp2m_set_mem_access set_mem_access; /* the older form of `mem_access` */
#endif
        struct xen_hvm_altp2m_mem_access mem_access; /* HVMOP_altp2m_set_mem_access,
                                                        HVMOP_altp2m_get_mem_access: the page */
        struct xen_hvm_altp2m_change_gfn change_gfn; /* HVMOP_altp2m_change_gfn: the page */
        /* HVMOP_altp2m_set_mem_access_multi: the pages */
        struct xen_hvm_altp2m_set_mem_access_multi set_mem_access_multi;
        struct xen_hvm_altp2m_suppress_ve suppress_ve; /* HVMOP_altp2m_set_suppress_ve,
                                                          HVMOP_altp2m_get_suppress_ve: the page */
        /* HVMOP_altp2m_set_suppress_ve_multi: the pages */
        struct xen_hvm_altp2m_suppress_ve_multi suppress_ve_multi;
        /* HVMOP_altp2m_vcpu_disable_notify: the vCPU */
        struct xen_hvm_altp2m_vcpu_disable_notify disable_notify;
        /* HVMOP_altp2m_get_p2m_idx: the vCPU */
        struct xen_hvm_altp2m_get_vcpu_p2m_idx get_vcpu_p2m_idx;
        /* HVMOP_altp2m_set_visibility: the view */
        struct xen_hvm_altp2m_set_visibility set_visibility;
        uint8_t pad[64];
    } u;                     /* IN/OUT: the argument of the command; => by cmd */
};
/* Short name of `struct xen_hvm_altp2m_op`. */
typedef struct xen_hvm_altp2m_op xen_hvm_altp2m_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_op_t);

#endif /* __XEN_PUBLIC_HVM_HVM_OP_H__ */
