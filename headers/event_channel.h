/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Event channels: the interrupts of a guest, from other domains, from Xen, from its own processors and from real devices.
 */

#ifndef __XEN_PUBLIC_EVENT_CHANNEL_H__
#define __XEN_PUBLIC_EVENT_CHANNEL_H__

#include "xen.h"

/*
 * `incontents 150 evtchn Event Channels
 *
 * An event channel is one bit of news: pending or not. A domain knows its channels by small numbers, the *ports*; port 0 is
 * never used, so 0 can stand for none. What makes the bit go from 0 to 1 depends on what the port is bound to:
 *
 * - **interdomain**: two ports, one in each domain (or both in one), form a wire; `EVTCHNOP_send` on one end raises the other;
 * - **virq**: Xen raises it for a reason of its own, such as a timer (`VIRQ_*` in `xen.h`);
 * - **pirq**: a real interrupt line raises it, in a domain that drives hardware;
 * - **ipi**: the domain raises it itself, to reach one of its own virtual processors.
 *
 * A wire is made in two steps. One side allocates a port that names the only domain allowed to bind (`EVTCHNOP_alloc_unbound`),
 * tells that domain the number by some other way, usually xenstore, and the peer binds (`EVTCHNOP_bind_interdomain`).
 *
 * Every port has a *pending* and a *mask* bit in memory that guest and Xen share. Raising an unmasked port interrupts the
 * processor that the port notifies. Raising a pending or a masked port interrupts nobody: the guest clears the bit *before* it
 * looks for work, and unmasks through `EVTCHNOP_unmask` where the port may belong to another processor, or it loses an event.
 *
 * The bits live in one of two layouts. The *2-level* one is there from the start: two bit arrays in `struct shared_info` and a
 * selector word per processor, enough for 1024 or 4096 ports (`EVTCHN_2L_NR_CHANNELS`). The *FIFO* one has a word per port in
 * an array that the guest provides page by page, sixteen priorities, and queues that keep the order of arrival, up to 131072
 * ports; a domain changes to it with `EVTCHNOP_init_control` and back with `EVTCHNOP_reset`.
 *
 * Any of these operations may also fail with EACCES, where the system runs a Flask policy that forbids it.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_event_channel_op(enum event_channel_op cmd, void *args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args the operation's argument, a structure named after it
 *
 * Allocates, binds, raises and closes event channels.
 *
 * Errors:
 *   ENOSYS  no operation has the number `cmd`
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
/* EVTCHNOP_reset_cont: Carries on an interrupted reset; the hypervisor calls this itself. */
#define EVTCHNOP_reset_cont      14 /* ` => struct evtchn_reset */
#endif
/* ` } */

/* The number of an event channel within its domain; 0 is none. */
typedef uint32_t evtchn_port_t; /* ` distinct */
DEFINE_XEN_GUEST_HANDLE(evtchn_port_t);

/*
 * EVTCHNOP_alloc_unbound: Allocates a port in `dom` to which `remote_dom`, and nobody else, may bind.
 *
 * Sending on the port before the peer has bound is no error; the event is dropped. An unprivileged caller allocates for itself
 * (`DOMID_SELF`); a toolstack does it for the domains that it builds. Both fields may name the same domain, which then talks to
 * itself.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back; in the second case the port is allocated and its number lost
 *   ESRCH   no domain is called `dom`
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  `dom` is being destroyed
 *   ENOSPC  `dom` has used all the ports that its layout or its toolstack allows
 *   ENOMEM  Xen has no memory for another group of ports
 */
struct evtchn_alloc_unbound {
    domid_t dom;             /* IN: the domain that will own the port; `DOMID_SELF` for the caller */
    domid_t remote_dom;      /* IN: the only domain that may bind to it; `DOMID_SELF` for the caller */
    evtchn_port_t port;      /* OUT: the new port, a number of `dom` */
};
/* The argument of `EVTCHNOP_alloc_unbound` under its short name. */
typedef struct evtchn_alloc_unbound evtchn_alloc_unbound_t;

