/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A byte stream in each direction between programs in two domains.
 *
 * Like upstream's, this header has no include guard: include it once.
 */

#include <stdint.h>

/*
 * `incontents 186 vchan Channels between programs
 *
 * A channel connects a server, which grants memory, with a client, which maps it. They share a
 * control page (`struct vchan_interface`), two circular buffers and an event channel. The client
 * writes the buffer *left*, the server the buffer *right*. The size of a buffer determines its
 * location: 1 KiB is at offset 1024 of the control page, 2 KiB at offset 2048. A larger buffer of
 * `2^n` bytes, with n from 12, has pages of its own; the control page lists their grants, those of
 * the left buffer first. At most one buffer has 1 KiB, and at most one has 2 KiB.
 *
 * Indices only increase, and wrap at 32 bits. Each side has notification flags (`cli_notify`,
 * `srv_notify`), which the *peer* sets. A side that waits sets flags of the peer atomically, and
 * checks the indices again before it blocks. A side that advanced an index atomically clears the
 * flag for it among its own, and sends an event if the flag was set.
 *
 * The server writes `ring-ref` (the grant of the control page) and `event-channel` (the port) below
 * a path of xenstore that both sides know.
 */

/* The indices of a buffer. */
struct ring_shared {
    uint32_t cons;           /* consumer index; the reader writes it */
    uint32_t prod;           /* producer index; the writer writes it */
};

/* The notifications that the peer requests. */
/* ` flags vchan_notify { // VCHAN_NOTIFY_* */
#define VCHAN_NOTIFY_WRITE 0x1 /* Send an event after a write. */
#define VCHAN_NOTIFY_READ  0x2 /* Send an event after a read, which frees space. */
/* ` } */

/* The control page. */
struct vchan_interface {
    struct ring_shared left;  /* the indices of the buffer that the client writes */
    struct ring_shared right; /* the indices of the buffer that the server writes */
    uint16_t left_order;     /* log2 of the size of the left buffer in bytes; the server writes it
                                once */
    uint16_t right_order;    /* log2 of the size of the right buffer in bytes; the server writes it
                                once */
    uint8_t cli_live;        /* the client: 2 before it connects, 1 while it is connected, 0 after
                                it closed */
    uint8_t srv_live;        /* the server: 1 while it is open, 0 after it closed */
    uint8_t cli_notify;      /* the events that the client is to send; the server sets the flags,
                                the client clears them; => flags vchan_notify */
    uint8_t srv_notify;      /* the events that the server is to send; the client sets the flags,
                                the server clears them; => flags vchan_notify */
    uint32_t grants[0];      /* the grants of the buffers' own pages; the server writes them once */
};
