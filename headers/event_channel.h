/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Event channels: interrupts from other domains, from Xen, from a guest's own vCPUs and from
 * devices.
 */

#ifndef __XEN_PUBLIC_EVENT_CHANNEL_H__
#define __XEN_PUBLIC_EVENT_CHANNEL_H__

#include "xen.h"

/*
 * `incontents 150 evtchn Event Channels
 *
 * Event channels are Xen's interrupts. An event channel delivers a one-bit notification: its port
 * is pending or it is not. A domain names its channels by small numbers, the *ports*. Port 0 is
 * never used, so 0 can mean "none". What a port is bound to determines what makes it pending:
 *
 * - **interdomain**: two ports, in two domains or in one, form a channel; `EVTCHNOP_send` on one
 *   makes the other pending;
 * - **virq**: Xen raises a virtual interrupt, such as a timer (`VIRQ_*` in `xen.h`);
 * - **pirq**: a physical interrupt arrives, in a domain that drives hardware;
 * - **ipi**: the domain sends it to one of its own vCPUs.
 *
 * An interdomain channel takes two steps. One domain allocates an unbound port and names the domain
 * that may bind to it (`EVTCHNOP_alloc_unbound`). It passes the number to that domain, usually
 * through xenstore, and the peer binds (`EVTCHNOP_bind_interdomain`).
 *
 * Every port has a *pending* and a *mask* bit in memory shared by guest and Xen. An unmasked port
 * that becomes pending causes an upcall on the vCPU that the port notifies. A port that is already
 * pending, or masked, causes none. A guest clears the pending bit *before* it looks for work, or it
 * loses an event. It unmasks with `EVTCHNOP_unmask` if the port may notify another vCPU.
 *
 * Two ABIs define where the bits are. The *2-level* ABI is in use from the start: two bitmaps in
 * `struct shared_info` and a selector word per vCPU, for 1024 or 4096 ports
 * (`EVTCHN_2L_NR_CHANNELS`). The *FIFO* ABI has a word per port, in an array that the guest
 * provides page by page, and a queue per priority and vCPU that keeps the order of arrival, for up
 * to 131072 ports. A domain switches to it with `EVTCHNOP_init_control` and back with
 * `EVTCHNOP_reset`.
 *
 * A restored or migrated domain has lost all its event channels: it must bind them anew, and set
 * the FIFO ABI up anew.
 *
 * Under a Flask policy, any of these operations may also fail with EACCES.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_event_channel_op(enum event_channel_op cmd, void *args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args the operation's argument
 *
 * Allocates, binds, signals and closes event channels.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_event_channel_op`. */
/* ` enum event_channel_op { // EVTCHNOP_* => struct evtchn_* */
#define EVTCHNOP_bind_interdomain 0
#define EVTCHNOP_bind_virq        1
#define EVTCHNOP_bind_pirq        2
#define EVTCHNOP_close            3
#define EVTCHNOP_send             4
#define EVTCHNOP_status           5
#define EVTCHNOP_alloc_unbound    6
#define EVTCHNOP_bind_ipi         7
#define EVTCHNOP_bind_vcpu        8
#define EVTCHNOP_unmask           9
#define EVTCHNOP_reset           10
#define EVTCHNOP_init_control    11
#define EVTCHNOP_expand_array    12
#define EVTCHNOP_set_priority    13
#ifdef __XEN__
/* EVTCHNOP_reset_cont: Continues an interrupted reset; used by the hypervisor only. */
#define EVTCHNOP_reset_cont      14 /* ` => struct evtchn_reset */
#endif
/* ` } */

/* An event channel port, local to its domain; 0 means none. */
typedef uint32_t evtchn_port_t; /* ` distinct */
DEFINE_XEN_GUEST_HANDLE(evtchn_port_t);

/*
 * EVTCHNOP_alloc_unbound: Allocates an unbound port in `dom` that `remote_dom` may bind to.
 *
 * An event sent on the port before the peer has bound is dropped, without an error. An unprivileged
 * caller allocates in its own domain (`DOMID_SELF`); a toolstack allocates in the domains that it
 * builds. Both members may name the same domain, for a loopback channel.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back; if it was not written back, the port is
 *           allocated
 *   ESRCH   domain `dom` does not exist
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  `dom` is being destroyed
 *   ENOSPC  `dom` has no free port: its ABI or its toolstack limits their number
 *   ENOMEM  Xen is out of memory
 */
