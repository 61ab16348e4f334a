/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The PV console protocol.
 */

#ifndef __XEN_PUBLIC_IO_CONSOLE_H__
#define __XEN_PUBLIC_IO_CONSOLE_H__

#include <stdint.h>
#include "../xen-compat.h"

/*
 * `incontents 183 console Consoles
 *
 * Every guest has a console from the start: a page (`console.domU.mfn` of the start info, or
 * `HVM_PARAM_CONSOLE_PFN`) and a port (`console.domU.evtchn`, or `HVM_PARAM_CONSOLE_EVTCHN`). The
 * page holds a circular buffer of bytes per direction. Indices only increase and wrap at 32 bits;
 * `MASK_XENCONS_IDX` gives the offset in the buffer. A buffer is empty if its indices are equal,
 * and full if they differ by its size.
 *
 * To write, check for space, issue a full barrier, write the bytes, issue a write barrier, advance
 * the producer index, and send an event. To read, check for data, issue a read barrier, read the
 * bytes, issue a full barrier, advance the consumer index, and send an event, as the peer may wait
 * for space. There is no event suppression.
 *
 * The directory `console` of the guest in xenstore describes it: `ring-ref` (a frame number, not a
 * grant) and `port`, written by the toolstack, and the backend's `type`, `output`, `tty` and
 * `limit`. Further consoles are ordinary devices, `device/console/N`: their frontend writes
 * `ring-ref` (a grant) and `port`, and both sides follow the states of `io/xenbus.h`.
 */

/* An index of a console buffer, which wraps at 32 bits. */
typedef uint32_t XENCONS_RING_IDX;

/* The offset of index `idx` in the buffer `ring`, an array. */
#define MASK_XENCONS_IDX(idx, ring) ((idx) & (sizeof(ring) - 1))

#if XEN_RELEASE >= 0x0415
/* The state of the backend. */
/* ` enum xencons_connection { // XENCONSOLE_* */
#define XENCONSOLE_CONNECTED    0 /* The backend serves the console. A toolstack before Xen 4.21
                                     leaves this value from the start. */
#define XENCONSOLE_DISCONNECTED 1 /* No backend serves the console yet. */
/* ` } */
#endif

/* The shared page of a console. */
struct xencons_interface {
    char in[1024];           /* input to the guest */
    char out[2048];          /* output of the guest */
    XENCONS_RING_IDX in_cons; /* consumer index of the input; the guest writes it */
    XENCONS_RING_IDX in_prod; /* producer index of the input; the backend writes it */
    XENCONS_RING_IDX out_cons; /* consumer index of the output; the backend writes it */
    XENCONS_RING_IDX out_prod; /* producer index of the output; the guest writes it */
#if XEN_RELEASE >= 0x0415
    uint8_t connection;      /* the state of the backend, since Xen 4.21: the toolstack writes
                                `XENCONSOLE_DISCONNECTED` when it builds the domain, and the backend
                                `XENCONSOLE_CONNECTED` when it connects;
                                => enum xencons_connection */
#endif
};

#ifdef XEN_WANT_FLEX_CONSOLE_RING
#include "ring.h"
/* Buffer functions, on request of the includer. */
DEFINE_XEN_FLEX_RING(xencons);
#endif

#endif /* __XEN_PUBLIC_IO_CONSOLE_H__ */
