/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The PV calls protocol: sockets that the backend opens for a guest.
 */

#ifndef __XEN_PUBLIC_IO_PVCALLS_H__
#define __XEN_PUBLIC_IO_PVCALLS_H__

#include "../grant_table.h"
#include "ring.h"

/*
 * `incontents 185 pvcalls Sockets
 *
 * The backend executes the TCP socket calls of a guest, which needs no network device. The calls
 * are requests on a ring (`io/ring.h`). The data of a connected socket uses a byte stream of its
 * own per socket, with an index page (`struct pvcalls_data_intf`) that lists the data pages, and an
 * event channel. The guest sends on the stream `out` and receives on the stream `in`.
 *
 * A result is 0 or more on success, or the negative of an error number. Error numbers are those of
 * Linux on x86, whatever the two operating systems are. So are address families, socket types and
 * addresses: the family is 2 (IPv4), the type 1 (stream), the protocol 0.
 *
 * # Nodes
 *
 * Both sides have a directory in xenstore, for a device of type `pvcalls`. Numbers are decimal. The
 * backend writes
 *
 * - `versions`: the supported versions, a comma-separated list: "1".
 * - `max-page-order` (number, at least 1): log2 of the maximum number of data pages of a socket.
 * - `function-calls`: the supported calls: "0" for none, "1" for `PVCALLS_SOCKET` to
 *   `PVCALLS_POLL`.
 *
 * The frontend writes `version` (the chosen one, "1"), `ring-ref` (the grant of the page with the
 * ring of calls) and `port` (its port).
 *
 * The two sides connect and disconnect like other devices (`io/xenbus.h`).
 */

/* The index page of the byte stream of a socket. */
struct pvcalls_data_intf {
    RING_IDX in_cons;        /* consumer index of the received data; the frontend writes it */
    RING_IDX in_prod;        /* producer index of the received data; the backend writes it */
    RING_IDX in_error;       /* 0, or the negative of the error that ended receiving; the backend
                                writes it */
    uint8_t pad1[52];
    RING_IDX out_cons;       /* consumer index of the data to send; the backend writes it */
    RING_IDX out_prod;       /* producer index of the data to send; the frontend writes it */
    RING_IDX out_error;      /* 0, or the negative of the error that ended sending; the backend
                                writes it */
    uint8_t pad2[52];
    RING_IDX ring_order;     /* log2 of the number of data pages; the first half of them is `in`;
                                the frontend writes it */
    grant_ref_t ref[XEN_FLEX_ARRAY_DIM]; /* the grants of the data pages */
};
/* Buffer functions of the byte stream of a socket. */
DEFINE_XEN_FLEX_RING(pvcalls);

/* Socket calls. */
/* ` enum pvcalls_command { // PVCALLS_* */
#define PVCALLS_SOCKET  0 /* Creates a socket. */
#define PVCALLS_CONNECT 1 /* Connects a socket to an address, and sets up its byte stream. */
#define PVCALLS_RELEASE 2 /* Closes a socket; the backend no longer uses its byte stream after the
                             response. */
#define PVCALLS_BIND    3 /* Binds a socket to an address of the backend's. */
#define PVCALLS_LISTEN  4 /* Makes a socket listen for connections. */
#define PVCALLS_ACCEPT  5 /* Accepts a connection, as a new socket with a byte stream. One call at a
                             time per listening socket. */
#define PVCALLS_POLL    6 /* Waits until `PVCALLS_ACCEPT` would not block. One call at a time per
                             listening socket. */
/* ` } */

