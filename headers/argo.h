/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Argo: messages between domains that Xen copies, so that neither side ever maps the other's memory.
 */

#ifndef __XEN_PUBLIC_ARGO_H__
#define __XEN_PUBLIC_ARGO_H__

#include "xen.h"

/*
 * `incontents 160 argo Argo
 *
 * A receiver provides memory for a ring and registers it under a port number of its own choice, for one partner domain or for
 * any. A sender names a destination, domain and port, and hands over up to eight pieces of data; Xen copies them into the ring
 * as one message, behind a header that says who sent it, and raises `VIRQ_ARGO` in the receiver. Sender and receiver share no
 * memory and no secret, and neither can forge the source of a message.
 *
 * The ring begins with `struct xen_argo_ring`, two indices and reserved space, 64 bytes in all; the rest is a circular buffer
 * of the registered length. The receiver reads at `rx_ptr` and moves it on; Xen writes at `tx_ptr`. Both count bytes from the
 * start of the buffer, and equal indices mean an empty ring. Messages start at multiples of 16 bytes, and may run over the end
 * and go on at the start.
 *
 * A sender that finds too little room gets EAGAIN, and later a `VIRQ_ARGO` of its own, when room was made. Room is made known
 * when the receiver calls `XEN_ARGO_OP_notify`; the same operation asks about rings of others.
 *
 * Ports here have nothing to do with event channels. Domains are named by number throughout: `DOMID_SELF` is not understood.
 *
 * Argo exists where it was compiled into Xen and switched on (`argo=1` on its command line), and rings for any partner
 * need `mac-permissive=1` besides. Any operation may fail with EACCES where a Flask policy forbids it.
 */

/* As a partner: any domain. As a source: the caller itself. */
#define XEN_ARGO_DOMID_ANY DOMID_INVALID

/* The longest buffer that a ring may have, in bytes: 16 MiB. */
#define XEN_ARGO_MAX_RING_SIZE (0x1000000ULL)

/* A port: a number that a receiver chooses for a ring. */
typedef uint32_t xen_argo_port_t; /* ` distinct */

/* The number of a frame of guest memory, in 64 bits on every machine; under PV the machine frame. */
typedef uint64_t xen_argo_gfn_t; /* ` distinct gfn */

/* How many pieces of data one message may be gathered from. */
#define XEN_ARGO_MAXIOV 8U

/* One of the pieces of data from which a message is gathered. */
typedef struct xen_argo_iov {
    XEN_GUEST_HANDLE(uint8) iov_hnd; /* IN: where the data begins; => memory IN [iov_len] */
    uint32_t iov_len;                /* IN: how many bytes it has; a piece of 0 bytes is skipped */
    uint32_t pad;
} xen_argo_iov_t;

/* One end of a conversation. */
typedef struct xen_argo_addr {
    xen_argo_port_t aport;           /* IN: the port */
    domid_t domain_id;               /* IN: the domain */
    uint16_t pad;
} xen_argo_addr_t;

/* Where a message comes from and where it goes. */
typedef struct xen_argo_send_addr {
    xen_argo_addr_t src;             /* IN: the sender, whose domain must be the caller's own number or `XEN_ARGO_DOMID_ANY` */
    xen_argo_addr_t dst;             /* IN: the receiver */
} xen_argo_send_addr_t;

/* The head of the memory that was registered as a ring, followed by the buffer. */
typedef struct xen_argo_ring {
    uint32_t rx_ptr;                 /* where the receiver will read next, in bytes from the start of `ring`; access it atomically */
    uint32_t tx_ptr;                 /* where Xen will write next, in bytes from the start of `ring`; access it atomically */
    uint8_t reserved[56];
    uint8_t ring[XEN_FLEX_ARRAY_DIM]; /* the circular buffer of messages */
} xen_argo_ring_t;

/* The ring to register: the first argument of `XEN_ARGO_OP_register_ring`. */
typedef struct xen_argo_register_ring {
    xen_argo_port_t aport;           /* IN: the port under which senders will find the ring */
    domid_t partner_id;              /* IN: the one domain that may send, or `XEN_ARGO_DOMID_ANY` */
    uint16_t pad;
    uint32_t len;                    /* IN: bytes of the buffer, without the ring's head of 64: a multiple of 16, at least 48 */
} xen_argo_register_ring_t;

/* The ring to give up: the first argument of `XEN_ARGO_OP_unregister_ring`. */
typedef struct xen_argo_unregister_ring {
    xen_argo_port_t aport;           /* IN: the port of the ring */
    domid_t partner_id;              /* IN: the partner that it was registered for */
    uint16_t pad;
} xen_argo_unregister_ring_t;

