/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a hardware-virtualised guest asks of Xen about itself, and its device model about it: parameters, time, views of memory.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_OP_H__
#define __XEN_PUBLIC_HVM_HVM_OP_H__

#include "../xen.h"
#include "../trace.h"
#include "../event_channel.h"

/*
 * `incontents 140 hvm Hardware-virtualised guests
 *
 * A guest of this kind has a machine that looks real, and could do without Xen. What it wants to use of Xen beyond that, it is told
 * by *parameters*: numbered 64-bit values that the toolstack and the guest set and read (`hvm/params.h`). They say where the rings of
 * xenstore and the console are, and how events reach the guest. Each parameter says who may read and who may set it.
 *
 * The rest are small services, and *altp2m*: further tables that translate guest frames, called views, between which the vCPUs
 * of a guest switch. A monitor shows the guest different memory so, or stops it where it touches some. View 0 is the ordinary one.
 *
 * On Arm there are `HVMOP_set_param`, `HVMOP_get_param` and `HVMOP_guest_request_vm_event` alone.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_hvm_op(enum hvm_op op, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op the operation
 * @arg the operation's argument
 *
 * Sets and reads parameters, and what else there is for a hardware-virtualised guest.
 *
 * Errors:
 *   ENOSYS  no operation has the number `op`, or it is not for guests of this kind
 */

/* The operations of `HYPERVISOR_hvm_op`. */
/* ` enum hvm_op { // HVMOP_* => struct xen_hvm_* */

/*
 * HVMOP_set_param: Sets a parameter of a hardware-virtualised domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no such parameter, it cannot have this value, or the domain is a PV one
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it, or it is the caller, who may not set this one
 *   EEXIST  the parameter can be set once only, and was
 *   ENODEV  the parameter is about a device that the domain does not have
 *
 * Safety:
 *   For the caller's own domain: where the value is an address or a frame (`HVM_PARAM_VM86_TSS`, `HVM_PARAM_VM86_TSS_SIZED`,
 *   `HVM_PARAM_IDENT_PT`, `HVM_PARAM_VM_GENERATION_ID_ADDR`, the frames of rings), Xen, the toolstack or the processor write
 *   there, so nothing else may live there. Where it chooses how events arrive (`HVM_PARAM_CALLBACK_IRQ`), the kernel must have
 *   a handler for that line or vector. `HVM_PARAM_X87_FIP_WIDTH` decides which part of the floating-point state survives a
 *   change of vCPUs.
 *
 * Directions:
 *   value  IN
 */
#define HVMOP_set_param 0 /* ` => struct xen_hvm_param */

/*
 * HVMOP_get_param: Reads a parameter of a hardware-virtualised domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  there is no such parameter, or the domain is a PV one
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it, or it is the caller, who may not read this one
 *
 * Directions:
 *   value  OUT
 */
#define HVMOP_get_param 1 /* ` => struct xen_hvm_param */

#if __XEN_INTERFACE_VERSION__ < 0x00040900
/*
 * HVMOP_set_pci_intx_level: Is refused with ENOSYS; `XEN_DMOP_set_pci_intx_level` replaced it with interface version 0x00040900.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_pci_intx_level 2

/*
 * HVMOP_set_isa_irq_level: Is refused with ENOSYS; `XEN_DMOP_set_isa_irq_level` replaced it with interface version 0x00040900.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_isa_irq_level 3

/*
 * HVMOP_set_pci_link_route: Is refused with ENOSYS; `XEN_DMOP_set_pci_link_route` replaced it with interface version 0x00040900.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_pci_link_route 4
#endif

/*
 * HVMOP_flush_tlbs: Makes all vCPUs of the caller forget all their translations.
 *
 * Errors:
 *   EINVAL  the argument is not null, or the caller is a PV guest
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_flush_tlbs 5 /* ` => NULL */

/*
 * HVMOP_pagetable_dying: Says that a page table will be torn down soon, which saves work where Xen keeps copies of page tables.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ESRCH       the domain does not exist
 *   EOPNOTSUPP  it is another domain
 *   EINVAL      Xen keeps no copies of this domain's page tables
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_pagetable_dying 9

/*
 * HVMOP_get_time: Tells Xen's system time.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_get_time 10

/*
 * HVMOP_xentrace: Writes a record to Xen's trace.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the number is above 4095, or the data is too long or no multiple of four bytes
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_xentrace 11

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * HVMOP_set_mem_access: Is refused with ENOSYS; `XENMEM_access_op_set_access` replaced it.
 */