/* A call. */
struct xen_pvcalls_request {
    uint32_t req_id;         /* the ID of the request, repeated in the response */
    uint32_t cmd;            /* the call; => enum pvcalls_command */
    union {
        struct xen_pvcalls_socket {
            uint64_t id;         /* the ID of the new socket, unique; chosen by the frontend */
            uint32_t domain;     /* the address family: 2 */
            uint32_t type;       /* the socket type: 1 */
            uint32_t protocol;   /* the protocol: 0 */
            uint8_t pad[4];
        } socket;                /* PVCALLS_SOCKET: the socket to create */
        struct xen_pvcalls_connect {
            uint64_t id;         /* the ID of the socket */
            uint8_t addr[28];    /* the address to connect to */
            uint32_t len;        /* the length of the address in bytes */
            uint32_t flags;      /* reserved, 0 */
            grant_ref_t ref;     /* the grant of the index page */
            uint32_t evtchn;     /* the port of the byte stream */
            uint8_t pad[4];
        } connect;               /* PVCALLS_CONNECT: the socket, and the address */
        struct xen_pvcalls_release {
            uint64_t id;         /* the ID of the socket */
            uint8_t reuse;       /* 1 if the frontend will reuse the pages of the byte stream: a
                                    hint to keep them mapped */
            uint8_t pad[7];
        } release;               /* PVCALLS_RELEASE: the socket to close */
        struct xen_pvcalls_bind {
            uint64_t id;         /* the ID of the socket */
            uint8_t addr[28];    /* the address to bind to */
            uint32_t len;        /* the length of the address in bytes */
        } bind;                  /* PVCALLS_BIND: the socket, and the address */
        struct xen_pvcalls_listen {
            uint64_t id;         /* the ID of the socket */
            uint32_t backlog;    /* the maximum number of connections that wait to be accepted */
            uint8_t pad[4];
        } listen;                /* PVCALLS_LISTEN: the socket to listen on */
        struct xen_pvcalls_accept {
            uint64_t id;         /* the ID of the listening socket */
            uint64_t id_new;     /* the ID of the new socket, unique; chosen by the frontend */
            grant_ref_t ref;     /* the grant of the new socket's index page */
            uint32_t evtchn;     /* the port of the new socket's byte stream */
        } accept;                /* PVCALLS_ACCEPT: the listening socket, and the new one */
        struct xen_pvcalls_poll {
            uint64_t id;         /* the ID of the listening socket */
        } poll;                  /* PVCALLS_POLL: the listening socket */
        struct xen_pvcalls_dummy {
            uint8_t dummy[56];   /* padding */
        } dummy;                 /* padding: the size of the union is the same on every
                                    architecture */
    } u;                     /* the arguments; => by cmd */
};

/* The response to a call. */
struct xen_pvcalls_response {
    uint32_t req_id;         /* the ID of the request */
    uint32_t cmd;            /* the call of the request; => enum pvcalls_command */
    int32_t ret;             /* 0 or more on success, or the negative of an error number */
    uint32_t pad;
    union {
        struct _xen_pvcalls_socket {
            uint64_t id;         /* the ID of the socket */
        } socket;                /* PVCALLS_SOCKET: the new socket */
        struct _xen_pvcalls_connect {
            uint64_t id;         /* the ID of the socket */
        } connect;               /* PVCALLS_CONNECT: the connected socket */
        struct _xen_pvcalls_release {
            uint64_t id;         /* the ID of the socket */
        } release;               /* PVCALLS_RELEASE: the closed socket */
        struct _xen_pvcalls_bind {
            uint64_t id;         /* the ID of the socket */
        } bind;                  /* PVCALLS_BIND: the bound socket */
        struct _xen_pvcalls_listen {
            uint64_t id;         /* the ID of the socket */
        } listen;                /* PVCALLS_LISTEN: the listening socket */
        struct _xen_pvcalls_accept {
            uint64_t id;         /* the ID of the listening socket */
        } accept;                /* PVCALLS_ACCEPT: the listening socket */
        struct _xen_pvcalls_poll {
            uint64_t id;         /* the ID of the listening socket */
        } poll;                  /* PVCALLS_POLL: the listening socket */
        struct _xen_pvcalls_dummy {
            uint8_t dummy[8];    /* padding */
        } dummy;                 /* padding: the size of the union is the same on every
                                    architecture */
    } u;                     /* the socket; => by cmd */
};

/* The ring of calls. */
DEFINE_RING_TYPES(xen_pvcalls, struct xen_pvcalls_request, struct xen_pvcalls_response);

#endif /* __XEN_PUBLIC_IO_PVCALLS_H__ */
