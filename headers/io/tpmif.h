/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The TPM protocol: a trusted platform module in another domain.
 */

#ifndef __XEN_PUBLIC_IO_TPMIF_H__
#define __XEN_PUBLIC_IO_TPMIF_H__

#include "../grant_table.h"

/*
 * `incontents 187 tpmif Trusted platform modules
 *
 * A TPM executes one command at a time. The frontend writes a command to shared memory, and the
 * backend replaces it with the response. Commands and responses have the format of the Trusted
 * Computing Group's specification.
 *
 * Version 2 shares one page (`struct tpmif_shared_page`), and sends an event on every change of
 * `state`:
 *
 * 1. The frontend writes the length, the locality and the command, and sets `TPMIF_STATE_SUBMIT`.
 * 2. The backend executes the command, writes the length and the response, and sets
 *    `TPMIF_STATE_FINISH`.
 *
 * Before step 2, the frontend may set `TPMIF_STATE_CANCEL`. The backend then either finishes the
 * command or sets `TPMIF_STATE_IDLE`, which means no response. It may also set `TPMIF_STATE_IDLE`
 * for reasons of its own. The writes need not be atomic: apart from a cancellation, only one side
 * writes in each state.
 *
 * Commands and responses start at offset `16 + 4 * nr_extra_pages` of the shared page, after the
 * list of extra pages, and continue in the extra pages. Before a frontend uses more than one page,
 * it queries the maximum command size of the TPM.
 *
 * The device has the type `vtpm` in xenstore. The frontend writes `ring-ref` (the grant of the
 * page), `event-channel` (the port) and `feature-protocol-v2` ("1"); the backend writes
 * `feature-protocol-v2`. They connect like other devices (`io/xenbus.h`).
 *
 * Version 1 is a ring of packets. No current frontend or backend uses it.
 */

/* A packet of version 1. */
struct tpmif_tx_request {
    unsigned long addr;      /* the machine address; => maddr */
    grant_ref_t ref;         /* the grant of the page */
    uint16_t unused;         /* unused */
    uint16_t size;           /* the size in bytes */
};
/* Short name of `struct tpmif_tx_request`. */
typedef struct tpmif_tx_request tpmif_tx_request_t;

/* A ring index of version 1. */
typedef uint32_t TPMIF_RING_IDX;

/* The number of packets in the ring of version 1. */
#define TPMIF_TX_RING_SIZE 1

/* An entry of the ring of version 1. */
struct tpmif_ring {
    struct tpmif_tx_request req; /* the packet */
};
/* Short name of `struct tpmif_ring`. */
typedef struct tpmif_ring tpmif_ring_t;

/* The shared page of version 1. */
struct tpmif_tx_interface {
    struct tpmif_ring ring[TPMIF_TX_RING_SIZE]; /* the entries */
};
/* Short name of `struct tpmif_tx_interface`. */
typedef struct tpmif_tx_interface tpmif_tx_interface_t;

/* The state of the shared page. */
enum tpmif_state {
    TPMIF_STATE_IDLE,        /* Idle, or the command was cancelled; set by the backend. The frontend
                                may submit a command. */
    TPMIF_STATE_SUBMIT,      /* A command is submitted; set by the frontend. The backend executes
                                it. */
    TPMIF_STATE_FINISH,      /* The response is available; set by the backend. The frontend may
                                submit a command. */
    TPMIF_STATE_CANCEL,      /* The command is to be cancelled; set by the frontend. The backend
                                sets the next state. */
};

/* The start of the shared page of version 2. */
struct tpmif_shared_page {
    uint32_t length;         /* the size of the command or response in bytes */
    uint8_t state;           /* the state; => enum tpmif_state */
    uint8_t locality;        /* the locality of the command, 0 to 4; written by the frontend */
    uint8_t pad;
    uint8_t nr_extra_pages;  /* the number of extra pages */
    uint32_t extra_pages[0]; /* the grants of the extra pages */
};
/* Short name of `struct tpmif_shared_page`. */
typedef struct tpmif_shared_page tpmif_shared_page_t;

#endif /* __XEN_PUBLIC_IO_TPMIF_H__ */