#define HVMOP_set_mem_access 12 /* ` => NULL */

/*
 * HVMOP_get_mem_access: Is refused with ENOSYS; `XENMEM_access_op_get_access` replaced it.
 */
#define HVMOP_get_mem_access 13 /* ` => NULL */
#endif

/*
 * HVMOP_get_mem_type: Tells what a guest frame is.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
 *   EINVAL  the domain is a PV one
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define HVMOP_get_mem_type 15

#if defined(__i386__) || defined(__x86_64__)
/*
 * HVMOP_set_evtchn_upcall_vector: Chooses the interrupt vector by which events reach a vCPU.
 *
 * It takes precedence over what `HVM_PARAM_CALLBACK_IRQ` says for all vCPUs, and needs an acknowledgement at the local
 * interrupt controller, like any other interrupt.
 *
 * Errors:
 *   EINVAL  the caller is a PV guest, or the vector is below 16
 *   EFAULT  the argument could not be read
 *   ENOENT  the caller has no such vCPU
 *
 * Safety:
 *   The vCPU enters its handler for that vector at each event from this call on: the handler must expect events.
 *
 * Guests: hvm32 hvm64
 */
#define HVMOP_set_evtchn_upcall_vector 23 /* ` => struct xen_hvm_evtchn_upcall_vector */
#endif

/*
 * HVMOP_guest_request_vm_event: Tells whoever monitors this guest that it wants something; does nothing if nobody does.
 *
 * What is wanted, the two may agree on in registers, which the monitor sees.
 *
 * Errors:
 *   EINVAL  the argument is not null
 */
#define HVMOP_guest_request_vm_event 24 /* ` => NULL */

/*
 * HVMOP_altp2m: Deals with the views of a domain's memory.
 *
 * Errors:
 *   EOPNOTSUPP  the machine has no views, the domain is a PV one or has them switched off, or the command is unknown
 *   EFAULT      the argument or a list could not be read, or the argument not be written back
 *   EINVAL      another version, padding that is not 0, a domain without the parameter `HVM_PARAM_ALTP2M`, or no such view or vCPU
 *   ESRCH       the domain does not exist, or it has no page at that frame
 *   EPERM       the parameter `HVM_PARAM_ALTP2M` does not let the caller do this
 *   EBUSY       a vCPU uses the view, or the whole is being set up
 *   ENOSPC      there are as many views as fit
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   A view decides what memory vCPUs see: the caller must not take away what it needs itself. The page
 *   of `HVMOP_altp2m_vcpu_enable_notify` is written by the processor from this call on. The handles of
 *   an `HVMOP_altp2m_set_mem_access_multi` must point to `nr` elements each.
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
    uint64_t value;          /* IN/OUT: the value to set, or the value that it has */
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
    uint8_t intx;            /* IN: which of the slot's four lines, from 0 */
    uint8_t level;           /* IN: 1 if it is active, 0 if it is not */
};
/* Short name of `struct xen_hvm_set_pci_intx_level`. */
typedef struct xen_hvm_set_pci_intx_level xen_hvm_set_pci_intx_level_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_pci_intx_level_t);

/* Argument of `HVMOP_set_isa_irq_level`. */
struct xen_hvm_set_isa_irq_level {
    domid_t domid;           /* IN: the domain */
    uint8_t isa_irq;         /* IN: the line, from 0 to 15 */
    uint8_t level;           /* IN: 1 if it is active, 0 if it is not */
};
/* Short name of `struct xen_hvm_set_isa_irq_level`. */
typedef struct xen_hvm_set_isa_irq_level xen_hvm_set_isa_irq_level_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_isa_irq_level_t);

/* Argument of `HVMOP_set_pci_link_route`. */
struct xen_hvm_set_pci_link_route {
    domid_t domid;           /* IN: the domain */
    uint8_t link;            /* IN: which of the four links that PCI lines meet in, from 0 */
    uint8_t isa_irq;         /* IN: the line that the link drives, from 1 to 15, or 0 for none */
};
/* Short name of `struct xen_hvm_set_pci_link_route`. */
typedef struct xen_hvm_set_pci_link_route xen_hvm_set_pci_link_route_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_set_pci_link_route_t);

#endif /* __XEN_INTERFACE_VERSION__ < 0x00040900 */

