/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Sockets that the backend opens on a guest's behalf.
 */

#ifndef __XEN_PUBLIC_IO_PVCALLS_H__
#define __XEN_PUBLIC_IO_PVCALLS_H__

#include "../grant_table.h"
#include "ring.h"

/*
 * `incontents 185 pvcalls Sockets
 *
 * A guest without a network of its own has the backend make its calls for TCP sockets. The calls
 * are requests on one ring (see `io/ring.h`). The data of a connected socket does not go through
 * it: each such socket has a byte ring of its own, with a page of counters
 * (`struct pvcalls_data_intf`), which names the buffers, and a port. The guest sends through the
 * buffer `out`, and receives through `in`.
 *
 * Results and errors on the rings are numbers of a list of their own, the same for every system: 0
 * or more for success, and the negative of Linux's error number on x86 otherwise. Families of
 * addresses, types of sockets and addresses are as on Linux too: the family is 2 (IPv4), the type 1
 * (a stream), the protocol 0.
 *
 * # Nodes
 *
 * Both sides have a directory in xenstore, for a device of the kind `pvcalls`. Numbers are decimal.
 * The backend writes
 *
 * - `versions`: the versions that it speaks, with commas between: "1".
 * - `max-page-order` (number): how many pages the buffers of a socket may have, as a power of two;
 *   at least 1.
 * - `function-calls`: which calls it can make: "0" for none, "1" for those below, up to
 *   `PVCALLS_POLL`.
 *
 * The frontend writes `version` (the one that it chose, "1"), `ring-ref` (the grant of the page
 * with the ring of calls) and `port` (its port).
 *
 * Connecting and parting go as for other devices (see `io/xenbus.h`).
 */

/* The page of counters of a socket's byte ring. */
struct pvcalls_data_intf {
    RING_IDX in_cons;        /* how far the guest has received; the frontend writes it */
    RING_IDX in_prod;        /* how far there is data to receive; the backend writes it */
    RING_IDX in_error;       /* 0, or the negative of the error that ends receiving; the backend
                                writes it */
    uint8_t pad1[52];
    RING_IDX out_cons;       /* how far data was sent; the backend writes it */
    RING_IDX out_prod;       /* how far there is data to send; the frontend writes it */
    RING_IDX out_error;      /* 0, or the negative of the error that ends sending; the backend
                                writes it */
    uint8_t pad2[52];
    RING_IDX ring_order;     /* the number of pages of the buffers, as a power of two;
                                the first half is `in`; written by the frontend */
    grant_ref_t ref[XEN_FLEX_ARRAY_DIM]; /* the grants of these pages */
};
/* Functions for the buffers of a socket. */
DEFINE_XEN_FLEX_RING(pvcalls);

/* The calls. */
/* ` enum pvcalls_command { // PVCALLS_* */
#define PVCALLS_SOCKET  0 /* Makes a socket. */
#define PVCALLS_CONNECT 1 /* Connects a socket to an address, and gives it a byte ring. */
#define PVCALLS_RELEASE 2 /* Closes a socket; its byte ring is not used any more when the response
                             comes. */
#define PVCALLS_BIND    3 /* Gives a socket an address of the backend's. */
#define PVCALLS_LISTEN  4 /* Has a socket take connections. */
#define PVCALLS_ACCEPT  5 /* Waits for a connection, and creates its socket with a byte ring.
                             One at a time per socket. */
#define PVCALLS_POLL    6 /* Waits until `PVCALLS_ACCEPT` would not block.
                             One at a time per socket. */
/* ` } */

