/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Xenstore's messages, and the page that carries them between a guest and xenstore.
 */

#ifndef _XS_WIRE_H
#define _XS_WIRE_H

#include <stdint.h>

/*
 * `incontents 150 xenstore_struct Xenstore
 *
 * Xenstore is a small database of a machine: a tree of nodes with a path, a value of a few bytes, and a list of who may read and write
 * them. Frontends, backends and the toolstack find and configure each other there. A domain asks for one thing at a time, or for
 * several as a transaction, and can watch a part of the tree for changes.
 *
 * A message is a `struct xsd_sockmsg` and then `len` bytes of payload, texts that mostly end with a NUL. The answer has the type
 * and the `req_id` of the request, or the type `XS_ERROR` with the name of an error number as a text (`EINVAL`). Answers to different
 * requests need not come in order. `XS_WATCH_EVENT` comes unasked, between them.
 *
 * A path that starts with a slash is absolute; any other is relative to the guest's own directory, `/local/domain/N`. It consists of
 * letters, digits, and `-`, `/`, `_`, `@`. Paths that start with `@` stand for events to be watched, `@introduceDomain`
 * and `@releaseDomain`.
 *
 * The guest finds its page by `HVM_PARAM_STORE_PFN` or the start-of-day page, and the port by `HVM_PARAM_STORE_EVTCHN`. The page holds two
 * circular buffers of bytes; messages follow each other without a gap, and may come and go in pieces of any size. The counters
 * only grow and wrap at 32 bits. To write, look that there is room; after a full barrier write the bytes; after a write barrier the
 * producer's counter; then send an event. To read, look what is there; after a read barrier read the bytes; after a full barrier write
 * the consumer's counter; then send an event.
 */

/* What a message asks, answers or tells. In the payloads below `|` stands for a NUL, and `*` says that there may be several. */
enum xsd_sockmsg_type {
    XS_CONTROL,              /* Has xenstore itself do something: `COMMAND|PARAMETER|*`. For privileged domains. */
    XS_DIRECTORY,            /* Lists the nodes right below `PATH|`. The answer: `CHILD|*`. */
    XS_READ,                 /* Reads the value of `PATH|`. The answer: `VALUE`, which may hold any bytes. */
    XS_GET_PERMS,            /* Reads who may use `PATH|`. The answer: `PERMISSION|*`, see `XS_SET_PERMS`. */
    XS_WATCH,                /* Asks for an `XS_WATCH_EVENT` at each change at or below a path, and for one at once: `PATH|TOKEN|`. */
    XS_UNWATCH,              /* Ends what `XS_WATCH` began: `PATH|TOKEN|`. */
    XS_TRANSACTION_START,    /* Begins a transaction: `|`. The answer: `NUMBER|`, which goes into `tx_id` from then on. */
    XS_TRANSACTION_END,      /* Makes the changes of a transaction, `T|`, or drops them, `F|`. EAGAIN says that others came in between. */
    XS_INTRODUCE,            /* Makes a new domain known: `DOMAIN|FRAME|PORT|`. For the toolstack. */
    XS_RELEASE,              /* Ends the connection of a domain: `DOMAIN|`. For the toolstack. */
    XS_GET_DOMAIN_PATH,      /* Asks for the directory of a domain, whether it exists or not: `DOMAIN|`. The answer: `PATH|`. */
    XS_WRITE,                /* Sets a value, with no NUL at its end: `PATH|VALUE`. Makes the node, and those above, where there is none. */
    XS_MKDIR,                /* Makes a node without a value, if there is none: `PATH|`. */
    XS_RM,                   /* Removes a node and all below it: `PATH|`. It may be gone already, if the node above exists. */
    XS_SET_PERMS,            /* Says who may use a node: `PATH|PERMISSION|*`, each permission a letter and a domain. The first domain owns
                                the node, and its letter is for all others: `n` nothing, `r` read, `w` write, `b` both. */
    XS_WATCH_EVENT,          /* Tells a domain of a change: `PATH|TOKEN|`. Comes unasked, with a `req_id` of 0. */
    XS_ERROR,                /* Answers a request that failed: `ERROR|`. */
    XS_IS_DOMAIN_INTRODUCED, /* Asks whether a domain is known: `DOMAIN|`. The answer: `T|` or `F|`. */
    XS_RESUME,               /* Has xenstore watch again for the end of a domain that had been suspended: `DOMAIN|`. For the toolstack. */
    XS_SET_TARGET,           /* Gives a domain, such as a device model, the rights of another: `DOMAIN|TARGET|`. For the toolstack. */
    XS_RESET_WATCHES = XS_SET_TARGET + 2, /* Ends every watch and transaction of the caller, as after a kexec: `|`. */
    XS_DIRECTORY_PART,       /* Lists a part of many nodes, from a byte on: `PATH|OFFSET|`. The answer: `GENERATION|CHILD|*`, the first of
                                which changes when the list does; an empty child is its end. */

    XS_TYPE_COUNT,           /* One more than the last number. */

    XS_INVALID = 0xffff      /* A number that no type will ever have. */
};
/* What `XS_CONTROL` was called when it was for debugging alone. */
#define XS_DEBUG XS_CONTROL

