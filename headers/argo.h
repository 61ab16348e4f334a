/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Argo: messages between domains, copied by Xen, without shared memory.
 */

#ifndef __XEN_PUBLIC_ARGO_H__
#define __XEN_PUBLIC_ARGO_H__

#include "xen.h"

/*
 * `incontents 160 argo Argo
 *
 * Argo passes messages between domains that share no memory. A receiver registers memory as a ring,
 * under a port number that it chooses, for one partner domain or for any. A sender names the
 * destination's domain and port and up to eight buffers. Xen copies them into the ring as one
 * message, behind a header that names the sender, and raises `VIRQ_ARGO` in the receiver. A sender
 * cannot forge its domain.
 *
 * A ring starts with `struct xen_argo_ring`: two indices and reserved space, 64 bytes in all. A
 * circular buffer of the registered length follows. The receiver reads at `rx_ptr` and advances it;
 * Xen writes at `tx_ptr`. Both are offsets in bytes from the start of the buffer; the ring is empty
 * if they are equal. Messages start at multiples of 16 bytes and wrap around at the end.
 *
 * If the ring has too little space, the sender gets EAGAIN, and a `VIRQ_ARGO` once there is space.
 * Xen learns of free space when the receiver calls `XEN_ARGO_OP_notify`. The same operation queries
 * the rings of other domains.
 *
 * Argo ports are unrelated to event channels. `DOMID_SELF` is not accepted.
 *
 * Argo must be compiled into Xen and enabled on its command line (`argo=1`). Rings for any partner
 * also need `mac-permissive=1`. Under a Flask policy, any operation may fail with EACCES.
 */

/* As a partner: any domain. As a source: the caller. */
#define XEN_ARGO_DOMID_ANY DOMID_INVALID

/* The upper bound for the pages of a ring, header included, in bytes: 16 MiB. */
#define XEN_ARGO_MAX_RING_SIZE (0x1000000ULL)

/* An Argo port: a number that the receiver chooses. */
typedef uint32_t xen_argo_port_t; /* ` distinct */

/* A guest frame number, 64 bits wide on every architecture; for a PV guest an MFN. */
typedef uint64_t xen_argo_gfn_t; /* ` distinct gfn */

/* The maximum number of buffers of a message. */
#define XEN_ARGO_MAXIOV 8U

/* A buffer of a message. */
typedef struct xen_argo_iov {
    XEN_GUEST_HANDLE(uint8) iov_hnd; /* IN: the data; => memory IN [iov_len] */
    uint32_t iov_len;                /* IN: its length in bytes; 0 is allowed */
    uint32_t pad;
} xen_argo_iov_t;

/* An Argo address. */
typedef struct xen_argo_addr {
    xen_argo_port_t aport;           /* IN: the port */
    domid_t domain_id;               /* IN: the domain */
    uint16_t pad;
} xen_argo_addr_t;

/* The source and destination of a message. */
typedef struct xen_argo_send_addr {
    xen_argo_addr_t src;             /* IN: the source; its domain must be the caller's ID or
                                        `XEN_ARGO_DOMID_ANY` */
    xen_argo_addr_t dst;             /* IN: the destination */
} xen_argo_send_addr_t;

/* The header of a registered ring, followed by its buffer. */
typedef struct xen_argo_ring {
    uint32_t rx_ptr;                 /* the receiver's read offset in `ring`, in bytes; access it
                                        atomically */
    uint32_t tx_ptr;                 /* Xen's write offset in `ring`, in bytes; access it
                                        atomically */
    uint8_t reserved[56];
    uint8_t ring[XEN_FLEX_ARRAY_DIM]; /* the circular buffer of messages */
} xen_argo_ring_t;

/* First argument of `XEN_ARGO_OP_register_ring`. */
typedef struct xen_argo_register_ring {
    xen_argo_port_t aport;           /* IN: the port of the ring */
    domid_t partner_id;              /* IN: the domain that may send, or `XEN_ARGO_DOMID_ANY` */
    uint16_t pad;
    uint32_t len;                    /* IN: length of the buffer in bytes, without the 64-byte
                                        header: a multiple of 16, at least 48 */
} xen_argo_register_ring_t;