/* Every message takes a multiple of this many bytes of the ring, its header included. */
#define XEN_ARGO_MSG_SLOT_SIZE 0x10

/* What Xen tells about a ring of another domain. */
/* ` flags xen_argo_ring_flags { // XEN_ARGO_RING_* */
#define XEN_ARGO_RING_EXISTS     (1U << 0) /* There is such a ring, and the caller may send to it. */
#define XEN_ARGO_RING_SHARED     (1U << 1) /* It takes messages from any domain, not from the caller alone. */
#define XEN_ARGO_RING_EMPTY      (1U << 2) /* It holds no message. */
#define XEN_ARGO_RING_SUFFICIENT (1U << 3) /* It has the room asked for, unless another sender is faster. */
#define XEN_ARGO_RING_EMSGSIZE   (1U << 4) /* It is too small ever to have the room asked for. */
#define XEN_ARGO_RING_EBUSY      (1U << 5) /* Too many domains wait for room already: no notice will come. */
/* ` } */

/* A question about one ring of another domain, and Xen's answer. */
typedef struct xen_argo_ring_data_ent {
    xen_argo_addr_t ring;            /* IN: the ring asked about */
    uint16_t flags;                  /* OUT: what is known about it; => flags xen_argo_ring_flags */
    uint16_t pad;
    uint32_t space_required;         /* IN: how many bytes of payload the caller wants to send, or 0 */
    uint32_t max_message_size;       /* OUT: how many bytes of payload an empty ring takes; untouched if there is no such ring */
} xen_argo_ring_data_ent_t;

/* Questions about rings of other domains: the argument of `XEN_ARGO_OP_notify`. */
typedef struct xen_argo_ring_data {
    uint32_t nent;                   /* IN: how many questions follow, at most 256 */
    uint32_t pad;
    xen_argo_ring_data_ent_t data[XEN_FLEX_ARRAY_DIM]; /* IN/OUT: the questions, answered in place; => memory IN/OUT [nent] */
} xen_argo_ring_data_t;

/* What stands before every message in a ring. */
struct xen_argo_ring_message_header {
    uint32_t len;                    /* bytes of the message, these 16 included and the padding at its end not */
    xen_argo_addr_t source;          /* who sent it; Xen vouches for the domain, the port is what the sender said */
    uint32_t message_type;           /* whatever the sender wanted to say with it */
    uint8_t data[XEN_FLEX_ARRAY_DIM]; /* the payload */
};