#ifndef XEN_GENERATING_COMPAT_HEADERS
/* What a guest frame is. */
typedef enum {
    HVMMEM_ram_rw,           /* Memory. */
    HVMMEM_ram_ro,           /* Memory that ignores what is written to it. */
    HVMMEM_mmio_dm,          /* A device's: the device model is asked at each access. */
#if __XEN_INTERFACE_VERSION__ < 0x00040700
    HVMMEM_mmio_write_dm,    /* Memory that only the device model writes, on behalf of the guest. */
#else
    HVMMEM_unused,           /* Nothing any more; a frame cannot be made this. */
#endif
    HVMMEM_ioreq_server      /* Memory that a server of the device model has taken over, until it is made ordinary again. */
} hvmmem_type_t;
#endif

/* Argument of `HVMOP_pagetable_dying`. */
struct xen_hvm_pagetable_dying {
    domid_t domid;           /* IN: the domain, which must be the caller: `DOMID_SELF` */
    uint16_t pad[3];
    uint64_t gpa;            /* IN: the guest-physical address of the topmost table; => gaddr */
};
/* Short name of `struct xen_hvm_pagetable_dying`. */
typedef struct xen_hvm_pagetable_dying xen_hvm_pagetable_dying_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_pagetable_dying_t);

/* Argument of `HVMOP_get_time`. */
struct xen_hvm_get_time {
    uint64_t now;            /* OUT: nanoseconds since Xen started */
};
/* Short name of `struct xen_hvm_get_time`. */
typedef struct xen_hvm_get_time xen_hvm_get_time_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_get_time_t);

/* Argument of `HVMOP_xentrace`. */
struct xen_hvm_xentrace {
    uint16_t event;          /* IN: the number of the event, of 12 bits */
    uint16_t extra_bytes;    /* IN: how many bytes of data there are, a multiple of 4 */
    uint8_t extra[TRACE_EXTRA_MAX * sizeof(uint32_t)]; /* IN: the data */
};
/* Short name of `struct xen_hvm_xentrace`. */
typedef struct xen_hvm_xentrace xen_hvm_xentrace_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_xentrace_t);

/* Argument of `HVMOP_get_mem_type`. */
struct xen_hvm_get_mem_type {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t mem_type;       /* OUT: what the frame is; => enum hvmmem_type_t */
    uint16_t pad[2];
    uint64_t pfn;            /* IN: the frame; => gfn */
};
/* Short name of `struct xen_hvm_get_mem_type`. */
typedef struct xen_hvm_get_mem_type xen_hvm_get_mem_type_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_get_mem_type_t);

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/* How a server of the device model gets requests that need no answer; for the operations of device models. */
/* ` enum hvm_ioreqsrv_bufioreq { // HVM_IOREQSRV_BUFIOREQ_* */
#define HVM_IOREQSRV_BUFIOREQ_OFF    0 /* Like the others. */
#define HVM_IOREQSRV_BUFIOREQ_LEGACY 1 /* In a ring, whose two pointers are read and written one by one. */
#define HVM_IOREQSRV_BUFIOREQ_ATOMIC 2 /* In a ring, whose two pointers are read together, and moved on atomically. */
/* ` } */
#endif

#if defined(__i386__) || defined(__x86_64__)
/* Argument of `HVMOP_set_evtchn_upcall_vector`. */
struct xen_hvm_evtchn_upcall_vector {
    uint32_t vcpu;           /* IN: the vCPU */
    uint8_t vector;          /* IN: the vector, from 16 on */
};
/* Short name of `struct xen_hvm_evtchn_upcall_vector`. */
typedef struct xen_hvm_evtchn_upcall_vector xen_hvm_evtchn_upcall_vector_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_evtchn_upcall_vector_t);
#endif

/* The version of the interface to views that these headers describe. */
#define HVMOP_ALTP2M_INTERFACE_VERSION 0x00000001

/* Whether a domain has views. */
struct xen_hvm_altp2m_domain_state {
    uint8_t state;           /* IN/OUT: 1 if it does, 0 if not */
};
/* Short name of `struct xen_hvm_altp2m_domain_state`. */
typedef struct xen_hvm_altp2m_domain_state xen_hvm_altp2m_domain_state_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_domain_state_t);

