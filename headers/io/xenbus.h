/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The connection states of split drivers.
 */

#ifndef _XEN_PUBLIC_IO_XENBUS_H
#define _XEN_PUBLIC_IO_XENBUS_H

/*
 * `incontents 181 xenbus States of split drivers
 *
 * Frontend and backend of a device connect through xenstore (`io/xs_wire.h`). Each has a directory
 * and watches the peer's. The node `state` in each holds an `enum xenbus_state` as a decimal
 * number. The header of each kind of device defines the other nodes, and what to do in each state.
 *
 * The toolstack creates both directories with references to each other (`backend` and `backend-id`,
 * `frontend` and `frontend-id`), in state Initialising. To disconnect, one side enters Closing and
 * the other follows; both stop using the ring, unmap and unbind, and enter Closed.
 */

/* The state of one end of a device. */
enum xenbus_state {
    XenbusStateUnknown       = 0, /* Unknown: the peer has no state node, or is gone. */
    XenbusStateInitialising  = 1, /* Initialising: created by the toolstack. */
    XenbusStateInitWait      = 2, /* InitWait: features are published; waits for the peer or for
                                     hotplug scripts. */
    XenbusStateInitialised   = 3, /* Initialised: connection details are published; waits for the
                                     peer. */
    XenbusStateConnected     = 4, /* Connected: the device is in use. */
    XenbusStateClosing       = 5, /* Closing: disconnecting, because of removal or an error. */
    XenbusStateClosed        = 6, /* Closed: disconnected; all resources are released. */
    XenbusStateReconfiguring = 7, /* Reconfiguring: the configuration of the connected device
                                     changes. */
    XenbusStateReconfigured  = 8  /* Reconfigured: the change is accepted; Connected follows. */
};
/* Short name of `enum xenbus_state`. */
typedef enum xenbus_state XenbusState;

#endif /* _XEN_PUBLIC_IO_XENBUS_H */