/*
 * EVTCHNOP_bind_interdomain: Allocates a port of the caller and wires it to a waiting port of another domain.
 *
 * The far port must have been allocated with the caller as its `remote_dom`. What was sent on it in the meantime is gone, so
 * Xen raises the caller's new port once, whether or not there was anything: treat the first event as a question and look for
 * work.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back; in the second case the ports are bound and the number lost
 *   ESRCH   no domain is called `remote_dom`
 *   EINVAL  `remote_port` does not exist, is not waiting, or waits for somebody else; or the caller is being destroyed
 *   ENOSPC  the caller has used all its ports
 *   ENOMEM  Xen has no memory for another group of ports
 */
struct evtchn_bind_interdomain {
    domid_t remote_dom;        /* IN: the domain at the far end; `DOMID_SELF` for a wire to oneself */
    evtchn_port_t remote_port; /* IN: the port waiting there */
    evtchn_port_t local_port;  /* OUT: the caller's end of the wire */
};
/* The argument of `EVTCHNOP_bind_interdomain` under its short name. */
typedef struct evtchn_bind_interdomain evtchn_bind_interdomain_t;

/*
 * EVTCHNOP_bind_virq: Allocates a port of the caller that a virtual interrupt will raise.
 *
 * A virtual interrupt is per vCPU, per domain, or global; the list in `xen.h` says which is which. One per vCPU may be bound
 * once on every vCPU and stays with it. The others are bound once, on vCPU 0, and may be moved afterwards with
 * `EVTCHNOP_bind_vcpu`. A global one arrives in a single domain: the hardware domain, unless the toolstack has chosen another.
 * Before Xen 4.21, every domain could bind it, without ever receiving it.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back; in the second case the port is bound and its number lost
 *   EINVAL  no virtual interrupt has the number `virq`, or it is not per vCPU and `vcpu` is not 0, or the caller is being destroyed
 *   ENOENT  the caller has no processor `vcpu`
 *   EBUSY   the interrupt is global, and another domain receives it, since Xen 4.21
 *   EEXIST  a port is bound to this interrupt on this processor already
 *   ENOSPC  the caller has used all its ports
 *   ENOMEM  Xen has no memory for another group of ports
 */
struct evtchn_bind_virq {
    uint32_t virq;           /* IN: the virtual interrupt; => enum virq */
    uint32_t vcpu;           /* IN: the processor to notify, 0 for an interrupt of the whole domain */
    evtchn_port_t port;      /* OUT: the new port */
};
/* The argument of `EVTCHNOP_bind_virq` under its short name. */
typedef struct evtchn_bind_virq evtchn_bind_virq_t;

/* How a real interrupt line is taken. */
/* ` flags evtchn_bind_pirq_flags { // BIND_PIRQ__* */
#define BIND_PIRQ__WILL_SHARE 1 /* Other domains may take the same line too. */
/* ` } */

/*
 * EVTCHNOP_bind_pirq: Allocates a port of the caller that a real interrupt will raise.
 *
 * The line is named by the number under which the domain knows it, which `PHYSDEVOP_map_pirq` gives out. A domain with hardware
 * emulated for it may bind any of its numbers; a paravirtualised one needs permission for the line.
 *
 * Errors:
 *   EFAULT      the argument could not be read, or not written back; in the second case the port is bound and its number lost
 *   EINVAL      the number is beyond those of the domain, the line is not set up, or the caller is being destroyed
 *   EPERM       the caller may not use this line
 *   EEXIST      a port is bound to this line already
 *   EBUSY       another domain has the line, and the two have not both agreed to share it
 *   ENOSPC      the caller has used all its ports
 *   ENOMEM      Xen ran out of memory
 *   EOPNOTSUPP  this machine has no such interrupts for guests, as on Arm
 */