/* The vCPU that is to be told by an exception of its own, where a page forbids access, instead of by a monitor. */
struct xen_hvm_altp2m_vcpu_enable_notify {
    uint32_t vcpu_id;        /* IN: the vCPU */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame in which it finds out what happened; => gfn */
};
/* Short name of `struct xen_hvm_altp2m_vcpu_enable_notify`. */
typedef struct xen_hvm_altp2m_vcpu_enable_notify xen_hvm_altp2m_vcpu_enable_notify_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_vcpu_enable_notify_t);

/* The vCPU that is no longer to be told by an exception. */
struct xen_hvm_altp2m_vcpu_disable_notify {
    uint32_t vcpu_id;        /* IN: the vCPU */
};
/* Short name of `struct xen_hvm_altp2m_vcpu_disable_notify`. */
typedef struct xen_hvm_altp2m_vcpu_disable_notify xen_hvm_altp2m_vcpu_disable_notify_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_vcpu_disable_notify_t);

/* A view. */
struct xen_hvm_altp2m_view {
    uint16_t view;           /* IN/OUT: its number, which a new one gets */
    uint16_t hvmmem_default_access; /* IN: for a new one, the access to its pages, an `xenmem_access_t` */
};
/* Short name of `struct xen_hvm_altp2m_view`. */
typedef struct xen_hvm_altp2m_view xen_hvm_altp2m_view_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_view_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040a00
/* What `struct xen_hvm_altp2m_mem_access` was called when access could be set only. */
struct xen_hvm_altp2m_set_mem_access {
    uint16_t view;           /* IN: the view */
    uint16_t access;         /* IN: the access, an `xenmem_access_t` */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame; => gfn */
};
/* What `xen_hvm_altp2m_mem_access_t` was called when access could be set only. */
typedef struct xen_hvm_altp2m_set_mem_access xen_hvm_altp2m_set_mem_access_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_set_mem_access_t);
#endif

/* What may be done to a page in a view. */
struct xen_hvm_altp2m_mem_access {
    uint16_t view;           /* IN: the view */
    uint16_t access;         /* IN/OUT: the access, an `xenmem_access_t` */
    uint32_t pad;
    uint64_t gfn;            /* IN: the frame; => gfn */
};
/* Short name of `struct xen_hvm_altp2m_mem_access`. */
typedef struct xen_hvm_altp2m_mem_access xen_hvm_altp2m_mem_access_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_mem_access_t);

/* What may be done to several pages in a view. */
struct xen_hvm_altp2m_set_mem_access_multi {
    uint16_t view;           /* IN: the view */
    uint16_t pad;
    uint32_t nr;             /* IN: how many pages */
    uint64_t opaque;         /* IN/OUT: 0 at first; how far Xen has come */
    XEN_GUEST_HANDLE(const_uint64) pfn_list; /* IN: their frames; => memory IN [nr] */
    XEN_GUEST_HANDLE(const_uint8) access_list; /* IN: the access to each, an `xenmem_access_t`; => memory IN [nr] */
};

/* The page that a view shows at a frame. */
struct xen_hvm_altp2m_change_gfn {
    uint16_t view;           /* IN: the view */
    uint16_t pad1;
    uint32_t pad2;
    uint64_t old_gfn;        /* IN: the frame; => gfn */
    uint64_t new_gfn;        /* IN: the frame of the ordinary view whose page it shows, or all ones for its own; => gfn */
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
    uint8_t visible;         /* IN: 1 if it may, 0 if not */
    uint8_t pad;
};

/* Whether a page's access in a view goes to the monitor, though the vCPU could be told by an exception. */
struct xen_hvm_altp2m_suppress_ve {
    uint16_t view;           /* IN: the view */
    uint8_t suppress_ve;     /* IN/OUT: 1 if there is no exception, 0 if there is */
    uint8_t pad1;
    uint32_t pad2;
    uint64_t gfn;            /* IN: the frame; => gfn */
};

/* Whether access to a range of pages in a view goes to the monitor, though the vCPU could be told by an exception. */
struct xen_hvm_altp2m_suppress_ve_multi {
    uint16_t view;           /* IN: the view */
    uint8_t suppress_ve;     /* IN: 1 if there is no exception, 0 if there is */
    uint8_t pad1;
    int32_t first_error;     /* IN/OUT: 0 at first; the first negative error there was */
    uint64_t first_gfn;      /* IN/OUT: the first frame; how far Xen has come; => gfn */
    uint64_t last_gfn;       /* IN/OUT: the last frame, made less if the machine has fewer; => gfn */
    uint64_t first_error_gfn; /* OUT: the frame that the error is about; => gfn */
};

