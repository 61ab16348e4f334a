/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The xenstore protocol: messages, and the page that a guest shares with xenstore.
 */

#ifndef _XS_WIRE_H
#define _XS_WIRE_H

#include <stdint.h>
#include "../xen-compat.h"

/*
 * `incontents 150 xenstore_struct Xenstore
 *
 * Xenstore is a small database shared by all domains of a host: a tree of nodes, each with a path,
 * a short value and permissions. Frontends, backends and the toolstack find and configure each
 * other in it. A domain sends single requests or transactions, and can watch subtrees for changes.
 *
 * A message is a `struct xsd_sockmsg` followed by `len` bytes of payload, usually NUL-terminated
 * strings. A response has the type and the `req_id` of its request, or the type `XS_ERROR` and the
 * name of an error (`EINVAL`). Responses may arrive out of order, and `XS_WATCH_EVENT` messages
 * between them.
 *
 * A path that starts with a slash is absolute; others are relative to the guest's directory,
 * `/local/domain/N`. Paths consist of letters, digits, and `-`, `/`, `_`, `@`. The special paths
 * `@introduceDomain` and `@releaseDomain` can be watched, and with
 * `XENSTORE_SERVER_FEATURE_WATCHDEPTH` also `@releaseDomain/DOMAIN`.
 *
 * A guest finds its page through `HVM_PARAM_STORE_PFN` or the start info, and its port through
 * `HVM_PARAM_STORE_EVTCHN` or the start info. The page holds two circular buffers of bytes.
 * Messages follow each other without gaps and may be transferred in pieces of any size. Indices
 * only increase, and wrap at 32 bits. To write, check for space, issue a full barrier, write the
 * bytes, issue a write barrier, advance the producer index, and send an event. To read, check for
 * data, issue a read barrier, read the bytes, issue a full barrier, advance the consumer index, and
 * send an event.
 */