struct evtchn_bind_pirq {
    uint32_t pirq;           /* IN: the caller's number of the interrupt line */
    uint32_t flags;          /* IN: whether the line may be shared; => flags evtchn_bind_pirq_flags */
    evtchn_port_t port;      /* OUT: the new port */
};
/* The argument of `EVTCHNOP_bind_pirq` under its short name. */
typedef struct evtchn_bind_pirq evtchn_bind_pirq_t;

/*
 * EVTCHNOP_bind_ipi: Allocates a port of the caller that interrupts one of its own processors.
 *
 * The port is raised with `EVTCHNOP_send`, and notifies this processor for as long as it lives.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back; in the second case the port is bound and its number lost
 *   ENOENT  the caller has no processor `vcpu`
 *   EINVAL  the caller is being destroyed
 *   ENOSPC  the caller has used all its ports
 *   ENOMEM  Xen has no memory for another group of ports
 */
struct evtchn_bind_ipi {
    uint32_t vcpu;           /* IN: the processor to interrupt */
    evtchn_port_t port;      /* OUT: the new port */
};
/* The argument of `EVTCHNOP_bind_ipi` under its short name. */
typedef struct evtchn_bind_ipi evtchn_bind_ipi_t;

/*
 * EVTCHNOP_close: Frees a port of the caller.
 *
 * The far end of a wire is not closed with it: that port goes back to waiting for the caller, who may bind to it again.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the port is not in use, or belongs to Xen
 */
struct evtchn_close {
    evtchn_port_t port;      /* IN: the port to free */
};
/* The argument of `EVTCHNOP_close` under its short name. */
typedef struct evtchn_close evtchn_close_t;

/*
 * EVTCHNOP_send: Raises the far end of a wire, or the processor behind an ipi port.
 *
 * On a port that still waits for its peer the event is dropped without an error.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the port is not in use, is bound to an interrupt, or belongs to Xen
 */
struct evtchn_send {
    evtchn_port_t port;      /* IN: the caller's end */
};
/* The argument of `EVTCHNOP_send` under its short name. */
typedef struct evtchn_send evtchn_send_t;

/* What a port is bound to. */
/* ` enum evtchn_channel_state { // EVTCHNSTAT_* */
#define EVTCHNSTAT_closed      0 /* The port is free. */
#define EVTCHNSTAT_unbound     1 /* The port waits for a peer. */
#define EVTCHNSTAT_interdomain 2 /* The port is one end of a wire. */
#define EVTCHNSTAT_pirq        3 /* A real interrupt raises the port. */
#define EVTCHNSTAT_virq        4 /* A virtual interrupt raises the port. */
#define EVTCHNSTAT_ipi         5 /* The domain raises the port itself. */
/* ` } */

/*
 * EVTCHNOP_status: Tells what a port is bound to.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   no domain is called `dom`
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  the domain never had a port of this number
 */
struct evtchn_status {
    domid_t dom;             /* IN: the domain that owns the port; `DOMID_SELF` for the caller */
    evtchn_port_t port;      /* IN: the port in question */
    uint32_t status;         /* OUT: what the port is bound to; => enum evtchn_channel_state */
    uint32_t vcpu;           /* OUT: the processor that the port notifies */
    union {
        struct {
            domid_t dom;             /* the domain that may bind */
        } unbound;                   /* EVTCHNSTAT_unbound: whom the port waits for */
        struct {
            domid_t dom;             /* the domain at the far end */
            evtchn_port_t port;      /* the port there */
        } interdomain;               /* EVTCHNSTAT_interdomain: where the wire leads */
        uint32_t pirq;               /* EVTCHNSTAT_pirq: the interrupt line, by the domain's own number */
        uint32_t virq;               /* EVTCHNSTAT_virq: the virtual interrupt; => enum virq */
    } u;                     /* OUT: the particulars of the binding, untouched for the states that have none; => by status */
};
/* The argument of `EVTCHNOP_status` under its short name. */
typedef struct evtchn_status evtchn_status_t;