/* What to do with views. */
/* ` enum xen_hvm_altp2m_cmd { // HVMOP_altp2m_* */
#define HVMOP_altp2m_get_domain_state      1 /* Tell whether a domain has views. */
#define HVMOP_altp2m_set_domain_state      2 /* Give a domain views, or take them away. */
#define HVMOP_altp2m_vcpu_enable_notify    3 /* Let a vCPU be told by an exception. */
#define HVMOP_altp2m_create_p2m            4 /* Make a view. */
#define HVMOP_altp2m_destroy_p2m           5 /* Remove a view. */
#define HVMOP_altp2m_switch_p2m            6 /* Let all vCPUs use a view. */
#define HVMOP_altp2m_set_mem_access        7 /* Set the access to a page in a view. */
#define HVMOP_altp2m_change_gfn            8 /* Let a view show another page. */
#define HVMOP_altp2m_set_mem_access_multi  9 /* Set the access to several pages in a view. */
#define HVMOP_altp2m_set_suppress_ve      10 /* Say who is told about a page. */
#define HVMOP_altp2m_get_suppress_ve      11 /* Tell who is told about a page. */
#define HVMOP_altp2m_get_mem_access       12 /* Tell the access to a page in a view. */
#define HVMOP_altp2m_vcpu_disable_notify  13 /* No longer let a vCPU be told by an exception. */
#define HVMOP_altp2m_get_p2m_idx          14 /* Tell which view a vCPU uses. */
#define HVMOP_altp2m_set_suppress_ve_multi 15 /* Say who is told about a range of pages. */
#define HVMOP_altp2m_set_visibility       16 /* Say whether the guest itself may switch to a view. */
/* ` } */

/* Argument of `HVMOP_altp2m`. */
struct xen_hvm_altp2m_op {
    uint32_t version;        /* IN: `HVMOP_ALTP2M_INTERFACE_VERSION` */
    uint32_t cmd;            /* IN: what to do; => enum xen_hvm_altp2m_cmd */
    domid_t domain;          /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad1;
    uint32_t pad2;
    union {
        struct xen_hvm_altp2m_domain_state domain_state; /* HVMOP_altp2m_get_domain_state, HVMOP_altp2m_set_domain_state: the answer */
        struct xen_hvm_altp2m_vcpu_enable_notify enable_notify; /* HVMOP_altp2m_vcpu_enable_notify: the vCPU */
        struct xen_hvm_altp2m_view view; /* HVMOP_altp2m_create_p2m, HVMOP_altp2m_destroy_p2m, HVMOP_altp2m_switch_p2m: the view */
#if __XEN_INTERFACE_VERSION__ < 0x00040a00
        struct xen_hvm_altp2m_set_mem_access set_mem_access; /* the older form of `mem_access` */
#endif
        struct xen_hvm_altp2m_mem_access mem_access; /* HVMOP_altp2m_set_mem_access, HVMOP_altp2m_get_mem_access: the page */
        struct xen_hvm_altp2m_change_gfn change_gfn; /* HVMOP_altp2m_change_gfn: the page */
        struct xen_hvm_altp2m_set_mem_access_multi set_mem_access_multi; /* HVMOP_altp2m_set_mem_access_multi: the pages */
        struct xen_hvm_altp2m_suppress_ve suppress_ve; /* HVMOP_altp2m_set_suppress_ve, HVMOP_altp2m_get_suppress_ve: the page */
        struct xen_hvm_altp2m_suppress_ve_multi suppress_ve_multi; /* HVMOP_altp2m_set_suppress_ve_multi: the pages */
        struct xen_hvm_altp2m_vcpu_disable_notify disable_notify; /* HVMOP_altp2m_vcpu_disable_notify: the vCPU */
        struct xen_hvm_altp2m_get_vcpu_p2m_idx get_vcpu_p2m_idx; /* HVMOP_altp2m_get_p2m_idx: the vCPU */
        struct xen_hvm_altp2m_set_visibility set_visibility; /* HVMOP_altp2m_set_visibility: the view */
        uint8_t pad[64];
    } u;                     /* IN/OUT: what it is done to; => by cmd */
};
/* Short name of `struct xen_hvm_altp2m_op`. */
typedef struct xen_hvm_altp2m_op xen_hvm_altp2m_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_hvm_altp2m_op_t);

#endif /* __XEN_PUBLIC_HVM_HVM_OP_H__ */