struct evtchn_alloc_unbound {
    domid_t dom;             /* IN: the domain in which to allocate the port; `DOMID_SELF` for the
                                caller */
    domid_t remote_dom;      /* IN: the domain that may bind to the port; `DOMID_SELF` for the
                                caller */
    evtchn_port_t port;      /* OUT: the new port, in `dom` */
};
/* Short name of `struct evtchn_alloc_unbound`. */
typedef struct evtchn_alloc_unbound evtchn_alloc_unbound_t;

/*
 * EVTCHNOP_bind_interdomain: Allocates a port and binds it to an unbound port of another domain.
 *
 * The remote port must have been allocated with the caller as its `remote_dom`. Events sent on it
 * before were dropped, so Xen makes the new port pending once: the first event may be spurious.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back; if it was not written back, the ports
 *           are bound
 *   ESRCH   domain `remote_dom` does not exist
 *   EINVAL  `remote_port` does not exist, is not unbound, or is reserved for another domain; or the
 *           caller is being destroyed
 *   ENOSPC  the caller has no free port
 *   ENOMEM  Xen is out of memory
 */
struct evtchn_bind_interdomain {
    domid_t remote_dom;        /* IN: the remote domain; `DOMID_SELF` for a loopback channel */
    evtchn_port_t remote_port; /* IN: the unbound port of that domain */
    evtchn_port_t local_port;  /* OUT: the new port of the caller */
};
/* Short name of `struct evtchn_bind_interdomain`. */
typedef struct evtchn_bind_interdomain evtchn_bind_interdomain_t;

/*
 * EVTCHNOP_bind_virq: Allocates a port and binds it to a virtual interrupt.
 *
 * A VIRQ is per vCPU, per domain or global, as listed in `xen.h`. A per-vCPU VIRQ can be bound once
 * on every vCPU, and cannot be moved. The others are bound once, on vCPU 0, and can be moved with
 * `EVTCHNOP_bind_vcpu`. A global VIRQ is delivered to one domain: the hardware domain, unless the
 * toolstack has chosen another. Before Xen 4.21, any domain could bind a global VIRQ without ever
 * receiving it.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back; if it was not written back, the port is
 *           bound
 *   EINVAL  `virq` does not exist; it is not per vCPU and `vcpu` is not 0; or the caller is being
 *           destroyed
 *   ENOENT  the caller has no vCPU `vcpu`
 *   EBUSY   the VIRQ is global and assigned to another domain, since Xen 4.21
 *   EEXIST  a port is already bound to this VIRQ on this vCPU
 *   ENOSPC  the caller has no free port
 *   ENOMEM  Xen is out of memory
 */
struct evtchn_bind_virq {
    uint32_t virq;           /* IN: the virtual interrupt; => enum virq */
    uint32_t vcpu;           /* IN: the vCPU to notify; 0 unless the VIRQ is per vCPU */
    evtchn_port_t port;      /* OUT: the new port */
};
/* Short name of `struct evtchn_bind_virq`. */
typedef struct evtchn_bind_virq evtchn_bind_virq_t;

/* Flags for `EVTCHNOP_bind_pirq`. */
/* ` flags evtchn_bind_pirq_flags { // BIND_PIRQ__* */
#define BIND_PIRQ__WILL_SHARE 1 /* Other domains may bind the interrupt too. */
/* ` } */

/*
 * EVTCHNOP_bind_pirq: Allocates a port and binds it to a physical interrupt.
 *
 * The PIRQ is the domain's own number of the interrupt, as returned by `PHYSDEVOP_map_pirq`. An HVM
 * guest may bind any of its PIRQs; a PV guest needs permission for the interrupt.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back; if it was not written back, the
 *               port is bound
 *   EINVAL      the PIRQ is out of range or not set up, or the caller is being destroyed
 *   EPERM       the caller may not use this interrupt
 *   EEXIST      a port is already bound to this PIRQ
 *   EBUSY       another domain has bound the interrupt, and not both have set
 *               `BIND_PIRQ__WILL_SHARE`
 *   ENOSPC      the caller has no free port
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the architecture has no PIRQs (Arm)
 */
