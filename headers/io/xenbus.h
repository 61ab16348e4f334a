/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The states through which a frontend and a backend go on their way to each other.
 */

#ifndef _XEN_PUBLIC_IO_XENBUS_H
#define _XEN_PUBLIC_IO_XENBUS_H

/*
 * `incontents 181 xenbus States of split drivers
 *
 * Front and backend of a device meet in xenstore (see `io/xs_wire.h`): each has a directory there, and watches that of the other. Each
 * writes in its node `state`, as a decimal number, how far it is. The header of each kind of device says what belongs into the
 * directories, and what is to be done in which state; this is what they have in common.
 *
 * The toolstack makes both directories, writes into each where the other is (`backend` and `backend-id`, `frontend`
 * and `frontend-id`), and begins both in Initialising. To part, either side goes to Closing; the other follows, both stop using the
 * ring, give back what they mapped and bound, and go to Closed. Nothing here says whether a kernel makes the device available.
 */

/* How far one end of a device is. */
enum xenbus_state {
    XenbusStateUnknown       = 0, /* Unknown: the other side has no such node, or is gone. */
    XenbusStateInitialising  = 1, /* Initialising: it was made by the toolstack, and has not done anything yet. */
    XenbusStateInitWait      = 2, /* InitWait: it said what it offers, and waits for the other side to choose, or for scripts. */
    XenbusStateInitialised   = 3, /* Initialised: it said all the other side needs in order to connect, and waits for that. */
    XenbusStateConnected     = 4, /* Connected: it is in use. */
    XenbusStateClosing       = 5, /* Closing: it is about to end, as the device is taken away or something failed. */
    XenbusStateClosed        = 6, /* Closed: it has given back everything. */
    XenbusStateReconfiguring = 7, /* Reconfiguring: what the device offers is being changed, while it is connected. */
    XenbusStateReconfigured  = 8  /* Reconfigured: the change was taken note of, and Connected comes next. */
};
/* Short name of `enum xenbus_state`. */
typedef enum xenbus_state XenbusState;

#endif /* _XEN_PUBLIC_IO_XENBUS_H */
