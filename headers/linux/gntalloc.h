/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Linux's device /dev/xen/gntalloc: pages of a program that other domains may map.
 */

#ifndef __LINUX_PUBLIC_GNTALLOC_H__
#define __LINUX_PUBLIC_GNTALLOC_H__

#include "ioctl.h"
#include "xen.h"
#include "grant_table.h"

/* ` flags gntalloc_flags { // GNTALLOC_FLAG_* */
/* The other domain may write to the pages. */
#define GNTALLOC_FLAG_WRITABLE 1
/* ` } */

/* Argument of `IOCTL_GNTALLOC_ALLOC_GREF`. */
struct ioctl_gntalloc_alloc_gref {
    domid_t domid;               /* IN: the domain that may map the pages */
    uint16_t flags;              /* IN: => flags gntalloc_flags */
    uint32_t count;              /* IN: the number of pages */
    uint64_t index;              /* OUT: the offset of the pages in the device, for `mmap` */
    grant_ref_t gref_ids[1];     /* OUT: `count` grant references */
};

/* Argument of `IOCTL_GNTALLOC_DEALLOC_GREF`. */
struct ioctl_gntalloc_dealloc_gref {
    uint64_t index;              /* IN: the offset of the pages in the device */
    uint32_t count;              /* IN: the number of pages */
};

/* What happens when a page is no longer mapped, also if its program ends. */
/* ` flags unmap_notify { // UNMAP_NOTIFY_* */
/* A byte of the page becomes 0. */
#define UNMAP_NOTIFY_CLEAR_BYTE 0x1
/* An event is sent on a port. */
#define UNMAP_NOTIFY_SEND_EVENT 0x2
/* ` } */

/* Argument of `IOCTL_GNTALLOC_SET_UNMAP_NOTIFY`. */
struct ioctl_gntalloc_unmap_notify {
    uint64_t index;              /* IN: the offset in the device of the byte to clear, or of any
                                    other byte of the page */
    uint32_t action;             /* IN: => flags unmap_notify */
    evtchn_port_t event_channel_port; /* IN: the port to send an event on */
};

/* Allocates zeroed pages and grants them to a domain. */
#define IOCTL_GNTALLOC_ALLOC_GREF \
    _IOC(_IOC_NONE, 'G', 5, sizeof(struct ioctl_gntalloc_alloc_gref))
/* Ends the grants of pages, which Linux frees once nobody maps them. */
#define IOCTL_GNTALLOC_DEALLOC_GREF \
    _IOC(_IOC_NONE, 'G', 6, sizeof(struct ioctl_gntalloc_dealloc_gref))
/* Sets what happens when a page is unmapped. */
#define IOCTL_GNTALLOC_SET_UNMAP_NOTIFY \
    _IOC(_IOC_NONE, 'G', 7, sizeof(struct ioctl_gntalloc_unmap_notify))

#endif /* __LINUX_PUBLIC_GNTALLOC_H__ */