/* Message types. In the payloads below, `|` stands for NUL and `*` for repetition. */
enum xsd_sockmsg_type {
    XS_CONTROL,              /* Controls xenstore: `COMMAND|PARAMETER|*`. For privileged domains. */
    XS_DIRECTORY,            /* Lists the children of `PATH|`. Response: `CHILD|*`. */
    XS_READ,                 /* Reads `PATH|`. Response: `VALUE`, any bytes. */
    XS_GET_PERMS,            /* Reads the permissions of `PATH|`. Response: `PERMISSION|*`, see
                                `XS_SET_PERMS`. */
    XS_WATCH,                /* Watches a path and its subtree: `PATH|TOKEN|`. The first event is
                                sent at once. With `XENSTORE_SERVER_FEATURE_WATCHDEPTH`, a third
                                string limits the subtree: `PATH|TOKEN|DEPTH|`, where 0 is the node
                                alone and 1 includes its children. A special path accepts depth 1,
                                and then reports `@releaseDomain/DOMAIN`. */
    XS_UNWATCH,              /* Removes a watch: `PATH|TOKEN|`. */
    XS_TRANSACTION_START,    /* Starts a transaction: `|`. Response: `NUMBER|`, the `tx_id` of its
                                requests. */
    XS_TRANSACTION_END,      /* Commits (`T|`) or aborts (`F|`) a transaction. EAGAIN reports a
                                conflict. */
    XS_INTRODUCE,            /* Introduces a domain: `DOMAIN|FRAME|PORT|`. For the toolstack. */
    XS_RELEASE,              /* Closes the connection of a domain: `DOMAIN|`. For the toolstack. */
    XS_GET_DOMAIN_PATH,      /* Returns the directory of a domain: `DOMAIN|`. Response: `PATH|`.
                                The domain need not exist. */
    XS_WRITE,                /* Writes a value, without a final NUL: `PATH|VALUE`. Creates missing
                                nodes. */
    XS_MKDIR,                /* Creates an empty node, if missing: `PATH|`. */
    XS_RM,                   /* Removes a node and its subtree: `PATH|`.
                                The node may be missing if its parent exists. */
    XS_SET_PERMS,            /* Sets permissions: `PATH|PERMISSION|*`.
                                A permission is a letter and a domain ID: `n` none, `r` read, `w`
                                write, `b` both. The first domain is the owner, and its letter
                                applies to all other domains. With
                                `XENSTORE_SERVER_FEATURE_DOMID_ANY`, a later entry may be for
                                `DOMID_ANY`, all domains. */
    XS_WATCH_EVENT,          /* Reports a change: `PATH|TOKEN|`. Unsolicited, with a `req_id` of
                                0. */
    XS_ERROR,                /* Reports a failed request: `ERROR|`. */
    XS_IS_DOMAIN_INTRODUCED, /* Returns whether a domain is introduced: `DOMAIN|`. Response: `T|` or
                                `F|`. */
    XS_RESUME,               /* Clears the shutdown state of a resumed domain: `DOMAIN|`. For the
                                toolstack. */
    XS_SET_TARGET,           /* Grants a domain the permissions of its target: `DOMAIN|TARGET|`.
                                For the toolstack. */
    XS_RESET_WATCHES = XS_SET_TARGET + 2, /* Removes all watches and transactions of the caller, as
                                             after a kexec: `|`. */
    XS_DIRECTORY_PART,       /* Lists children from a byte offset on: `PATH|OFFSET|`.
                                Response: `GENERATION|CHILD|*`; the generation changes with the
                                list, and an empty child ends it. */
#if XEN_RELEASE >= 0x0415
    XS_GET_FEATURE,          /* Returns the features that xenstore offers the caller, a decimal sum
                                of bits: `|`; or those of another domain, for the control domain:
                                `DOMAIN|`. Response: `VALUE|`. */
    XS_SET_FEATURE,          /* Sets the features of a domain that is not introduced yet:
                                `DOMAIN|VALUE|`. For the control domain. */
    XS_GET_QUOTA,            /* Returns a quota of a domain, or the default for new domains:
                                `DOMAIN|QUOTA|`, `QUOTA|`. Response: `VALUE|`; 0 is unlimited.
                                Without arguments, the response has the names of all quotas,
                                separated by blanks, such as `nodes`, `watches`, `transactions`,
                                `node-size` and `permissions`. For the control domain. */
    XS_SET_QUOTA,            /* Sets a quota of a domain, or the default for new domains:
                                `DOMAIN|QUOTA|VALUE|`, `QUOTA|VALUE|`. For the control domain. */
#endif

    XS_TYPE_COUNT,           /* The number of types. */

    XS_INVALID = 0xffff      /* Never a type. */
};
/* Older name of `XS_CONTROL`. */
#define XS_DEBUG XS_CONTROL

#if XEN_RELEASE < 0x0415
/* Obsolete write mode: only if the node exists. */
#define XS_WRITE_NONE        "NONE"
/* Obsolete write mode: create the node if it is missing. */
#define XS_WRITE_CREATE      "CREATE"
/* Obsolete write mode: only if the node does not exist. */
#define XS_WRITE_CREATE_EXCL "CREATE|EXCL"
#endif

/* An error number of the includer's system, and its name in `XS_ERROR`. */
struct xsd_errors {
    int errnum;              /* the error number */
    const char *errstring;   /* the name */
};
#ifdef EINVAL
#define XSD_ERROR(x) { x, #x }
/* The errors of xenstore, for includers whose error numbers are macros. */
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

/* The header of every message. */
struct xsd_sockmsg {
    uint32_t type;           /* the message type; => enum xsd_sockmsg_type */
    uint32_t req_id;         /* the ID of the request, repeated in the response */
    uint32_t tx_id;          /* the transaction, or 0 */
    uint32_t len;            /* the length of the payload in bytes, at most
                                `XENSTORE_PAYLOAD_MAX` */
};

