/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Linux's device /dev/xen/gntdev: pages that other domains have granted.
 */

#ifndef __LINUX_PUBLIC_GNTDEV_H__
#define __LINUX_PUBLIC_GNTDEV_H__

#include "ioctl.h"
#include "xen.h"
#include "grant_table.h"
#include "gntalloc.h"

/* A grant to map. */
struct ioctl_gntdev_grant_ref {
    uint32_t domid;              /* IN: the domain that granted the page */
    grant_ref_t ref;             /* IN: its grant reference */
};

/* Argument of `IOCTL_GNTDEV_MAP_GRANT_REF`. */
struct ioctl_gntdev_map_grant_ref {
    uint32_t count;              /* IN: the number of grants, not 0 */
    uint32_t pad;
    uint64_t index;              /* OUT: the offset of the pages in the device, for `mmap` */
    struct ioctl_gntdev_grant_ref refs[1]; /* IN: `count` grants */
};

/* Argument of `IOCTL_GNTDEV_UNMAP_GRANT_REF`. */
struct ioctl_gntdev_unmap_grant_ref {
    uint64_t index;              /* IN: the offset of the pages in the device */
    uint32_t count;              /* IN: the number of pages */
    uint32_t pad;
};

/* Argument of `IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR`. */
struct ioctl_gntdev_get_offset_for_vaddr {
    uint64_t vaddr;              /* IN: the address of the first page of a mapping */
    uint64_t offset;             /* OUT: the offset of the pages in the device */
    uint32_t count;              /* OUT: the number of pages of the mapping */
    uint32_t pad;
};

/* Argument of `IOCTL_GNTDEV_SET_MAX_GRANTS`. */
struct ioctl_gntdev_set_max_grants {
    uint32_t count;              /* IN: how many grants the file may map at a time */
};

/* Argument of `IOCTL_GNTDEV_SET_UNMAP_NOTIFY`. */
struct ioctl_gntdev_unmap_notify {
    uint64_t index;              /* IN: the offset in the device of the byte to clear, or of any
                                    other byte of the page */
    uint32_t action;             /* IN: => flags unmap_notify */
    evtchn_port_t event_channel_port; /* IN: the port to send an event on */
};

/* A place in a page that another domain has granted. */
struct gntdev_copy_foreign {
    grant_ref_t ref;             /* IN: the grant */
    uint16_t offset;             /* IN: the offset in the page in bytes */
    domid_t domid;               /* IN: the domain that granted the page */
};

/* Where a copy reads or writes: `foreign` if the segment's flags say so, else `virt`. */
union gntdev_copy_place {
    void *virt;                  /* an address of the program */
    struct gntdev_copy_foreign foreign; /* a place in a granted page */
};

/* A copy of `IOCTL_GNTDEV_GRANT_COPY`, which stays within one granted page at either end. */
struct gntdev_grant_copy_segment {
    union gntdev_copy_place source; /* IN: where to copy from */
    union gntdev_copy_place dest; /* IN: where to copy to */
    uint16_t len;                /* IN: the number of bytes */
    uint16_t flags;              /* IN: => flags gnttab_copy_flags */
    int16_t status;              /* OUT: the result; => enum gnttab_status */
};

/* Argument of `IOCTL_GNTDEV_GRANT_COPY`. */
struct ioctl_gntdev_grant_copy {
    unsigned int count;          /* IN: the number of segments */
    struct gntdev_grant_copy_segment *segments; /* IN/OUT: the segments */
};

/* How a buffer for DMA is allocated. */
/* ` flags gntdev_dma_flags { // GNTDEV_DMA_FLAG_* */
/* Write-combining. */
#define GNTDEV_DMA_FLAG_WC       (1 << 0)
/* Coherent. */
#define GNTDEV_DMA_FLAG_COHERENT (1 << 1)
/* ` } */

/* Argument of `IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS`. */
struct ioctl_gntdev_dmabuf_exp_from_refs {
    uint32_t flags;              /* IN: => flags gntdev_dma_flags */
    uint32_t count;              /* IN: the number of grants */
    uint32_t fd;                 /* OUT: the file of the buffer */
    uint32_t domid;              /* IN: the domain that granted the pages */
    grant_ref_t refs[1];         /* IN: `count` grant references */
};

/* Argument of `IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED`. */
struct ioctl_gntdev_dmabuf_exp_wait_released {
    uint32_t fd;                 /* IN: the file of the buffer */
    uint32_t wait_to_ms;         /* IN: the time limit in milliseconds */
};

/* Argument of `IOCTL_GNTDEV_DMABUF_IMP_TO_REFS`. */
struct ioctl_gntdev_dmabuf_imp_to_refs {
    uint32_t fd;                 /* IN: the file of the buffer */
    uint32_t count;              /* IN: the number of grants */
    uint32_t domid;              /* IN: the domain that may map the pages */
    uint32_t reserved;
    grant_ref_t refs[1];         /* OUT: `count` grant references */
};

/* Argument of `IOCTL_GNTDEV_DMABUF_IMP_RELEASE`. */
struct ioctl_gntdev_dmabuf_imp_release {
    uint32_t fd;                 /* IN: the file of the buffer */
    uint32_t reserved;
};

/* Prepares a mapping of grants; `mmap` at the offset makes it. */
#define IOCTL_GNTDEV_MAP_GRANT_REF \
    _IOC(_IOC_NONE, 'G', 0, sizeof(struct ioctl_gntdev_map_grant_ref))
/* Forgets grants, after `munmap`. */
#define IOCTL_GNTDEV_UNMAP_GRANT_REF \
    _IOC(_IOC_NONE, 'G', 1, sizeof(struct ioctl_gntdev_unmap_grant_ref))
/* Returns the offset of a mapping in the device. */
#define IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR \
    _IOC(_IOC_NONE, 'G', 2, sizeof(struct ioctl_gntdev_get_offset_for_vaddr))
/* Limits the number of grants. */
#define IOCTL_GNTDEV_SET_MAX_GRANTS \
    _IOC(_IOC_NONE, 'G', 3, sizeof(struct ioctl_gntdev_set_max_grants))
/* Sets what happens when a page is unmapped. */
#define IOCTL_GNTDEV_SET_UNMAP_NOTIFY \
    _IOC(_IOC_NONE, 'G', 7, sizeof(struct ioctl_gntdev_unmap_notify))
/* Copies between memory of the program and granted pages, or between granted pages. */
#define IOCTL_GNTDEV_GRANT_COPY \
    _IOC(_IOC_NONE, 'G', 8, sizeof(struct ioctl_gntdev_grant_copy))
/* Makes a DMA buffer of granted pages. */
#define IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS \
    _IOC(_IOC_NONE, 'G', 9, sizeof(struct ioctl_gntdev_dmabuf_exp_from_refs))
/* Waits until nobody uses such a buffer. */
#define IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED \
    _IOC(_IOC_NONE, 'G', 10, sizeof(struct ioctl_gntdev_dmabuf_exp_wait_released))
/* Grants the pages of a DMA buffer. */
#define IOCTL_GNTDEV_DMABUF_IMP_TO_REFS \
    _IOC(_IOC_NONE, 'G', 11, sizeof(struct ioctl_gntdev_dmabuf_imp_to_refs))
/* Ends the grants of a DMA buffer. */
#define IOCTL_GNTDEV_DMABUF_IMP_RELEASE \
    _IOC(_IOC_NONE, 'G', 12, sizeof(struct ioctl_gntdev_dmabuf_imp_release))

#endif /* __LINUX_PUBLIC_GNTDEV_H__ */
