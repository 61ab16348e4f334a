/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A trusted platform module of another domain.
 */

#ifndef __XEN_PUBLIC_IO_TPMIF_H__
#define __XEN_PUBLIC_IO_TPMIF_H__

#include "../grant_table.h"

/*
 * `incontents 187 tpmif Trusted platform modules
 *
 * A module answers commands, one at a time. The guest writes a command into shared memory, and
 * finds the answer in the same place. The bytes of both are those of the Trusted Computing Group's
 * specification.
 *
 * Version 2 shares a page, `struct tpmif_shared_page`, and sends an event whenever `state` changes.
 * The guest writes the length, the locality and the command, then sets the state to
 * `TPMIF_STATE_SUBMIT`; the backend writes the length and the answer, then `TPMIF_STATE_FINISH`.
 * The guest may set `TPMIF_STATE_CANCEL` meanwhile; the backend then either finishes all the same
 * or goes to `TPMIF_STATE_IDLE`, where there is no answer. It may go there for reasons of its own
 * as well. These writes need not be atomic, as it is always clear whose turn it is.
 *
 * The command lies behind the list of further pages, at byte `16 + 4 * nr_extra_pages`, and goes on
 * in those pages as if they followed. A guest that wants to send more than one page asks the module
 * first what it can take.
 *
 * The nodes, for a device of the kind `vtpm`: the frontend writes `ring-ref` (the grant of the
 * page), `event-channel` (the port), and `feature-protocol-v2` ("1"); the backend writes
 * `feature-protocol-v2` as well. They connect as other devices (see `io/xenbus.h`).
 *
 * Version 1 shared a list of packets. It is stated for what it is worth, and nobody speaks it any
 * more.
 */

/* A packet of version 1. */
struct tpmif_tx_request {
    unsigned long addr;      /* its machine address; => maddr */
    grant_ref_t ref;         /* the grant of its page */
    uint16_t unused;         /* nothing */
    uint16_t size;           /* its length in bytes */
};
/* Short name of `struct tpmif_tx_request`. */
typedef struct tpmif_tx_request tpmif_tx_request_t;

/* A counter of version 1. */
typedef uint32_t TPMIF_RING_IDX;

/* How many packets there are in version 1. */
#define TPMIF_TX_RING_SIZE 1

/* The place of a packet of version 1. */
struct tpmif_ring {
    struct tpmif_tx_request req; /* the packet */
};
/* Short name of `struct tpmif_ring`. */
typedef struct tpmif_ring tpmif_ring_t;

/* The page that is shared in version 1. */
struct tpmif_tx_interface {
    struct tpmif_ring ring[TPMIF_TX_RING_SIZE]; /* the packets */
};
/* Short name of `struct tpmif_tx_interface`. */
typedef struct tpmif_tx_interface tpmif_tx_interface_t;

/* Whose turn it is. */
enum tpmif_state {
    TPMIF_STATE_IDLE,        /* The guest's turn: idle, or the command was cancelled. Set by the
                                backend. */
    TPMIF_STATE_SUBMIT,      /* The backend's: there is a command. The guest sets it. */
    TPMIF_STATE_FINISH,      /* The guest's: there is an answer. The backend sets it. */
    TPMIF_STATE_CANCEL,      /* The backend's: the guest does not want the answer any more. The
                                guest sets it. */
};

/* What the page begins with that is shared in version 2. */
struct tpmif_shared_page {
    uint32_t length;         /* how many bytes the command or the answer has */
    uint8_t state;           /* whose turn it is; => enum tpmif_state */
    uint8_t locality;        /* the locality that the command comes from, 0 to 4 */
    uint8_t pad;
    uint8_t nr_extra_pages;  /* how many further pages there are */
    uint32_t extra_pages[0]; /* the grants of the further pages */
};
/* Short name of `struct tpmif_shared_page`. */
typedef struct tpmif_shared_page tpmif_shared_page_t;

#endif /* __XEN_PUBLIC_IO_TPMIF_H__ */