/* First argument of `XEN_ARGO_OP_unregister_ring`. */
typedef struct xen_argo_unregister_ring {
    xen_argo_port_t aport;           /* IN: the port of the ring */
    domid_t partner_id;              /* IN: the partner of the ring */
    uint16_t pad;
} xen_argo_unregister_ring_t;

/* The size of a message slot: a message with its header takes a multiple of it. */
#define XEN_ARGO_MSG_SLOT_SIZE 0x10

/* The state of a queried ring. */
/* ` flags xen_argo_ring_flags { // XEN_ARGO_RING_* */
#define XEN_ARGO_RING_EXISTS     (1U << 0) /* The ring exists, and the caller may send to it. */
#define XEN_ARGO_RING_SHARED     (1U << 1) /* The ring accepts messages from any domain. */
#define XEN_ARGO_RING_EMPTY      (1U << 2) /* The ring is empty. */
#define XEN_ARGO_RING_SUFFICIENT (1U << 3) /* The ring has the requested space, unless another
                                              sender takes it first. */
#define XEN_ARGO_RING_EMSGSIZE   (1U << 4) /* The ring is too small for the requested space. */
#define XEN_ARGO_RING_EBUSY      (1U << 5) /* Too many domains wait for space: the caller will not
                                              be notified. */
/* ` } */

/* A query about one ring. */
typedef struct xen_argo_ring_data_ent {
    xen_argo_addr_t ring;            /* IN: the ring to query */
    uint16_t flags;                  /* OUT: its state; => flags xen_argo_ring_flags */
    uint16_t pad;
    uint32_t space_required;         /* IN: the space to wait for, in bytes of payload; 0 for
                                        none */
    uint32_t max_message_size;       /* OUT: the payload in bytes that fits an empty ring;
                                        unchanged if the ring does not exist */
} xen_argo_ring_data_ent_t;

/* Argument of `XEN_ARGO_OP_notify`: rings to query, with the space needed in each. */
typedef struct xen_argo_ring_data {
    uint32_t nent;                   /* IN: the number of queries, at most 256 */
    uint32_t pad;
    xen_argo_ring_data_ent_t data[XEN_FLEX_ARRAY_DIM]; /* IN/OUT: the queries, answered in place;
                                                          => memory IN/OUT [nent] */
} xen_argo_ring_data_t;

/* The header of every message in a ring. */
struct xen_argo_ring_message_header {
    uint32_t len;                    /* length of header and payload in bytes, without the padding
                                        behind them */
    xen_argo_addr_t source;          /* the source: Xen sets the domain; the port is the sender's
                                        claim */
    uint32_t message_type;           /* the sender's message type */
    uint8_t data[XEN_FLEX_ARRAY_DIM]; /* the payload */
};

