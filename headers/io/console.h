/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The console of a guest, as the page that it shares with the one who shows it.
 */

#ifndef __XEN_PUBLIC_IO_CONSOLE_H__
#define __XEN_PUBLIC_IO_CONSOLE_H__

#include <stdint.h>

/*
 * `incontents 183 console Consoles
 *
 * Every guest has one console from its start, before it has drivers: a page (`console.domU.mfn` of the start-of-day page,
 * or `HVM_PARAM_CONSOLE_PFN`) and a port (`console.domU.evtchn`, or `HVM_PARAM_CONSOLE_EVTCHN`). The page holds two circular buffers of
 * bytes, one for each direction. The counters only grow and wrap at 32 bits; the place in a buffer is found by the low bits
 * (`MASK_XENCONS_IDX`). A buffer is empty when both its counters are equal, and full when they are apart by its size.
 *
 * To write, look that there is room; after a full barrier write the bytes; after a write barrier the producer's counter; then send an
 * event. To read, look what is there; after a read barrier read the bytes; after a full barrier write the consumer's counter; then send
 * an event, as the other side may wait for room. Nothing holds back events here.
 *
 * In xenstore the directory `console`, below the guest's own, describes it: `ring-ref` (the number of the page's frame, not a grant)
 * and `port`, which the toolstack writes, and what the other side keeps there (`type`, `output`, `tty`, `limit`). Further consoles are
 * ordinary devices, `device/console/N`, with a page each: there the frontend writes `ring-ref` (a grant, now) and `port`, and both sides
 * go through the states of `io/xenbus.h`.
 */

/* A counter of a console's buffer, which wraps at 32 bits. */
typedef uint32_t XENCONS_RING_IDX;

/* The place of the counter `idx` in the buffer `ring`, an array. */
#define MASK_XENCONS_IDX(idx, ring) ((idx) & (sizeof(ring) - 1))

/* The page of a console. */
struct xencons_interface {
    char in[1024];           /* what the guest is to read */
    char out[2048];          /* what the guest wrote */
    XENCONS_RING_IDX in_cons; /* how far the guest has read; the guest writes it */
    XENCONS_RING_IDX in_prod; /* how far there is something to read; the other side writes it */
    XENCONS_RING_IDX out_cons; /* how far the other side has read; the other side writes it */
    XENCONS_RING_IDX out_prod; /* how far the guest has written; the guest writes it */
};

#ifdef XEN_WANT_FLEX_CONSOLE_RING
#include "ring.h"
/* Functions for the console's buffers, for an includer that wants them. */
DEFINE_XEN_FLEX_RING(xencons);
#endif

#endif /* __XEN_PUBLIC_IO_CONSOLE_H__ */