/*
 * EVTCHNOP_bind_vcpu: Chooses the processor that a port notifies.
 *
 * A new port notifies processor 0, also when its number was used before. A port bound to an ipi, or to a virtual interrupt that
 * is one per processor, cannot be moved.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOENT  the caller has no processor `vcpu`
 *   EINVAL  the port is not in use, cannot be moved, or belongs to Xen
 */
struct evtchn_bind_vcpu {
    evtchn_port_t port;      /* IN: the port to move */
    uint32_t vcpu;           /* IN: the processor to notify from now on */
};
/* The argument of `EVTCHNOP_bind_vcpu` under its short name. */
typedef struct evtchn_bind_vcpu evtchn_bind_vcpu_t;

/*
 * EVTCHNOP_unmask: Clears the mask of a port, and delivers the event if one is pending.
 *
 * Clearing the bit oneself is cheaper and right only on the processor that the port notifies, with a look at the pending bit
 * after it.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the domain never had a port of this number
 */
struct evtchn_unmask {
    evtchn_port_t port;      /* IN: the port to unmask */
};
/* The argument of `EVTCHNOP_unmask` under its short name. */
typedef struct evtchn_unmask evtchn_unmask_t;

/*
 * EVTCHNOP_reset: Frees every port of a domain, and returns it to the 2-level layout.
 *
 * A new kernel starts with this, after a kexec for instance. No port should be bound while it runs. A domain other than the
 * caller must be paused. The pages that the FIFO layout used belong to the guest alone again.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   no domain is called `dom`
 *   EPERM   `dom` is another domain and the caller does not control it
 *   EINVAL  `dom` is another domain and its toolstack has not paused it
 *   EBUSY   a reset of this domain is under way
 *   EAGAIN  ports were bound in the meantime; the layout is unchanged, call again
 */
struct evtchn_reset {
    domid_t dom;             /* IN: the domain to reset; `DOMID_SELF` for the caller */
};
/* The argument of `EVTCHNOP_reset` under its short name. */
typedef struct evtchn_reset evtchn_reset_t;

/*
 * EVTCHNOP_init_control: Gives one processor its control block of the FIFO layout; the first call changes the domain's layout.
 *
 * Every processor needs a block before it can be notified. The event array is empty after the first call,
 * see `EVTCHNOP_expand_array`. Xen remembers what was pending and raises it again once the array reaches that far, but the safe
 * order is to change the layout before any port is bound.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back; in the second case the block is in use
 *   ENOENT  the caller has no processor `vcpu`
 *   EINVAL  the block crosses a page or is not aligned to 8 bytes, the frame is not writable memory of the caller, or this processor
 *           has a block already
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   Xen and the guest's other processors write to the frame from now on, until `EVTCHNOP_reset`: nothing else may live in the
 *   block.
 */
struct evtchn_init_control {
    uint64_t control_gfn;    /* IN: the frame that holds the `struct evtchn_fifo_control_block`; => gfn */
    uint32_t offset;         /* IN: where in the frame the block begins, in bytes, a multiple of 8 */
    uint32_t vcpu;           /* IN: the processor that the block serves */
    uint8_t link_bits;       /* OUT: how many low bits of an event word hold the link, `EVTCHN_FIFO_LINK_BITS` */
    uint8_t _pad[7];
};
/* The argument of `EVTCHNOP_init_control` under its short name. */
typedef struct evtchn_init_control evtchn_init_control_t;

/*
 * EVTCHNOP_expand_array: Lengthens the event array of the FIFO layout by a page, for another 1024 ports.
 *
 * Events that were raised before their word existed are raised again as the page arrives.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   EOPNOTSUPP  the domain uses the 2-level layout
 *   EINVAL      the frame is not writable memory of the caller
 *   ENOSPC      the array has its full 128 pages
 *   ENOMEM      Xen ran out of memory
 *
 * Safety:
 *   Xen writes event words to the frame from now on, until `EVTCHNOP_reset`. The page should start out as zeros or, if events
 *   are to stay quiet at first, with `EVTCHN_FIFO_MASKED` set in every word.
 */