/* How a ring is registered. */
/* ` flags xen_argo_register_flags { // XEN_ARGO_REGISTER_FLAG_* */
#define XEN_ARGO_REGISTER_FLAG_FAIL_EXIST 0x1 /* Refuse if this ring is registered already, instead of replacing it. */
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_argo_op(enum xen_argo_op cmd, void *arg1, void *arg2,
 * `                    unsigned long arg3, unsigned long arg4)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg1 as the operation says
 * @arg2 as the operation says
 * @arg3 as the operation says, never more than 32 bits
 * @arg4 as the operation says, never more than 32 bits
 *
 * Registers rings, sends messages and asks about rings.
 *
 * Some failures of a send come back as 32 bits without a sign extension, so that -111 is 0x00000000ffffff91 in a 64-bit
 * register: look at the low half.
 *
 * Errors:
 *   ENOSYS      this Xen was built without Argo
 *   EOPNOTSUPP  Argo is switched off, or no operation has the number `cmd`
 *   EINVAL      `arg3` or `arg4` needs more than 32 bits
 */

/* The operations of `HYPERVISOR_argo_op`. */
/* ` enum xen_argo_op { // XEN_ARGO_OP_* */

/*
 * XEN_ARGO_OP_register_ring
 *
 * Registers memory of the caller as a ring that receives messages.
 *
 * A ring is known by port and partner together. Registering it a second time with the same length replaces its memory, which a
 * guest needs after it was restored elsewhere; `tx_ptr` is kept as it stands there if it is sensible, otherwise the ring is
 * emptied. The frames are of 4 KiB, in the order of the ring, the first one starting with `struct xen_argo_ring`: as many as
 * head and buffer fill.
 *
 * At most 128 rings fit in a domain. Xen counts how often one was registered, and takes off only what is unregistered: a ring that is
 * replaced counts twice, for as long as the domain lives.
 *
 * Errors:
 *   EFAULT        an argument could not be read
 *   EINVAL        a flag or padding that must be 0 is set, the length is less than 48, more than 16 MiB or no multiple of 16, it
 *                 does not need `npages` pages, or a frame is not writable memory of the caller
 *   EPERM         any partner may send and Xen was not started with `mac-permissive`
 *   ESRCH         no domain has the partner's number
 *   ECONNREFUSED  the partner exists and cannot use Argo
 *   ENODEV        the caller cannot use Argo
 *   ENOSPC        the caller has registered 128 rings already, those counted twice that were replaced
 *   EEXIST        the ring is registered, and either this was to be refused or its length differs
 *   EAGAIN        a frame cannot be used just now, for instance while the domain is migrated
 *   ENOMEM        Xen ran out of memory
 *
 * Safety:
 *   Xen writes to the frames from now on, until the ring is unregistered: nothing else may live in them.
 *
 * arg1: XEN_GUEST_HANDLE(xen_argo_register_ring_t) IN ring
 * arg2: XEN_GUEST_HANDLE(xen_argo_gfn_t)[npages] IN frames
 * arg3: unsigned long npages
 * arg4: unsigned long flags (32-bit value) => flags xen_argo_register_flags
 */
#define XEN_ARGO_OP_register_ring 1

/*
 * XEN_ARGO_OP_unregister_ring
 *
 * Gives up a ring, and gets its memory back.
 *
 * Senders waiting for room are forgotten, and learn of it when they try again.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  padding or an unused argument is not 0
 *   ENOENT  the caller has no such ring
 *   ENODEV  the caller cannot use Argo
 *
 * arg1: XEN_GUEST_HANDLE(xen_argo_unregister_ring_t) IN ring
 * arg2: NULL
 * arg3: 0 (ZERO)
 * arg4: 0 (ZERO)
 */
#define XEN_ARGO_OP_unregister_ring 2

/*
 * XEN_ARGO_OP_sendv
 *
 * Sends one message, gathered from several pieces of memory.
 *
 * Xen looks for a ring under the destination's port that was registered for the sender, then for one that takes messages from
 * any domain. The message is written as a whole or not at all, as far as the sender can tell beforehand: a piece that turns out
 * to be unreadable halfway leaves bytes in the ring that the receiver never sees.
 *
 * Errors:
 *   EFAULT        an argument or a piece of the message could not be read
 *   EINVAL        more than 8 pieces, padding that is not 0, or a piece longer than any ring
 *   EPERM         the source is another domain
 *   ESRCH         no domain has the destination's number
 *   ECONNREFUSED  the destination has no ring that would take this message, or cannot use Argo
 *   ENODEV        the caller cannot use Argo
 *   EMSGSIZE      the message would not fit if the ring were empty
 *   EAGAIN        the ring has too little room now; `VIRQ_ARGO` will tell when to try again
 *   EBUSY         the ring has too little room now, and 32 notices are promised already, so none will come
 *   ENOMEM        Xen ran out of memory
 *
 * Safety:
 *   Every piece must be memory that stays valid and unchanged during the call.
 *
 * Returns: int number of payload bytes in the message
 *
 * arg1: XEN_GUEST_HANDLE(xen_argo_send_addr_t) IN addresses
 * arg2: XEN_GUEST_HANDLE(xen_argo_iov_t)[niov] IN iovs
 * arg3: unsigned long niov
 * arg4: unsigned long message_type (32-bit value)
 */
#define XEN_ARGO_OP_sendv 3

/*
 * XEN_ARGO_OP_notify
 *
 * Tells those who wait for room in the caller's rings, and answers questions about rings of others.
 *
 * A receiver calls this after it has moved `rx_ptr` on; without questions the argument is null. A question finds its ring by
 * the rule of `XEN_ARGO_OP_sendv`. If the room asked for is there, a notice promised earlier for the ring is withdrawn; if it
 * could be there and is not, `VIRQ_ARGO` will tell. A ring that does not exist is answered by no flag at all, not by an error.
 *
 * Errors:
 *   EFAULT  the questions could not be read or not be answered
 *   EINVAL  an unused argument is not 0
 *   EACCES  more than 256 questions
 *   ENODEV  the caller cannot use Argo
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   As many questions as `nent` says follow the structure in memory that Xen may write its answers to.
 *
 * arg1: XEN_GUEST_HANDLE(xen_argo_ring_data_t) IN/OUT ring_data (may be NULL)
 * arg2: NULL
 * arg3: 0 (ZERO)
 * arg4: 0 (ZERO)
 */
#define XEN_ARGO_OP_notify 4

/* ` } */

#endif /* __XEN_PUBLIC_ARGO_H__ */