/* Flags for `XEN_ARGO_OP_register_ring`. */
/* ` flags xen_argo_register_flags { // XEN_ARGO_REGISTER_FLAG_* */
#define XEN_ARGO_REGISTER_FLAG_FAIL_EXIST 0x1 /* Fails if the ring is registered, instead of
                                                 replacing it. */
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_argo_op(enum xen_argo_op cmd, void *arg1, void *arg2,
 * `                    unsigned long arg3, unsigned long arg4)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg1 depends on the operation
 * @arg2 depends on the operation
 * @arg3 depends on the operation, at most 32 bits
 * @arg4 depends on the operation, at most 32 bits
 *
 * Registers rings, sends messages and queries rings.
 *
 * A send may return an error without sign extension: -111 is then 0x00000000ffffff91 in a 64-bit
 * register. Only the low 32 bits count.
 *
 * Errors:
 *   ENOSYS      this Xen was built without Argo
 *   EOPNOTSUPP  Argo is disabled, or the operation `cmd` does not exist
 *   EINVAL      `arg3` or `arg4` exceeds 32 bits
 */

/* The operations of `HYPERVISOR_argo_op`. */
/* ` enum xen_argo_op { // XEN_ARGO_OP_* */

/*
 * XEN_ARGO_OP_register_ring
 *
 * Registers memory of the caller as a ring.
 *
 * Port and partner identify a ring. Registering a ring again with the same length replaces its
 * memory; a restored guest must do so. `tx_ptr` keeps its value if that is valid, otherwise the
 * ring is emptied. The frames are of 4 KiB, in the order of the ring; the first one starts with
 * `struct xen_argo_ring`. Their number is what header and buffer fill, at most
 * `XEN_ARGO_MAX_RING_SIZE` in bytes, so the longest buffer is 16 MiB less 64 bytes.
 *
 * A domain can register 128 rings. Xen counts registrations and only subtracts those that are
 * unregistered, so a ring that was replaced counts twice for the rest of the domain's life.
 *
 * Errors:
 *   EFAULT        an argument could not be read
 *   EINVAL        a flag or padding that must be 0 is set; the length is less than 48, no multiple
 *                 of 16, or more than 16 MiB with the header; it does not need `npages` pages; or a
 *                 frame is not writable memory of the caller
 *   EPERM         the partner is any domain, and Xen was started without `mac-permissive`
 *   ESRCH         the partner does not exist
 *   ECONNREFUSED  the partner cannot use Argo
 *   ENODEV        the caller cannot use Argo
 *   ENOSPC        the caller has registered 128 rings
 *   EEXIST        the ring is registered, and its length differs or
 *                 `XEN_ARGO_REGISTER_FLAG_FAIL_EXIST` is set
 *   EAGAIN        a frame is temporarily unavailable, for instance during migration
 *   ENOMEM        Xen is out of memory
 *
 * Safety:
 *   Xen writes to the frames until the ring is unregistered: they must be used for nothing else.
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
 * Unregisters a ring.
 *
 * Xen no longer accesses its memory. Senders that wait for space are not notified.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  padding or an unused argument is not 0
 *   ENOENT  the ring does not exist
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
 * Sends a message, gathered from several buffers.
 *
 * The destination is the ring at that port that was registered for the sender or, if there is none,
 * the one that was registered for any domain. The receiver sees the whole message or none of it.
 *
 * Errors:
 *   EFAULT        an argument or a buffer could not be read
 *   EINVAL        more than 8 buffers, padding that is not 0, or a buffer longer than any ring
 *   EPERM         the source is another domain
 *   ESRCH         the destination's domain does not exist
 *   ECONNREFUSED  the destination has no ring for the caller, or cannot use Argo
 *   ENODEV        the caller cannot use Argo
 *   EMSGSIZE      the message does not fit an empty ring
 *   EAGAIN        the ring has too little space; Xen raises `VIRQ_ARGO` when to retry
 *   EBUSY         the ring has too little space, and 32 senders already wait: the caller will not
 *                 be notified
 *   ENOMEM        Xen is out of memory
 *
 * Safety:
 *   Every buffer must stay valid and unchanged during the call.
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
 * Notifies senders waiting for space in the caller's rings, and queries rings.
 *
 * The queried rings belong to other domains.
 *
 * A receiver calls this after it has advanced `rx_ptr`. The argument may be null if there are no
 * queries. A query selects its ring as `XEN_ARGO_OP_sendv` does. If the ring has the requested
 * space, a pending notification of the caller is cancelled. If the ring is large enough but too
 * full, Xen raises `VIRQ_ARGO` when there is space. A ring that does not exist has no flags set; it
 * is not an error.
 *
 * Errors:
 *   EFAULT  the queries could not be read or written back
 *   EINVAL  an unused argument is not 0
 *   EACCES  more than 256 queries
 *   ENODEV  the caller cannot use Argo
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `nent` queries follow the structure, in memory that Xen may write to.
 *
 * arg1: XEN_GUEST_HANDLE(xen_argo_ring_data_t) IN/OUT ring_data (may be NULL)
 * arg2: NULL
 * arg3: 0 (ZERO)
 * arg4: 0 (ZERO)
 */
#define XEN_ARGO_OP_notify 4

/* ` } */

#endif /* __XEN_PUBLIC_ARGO_H__ */
