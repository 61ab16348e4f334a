/* A watchdog that the hypervisor of a vendor has: the vendor's own hypercall. */

#ifndef ACME_WATCHDOG_H
#define ACME_WATCHDOG_H

#include "xen.h"
#include "event_channel.h"

/* The number is one of those that Xen leaves free. */
#define __HYPERVISOR_acme_op 47

/*
 * Feeds and controls the watchdog.
 *
 * ` enum neg_errnoval
 * ` HYPERVISOR_acme_op(enum acme_op cmd, void *arg)
 */

/* ` enum acme_op { // ACMEOP_* => struct acme_* */
/*
 * ACMEOP_watch: Starts the watchdog, or restarts its time.
 *
 * Errors:
 *   EINVAL  `period_ms` is 0, or the port is closed
 */
#define ACMEOP_watch 0
/*
 * ACMEOP_state: Returns how long the watchdog still waits.
 *
 * Errors:
 *   ENOENT  the watchdog does not run
 */
#define ACMEOP_state 1
/* ` } */

struct acme_watch {
    evtchn_port_t port; /* IN: the port that becomes pending before the domain is destroyed */
    uint32_t period_ms; /* IN: the time until then, in milliseconds */
};

struct acme_state {
    domid_t dom;        /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad;
    evtchn_port_t port; /* OUT: the port of the watchdog */
    uint32_t left_ms;   /* OUT: the time that is left, in milliseconds */
};

#endif /* ACME_WATCHDOG_H */