struct evtchn_bind_pirq {
    uint32_t pirq;           /* IN: the caller's PIRQ */
    uint32_t flags;          /* IN: flags; => flags evtchn_bind_pirq_flags */
    evtchn_port_t port;      /* OUT: the new port */
};
/* Short name of `struct evtchn_bind_pirq`. */
typedef struct evtchn_bind_pirq evtchn_bind_pirq_t;

/*
 * EVTCHNOP_bind_ipi: Allocates a port for interrupts between the caller's own vCPUs.
 *
 * `EVTCHNOP_send` makes the port pending. The port always notifies this vCPU and cannot be moved.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back; if it was not written back, the port is
 *           bound
 *   ENOENT  the caller has no vCPU `vcpu`
 *   EINVAL  the caller is being destroyed
 *   ENOSPC  the caller has no free port
 *   ENOMEM  Xen is out of memory
 */
struct evtchn_bind_ipi {
    uint32_t vcpu;           /* IN: the vCPU to interrupt */
    evtchn_port_t port;      /* OUT: the new port */
};
/* Short name of `struct evtchn_bind_ipi`. */
typedef struct evtchn_bind_ipi evtchn_bind_ipi_t;

/*
 * EVTCHNOP_close: Closes a port of the caller.
 *
 * The remote port of an interdomain channel stays allocated: it becomes unbound again, and the
 * caller may bind to it anew.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the port is closed, or belongs to Xen
 */
struct evtchn_close {
    evtchn_port_t port;      /* IN: the port to close */
};
/* Short name of `struct evtchn_close`. */
typedef struct evtchn_close evtchn_close_t;

/*
 * EVTCHNOP_send: Sends an event to the remote end of a port.
 *
 * On an IPI port, the event goes to the vCPU that the port is bound to. On an unbound port, the
 * event is dropped without an error.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the port is closed, bound to a VIRQ or PIRQ, or belongs to Xen
 */
struct evtchn_send {
    evtchn_port_t port;      /* IN: the caller's port */
};
/* Short name of `struct evtchn_send`. */
typedef struct evtchn_send evtchn_send_t;

/* The states of a port. */
/* ` enum evtchn_channel_state { // EVTCHNSTAT_* */
#define EVTCHNSTAT_closed      0 /* The port is free. */
#define EVTCHNSTAT_unbound     1 /* The port is unbound: it waits for its peer to bind. */
#define EVTCHNSTAT_interdomain 2 /* The port is bound to a port of another domain, or of the same
                                    one. */
#define EVTCHNSTAT_pirq        3 /* The port is bound to a physical interrupt. */
#define EVTCHNSTAT_virq        4 /* The port is bound to a virtual interrupt. */
#define EVTCHNSTAT_ipi         5 /* The port is bound to a vCPU of its own domain. */
/* ` } */

/*
 * EVTCHNOP_status: Returns the state of a port.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   domain `dom` does not exist
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  the domain has never allocated this port
 */
struct evtchn_status {
    domid_t dom;             /* IN: the domain that owns the port; `DOMID_SELF` for the caller */
    evtchn_port_t port;      /* IN: the port */
    uint32_t status;         /* OUT: the state; => enum evtchn_channel_state */
    uint32_t vcpu;           /* OUT: the vCPU that the port notifies */
    union {
        struct {
            domid_t dom;             /* the domain that may bind */
        } unbound;                   /* EVTCHNSTAT_unbound: the expected peer */
        struct {
            domid_t dom;             /* the remote domain */
            evtchn_port_t port;      /* the remote port */
        } interdomain;               /* EVTCHNSTAT_interdomain: the remote end */
        uint32_t pirq;               /* EVTCHNSTAT_pirq: the domain's PIRQ */
        uint32_t virq;               /* EVTCHNSTAT_virq: the VIRQ; => enum virq */
    } u;                     /* OUT: details of the state; unchanged if it has none; => by status */
};
/* Short name of `struct evtchn_status`. */
typedef struct evtchn_status evtchn_status_t;

/*
 * EVTCHNOP_bind_vcpu: Sets the vCPU that a port notifies.
 *
 * A new port notifies vCPU 0, even if its number was used before. IPI ports and ports of per-vCPU
 * VIRQs cannot be moved.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOENT  the caller has no vCPU `vcpu`
 *   EINVAL  the port is closed, cannot be moved, or belongs to Xen
 */
