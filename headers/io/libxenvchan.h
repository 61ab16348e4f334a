/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A stream of bytes in either direction between programs of two domains.
 *
 * Like upstream's, this header has nothing that keeps it from being read twice: include it once.
 */

#include <stdint.h>

/*
 * `incontents 186 vchan Channels between programs
 *
 * The two ends are a server, which grants memory, and a client, which maps it. They share a page of
 * control (`struct vchan_interface`), two circular buffers and a port. *Left* is the buffer that
 * the client writes, *right* the one that the server writes. Where a buffer is depends on its
 * length: one of 1 KiB is at byte 1024 of the page of control, one of 2 KiB at byte 2048, and a
 * longer one, of `2^n` bytes with n from 12, has pages of its own, whose grants the page of control
 * lists, first those of the left one. No more than one buffer has 1 KiB, and no more than one has 2
 * KiB.
 *
 * The counters only grow and wrap at 32 bits. Each end has bits that say what the other wants to be
 * told. An end that waits sets, atomically, bits of the *other* end, and looks at the counters once
 * more before it sleeps. Whoever has moved a counter clears the bit for that among its own,
 * atomically, and sends an event if it was set.
 *
 * The server writes where it is below a path of xenstore that both were told: `ring-ref` (the grant
 * of the page of control) and `event-channel` (the port).
 */

/* The counters of a buffer. */
struct ring_shared {
    uint32_t cons;           /* how far was read; the reader writes it */
    uint32_t prod;           /* how far was written; the writer writes it */
};

/* What an end is to send an event for. */
/* ` flags vchan_notify { // VCHAN_NOTIFY_* */
#define VCHAN_NOTIFY_WRITE 0x1 /* When it has written. */
#define VCHAN_NOTIFY_READ  0x2 /* When it has read, so that there is room. */
/* ` } */

/* The page of control. */
struct vchan_interface {
    struct ring_shared left;  /* the counters of the buffer that the client writes */
    struct ring_shared right; /* the counters of the buffer that the server writes */
    uint16_t left_order;     /* the size of the left buffer in bytes, as a power of two;
                                written once, by the server */
    uint16_t right_order;    /* the size of the right buffer in bytes, as a power of two;
                                written once, by the server */
    uint8_t cli_live;        /* the client: 2 is not there yet, 1 is there, 0 is gone */
    uint8_t srv_live;        /* the server: 1 is there, 0 is gone */
    uint8_t cli_notify;      /* what the client is to send an event for, at the server's wish;
                                => flags vchan_notify */
    uint8_t srv_notify;      /* what the server is to send an event for, at the client's wish;
                                => flags vchan_notify */
    uint32_t grants[0];      /* the grants of the buffers' pages, unless they are in this page;
                                written once, by the server */
};