struct evtchn_expand_array {
    uint64_t array_gfn;      /* IN: the frame to add; => gfn */
};
/* The argument of `EVTCHNOP_expand_array` under its short name. */
typedef struct evtchn_expand_array evtchn_expand_array_t;

/*
 * EVTCHNOP_set_priority: Chooses the queue of the FIFO layout in which a port's events will wait.
 *
 * An event that is pending stays in the queue it is in.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the domain never had a port of this number, or there is no such priority
 *   EACCES  the port is free
 *   ENOSYS  the domain uses the 2-level layout
 */
struct evtchn_set_priority {
    evtchn_port_t port;      /* IN: the port */
    uint32_t priority;       /* IN: from `EVTCHN_FIFO_PRIORITY_MAX` (0) to `EVTCHN_FIFO_PRIORITY_MIN` (15) */
};
/* The argument of `EVTCHNOP_set_priority` under its short name. */
typedef struct evtchn_set_priority evtchn_set_priority_t;

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_event_channel_op_compat(struct evtchn_op *op)
 * ` guests pv32 pv64
 * `
 * @op IN/OUT: the operation and its argument in one
 *
 * Performs one of the ten oldest operations, in the form that guests used before interface version 0x00030202.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOSYS  the operation is not one of the ten
 */
/* One of the ten oldest operations together with its argument. */
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
/* One of the ten oldest operations together with its argument, under its short name. */
typedef struct evtchn_op evtchn_op_t;
DEFINE_XEN_GUEST_HANDLE(evtchn_op_t);

/* How many ports the 2-level layout has: a bit for each bit of the selector word, in a word each: 1024 on 32-bit x86, else 4096. */
#define EVTCHN_2L_NR_CHANNELS (sizeof(xen_ulong_t) * sizeof(xen_ulong_t) * 64)

/* The most urgent priority of the FIFO layout. */
#define EVTCHN_FIFO_PRIORITY_MAX     0
/* The priority of a port for which none was chosen. */
#define EVTCHN_FIFO_PRIORITY_DEFAULT 7
/* The least urgent priority of the FIFO layout. */
#define EVTCHN_FIFO_PRIORITY_MIN     15

/* How many queues a processor has in the FIFO layout, one for each priority. */
#define EVTCHN_FIFO_MAX_QUEUES (EVTCHN_FIFO_PRIORITY_MIN + 1)

/* A port's word in the event array of the FIFO layout: four state bits, and the port that follows it in the queue. */
typedef uint32_t event_word_t;

/* The bit of an event word that says: an event waits to be handled. */
#define EVTCHN_FIFO_PENDING 31
/* The bit of an event word that says: the guest wants no notification for this port. */
#define EVTCHN_FIFO_MASKED  30
/* The bit of an event word that says: this port stands in a queue. */
#define EVTCHN_FIFO_LINKED  29
/* The bit of an event word that says: somebody is putting this port into a queue just now. */
#define EVTCHN_FIFO_BUSY    28

/* How many low bits of an event word hold the number of the next port in the queue. */
#define EVTCHN_FIFO_LINK_BITS 17
/* The part of an event word that holds the number of the next port in the queue. */
#define EVTCHN_FIFO_LINK_MASK ((1 << EVTCHN_FIFO_LINK_BITS) - 1)

/* How many ports the FIFO layout has. */
#define EVTCHN_FIFO_NR_CHANNELS (1 << EVTCHN_FIFO_LINK_BITS)

/* What one processor and Xen share in the FIFO layout, at the place that `EVTCHNOP_init_control` named. */
struct evtchn_fifo_control_block {
    uint32_t ready;          /* a bit for each queue that holds something; bit n for priority n */
    uint32_t _rsvd;
    uint32_t head[EVTCHN_FIFO_MAX_QUEUES]; /* the first port of each queue, or 0 */
};
/* The control block of the FIFO layout under its short name. */
typedef struct evtchn_fifo_control_block evtchn_fifo_control_block_t;

#endif /* __XEN_PUBLIC_EVENT_CHANNEL_H__ */