struct evtchn_bind_vcpu {
    evtchn_port_t port;      /* IN: the port */
    uint32_t vcpu;           /* IN: the vCPU to notify */
};
/* Short name of `struct evtchn_bind_vcpu`. */
typedef struct evtchn_bind_vcpu evtchn_bind_vcpu_t;

/*
 * EVTCHNOP_unmask: Unmasks a port, and delivers the event if it is pending.
 *
 * The vCPU that the port notifies can clear the mask bit itself, which is cheaper, if it checks the
 * pending bit afterwards.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the domain has never allocated this port
 */
struct evtchn_unmask {
    evtchn_port_t port;      /* IN: the port to unmask */
};
/* Short name of `struct evtchn_unmask`. */
typedef struct evtchn_unmask evtchn_unmask_t;

/*
 * EVTCHNOP_reset: Closes all ports of a domain and returns it to the 2-level ABI.
 *
 * A kernel starts with this after a kexec. No port may be bound meanwhile. A domain other than the
 * caller must be paused. Xen no longer accesses the pages of the FIFO ABI.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   domain `dom` does not exist
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  `dom` is another domain and is not paused
 *   EBUSY   the domain is being reset already
 *   EAGAIN  a port was bound meanwhile; the ABI is unchanged, call again
 */
struct evtchn_reset {
    domid_t dom;             /* IN: the domain to reset; `DOMID_SELF` for the caller */
};
/* Short name of `struct evtchn_reset`. */
typedef struct evtchn_reset evtchn_reset_t;

/*
 * EVTCHNOP_init_control: Sets the FIFO control block of one vCPU.
 *
 * The first call switches the domain to the FIFO ABI. Each vCPU needs a control block before it can
 * be notified. The event array is empty after the first call; `EVTCHNOP_expand_array` adds pages.
 * Switch before any port is bound. Events that were pending are raised again once the array covers
 * their port.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back; if it was not written back, the block
 *           is in use
 *   ENOENT  the caller has no vCPU `vcpu`
 *   EINVAL  the block crosses a page boundary or is not aligned to 8 bytes, the frame is not
 *           writable memory of the caller, or this vCPU already has a block
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen and other vCPUs write to the block until `EVTCHNOP_reset`: it must be used for nothing
 *   else.
 */
struct evtchn_init_control {
    uint64_t control_gfn;    /* IN: the frame of the `struct evtchn_fifo_control_block`; => gfn */
    uint32_t offset;         /* IN: the offset of the block in the frame, in bytes: a multiple of
                                8 */
    uint32_t vcpu;           /* IN: the vCPU of the block */
    uint8_t link_bits;       /* OUT: the number of link bits of an event word:
                                `EVTCHN_FIFO_LINK_BITS` */
    uint8_t _pad[7];
};
/* Short name of `struct evtchn_init_control`. */
typedef struct evtchn_init_control evtchn_init_control_t;

/*
 * EVTCHNOP_expand_array: Adds a page to the FIFO event array, for 1024 more ports.
 *
 * Events that were raised while their word did not exist are raised again.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   EOPNOTSUPP  the domain uses the 2-level ABI
 *   EINVAL      the frame is not writable memory of the caller
 *   ENOSPC      the array already has 128 pages
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   Xen writes event words to the frame until `EVTCHNOP_reset`. Initialise the page to zeros or, to
 *   mask all of its ports at first, with `EVTCHN_FIFO_MASKED` set in every word.
 */
struct evtchn_expand_array {
    uint64_t array_gfn;      /* IN: the frame of the page; => gfn */
};
/* Short name of `struct evtchn_expand_array`. */
typedef struct evtchn_expand_array evtchn_expand_array_t;

/*
 * EVTCHNOP_set_priority: Sets the priority of a port in the FIFO ABI.
 *
 * A pending event stays in its queue.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the domain has never allocated this port, or the priority does not exist
 *   EACCES  the port is closed
 *   ENOSYS  the domain uses the 2-level ABI
 */