/* A way to write, of a form of `XS_WRITE` that no longer is: only if the node exists. */
#define XS_WRITE_NONE        "NONE"
/* A way to write, of a form of `XS_WRITE` that no longer is: whether the node exists or not. */
#define XS_WRITE_CREATE      "CREATE"
/* A way to write, of a form of `XS_WRITE` that no longer is: only if the node does not exist. */
#define XS_WRITE_CREATE_EXCL "CREATE|EXCL"

/* An error, by the number of the includer's system and the text that stands for it in `XS_ERROR`. */
struct xsd_errors {
    int errnum;              /* the number */
    const char *errstring;   /* the text */
};
#ifdef EINVAL
#define XSD_ERROR(x) { x, #x }
/* The errors that xenstore knows, for an includer whose error numbers are macros; new ones are added at the end. */
static const struct xsd_errors xsd_errors[]
#if defined(__GNUC__)
    __attribute__((unused))
#endif
    = {
    XSD_ERROR(EINVAL), XSD_ERROR(EACCES), XSD_ERROR(EEXIST), XSD_ERROR(EISDIR),
    XSD_ERROR(ENOENT), XSD_ERROR(ENOMEM), XSD_ERROR(ENOSPC), XSD_ERROR(EIO),
    XSD_ERROR(ENOTEMPTY), XSD_ERROR(ENOSYS), XSD_ERROR(EROFS), XSD_ERROR(EBUSY),
    XSD_ERROR(EAGAIN), XSD_ERROR(EISCONN), XSD_ERROR(E2BIG), XSD_ERROR(EPERM),
};
#endif

/* What every message begins with. */
struct xsd_sockmsg {
    uint32_t type;           /* what it is; => enum xsd_sockmsg_type */
    uint32_t req_id;         /* the asker's mark, which comes back in the answer */
    uint32_t tx_id;          /* the transaction that it belongs to, or 0 */
    uint32_t len;            /* how many bytes of payload follow, at most `XENSTORE_PAYLOAD_MAX` */
};

/* Which text of an `XS_WATCH_EVENT` is which. */
enum xs_watch_type {
    XS_WATCH_PATH = 0,       /* The first: what changed. */
    XS_WATCH_TOKEN           /* The second: the watcher's mark. */
};

/* How many bytes each of the two buffers has. */
#define XENSTORE_RING_SIZE 1024

/* A counter of a buffer, which wraps at 32 bits. */
typedef uint32_t XENSTORE_RING_IDX;

/* The place of a counter in its buffer. */
#define MASK_XENSTORE_IDX(idx) ((idx) & (XENSTORE_RING_SIZE - 1))

/* How many bytes of payload a message may have: more breaks the connection. */
#define XENSTORE_PAYLOAD_MAX  4096
/* How long an absolute path may be: more is an error. */
#define XENSTORE_ABS_PATH_MAX 3072
/* How long a relative path may be: more is an error. */
#define XENSTORE_REL_PATH_MAX 2048

/* What a xenstore can do beyond the ordinary. */
/* ` flags xenstore_server_features { // XENSTORE_SERVER_FEATURE_* */
#define XENSTORE_SERVER_FEATURE_RECONNECTION 1 /* It starts anew when the guest asks in `connection`. */
#define XENSTORE_SERVER_FEATURE_ERROR        2 /* It tells in `error` why it stopped. */
/* ` } */

/* What the connection is doing. */
/* ` enum xenstore_connection { */
#define XENSTORE_CONNECTED 0 /* It is in use. */
#define XENSTORE_RECONNECT 1 /* It is being started anew. */
/* ` } */

/* Why xenstore stopped to serve a ring. */
/* ` enum xenstore_error { // XENSTORE_ERROR_* */
#define XENSTORE_ERROR_NONE    0 /* It did not. */
#define XENSTORE_ERROR_COMM    1 /* Something went wrong with the communication itself. */
#define XENSTORE_ERROR_RINGIDX 2 /* A counter of the guest's cannot be right. */
#define XENSTORE_ERROR_PROTO   3 /* A message was none, or too long. */
/* ` } */

/* The page that a guest shares with xenstore. */
struct xenstore_domain_interface {
    char req[XENSTORE_RING_SIZE]; /* requests to xenstore */
    char rsp[XENSTORE_RING_SIZE]; /* answers, and news of watches */
    XENSTORE_RING_IDX req_cons;  /* how far xenstore has read; xenstore writes it */
    XENSTORE_RING_IDX req_prod;  /* how far the guest has written; the guest writes it */
    XENSTORE_RING_IDX rsp_cons;  /* how far the guest has read; the guest writes it */
    XENSTORE_RING_IDX rsp_prod;  /* how far xenstore has written; xenstore writes it */
    uint32_t server_features;    /* what xenstore can do; xenstore writes it; => flags xenstore_server_features */
    /*
     * what the connection is doing. A guest that wants to start anew, with a xenstore that can, waits for the answers to all it asked,
     * writes `XENSTORE_RECONNECT` and sends an event; xenstore forgets its watches and transactions, sets the counters to 0,
     * writes `XENSTORE_CONNECTED` and sends an event. A guest that finds `XENSTORE_RECONNECT` at its start waits for that too;
     * => enum xenstore_connection
     */
    uint32_t connection;
    uint32_t error;              /* why xenstore stopped to serve this page; xenstore writes it; => enum xenstore_error */
};

#endif /* _XS_WIRE_H */