/* The indices of the strings of an `XS_WATCH_EVENT`. */
enum xs_watch_type {
    XS_WATCH_PATH = 0,       /* The path that changed. */
    XS_WATCH_TOKEN           /* The token of the watch. */
};

/* The size of each buffer in bytes. */
#define XENSTORE_RING_SIZE 1024

/* An index of a buffer, which wraps at 32 bits. */
typedef uint32_t XENSTORE_RING_IDX;

/* The offset of an index in its buffer. */
#define MASK_XENSTORE_IDX(idx) ((idx) & (XENSTORE_RING_SIZE - 1))

/* The maximum payload in bytes; a longer one breaks the connection. */
#define XENSTORE_PAYLOAD_MAX  4096
/* The maximum length of an absolute path. */
#define XENSTORE_ABS_PATH_MAX 3072
/* The maximum length of a relative path. */
#define XENSTORE_REL_PATH_MAX 2048

/* Optional features of xenstore. */
/* ` flags xenstore_server_features { // XENSTORE_SERVER_FEATURE_* */
#define XENSTORE_SERVER_FEATURE_RECONNECTION 1 /* The guest can reset the connection through
                                                  `connection`. */
#define XENSTORE_SERVER_FEATURE_ERROR        2 /* `error` reports why xenstore stopped. */
#if XEN_RELEASE >= 0x0416
#define XENSTORE_SERVER_FEATURE_WATCHDEPTH   4 /* `XS_WATCH` accepts a depth. */
#define XENSTORE_SERVER_FEATURE_DOMID_ANY    8 /* `XS_SET_PERMS` accepts `DOMID_ANY`. */
#endif
/* ` } */

/* The state of the connection. */
/* ` enum xenstore_connection { */
#define XENSTORE_CONNECTED 0 /* The connection is in use. */
#define XENSTORE_RECONNECT 1 /* The connection is being reset. */
/* ` } */

/* Why xenstore stopped serving a ring. */
/* ` enum xenstore_error { // XENSTORE_ERROR_* */
#define XENSTORE_ERROR_NONE    0 /* No error. */
#define XENSTORE_ERROR_COMM    1 /* Communication error. */
#define XENSTORE_ERROR_RINGIDX 2 /* An index of the guest is invalid. */
#define XENSTORE_ERROR_PROTO   3 /* A message is invalid or too long. */
/* ` } */

/* The page that a guest shares with xenstore. */
struct xenstore_domain_interface {
    char req[XENSTORE_RING_SIZE]; /* requests to xenstore */
    char rsp[XENSTORE_RING_SIZE]; /* responses and watch events */
    XENSTORE_RING_IDX req_cons;  /* consumer index of requests; xenstore writes it */
    XENSTORE_RING_IDX req_prod;  /* producer index of requests; the guest writes it */
    XENSTORE_RING_IDX rsp_cons;  /* consumer index of responses; the guest writes it */
    XENSTORE_RING_IDX rsp_prod;  /* producer index of responses; xenstore writes it */
    uint32_t server_features;    /* features of xenstore; xenstore writes it;
                                    => flags xenstore_server_features */
    /*
     * the state of the connection
     *
     * To reset it, a guest waits for all responses, writes `XENSTORE_RECONNECT` and sends an event.
     * Xenstore drops its watches and transactions, zeroes the indices, writes `XENSTORE_CONNECTED`
     * and sends an event. A guest that finds `XENSTORE_RECONNECT` at its start waits for that too;
     * => enum xenstore_connection
     */
    uint32_t connection;
    uint32_t error;              /* why xenstore stopped; xenstore writes it;
                                    => enum xenstore_error */
#if XEN_RELEASE >= 0x0415
    uint32_t evtchn_port;        /* the guest's port for xenstore, since Xen 4.21; the builder of the
                                    domain may write it. If it is not 0, xenstore uses it instead of
                                    the port in `XS_INTRODUCE` */
#endif
};

#endif /* _XS_WIRE_H */