struct evtchn_set_priority {
    evtchn_port_t port;      /* IN: the port */
    uint32_t priority;       /* IN: 0 (`EVTCHN_FIFO_PRIORITY_MAX`) to 15
                                (`EVTCHN_FIFO_PRIORITY_MIN`) */
};
/* Short name of `struct evtchn_set_priority`. */
typedef struct evtchn_set_priority evtchn_set_priority_t;

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_event_channel_op_compat(struct evtchn_op *op)
 * ` guests pv32 pv64
 * `
 * @op IN/OUT: the operation and its argument
 *
 * Performs an operation, in the form used before interface version 0x00030202.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOSYS  the operation is not one of the ten oldest ones
 */
/* An operation and its argument, for `HYPERVISOR_event_channel_op_compat`. */
struct evtchn_op {
    uint32_t cmd;            /* IN: the operation; => enum event_channel_op */
    union {
        evtchn_alloc_unbound_t alloc_unbound;       /* EVTCHNOP_alloc_unbound: its argument */
        evtchn_bind_interdomain_t bind_interdomain; /* EVTCHNOP_bind_interdomain: its argument */
        evtchn_bind_virq_t bind_virq;               /* EVTCHNOP_bind_virq: its argument */
        evtchn_bind_pirq_t bind_pirq;               /* EVTCHNOP_bind_pirq: its argument */
        evtchn_bind_ipi_t bind_ipi;                 /* EVTCHNOP_bind_ipi: its argument */
        evtchn_close_t close;                       /* EVTCHNOP_close: its argument */
        evtchn_send_t send;                         /* EVTCHNOP_send: its argument */
        evtchn_status_t status;                     /* EVTCHNOP_status: its argument */
        evtchn_bind_vcpu_t bind_vcpu;               /* EVTCHNOP_bind_vcpu: its argument */
        evtchn_unmask_t unmask;                     /* EVTCHNOP_unmask: its argument */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct evtchn_op`. */
typedef struct evtchn_op evtchn_op_t;
DEFINE_XEN_GUEST_HANDLE(evtchn_op_t);

/* The number of ports of the 2-level ABI: 1024 on 32-bit x86, otherwise 4096. */
#define EVTCHN_2L_NR_CHANNELS (sizeof(xen_ulong_t) * sizeof(xen_ulong_t) * 64)

/* The highest priority. */
#define EVTCHN_FIFO_PRIORITY_MAX     0
/* The initial priority of a port. */
#define EVTCHN_FIFO_PRIORITY_DEFAULT 7
/* The lowest priority. */
#define EVTCHN_FIFO_PRIORITY_MIN     15

/* The number of queues of a vCPU in the FIFO ABI: one per priority. */
#define EVTCHN_FIFO_MAX_QUEUES (EVTCHN_FIFO_PRIORITY_MIN + 1)

/* The FIFO event word of a port: four state bits, and the next port in the queue. */
typedef uint32_t event_word_t;

/* Bit of an event word: the port is pending. */
#define EVTCHN_FIFO_PENDING 31
/* Bit of an event word: the port is masked. */
#define EVTCHN_FIFO_MASKED  30
/* Bit of an event word: the port is in a queue. */
#define EVTCHN_FIFO_LINKED  29
/* Bit of an event word: the port is being added to a queue. */
#define EVTCHN_FIFO_BUSY    28

/* The number of bits of the link field of an event word. */
#define EVTCHN_FIFO_LINK_BITS 17
/* Mask of the link field of an event word: the next port in the queue. */
#define EVTCHN_FIFO_LINK_MASK ((1 << EVTCHN_FIFO_LINK_BITS) - 1)

/* The number of ports of the FIFO ABI. */
#define EVTCHN_FIFO_NR_CHANNELS (1 << EVTCHN_FIFO_LINK_BITS)

/* The FIFO control block of a vCPU, which `EVTCHNOP_init_control` registers. */
struct evtchn_fifo_control_block {
    uint32_t ready;          /* bit n is set if the queue of priority n is not empty */
    uint32_t _rsvd;
    uint32_t head[EVTCHN_FIFO_MAX_QUEUES]; /* the first port of each queue; 0 if it is empty */
};
/* Short name of `struct evtchn_fifo_control_block`. */
typedef struct evtchn_fifo_control_block evtchn_fifo_control_block_t;

#endif /* __XEN_PUBLIC_EVENT_CHANNEL_H__ */
