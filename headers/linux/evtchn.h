/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Linux's device /dev/xen/evtchn: event channels of a program.
 */

#ifndef __LINUX_PUBLIC_EVTCHN_H__
#define __LINUX_PUBLIC_EVTCHN_H__

#include "ioctl.h"
#include "xen.h"
#include "event_channel.h"

/* Argument of `IOCTL_EVTCHN_BIND_VIRQ`. */
struct ioctl_evtchn_bind_virq {
    unsigned int virq;           /* IN: the virtual interrupt: `VIRQ_*` */
};

/* Argument of `IOCTL_EVTCHN_BIND_INTERDOMAIN`. */
struct ioctl_evtchn_bind_interdomain {
    unsigned int remote_domain;  /* IN: the domain that offers the port */
    evtchn_port_t remote_port;   /* IN: its port */
};

/* Argument of `IOCTL_EVTCHN_BIND_UNBOUND_PORT`. */
struct ioctl_evtchn_bind_unbound_port {
    unsigned int remote_domain;  /* IN: the domain that may bind to the port */
};

/* Argument of `IOCTL_EVTCHN_UNBIND`. */
struct ioctl_evtchn_unbind {
    evtchn_port_t port;          /* IN: a port of this file */
};

/* Argument of `IOCTL_EVTCHN_NOTIFY`. */
struct ioctl_evtchn_notify {
    evtchn_port_t port;          /* IN: a port of this file */
};

/* Argument of `IOCTL_EVTCHN_RESTRICT_DOMID`. */
struct ioctl_evtchn_restrict_domid {
    domid_t domid;               /* IN: the only domain to bind channels with */
};

/* Binds a virtual interrupt, and returns the port. */
#define IOCTL_EVTCHN_BIND_VIRQ \
    _IOC(_IOC_NONE, 'E', 0, sizeof(struct ioctl_evtchn_bind_virq))
/* Binds to a port that another domain offers, and returns the local port. */
#define IOCTL_EVTCHN_BIND_INTERDOMAIN \
    _IOC(_IOC_NONE, 'E', 1, sizeof(struct ioctl_evtchn_bind_interdomain))
/* Allocates a port that another domain may bind to, and returns it. */
#define IOCTL_EVTCHN_BIND_UNBOUND_PORT \
    _IOC(_IOC_NONE, 'E', 2, sizeof(struct ioctl_evtchn_bind_unbound_port))
/* Closes a port. */
#define IOCTL_EVTCHN_UNBIND \
    _IOC(_IOC_NONE, 'E', 3, sizeof(struct ioctl_evtchn_unbind))
/* Sends an event to the remote port. */
#define IOCTL_EVTCHN_NOTIFY \
    _IOC(_IOC_NONE, 'E', 4, sizeof(struct ioctl_evtchn_notify))
/* Empties the list of pending ports, and clears its overflow. */
#define IOCTL_EVTCHN_RESET _IOC(_IOC_NONE, 'E', 5, 0)
/* Restricts the file to new channels with one domain, for as long as it is open. */
#define IOCTL_EVTCHN_RESTRICT_DOMID \
    _IOC(_IOC_NONE, 'E', 6, sizeof(struct ioctl_evtchn_restrict_domid))

#endif /* __LINUX_PUBLIC_EVTCHN_H__ */