/* A call. */
struct xen_pvcalls_request {
    uint32_t req_id;         /* the ID of the request, repeated in the response */
    uint32_t cmd;            /* which call; => enum pvcalls_command */
    union {
        struct xen_pvcalls_socket {
            uint64_t id;         /* the number that the frontend gives the new socket, unlike that
                                    of any other */
            uint32_t domain;     /* the family of addresses */
            uint32_t type;       /* the type of the socket */
            uint32_t protocol;   /* the protocol */
            uint8_t pad[4];
        } socket;                /* PVCALLS_SOCKET: what socket to make */
        struct xen_pvcalls_connect {
            uint64_t id;         /* the socket */
            uint8_t addr[28];    /* the address to connect to */
            uint32_t len;        /* how many bytes of it count */
            uint32_t flags;      /* nothing yet; 0 */
            grant_ref_t ref;     /* the grant of the page of counters */
            uint32_t evtchn;     /* the port of the byte ring */
            uint8_t pad[4];
        } connect;               /* PVCALLS_CONNECT: what to connect, and where to */
        struct xen_pvcalls_release {
            uint64_t id;         /* the socket */
            uint8_t reuse;       /* 1 if the frontend will reuse the pages of the byte ring:
                                    a hint to keep them mapped */
            uint8_t pad[7];
        } release;               /* PVCALLS_RELEASE: what to close */
        struct xen_pvcalls_bind {
            uint64_t id;         /* the socket */
            uint8_t addr[28];    /* the address to have */
            uint32_t len;        /* how many bytes of it count */
        } bind;                  /* PVCALLS_BIND: what address to give */
        struct xen_pvcalls_listen {
            uint64_t id;         /* the socket */
            uint32_t backlog;    /* how many connections may wait to be accepted */
            uint8_t pad[4];
        } listen;                /* PVCALLS_LISTEN: what is to take connections */
        struct xen_pvcalls_accept {
            uint64_t id;         /* the socket that takes connections */
            uint64_t id_new;     /* the number that the frontend gives the new socket */
            grant_ref_t ref;     /* the grant of the new socket's page of counters */
            uint32_t evtchn;     /* the port of the new socket's byte ring */
        } accept;                /* PVCALLS_ACCEPT: what to accept from, and what becomes of it */
        struct xen_pvcalls_poll {
            uint64_t id;         /* the socket that takes connections */
        } poll;                  /* PVCALLS_POLL: what to wait for */
        struct xen_pvcalls_dummy {
            uint8_t dummy[56];   /* nothing */
        } dummy;                 /* nothing; it makes the record as long on every machine */
    } u;                     /* the arguments; => by cmd */
};

/* The response to a call. */
struct xen_pvcalls_response {
    uint32_t req_id;         /* the ID of the request */
    uint32_t cmd;            /* which call; => enum pvcalls_command */
    int32_t ret;             /* its result: 0 or more, or the negative of an error */
    uint32_t pad;
    union {
        struct _xen_pvcalls_socket {
            uint64_t id;         /* the socket */
        } socket;                /* PVCALLS_SOCKET: what was made */
        struct _xen_pvcalls_connect {
            uint64_t id;         /* the socket */
        } connect;               /* PVCALLS_CONNECT: what was connected */
        struct _xen_pvcalls_release {
            uint64_t id;         /* the socket */
        } release;               /* PVCALLS_RELEASE: what was closed */
        struct _xen_pvcalls_bind {
            uint64_t id;         /* the socket */
        } bind;                  /* PVCALLS_BIND: what was given an address */
        struct _xen_pvcalls_listen {
            uint64_t id;         /* the socket */
        } listen;                /* PVCALLS_LISTEN: what takes connections now */
        struct _xen_pvcalls_accept {
            uint64_t id;         /* the socket that takes connections */
        } accept;                /* PVCALLS_ACCEPT: what was accepted from */
        struct _xen_pvcalls_poll {
            uint64_t id;         /* the socket that takes connections */
        } poll;                  /* PVCALLS_POLL: what was waited for */
        struct _xen_pvcalls_dummy {
            uint8_t dummy[8];    /* nothing */
        } dummy;                 /* nothing; it makes the record as long on every machine */
    } u;                     /* which socket it was about; => by cmd */
};

/* The ring of calls. */
DEFINE_RING_TYPES(xen_pvcalls, struct xen_pvcalls_request, struct xen_pvcalls_response);

#endif /* __XEN_PUBLIC_IO_PVCALLS_H__ */
